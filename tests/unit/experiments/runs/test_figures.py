"""The record of figures says what the functions say, and is worked out once."""

import pytest

from experiments.effects.headline import ceiling, counts, headline
from experiments.effects.payback_by_year import investment_at_which, payback_by_year
from experiments.effects.payers import gaps_by_payer
from experiments.effects.substitution import net_rates
from experiments.runs import result as result_module
from experiments.runs.findings import findings
from experiments.runs.summary import as_markdown, as_text
from experiments.worlds.demand_shift import CARES
from tests.unit.experiments.runs.test_findings import by_hand


def test_each_figure_is_that_of_its_function() -> None:
    comparison = by_hand()
    figures = comparison.figures["plan"]
    assert figures.headline == headline(comparison, "plan")
    assert figures.ceiling == ceiling(comparison, "plan")
    assert figures.shift == counts(comparison, "plan")
    for care in CARES:
        assert figures.substitution[care] == net_rates(comparison, "plan", care)
    assert figures.payers == gaps_by_payer(comparison, "plan")
    assert figures.by_year.equals(payback_by_year(comparison, "plan"))
    assert figures.payback is not None
    assert figures.payback.investment == investment_at_which(comparison, "plan")
    assert comparison.figures.placebo == counts(comparison, "placebo")
    assert comparison.figures.draws is figures.uncertainty is None


def test_they_are_worked_out_once(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []
    work_out = result_module.figures_of

    def counted(comparison: object) -> object:
        calls.append(comparison)
        return work_out(comparison)  # type: ignore[arg-type]

    monkeypatch.setattr(result_module, "figures_of", counted)
    result = by_hand()
    findings(result)
    as_text(result, terminal=False)
    as_markdown(result)
    assert len(calls) == 1


def test_a_result_holds_the_text_that_the_command_wrote() -> None:
    comparison = by_hand()
    assert comparison.text() == comparison.summary == ""
    comparison.summary = "all is well"
    assert comparison.text() == "all is well"
