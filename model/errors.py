"""Everything that can be wrong with what a user hands in.

SocialBaseError
├── InputError            wrong input: one message, exit status 2, nothing written
│   ├── ParameterError    a name or value of a parameter
│   ├── ScenarioError     a scenario file or its levers
│   ├── DataError         a table of the municipality or of the evidence register
│   ├── FetchError        open data that cannot be had: no network, a table or field that is gone
│   ├── SweepError        a sweep file, its parameters or its design
│   └── ResultError       a results folder that cannot be used
└── CapacityError         a bounded table of the model is full
"""

from collections.abc import Iterable
from difflib import get_close_matches

LONGEST = 400
"""Characters of a message. A value that was handed in may have any length; its middle is left out.

The beginning says what and where, the end what to do: these stay.
"""
_HEAD = 230


def printable(text: str) -> str:
    r"""Return a text without what a terminal would obey: control and formatting characters.

    Line ends stay; anything else that does not show is written as its escape, such as `\x1b`.
    """
    return "".join(
        one if one == "\n" or one.isprintable() else one.encode("unicode_escape").decode()
        for one in text
    )


def short(text: str) -> str:
    """Return a message that is no longer than `LONGEST`, and safe to print."""
    text = printable(text)
    if len(text) <= LONGEST:
        return text
    return f"{text[:_HEAD]} [...] {text[_HEAD + 7 - LONGEST :]}"


class SocialBaseError(Exception):
    """Root of the project's errors; its message says what, which value, where, what to do."""

    def __str__(self) -> str:
        """Return the message: no longer than `LONGEST`, and safe to print."""
        return short(super().__str__())


class InputError(SocialBaseError):
    """Input that a user can mend."""


class ParameterError(InputError):
    """A parameter that does not exist or a value outside its bounds."""


class ScenarioError(InputError):
    """A scenario that cannot be built."""


class DataError(InputError):
    """A data table that is missing, incomplete or inconsistent."""


class FetchError(InputError):
    """Open data that cannot be had."""


class SweepError(InputError):
    """A sweep file that cannot be used."""


class ResultError(InputError):
    """A results folder that is absent, foreign or of another run."""


class CapacityError(SocialBaseError):
    """A bounded table is full; the message names it and the bound."""


def nearest(name: str, known: Iterable[str]) -> str:
    """Return ' Did you mean X?' for the known name nearest to `name`, or '' where none is near."""
    close = get_close_matches(name, list(known), n=1, cutoff=0.5)
    return f" Did you mean '{close[0]}'?" if close else ""
