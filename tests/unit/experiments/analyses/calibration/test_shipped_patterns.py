"""The patterns beside the posterior that ships: every miss is said, FIT and VAL apart."""

import pandas as pd

from experiments.analyses.calibration.later import fitted_targets, later_targets
from experiments.analyses.calibration.shipped_patterns import shipped_patterns
from experiments.analyses.patterns.observed import TABLE, patterns_of


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
    missed = table[~table["hit"].fillna(True)]
    assert len(missed) > 0
    lines, after = lines[: len(missed)], lines[len(missed) :]
    assert "NEXT" in after[0]
    assert len(after) == 2 + len(later_targets()), "all together, and each alone"
    assert all(one.id in "".join(after) for one in later_targets())
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


def test_a_reason_stands_only_where_something_was_observed() -> None:
    table = pd.read_csv(TABLE)
    assert (table.loc[table["miss_why"].notna(), "use"] != "CHECK").all()
