"""The pages of `docs/` tell the truth: lists, functions, examples, links and findings."""

import importlib
import json
import re
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest

from docs import another_town, calibration, findings, findings_page, performance, tour
from experiments.sweep.file import read_sweep
from tests.smoke.pages import ROOT, blocks, page, section

PAPERS = [
    "README.md", "CONTRIBUTING.md", *sorted(f"docs/{p.name}" for p in (ROOT / "docs").glob("*.md")),
]  # fmt: skip
USING, MANY = page("docs/using.md"), page("docs/many-runs.md")
(COMPARE,) = blocks(USING, "python")
(SWEEP,) = blocks(MANY, "python")
(SWEEP_FILE,) = blocks(MANY, "yaml")
READING = section(USING, "In Python")


def test_every_promise_names_a_test_that_is_there() -> None:
    rows = re.findall(r"^\| .* \| .* \| `(.*)` \|$", page("docs/promises.md"), re.MULTILINE)
    assert len(rows) > 20
    for row in rows:
        file, _, name = row.partition("::")
        text = (ROOT / "tests" / file).read_text(encoding="utf-8")
        assert not name or f"def {name}(" in text, row


def test_commands_are_those_of_the_program() -> None:
    from experiments.cli.main import app

    rows = re.findall(r"^\| (`.*?) \| ", section(USING, "Commands"), re.MULTILINE)
    named = {name for row in rows for name in re.findall(r"`([a-z]+)", row)}
    kinds = {"levers", "parameters", "outcomes", "experiments"}  # what `list` lists
    assert named - kinds == {command.name for command in app.registered_commands}


@pytest.mark.parametrize("paper", PAPERS)
def test_typed_commands_and_options_are_those_of_the_program(paper: str) -> None:
    """Every `social-base ...` in a block of a page names a command and options that are there."""
    import typer

    from experiments.cli.main import app

    commands = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    for line in "\n".join(blocks(page(paper), "bash")).splitlines():
        words = line.partition("#")[0].partition("social-base ")[2].split()
        if words and not words[0].startswith("-"):
            assert words[0] in commands, line
            options = {name for one in commands[words[0]].params for name in one.opts}
            typed = {word for word in words if word.startswith("--")} - {"--help"}
            assert typed <= options, line


@pytest.mark.parametrize("paper", PAPERS)
def test_links_lead_somewhere(paper: str) -> None:
    for target in re.findall(r"\]\(([^)#:\s]+)(?:#[^)\s]*)?\)", page(paper)):
        assert ((ROOT / paper).parent / target).exists(), target


def test_every_page_is_in_the_navigation() -> None:
    navigation = page("mkdocs.yml")
    pages = [path.name for path in (ROOT / "docs").glob("*.md")]
    assert all(f": {name}\n" in navigation for name in pages)
    assert all(f"docs/{name}" in page("README.md") for name in pages)


def test_scenarios_are_those_that_are_shipped() -> None:
    from model.scenario.scenario import shipped_scenarios

    shown = section(page("docs/scenarios.md"), "Those that are shipped")
    rows = re.findall(r"^\| (`.*?) \| ", shown, re.MULTILINE)
    named = {name for row in rows for name in re.findall(r"`([a-z_*]+)`", row)}
    shipped = shipped_scenarios()
    assert all(any(fnmatch(name, pattern) for pattern in named) for name in shipped)
    assert all(any(fnmatch(name, pattern) for name in shipped) for pattern in named)


def test_scenario_of_the_page_can_be_loaded(tmp_path: Path) -> None:
    from model.scenario.scenario import load_scenario

    (text,) = blocks(page("docs/scenarios.md"), "yaml")
    path = tmp_path / "half_a_plan.yaml"
    path.write_text(text, encoding="utf-8")
    used = {use.name: use.parameters for use in load_scenario(path).levers}
    assert used["strong_local_teams"].dose == 0.5
    assert used["odensehuis"].postcodes == ("4624",)


def test_experiments_are_all_named() -> None:
    text = page("docs/experiments.md")
    named = re.findall(r"^\| `(e\d\d_[a-z0-9_]+)`", text, re.MULTILINE)
    assert named == sorted(path.stem for path in (ROOT / "experiments").glob("e[0-9]*.py"))


def test_sweeps_are_all_named() -> None:
    shipped = [path.stem for path in (ROOT / "experiments/sweeps").glob("*.yaml")]
    assert all(f"`{name}`" in MANY for name in shipped)


def test_named_functions_are_there() -> None:
    named = re.findall(r"`(experiments(?:\.\w+)+)\.(\w+)\(", READING)
    assert len(named) == 7
    for module, name in named:
        assert callable(getattr(importlib.import_module(module), name))


@pytest.mark.slow
def test_compare_example_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    exec(compile(COMPARE, "using.md", "exec"), names)
    (folder,) = (tmp_path / "results").iterdir()
    rows = [
        row for row in page("docs/results-folder.md").partition("\n## ")[0].splitlines()
        if not re.search(r"`(run|cases|compare --doubt|calibrate)` only", row)
    ]  # fmt: skip
    shown = re.findall(r"`([a-z-]+\.(?:md|parquet|yaml|json))`", "\n".join(rows))
    assert {path.name for path in folder.iterdir() if path.suffix != ".png"} == set(shown)
    drawn = (
        "people_by_layer", "paired_difference", "flows_between_layers", "area_map",
        "postcode_map", "cumulative_net", "payback_fan", "what_must_be_true", "variance_split",
    )  # fmt: skip
    assert {path.name for path in folder.glob("*.png")} == {
        f"{name}_transformation.png" for name in drawn
    }
    read_as_the_page_says(names["comparison"], folder)
    small_tables_are_read(folder)


def read_as_the_page_says(comparison: Any, folder: Path) -> None:
    """Call each function of the page's table with the arguments that stand there.

    The claimed year lies after the example, which follows no need for two years either.
    """
    arguments = {"comparison": comparison, "folder": folder, "policy": "transformation"}
    calls = re.findall(r"`(experiments(?:\.\w+)*)\.(\w+\(.*?\))` \|", READING)
    assert len(calls) == 6
    for module, call in calls:
        names = vars(importlib.import_module(module)) | arguments
        answer = eval(call, names)
        assert call.startswith(("investment", "path_gaps")) or len(answer), call


def small_tables_are_read(folder: Path) -> None:
    """Read the folder as the page of findings does: it gives what the kept tables hold."""
    kept = json.loads(json.dumps(findings.read("whole_town", folder)))
    of_page = findings_page.results()["whole_town"]
    assert set(kept) == set(of_page)
    assert set(kept["source"]) == set(of_page["source"])
    assert "difference under the plan" in findings_page.page({"whole_town": kept})


@pytest.mark.slow
def test_sweep_example_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "small.yaml"
    path.write_text(SWEEP_FILE, encoding="utf-8")
    named, shipped = read_sweep(path), read_sweep("seats_and_shame")
    assert named.points.equals(shipped.points)
    assert (named.runs, named.months) == (shipped.runs, shipped.months) == (160, 120)
    small = SWEEP_FILE.replace("points: 20", "points: 2").replace("5000", "500")
    path.write_text(small.replace("months: 120", "months: 84"), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    program = SWEEP.replace('"seats_and_shame", workers=2', f"{str(path)!r}, workers=1")
    exec(compile(program.replace("\ngaps(", "\nanswer = gaps("), "many-runs.md", "exec"), names)
    assert names["answer"].shape == (2 * 4, 1)


def test_findings_are_what_their_tables_give() -> None:
    kept = findings_page.results()
    assert page("docs/findings.md") == findings_page.page(kept), "python docs/findings.py write"
    assert page("README.md") == findings.readme(page("README.md"), kept)


def test_measurements_are_what_their_tables_give() -> None:
    text, measured = page("docs/performance.md"), performance.tables()
    assert performance.page(text, measured) == text, "python docs/performance.py"
    assert "| residents | threads | ns |" in text
    total = measured["processes"].set_index("part").loc["all", "total_ns"]
    title = performance.by_process(measured["processes"]).axes[0].get_title(loc="left")
    assert title.startswith(f"A resident's month takes {total:,.0f} ns")


def test_findings_that_went_stale_say_so() -> None:
    kept = findings_page.results()
    assert "have moved since" not in findings_page.page(kept)
    old = {name: one | {"source": one["source"] | {"baseline": "0"}} for name, one in kept.items()}
    assert "**The model's numbers have moved since**" in findings_page.page(old)


def test_site_says_whether_the_code_moved(monkeypatch: pytest.MonkeyPatch) -> None:
    from experiments.results.digests import code_digest, data_digest

    town = data_digest("bergen_op_zoom")
    source = {"code_digest": code_digest(), "data_digest": town}
    monkeypatch.setattr(findings_page, "results", lambda: {"x": {"source": source}})
    assert "hold for this code" in findings_page.moved()
    monkeypatch.setattr(
        findings_page, "results", lambda: {"x": {"source": source | {"code_digest": "0"}}}
    )
    assert "has moved since" in findings_page.moved()


def test_the_page_of_other_towns_is_what_ships_and_was_measured() -> None:
    text = page("docs/another-town.md")
    assert another_town.page(text) == text, "python docs/another_town.py"
    assert "42: miss |" in text
    assert "and it was\nmissed" in page("docs/trace.md")
    assert "levels from one town to another" in text


@pytest.mark.slow
def test_tour_prints_what_it_shows(tmp_path: Path) -> None:
    text = page("docs/tour.md")
    assert tour.walked(text, tmp_path) == text, "python docs/tour.py"
    assert (tmp_path / "tour/plan/summary.md").is_file()


def test_a_step_of_the_tour_that_prints_something_else_is_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    step = (
        "```bash\nuv run social-base x\n```\n\n```text\n[...]\nusers   1  higher\nmore\n[...]\n```"
    )
    monkeypatch.setattr(tour, "run", lambda *_: "title\nusers  23  higher\nmore\nend\n")
    assert tour.walked(step, tmp_path) == step.replace("users   1  ", "users  23  ")
    monkeypatch.setattr(tour, "run", lambda *_: "title\n")
    with pytest.raises(ValueError, match="users"):
        tour.walked(step, tmp_path)


def test_the_page_of_the_posterior_is_what_ships() -> None:
    for path in calibration.PAGES:
        text = path.read_text(encoding="utf-8")
        assert calibration.page(text) == text, "python docs/calibration.py"
    text = page("docs/calibration.md")
    for name in ("targets", "parameters", "surface"):
        assert (ROOT / f"docs/img/posterior_{name}.png").stat().st_size > 10_000
        assert f"img/posterior_{name}.png" in text
