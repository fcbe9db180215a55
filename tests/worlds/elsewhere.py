"""Run some months in another process and print what came of it, as JSON.

`python -m tests.worlds.elsewhere` runs

- `digest SCENARIO MONTHS`: a town of Bergen op Zoom from its start;
- `resume FOLDER SCENARIO MONTHS`: the town whose state lies in FOLDER;
- `keys FOLDER SCENARIO MONTHS`: the same, and the keys of its draws.

The last needs plain Python (`NUMBA_DISABLE_JIT=1`).
"""

import json
import os
import pickle
import subprocess
import sys
from collections import defaultdict
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from agents.compiled import PLAIN_PYTHON
from agents.needs import Needs
from model import draws
from model.inputs.municipality import load_municipality
from model.ledger import item, items
from model.scenario.scenario import load_scenario
from model.state.digests import digests
from model.state.state import capture, restore
from model.town import SocialBaseModel
from tests.worlds.small_towns import run_town

ROOT = Path(__file__).resolve().parents[2]


def ask(*words: Any, **environment: str) -> Any:
    """Run this file in a process of its own and return what it prints."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.worlds.elsewhere", *map(str, words)],
        capture_output=True, text=True, check=False, cwd=ROOT, env={**os.environ, **environment},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


def leave_state(town: SocialBaseModel, folder: Path) -> None:
    """Write the state of a town of the shrunken municipality for a process that resumes it."""
    (folder / "state.pickle").write_bytes(pickle.dumps((capture(town), items())))


def taken_up(folder: Path, scenario: str) -> SocialBaseModel:
    """Return the town whose state lies in a folder."""
    state, lines = pickle.loads((folder / "state.pickle").read_bytes())  # written just now
    # lines of the books are numbered by process, in the order in which they were first booked
    here = np.array([*(item(one.name, one.law, one.layer, one.payer) for one in lines), 0], int)
    for _, where, _ in state.history:
        where[:, 0] = here[where[:, 0]]
    for owned in (state.arrays, *state.kept.values(), *state.processes.values()):
        for name, array in owned.items():
            if isinstance(array, np.ndarray) and array.dtype.names and PLAIN_PYTHON:
                owned[name] = array.view(np.recarray)
            elif isinstance(array, Needs) and PLAIN_PYTHON:
                array.rows = array.rows.view(np.recarray)
    data = load_municipality("shrunken", folder)
    town = SocialBaseModel(load_scenario(scenario), municipality=data, observers=(), empty=True)
    restore(town, state)
    return town


MANY = ("words_of", "four_words_of", "four_words_of_pairs")
"""The functions of `draws` that draw for many residents at once."""


class Recorder:
    """Stands in for what `draws` draws, one or many at a time, and notes who asks for which key."""

    def __init__(self) -> None:
        self.plain = {name: getattr(draws, name) for name in ("words4", *MANY)}
        self.sites: dict[tuple[int, ...], list[str]] = defaultdict(list)
        draws.words4 = self.one  # type: ignore[assignment]
        for name in MANY:
            setattr(draws, name, partial(self.many, name))

    def note(self, seed: Any, uid: Any, month: Any, what: Any, index: Any) -> None:
        """Note a key and the line that asks for it."""
        frame = sys._getframe(2)
        while frame.f_code.co_filename.endswith("draws.py") and frame.f_back is not None:
            frame = frame.f_back
        site = f"{Path(frame.f_code.co_filename).stem}.{frame.f_code.co_name}"
        key = (int(seed), int(uid), int(month) & 0xFFFF, int(what), int(index) & 0xFFFF)
        self.sites[key].append(site)

    def one(self, seed: Any, uid: Any, month: Any, what: Any, index: Any) -> Any:
        """Note the key, and draw."""
        self.note(seed, uid, month, what, index)
        return self.plain["words4"](seed, uid, month, what, index)

    def many(
        self, name: str, seed: Any, uids: Any, month: Any, what: Any, index: Any, out: Any
    ) -> None:
        """Note the keys of everybody (an empty slot has no uid), and draw."""
        for uid, each in np.broadcast(uids, index):
            if uid:
                self.note(seed, uid, month, what, each)
        self.plain[name](seed, uids, month, what, index, out)

    def forget(self) -> dict[tuple[int, ...], list[str]]:
        """Return the keys drawn since the last time, with their call sites."""
        sites, self.sites = self.sites, defaultdict(list)
        return sites


def keys_of(town: SocialBaseModel, months: int) -> dict[str, Any]:
    """Run some months and return the keys that came more than once, by decision and call sites."""
    recorder = Recorder()
    names = draws.decisions()
    twice: dict[str, int] = defaultdict(int)
    drawn: dict[str, int] = defaultdict(int)
    for _ in range(months):
        town.step()
        for key, sites in recorder.forget().items():
            name = names.get(key[3], "?")
            drawn[name] += len(sites)
            if len(sites) > 1:
                twice[f"{name}: {', '.join(sorted(set(sites)))}"] += 1
    return {"twice": dict(twice), "drawn": dict(drawn)}


def main(words: list[str]) -> dict[str, Any]:
    """Do what the command line says."""
    if words[0] == "digest":
        return digests(run_town(words[1], int(words[2])))
    town = taken_up(Path(words[1]), words[2])
    if words[0] == "keys":
        return keys_of(town, int(words[3]))
    with np.errstate(over="ignore"):  # checksums wrap
        town.run_until(town.month + int(words[3]))
    return digests(town)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(sys.argv[1:])) + "\n")
