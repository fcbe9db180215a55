"""What a place on the disk holds: taken down, put back, compared."""

import json
import os
import shutil
from pathlib import Path
from typing import Any

State = dict[str, tuple[str, bytes]]
"""Path below the place -> what it is ('file', 'folder', 'link', 'other') and its content."""
PASSING = {"ended", "wall_seconds", "seal", "machine", "at", "session", "datePublished",
           "startTime", "endTime", "sha256", "contentSize",
           "ro-crate-metadata.json", "peak_mb"}  # fmt: skip
"""What differs between two equal runs: times, and digests of what holds them."""


def state_of(place: Path) -> State:
    """Take down all that is below a place."""
    state: State = {}
    for folder, names, files in os.walk(place):
        for name in (*names, *files):
            path = Path(folder) / name
            state[path.relative_to(place).as_posix()] = _content(path)
    return state


def _content(path: Path) -> tuple[str, bytes]:
    if path.is_symlink():
        return "link", str(path.readlink()).encode()
    if path.is_dir():
        return "folder", b""
    if path.is_file():
        return "file", path.read_bytes()
    return "other", b""


def put_back(state: State, place: Path) -> None:
    """Make a place hold what was taken down, and nothing else."""
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    for name, (kind, content) in sorted(state.items()):
        path = place / name
        if kind == "folder":
            path.mkdir(exist_ok=True)
        elif kind == "link":
            path.symlink_to(content.decode())
        elif kind == "file":
            path.write_bytes(content)


def lasting(state: State) -> dict[str, Any]:
    """Return what of a state is the same whenever it is made, path by path.

    The lock of a killed process holds nobody: its empty file may stay until the next command.
    """
    kept = {name: of for name, of in state.items() if not name.endswith(".lock")}
    return {name: _lasting(name, *of) for name, of in kept.items()}


def _line(content: bytes) -> Any:
    """Return a line of a journal, None where it is damaged: the product passes over it too."""
    try:
        return json.loads(content)
    except ValueError:
        return None


def _lasting(name: str, kind: str, content: bytes) -> Any:
    if name.endswith("journal.jsonl"):
        lines = [*filter(None, map(_line, content.splitlines()))]
        return {line["job"]: _without(line) for line in lines if "job" in line}
    if name.endswith(".json"):
        return _without(json.loads(content))
    return kind, content


def _without(tree: Any) -> Any:
    if isinstance(tree, dict):
        return {key: _without(value) for key, value in tree.items() if key not in PASSING}
    return [_without(one) for one in tree] if isinstance(tree, list) else tree


def differing(one: State, other: State) -> list[str]:
    """Return the paths that two states do not have alike; of a record the fields."""
    ours, theirs = lasting(one), lasting(other)
    names = sorted(name for name in {*ours, *theirs} if ours.get(name) != theirs.get(name))
    return [f"{name}{_fields(ours.get(name), theirs.get(name))}" for name in names]


def _fields(ours: Any, theirs: Any) -> str:
    """Say which field of two records differs first."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        key = next((k for k in {**ours, **theirs} if ours.get(k) != theirs.get(k)), None)
        return "" if key is None else f" {key}{_fields(ours.get(key), theirs.get(key))}"
    return f": {str(ours)[:60]} and {str(theirs)[:60]}"
