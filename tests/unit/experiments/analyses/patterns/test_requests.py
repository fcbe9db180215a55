"""Who asks: a resident counts once a month, and only where the access hears of it first."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from agents.cases import case_dtype
from agents.vocabulary import Domain, Law, Source
from experiments.analyses.patterns.requests import Requests
from model.process_counts import AccessCount, ProvisionCount
from tests.unit.plain import rows

RESIDENTS = 1000


def town(month: int, files: list[tuple[int, Law, Source]], begun: int = 0, past: int = 0) -> Any:
    """Return a town after a month in which files (uid, law, source) were opened."""
    cases = rows(len(files), case_dtype, opened_month=month)
    for row, (uid, law, source) in enumerate(files):
        cases.uid[row], cases.law[row], cases.source[row] = uid, law, source
    care = np.zeros((1, len(Domain), len(ProvisionCount)), np.int64)
    care[0, Domain.UPBRINGING, ProvisionCount.NEW] = begun
    access = np.zeros((1, len(AccessCount)), np.int64)
    access[0, AccessCount.GRANTED_ON_REFERRAL] = past
    state = SimpleNamespace(
        care=SimpleNamespace(by_domain=care), access=SimpleNamespace(counts=access)
    )
    people = SimpleNamespace(living=np.zeros(RESIDENTS))
    return SimpleNamespace(
        month=month + 1, cases=SimpleNamespace(records=cases), residents=people, state=state
    )


def test_a_resident_with_two_files_reports_once() -> None:
    requests = Requests()
    twice = [(7, Law.WMO, Source.SELF), (7, Law.WMO, Source.SELF), (8, Law.WMO, Source.GP)]
    requests.look(town(3, twice))
    assert requests.figures()["wmo_reports"] == pytest.approx(2 * 12)
    assert requests.figures()["all_reports"] == pytest.approx(2 * 12)


def test_what_the_access_never_sees_or_has_seen_before_is_no_report() -> None:
    requests = Requests()
    files = [
        (7, Law.JEUGDWET, Source.YOUTH_REFERRAL), (8, Law.WMO, Source.HAND_OVER),
        (9, Law.JEUGDWET, Source.SCHOOL),
    ]  # fmt: skip
    requests.look(town(3, files))
    requests.look(town(4, []))
    assert requests.figures()["wmo_reports"] == 0
    assert requests.figures()["all_reports"] == pytest.approx(6)


def test_youth_care_on_referral_is_that_of_2021() -> None:
    requests = Requests()
    assert requests.figures()["youth_begun_past_access"] == 0
    requests.look(town(11, [], begun=4, past=3))
    requests.look(town(12, [], begun=9, past=0))
    assert requests.figures()["youth_begun_past_access"] == pytest.approx(0.75)
