"""Where a lever works: areas or postcodes of a municipality, found by name."""

from collections.abc import Sequence
from dataclasses import dataclass

from model.errors import ScenarioError, nearest
from model.inputs.municipality import MunicipalityData


@dataclass(frozen=True)
class Places:
    """Where a lever works.

    Attributes
    ----------
    areas, postcodes : tuple of int
        Indices of areas and of postcodes.
    stands : int or None
        The postcode in which a facility stands, None for the centre of each area.
    """

    areas: tuple[int, ...]
    postcodes: tuple[int, ...] = ()
    stands: int | None = None


def refuse_unknown(what: str, names: Sequence[str], known: Sequence[str]) -> None:
    """Refuse the name of an area or postcode that the municipality does not have.

    Raises
    ------
    ScenarioError
        Naming it, the nearest known one and all there are.
    """
    for name in names:
        if name not in known:
            raise ScenarioError(
                f"{what} '{name}' is none of the municipality's.{nearest(name, known)} "
                f"There are: {', '.join(known)}."
            )


def places_of(
    data: MunicipalityData, areas: Sequence[str] = (), postcodes: Sequence[str] = ()
) -> Places:
    """Return where a lever works: some postcodes, else some areas, else the whole town.

    Raises
    ------
    ScenarioError
        If the municipality has no such area or postcode, or a postcode lies in none of the areas
        named.
    """
    refuse_unknown("area", areas, data.areas)
    codes = [str(code) for code in data.postcodes["postcode"]]
    refuse_unknown("postcode", postcodes, codes)
    area_of = data.postcodes["area"].to_numpy(int).tolist()
    named = [data.areas.index(area) for area in areas or data.areas]
    if not postcodes:
        inside = [row for row in range(len(codes)) if area_of[row] in named]
        return Places(tuple(named), tuple(inside), None)
    rows = [codes.index(code) for code in postcodes]
    for row in rows:
        if area_of[row] not in named:
            raise ScenarioError(
                f"postcode '{codes[row]}' lies in {data.areas[area_of[row]]}, not in "
                f"{', '.join(areas)}: leave the areas out."
            )
    held = dict.fromkeys(area_of[row] for row in rows)
    return Places(tuple(held), tuple(rows), rows[0])
