"""The crate beside a result names every file with its digest, the software and the command."""

import hashlib
import json
import socket
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from rocrate.rocrate import ROCrate

from experiments.results.command_line import typed
from experiments.results.crate import command_line, write_crate
from experiments.results.digests import CRATE, files_of
from experiments.results.folder import write_result
from experiments.results.manifest import MANIFEST, Provenance, read_manifest

COMMAND = {
    "command": "compare",
    "arguments": {"base": "current", "policies": ["my plan.yaml"], "seed": 7, "residents": None,
                  "journeys": None, "changes": {"seeking.shame_weight": 0.6}},
}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("something is fetched")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "part-0.parquet").write_bytes(b"0")
    (tmp_path / "people.png").write_bytes(b"1")
    (tmp_path / ".half.tmp").write_bytes(b"2")
    table = pd.DataFrame({"replication": [0, 1], "eur": [1.0, 2.0]})
    write_result(
        tmp_path, Provenance(COMMAND, "abc", 90.0), tables={"ledger": table}, scenarios=[],
        summary="It is so.",
    )  # fmt: skip
    return tmp_path


def entity(folder: Path, name: str) -> dict[str, Any]:
    graph = json.loads((folder / CRATE).read_text(encoding="utf-8"))["@graph"]
    (match,) = (e for e in graph if e["@id"] == name)
    return match


def test_every_file_is_in_it_and_there(folder: Path) -> None:
    crate = ROCrate(folder)
    entities = {e.properties()["name"]: e.properties() for e in crate.data_entities}
    there = {
        p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()
    } - {CRATE, ".half.tmp"}  # fmt: skip
    assert entities.keys() == there
    assert {"parts/part-0.parquet", "people.png", MANIFEST, "scenario.yaml"} < there
    for name, properties in entities.items():
        if name == MANIFEST:  # written after the crate: it holds the crate's digest
            digest = hashlib.sha256((folder / CRATE).read_bytes()).hexdigest()
            assert read_manifest(folder)["files"][CRATE] == digest
            continue
        content = (folder / name).read_bytes()
        assert properties["sha256"] == hashlib.sha256(content).hexdigest()
        assert properties["contentSize"] == str(len(content))
        assert properties["description"]
        assert properties["encodingFormat"] != "application/octet-stream"
    parts = crate.root_dataset.properties()["hasPart"]
    assert {p["@id"] for p in parts} == {e.id for e in crate.data_entities}


def test_software_command_and_times(folder: Path) -> None:
    action = entity(folder, "#run")
    assert action["@type"] == "CreateAction"
    ended = read_manifest(folder)["ended"]
    between = pd.Timestamp(action["endTime"]) - pd.Timestamp(action["startTime"])
    assert (pd.Timestamp(action["endTime"]), between.seconds) == (pd.Timestamp(ended), 90)
    assert len(action["result"]) == len(files_of(folder))
    software = entity(folder, action["instrument"]["@id"])
    assert software["license"]["@id"].endswith("EUPL-1.2")
    assert software["version"] == read_manifest(folder)["versions"]["social-base"]
    assert entity(folder, software["programmingLanguage"]["@id"])["name"] == "Python"
    assert any(read_manifest(folder)["code_digest"] in text for text in software["identifier"])
    inputs = {e["@id"] for e in action["object"]}
    assert {f"#argument-{name}" for name in COMMAND["arguments"]} < inputs
    assert entity(folder, "#argument-seed")["value"] == 7


def test_data_are_named_with_their_digest(folder: Path, root: Path) -> None:
    for name in ("model/data/evidence.csv", "model/data/municipalities/bergen_op_zoom/health.csv"):
        digest = hashlib.sha256((root / name).read_bytes()).hexdigest()
        assert entity(folder, f"#{name}")["sha256"] == digest
    assert (
        "CBS"
        in entity(folder, "#model/data/municipalities/bergen_op_zoom/residents.csv")["description"]
    )
    whole = entity(folder, "#model/data")
    assert whole["identifier"] == read_manifest(folder)["data_digest"]


def test_every_reference_is_answered(folder: Path) -> None:
    graph = json.loads((folder / CRATE).read_text(encoding="utf-8"))["@graph"]
    names = {e["@id"] for e in graph}
    values = [v for e in graph for v in e.values()]
    flat = [x for v in values for x in (v if isinstance(v, list) else [v])]
    references = {x["@id"] for x in flat if isinstance(x, dict)}
    assert {
        name for name in references - names if not name.startswith("https://w3id.org/ro/crate")
    } == (set())


def test_the_same_folder_gives_the_same_bytes(folder: Path) -> None:
    before = (folder / CRATE).read_bytes()
    write_crate(folder, read_manifest(folder))
    assert (folder / CRATE).read_bytes() == before
    (folder / "late.csv").write_text("a\n", encoding="utf-8")
    write_crate(folder, read_manifest(folder))
    assert (folder / CRATE).read_bytes() != before
    assert entity(folder, "late.csv")["encodingFormat"] == "text/csv"


def test_a_manifest_of_nothing_is_enough(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("a", encoding="utf-8")
    write_crate(tmp_path, {})
    assert [e.id for e in ROCrate(tmp_path).data_entities] == [
        "notes.txt", MANIFEST,
    ]  # fmt: skip


def test_command_line_is_one_that_can_be_typed() -> None:
    assert command_line(COMMAND) == (
        "social-base compare current 'my plan.yaml' --journeys all --seed 7 "
        "--set seeking.shame_weight=0.6"
    )


def test_a_list_repeats_its_option() -> None:
    words = typed({"seed": 1, "without": ["a.b", "c"], "draws_in": None, "more": []})
    assert words == ["--seed", "1", "--without", "a.b", "--without", "c"]
