"""Results folders: same bytes for the same input, whole or not at all, nothing else's replaced."""

from pathlib import Path

import pandas as pd
import pytest

from experiments.effects.level_by_year import level_by_year
from experiments.execution.replications import Batch, ReplicationError, replicate
from experiments.results.folder import prepare_folder, read_table, write_table, writing  # fmt: skip
from experiments.results.manifest import MANIFEST, read_manifest, write_manifest
from experiments.runs.run_words import summarise
from model.errors import InputError, ResultError
from tests.unit.experiments.forged import manifest_of


def _table() -> pd.DataFrame:
    months = pd.to_datetime(["2021-02-01", "2021-01-01", "2021-01-01"])
    return pd.DataFrame(
        {"scenario": "current", "replication": [0, 1, 0], "month": months, "eur": [1.5, None, 3.0]}
    )


def _fill(path: Path, digest: str) -> None:
    path.mkdir(parents=True)
    write_manifest(path, manifest_of(digest))


def test_equal_tables_give_equal_bytes(tmp_path: Path) -> None:
    shuffled = _table().iloc[[2, 0, 1]]
    first = write_table(tmp_path / "a.parquet", _table())
    assert first == write_table(tmp_path / "b.parquet", shuffled)
    changed = _table().assign(eur=[1.5, None, 3.01])
    assert first != write_table(tmp_path / "c.parquet", changed)


def test_rows_are_in_order_of_replication_and_month(tmp_path: Path) -> None:
    write_table(tmp_path / "a.parquet", _table())
    table = pd.read_parquet(tmp_path / "a.parquet")
    assert table["replication"].tolist() == [0, 0, 1]
    assert table["month"].dt.month.tolist() == [1, 2, 1]
    assert list(table.columns) == list(_table().columns)


def test_default_folder_is_named_after_what_it_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    folder = prepare_folder(None, "compare", ["current", "null"], "abc123")
    assert folder.path == Path("results/compare-current-null-abc123")
    assert not folder.done
    assert not folder.path.exists()


def test_same_result_is_used_again_and_another_refused(tmp_path: Path) -> None:
    out = tmp_path / "out"
    _fill(out, "0a")
    assert prepare_folder(out, "run", ["current"], "0a").done
    with pytest.raises(ResultError, match="--force"):
        prepare_folder(out, "run", ["current"], "0b")
    assert not prepare_folder(out, "run", ["current"], "0b", force=True).done


@pytest.mark.parametrize("force", [False, True])
def test_foreign_files_are_never_replaced(tmp_path: Path, force: bool) -> None:
    (tmp_path / "thesis.doc").write_text("years of work", encoding="utf-8")
    with pytest.raises(ResultError, match="other files"):
        prepare_folder(tmp_path, "run", ["current"], "0a", force=force)


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("", encoding="utf-8")
    with pytest.raises(ResultError, match="is a file"):
        prepare_folder(tmp_path / "out", "run", ["current"], "0a")


def test_failure_leaves_nothing_behind(tmp_path: Path) -> None:
    folder = prepare_folder(tmp_path / "out", "run", ["current"], "0a")

    def fail() -> None:
        with writing(folder) as place:
            (place / "monthly.parquet").write_text("half", encoding="utf-8")
            raise RuntimeError("stop")

    with pytest.raises(RuntimeError, match="stop"):
        fail()
    assert list(tmp_path.iterdir()) == []


def test_force_replaces_the_result_and_nothing_else(tmp_path: Path) -> None:
    out = tmp_path / "out"
    _fill(out, "0a")
    write_manifest(out, manifest_of("0a", files={"old.png": "0" * 64}))
    (out / "old.png").write_text("", encoding="utf-8")
    (out / "notes.txt").write_text("mine", encoding="utf-8")
    with writing(prepare_folder(out, "run", ["current"], "0b", force=True)) as place:
        write_manifest(place, manifest_of("0b"))
    assert sorted(p.name for p in out.iterdir()) == [MANIFEST, "notes.txt"]
    assert [p.name for p in tmp_path.iterdir()] == ["out"]
    assert read_manifest(out)["digest"] == "0b"


@pytest.mark.parametrize("text", ["", "{", "[]", '{"a": 1}'])
def test_damaged_manifest_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / MANIFEST).write_text(text, encoding="utf-8")
    with pytest.raises(ResultError, match=MANIFEST):
        read_manifest(tmp_path)


def test_missing_table_is_named(tmp_path: Path) -> None:
    _fill(tmp_path / "out", "0a")
    with pytest.raises(ResultError, match="twins"):
        read_table(tmp_path / "out", "twins")


def _squared(number: int, fail_at: int) -> int:
    if number == fail_at:
        raise ZeroDivisionError("of the test")
    if number == 9:
        raise InputError("nine is no number")
    return number * number


def test_results_come_in_order_of_arguments() -> None:
    assert replicate(_squared, [(3, -1), (1, -1), (2, -1)], Batch(1)) == [9, 1, 4]


def test_the_failing_replication_is_named() -> None:
    with pytest.raises(ReplicationError, match=r"replication 1 failed .ZeroDivisionError"):
        replicate(_squared, [(3, 1), (1, 1)], Batch(1))


def test_wrong_input_is_passed_on() -> None:
    with pytest.raises(InputError, match="nine is no number"):
        replicate(_squared, [(9, -1)], Batch(1))


def test_too_many_threads_are_refused() -> None:
    with pytest.raises(InputError, match="--threads"):
        replicate(_squared, [(1, -1)], Batch(1, threads=100_000))


def _monthly(replications: int) -> pd.DataFrame:
    months = pd.date_range("2021-01-01", periods=14, freq="MS")
    rows = [
        {
            "replication": r, "month": month, "area": area, "residents": 100,
            "residents_18plus": adults, "indicated_users": 10 + r,
            "wellbeing_mean": level, "cost_municipality_eur": 2.0,
            "day_activity_indicated_users": 1, "facility_participants": 0, "needs_unmet": 3,
            "residents_unmet": 2, "overloaded_carers": 1,
        }
        for r in range(replications)
        for month in months
        for area, adults, level in (("a", 60, 7.0), ("b", 30, 4.0))
    ]  # fmt: skip
    return pd.DataFrame(rows)


def test_years_take_december_stocks_sums_of_flows_and_weighed_means() -> None:
    monthly = _monthly(1)
    assert level_by_year(monthly, "indicated_users").to_dict() == {2021: {0: 20}}
    assert level_by_year(monthly, "cost_municipality_eur").to_dict() == {2021: {0: 48.0}}
    assert level_by_year(monthly, "wellbeing_mean").loc[0, 2021] == pytest.approx(6.0)


def test_summary_says_what_varies() -> None:
    alone = summarise(_monthly(1), "current", "Town", 200, 200, growth=0.0)
    assert "no interval" in alone
    assert "per 200" not in alone
    several = summarise(_monthly(3), "current", "Town", 200, 2000, growth=0.0)
    assert "chance only" in several
    assert "per 2,000" in several
    assert "herhalingen" in summarise(_monthly(3), "current", "Stad", 200, 200, "nl", growth=0.0)
