"""Records of a results folder: what is not as it was written is one sentence, never a crash."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from experiments.results.manifest import MANIFEST, read_manifest, write_manifest
from experiments.results.records import FORMAT, sealed, write_record
from experiments.results.scenario_record import read_records
from model.errors import LONGEST, ResultError
from tests.unit.experiments.forged import manifest_of, sealed_again

Damage = Callable[[Path], object]


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def _link(path: Path) -> None:
    path.rename(path.with_name("elsewhere.json"))
    path.symlink_to(path.with_name("elsewhere.json"))


def _flipped(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


DAMAGES: dict[str, Damage] = {
    "gone": Path.unlink,
    "empty": lambda p: p.write_bytes(b""),
    "cut": lambda p: p.write_bytes(p.read_bytes()[:-20]),
    "flipped": _flipped,
    "binary": lambda p: p.write_bytes(bytes(range(256))),
    "a folder": _folder,
    "a pipe": _pipe,
    "a link": _link,
    "a list": lambda p: p.write_text("[]"),
    "a number": lambda p: p.write_text("1"),
    "other fields": lambda p: p.write_text('{"a": 1}'),
    "nested deeply": lambda p: p.write_text("[" * 100_000),
    "a number of many digits": lambda p: p.write_text('{"a": ' + "9" * 9_000 + "}"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_record_is_one_sentence(damage: str, tmp_path: Path) -> None:
    write_manifest(tmp_path, manifest_of())
    assert read_manifest(tmp_path)["digest"] == "0a"
    DAMAGES[damage](tmp_path / MANIFEST)
    with pytest.raises(ResultError, match=MANIFEST) as refused:
        read_manifest(tmp_path)
    assert len(str(refused.value)) <= LONGEST


@pytest.mark.parametrize(
    ("change", "age"), [({"format": FORMAT + 1}, "a later"), ({"format": 1}, "an earlier")]
)
def test_a_record_of_another_version_says_so(
    change: dict[str, int], age: str, tmp_path: Path
) -> None:
    (tmp_path / MANIFEST).write_text(json.dumps(sealed(manifest_of()) | change))
    with pytest.raises(ResultError, match=f"{age} version"):
        read_manifest(tmp_path)
    (tmp_path / MANIFEST).write_text(json.dumps(manifest_of()))  # before there were any
    with pytest.raises(ResultError, match="an earlier version"):
        read_manifest(tmp_path)


PATHS = ("../../escape", "/etc/passwd", "a/../../b", "a\x1b[31m", "", "x" * 300, ".hidden")


@pytest.mark.parametrize("name", PATHS)
def test_names_that_are_paths_are_refused(name: str, tmp_path: Path) -> None:
    digest, discovery = "0" * 64, {"arguments": {"claim": "c", "base": "b", "policy": "p"}}
    for change in (
        {"files": {name: digest}},
        {"tables": {name: digest}},
        {"discovery": {name: {**discovery, "files": {}}}},
        {"command": {"command": name}},
    ):
        write_manifest(tmp_path, manifest_of(**change))
        with pytest.raises(ResultError, match="damaged"):
            read_manifest(tmp_path)
    record = {"name": name, "title": "", "description": "", "on": None, "levers": [],
              "parameters": {}}  # fmt: skip
    (tmp_path / "scenario.yaml").write_text(json.dumps({name: record}))
    with pytest.raises(ResultError, match=r"scenario\.yaml is damaged"):
        read_records(tmp_path)


def test_arguments_of_a_discovery_are_those_it_takes(tmp_path: Path) -> None:
    arguments = {"claim": "c", "base": "b", "policy": "p", "out": "/tmp/elsewhere"}
    one = {"arguments": arguments, "files": {}}
    write_manifest(tmp_path, manifest_of(discovery={"c": one}))
    with pytest.raises(ResultError, match=r"discovery\.c\.arguments\.out"):
        read_manifest(tmp_path)


@pytest.mark.parametrize(
    "text",
    ["a: &x [1]\nb: *x", "[" * 100_000, "- " * 100_000, "? " * 100_000, "a: [", "1", "[]", "\x00"],
)
def test_a_record_of_scenarios_that_is_none_is_one_sentence(text: str, tmp_path: Path) -> None:
    (tmp_path / "scenario.yaml").write_text(text)
    with pytest.raises(ResultError, match=r"scenario\.yaml"):
        read_records(tmp_path)


def test_a_seal_that_fits_is_accepted(tmp_path: Path) -> None:
    write_record(tmp_path / MANIFEST, manifest_of())
    content = json.loads((tmp_path / MANIFEST).read_text())
    (tmp_path / MANIFEST).write_text(json.dumps(content | {"digest": "0b"}))
    sealed_again(tmp_path / MANIFEST)
    assert read_manifest(tmp_path)["digest"] == "0b"
