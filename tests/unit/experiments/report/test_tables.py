"""A table as csv and Markdown: names in it stay text."""

import pandas as pd

from experiments.report.rendering import marked
from experiments.report.sections import Table
from experiments.report.tables import as_csv


def test_no_text_is_a_formula_and_numbers_stay_numbers() -> None:
    texts = ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", " =1", "plain", "-5", ""]
    table = pd.DataFrame({"=name": texts, "value": [-1.5] * len(texts)})
    table["kind"] = table["=name"].astype("category")
    lines = as_csv(table).splitlines()
    assert lines[0] == "'=name,value,kind"
    cells = [line.split(",") for line in lines[1:]]
    assert [row[0] for row in cells] == [
        "'=1+1", "'+cmd|' /C calc'!A0", "'-2+3", "'@SUM(A1)", "'\t=1", "' =1", "plain", "-5", "",
    ]  # fmt: skip
    assert all(row[1] == "-1.5" and row[2] == row[0] for row in cells)
    plain = pd.DataFrame({"a": [1, -2], "b": ["x", None], "c": [0.1, float("nan")]})
    assert as_csv(plain) == plain.to_csv(index=False, lineterminator="\n")


def test_a_name_does_not_break_a_table_of_markdown() -> None:
    lines = marked(Table(("a", "b"), (("x | y\nz", "1"),)))
    assert lines[-1] == "| x \\| y z | 1 |"
