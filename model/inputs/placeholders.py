"""Municipalities that are named but cannot be simulated yet, and the data that each still lacks."""

from pathlib import Path

from model.errors import DataError
from model.inputs.yaml_file import read_fields

TABLES = {
    "municipality.yaml": "name, code, residents, reference date and areas",
    "postcode_key.csv": "the district and area of each postcode (CBS and the municipality)",
    "residents.csv": "residents by postcode, age band and sex (CBS 83502NED)",
    "centroids.csv": "the middle of each postcode in RD metres (CBS or Kadaster)",
    "health.csv": "limitation, loneliness, care and volunteering by district (RIVM 50090NED)",
    "indicators.csv": "households, backgrounds and education (CBS Kerncijfers wijken en buurten)",
}
"""What a municipality's folder must hold, and where it comes from."""


def placeholders(folder: Path) -> tuple[str, ...]:
    """Return the names of municipalities that are named only."""
    return tuple(sorted(path.parent.name for path in folder.glob("*/placeholder.yaml")))


def lacking(home: Path) -> tuple[str, ...]:
    """Return the files that a municipality's folder still lacks."""
    return tuple(name for name in TABLES if not (home / name).is_file())


def refuse_placeholder(home: Path) -> None:
    """Say which data a municipality lacks.

    Raises
    ------
    DataError
        Always: naming the municipality, each missing file and the remedy.
    """
    head = read_fields(home / "placeholder.yaml")
    name, code, why = (head.title(key, required=True) for key in ("name", "code", "why"))
    place = "/".join(home.parts[-4:])
    raise DataError(
        f"{name} ({code}) is a placeholder: {why}. It lacks {', '.join(lacking(home))}: put these "
        f"into {place}, in the form that the tables of bergen_op_zoom have, and delete "
        f"placeholder.yaml there."
    )
