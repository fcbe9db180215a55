"""The papers as tests read them: pages, their blocks, the files that they show."""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def page(name: str) -> str:
    """Return the text of a paper, by its path from the root."""
    return (ROOT / name).read_text(encoding="utf-8")


def section(text: str, heading: str) -> str:
    """Return what stands under a heading of the second rank."""
    text_below = text.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    assert text_below, f"no heading '{heading}'"
    return text_below


def blocks(text: str, language: str) -> list[str]:
    """Return the code blocks of a language that show no file."""
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


def files(text: str) -> dict[str, str]:
    """Return the files that a page shows, by path."""
    return dict(re.findall(r'```\w+ title="(.*?)"\n(.*?)```', text, re.DOTALL))


def run(*arguments: str, cwd: Path = ROOT) -> str:
    """Return what a Python program prints in plain Python; it must succeed."""
    env = os.environ | {"PYTHONPATH": str(cwd), "NUMBA_DISABLE_JIT": "1"}
    done = subprocess.run(
        [sys.executable, *arguments], cwd=cwd, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
