"""Municipalities that are named but cannot be simulated yet, and the data that each still lacks."""

from pathlib import Path

import yaml

from model.errors import DataError

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
    head = yaml.safe_load((home / "placeholder.yaml").read_text(encoding="utf-8"))
    place = "/".join(home.parts[-4:])
    raise DataError(
        f"{head['name']} ({head['code']}) is a placeholder: {head['why'].strip()}. It lacks "
        f"{', '.join(lacking(home))}: put these into {place}, in the form that the tables of "
        f"bergen_op_zoom have, and delete placeholder.yaml there."
    )
