"""A rule in plain Python is the rule that the fast core compiles."""

import math
from types import SimpleNamespace
from typing import Any

import pytest

from agents.compiled import PLAIN_PYTHON
from experiments.plain_mesa import feeling
from experiments.plain_mesa.rules import plain
from model.draws import uniform4
from model.processes import wellbeing
from model.processes.community.visiting import strikes


def test_a_plain_rule_has_the_code_of_the_compiled_one() -> None:
    assert plain(strikes).__code__ is getattr(strikes, "py_func", strikes).__code__


def test_a_plain_rule_takes_any_object_with_the_attributes() -> None:
    need = SimpleNamespace(personal=0.5, community=0.0, short=0.0, formal=0.5, severity=1.0)
    assert plain(feeling.residual)(need) == 0.25


@pytest.mark.skipif(PLAIN_PYTHON, reason="nothing is compiled")
def test_a_chapter_reads_every_rule_that_it_imports_in_plain_python() -> None:
    assert hasattr(wellbeing.feel, "py_func")
    assert not hasattr(feeling.feel, "py_func")
    assert feeling.feel.__code__ is wellbeing.feel.py_func.__code__


def test_rules_that_a_rule_calls_are_plain_as_well() -> None:
    called: dict[str, Any] = plain(wellbeing.feel).__globals__
    assert not hasattr(called["loneliness_target"], "py_func")
    assert called["np"].float32(1.5) == 1.5


def test_draws_stay_the_compiled_ones() -> None:
    assert feeling.uniform.__name__ == "uniform"
    assert plain(wellbeing.feel) is plain(wellbeing.feel)
    from experiments.plain_mesa import needing

    assert needing.uniform4 is uniform4


def test_a_sum_is_added_up_in_order() -> None:
    from experiments.plain_mesa.person import add_up

    parts = [0.1] * 10
    assert add_up(parts) != math.fsum(parts)
    assert add_up([]) == 0.0
