"""Whether warm-ups are kept on disk (`experiments.worlds.warm_starts`); quick to import."""

import os
from contextlib import AbstractContextManager

from experiments.worlds.environment import environment

SWITCH = "SOCIAL_BASE_WARM_STARTS"
"""Environment variable, `on` or `off`; the processes that this one starts have it, too."""
ON, OFF = "on", "off"


def are_kept() -> bool:
    """Say whether warm-ups are kept, and taken from where they are kept."""
    return os.environ.get(SWITCH) == ON


def keep_warm_starts() -> None:
    """Keep warm-ups from now on, unless the user said otherwise."""
    os.environ.setdefault(SWITCH, ON)


def lived_anew() -> AbstractContextManager[None]:
    """Live every warm-up for the time being: for checks, and to tell how long one takes."""
    return environment(SWITCH, OFF)
