"""Which version of a package is installed."""

from importlib.metadata import PackageNotFoundError, version


def version_of(package: str) -> str | None:
    """Return the version of an installed package; None where it runs from its sources."""
    try:
        return version(package)
    except PackageNotFoundError:
        return None
