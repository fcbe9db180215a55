"""Judgements of experts: read with care, pooled alike, a weight for draws made evenly."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from experiments.analyses.analogues.elicited import (
    QUANTILES,
    Form,
    Judgement,
    density,
    empty_form,
    log_judged,
    pooled,
    pooled_density,
    read_form,
    shipped_forms,
)
from experiments.analyses.analogues.told import answer, judged
from experiments.sweep.ignorance import NOTHING, kind_of
from model.errors import InputError
from model.parameter_owners import all_rows

NAME = "access.short_support_team"
LOW, HIGH = 0.1, 0.7
CAREFUL, BOLD = Judgement((0.2, 0.3, 0.4), "few talks"), Judgement((0.3, 0.5, 0.65), "many talks")
EXPERTS = [Form("a", "2026-01-01", {NAME: CAREFUL}), Form("b", "2026-01-01", {NAME: BOLD})]
ENTRY = "    q05: 0.2\n    q50: 0.3\n    q95: 0.4\n    why: few talks\n"
TOP = "expert: a\ndate: 2026-01-01\njudgements:\n"


def drawn(count: int = 60_001) -> np.ndarray:
    return np.linspace(LOW, HIGH, count)


def test_quantiles_come_back() -> None:
    row = all_rows()[NAME]
    assert (row.low, row.high) == (LOW, HIGH)
    at = drawn()
    weight = density(at, NAME, CAREFUL)
    assert weight.mean() == pytest.approx(1.0, abs=1e-3), "a density over the even one"
    for share, value in zip(QUANTILES.values(), CAREFUL.given, strict=True):
        assert (weight * (at < value)).mean() == pytest.approx(share, abs=1e-3)


def test_experts_count_alike() -> None:
    at = drawn()
    both = pooled_density(at, NAME, EXPERTS)
    alone = [density(at, NAME, one) for one in (CAREFUL, BOLD)]
    assert both == pytest.approx((alone[0] + alone[1]) / 2)
    table = pooled(EXPERTS).iloc[0]
    assert table["experts"] == 2
    assert CAREFUL.given[1] < table["q50"] < BOLD.given[1]
    assert table["q05"] == pytest.approx(0.22, abs=0.02)
    single = pooled(EXPERTS[:1]).iloc[0]
    assert single[list(QUANTILES)].tolist() == pytest.approx(CAREFUL.given, abs=1e-3)


def test_quantiles_at_the_ends_of_the_range_leave_nothing_beyond() -> None:
    ends = Judgement((LOW, 0.3, HIGH), "all of it")
    assert density(drawn(), NAME, ends).mean() == pytest.approx(1.0, abs=1e-3)


def test_draws_are_weighed_by_every_number_that_was_judged() -> None:
    values = pd.DataFrame({NAME: [0.15, 0.3, 0.65], "other": [1.0, 2.0, 3.0]})
    log = log_judged(values, EXPERTS[:1])
    assert np.exp(log) == pytest.approx(density(values[NAME].to_numpy(), NAME, CAREFUL))
    assert log_judged(values, []).tolist() == [0.0, 0.0, 0.0]
    with pytest.raises(InputError, match=f"'{NAME}' is judged, but no draw"):
        log_judged(values[["other"]], EXPERTS)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (TOP, "no number is judged"),
        ("date: 2026-01-01\njudgements: {}\n", "field 'expert' is missing"),
        (f"{TOP}  {NAME}s:\n{ENTRY}", rf"line 4: no parameter '{NAME}s'.*{NAME}"),
        (f"{TOP}  {NAME}:\n{ENTRY.replace('0.3', '0.1')}", "0.2, 0.1, 0.4 do not rise"),
        (f"{TOP}  {NAME}:\n{ENTRY.replace('0.4', '0.9')}", "do not rise from 0.1 to 0.7"),
        (f"{TOP}  {NAME}:\n{ENTRY.replace('0.3', 'half')}", "line 6: q50 is 'half'"),
        (f"{TOP}  {NAME}:\n{ENTRY.replace('why: few talks', 'who: me')}", "no field 'who'"),
        (f"{TOP}  {NAME}:\n{ENTRY.replace('    why: few talks', '')}", "field 'why' is missing"),
        (f"{TOP}  {NAME}: 0.3\n", "give lines"),
    ],
)
def test_a_form_that_cannot_be_used_is_refused(text: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "form.yaml"
    path.write_text(text)
    with pytest.raises(InputError, match=message):
        read_form(path)


def test_an_empty_form_asks_what_nothing_at_hand_tells(tmp_path: Path) -> None:
    path, text = tmp_path / "form.yaml", empty_form()
    path.write_text(text)
    asked = [line[4:].rstrip(":") for line in text.splitlines() if line.count(".") and
             line.startswith("  # ") and line.endswith(":")]  # fmt: skip
    assert NAME in asked
    assert {kind_of(name) for name in asked} == {NOTHING}
    with pytest.raises(InputError, match="no number is judged"):
        read_form(path)
    lines = text.splitlines()
    at = lines.index(f"  # {NAME}:")
    given = [line.replace("# ", "", 1) for line in lines[at : at + 5]]
    for key, value in (("q05", 0.2), ("q50", 0.3), ("q95", 0.4), ("why", "few talks")):
        given = [line + f" {value}" if line.endswith(f"{key}:") else line for line in given]
    (tmp_path / "filled.yaml").write_text("\n".join([*lines[:at], *given, *lines[at + 5 :]]))
    assert read_form(tmp_path / "filled.yaml").judgements[NAME] == CAREFUL


def test_the_first_set_is_ours_and_moves_the_answer() -> None:
    (ours,) = shipped_forms()
    assert "own reasoning" in ours.expert
    assert all(len(one.why) > 50 for one in ours.judgements.values())
    table = judged()
    assert table["parameter"].tolist() == list(ours.judgements)
    assert (table["told_by"] == NOTHING).all()
    assert ours.expert in table.attrs["sentence"]
    assert answer((), [ours]).worth < answer(()).worth
    assert "Gewogen" in judged(lang="nl").attrs["sentence"]
