"""The tour, walked: its commands are run as they stand, and what they print is put below them.

    python docs/tour.py

Each block of commands is followed by what the last of them prints. A line `[...]` marks what was
left out; every part that is shown begins with a line by which it is recognised.
"""

import os
import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs/tour.md"
LEFT_OUT = "[...]"
PROGRAM = "uv run social-base "

_FILE = re.compile(r"Save this as `(.*?)`:\n\n```yaml\n(.*?)```", re.DOTALL)
_TYPED = re.compile(r"```bash\n(.*?)```(?:\n\n```text\n(.*?)```)?", re.DOTALL)


def walked(text: str, folder: Path) -> str:
    """Return the page with what its commands print now, run in a folder."""
    for name, content in _FILE.findall(text):
        (folder / name).write_text(content, encoding="utf-8")

    def typed(block: re.Match[str]) -> str:
        printed = ""
        for line in block[1].splitlines():
            if line.startswith(PROGRAM):
                printed = run(shlex.split(line.removeprefix(PROGRAM)), folder)
        if block[2] is None:
            return block[0]
        return f"```bash\n{block[1]}```\n\n```text\n{shown(block[2], printed)}```"

    return _TYPED.sub(typed, text)


def run(arguments: list[str], folder: Path) -> str:
    """Return what the command prints; it must succeed."""
    env = os.environ | {"PYTHONPATH": str(ROOT), "COLUMNS": "80"}
    done = subprocess.run(
        [sys.executable, "-m", "experiments.cli.main", *arguments],
        cwd=folder, env=env, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"social-base {shlex.join(arguments)}\n{done.stderr}")
    return done.stdout


def shown(before: str, printed: str) -> str:
    """Return the parts of a print that the page showed before, as they are now."""
    lines = [line.rstrip() for line in printed.splitlines()]
    words = [_words(line) for line in lines]
    out: list[str] = []
    for part in re.split(rf"^({re.escape(LEFT_OUT)})\n", before, flags=re.MULTILINE):
        old = part.splitlines()
        if part == LEFT_OUT or not old:
            out += old
        else:
            first = words.index(_words(old[0]))
            out += lines[first : first + len(old)]
    return "\n".join(out) + "\n"


def _words(line: str) -> str:
    """Return a line without numbers and spaces, by which it is recognised."""
    return re.sub(r"[\d\s.,%+-]+", " ", line).strip()


def main() -> int:
    """Walk the tour and rewrite the page."""
    with tempfile.TemporaryDirectory() as folder:
        PAGE.write_text(walked(PAGE.read_text(encoding="utf-8"), Path(folder)), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
