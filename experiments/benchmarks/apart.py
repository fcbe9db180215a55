"""Calling a function in a process of its own, so that its time and memory are its own."""

import json
import os
import subprocess
import sys
from typing import Any

from experiments.results.digests import ROOT


def measured_apart(function: str, environment: dict[str, str], *arguments: int) -> Any:
    """Call a function in a new process and return what it printed as JSON."""
    module, name = function.split(":")
    code = f"import json, {module} as m; print(json.dumps(m.{name}(*{list(arguments)!r})))"
    path = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    env = os.environ | {"NUMBA_NUM_THREADS": "1", "PYTHONPATH": path} | environment
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"the benchmark {name} failed:\n{done.stderr[-2000:]}")
    return json.loads(done.stdout.splitlines()[-1])
