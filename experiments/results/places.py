"""What is shared tells nobody where it was made: no folders of a machine, no names of users."""

import re
import sys
from pathlib import Path

from experiments.results.digests import ROOT

_ABSOLUTE = re.compile(r"(?<![\w.:/<])/(?:[^\s/'\"`:;,()<>]+/)+")
"""The folders of an absolute path; the address of a web page has a colon before its slashes."""
_YAML = (".yaml", ".yml")


def without_places(text: str) -> str:
    """Return a text whose absolute paths begin in this project, or hold the last name only."""
    text = text.replace(f"{ROOT}/", "")
    for place in (sys.prefix, Path.home()):
        text = text.replace(f"{place}/", ".../")
    return _ABSOLUTE.sub(".../", text)


def name_of(source: object) -> str:
    """Return how a scenario or table is recorded: a shipped name, or the name of its file."""
    text = str(source)
    return Path(text).name if text.endswith(_YAML) or "/" in text else text
