"""The page of findings, made from results folders: no figure on it is typed by hand.

    python docs/findings.py read whole_town=results/compare-... cases=results/cases-...
    python docs/findings.py write

`read` keeps the small tables of a result in `docs/findings/NAME.json`, with the command, commit,
date and digests of its manifest. `write` makes `docs/findings.md`, the block of figures in the
README and two pictures (assumptions, business cases) from them. Tests assert that page, block and
the picture of the cases are what `write` makes.
"""

import json
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from docs.findings_cases import picture
from docs.findings_numbers import MILLION, Row
from docs.findings_page import (
    CLASSES,
    PAYERS,
    ROOT,
    TABLES,
    Results,
    baseline_digest,
    block,
    lines_of,
    page,
    results,
    setting,
)
from docs.findings_substitution import kept_substitution

PAGE, README, PICTURES = ROOT / "docs/findings.md", ROOT / "README.md", ROOT / "docs/img"
START, END = "<!-- generated: headline -->\n", "<!-- end: headline -->"


# -- reading results folders -------------------------------------------------------------------


def read(name: str, folder: str | Path) -> dict[str, Any]:
    """Return the small tables of a result, full town, with where they come from."""
    from experiments.results.manifest import read_manifest

    done = read_manifest(folder)
    tables = _cases(folder) if done["command"]["command"] == "cases" else _comparison(folder, done)
    return {"source": _source(done), **tables}


def _source(done: Mapping[str, Any]) -> Row:
    command = done["command"]
    fields = ("digest", "commit", "code_digest", "data_digest", "ended", "wall_seconds")
    return {name: done[name] for name in fields} | {
        "command": _typed(command), "residents": command.get("size") or command["residents"],
        "replications": command["replications"], "seed": command["seed"],
        "baseline": baseline_digest(),
    }  # fmt: skip


def _typed(command: Mapping[str, Any]) -> str:
    """Return the command as a reader would type it."""
    arguments = command["arguments"]
    parts = ["social-base", command["command"]]
    if command["command"] == "compare":
        parts += [arguments["base"], *arguments["policies"]]
    parts += [f"--replications {arguments['replications']}"]
    parts += (
        [f"--residents {command['size']}"]
        if command.get("size", 0) < command.get("size_full", 0)
        else []
    )
    parts += [f"--set {name}={value:g}" for name, value in arguments.get("changes", {}).items()]
    return " ".join(parts)


def _comparison(folder: str | Path, done: Mapping[str, Any]) -> dict[str, Any]:
    from experiments.runs.compare import read_comparison

    comparison, policy = read_comparison(folder), done["command"]["policies"][0]
    figures, whole = comparison.figures[policy], comparison.size_full / comparison.size
    paid = comparison.tables["payback"]
    paid = paid[(paid["policy"] == policy) & (paid["rate"] == 0)]
    tables: dict[str, Any] = {
        "headline": [
            _row(base, gap.mean, gap.low, gap.high, whole, outcome=name)
            for name, (base, gap) in figures.headline.items()
        ],
        "classes": [
            _row(None, one.mean, one.low, one.high, whole, name=name)
            for name, one in figures.shift.items() if name in CLASSES
        ],
        "substitution": kept_substitution(policy, figures, whole),
        "payers": [
            _row(base, gap.mean, gap.low, gap.high, whole, payer=payer)
            for payer, (base, gap) in figures.payers.items() if payer in PAYERS
        ],
        "payback": [
            _row(None, r["cumulative_net_eur"], r["low"], r["high"], whole, year=int(r["year"]),
                 paid_back=r["share_paid_back"])
            for r in paid.to_dict("records")
        ],
        "decided_late": _late(comparison),
    }  # fmt: skip
    return tables


def _row(
    base: float | None, mean: float, low: float, high: float, whole: float, **names: Any
) -> Row:
    """Return a figure with its interval, per full town."""
    figures = {"difference": mean, "low": low, "high": high}
    row = names | {name: float(value) * whole for name, value in figures.items()}
    return row if base is None else row | {"base": float(base) * whole}


def _late(comparison: Any) -> float:
    """Return the share of decisions after the statutory term, base world, headline years."""
    monthly = comparison.tables["monthly"]
    rows = monthly[
        (monthly["scenario"] == comparison.base)
        & monthly["month"].dt.year.isin(list(comparison.years))
    ]
    return float(rows["over_statutory_term"].sum() / max(rows["decisions"].sum(), 1))


def _cases(folder: str | Path) -> dict[str, Any]:
    from experiments.results.parquet import parquet_in

    table = parquet_in(Path(folder) / "cases.parquet")
    kept = ["title", "shifted", "cost_2025_eur", "claimed_2025_eur", "seen_2025_eur",
            "participants", "substituted", "added", "net_substituted", "net_substituted_low",
            "net_substituted_high", "gain", "gain_low", "gain_high", "net_eur", "net_low",
            "net_high", "verdict", "why", "seen_verdict", "seen_why", "miss"]  # fmt: skip
    rows = json.loads(table[[name for name in kept if name in table]].to_json(orient="records"))
    return {"cases": rows}


# -- writing the page --------------------------------------------------------------------------


def readme(text: str, kept: Results) -> str:
    """Return the README with its block of figures made anew."""
    before, rest = text.split(START, 1)
    return f"{before}{START}\n{block(kept)}\n{END}{rest.split(END, 1)[1]}"


def draw(kept: Results) -> Any:
    """Return the picture: the plan's effect on cost and on indicated care under each assumption."""
    from matplotlib.figure import Figure

    lines = lines_of(kept)[::-1]
    figure = Figure(figsize=(9, 0.8 + 0.55 * len(lines)), layout="constrained", dpi=120)
    panels = (
        (
            "cost_municipality_eur",
            MILLION,
            "cost to the municipality\nmillion euros of 2025 a year",
        ),
        ("indicated_users", 1, "residents with indicated care\n"),
    )
    for axes, (name, unit, title) in zip(figure.subplots(1, 2, sharey=True), panels, strict=True):
        axes.axvline(0, color="#4a4a4a", linewidth=1)
        for height, (_, one) in enumerate(lines):
            row = one[name]
            axes.plot([row["low"] / unit, row["high"] / unit], [height] * 2, color="#0b6fa4", lw=2)
            axes.plot(row["difference"] / unit, height, "o", color="#0b6fa4")
        axes.set_xlabel(title, fontsize=8)
        axes.set_yticks(
            range(len(lines)), [words.replace(" (", "\n(") for words, _ in lines], fontsize=8
        )
        axes.tick_params(axis="x", labelsize=8)
        axes.set_ylim(-0.5, len(lines) - 0.5)
        axes.spines[["top", "right"]].set_visible(False)
        axes.grid(axis="x", color="#e4e4e4", linewidth=0.7)
    figure.suptitle("What the plan does hinges on a few numbers", x=0.01, ha="left",
                    fontsize=11, fontweight="bold")  # fmt: skip
    figure.supxlabel(
        "difference under the plan (transformation against current), mean of 2026-2035, per 67,510 "
        "residents, seed 1; 95% intervals: chance only",
        x=0.01, ha="left", fontsize=7, color="#555555",
    )  # fmt: skip
    return figure


def picture_of_cases(kept: Results) -> Any:
    """Return the picture of the business cases."""
    return picture(kept["cases"], setting(kept["cases"]))


def main(arguments: list[str]) -> int:
    """Do what the command line asks."""
    match arguments:
        case ["read", *pairs] if pairs:
            for name, _, folder in (pair.partition("=") for pair in pairs):
                text = json.dumps(read(name, folder), indent=1, ensure_ascii=False) + "\n"
                (TABLES / f"{name}.json").write_text(text, encoding="utf-8")
                for file in Path(folder).glob("*.png") if name == "whole_town" else ():
                    shutil.copyfile(file, PICTURES / file.name)
        case ["write"]:
            kept = results()
            PAGE.write_text(page(kept), encoding="utf-8")
            README.write_text(readme(README.read_text(encoding="utf-8"), kept), encoding="utf-8")
            figures = {"headline": draw(kept), "cases": picture_of_cases(kept)}
            for name, figure in figures.items():
                figure.savefig(PICTURES / f"{name}.png", metadata={"Software": None})
        case _:
            print(__doc__)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
