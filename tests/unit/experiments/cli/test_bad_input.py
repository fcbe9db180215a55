"""Wrong input ends with status 2 and a message that says what to mend; nothing is written."""

import sys
from pathlib import Path
from types import ModuleType

import pytest

from experiments.cli.main import main

HEAD = "name: mine\ntitle: Mine\non: current\n"
TEAMS = "strong_local_teams"
PLACES = "free_access_day_activities"


def lever(entry: str) -> str:
    """Return a scenario with one lever entry on line 5."""
    return f"{HEAD}levers:\n  - {{lever: {TEAMS}, start: 2026-01, {entry}}}\n"


FILES: dict[str, tuple[str, tuple[str, ...]]] = {
    # the file
    "empty": ("", ("holds NoneType", "write lines 'field: value'")),
    "a list": ("- a\n- b\n", ("holds list", "write lines")),
    "a word": ("current", ("holds str", "write lines")),
    "open bracket": (HEAD + "levers: [\n", ("line 5", "no valid YAML", "mend")),
    "tab": (HEAD + "\tlevers: []\n", ("line 4", "no valid YAML")),
    "control character": (HEAD + "description: a\x07b\n", ("line 4", "U+0007")),
    "two documents": (HEAD + "---\nname: b\n", ("line 4", "another document")),
    "python tag": (HEAD + "levers: !!python/object/apply:os.getcwd []\n", ("line 4", "tag")),
    "bad value of a tag": (HEAD + "description: !!int abc\n", ("line 4", "the tag !!int")),
    "anchor": (HEAD + "levers: &a []\n", ("line 4", "anchors", "write it out")),
    "alias bomb": ("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n", ("line 1", "anchors")),
    "nested deeply": (
        HEAD + "levers: " + "[" * 500 + "]" * 500,
        ("nested deeper than 12", "flatten"),
    ),
    "too large": (HEAD + "#" * 1_000_001, ("more than 1,000,000 bytes",)),
    "repeated key": (
        HEAD + "title: Again\n",
        ("line 4", "'title'", "second time (first on line 2)"),
    ),
    "key no text": (HEAD + "3: 4\n", ("line 4", "key 3", "give a text")),
    "key a list": (HEAD + "? [a]\n: b\n", ("line 4", "give a text")),
    # its fields
    "no name": ("title: Mine\n", ("'name' is missing", "add 'name: ...'")),
    "no title": ("name: mine\n", ("'title' is missing", "add")),
    "name null": ("name: null\ntitle: Mine\n", ("line 1", "name is None", "give a text")),
    "name a number": ("name: 12\ntitle: Mine\n", ("name is 12", "in quotes")),
    "name a path": ("name: ../mine\ntitle: Mine\n", ("name is '../mine'", "small letters")),
    "name too long": (f"name: {'a' * 61}\ntitle: Mine\n", ("name is 'aaa", "at most 60")),
    "unknown field": (
        HEAD + "lever: []\n",
        ("line 4", "no field 'lever'", "Did you mean 'levers'"),
    ),
    "unknown parent": (
        "name: a\ntitle: A\non: curent\n",
        ("line 3", "'curent'", "Did you mean 'current'"),
    ),
    "parent a list": (
        "name: a\ntitle: A\non: [current]\n",
        ("line 3", "on is ['current']", "give a text"),
    ),
    "parent a missing file": (
        "name: a\ntitle: A\non: b.yaml\n",
        ("line 3", "b.yaml", "check the path"),
    ),
    "extends itself": ("name: a\ntitle: A\non: scenario.yaml\n", ("circle", "cut it")),
    "borrows from itself": (HEAD + "lines_of: {scenario: scenario.yaml}\n", ("circle", "cut it")),
    "levers a mapping": (
        HEAD + f"levers: {{{TEAMS}: 1}}\n",
        ("line 4", "levers is", "give a list"),
    ),
    "levers of words": (HEAD + f"levers: [{TEAMS}]\n", ("levers holds 'strong", "- lever: <name>")),
    "without unknown": (
        HEAD + "without: [strong_teams]\n",
        ("line 4", "'strong_teams'", "There are: "),
    ),
    "without a word": (HEAD + "without: covid\n", ("without is 'covid'", "give a list")),
    "without twice": (HEAD + "without: [covid, covid]\n", ("'covid' twice", "give it once")),
    "borrowed dose": (
        HEAD + "lines_of: {scenario: transformation, dose: 2}\n",
        ("dose is 2", "0 to 1"),
    ),
    "borrowed from nobody": (HEAD + "lines_of: {dose: 0}\n", ("'scenario' is missing", "add")),
    "history of a typo": (
        HEAD + "history: [{lever: covdi}]\n",
        ("'covdi'", "Did you mean 'covid'"),
    ),
    # levers
    "no lever named": (HEAD + "levers: [{start: 2026-01}]\n", ("line 4", "'lever' is missing")),
    "unknown lever": (
        HEAD + "levers: [{lever: strong_teams}]\n",
        ("no lever 'strong_teams'", f"'{TEAMS}'"),
    ),
    "unknown lever field": (
        lever("staff_count: 3"),
        ("line 5", "no field 'staff_count'", "It knows: "),
    ),
    "start no month": (lever("end: soon"), ("line 5", "end is 'soon'", "YYYY-MM")),
    "start a year": (lever("end: 2027"), ("end is 2027", "YYYY-MM")),
    "month 13": (lever("end: 2027-13"), ("end is '2027-13'", "YYYY-MM")),
    "a day": (lever("end: 2027-01-01"), ("end is '2027-01-01'", "YYYY-MM")),
    "start empty": (
        HEAD + f"levers: [{{lever: {TEAMS}, start: }}]\n",
        ("start is None", "YYYY-MM"),
    ),
    "start before 2021": (
        HEAD + f"levers: [{{lever: {TEAMS}, start: 2019-01}}]\n",
        ("2019-01", "from 2021-01"),
    ),
    "end after 2050": (lever("end: 2051-01"), ("end is 2051-01", "2050-12")),
    "end before start": (lever("end: 2025-01"), ("start is 2026-01 and end is 2025-01", "later")),
    "end at start": (lever("end: 2026-01"), ("end is 2026-01", "give a later one")),
    "unknown area": (lever("areas: [oude_stat]"), ("'oude_stat'", "Did you mean 'oude_stad'")),
    "areas a word": (lever("areas: noord"), ("areas is 'noord'", "give a list")),
    "areas empty": (lever("areas: []"), ("areas is []", "give a list")),
    "area a number": (lever("areas: [1]"), ("areas holds 1", "give names")),
    "area twice": (lever("areas: [noord, noord]"), ("'noord' twice", "give it once")),
    "dose too high": (lever("dose: 1.5"), ("line 5", f"{TEAMS}.dose is 1.5", "from 0 to 1")),
    "dose negative": (lever("dose: -0.1"), ("dose is -0.1", "from 0 to 1")),
    "dose a word": (lever("dose: full"), ("dose is 'full'", "give a number")),
    "dose true": (lever("dose: true"), ("dose is True", "give a number")),
    "dose nan": (lever("dose: .nan"), ("'.nan' is no number", "give a number")),
    "dose in octal": (lever("dose: 01"), ("dose is '01'", "give a number")),
    "works twice": (
        f"{lever('end: 2030-01')}  - {{lever: {TEAMS}, start: 2029-01, areas: [noord]}}\n",
        ("works twice in noord from 2029-01 to 2030-01", "other areas or months"),
    ),
    "works twice with the parent": (
        lever("areas: [oude_stad]").replace("current", "transformation"),
        ("works twice in oude_stad", "without"),
    ),
    # parameters
    "parameters a list": (HEAD + "parameters: [1]\n", ("parameters is [1]", "name: value")),
    "unknown parameter": (
        HEAD + "parameters: {seeking.shame_wait: 0.6}\n",
        ("line 4", "'seeking.shame_wait'", "Did you mean 'seeking.shame_weight'"),
    ),
    "unknown owner": (HEAD + "parameters: {seekin.shame_weight: 1}\n", ("Did you mean 'seeking.",)),
    "parameter too low": (
        HEAD + "parameters: {seeking.shame_weight: -1e0}\n",
        ("is -1:", "give a number from 0"),
    ),
    "parameter infinite": (
        HEAD + "parameters: {seeking.shame_weight: .inf}\n",
        ("inf", "give a number"),
    ),
    "parameter huge": (
        HEAD + f"parameters: {{seeking.shame_weight: 1{'0' * 400}}}\n",
        ("give a number",),
    ),
    "parameter absurd": (
        HEAD + f"parameters: {{seeking.shame_weight: 1{'0' * 5000}}}\n",
        ("5,001 characters",),
    ),
    "parameter a word": (
        HEAD + "parameters: {seeking.shame_weight: much}\n",
        ("'much'", "give a number"),
    ),
    "parameter quoted": (
        HEAD + "parameters: {seeking.shame_weight: '0.6'}\n",
        ("'0.6'", "give a number"),
    ),
    "parameter a list": (
        HEAD + "parameters: {seeking.shame_weight: [1]}\n",
        ("[1]", "give a number"),
    ),
    "parameter empty": (HEAD + "parameters: {seeking.shame_weight: }\n", ("None", "give a number")),
}

OPTIONS: dict[str, tuple[list[str], tuple[str, ...]]] = {
    "no command": (["simulate"], ("simulate",)),
    "no scenario": (["run"], ("SCENARIO",)),
    "unknown scenario": (
        ["run", "transfromation"],
        ("'transfromation'", "Did you mean 'transformation'"),
    ),
    "a path out": (["run", "../current"], ("'../current'", "ends in .yaml")),
    "a file that is not there": (["run", "no/such.yaml"], ("no/such.yaml", "check the path")),
    "one scenario to compare": (["compare", "current"], ("POLICY",)),
    "the same twice": (["compare", "current", "current"], ("'current'", "2 times", "name others")),
    "seed negative": (["run", "current", "--seed", "-1"], ("--seed", "'-1'", "from 0 to")),
    "seed too large": (
        ["run", "current", "--seed", str(2**63)],
        ("--seed", str(2**63), "from 0 to"),
    ),
    "seed a fraction": (["run", "current", "--seed", "1.5"], ("--seed", "'1.5'", "whole number")),
    "residents few": (["run", "current", "--residents", "499"], ("--residents", "'499'", "500 to")),
    "residents many": (
        ["run", "current", "--residents", "20000001"],
        ("--residents", "to 20000000"),
    ),
    "residents a word": (
        ["run", "current", "--residents", "all"],
        ("--residents", "'all'", "whole"),
    ),
    "months none": (["run", "current", "--months", "0"], ("--months", "'0'", "from 1 to 360")),
    "months many": (["run", "current", "--months", "361"], ("--months", "'361'", "from 1 to 360")),
    "replications none": (
        ["run", "current", "--replications", "0"],
        ("--replications", "'0'", "from 1"),
    ),
    "threads none": (["run", "current", "--threads", "0"], ("--threads", "'0'", "from 1")),
    "workers none": (["run", "current", "--workers", "0"], ("--workers", "'0'", "from 1")),
    "language": (["run", "current", "--lang", "fr"], ("--lang", "fr", "en", "nl")),
    "format": (["list", "levers", "--format", "xml"], ("--format", "xml", "json")),
    "unknown option": (["run", "current", "--sed", "1"], ("--sed", "--se")),
    "unknown list": (["list", "leavers"], ("leavers", "levers")),
    "unknown thing": (
        ["show", "strong_local_team"],
        ("'strong_local_team'", f"Did you mean '{TEAMS}'"),
    ),
    "set without value": (
        ["run", "current", "--set", "seeking.shame_weight"],
        ("--set", "NAME=VALUE"),
    ),
    "set without name": (["run", "current", "--set", "=3"], ("--set", "'=3'", "NAME=VALUE")),
    "set a comma": (
        ["run", "current", "--set", "seeking.shame_weight=0,6"],
        ("'0,6'", "point for"),
    ),
    "set nan": (["run", "current", "--set", "seeking.shame_weight=nan"], ("nan", "give a number")),
    "set twice": (
        ["run", "current", *["--set", "seeking.shame_weight=0.6"] * 2],
        ("seeking.shame_weight twice", "give it once"),
    ),
    "set unknown": (
        ["run", "current", "--set", "seeking.shame=1"],
        ("'seeking.shame'", "Did you mean"),
    ),
    "set out of bounds": (
        ["run", "current", "--set", f"{TEAMS}.dose=2"],
        (f"{TEAMS}.dose is 2", "0 to 1"),
    ),
    "municipality a path": (
        ["run", "current", "--municipality", "../boz"],
        ("'../boz'", "no path"),
    ),
    "municipality unknown": (
        ["run", "current", "--municipality", "bergen_op_zom"],
        ("'bergen_op_zom'", "Did you mean 'bergen_op_zoom'"),
    ),
    "no folder": (["twins", "nowhere"], ("nowhere", "does not exist")),
    "no resident": (["journey", ".", "--uid", "x"], ("--uid", "'x'", "whole number")),
    "uid missing": (["journey", "."], ("--uid",)),
    "bench small": (["bench", "--residents", "10"], ("--residents", "'10'", "500 to")),
}


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in an empty folder, where nothing that runs by mistake takes long."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    for name in ("runs.run", "runs.compare", "benchmarks.bench", "effects.twins"):
        monkeypatch.setitem(sys.modules, f"experiments.{name}", ModuleType(name))
    return folder


def refused(
    arguments: list[str], says: tuple[str, ...], folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as end:
        main(arguments)
    printed = capsys.readouterr()
    assert end.value.code == 2, printed.err
    assert "Traceback" not in printed.err
    assert not printed.out
    for part in says:
        assert part in printed.err, printed.err
    assert not list(folder.iterdir())


@pytest.mark.parametrize("case", FILES)
def test_bad_scenario(
    case: str, empty: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text, says = FILES[case]
    file = tmp_path / "scenario.yaml"
    file.write_text(text, encoding="utf-8")
    refused(["run", str(file)], ("scenario", *says), empty, capsys)


@pytest.mark.parametrize("case", OPTIONS)
def test_bad_option(case: str, empty: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments, says = OPTIONS[case]
    refused(arguments, says, empty, capsys)


def test_bytes_that_are_no_text(
    empty: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "scenario.yaml"
    file.write_bytes(b"name: \xff\xfe\n")
    refused(["run", str(file)], ("no text in UTF-8", "save it"), empty, capsys)


def test_folder_in_use(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    full = tmp_path / "full"
    full.mkdir()
    (full / "letter.txt").write_text("mine")
    for force in ([], ["--force"]):
        arguments = ["run", "current", "--out", str(full), *force]
        refused(arguments, ("--out", "full", "absent or empty"), here, capsys)
    assert [file.name for file in full.iterdir()] == ["letter.txt"]


def test_file_as_folder(empty: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "file"
    file.write_text("mine")
    refused(["run", "current", "--out", str(file)], ("--out", "file"), empty, capsys)


def test_enough_cases() -> None:
    assert len(FILES) + len(OPTIONS) >= 40


def test_scenarios_that_agree_in_name(
    empty: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "other.yaml"
    file.write_text("name: current\ntitle: Another\n")
    refused(["compare", "current", str(file)], ("'current'", "different scenarios"), empty, capsys)
