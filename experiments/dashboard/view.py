"""What a reader looks at, as the address of the page says it: a link restores the view.

The address is the only state. What stands in it may have been typed by anybody: each wrong value is
left out, told in words beside its field, and never becomes a path or a command.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, urlencode

from agents.vocabulary import DOMAIN_LAW, Domain, Law
from experiments.dashboard.plan import (
    DOSE,
    END,
    PLAN,
    START,
    Line,
    ends_too_soon,
    lines_of,
    policies,
)
from experiments.report.words import LANGUAGES
from model.errors import ScenarioError
from model.inputs.number_text import number_in
from model.months import month_of
from model.observers.layers import BANDS
from model.town_size import FEWEST_RESIDENTS

OVERVIEW, PEOPLE, MONEY, STORY, DECIDES = "overview", "people", "money", "story", "decides"
PAGES = (OVERVIEW, PEOPLE, MONEY, STORY, DECIDES)
FIRST_PAGE = {
    "alderman": OVERVIEW, "adviser": PEOPLE, "controller": MONEY, "researcher": DECIDES
}  # fmt: skip
"""What each role sees first."""
SHIPPED, FOLDER, LIVE = "shipped", "folder", "live"
LAWS = {
    law.name.lower(): tuple(d.name.lower() for d in Domain if DOMAIN_LAW[d] == law)
    for law in (Law.WMO, Law.JEUGDWET, Law.PARTICIPATIEWET)
}
"""Domains of need by the law whose desk they belong to."""
NUMBERS = {
    "residents": (1_500, FEWEST_RESIDENTS, 20_000),
    "months": (96, 72, 360),
    "replications": (4, 1, 20),
    "seed": (1, 0, 2**63 - 1),
}
"""Of the live run: default, least and most. Before 72 months no year with the plan is complete."""
MOST_TEXT = 40
"""Characters of a value in the address that are looked at."""


@dataclass(frozen=True)
class Complaint:
    """What is wrong with a value of the address.

    Attributes
    ----------
    field : str
    phrase : str
        Of the language, without `page.`.
    fields : mapping of str to str
        What it is filled in with.
    """

    field: str
    phrase: str
    fields: Mapping[str, str]


@dataclass(frozen=True)
class Setting:
    """What the server was started with: it decides what an absent value means.

    Attributes
    ----------
    lang : {'en', 'nl'}
    areas : tuple of str
        Keys of the town's areas.
    held : tuple of str
        Policies of the comparison that was handed in; empty without one.
    """

    lang: str = "en"
    areas: tuple[str, ...] = ()
    held: tuple[str, ...] = ()


@dataclass(frozen=True)
class View:
    """A view, each value checked; `given` are the texts of the address, wrong ones too."""

    setting: Setting
    given: Mapping[str, str]
    complaints: tuple[Complaint, ...]
    lang: str
    role: str
    page: str
    shown: str
    policy: str
    area: str
    age: str
    law: str
    uid: str
    numbers: Mapping[str, int]
    changes: Mapping[tuple[str, str], float | str]

    @property
    def lines(self) -> tuple[Line, ...]:
        """Lines of the policy as its scenario has them."""
        return lines_of(self.policy) if self.policy in policies() else ()

    def text(self, name: str, default: str = "") -> str:
        """Return what stands in a field."""
        return self.given.get(name, default)

    def wrong(self, name: str) -> Complaint | None:
        """Return what is wrong with a field."""
        return next((one for one in self.complaints if one.field == name), None)

    def address(self, **values: str) -> str:
        """Return the address of this view with other values; an empty one leaves its field out."""
        given = {**self.given, **values}
        query = urlencode({name: given[name] for name in sorted(given) if given[name]})
        return f"/?{query}" if query else "/"


def read_view(query: str, setting: Setting) -> View:
    """Return the view of an address.

    Parameters
    ----------
    query : str
        What stands behind the question mark.
    setting : Setting
    """
    given = {k: v.strip() for k, v in parse_qsl(query, max_num_fields=200) if v.strip()}
    complaints: list[Complaint] = []

    def choice(name: str, known: tuple[str, ...], default: str) -> str:
        value = given.get(name, default)
        if value in known:
            return value
        fields = {"value": value[:MOST_TEXT]}
        complaints.append(Complaint(name, "wrong.choice", fields))
        return default

    lang = choice("lang", LANGUAGES, setting.lang)
    role = choice("role", tuple(FIRST_PAGE), "alderman")
    page = choice("page", PAGES, FIRST_PAGE[role])
    shown = choice("shown", (FOLDER, LIVE) if setting.held else (LIVE,),
                   FOLDER if setting.held else LIVE)  # fmt: skip
    known = setting.held if shown == FOLDER else policies()
    policy = choice("policy", known, known[0] if shown == FOLDER else PLAN)
    view = View(
        setting, given, (), lang, role, page, shown, policy,
        choice("area", ("", *setting.areas), ""), choice("age", ("", *BANDS), ""),
        choice("law", ("", *LAWS), ""), _uid(given, complaints),
        {name: _number(name, given, complaints) for name in NUMBERS},
        {} if shown == FOLDER else _changes(given, policy, complaints),
    )  # fmt: skip
    return replace(view, complaints=tuple(complaints))


def _uid(given: Mapping[str, str], complaints: list[Complaint]) -> str:
    text = given.get("uid", "")
    if text and not re.fullmatch(r"[0-9]{1,19}", text):
        complaints.append(Complaint("uid", "wrong.uid", {"value": text[:MOST_TEXT]}))
        return ""
    return text


def _number(name: str, given: Mapping[str, str], complaints: list[Complaint]) -> int:
    default, least, most = NUMBERS[name]
    text = given.get(name, str(default))
    if re.fullmatch(r"[0-9]{1,19}", text) and least <= int(text) <= most:
        return int(text)
    fields = {"value": text[:MOST_TEXT], "least": str(least), "most": str(most)}
    complaints.append(Complaint(name, "wrong.number", fields))
    return default


def _changes(
    given: Mapping[str, str], policy: str, complaints: list[Complaint]
) -> dict[tuple[str, str], float | str]:
    """Return the doses and dates that differ from those of the policy; wrong ones are told."""
    changes: dict[tuple[str, str], float | str] = {}
    for line in lines_of(policy):
        dose = f"{DOSE}.{line.key}"
        share = number_in(given.get(dose, str(line.dose)))
        if share is None or not 0.0 <= share <= 1.0:
            fields = {"value": given[dose][:MOST_TEXT]}
            complaints.append(Complaint(dose, "wrong.dose", fields))
        elif share != line.dose:
            changes[DOSE, line.key] = share
        for field, date in _dates(given, line, complaints).items():
            changes[field, line.key] = date
    return changes


def _dates(given: Mapping[str, str], line: Line, complaints: list[Complaint]) -> dict[str, str]:
    """Return the dates of a line that differ; none of them where one is wrong."""
    has = {START: line.start, END: line.end}
    dates = {field: given.get(f"{field}.{line.key}", has[field]) for field in has}
    for field, text in dates.items():
        name, fields = f"{field}.{line.key}", {"value": text[:MOST_TEXT]}
        try:
            early = month_of(text) < 0
        except ScenarioError:
            complaints.append(Complaint(name, "wrong.month", fields))
            return {}
        if early:
            complaints.append(Complaint(name, "wrong.early", fields))
            return {}
    if ends_too_soon(dates[START], dates[END]):
        fields = {"start": dates[START], "end": dates[END]}
        complaints.append(Complaint(f"{END}.{line.key}", "wrong.order", fields))
        return {}
    return {field: text for field, text in dates.items() if text != has[field]}
