"""The four residents of the plan's own papers, as rules that simulated residents meet or do not.

The papers tell of a widower who finds company, a mother after mental-health treatment who comes
because no application is asked, a woman on benefit who tours associations, and a family that each
law sees differently. A rule says who is such a resident in the month in which the worlds part; no
rule looks at what comes after.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agents.vocabulary import (
    ADULT_MONTHS,
    NOBODY,
    WMO_DOMAINS,
    Domain,
    Position,
    Sex,
    Status,
    Volunteering,
)  # fmt: skip
from model.world import World

Chosen = NDArray[np.bool_]
OLD, OF_WORKING_AGE = 65 * 12, 27 * 12
BORE_UNTIL = 50 * 12
COMPANY = 1 << Domain.MEETING | 1 << Domain.GUIDANCE
YOUTH, WORK, DEBTS = 1 << Domain.UPBRINGING, 1 << Domain.WORK, 1 << Domain.INCOME


@dataclass(frozen=True)
class Past:
    """What a rule needs of the town a year before.

    Attributes
    ----------
    partner_of : dict of int to int
        The uid of the partner, by uid of the resident.
    """

    partner_of: dict[int, int]


def past_of(town: World) -> Past:
    """Return what rules need to know of this month a year later."""
    people = town.residents.records
    paired = np.flatnonzero((people["uid"] != 0) & (people["partner"] != NOBODY))
    partners = people["uid"][people["partner"][paired]]
    mine = people["uid"][paired]
    return Past(dict(zip(mine.tolist(), partners.tolist(), strict=True)))


def widowers(town: World, past: Past) -> Chosen:
    """Men of 65 and over who live alone and whose partner died within the year."""
    people = town.residents.records
    alone = (people["lives_alone"] > 0) & (people["partner"] == NOBODY)
    old_men = at_home(town) & (people["sex"] == Sex.MAN) & (people["age_months"] >= OLD)
    here = set(people["uid"][people["uid"] != 0].tolist())
    lost = {mine for mine, other in past.partner_of.items() if other not in here}
    return alone & old_men & np.isin(people["uid"], list(lost))


def mothers_who_do_not_ask(town: World, _: Past) -> Chosen:
    """Mothers of minors in need of company or guidance who find it hard to ask, and have not.

    Treatment that the insurer pays is not in the model: need and threshold stand in for it.
    """
    people = town.residents.records
    minors = at_home(town) & (people["age_months"] < ADULT_MONTHS)
    with_minors = np.zeros(len(town.households.records), np.bool_)
    with_minors[people["household"][minors]] = True
    mothers = (people["sex"] == Sex.WOMAN) & (people["position"] == Position.HEAD)
    mothers &= (people["age_months"] >= ADULT_MONTHS) & (people["age_months"] < BORE_UNTIL)
    mothers &= at_home(town) & with_minors[people["household"]]
    silent = (people["cases"] & COMPANY == 0) & (people["products"] & COMPANY == 0)
    return mothers & (people["open_needs"] & COMPANY != 0) & silent & (people["shame"] > 0)


def women_on_benefit(town: World, _: Past) -> Chosen:
    """Women from 27 with a benefit who do not volunteer."""
    people = town.residents.records
    women = at_home(town) & (people["sex"] == Sex.WOMAN)
    women &= people["age_months"] >= OF_WORKING_AGE
    return women & (people["products"] & WORK != 0) & (people["volunteer"] == Volunteering.NO)


def heads_under_three_laws(town: World, _: Past) -> Chosen:
    """Heads of a household that needs help under three laws, and has dealings with one at least.

    The laws are the Wmo, youth care, and benefit or debt help; to have dealings is to have its
    care, or an application under way.
    """
    people = town.residents.records
    home = at_home(town)

    def with_any(bits: NDArray[np.uint8]) -> Chosen:
        households = np.zeros(len(town.households.records), np.bool_)
        households[people["household"][home & (bits != 0)]] = True
        return households

    dealings = people["products"] | people["cases"]
    needed = dealings | people["open_needs"]
    under = [with_any(needed & bits) for bits in (WMO_DOMAINS, YOUTH, WORK | DEBTS)]
    three = np.logical_and.reduce([*under, with_any(dealings)])
    return home & three[people["household"]] & (people["position"] == Position.HEAD)


def at_home(town: World) -> Chosen:
    """Say by slot who lives at home."""
    return np.asarray(town.residents.records["status"] == Status.HOME)


@dataclass(frozen=True)
class Rule:
    """Whom a story is of.

    Attributes
    ----------
    name : str
        As in the phrases `story.rule.<name>`.
    who : function of (World, Past) to bool array, shape [slots]
    policy : str
        The scenario under which the papers tell the story.
    """

    name: str
    who: Callable[[World, Past], Chosen]
    policy: str = "transformation"


RULES = (
    Rule("widower", widowers),
    Rule("mother", mothers_who_do_not_ask),
    Rule("on_benefit", women_on_benefit, "what_if_volunteer_tour"),
    Rule("three_laws", heads_under_three_laws),
)
