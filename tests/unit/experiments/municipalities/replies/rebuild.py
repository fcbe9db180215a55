"""Rebuild the replies from the shipped tables: see README.md. Run: python rebuild.py."""

import json
from pathlib import Path
from typing import Any

import pandas as pd

from experiments.municipalities.health import AGES, FIELDS
from experiments.municipalities.key_figures import FIGURES
from experiments.municipalities.wmo import PROVISIONS
from model.inputs.municipality import FOLDER
from model.inputs.town_tables import AGE_BANDS

HERE = Path(__file__).parent
SHIPPED = FOLDER / "bergen_op_zoom"
CODE, NAME = "GM0748", "Bergen op Zoom"
NUMBERS = {
    "Gemeentenaam": 1, "SoortRegio": 2, "Codering": 3, "AantalInwoners": 5, "Mannen": 6,
    "Vrouwen": 7, "k_0Tot15Jaar": 8, "k_15Tot25Jaar": 9, "k_25Tot45Jaar": 10, "k_45Tot65Jaar": 11,
    "k_65JaarOfOuder": 12, "Ongehuwd": 13, "Gehuwd": 14, "Gescheiden": 15, "Verweduwd": 16,
    "WestersTotaal": 17, "NietWestersTotaal": 18, "Marokko": 19, "Turkije": 22,
    "GeboorteTotaal": 24, "SterfteTotaal": 26, "HuishoudensTotaal": 28,
    "Eenpersoonshuishoudens": 29, "HuishoudensZonderKinderen": 30, "HuishoudensMetKinderen": 31,
    "GemiddeldeHuishoudensgrootte": 32, "Woningvoorraad": 34, "Koopwoningen": 40,
    "HuurwoningenTotaal": 41, "InBezitWoningcorporatie": 42, "OpleidingsniveauLaag": 64,
    "OpleidingsniveauMiddelbaar": 65, "OpleidingsniveauHoog": 66, "GemiddeldInkomenPerInwoner": 72,
    "HuishoudensMetEenLaagInkomen": 78, "HuishOnderOfRondSociaalMinimum": 79,
    "HuishoudensTot110VanSociaalMinimum": 80, "HuishoudensTot120VanSociaalMinimum": 81,
    "MediaanVermogenVanParticuliereHuish": 82, "PersonenPerSoortUitkeringBijstand": 83,
    "PersonenPerSoortUitkeringAO": 84, "PersonenPerSoortUitkeringWW": 85,
    "PersonenPerSoortUitkeringAOW": 86, "AfstandTotHuisartsenpraktijk": 105,
    "AfstandTotGroteSupermarkt": 106, "MeestVoorkomendePostcode": 113,
    "Omgevingsadressendichtheid": 116,
}  # fmt: skip
HEALTH_NUMBERS = (17, 18, 20, 21, 22, 23, 16, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 38, 4, 6, 11,
                  10)  # fmt: skip
"""In the order of FIELDS."""
SEXES = {"T001038": "Totaal mannen en vrouwen", "3000   ": "Mannen", "4000   ": "Vrouwen"}
KINDS = {"T001304": "Totaal", "A047850": "Ondersteuning thuis, totaal",
         "A047853": "Hulp bij het huishouden", "A047854": "Verblijf en opvang, totaal",
         "A047858": "Hulpmiddelen en diensten, totaal"}  # fmt: skip

Part = list[dict[str, Any]]


def written(server: str, table: str, parts: dict[str, Part]) -> None:
    folder = HERE / server / table
    folder.mkdir(parents=True, exist_ok=True)
    parts[""] = [{"name": name, "url": f"https://{server}/{name}"}
                 for name in ("TableInfos", "UntypedDataSet", *parts)]  # fmt: skip
    parts["TableInfos"] = [{"ID": 0, "Identifier": table, "Language": "nl"}]
    for name, value in parts.items():
        content = {"odata.metadata": f"https://{server}/{table}/$metadata#{name}", "value": value}
        lines = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
        file = folder / f"{name or 'service'}.json"
        file.write_text(lines.replace("},{", "},\n{") + "\n", encoding="utf-8")


def properties(columns: dict[str, str]) -> Part:
    return [{"ID": k, "Key": key, "Type": kind, "Title": key}
            for k, (key, kind) in enumerate(columns.items())]  # fmt: skip


def keyed(titles: dict[str, str]) -> Part:
    return [{"Key": key, "Title": title, "Description": None} for key, title in titles.items()]


def padded(code: str) -> str:
    return code.ljust(10)


def numbered(stem: str) -> str:
    return f"{stem}_{NUMBERS[stem]}"


def key_figures() -> None:
    """84799NED: the municipality, its districts, and one neighbourhood per postcode."""
    figures = pd.read_csv(SHIPPED / "indicators.csv").set_index("indicator_en")["value"].to_dict()
    counts = {numbered(stem): figures[en] for _, en, stem, whole in FIGURES if not whole}
    by_stem = {stem: figures[en] for _, en, stem, whole in FIGURES if not whole}
    for _, english, stem, whole in FIGURES:
        if whole:
            counts[numbered(stem)] = round(figures[english] / 100 * by_stem[whole])
    names = health_names()
    places = pd.read_csv(SHIPPED / "postcode_key.csv")
    people = pd.read_csv(SHIPPED / "residents.csv").groupby("postcode")["residents"].sum()
    titles = {padded("NL00"): "Nederland", padded(CODE): NAME}
    rows = [row_of(CODE, "Gemeente  ", counts)]
    for code, name in names.items():
        titles[padded(code)] = name
        rows.append(row_of(code, "Wijk      ", {numbered("AantalInwoners"): -99997}))
    for k, place in enumerate(places.itertuples()):
        code = f"BU{place.district[2:]}{k:02d}"
        titles[padded(code)] = f"Buurt {k}"
        rows.append(row_of(code, "Buurt     ", {
            numbered("AantalInwoners"): int(people[place.postcode]),
            numbered("MeestVoorkomendePostcode"): f"{place.postcode}  ",
        }))  # fmt: skip
    code = f"BU{places['district'].iloc[0][2:]}99"
    titles[padded(code)] = "Buurt zonder adressen"
    rows.append(row_of(code, "Buurt     ", {numbered("MeestVoorkomendePostcode"): "."}))
    columns = {"WijkenEnBuurten": "GeoDetail"} | {numbered(s): "Topic" for s in NUMBERS}
    parts = {"DataProperties": properties(columns), "CategoryGroups": [],
             "WijkenEnBuurten": keyed(titles), "TypedDataSet": rows}  # fmt: skip
    written("opendata.cbs.nl", "84799NED", parts)


def row_of(code: str, kind: str, values: dict[str, Any]) -> dict[str, Any]:
    row: dict[str, Any] = {"ID": int(code[2:]), "WijkenEnBuurten": padded(code)}
    row |= {numbered(stem): None for stem in NUMBERS}
    row |= {numbered("Gemeentenaam"): NAME.ljust(40), numbered("SoortRegio"): kind,
            numbered("Codering"): padded(code)}  # fmt: skip
    return row | values


def health_names() -> dict[str, str]:
    table = pd.read_csv(SHIPPED / "health.csv", dtype={"region_name": str}, keep_default_na=False)
    rows = table[table["region_type"] == "district (wijk)"]
    return dict(zip(rows["region_code"], rows["region_name"], strict=True))


def residents() -> None:
    """83502NED: 2021, with the total of all ages and of both sexes beside the bands."""
    table = pd.read_csv(SHIPPED / "residents.csv")
    ages = {"10000": "Totaal leeftijd"}
    for k, band in enumerate(AGE_BANDS[:-1]):
        low = int(band.split("-")[0])
        ages[f"{70100 + 100 * k}"] = f"{low} tot {low + 5} jaar"
    ages["22000"] = "95 jaar of ouder"
    key_of = dict(zip(AGE_BANDS, list(ages)[1:], strict=True))
    rows: Part = []
    for column, sex in zip(("residents", "men", "women"), SEXES, strict=True):
        for code, some in table.groupby("postcode"):
            cells = {key_of[r.age_band]: getattr(r, column) for r in some.itertuples()}
            for age, people in (cells | {"10000": int(some[column].sum())}).items():
                rows.append({"ID": len(rows), "Geslacht": sex, "Leeftijd": age,
                             "Postcode": f"{code}  ", "Perioden": "2021JJ00",
                             "Bevolking_1": int(people)})  # fmt: skip
    columns = {"Geslacht": "Dimension", "Leeftijd": "Dimension", "Postcode": "GeoDimension",
               "Perioden": "TimeDimension", "Bevolking_1": "Topic"}  # fmt: skip
    postcodes = {f"{code}  ": str(code) for code in table["postcode"].unique()}
    parts = {"DataProperties": properties(columns), "CategoryGroups": [], "Geslacht": keyed(SEXES),
             "Leeftijd": keyed(ages), "Postcode": keyed(postcodes | {"4600  ": "4600"}),
             "Perioden": keyed({"2021JJ00": "2021"}), "TypedDataSet": rows}  # fmt: skip
    written("opendata.cbs.nl", "83502NED", parts)


def health() -> None:
    """50090NED: values and, for one row, a margin of error, which is not to be read."""
    table = pd.read_csv(SHIPPED / "health.csv")
    fields = {f"{stem}_{n}": ours for (ours, stem), n in
              zip(FIELDS.items(), HEALTH_NUMBERS, strict=True)}  # fmt: skip
    key_of = dict(zip(AGES.values(), ("20300  ", "53115  ", "80200  "), strict=True))
    titles = {padded("NL01"): "Nederland", padded(CODE): NAME}
    titles |= {padded(code): name for code, name in health_names().items()}
    rows: Part = []
    for r in table.to_dict("records"):
        titles.setdefault(padded(r["region_code"]), f"Buurt {r['region_code']}")
        value = {name: None if pd.isna(r[ours]) else r[ours] for name, ours in fields.items()}
        rows.append({"ID": len(rows), "Leeftijd": key_of[r["age_group"]], "Marges": "MW00000",
                     "WijkenEnBuurten": padded(r["region_code"]), "Perioden": f"{r['year']}JJ00",
                     **value})  # fmt: skip
    rows.append(rows[0] | {"ID": len(rows), "Marges": "MOG0095"})
    columns = {"Leeftijd": "Dimension", "Marges": "Dimension", "WijkenEnBuurten": "GeoDetail",
               "Perioden": "TimeDimension"} | dict.fromkeys(fields, "Topic")  # fmt: skip
    ages = {key_of[ours]: title for title, ours in AGES.items()}
    margins = {"MW00000": "Waarde", "MOG0095": "Ondergrens 95%-interval"}
    parts = {"DataProperties": properties(columns), "CategoryGroups": [], "Leeftijd": keyed(ages),
             "Marges": keyed(margins), "WijkenEnBuurten": keyed(titles),
             "Perioden": keyed({f"{y}JJ00": f"{y}" for y in (2012, 2016, 2020)}),
             "TypedDataSet": rows}  # fmt: skip
    written("dataderden.cbs.nl", "50090NED", parts)


def provisions() -> None:
    """85044NED: 2023."""
    table = pd.read_csv(SHIPPED / "wmo_stock_flow.csv").set_index("provision_nl")
    rows = [
        {"ID": k, "TypeMaatwerkvoorziening": kind, "RegioS": CODE.ljust(8),
         "Perioden": "2023JJ00", **{f"{field}_{n}": int(table.loc[title, ours]) for n, (field, ours)
         in enumerate((("StandEindeJaar", "stock"), ("InstroomInHetJaar", "inflow"),
                       ("UitstroomInHetJaar", "outflow")), start=1)}}
        for k, (kind, title) in enumerate(KINDS.items())
    ]  # fmt: skip
    assert list(KINDS.values()) == list(PROVISIONS)
    columns = {"TypeMaatwerkvoorziening": "Dimension", "RegioS": "GeoDimension",
               "Perioden": "TimeDimension", "StandEindeJaar_1": "Topic",
               "InstroomInHetJaar_2": "Topic", "UitstroomInHetJaar_3": "Topic"}  # fmt: skip
    parts = {"DataProperties": properties(columns), "CategoryGroups": [],
             "TypeMaatwerkvoorziening": keyed(KINDS), "RegioS": keyed({CODE.ljust(8): NAME}),
             "Perioden": keyed({"2023JJ00": "2023"}), "TypedDataSet": rows}  # fmt: skip
    written("opendata.cbs.nl", "85044NED", parts)


def polygons() -> None:
    """PDOK: a square for each postcode."""
    features = []
    for r in pd.read_csv(SHIPPED / "centroids.csv").itertuples():
        half = (r.area_km2 * 1e6) ** 0.5 / 2
        x, y = (r.rd_x_m - half, r.rd_x_m + half), (r.rd_y_m - half, r.rd_y_m + half)
        ring = [[x[0], y[0]], [x[1], y[0]], [x[1], y[1]], [x[0], y[1]], [x[0], y[0]]]
        shape = {"type": "MultiPolygon", "coordinates": [[ring]]}
        about = {"postcode": int(r.postcode)}
        features.append({"type": "Feature", "properties": about, "geometry": shape})
    folder = HERE / "service.pdok.nl"
    folder.mkdir(exist_ok=True)
    text = json.dumps({"type": "FeatureCollection", "features": features}, separators=(",", ":"))
    (folder / "postcode4.json").write_text(text.replace("},{", "},\n{") + "\n", encoding="utf-8")


if __name__ == "__main__":
    for one in (key_figures, residents, health, provisions, polygons):
        one()
