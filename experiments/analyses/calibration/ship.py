"""Make a calibration the posterior that ships: `--draws posterior`, `--draw N`, every summary.

Run: python -m experiments.analyses.calibration.ship DIR
Then measure what it says of the plan: python -m experiments.analyses.uncertainty.measure
"""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from experiments.analyses.calibration.calibrate import read_calibration
from experiments.analyses.calibration.charts import pictures as drawn
from experiments.analyses.calibration.result import CalibrationResult
from experiments.analyses.calibration.words import as_markdown, narrow_below
from experiments.analyses.uncertainty.draws import ABOUT, DRAWS, FIGURES, HOME, LEARNED, SUMMARY
from experiments.results.digests import ROOT, code_digest, data_digest, municipality_of
from experiments.results.manifest import read_manifest
from experiments.results.whole import (
    frame_bytes,
    make_folder,
    write_bytes,
    write_figure,
    write_text,
)
from model.errors import InputError

SPREAD_DIGITS = 3
PICTURES = ROOT / "docs" / "img"


def ship(folder: str | Path, home: Path = HOME, pictures: Path = PICTURES) -> None:
    """Put a calibration in the place of the shipped posterior.

    Parameters
    ----------
    folder : path
        A result of `calibrate`.
    home, pictures : Path
        Where it goes, and where its two pictures go.

    Raises
    ------
    InputError
        If it was made with another model or register than that of today.
    """
    result, manifest = read_calibration(folder), read_manifest(folder)
    town = municipality_of(manifest["command"])
    for kind, today in (("code", code_digest()), ("data", data_digest(town))):
        if manifest[f"{kind}_digest"] != today:
            raise InputError(
                f"'{folder}' was made with another {kind} (digest {manifest[f'{kind}_digest'][:12]}"
                f", today {today[:12]}): calibrate anew."
            )
    tables = result.tables
    make_folder(home)
    write_bytes(home / DRAWS.name, frame_bytes(tables["draws"].drop(columns="draw")))
    write_bytes(home / FIGURES.name, frame_bytes(tables["figures"].drop(columns="draw")))
    left = tables["parameters"][["parameter", "spread", "r_hat"]].round(SPREAD_DIGITS)
    # Of a parameter of which the draws tell nothing: all that there was.
    left["spread"] = left["spread"].where(left["spread"] < narrow_below(result.facts["worth"]), 1.0)
    write_text(home / LEARNED.name, left.to_csv(index=False))
    write_text(home / SUMMARY.name, as_markdown(result))
    for name, figure in drawn(result):
        write_figure(pictures / f"posterior_{name}", figure)
    text = yaml.safe_dump(about(result, manifest), sort_keys=False)
    write_text(home / ABOUT.name, f"# Made by `{__spec__.name}`: never by hand.\n{text}")


def about(result: CalibrationResult, manifest: Any) -> dict[str, Any]:
    """Return how a posterior was made, and with which code and register."""
    waves = result.tables["waves"]
    return {
        **{name: result.facts[name] for name in (
            "seed", "library_in", "draws_in", "parameters", "targets", "candidates",
            "different_draws", "worth", "r_hat_median", "r_hat_max", "without",
        )},
        "draws": len(result.tables["draws"]), "sets": int(waves["sets"].sum()),
        "waves": len(waves), "rounds": len(result.tables["rounds"]),
        "log10_volume_left": round(float(waves["log10_volume_left"].iloc[-1]), 2),
        "arguments": manifest["command"]["arguments"], "ended": manifest["ended"],
        "code_digest": manifest["code_digest"], "data_digest": manifest["data_digest"],
    }  # fmt: skip


def main(arguments: Sequence[str]) -> None:
    """Ship the one folder that is named."""
    (folder,) = arguments
    ship(folder)


if __name__ == "__main__":
    main(sys.argv[1:])
