"""ODD.md says what the code says: its tables are those that the code makes now."""

import re
from pathlib import Path

import pytest

from model import odd
from model.measures.outcomes import NAMES
from model.parameter_owners import all_rows

TEXT = odd.FILE.read_text(encoding="utf-8")


def test_tables_have_not_drifted() -> None:
    assert odd.rewritten(TEXT) == TEXT, "run: uv run python -m model.odd"


def test_drift_is_seen() -> None:
    assert odd.rewritten(TEXT.replace("| `needs` |", "| `wants` |")) == TEXT


def test_every_generated_part_is_used_once() -> None:
    marks = re.findall(r"<!-- generated: (\w+) -->", TEXT)
    assert sorted(marks) == sorted(odd.GENERATED)
    assert len(re.findall(r"<!-- end: \w+ -->", TEXT)) == len(marks)


def test_an_unknown_mark_is_refused() -> None:
    with pytest.raises(KeyError, match="weather"):
        odd.rewritten("<!-- generated: weather -->\n<!-- end: weather -->")


@pytest.mark.parametrize(
    "element",
    [
        *("I.i Purpose", "I.ii Entities", "I.iii Process overview", "II.i Theoretical"),
        *("II.ii Individual decision", "II.iii Learning", "II.iv Individual sensing"),
        *("II.v Individual prediction", "II.vi Interaction", "II.vii Collectives"),
        *("II.viii Heterogeneity", "II.ix Stochasticity", "II.x Observation"),
        *("III.i Implementation", "III.ii Initialization", "III.iii Input", "III.iv Submodels"),
    ],
)
def test_element_is_there(element: str) -> None:
    assert f"\n## {element}" in TEXT


def test_all_parameters_and_outcomes_stand_in_it() -> None:
    named = set(re.findall(r"^\| `([^`]+)` \|", TEXT, re.MULTILINE))
    assert named >= set(all_rows())
    assert named >= set(NAMES)


def test_a_record_whose_source_hides_a_field_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "needs.py"
    source = (odd.ROOT / "agents/needs.py").read_text(encoding="utf-8")
    file.write_text(source.replace('("severity", "f4")', '*("severity", "f4")[:0]'), "utf-8")
    record = ("need", str(file), "need_dtype", odd.need_dtype)
    monkeypatch.setattr(odd, "_RECORDS", (record,))
    with pytest.raises(ValueError, match="need_dtype"):
        odd.entities()


def test_files_named_in_the_prose_exist() -> None:
    prose = re.sub(r"<!-- generated.*?<!-- end: \w+ -->", "", TEXT, flags=re.DOTALL)
    folders = [odd.FILE.parent / name for name in ("", "data", "processes", "population")]
    folders += [path for path in (odd.FILE.parent / "processes").iterdir() if path.is_dir()]
    for name in re.findall(r"`([\w/]+\.(?:py|csv))`", prose):
        assert any((folder / name).is_file() for folder in [odd.ROOT, *folders]), name
