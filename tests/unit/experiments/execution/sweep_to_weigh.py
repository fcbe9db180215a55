"""A sweep that prints what its processes hold after each job: bytes of each, by process."""

import json
import sys
from typing import Any

import psutil

from experiments.sweep.store import Store
from experiments.sweep.sweep import sweep


def main(file: str, out: str) -> None:
    """Run a sweep on two workers and print what was held, a list with an entry per job."""
    held: list[dict[int, int]] = []
    add = Store.add

    def noted(*arguments: Any) -> None:
        add(*arguments)
        here = psutil.Process()
        processes = [here, *here.children(recursive=True)]
        held.append({one.pid: one.memory_info().rss for one in processes})

    Store.add = noted  # type: ignore[method-assign]
    done = sweep(file, out=out, workers=2, quiet=True)
    assert done.sweep.runs == 2_000
    assert not done.failed
    print(json.dumps(held))


if __name__ == "__main__":
    main(*sys.argv[1:])
