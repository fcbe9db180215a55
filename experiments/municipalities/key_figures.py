"""Key figures of a municipality, its districts and neighbourhoods (CBS, kerncijfers).

One table a year. A figure that the wanted year lacks comes from the latest earlier year that has
it; column `year` of the folder's table says which. Names of fields: as public programs that read
these tables write them; those of incomes and of dwellings shift from year to year.
"""

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from experiments.municipalities.asking import Reply, Source, UnreachableError, begins_with
from experiments.municipalities.made import Made
from model.errors import DataError, FetchError
from model.inputs.town_tables import INDICATORS

TABLES = {2020: "84799NED", 2019: "84583NED", 2018: "84286NED", 2017: "83765NED"}
"""By year, the wanted one first: the year before the reference date, and those before it."""
NAME = "Gemeentenaam"
RESIDENTS, HOUSEHOLDS = "AantalInwoners", "HuishoudensTotaal"
POSTCODE, WMO_USERS = "MeestVoorkomendePostcode", "WmoClientenRelatief"
FIGURES: tuple[tuple[str, str, str, str], ...] = (
    ("Aantal inwoners", "residents", RESIDENTS, ""),
    ("Aantal mannen", "men", "Mannen", ""),
    ("Aantal vrouwen", "women", "Vrouwen", ""),
    ("Personen 0 tot 15 jaar (%)", "age 0-14 (%)", "k_0Tot15Jaar", RESIDENTS),
    ("Personen 15 tot 25 jaar (%)", "age 15-24 (%)", "k_15Tot25Jaar", RESIDENTS),
    ("Personen 25 tot 45 jaar (%)", "age 25-44 (%)", "k_25Tot45Jaar", RESIDENTS),
    ("Personen 45 tot 65 jaar (%)", "age 45-64 (%)", "k_45Tot65Jaar", RESIDENTS),
    ("Personen 65 jaar en ouder (%)", "age 65+ (%)", "k_65JaarOfOuder", RESIDENTS),
    ("Ongehuwd (%)", "never married (%)", "Ongehuwd", RESIDENTS),
    ("Gehuwd (%)", "married (%)", "Gehuwd", RESIDENTS),
    ("Gescheiden (%)", "divorced (%)", "Gescheiden", RESIDENTS),
    ("Verweduwd (%)", "widowed (%)", "Verweduwd", RESIDENTS),
    ("Aantal huishoudens", "households", HOUSEHOLDS, ""),
    ("Eenpersoonshuishoudens (%)", "one-person households (%)", "Eenpersoonshuishoudens",
     HOUSEHOLDS),
    ("Huishoudens zonder kinderen (%)", "multi-person households without children (%)",
     "HuishoudensZonderKinderen", HOUSEHOLDS),
    ("Huishoudens met kinderen (%)", "households with children (%)", "HuishoudensMetKinderen",
     HOUSEHOLDS),
    ("Gemiddelde huishoudensgrootte", "mean household size", "GemiddeldeHuishoudensgrootte", ""),
    ("Westerse migratieachtergrond (% van aantal inwoners)", "western migration background (%)",
     "WestersTotaal", RESIDENTS),
    ("Niet-westerse migratieachtergrond (% van aantal inwoners)",
     "non-western migration background (%)", "NietWestersTotaal", RESIDENTS),
    ("Marokkaanse migratieachtergrond (% van aantal inwoners)", "Moroccan background (%)",
     "Marokko", RESIDENTS),
    ("Turkse migratieachtergrond (% van aantal inwoners)", "Turkish background (%)", "Turkije",
     RESIDENTS),
    ("Aantal woningen", "dwellings", "Woningvoorraad", ""),
    ("Koopwoningen (%)", "owner-occupied (%)", "Koopwoningen", ""),
    ("Huurwoningen (%)", "rented (%)", "HuurwoningenTotaal", ""),
    ("Woningen in bezit woningcorporatie (%)", "housing-association rented (%)",
     "InBezitWoningcorporatie", ""),
    ("Aantal arbeidsongeschiktheidsuitkeringen", "disability benefits",
     "PersonenPerSoortUitkeringAO", ""),
    ("Aantal werkloosheiduitkeringen", "unemployment benefits (WW)",
     "PersonenPerSoortUitkeringWW", ""),
    ("Aantal algemene bijstandsuitkeringen", "social assistance benefits (bijstand)",
     "PersonenPerSoortUitkeringBijstand", ""),
    ("Aantal AOW-uitkeringen", "state pensions (AOW)", "PersonenPerSoortUitkeringAOW", ""),
    ("Totaal aantal geboortes", "births", "GeboorteTotaal", ""),
    ("Totaal aantal sterfte", "deaths", "SterfteTotaal", ""),
    ("Gemiddeld inkomen per inwoner (x1000 euro)", "mean income per resident (1000 euro)",
     "GemiddeldInkomenPerInwoner", ""),
    ("Huishoudens met een laag inkomen(%)", "households with low income (%)",
     "HuishoudensMetEenLaagInkomen", ""),
    ("Huishoudens onder of rond sociaal minimum (%)",
     "households at or below social minimum (%)", "HuishOnderOfRondSociaalMinimum", ""),
    ("Huishoudens tot 110% van sociaal minimum (%)",
     "households up to 110% of social minimum (%)", "HuishoudensTot110VanSociaalMinimum", ""),
    ("Huishoudens tot 120% van sociaal minimum (%)",
     "households up to 120% of social minimum (%)", "HuishoudensTot120VanSociaalMinimum", ""),
    ("Mediaan vermogen van particuliere huishoudens (x1000 euro)",
     "median household wealth (1000 euro)", "MediaanVermogenVanParticuliereHuish", ""),
    ("Aantal personen met laag opleidingsniveau", "persons with low education",
     "OpleidingsniveauLaag", ""),
    ("Aantal personen met middelbaar opleidingsniveau", "persons with middle education",
     "OpleidingsniveauMiddelbaar", ""),
    ("Aantal personen met hoog opleidingsniveau", "persons with high education",
     "OpleidingsniveauHoog", ""),
    ("Afstand tot huisartsenpraktijk (km)", "distance to GP (km)",
     "AfstandTotHuisartsenpraktijk", ""),
    ("Afstand tot grote supermarkt (km)", "distance to large supermarket (km)",
     "AfstandTotGroteSupermarkt", ""),
    ("Omgevingsadressendichtheid (per km2)", "address density (per km2)",
     "Omgevingsadressendichtheid", ""),
)  # fmt: skip
"""Dutch and English name, field, and the field of which it is a percentage; as it stands where
there is none."""


@dataclass(frozen=True, eq=False)
class KeyFigures:
    """What the tables of key figures say of one municipality; a year is asked for when needed.

    Attributes
    ----------
    code : str
    """

    code: str

    @cached_property
    def latest(self) -> "_Year":
        """The latest year that can be had.

        Raises
        ------
        FetchError
            If none can; of the wanted year.
        """
        faults: list[FetchError] = []
        for year in TABLES:
            try:
                return self._years[year]
            except UnreachableError:
                raise
            except FetchError as fault:
                faults.append(fault)
        raise faults[0]

    @property
    def years(self) -> tuple[int, ...]:
        """Years whose table was read."""
        return tuple(self._years)

    @property
    def name(self) -> str:
        """Name of the municipality."""
        return str(self.latest.row[self.latest.field(NAME)])

    @property
    def districts(self) -> dict[str, str]:
        """Name of each district by its code."""
        titles = self.latest.reply.titles[self.latest.geo]
        codes = (str(row[self.latest.geo]) for row in self.latest.reply.rows)
        return {code: titles.get(code) or code for code in sorted(codes) if code.startswith("WK")}

    def neighbourhoods(self) -> pd.DataFrame:
        """Return `district, residents, postcode` of each neighbourhood that has a postcode."""
        year = self.latest
        residents, postcode = year.field(RESIDENTS), year.field(POSTCODE)
        rows = []
        for row in year.reply.rows:
            code = str(row[year.geo])
            first = str(row.get(postcode) or "")[:4]
            if code.startswith("BU") and first.isdigit():
                people = year.reply.number(row, residents) or 0.0
                rows.append((f"WK{code[2:8]}", people, int(first)))
        return pd.DataFrame(rows, columns=["district", "residents", "postcode"])

    def wmo_users(self) -> tuple[int, float] | None:
        """Return year and number of Wmo users per 1,000 residents, None where no table has it.

        Raises
        ------
        FetchError
            If no table can be had.
        """
        return self._latest_value(WMO_USERS, "")

    def indicators(self) -> Made:
        """Return the table of key figures.

        Raises
        ------
        FetchError
            If a figure that the model needs is in no year's table.
        """
        rows, earlier, lacking = [], [], []
        for dutch, english, stem, whole in FIGURES:
            found = self._latest_value(stem, whole)
            if found is None:
                if english in INDICATORS:
                    self.latest.field(stem)  # says which fields there are
                    raise FetchError(
                        f"{self.code} has no figure '{english}' from {min(TABLES)} on."
                    )
                lacking.append(english)
                continue
            year, value = found
            earlier += [f"{english} of {year}"] * (year != max(TABLES))
            source = f"CBS StatLine {TABLES[year]} (Kerncijfers wijken en buurten {year})"
            rows.append((self.code, self.name, year, dutch, english, value, source))
        columns = ["region_code", "region_name", "year", "indicator_nl", "indicator_en", "value",
                   "source"]  # fmt: skip
        table = pd.DataFrame(rows, columns=columns)
        notes = [f"earlier year: {', '.join(earlier)}"] * bool(earlier)
        notes += [f"not there: {', '.join(lacking)}"] * bool(lacking)
        years = ", ".join(str(year) for year in sorted(table["year"].unique(), reverse=True))
        tables = ", ".join(TABLES[year] for year in TABLES if year in set(table["year"]))
        return Made("indicators.csv", table, f"CBS {tables}", years, note="; ".join(notes))

    def _latest_value(self, stem: str, whole: str) -> tuple[int, float] | None:
        for year in TABLES:
            value = self._value(year, stem, whole)
            if value is not None:
                return year, value
        return None

    def _value(self, year: int, stem: str, whole: str) -> float | None:
        """Return a figure of one year, None where its table, field or value is not there."""
        try:
            table = self._years[year]
            value = table.value(stem)
            of = table.value(whole) if whole else None
        except UnreachableError:
            raise
        except FetchError:
            return None
        if value is None or not whole:
            return value
        return float(math.floor(100.0 * value / of + 0.5)) if of else None

    @cached_property
    def _years(self) -> "_Years":
        return _Years(self.code)


class _Years(dict[int, "_Year"]):
    """Tables by year, each read once, and none twice that could not be read."""

    def __init__(self, code: str) -> None:
        self._code = code
        self._faults: dict[int, FetchError] = {}

    def __missing__(self, year: int) -> "_Year":
        if year in self._faults:
            raise self._faults[year]
        try:
            self[year] = _Year.of(year, self._code)
        except FetchError as fault:
            self._faults[year] = fault
            raise
        return self[year]


@dataclass(frozen=True, eq=False)
class _Year:
    """The rows of one municipality in the table of one year."""

    source: Source
    geo: str
    reply: Reply
    row: Any

    @classmethod
    def of(cls, year: int, code: str) -> "_Year":
        source = Source(TABLES[year])
        geo = source.dimension("GeoDimension")
        number = code[2:]
        reply = source.rows(begins_with(geo, (code, f"WK{number}", f"BU{number}")))
        for row in reply.rows:
            if row[geo] == code:
                return cls(source, geo, reply, row)
        raise DataError(
            f"{code} is no municipality in the table of {year} ({source.id}): give a code as CBS "
            f"had it in {year}, such as GM0748."
        )

    def field(self, stem: str) -> str:
        return self.source.field(stem)

    def value(self, stem: str) -> float | None:
        return self.reply.number(self.row, self.field(stem))
