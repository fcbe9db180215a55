"""Every command opens with two sentences that an alderman understands, in 80 columns.

On made-up results: what each kind of result says is looked at, not whether the town is right.
"""

import inspect
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from experiments.analyses.analogues.told import analogues, judged
from experiments.analyses.attribution.words import as_markdown as attribution
from experiments.analyses.calibration import words as calibration
from experiments.analyses.calibration.shipped_patterns import shipped_patterns
from experiments.analyses.cases.result import CasesResult
from experiments.analyses.cases.words import as_markdown as cases
from experiments.analyses.discovery.boxes import Box, Score, Share
from experiments.analyses.discovery.claims import claim_of
from experiments.analyses.discovery.result import DiscoveryResult
from experiments.analyses.discovery.words import as_markdown as discovery
from experiments.analyses.doses.words import as_markdown as doses
from experiments.analyses.mechanisms.words import as_markdown as mechanisms
from experiments.analyses.patterns import patterns as patterns_module
from experiments.analyses.patterns.observed import all_patterns
from experiments.analyses.rollouts.words import as_markdown as rollouts
from experiments.analyses.sensitivity.words import as_markdown as sensitivity
from experiments.analyses.studies.words import as_markdown as studies
from experiments.analyses.transfer import transfer as transfer_module
from experiments.cli import app as command_line
from experiments.cli import main as commands
from experiments.cli.app import LONG, print_with_sentence
from experiments.cli.options import Format
from experiments.e10_which_study_would_tell import AREA, STEPPED
from experiments.report.columns import WIDTH, for_screen
from experiments.report.words import LANGUAGES, words_of
from experiments.runs.run_words import summarise
from experiments.runs.summary import as_markdown as comparison
from experiments.sweep import sweep as sweep_module
from experiments.sweep.first_look import sweep_look
from experiments.sweep.jobs import jobs_of
from experiments.sweep.sweep import sweep
from model.measures.outcomes import HEADLINES_OF_ONE_WORLD
from model.scenario.scenario import load_scenario
from tests.unit.experiments.analyses.attribution import test_attribution
from tests.unit.experiments.analyses.cases import test_cases
from tests.unit.experiments.analyses.discovery import test_discover
from tests.unit.experiments.analyses.doses import test_dose_response
from tests.unit.experiments.analyses.mechanisms import test_carried
from tests.unit.experiments.analyses.rollouts import test_robust
from tests.unit.experiments.analyses.sensitivity import test_sensitivity
from tests.unit.experiments.analyses.transfer import test_transfer
from tests.unit.experiments.report.test_rounding import too_exact
from tests.unit.experiments.report.test_words import _figures, _leftovers
from tests.unit.experiments.runs.test_findings import by_hand
from tests.unit.experiments.sweep import test_store

pytestmark = pytest.mark.usefixtures("nothing_to_free")
SENTENCE = re.compile(r"[.!?](?=\s|$)")
CODE = re.compile(r"`|[a-z]+_[a-z]+|\*\*")
MOST = 640
"""Letters of an opening: eight lines of a screen."""
READS_ONLY = {
    "list", "show", "twins", "journey", "survey", "report", "elicit", "analogues", "status",
    "fetch", "replay", "dashboard",
}  # fmt: skip
"""Commands that take a moment, or say themselves what they do."""


def a_run(lang: str, _: Path) -> str:
    months = pd.date_range("2021-01-01", periods=12, freq="MS")
    monthly = pd.DataFrame({"replication": np.repeat([0, 1], 12), "month": [*months, *months]})
    monthly = monthly.assign(area="a", **dict.fromkeys(HEADLINES_OF_ONE_WORLD, 1234.0))
    return summarise(monthly, "current", "Stad", 500, 5000, lang, growth=0.0)


def a_sweep(lang: str, folder: Path) -> str:
    scenarios = tuple(map(load_scenario, ("current", "local_teams_only")))
    request = test_store.request_of(months=72, replications=3, scenarios=scenarios)
    return sweep(request, out=folder / "sweep", workers=1, quiet=True, lang=lang).summary


def a_discovery(lang: str, _: Path) -> str:
    points = test_discover.cube(30)
    table = test_discover.table(points, test_discover.truly(points)).assign(training=False)
    some, many = Share(9, 10), Share(12, 30)
    score = Score(some, Share(9, 12), Share(10, 30), many)
    limits = {("seeking.shame_weight", 0): 0.6}
    box = Box("fails", limits, {("seeking.shame_weight", 0): 0.01}, score, score, score)
    table["seeking.shame_weight"] = table["p0"]
    claim = claim_of("pays back by 2029 and not more residents unmet")
    table["value_2"] = table["value"]
    return discovery(DiscoveryResult(claim, "current", "plan", table, (box,), lang=lang))


def a_study(lang: str, _: Path) -> str:
    row = {"outcome": "requests", "effect": 1.12, "low": 1.0, "high": 1.24, "told": 0.9,
           "power": 0.97, "replications": 16}  # fmt: skip
    table = pd.DataFrame([row | {"design": one, "months": n} for one in (AREA, STEPPED)
                          for n in (12, 60)])  # fmt: skip
    return studies(table, (AREA, STEPPED), None, words_of(lang))


def a_calibration(lang: str, _: Path) -> str:
    targets = pd.DataFrame({"near": [True, False], "inside": [True, True]})
    tables = {"targets": targets, "draws": pd.DataFrame(index=range(500))}
    result: Any = SimpleNamespace(tables=tables, facts={"worth": 90.36})
    return f"# x\n\n{calibration.opening(result, words_of(lang))}"


def the_cases(lang: str, _: Path) -> str:
    return cases(CasesResult(test_cases.tabled(), {}, 6, 1, 5_000, 67_510, lang=lang))


SUMMARIES: dict[str, Callable[[str, Path], str]] = {
    "run": a_run, "sweep": a_sweep, "discover": a_discovery, "studies": a_study,
    "calibrate": a_calibration, "cases": the_cases,
    "compare": lambda lang, _: comparison(replace(by_hand(), lang=lang)),
    "attribute": lambda lang, _: attribution(test_attribution.result(lang=lang)),
    "sensitivity": lambda lang, folder: sensitivity(replace(
        test_sensitivity.analysed(folder, method="saltelli", samples=16), lang=lang)),
    "screening": lambda lang, folder: sensitivity(replace(
        test_sensitivity.analysed(folder, chance=0.5, method="morris", trajectories=4), lang=lang)),
    "doses": lambda lang, _: doses(
        test_dose_response.table(), test_dose_response.ASKED, words_of(lang)),
    "mechanisms": lambda lang, _: mechanisms(
        test_carried.measured(), test_carried.SMALL, words_of(lang)),
    "rollouts": lambda lang, _: rollouts(replace(test_robust.result(), lang=lang)),
}  # fmt: skip
"""What each command writes as its summary, in Markdown."""


def the_transfer(lang: str) -> pd.DataFrame:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(transfer_module, "predicted", lambda *_: test_transfer.foretold())
        return transfer_module.transfer("oosterhout", draws=9, residents=500, lang=lang, quiet=True)


def the_patterns(lang: str) -> pd.DataFrame:
    measures = all_patterns()["measure"]
    towns = [dict.fromkeys(measures, value) for value in (0.4, 0.41)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(patterns_module, "replicate", lambda *_: towns)
        return patterns_module.patterns(replications=2, residents=500, lang=lang, quiet=True)


TABLES: dict[str, Callable[[str], pd.DataFrame]] = {
    "transfer": the_transfer, "patterns": the_patterns, "patterns --posterior": shipped_patterns,
    "analogues": lambda lang: analogues(lang=lang), "elicit": lambda lang: judged(lang=lang),
}  # fmt: skip
"""What each command that prints a table returns."""


@pytest.fixture(autouse=True)
def stand_in(monkeypatch: pytest.MonkeyPatch) -> None:
    test_store.FAILING.clear()
    monkeypatch.setattr(sweep_module, "packed", test_store.by_hand)


@pytest.mark.parametrize("name", SUMMARIES)
def test_a_summary_opens_with_two_sentences(name: str, tmp_path: Path) -> None:
    texts = {lang: SUMMARIES[name](lang, tmp_path) for lang in LANGUAGES}
    for text in texts.values():
        assert text.startswith("# ")
        assert max(map(len, for_screen(text).split("\n"))) <= WIDTH
    _understood({lang: text.split("\n\n")[1] for lang, text in texts.items()})


@pytest.mark.parametrize("name", TABLES)
def test_a_table_opens_with_two_sentences(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    openings = {}
    for lang in LANGUAGES:
        table = TABLES[name](lang)
        openings[lang] = table.attrs["opening"]
        print_with_sentence(table, Format.TABLE)
        said = capsys.readouterr().out
        assert max(map(len, said.split("\n"))) <= WIDTH
        assert " ".join(said.split()).startswith(" ".join(openings[lang].split()))
    _understood(openings)


def _understood(openings: dict[str, str]) -> None:
    """Say that both languages have two sentences, plain and alike, with figures as known."""
    for lang, text in openings.items():
        assert len(SENTENCE.findall(text)) == 2, text
        assert text.endswith("."), text
        assert len(text) <= MOST, text
        assert not CODE.search(text), text
        assert too_exact(text, lang) == [], text
    assert _leftovers(openings["nl"]) == set(), openings["nl"]
    assert _figures(openings["nl"], "nl") == _figures(openings["en"], "en")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_sweep_says_what_all_points_tell_so_far(
    lang: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    request = test_store.request_of(months=72, replications=5)
    sweep(request, out=tmp_path / "sweep", workers=1, lang=lang)
    said = capsys.readouterr().err
    w = words_of(lang)
    heads = [w("opening.provisional", n=n, total=5) for n in (2, 4)]
    assert [said.count(head) for head in heads] == [1, 1]
    assert max(map(len, said.split("\n"))) <= WIDTH
    assert re.search(r"sweep: \d+ of 30", said)
    places = [said.index(head) for head in heads]
    assert places == sorted(places)


def test_of_half_the_points_nothing_is_said(tmp_path: Path) -> None:
    request = test_store.request_of(months=72, replications=3)
    result = sweep(request, out=tmp_path / "sweep", workers=1, quiet=True)
    heard: list[int] = []
    jobs = jobs_of(request, request.points.index.tolist(), range(3))
    half = [replace(job, number=2 * job.replication + k, worlds=job.worlds[k::2])
            for job in jobs for k in (0, 1)]  # fmt: skip
    look = sweep_look(
        result, half, lambda _, figures, __: str(heard.append(len(figures))), words_of("en")
    )
    for place, job in enumerate(half):
        look.take(place, test_store.by_hand(job, request.points))
    assert heard == [2 * len(request.points) * 2], "both scenarios at all points, twice"


def test_a_failed_run_is_no_part_of_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    test_store.FAILING.add((1, 0))
    request = test_store.request_of(months=72, replications=4)
    sweep(request, out=tmp_path / "sweep", workers=1)
    assert "Provisional, after 2 of 4" in capsys.readouterr().err, "of the second and the third"


def test_every_command_that_may_take_long_says_how_far_it_is() -> None:
    for info in command_line.app.registered_commands:
        function = inspect.unwrap(info.callback)  # type: ignore[type-var]
        name = function.__name__.rstrip("_")
        heard = "quiet" in inspect.signature(function).parameters or name in LONG
        assert heard != (name in READS_ONLY), name
    assert commands.app is command_line.app


def test_every_experiment_says_how_far_it_is_and_what_it_found(root: Path) -> None:
    files = sorted((root / "experiments").glob("e[0-9]*.py"))
    assert len(files) >= 10
    for path in files:
        end = path.read_text(encoding="utf-8").rpartition('if __name__ == "__main__":')[2]
        assert end.strip().startswith("asked(main, "), path.name
