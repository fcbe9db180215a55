"""Options as they are typed into a shell."""

from collections.abc import Mapping
from typing import Any


def typed(options: Mapping[str, Any], changes: Mapping[str, float] | None = None) -> list[str]:
    """Return options and what was set by hand as the words of a command line.

    Parameters
    ----------
    options : mapping
        Values by name; None is left out, but for `journeys`, where it is all; a list repeats its
        option.
    changes : mapping of str to float, optional
        What was set by hand.
    """
    words: list[str] = []
    for name, value in options.items():
        text = "all" if name == "journeys" and value is None else value
        for one in text if isinstance(text, list | tuple) else (text,):
            words += [] if one is None else [f"--{name.replace('_', '-')}", str(one)]
    for name, number in (changes or {}).items():
        words += ["--set", f"{name}={number!r}"]
    return words
