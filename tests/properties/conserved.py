"""What must hold in every town in every month: one check each, raising AssertionError."""

from typing import Any

import numpy as np

from agents.needs import BLANK_NEED
from agents.providers import NO_PROVIDER, PERSONAL_BUDGET
from agents.ties import HELPING, KIND_BITS, SLOTS
from agents.vocabulary import (
    CareStage,
    CaseStage,
    Domain,
    Education,
    Layer,
    Origin,
    Payer,
    Sex,
    Status,
    TieKind,
)  # fmt: skip
from model.ledger import items
from model.months import DAYS
from model.process_counts import (
    AccessCount,
    CareCount,
    CommunityCount,
    DemographyCount,
    ProvisionCount,
)
from model.processes.personal_help.personal_share import hours_wanted

ADULT = 216
DOMAINS = range(len(Domain))


# -- people ---------------------------------------------------------------------------------------


def check_people(town: Any, before: Any) -> None:
    """The number of residents changes by births, arrivals, deaths and departures, no more."""
    flow = town.state.demography.counts.sum(axis=0)
    come = flow[DemographyCount.BIRTHS] + flow[DemographyCount.ARRIVALS]
    gone = flow[DemographyCount.DEATHS] + flow[DemographyCount.DEPARTURES]
    here = int((town.residents.records["status"] != Status.EMPTY).sum())
    assert here - int((before.residents["status"] != Status.EMPTY).sum()) == come - gone


def check_places(town: Any) -> None:
    """Nobody is in two places: one slot a uid, one household each, partners of each other."""
    people, homes = town.residents.records, town.households.records
    status = people["status"]
    living = np.flatnonzero(status != Status.EMPTY)
    uids = people["uid"][living]
    assert len(np.unique(uids)) == len(uids)
    assert (uids > 0).all()
    assert (people["uid"][status == Status.EMPTY] == 0).all()
    assert sorted([*town.residents.free, *living.tolist()]) == list(range(len(people)))
    at_home = np.flatnonzero(status == Status.HOME)
    home = people["household"][at_home]
    assert (home >= 0).all()
    assert (homes["uid"][home] != 0).all()
    assert (people["household"][status == Status.LONG_TERM_CARE] == -1).all()
    age = people["age_months"][at_home]
    for name, counted in (("adults", age >= ADULT), ("children", (age >= 0) & (age < ADULT))):
        members = np.bincount(home[counted], minlength=len(homes))
        assert np.array_equal(members, homes[name]), name
    for name in ("area", "postcode"):
        assert np.array_equal(people[name][at_home], homes[name][home]), name
    used = np.flatnonzero(homes["uid"] != 0)
    assert len(np.unique(homes["uid"][used])) == len(used)
    assert sorted([*town.households.free, *used.tolist()]) == list(range(len(homes)))
    partner = people["partner"][living]
    paired = living[partner >= 0]
    theirs = people["partner"][paired]
    assert (people["partner"][theirs] == paired).all()
    assert (theirs != paired).all()
    assert (people["household"][theirs] == people["household"][paired]).all()


# -- needs and layers -----------------------------------------------------------------------------


def _open(town: Any) -> Any:
    """Return for each resident and domain whether a need is open, shape [slots, 7]."""
    bits = town.residents.records["open_needs"][:, None] >> np.arange(len(Domain)) & 1
    return bits.astype(bool)


def check_layers(town: Any) -> None:
    """Each open need is counted under one of personal, community, institutional, unmet."""
    needs, is_open = town.residents.needs, _open(town)
    at_home = town.residents.records["status"] == Status.HOME
    assert not is_open[~at_home].any()
    layer = needs.column("layer")[at_home]
    assert (layer[is_open[at_home]] >= Layer.PERSONAL + 1).all()
    assert (layer[is_open[at_home]] <= Layer.UNMET + 1).all()
    assert (layer[~is_open[at_home]] == 0).all()
    assert ((needs.column("severity") > 0) <= is_open).all()
    rows = town_total(town)
    parts = [rows[f"needs_{layer.name.lower()}"] for layer in Layer]
    assert rows["open_needs"] == sum(parts) == int(is_open.sum())


def check_rows(town: Any) -> None:
    """Each open need has a row, no two share one, and nobody wrote to the row of no need."""
    needs = town.residents.needs
    places = needs.places()
    assert (_open(town) <= (places > 0)).all()
    rows = places[places > 0]
    assert len(np.unique(rows)) == len(rows)
    assert rows.max(initial=0) < needs.end <= len(needs.rows)
    assert needs.rows[:1].tobytes() == BLANK_NEED.tobytes()


def town_total(town: Any) -> dict[str, float]:
    """Return the last month of the observer `monthly`, added over areas."""
    observer = next(o for o in town.observers if o.name == "monthly")
    table = observer.frame(town)
    last = table[table["month"] == table["month"].max()]
    return dict(last.sum(numeric_only=True))


def check_hours(town: Any) -> None:
    """Hours of the layers together never exceed the hours asked, for anybody."""
    rows = town_total(town)
    met = sum(rows[f"hours_{name}"] for name in ("personal", "community", "institutional"))
    assert met <= rows["hours_asked"] + 1e-3  # summed in rounded millionths
    people, needs = town.residents.records, town.residents.needs
    p = town.numbers.personal_help[0]
    for slot in np.flatnonzero(people["minutes_got"]):
        # care brings out more than was asked at most where it is a complement
        wanted = hours_wanted(slot, people[slot], needs, 0, p) * (1 - min(0, p.taken_over.min()))
        assert people["minutes_got"][slot] <= 60 * wanted + 1e-6, slot
    shares = [needs.column(name) for name in ("personal", "community", "short", "formal")]
    assert all(((share >= 0) & (share <= 1)).all() for share in shares)


def check_spare(town: Any, before: Any) -> None:
    """Nobody gives more hours than it published to be able to; all given is got by somebody."""
    people, public = town.residents.records, before.published
    n = len(public)
    able = public["able_hours"] * np.maximum(1, before.residents["links"]) + public["partner_hours"]
    same = people["uid"][:n] == before.residents["uid"]
    assert (people["minutes_given"][:n][same] <= 60 * able[same] + 1e-3).all()
    assert (people["minutes_given"][:n][~same] == 0).all()
    assert (people["minutes_given"][n:] == 0).all()
    assert int(people["minutes_got"].sum()) == int(people["minutes_given"].sum())


def check_links(town: Any) -> None:
    """Helpers are adults at home, counted once each, and the tie to them is marked at both ends."""
    residents = town.residents
    people, other, kind = residents.records, residents.tie_other, residents.tie_kind
    a, b = people["helper_a"], people["helper_b"]
    links = np.zeros(len(people), np.int64)
    helps = set()
    for helper in (a, b):
        helped = np.flatnonzero(helper >= 0)
        assert (people["status"][helped] == Status.HOME).all()
        assert (people["status"][helper[helped]] == Status.HOME).all()
        assert (people["age_months"][helper[helped]] >= ADULT).all()
        assert (helper[helped] != helped).all()
        np.add.at(links, helper[helped], 1)
        helps |= {(int(i), int(helper[i])) for i in helped}
    assert not ((a == b) & (a >= 0)).any()
    assert np.array_equal(links, people["links"])
    marked = np.argwhere((kind >= HELPING) & (other >= 0))
    for i, k in marked.tolist():
        pair = (i, int(other[i, k]))
        assert pair in helps or pair[::-1] in helps
    for i, h in helps:
        at = np.flatnonzero(other[i] == h)
        assert (kind[i, at] >= HELPING).all(), "a helper's tie is one of care"


# -- facilities, files, care ----------------------------------------------------------------------


def check_seats(town: Any) -> None:
    """Regular participants never exceed the places there are, and sit in places that are open."""
    people, community = town.residents.records, town.state.community
    home, table = people["status"] == Status.HOME, community.table
    taken = np.zeros(len(table), np.int64)
    for name, stands_in in (("visits", 1), ("meets", 0)):
        at = people[name][(people[name] >= 0) & home]
        assert (table["stands_in"][at] == stands_in).all()
        taken += np.bincount(at, minlength=len(table))
    assert np.array_equal(taken, community.participants)
    assert (taken <= table["places"]).all()
    assert (taken[table["open"] == 0] == 0).all()
    waits = people["waits_at"][people["waits_at"] >= 0]
    assert (table["open"][waits] == 1).all()
    # of dayparts a month the last is there by chance
    assert (community.visits <= taken * (1.0 + table["visits_week"] * 52 / 12)).all()
    visits = np.bincount(table["area"], weights=community.visits, minlength=len(town.areas))
    assert np.array_equal(visits, community.counts[:, CommunityCount.FACILITY_VISITS])


def _bits(table: Any, used: Any, slots: int) -> Any:
    """Return per resident the bits of the domains in which rows stand."""
    bits = np.zeros(slots, np.int64)
    rows = table[used]
    np.bitwise_or.at(bits, rows["resident"], rows["domains"].astype(np.int64))
    return bits


def check_files(town: Any) -> None:
    """Cases and indications belong to residents who are there, and are counted at both ends."""
    people, needs = town.residents.records, town.residents.needs
    cases, care = town.cases.records, town.indications.records
    queued, granted = cases["stage"] != CaseStage.FREE, care["stage"] != CareStage.FREE
    for table, used in ((cases, queued), (care, granted)):
        assert np.array_equal(table["uid"][used], people["uid"][table["resident"][used]])
    assert np.array_equal(_bits(cases, queued, len(people)), people["cases"])
    held = np.zeros((len(needs), len(Domain)), np.int64)
    np.add.at(held, (care["resident"][granted], care["domain"][granted]), 1)
    assert np.array_equal(held, needs.column("indications"))
    runs = care["stage"] == CareStage.RUNNING
    products = np.zeros(len(people), np.int64)
    np.bitwise_or.at(products, care["resident"][runs], 1 << care["domain"][runs].astype(np.int64))
    assert np.array_equal(products, people["products"])


def check_providers(town: Any) -> None:
    """Clients and waiting lists are those of the indications, each of a contracted provider.

    What no provider serves, and what a personal budget pays, waits for nobody's staff.
    """
    care, mine = town.indications.records, town.state.care
    kinds = {CareStage.RUNNING: mine.caseload, CareStage.WAITING: mine.waiting}
    number = town.numbers.care[0].providers
    with_provider = (care["provider"] != NO_PROVIDER) & (care["provider"] != PERSONAL_BUDGET)
    for stage, counted in kinds.items():
        rows = care[(care["stage"] == stage) & with_provider]
        assert (rows["provider"] <= np.ceil(number[rows["domain"]])).all()
        clients = np.zeros(counted.shape, np.int64)
        np.add.at(clients, (rows["domain"], rows["provider"].astype(np.int64) - 1), 1)
        assert np.array_equal(clients, counted)
    assert (mine.staff >= 0).all()
    assert np.isfinite(mine.staff).all()
    waits = care["stage"] == CareStage.WAITING
    pieces = np.bincount(care["domain"][waits], care["pieces"][waits], len(Domain))
    assert np.array_equal(mine.by_domain[:, :, ProvisionCount.WAITING].sum(axis=0), pieces)
    alone = care[waits & ~with_provider]
    assert (alone["start_day"] >= town.month * DAYS).all()


def in_force(care: Any) -> dict[tuple[int, int, int, float], int]:
    """Return pieces of each indication in force, by resident, domain, month and day of grant."""
    rows = care[np.isin(care["stage"], (CareStage.RUNNING, CareStage.STORED))]
    columns = (rows["uid"], rows["domain"], rows["granted_month"], rows["granted_day"])
    keys = zip(*(column.tolist() for column in columns), strict=True)
    return dict(zip(keys, rows["pieces"].tolist(), strict=True))


def check_care(town: Any, before: Any) -> None:
    """Provisions in force change by those that started and ended, per domain."""
    old, new = in_force(before.indications), in_force(town.indications.records)
    waits = before.indications[before.indications["stage"] == CareStage.WAITING]
    waiting = np.bincount(waits["domain"], weights=waits["pieces"], minlength=len(Domain))
    decided = int(town.state.access.counts[:, AccessCount.GRANTED].sum())
    flow = town.state.care.by_domain.sum(axis=0)
    stock, inflow, outflow = (
        flow[:, one] for one in (ProvisionCount.STOCK, ProvisionCount.NEW, ProvisionCount.ENDED)
    )
    check_stock_and_flows(town, before)
    for domain in DOMAINS:
        mine = {key for key in old.keys() | new.keys() if key[1] == domain}
        assert stock[domain] == sum(new[key] for key in mine & new.keys())
        fresh = sum(new[key] for key in mine & (new.keys() - old.keys()))
        ended = sum(old[key] for key in mine & (old.keys() - new.keys()))
        # some start and end in one month: in neither table, but counted both ways
        passing = inflow[domain] - fresh
        assert passing == outflow[domain] - ended
        assert 0 <= passing <= waiting[domain] + decided


def check_stock_and_flows(town: Any, before: Any) -> None:
    """In every area stock = stock before + new - ended + moved, in pieces, and nothing un-ends."""
    flow = town.state.care.by_domain
    lived = before.residents["area"][before.indications["resident"]]
    was = in_force_by_area(before.indications, lived, len(town.areas))
    stock, new, ended, moved = (
        flow[:, :, one].sum(axis=1)
        for one in (ProvisionCount.STOCK, ProvisionCount.NEW, ProvisionCount.ENDED,
                    ProvisionCount.MOVED)
    )  # fmt: skip
    care = town.indications.records
    areas = town.residents.records["area"][care["resident"]]
    assert np.array_equal(stock, in_force_by_area(care, areas, len(town.areas)))
    assert np.array_equal(stock, was + new - ended + moved)
    assert (flow[:, :, ProvisionCount.ENDED] >= 0).all()
    assert (flow[:, :, ProvisionCount.MOVED].sum(axis=0) == 0).all()
    counts = town.state.care.counts
    assert np.array_equal(counts[:, CareCount.INDICATIONS], stock)
    assert np.array_equal(counts[:, CareCount.NEW_INDICATIONS], new)
    assert np.array_equal(counts[:, CareCount.ENDED_INDICATIONS], ended)
    assert np.array_equal(counts[:, CareCount.MOVED_INDICATIONS], moved)


def in_force_by_area(care: Any, areas: Any, n: int) -> Any:
    """Return pieces in force by area of their holder."""
    mine = np.isin(care["stage"], (CareStage.RUNNING, CareStage.STORED))
    return np.bincount(areas[mine], weights=care["pieces"][mine], minlength=n).astype(np.int64)


# -- money, ties, ranges --------------------------------------------------------------------------


def check_cents(cells: Any, spent: Any, unattributed: Any) -> None:
    """Each cent is booked once: on a resident or on nobody, by payer; a lever's on nobody."""
    payer = [line.payer for line in items()]
    booked = np.zeros((cells.shape[1], len(Payer)), np.int64)
    for line, who in enumerate(payer):
        booked[:, who] += cells[line].sum(axis=1)
    assert not cells[len(payer) :].any()
    assert np.array_equal(booked[1:], unattributed[1:])
    assert np.array_equal(booked[0], unattributed[0] + spent.sum(axis=0))


def check_ties(town: Any) -> None:
    """Ties hold the same at both ends, once each, between residents who are there, at most 16."""
    residents = town.residents
    people, other = residents.records, residents.tie_other
    strength, kind = residents.tie_strength, residents.tie_kind
    assert other.shape[1] == strength.shape[1] == kind.shape[1] == SLOTS
    here = people["status"] != Status.EMPTY
    a, k = np.nonzero(other >= 0)
    b = other[a, k]
    assert here[a].all()
    assert here[b].all()
    assert (a != b).all()
    ends = dict(zip(zip(a.tolist(), b.tolist(), strict=True), zip(
        strength[a, k].tolist(), kind[a, k].tolist(), strict=True), strict=True))  # fmt: skip
    assert len(ends) == len(a), "two ties of one pair"
    assert all(ends.get((j, i)) == value for (i, j), value in ends.items())
    assert (strength[other < 0] == 0).all()
    assert ((strength[a, k] > 0) & (strength[a, k] <= 1)).all()
    assert (kind[a, k] & KIND_BITS < len(TieKind)).all()
    assert np.array_equal(np.bincount(a, minlength=len(people))[here], people["degree"][here])


RANGES = {
    "age_months": (0, 12 * 130), "status": (1, 2), "sex": (0, len(Sex) - 1),
    "origin": (0, len(Origin) - 1), "education": (0, len(Education) - 1), "insecure": (0, 1),
    "lives_alone": (0, 1), "limitation": (0, 2), "dementia": (0, 1), "avoids_care": (0, 1),
    "frailty": (0, np.inf), "sociability": (0, SLOTS), "capacity": (0, 1), "open_needs": (0, 127),
    "products": (0, 127), "cases": (0, 127), "minutes_got": (0, 7 * 1440), "links": (0, SLOTS),
    "minutes_given": (0, 7 * 1440), "outside_hours": (0, 168), "strain": (0, np.inf),
    "overloaded": (0, 1), "heavily_burdened": (0, 1), "carer": (0, 1), "member": (0, 1),
    "volunteer": (0, 2), "degree": (0, SLOTS), "tie_strength": (0, SLOTS),
    "loneliness": (-100, 100), "wellbeing": (0, 10),
}  # fmt: skip


def check_ranges(town: Any) -> None:
    """Ages, shares, codes and counts of everybody who is there lie where they can."""
    people = town.residents.records[town.residents.living]
    for name, (low, high) in RANGES.items():
        column = np.asarray(people[name], np.float64)
        assert np.isfinite(column).all(), name
        assert (column >= low).all(), name
        assert (column <= high).all(), name
    areas, postcodes = len(town.areas), len(town.data.postcodes)
    assert (people["area"] < areas).all()
    assert (people["postcode"] < postcodes).all()
    needs = town.residents.needs
    for name in ("severity", "personal", "community", "short", "formal"):
        share = np.asarray(needs.column(name), np.float64)
        assert ((share >= 0) & (share <= 1)).all(), name


IN_EVERY_MONTH = (
    check_places, check_layers, check_rows, check_hours, check_links, check_seats, check_files,
    check_providers, check_ties, check_ranges,
)  # fmt: skip
OF_TWO_MONTHS = (check_people, check_spare, check_care)
