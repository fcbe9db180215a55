"""The patterns beside the posterior that ships: every miss is said, FIT and VAL apart."""

import re
from pathlib import Path

import pandas as pd
import pytest

from experiments.analyses.analogues.told import WITHIN, analogues
from experiments.analyses.calibration.later import fitted_targets, later_targets
from experiments.analyses.calibration.shipped_patterns import picture_of_draws, shipped_patterns
from experiments.analyses.patterns.observed import TABLE, patterns_of
from experiments.cli.main import main
from experiments.report.charts.pattern_check import ELSEWHERE


def test_every_pattern_of_fit_and_val_that_was_lived_is_there() -> None:
    table = shipped_patterns()
    fit, new, val = (table[table["use"] == use] for use in ("FIT", "NEXT", "VAL"))
    assert fit["id"].tolist() == [one.id for one in fitted_targets()]
    assert new["id"].tolist() == [one.id for one in later_targets()]
    assert val["id"].tolist() == patterns_of("VAL")["id"].tolist(), "those of 2030 and 2035, too"
    assert fit["hit"].notna().all()
    assert (table["low"] <= table["median"]).all()
    assert (table["median"] <= table["high"]).all()
    inside = fit["observed"].between(fit["bound_low"], fit["bound_high"])
    assert (fit["hit"] == inside).all()


def test_each_miss_has_a_line_with_its_size_and_its_reason() -> None:
    table = shipped_patterns()
    head, *lines = table.attrs["sentence"].split("\n")
    elsewhere = lines.pop()
    missed = table[(table["use"] != ELSEWHERE) & ~table["hit"].fillna(True)]
    assert len(missed) > 0
    lines, after = lines[: len(missed)], lines[len(missed) :]
    assert "NEXT" in after[0]
    assert len(after) == 2 + len(later_targets()), "all together, and each alone"
    assert all(one.id in "".join(after) for one in later_targets())
    away = table[table["use"] == ELSEWHERE]
    assert f"{int(away['hit'].sum())} of {len(away)} medians" in elsewhere
    fit = table[table["use"] == "FIT"]
    assert f"{int(fit['hit'].sum())} of {len(fit)}" in head
    for line, (_, row) in zip(lines, missed.iterrows(), strict=True):
        assert row["id"] in line
        assert (", only " in line) == (row["median"] < row["observed"])
        assert line.count(": ") >= 2, f"a reason, or that none is known, in miss_why: {line}"


def test_the_sentence_is_said_in_dutch_with_the_same_figures() -> None:
    lines = [shipped_patterns(lang).attrs["sentence"].split("\n") for lang in ("en", "nl")]
    assert len(lines[0]) == len(lines[1])
    missed, gemist = (
        sum(f"{word} (" in line for line in said)
        for word, said in zip(("missed", "gemist"), lines, strict=True)
    )
    assert missed == gemist > 0
    assert "NEXT" in "".join(lines[1])


def test_what_was_seen_elsewhere_stands_apart_before_it_weighs() -> None:
    table, weighed = shipped_patterns(), analogues()
    away = table[table["use"] == ELSEWHERE].reset_index(drop=True)
    assert away["id"].tolist() == weighed["name"].tolist()
    assert (away["median"] == weighed["draws"]).all(), "not the weighed ones"
    off = (away["median"] - away["observed"]).abs() <= WITHIN * weighed["spread"]
    assert (away["hit"] == off).all()


def test_the_picture_shows_every_use_with_its_own_panel() -> None:
    table = shipped_patterns("nl")
    figure = picture_of_draws(table, "nl")
    panels = {
        re.split("[,:]", axes.get_title(loc="left"))[0]: len(axes.get_yticklabels())
        for axes in figure.axes if axes.get_title(loc="left")
    }  # fmt: skip
    named = {"FIT": "FIT", "NEXT": "NEXT", "VAL": "VAL", "Elders gezien": ELSEWHERE}
    assert panels == {name: int((table["use"] == use).sum()) for name, use in named.items()}


def test_the_command_draws_them_into_a_new_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = tmp_path / "patterns.png"
    for name, said in ((place, str(place)), (place, "there already"), (tmp_path / "x.pdf", ".png")):
        with pytest.raises(SystemExit) as end:
            main(["patterns", "--posterior", "--picture", str(name)])
        printed = capsys.readouterr()
        assert said in " ".join((printed.out + printed.err).split())
        assert end.value.code == (0 if said == str(place) else 2)
    assert [path.name for path in tmp_path.iterdir()] == ["patterns.png"]


def test_a_reason_stands_only_where_something_was_observed() -> None:
    table = pd.read_csv(TABLE)
    assert (table.loc[table["miss_why"].notna(), "use"] != "CHECK").all()
