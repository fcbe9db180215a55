"""What stands on the page about other towns and is not typed: their tables, and the transfer test.

python docs/another_town.py measure    # some minutes: predicts the towns' Wmo users anew
python docs/another_town.py            # writes the page from what ships and what was measured
"""

import sys
from pathlib import Path

import pandas as pd

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
PAGE, TABLE = ROOT / "docs/another-town.md", ROOT / "docs/another-town/transfer.csv"
DRAWS, RESIDENTS, SEED = 24, 5_000, 1
BEGIN, END = "<!-- generated: {name} -->", "<!-- end: {name} -->"
FOUND_HERE = " (where the posterior was found)"
MEASURES = {
    "wmo_users_per_1000": "any provision", "household_users_per_1000": "household help",
    "support_home_users_per_1000": "support at home", "aids_users_per_1000": "aids and services",
}  # fmt: skip


def towns() -> list[str]:
    """Return every town but the one that the posterior was found for."""
    from model.inputs.municipality import municipalities

    return [name for name in municipalities() if name != "bergen_op_zoom"]


def measure() -> None:
    """Predict every town's Wmo users, that of the posterior first, and keep the table."""
    from experiments.analyses.transfer.transfer import transfer
    from experiments.results.digests import code_digest, data_digest

    tables = [
        transfer(name, draws=DRAWS, residents=RESIDENTS, seed=SEED).assign(data=data_digest(name))
        for name in ("bergen_op_zoom", *towns())
    ]
    whole = pd.concat(tables).assign(draws=DRAWS, residents=RESIDENTS, code=code_digest())
    TABLE.parent.mkdir(exist_ok=True)
    TABLE.write_text(whole.to_csv(index=False, float_format="%.6g"), encoding="utf-8")


def page(text: str) -> str:
    """Return the page with its generated parts made anew."""
    for name, lines in (("tables", _tables()), ("transfer", _transfer())):
        begin, end = BEGIN.format(name=name), END.format(name=name)
        if begin not in text or end not in text:
            raise ValueError(f"the page has no place for {name}")
        before, _, rest = text.partition(begin)
        after = rest.partition(end)[2]
        body = "\n".join(lines)
        text = f"{before}{begin}\n\n{body}\n\n{end}{after}"
    return text


def _tables() -> list[str]:
    """Return each town's tables by status."""
    from model.inputs.municipality import load_municipality

    rows = ["| town | residents | its own | stands in, of Bergen op Zoom | not there |",
            "| --- | ---: | --- | --- | --- |"]  # fmt: skip
    for name in towns():
        data = load_municipality(name)
        by_status = data.sources.groupby("status")
        files = {status: ", ".join(f"`{table.split('.')[0]}`" for table in some["table"])
                 for status, some in by_status}  # fmt: skip
        head = data.sources.set_index("table").loc["municipality.yaml"]
        residents = f"{data.residents:,} ({head['status']}, {head['year']})"
        own = ", ".join(part for part in (files.get("verified"), files.get("recalled")) if part)
        rows.append(f"| `{name}` ({data.code}) | {residents} | {own} | "
                    f"{files.get('substitute', '')} | {files.get('absent', '')} |")  # fmt: skip
    return rows


def _transfer() -> list[str]:
    """Return what was predicted beside what was observed."""
    table = pd.read_csv(TABLE, dtype={"hit": "boolean"})
    one = table.iloc[0]
    rows = [f"| town | year | {' | '.join(MEASURES.values())} | observed, any provision |",
            f"| --- | ---: |{' ---: |' * len(MEASURES)} --- |"]  # fmt: skip
    for (town, year), some in table.groupby(["municipality", "year"], sort=False):
        by_measure = {row.measure: row for row in some.itertuples()}
        cells = [f"{row.median:.0f} ({row.low:.0f} to {row.high:.0f})"
                 for row in map(by_measure.get, MEASURES) if row]  # fmt: skip
        total = by_measure["wmo_users_per_1000"]
        known = not pd.isna(total.observed)
        seen = f"{total.observed:.0f}: {'hit' if total.hit else 'miss'}" if known else "unknown"
        where = FOUND_HERE * (town == "bergen_op_zoom")
        rows.append(f"| `{town}`{where} | {year} | {' | '.join(cells)} | {seen} |")
    hits, known = int(table["hit"].sum()), int(table["observed"].notna().sum())
    return [
        *rows, "",
        f"Wmo users per 1,000 residents: median and 90% interval over {one['draws']} draws of the posterior, each one town of",
        f"{one['residents']:,} residents; the interval holds parameters and chance. Observed figures: {known}; inside their interval: {hits}. Code `{one['code'][:12]}`.",
    ]  # fmt: skip


def main(arguments: list[str]) -> None:
    """Measure, or write the page."""
    if arguments == ["measure"]:
        measure()
    else:
        PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
