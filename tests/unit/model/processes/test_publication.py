"""Publication: a need is counted under exactly one of four, and its first answer is kept."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.needs import need_dtype
from agents.residents import published_dtype
from agents.vocabulary import Layer, Status
from model.processes import publication
from model.processes.need_shares import met_share
from model.processes.personal_help.personal_help import PersonalHelp
from model.processes.publication import PublicationParameters
from model.processes.ties.ties import Ties
from tests.unit.plain import need, numbers, plain, resident, rows

P = numbers(PublicationParameters, carries_from=0.1, unmet_below=0.5)
SHARES = st.floats(0, 1, width=32)


def layer(**shares: float) -> int:
    """Return the layer that a need with these shares is counted under."""
    return int(plain(publication.layer_of)(need(0.5, **shares), P)) - 1


@pytest.mark.parametrize(
    ("shares", "expected"),
    [
        ({}, Layer.UNMET), ({"personal": 0.49}, Layer.UNMET), ({"personal": 0.51}, Layer.PERSONAL),
        ({"community": 0.65}, Layer.COMMUNITY), ({"short": 0.6}, Layer.COMMUNITY),
        ({"formal": 0.8}, Layer.INSTITUTIONAL),
        ({"personal": 0.6, "community": 0.3}, Layer.COMMUNITY),
        ({"personal": 0.6, "community": 0.2}, Layer.PERSONAL),
        ({"personal": 0.5, "community": 0.5, "formal": 0.8}, Layer.INSTITUTIONAL),
        ({"personal": 0.9, "formal": 0.8}, Layer.PERSONAL),
        ({"personal": 0.3, "community": 0.3, "formal": 0.0}, Layer.COMMUNITY),
    ],
)  # fmt: skip
def test_the_heaviest_layer_with_a_tenth_of_the_hours_counts(
    shares: dict[str, float], expected: Layer
) -> None:
    assert layer(**shares) == expected


@given(SHARES, SHARES, SHARES, SHARES)
def test_every_need_is_counted_under_exactly_one_of_four(
    personal: float, community: float, short: float, formal: float
) -> None:
    shares = {"personal": personal, "community": community, "short": short, "formal": formal}
    answer = layer(**shares)
    met = plain(met_share)(need(0.5, **shares))
    assert answer in list(Layer)
    assert (answer == Layer.UNMET) == (met < 0.5)
    if answer == Layer.INSTITUTIONAL:
        assert formal >= 0.1
    if answer == Layer.COMMUNITY:
        assert max(community, short) > 0


def test_a_month_moves_the_layer_on_and_keeps_the_first_answer() -> None:
    one, count = need(0.5), plain(publication.count_layer)
    layers = []
    for shares in ({}, {"personal": 0.6}, {"formal": 0.8}, {}):
        one.personal, one.formal = shares.get("personal", 0), shares.get("formal", 0)
        count(one, True, P)
        layers.append((int(one.layer) - 1, int(one.answered) - 1))
    assert layers == [
        (Layer.UNMET, -1), (Layer.PERSONAL, Layer.PERSONAL),
        (Layer.INSTITUTIONAL, Layer.PERSONAL), (Layer.UNMET, Layer.PERSONAL),
    ]  # fmt: skip
    count(one, False, P)
    assert (one.layer, one.layer_before) == (0, Layer.UNMET + 1)


def test_a_closed_need_counts_one_month_longer_for_flows_and_then_no_more() -> None:
    who, needs_of = resident(open_needs=2), rows(7, need_dtype, severity=0.5)
    count = plain(publication.count_layers)
    bits = [int(count(who, needs_of, 2, P))]
    who.open_needs = 0
    bits += [int(count(who, needs_of, 2, P)), int(count(who, needs_of, 2, P))]
    assert bits == [2, 2, 0]


def test_needs_in_long_term_care_are_not_counted() -> None:
    who, needs_of = (
        resident(open_needs=2, status=Status.LONG_TERM_CARE),
        rows(7, need_dtype, severity=0.5),
    )
    assert plain(publication.count_layers)(who, needs_of, 2, P) == 0


def public_of(**fields: Any) -> Any:
    """Return what others may know of a resident."""
    public = rows(1, published_dtype)[0]
    help_p, ties_p = numbers(PersonalHelp.Parameters), numbers(Ties.Parameters)
    plain(publication.make_known)(resident(**fields), public, help_p, ties_p)
    return public


def test_what_others_may_know() -> None:
    public = public_of(
        age_months=70 * 12 + 11, area=3, products=5, visits=2, limitation=1, insecure=1
    )
    assert (public.age_years, public.area, public.products) == (70, 3, 5)
    assert (public.visits, public.limitation, public.insecure) == (2, 1, 1)
    assert public.status == Status.HOME


def test_the_overloaded_have_no_hours_to_spare() -> None:
    assert public_of(overloaded=1).spare_hours == 0
    assert public_of().spare_hours > 0
