"""A sweep file is read, or refused with one message that says what, where and what to do."""

from pathlib import Path

import pytest

from experiments.cli.main import main
from experiments.sweep.file import read_sweep, shipped_sweeps
from model.errors import InputError

GOOD = """
name: small
scenarios: [current, transformation]
parameters:
  free_access_day_activities.seats_per_daypart: {values: [6, 12, 18]}
  seeking.shame_weight: {low: 0.2, high: 0.8}
design: {method: lhs, points: 20}
replications: 4
residents: 5000
months: 60
outcomes: [indicated_users, needs_unmet, cost_municipality_eur]
"""

BAD = {
    "not a mapping": ("- a\n- b\n", "write lines"),
    "not yaml": ("name: [small\n", "no valid YAML"),
    "anchors": (GOOD.replace("[current, transformation]", "&a [current]"), "anchors"),
    "unknown field": (GOOD + "wrokers: 3\n", "no field 'wrokers'"),
    "name twice": (GOOD + "name: again\n", "second time"),
    "no name": (GOOD.replace("name: small\n", ""), "'name' is missing"),
    "name is a path": (GOOD.replace("name: small", "name: ../small"), "small letters"),
    "no scenarios": (GOOD.replace("scenarios: [current, transformation]\n", ""), "'scenarios'"),
    "unknown scenario": (GOOD.replace("transformation]", "tranformation]"), "'transformation'?"),
    "scenario twice": (GOOD.replace("[current, transf", "[current, current, transf"), "twice"),
    "scenario is a path": (GOOD.replace("transformation]", "../../etc/passwd]"), "no scenario"),
    "unknown parameter": (GOOD.replace("shame_weight", "shame_wait"), "shame_weight"),
    "unknown outcome": (GOOD.replace("[indicated_users,", "[indicated_user,"), "indicated_users"),
    "low above high": (GOOD.replace("low: 0.2, high: 0.8", "low: 0.9, high: 0.1"), "shame_weight"),
    "out of bounds": (GOOD.replace("low: 0.2", "low: -1"), "shame_weight"),
    "no number": (GOOD.replace("low: 0.2", "low: much"), "shame_weight"),
    "infinite": (GOOD.replace("high: 0.8", "high: .inf"), "'.inf' is no number"),
    "unknown key": (GOOD.replace("low: 0.2", "lowest: 0.2"), "lowest"),
    "range as text": (GOOD.replace("{low: 0.2, high: 0.8}", "0.2-0.8"), "low:"),
    "values empty": (GOOD.replace("[6, 12, 18]", "[]"), "seats_per_daypart"),
    "value as text": (GOOD.replace("[6, 12, 18]", "[6, many]"), "seats_per_daypart"),
    "unknown method": (GOOD.replace("method: lhs", "method: latin"), "latin"),
    "no points": (GOOD.replace(", points: 20", ""), "points"),
    "points below one": (GOOD.replace("points: 20", "points: 0"), "points"),
    "points as text": (GOOD.replace("points: 20", "points: many"), "points"),
    "half a point": (GOOD.replace("points: 20", "points: 2.5"), "points"),
    "sobol of no power of two": (GOOD.replace("lhs, points: 20", "sobol, points: 20"), "power"),
    "grid over a range": (GOOD.replace("{method: lhs, points: 20}", "{method: grid}"), "levels"),
    "lists of other lengths": (
        GOOD.replace("{low: 0.2, high: 0.8}", "{values: [0.2, 0.3]}").replace(
            "{method: lhs, points: 20}", "{method: list}"
        ), "list",
    ),
    "design without parameters": ("name: a\nscenarios: [current]\ndesign: {method: lhs}\n", "para"),
    "replications": (GOOD.replace("replications: 4", "replications: 0"), "replications"),
    "replications as text": (GOOD.replace("replications: 4", "replications: yes"), "replications"),
    "replications true": (GOOD.replace("replications: 4", "replications: true"), "replications"),
    "residents": (GOOD.replace("residents: 5000", "residents: 5"), "residents"),
    "months": (GOOD.replace("months: 60", "months: 361"), "months"),
    "seed": (GOOD + "seed: -1\n", "seed"),
    "unknown table": (GOOD + "tables: [ledger]\n", "ledger"),
    "municipality": (GOOD + "municipality: ../x\n", "x"),
}  # fmt: skip


def test_the_form_of_the_interface_is_read(tmp_path: Path) -> None:
    path = tmp_path / "sweep.yaml"
    path.write_text(GOOD)
    sweep = read_sweep(path)
    assert (sweep.name, sweep.replications, sweep.residents, sweep.months) == ("small", 4, 5000, 60)
    assert [s.name for s in sweep.scenarios] == ["current", "transformation"]
    assert sweep.points.shape == (20, 2)
    assert set(sweep.points.iloc[:, 0]) == {6.0, 12.0, 18.0}
    assert sweep.points.iloc[:, 1].between(0.2, 0.8).all()
    assert sweep.runs == 20 * 2 * 4
    assert read_sweep(path).points.equals(sweep.points)


def test_without_parameters_there_is_one_point(tmp_path: Path) -> None:
    path = tmp_path / "sweep.yaml"
    path.write_text("name: one\nscenarios: [current, transformation]\nreplications: 3\n")
    assert (len(read_sweep(path).points), read_sweep(path).runs) == (1, 6)


@pytest.mark.parametrize("what", BAD)
def test_a_bad_file_is_refused_with_one_message(
    what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text, message_part = BAD[what]
    path = tmp_path / "sweep.yaml"
    path.write_text(text)
    monkeypatch.chdir(tmp_path)
    for command in (["sweep"], ["plan"]):
        with pytest.raises(SystemExit) as end:
            main([*command, "sweep.yaml"])
        message = capsys.readouterr().err
        assert end.value.code == 2, message
        assert message_part in message
        assert "Traceback" not in message
        assert len(message) < 1100
    assert [p.name for p in tmp_path.iterdir()] == ["sweep.yaml"], "nothing is written"


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "sweep.yaml"
    path.write_bytes(b"name: \xff\xfe\n")
    with pytest.raises(InputError, match="UTF-8"):
        read_sweep(path)


def test_a_file_that_is_not_there_is_named() -> None:
    with pytest.raises(InputError, match=r"nowhere\.yaml"):
        read_sweep("nowhere.yaml")


@pytest.mark.parametrize("name", shipped_sweeps())
def test_shipped_sweeps_can_be_read(name: str) -> None:
    sweep = read_sweep(name)
    assert sweep.name == name
    assert sweep.runs >= 2
