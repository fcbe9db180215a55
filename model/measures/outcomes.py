"""What is reported each month: name, unit, kind and formula of every column of `monthly.parquet`.

The observer `monthly` fills exactly these columns in this order; `list outcomes` prints them. Costs
come from the month's cells of the ledger through one table, `COST_OF_ITEM`.
"""

from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from agents.vocabulary import Activity, Payer, Source
from model.inputs.task_fields import task_field
from model.ledger import Item, items
from model.process_counts import (
    AccessCount,
    CareCount,
    CommunityCount,
    DemographyCount,
    NeedsCount,
    ProgrammesCount,
    SeekingCount,
)

Kind = Literal["stock", "flow", "mean"]


@dataclass(frozen=True)
class Outcome:
    """One column of `monthly.parquet`.

    Attributes
    ----------
    name, unit : str
    kind : {'stock', 'flow', 'mean'}
        A stock is counted at the end of the month, a flow over the month. Stocks and flows add up
        over areas, flows also over months; a mean does neither.
    meaning : str
        Formula in words.
    weight : str
        For a mean: the column that weighs it when areas are put together.
    """

    name: str
    unit: str
    kind: Kind
    meaning: str
    weight: str = ""


def _stock(name: str, unit: str, meaning: str) -> Outcome:
    return Outcome(name, unit, "stock", meaning)


def _flow(name: str, unit: str, meaning: str) -> Outcome:
    return Outcome(name, unit, "flow", meaning)


_CARRIED = "open needs whose heaviest layer with a tenth of the hours or more is {}, half met"
_FIRST = "open needs that got their first answer this month, from the {} layer"

HEALTH = (
    "bodily_functions", "mental_functions", "meaning", "quality_of_life", "participation",
    "daily_functioning",
)  # fmt: skip
"""The six dimensions of Positive Health, in the order of `wellbeing.positive_health`."""

BOOK_MEANINGS = {
    "wmo": "indicated care under the Wmo, own contributions taken off",
    "youth": "youth care (Jeugdwet)",
    "participation": "social assistance less the state's grant, and policies for work",
    "debt_help": "debt counselling",
    "access": "desks, teams, and workers who find or judge needs",
    "social_base": "places, help without an indication, programmes and the rest",
}
"""The town's accounts by name (`task_fields.csv`), and what each holds; in the order of reports."""

HOURS_SPENT = {
    Activity.INTAKE: "taking requests in",
    Activity.INVESTIGATION: "talks and study",
    Activity.PLAN: "plans and reports",
    Activity.CONSULTATION: "consultation with partners",
    Activity.SHORT_SUPPORT: "short support, all its hours when it is promised",
    Activity.GUIDANCE: "guidance by teams without a decision",
    Activity.REASSESSMENT: "re-assessments of running care",
    Activity.OUTREACH: "left to teams this month, for next month's visits at home",
}
"""What caseworkers' hours go to, in words; `hours_outreach` is idle time put to use."""

OUTCOMES: tuple[Outcome, ...] = (
    _stock("residents", "residents", "everybody who lives at home (long-term care left out)"),
    _stock("residents_75plus", "residents", "of these, aged 75 and over"),
    _stock("open_needs", "needs", "open needs of residents at home, at most one per domain"),
    _stock("needs_personal", "needs", _CARRIED.format("personal")),
    _stock("needs_community", "needs", _CARRIED.format("community (free places, short support)")),
    _stock("needs_institutional", "needs", _CARRIED.format("institutional (indicated care)")),
    _stock("needs_unmet", "needs", "open needs of which less than half of the hours is met"),
    _stock("hours_asked", "hours/week", "hours a week that all open needs ask: hours x severity"),
    _stock("hours_personal", "hours/week", "asked x personal share"),
    _stock("hours_community", "hours/week", "rest after network x (1 - (1 - place)(1 - short))"),
    _stock("hours_institutional", "hours/week", "what network and community leave x formal share"),
    _flow("unmet_severity_months", "severity-months", "sum of severity x unmet share of the hours"),
    _flow("new_needs", "needs", "needs that opened"),
    _flow("first_answer_personal", "needs", _FIRST.format("personal")),
    _flow("first_answer_community", "needs", _FIRST.format("community")),
    _flow("first_answer_institutional", "needs", _FIRST.format("institutional")),
    _flow("requests", "requests", "requests that reached a desk or a team"),
    _stock("waiting_access", "cases", "applications not yet decided"),
    Outcome("waiting_access_days_mean", "days", "mean",
            "days from request to decision, mean over files decided this month; absent without any",
            "decisions"),
    _flow("over_statutory_term", "cases",
          "files decided, or debts talked about, later than the term of their law"),
    _stock("waiting_provider", "indications", "indications granted that wait for a provider"),
    _stock("indicated_users", "residents",
           "residents at home with indicated care under the Wmo or the Jeugdwet"),
    _stock("indications", "provisions", "provisions in force, waiting ones left out"),
    _flow("new_indications", "provisions", "provisions that came into force"),
    _flow("ended_indications", "provisions", "provisions that ended for whatever reason"),
    _flow("converted_indications", "provisions", "of these, ended by a step down to a free place"),
    _flow("to_long_term_care", "residents", "moves to long-term care (Wlz)"),
    _stock("day_activity_indicated_users", "residents",
           "residents at home with indicated day activities"),
    _stock("facility_participants", "residents", "residents who visit a free place regularly"),
    _flow("facility_visits", "visits", "dayparts on which a participant came to a free place"),
    _flow("facility_turned_away", "residents", "residents who wished a place that was full"),
    _flow("facility_participants_no_request_before", "residents",
          "new participants without request or indication in the 24 months before"),
    _flow("team_cases", "cases", "cases that a local team decided"),
    _flow("team_short_support", "needs", "needs answered by a local team's own short support"),
    _flow("outreach_found", "residents", "residents with a need found by outreach"),
    _flow("handovers", "hand-overs", "cases or domains handed from one desk to another"),
    _stock("informal_carers", "residents", "informal carers (mantelzorgers) living at home"),
    _stock("overloaded_carers", "residents", "informal carers whose load exceeds their resources"),
    _stock("volunteers", "residents", "residents who volunteer, at a facility or elsewhere"),
    Outcome("ties_mean", "ties", "mean", "ties outside the household, mean over residents 18+",
            "residents_18plus"),
    _stock("lonely", "residents", "residents 18+ at home, lonely (De Jong Gierveld 3 and over)"),
    _stock("severely_lonely", "residents", "of these, severely lonely (9 and over)"),
    Outcome("wellbeing_mean", "0-10", "mean", "wellbeing, mean over residents 18+ at home",
            "residents_18plus"),
    _flow("cost_indicated_eur", "EUR", "indicated care paid by the municipality, gross"),
    _flow("cost_facilities_eur", "EUR", "free facilities paid by the municipality"),
    _flow("cost_teams_eur", "EUR", "local teams"),
    _flow("cost_levers_eur", "EUR", "what levers cost the municipality beside the other items"),
    _flow("cost_access_eur", "EUR", "access desks"),
    _flow("own_contributions_eur", "EUR", "own contributions that clients paid"),
    _flow("cost_municipality_eur", "EUR",
          "all that the municipality pays, own contributions and the state's grant taken off"),
    _flow("cost_other_payers_eur", "EUR", "insurers, long-term care act, state (not clients)"),
    # beside the names of the contract
    _stock("heavily_burdened_carers", "residents",
           "informal carers who find care fairly heavy to overburdening"),
    # weights for the means
    _stock("residents_18plus", "residents", "residents aged 18 and over who live at home"),
    _stock("residents_unmet", "residents",
           "residents 18+ at home with a need of which more than `needs.felt_from` is unmet: those "
           "who would say that they need more help"),
    _flow("decisions", "cases", "files decided (an application may ask about several needs)"),
    _flow("needs_decided", "needs", "needs decided, general provision among them"),
    _flow("moved_indications", "provisions",
          "provisions that came with their holder from another area, less those that went there"),
    # the town's accounts: each cent of cost_municipality_eur in one of them
    *(_flow(f"cost_{book}_book_eur", "EUR", f"of what the municipality pays: {meaning}")
      for book, meaning in BOOK_MEANINGS.items()),
    _flow("state_grant_eur", "EUR", "received from the state for social assistance (BUIG)"),
    # programmes: coaches and teachers with a limited caseload
    _stock("programme_participants", "residents", "residents who take part in a programme"),
    _flow("programme_entrants", "residents", "residents who began to take part in a programme"),
    _flow("programme_turned_away", "residents",
          "residents reached by a programme that had no place for them"),
    # the access side of monitoring: who brought a request, what was decided
    *(_flow(f"requests_{source.name.lower()}", "requests",
            f"of the requests, those by {source.name.lower().replace('_', ' ')}")
      for source in Source),
    _flow("decided_granted", "needs", "needs decided: an indication"),
    _flow("granted_on_referral", "needs",
          "youth care granted on referral by a GP, specialist or court: not decided about"),
    _flow("decided_referred", "needs", "needs decided: referred to a free place"),
    _flow("decided_short_support", "needs", "needs decided: short support by desk or team"),
    _flow("decided_refused", "needs", "needs decided: refused, or deemed met by a free place"),
    _flow("facility_new_participants", "residents", "residents who came to a free place first"),
    # needed against there
    _flow("desk_hours_needed", "hours",
          "caseworker hours that files, short support and re-assessments ask: desks"),
    _flow("desk_reassessment_hours", "hours", "of these, re-assessments of running care"),
    _flow("desk_hours_staffed", "hours", "caseworker hours at desks, by the area they are for"),
    _flow("team_hours_needed", "hours",
          "caseworker hours that files, own support and re-assessments ask: team"),
    _flow("team_reassessment_hours", "hours", "of these, re-assessments of running care"),
    _flow("team_hours_staffed", "hours", "caseworker hours of the local team, filled posts"),
    _flow("outreach_hours", "hours", "hours of visits at home: spare ones of teams, and workers'"),
    _stock("seats_there", "participants", "regular participants that fit the area's day places"),
    _stock("seats_taken", "participants", "of these, taken; turned away: facility_turned_away"),
    Outcome("waiting_provider_days_mean", "days", "mean",
            "days from decision to start, mean over care of providers that started; absent without",
            "provider_starts"),
    _flow("provider_starts", "provisions",
          "of new ones, those of products that have contracted providers"),
    _stock("provider_clients", "clients", "in care of providers, spread over areas by residents"),
    _stock("provider_staff", "clients", "whom staff of providers can serve, spread likewise"),
    *(Outcome(f"health_{name}_mean", "0-10", "mean",
              f"Positive Health, {name.replace('_', ' ')}: mean over residents 18+ at home",
              "residents_18plus")
      for name in HEALTH),
    # what desks and teams do themselves, and what their hours go to
    _flow("decided_own_network", "needs", "needs decided: the own network asked at the table"),
    _flow("decided_guided", "needs", "needs decided: guidance by the team without a decision"),
    _flow("team_decisions", "needs", "needs that a local team decided about"),
    _flow("team_solved", "needs", "of these, with neither an indication nor a refusal"),
    _flow("team_returns", "needs", "needs whose guidance ended and that came back to the team"),
    *(_flow(f"hours_{one.name.lower()}", "hours", f"caseworker hours spent: {meaning}")
      for one, meaning in HOURS_SPENT.items()),
    # households, and how needs and products come together in them
    _stock("households", "households", "households with somebody at home"),
    _stock("households_multi_problem", "households",
           "of these, multi-problem: open needs of the members in three or more domains"),
    _stock("households_with_care", "households",
           "of these, with indicated care, debt help or a benefit"),
    _stock("households_more_laws", "households", "of these, with it under more than one law"),
    _flow("cost_of_residents_eur", "EUR",
          "paid by the municipality for products and general help, resident by resident; own "
          "contributions taken off, lump sums left out"),
    _flow("cost_of_multi_problem_eur", "EUR", "of it, for members of multi-problem households"),
)  # fmt: skip
"""Every outcome, in the order of the columns."""

NAMES = tuple(outcome.name for outcome in OUTCOMES)

COUNTED_BY_PROCESS: dict[str, IntEnum] = {
    "new_needs": NeedsCount.NEW_NEEDS,
    "requests": AccessCount.REQUESTS,
    "over_statutory_term": AccessCount.OVER_STATUTORY_TERM,
    "decisions": AccessCount.FILES_DECIDED,
    "needs_decided": AccessCount.DECISIONS,
    "team_cases": AccessCount.TEAM_CASES,
    "team_short_support": AccessCount.TEAM_SHORT_SUPPORT,
    "decided_own_network": AccessCount.OWN_NETWORK,
    "decided_guided": AccessCount.TEAM_GUIDED,
    "team_decisions": AccessCount.TEAM_DECISIONS,
    "team_solved": AccessCount.TEAM_SOLVED,
    "team_returns": AccessCount.TEAM_RETURNS,
    "handovers": AccessCount.HANDOVERS,
    "new_indications": CareCount.NEW_INDICATIONS,
    "ended_indications": CareCount.ENDED_INDICATIONS,
    "moved_indications": CareCount.MOVED_INDICATIONS,
    "converted_indications": CareCount.CONVERTED_INDICATIONS,
    "to_long_term_care": DemographyCount.TO_LONG_TERM_CARE,
    "facility_visits": CommunityCount.FACILITY_VISITS,
    "facility_turned_away": CommunityCount.FACILITY_TURNED_AWAY,
    "facility_participants_no_request_before": CommunityCount.NEW_PARTICIPANTS_NO_REQUEST_BEFORE,
    "outreach_found": SeekingCount.OUTREACH_FOUND,
    "programme_participants": ProgrammesCount.PROGRAMME_PARTICIPANTS,
    "programme_entrants": ProgrammesCount.PROGRAMME_ENTRANTS,
    "programme_turned_away": ProgrammesCount.PROGRAMME_TURNED_AWAY,
    "decided_granted": AccessCount.GRANTED,
    "granted_on_referral": AccessCount.GRANTED_ON_REFERRAL,
    "decided_referred": AccessCount.REFERRED,
    "decided_short_support": AccessCount.SHORT_SUPPORT,
    "decided_refused": AccessCount.REFUSED,
    "facility_new_participants": CommunityCount.NEW_PARTICIPANTS,
}
"""Outcome -> the counter of a process that it is taken from."""

COST_OF_ITEM: dict[str, str] = {
    "household help": "cost_indicated_eur",
    "individual guidance": "cost_indicated_eur",
    "day activities": "cost_indicated_eur",
    "transport to day activities": "cost_indicated_eur",
    "aids and services": "cost_indicated_eur",
    "lump sum for support": "cost_indicated_eur",
    "youth care": "cost_indicated_eur",
    "youth care with stay": "cost_indicated_eur",
    "debt counselling": "cost_indicated_eur",
    "facility": "cost_facilities_eur",
    "general household help": "cost_facilities_eur",
    "local team": "cost_teams_eur",
    "access desk": "cost_access_eur",
    "own contribution": "",
    "social assistance": "",
    "state grant for benefits": "",
    "residence and shelter": "",
    "GP and nursing": "",
    "long-term care": "",
}
"""Line of the books -> part of the municipality's cost; '' for lines in the totals only.

A line that is not named here was booked by a lever: it counts under `cost_levers_eur`.
"""

COSTS = (
    "cost_indicated_eur", "cost_facilities_eur", "cost_teams_eur", "cost_levers_eur",
    "cost_access_eur", "own_contributions_eur", "cost_municipality_eur", "cost_other_payers_eur",
    *(f"cost_{book}_book_eur" for book in BOOK_MEANINGS), "state_grant_eur",
)  # fmt: skip
GRANT = "state grant for benefits"
_OTHER_PAYERS = (Payer.INSURER, Payer.LONG_TERM_CARE_ACT, Payer.STATE)


def outcome(name: str) -> Outcome:
    """Return an outcome by name.

    Raises
    ------
    KeyError
        If there is none of that name.
    """
    return OUTCOMES[NAMES.index(name)] if name in NAMES else _unknown(name)


def _unknown(name: str) -> Outcome:
    raise KeyError(f"no outcome '{name}': see 'social-base list outcomes'")


def columns_of(line: Item, by_lever: bool) -> tuple[str, ...]:
    """Return the cost outcomes to which a line of the books adds.

    Parameters
    ----------
    line : Item
    by_lever : bool
        Whether a lever booked it.
    """
    if line.payer == Payer.MUNICIPALITY:
        part = COST_OF_ITEM.get(line.name, "cost_levers_eur" if by_lever else "")
        book = f"cost_{task_field(line.name, line.law).book}_book_eur"
        return (*((part,) if part else ()), "cost_municipality_eur", book)
    if line.payer == Payer.CLIENT:
        return ("own_contributions_eur",) if line.name == "own contribution" else ()
    grant = ("state_grant_eur",) if line.name == GRANT else ()
    return (*grant, "cost_other_payers_eur") if line.payer in _OTHER_PAYERS else ()


@lru_cache(maxsize=8)
def cost_weights(lines: int, room: int, by_lever: bool) -> NDArray[np.int64]:
    """Return 1 where a line adds to a cost outcome, shape [len(COSTS), room]; not to be changed.

    `lines` is how many are registered: none is ever taken away.
    """
    weights = np.zeros((len(COSTS), room), np.int64)
    for line in items()[:lines]:
        for column in columns_of(line, by_lever):
            weights[COSTS.index(column), line.index] = 1
    return weights


def monthly_costs(cells: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the cost outcomes of a month in cents.

    Parameters
    ----------
    cells : int64 array, shape [items, 1 + levers, areas]
        The ledger's cells of the month; column 0 is no lever's.

    Returns
    -------
    int64 array, shape [areas, len(COSTS)]
    """
    lines, room = len(items()), len(cells)
    no_lever = cost_weights(lines, room, by_lever=False) @ cells[:, 0]
    return np.asarray(
        (no_lever + cost_weights(lines, room, by_lever=True) @ cells[:, 1:].sum(axis=1)).T
    )


COST = "cost_municipality_eur"
BOOK_COSTS = tuple(f"cost_{book}_book_eur" for book in BOOK_MEANINGS)
"""The town's accounts: they add up to `COST`."""


def book_of(cost: str) -> str:
    """Return the account of one of `BOOK_COSTS`."""
    return cost.removeprefix("cost_").removesuffix("_book_eur")


def book_word(cost: str) -> str:
    """Return the phrase that names one of `BOOK_COSTS`."""
    return f"books.{book_of(cost)}"


HEADLINES = (
    "indicated_users", "day_activity_indicated_users", "residents_unmet", "needs_unmet",
    "overloaded_carers", COST,
)  # fmt: skip
"""The outcomes whose paired difference a comparison reports."""


HEADLINES_OF_ONE_WORLD = (
    "indicated_users", "day_activity_indicated_users", "facility_participants", "residents_unmet",
    "needs_unmet", "overloaded_carers", COST,
)  # fmt: skip
"""The outcomes reported of one world: free places too, which the other world may not have."""
