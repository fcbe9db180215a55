"""Whatever a YAML file holds, a reader takes it or says in one sentence what is wrong.

Random texts are put together from what YAML can do and from pieces of good files; the rest are
loads that once took minutes: each is refused in under a second.
"""

import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from experiments.analyses.cases.business_cases import load_cases
from experiments.sweep.file import read_sweep
from model.errors import LONGEST, InputError
from model.inputs.yaml_file import read_fields
from model.scenario.scenario import FOLDER, load_scenario

SECOND = 1.0
SWEEPS = Path(__file__).resolve().parents[2] / "experiments" / "sweeps"
SHOWN = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]")
READERS: dict[str, Callable[[Path], Any]] = {
    "scenario": load_scenario, "sweep": read_sweep, "cases": load_cases, "fields": read_fields,
}  # fmt: skip
GOOD = [
    (folder / name).read_bytes()
    for folder, name in (
        (FOLDER, "transformation.yaml"), (FOLDER, "all_on.yaml"),
        (SWEEPS, "when_does_it_pay_back.yaml"),
    )
]  # fmt: skip
PIECES = (
    b'!!int ""',
    b"!!bool maybe",
    b"!!timestamp x",
    b"!!python/object/apply:os.system [id]",
    b"!local x",
    b"&a [x]",
    b"*a",
    b"<<: {a: 1}",
    b"1:30:00",
    b"1e308",
    b"1e999",
    b".inf",
    b".nan",
    b"9" * 5_000,
    b"0x1f",
    b"0o17",
    b"1_000",
    b"null",
    b"~: 1",
    b"true",
    b"[[[[[[",
    b"{{{{",
    b"? ",
    b"? [a]\n: b",
    b"---",
    b"...",
    b"%YAML 1.1",
    b"%TAG ! x",
    b"\xef\xbb\xbf",
    b"\x00",
    b"\x1b[31m",
    b"\xff\xfe",
    b"\xed\xa0\x80",
    b"\xe2\x80\xae",
    b"\t",
    b"\r",
    b"\r\n",
    b"\n",
    b"  ",
    b"- ",
    b": ",
    b"|\n  x",
    b">-\n  x",
    b'"\\x07"',
    b'"\\ud800"',
    b"'",
    b'"',
    b"#",
    b"@",
    b"`",
    b"x" * 12_000,
    b"name: x\n",
    b"title: y\n",
    b"on: current\n",
    b"on: x\n",
    b"levers:\n",
    b"on: null\n",
    b"  - {lever: covid, start: 2026-01}\n",
    b"lines_of: {scenario: x, dose: 1}\n",
    b"without: [x]\n",
    b"parameters:\n",
    b"  seeking.shame_weight: {low: 0, high: 1}\n",
    b"scenarios: [current]\n",
    b"design: {method: lhs, points: 3}\n",
    b"residents: 10000000000000000000000\n",
    b"months: -1\n",
)


@pytest.fixture(scope="module", autouse=True)
def imported() -> None:
    """Read good files once: what is imported for it takes no part of a second that is told."""
    load_scenario("transformation")
    read_sweep("when_does_it_pay_back")
    load_cases()


@st.composite
def texts(draw: st.DrawFn) -> bytes:
    """Draw pieces in a row, or a good file in which some of them stand at some places."""
    pieces = draw(st.lists(st.sampled_from(PIECES) | st.binary(max_size=6), max_size=12))
    if draw(st.booleans()):
        return b"".join(pieces)
    text = draw(st.sampled_from(GOOD))
    for piece in pieces[:4]:
        at, gone = draw(st.integers(0, len(text))), draw(st.sampled_from((0, 0, 1, 9, 80)))
        text = text[:at] + piece + text[at + gone :]
    return text


def refused(reader: Callable[[Path], Any], file: Path) -> InputError | None:
    """Return how a reader refuses a file, None where it takes it; in a sentence and in time."""
    began = time.process_time()
    try:
        reader(file)
        error = None
    except InputError as refusal:
        error = refusal
        assert 0 < len(str(error)) <= LONGEST
        assert not SHOWN.search(str(error)), str(error)
    assert time.process_time() - began < SECOND
    return error


@pytest.mark.parametrize("what", READERS)
def test_any_text_is_read_or_refused_in_one_sentence(what: str, tmp_path: Path) -> None:
    file = tmp_path / "file.yaml"

    @settings(max_examples=120)
    @given(texts())
    @example(b'a: !!int ""')
    @example(b"a: " + b"9" * 5_000)
    @example(b"name: null")
    def read(text: bytes) -> None:
        file.write_bytes(text)
        refused(READERS[what], file)

    read()


def bomb() -> str:
    """Return a billion laughs."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{k}: &a{k} [{', '.join([f'*a{k - 1}'] * 9)}]" for k in range(1, 10)]
    return "\n".join(lines)


LOADS = {
    "one long text": f"title: {'x' * 990_000}",
    "a text of many lines": "title: |\n" + "  x\n" * 240_000,
    "a quoted text of many lines": 'title: "' + "x\n\n" * 300_000 + '"',
    "open lists": "a: " + "[" * 900_000,
    "open mappings": "a: " + "{" * 900_000,
    "lists in lists by indentation": "- " * 450_000,
    "keys that are keys": "? " * 450_000,
    "open keys": "a: {" + "? {" * 300_000,
    "aliases of aliases": bomb(),
    "many values": "a: [" + "1," * 450_000 + "]",
    "many keys": "\n".join(f"k{n}: 1" for n in range(90_000)),
    "one key again and again": "a: 1\n" * 190_000,
    "a long key": "x" * 900_000 + ": 1",
    "quotes without an end": "a: '" + "''" * 450_000,
    "comments": "#\n" * 490_000,
    "hashes": "a: x" + "#" * 900_000,
    "colons": ": " * 450_000,
    "too large": "a: 1\n" * 300_000,
}


@pytest.mark.parametrize("what", ["scenario", "sweep", "fields"])
@pytest.mark.parametrize("load", LOADS)
def test_a_heavy_load_is_refused_in_under_a_second(load: str, what: str, tmp_path: Path) -> None:
    file = tmp_path / "file.yaml"
    file.write_text(LOADS[load], encoding="utf-8")
    assert refused(READERS[what], file) is not None


def test_scenarios_that_borrow_from_each_other_are_read_once(tmp_path: Path) -> None:
    """Thirty deep, each borrowing twice from the one below: a billion ways down."""
    (tmp_path / "s0.yaml").write_text("name: s0\ntitle: s0\non: current\n")
    for k in range(1, 30):
        (tmp_path / f"s{k}.yaml").write_text(
            f"name: s{k}\ntitle: s{k}\non: s{k - 1}.yaml\n"
            f"lines_of: {{scenario: s{k - 1}.yaml, dose: 0.5}}\n"
        )
    assert refused(load_scenario, tmp_path / "s29.yaml") is None


@pytest.mark.parametrize(
    "name", ['"' + "x" * 5_000 + '"', "a/" * 3_000, '""', "null", '"\\0"', "..", "~"]
)
@pytest.mark.parametrize("field", ["name", "on"])
def test_names_and_paths_that_cannot_be(field: str, name: str, tmp_path: Path) -> None:
    file = tmp_path / "file.yaml"
    lines = {"name": "own", "title": "Own", field: name}
    file.write_text("\n".join(f"{key}: {value}" for key, value in lines.items()))
    assert refused(load_scenario, file) is not None
