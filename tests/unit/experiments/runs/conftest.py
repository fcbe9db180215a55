"""What tests of the rules of replications share."""

import pytest

from experiments.runs import compare
from tests.unit.experiments.results.test_failures import _simulated


@pytest.fixture
def stand_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put figures made by hand in place of simulated worlds."""
    monkeypatch.setattr(compare, "run_together", _simulated)
