"""The command line is thin and quick: it hands over, prints, and ends with the right status."""

import csv
import inspect
import io
import json
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from experiments.cli import main as cli
from experiments.cli.app import DEBUG
from experiments.cli.catalogue import LISTS
from model.errors import CapacityError, DataError

HEAVY = ("mesa", "numba", "numpy", "pandas", "yaml", "matplotlib", "pyarrow")


def status(*arguments: str) -> int:
    with pytest.raises(SystemExit) as end:
        cli.main(arguments)
    return int(end.value.code or 0)


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Put in place of the commands' functions one that notes how it was called."""
    noted: dict[str, Any] = {"failed": 0, "raises": None}

    def stand_in(*args: Any, **kwargs: Any) -> Any:
        noted["args"], noted["kwargs"] = args, kwargs
        if noted["raises"]:
            raise noted["raises"]
        return SimpleNamespace(
            summary="all is well", failed=("fault",) * noted["failed"], folder=Path("results")
        )

    for name in ("run", "compare"):
        module = ModuleType(name)
        setattr(module, name, stand_in)
        monkeypatch.setitem(sys.modules, f"experiments.runs.{name}", module)
    return noted


@pytest.mark.parametrize(
    "arguments",
    [["--help"], *([c, "--help"] for c in ("run", "compare", "list", "show", "journey",
       "bench", "plan", "sweep", "status", "expand", "replay", "sensitivity", "attribute",
       "calibrate", "fetch", "transfer",
       "discover", "verify")),
     ["run", "current", "--residents", "3"], ["run", "current", "--nothing"], ["run"],
     ["list", "nothing"], ["compare", "current", "current"], ["run", "current", "--set", "a"],
     ["run", "current", "--municipality", "a/b"], ["run", "current", "--lang", "fr"]],
)  # fmt: skip
def test_help_and_option_errors_import_nothing_heavy(arguments: list[str], root: Path) -> None:
    program = (
        "import sys\nfrom experiments.cli.main import main\n"
        f"try:\n    main({arguments!r})\nexcept SystemExit as end:\n"
        f"    print('STATUS', end.code, [m for m in {HEAVY!r} if m in sys.modules])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=True
    )
    expected = 0 if "--help" in arguments else 2
    assert done.stdout.splitlines()[-1] == f"STATUS {expected} []", done.stderr


def test_compare_hands_over_every_option(calls: dict[str, Any], capsys: Any) -> None:
    assert status(
        "compare", "current", "null", "transformation", "--seed", "7", "--replications", "3",
        "--residents", "5000", "--months", "60", "--set", "strong_local_teams.dose=0.5",
        "--workers", "2", "--threads", "1", "--out", "there", "--force", "--quiet", "--lang", "nl",
        "--journeys", "10", "--first-replication", "4", "--precision", "indicated_users=25",
        "--precision", "needs_unmet=9.5", "--at-least", "6", "--at-most", "80", "--doubt", "5",
        "--draw", "3",
    ) == 0  # fmt: skip
    assert calls["args"] == ("current", ["null", "transformation"])
    assert calls["kwargs"] == {
        "seed": 7, "replications": 3, "residents": 5000, "months": 60, "workers": 2, "threads": 1,
        "changes": {"strong_local_teams.dose": 0.5}, "municipality": "bergen_op_zoom",
        "out": Path("there"), "force": True, "quiet": True, "lang": "nl", "journeys": 10,
        "first_replication": 4, "precision": {"indicated_users": 25.0, "needs_unmet": 9.5},
        "at_least": 6, "at_most": 80, "doubt": 5, "draws": "posterior", "draw": 3,
    }  # fmt: skip
    assert capsys.readouterr().out == "all is well\n"


def test_defaults(calls: dict[str, Any]) -> None:
    assert status("run", "current") == 0
    assert calls["args"] == ("current",)
    options = calls["kwargs"]
    assert (options["seed"], options["replications"], options["months"]) == (1, 1, 180)
    assert (options["residents"], options["changes"], options["out"], options["lang"]) == (
        None,
        {},
        None,
        "en",
    )
    assert status("compare", "current", "null") == 0
    assert calls["kwargs"]["replications"] == 0  # as many as it takes


@pytest.mark.parametrize("command", [("run", "current"), ("compare", "current", "null")])
@pytest.mark.parametrize(("text", "value"), [("all", None), ("0", 0), ("70000", 70000)])
def test_journeys_of_some_or_all(
    calls: dict[str, Any], command: tuple[str, ...], text: str, value: int | None
) -> None:
    assert status(*command, "--journeys", text) == 0
    assert calls["kwargs"]["journeys"] == value
    assert status(*command) == 0
    assert calls["kwargs"]["journeys"] == 200


@pytest.mark.parametrize("text", ["none", "-1", "ALL", "1.5"])
def test_other_words_for_journeys_are_refused(text: str, capsys: Any) -> None:
    assert status("run", "current", "--journeys", text) == 2
    assert "or all" in capsys.readouterr().err.replace("\n", " ")


@pytest.mark.parametrize(
    ("raises", "failed", "expected"),
    [
        (None, 0, 0),
        (None, 2, 3),
        (DataError("health.csv: no rows"), 0, 2),
        (CapacityError("the table is full"), 0, 1),
        (ZeroDivisionError("division"), 0, 1),
        (KeyboardInterrupt(), 0, 130),
    ],
)
def test_status(
    calls: dict[str, Any], capsys: Any, raises: BaseException | None, failed: int, expected: int
) -> None:
    calls["raises"], calls["failed"] = raises, failed
    assert status("run", "current") == expected
    message = capsys.readouterr().err
    assert "Traceback" not in message
    assert (str(raises) in message) if raises else (bool(message) == bool(failed))


def test_traceback_on_request(calls: dict[str, Any], capsys: Any, monkeypatch: Any) -> None:
    monkeypatch.setenv(DEBUG, "1")
    calls["raises"] = ZeroDivisionError("division")
    assert status("run", "current") == 1
    assert "Traceback" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("room", "name"),
    [("runs", "run"), ("runs", "compare"), ("analyses.patterns", "patterns"),
     ("benchmarks", "bench"), ("effects", "twins")],
)  # fmt: skip
def test_functions_take_what_the_command_hands_over(room: str, name: str) -> None:
    module = import_module(f"experiments.{room}.{name}")
    parameters = inspect.signature(getattr(module, name)).parameters
    command = inspect.signature(getattr(cli, name)).parameters
    offered = set(command) - {"shape", "picture", "posterior"}  # how it is shown; what ships
    assert offered <= set(parameters), f"{module.__name__} lacks {offered - set(parameters)}"
    for option in set(offered) - {"lang", "changes", "precision"}:
        default = command[option].default
        if default is not inspect.Parameter.empty and option != "quiet":
            assert parameters[option].default == default, option


@pytest.mark.parametrize("what", LISTS)
def test_lists_in_every_format(what: str, capsys: Any) -> None:
    assert status("list", what, "--format", "json") == 0
    rows = json.loads(capsys.readouterr().out)
    assert all(not isinstance(value, dict | list) for row in rows for value in row.values())
    assert status("list", what, "--format", "csv") == 0
    lines = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [line["name"] for line in lines] == [row["name"] for row in rows]
    assert status("list", what) == 0
    assert "name" in capsys.readouterr().out.splitlines()[0]
    assert rows or what == "experiments"


def test_columns_of_lists() -> None:
    assert list(LISTS["levers"]()) == [
        "name", "title", "start", "end", "areas", "modifies", "brings", "evidence",
    ]  # fmt: skip
    assert {
        "name",
        "value",
        "unit",
        "low",
        "high",
        "hard_low",
        "hard_high",
        "role",
        "evidence",
    } <= set(LISTS["parameters"]())
    assert {"name", "unit", "kind", "meaning"} <= set(LISTS["outcomes"]())
    assert LISTS["parameters"]()["name"].is_unique


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("strong_local_teams", "strong_local_teams.     1 share [0 to 1]"),  # then: dose
        ("seeking.shame_weight", "hard_high"),
        ("seeking", "seeking.shame_weight"),
        ("transformation", "free_access_day_activities from 2027-01"),
        ("current", "covid"),
        ("indicated_users", "unit"),
        ("tariff.own_contribution_2020", "https://www.hetcak.nl"),
    ],
)
def test_show(name: str, says: str, capsys: Any) -> None:
    assert status("show", name) == 0
    assert says in capsys.readouterr().out


def test_a_parameter_is_shown_with_source_and_status() -> None:
    from experiments.cli.catalogue import show

    page = show("seeking.shame_weight")
    assert list(page) == ["field", "value"]
    assert {"status", "evidence", "low", "high", "role"} <= set(page["field"])


def test_tables_print_numbers_plainly() -> None:
    from experiments.report.tables import as_text

    table = pd.DataFrame({"a": [1.5, float("nan")], "b": ["x" * 70, "y"], "c": [1, 2]})
    lines = as_text(table, "table").splitlines()
    assert lines[0].split() == ["a", "b", "c"]
    assert lines[1].startswith("1.5  xxx")
    assert lines[1].split()[1].endswith("...")
    assert lines[2].split() == ["y", "2"]
    assert json.loads(as_text(table, "json"))[1]["a"] is None
    assert as_text(table[:0], "table") == "none (columns: a, b, c)"
