"""The version of the program that captions name."""

from model.version import version_of

FROM_SOURCE = "0.1.0 (from source)"


def program_version() -> str:
    """Return the version of this program."""
    return version_of("social-base") or FROM_SOURCE
