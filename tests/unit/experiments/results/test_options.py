"""One record of options is the signature, the manifest's arguments and the line that replays."""

import inspect
from typing import Any

import pytest

from experiments.analyses.attribution.attribute import AttributionOptions, attribute
from experiments.analyses.cases.cases import CasesOptions, cases
from experiments.analyses.rollouts.robust import RolloutOptions, robust
from experiments.results.options import HOW_NOT_WHAT, Options, RunOptions, takes
from experiments.runs.compare import compare, compare_scenarios
from experiments.runs.compare_options import CompareOptions, Lockstep
from experiments.runs.run import run
from model.errors import InputError


@pytest.mark.parametrize(
    ("function", "record"),
    [(run, RunOptions), (compare, CompareOptions), (compare_scenarios, Lockstep),
     (cases, CasesOptions), (attribute, AttributionOptions), (robust, RolloutOptions)],
)  # fmt: skip
def test_the_signature_names_every_option_with_its_default(function: Any, record: Any) -> None:
    parameters = inspect.signature(function).parameters
    assert not any(p.kind is inspect.Parameter.VAR_KEYWORD for p in parameters.values())
    for name, parameter in inspect.signature(record).parameters.items():
        assert parameters[name].default == parameter.default


def test_an_option_that_is_not_there_is_refused() -> None:
    with pytest.raises(TypeError, match="residnts"):
        run("current", residnts=500)


def test_what_decides_a_result_leaves_out_how_it_is_made() -> None:
    record = RunOptions(workers=2, threads=2, out="x", force=True, quiet=True, changes={"a.b": 1.0})
    assert record.deciding() == RunOptions(changes={"a.b": 1.0}).deciding()
    assert not HOW_NOT_WHAT & set(record.deciding())
    assert record.deciding()["changes"] == {"a.b": 1.0}


def test_of_a_comparison_only_what_plays_a_part_decides() -> None:
    plain = CompareOptions(replications=7).deciding()
    assert plain["replications"] == 7
    assert not {"precision", "at_least", "at_most", "doubt", "draws"} & set(plain)
    options = CompareOptions(precision={"indicated_users": 5.0}, doubt=3, draws="d.csv").deciding()
    assert "replications" not in options
    by_the_rule = CompareOptions().deciding()
    assert (by_the_rule["at_least"], by_the_rule["at_most"]) == (4, 10)
    assert not {"replications", "precision"} & set(by_the_rule)
    assert (options["precision"], options["doubt"], options["draws"]) == (
        {"indicated_users": 5.0}, 3, "d.csv",
    )  # fmt: skip


def test_draws_without_a_number_are_refused() -> None:
    with pytest.raises(InputError, match="say with --doubt K"):
        CompareOptions(draws="d.csv")


def test_names_of_its_own_come_before_those_of_the_record() -> None:
    @takes(Options)
    def command(first: str, *, seed: int = 7, **options: Any) -> None:
        """Take options."""

    parameters = inspect.signature(command).parameters
    assert list(parameters)[:2] == ["first", "seed"]
    assert parameters["seed"].default == 7
