"""Ask in which futures the plan earns itself back by the claimed year, and in which it does not.

A sweep of seventeen numbers that the evidence or the municipality leaves open (what teams and free
places take over, what that saves, what they cost), each point simulated with and without the plan
on common random numbers. Then scenario discovery for two claims: that the plan pays back in time,
and that fewer residents have indicated care; each with its other side, that no more residents would
say that they need more help, since what is refused saves money too. The sweep keeps the needs of
which less than half is met beside them.

Run: python -m experiments.e05_when_does_it_pay_back
"""

from dataclasses import replace
from pathlib import Path

import pandas as pd

from experiments.analyses.discovery.claims import claim_of, default_claim, two_sided
from experiments.analyses.discovery.discover import FOLDER, SUMMARY, discover
from experiments.analyses.discovery.result import DiscoveryResult
from experiments.analyses.discovery.words import sentence
from experiments.execution.question import asked
from experiments.report.tables import write_csv
from experiments.sweep.designs import draw_points
from experiments.sweep.file import Sweep, read_sweep
from experiments.sweep.sweep import sweep

SWEEP = "when_does_it_pay_back"
CLAIMS = (default_claim(), two_sided("fewer indicated users"))
OUT = Path("results/e05")


def main(
    points: int | None = None,
    replications: int | None = None,
    residents: int | None = None,
    months: int | None = None,
    seed: int | None = None,
    workers: int | None = None,
    out: str | Path = OUT,
    quiet: bool = False,
) -> pd.DataFrame:
    """Run the experiment; write `e05.csv` and a folder `sweep` with a discovery per claim.

    Parameters
    ----------
    points, replications, residents, months, seed
        Other than those of the shipped sweep; the year of the claim must be complete.
    workers, quiet
        As for `sweep`.
    out : path

    Returns
    -------
    DataFrame
        A row per claim: see `row_of`.
    """
    request = sweep_of(points).of_size(
        replications=replications, residents=residents, months=months, seed=seed
    )
    result = sweep(request, out=Path(out) / "sweep", workers=workers, quiet=quiet)
    table = pd.DataFrame([row_of(discover(result.folder, claim=claim)) for claim in CLAIMS])
    write_csv(table, Path(out) / "e05.csv")
    return table


def place_of(claim: str) -> Path:
    """Return where the discovery of a claim is told."""
    return OUT / "sweep" / FOLDER / claim_of(claim).slug / SUMMARY


def sweep_of(points: int | None = None) -> Sweep:
    """Return the shipped sweep, with another number of points where one is given."""
    request = read_sweep(SWEEP)
    if points is None or request.design is None:
        return request
    design = replace(request.design, points=points)
    return replace(request, design=design, points=draw_points(design, request.swept, request.seed))


def row_of(discovery: DiscoveryResult) -> dict[str, object]:
    """Return how often a claim fails, where chance decides, and the first box of each kind.

    `fails_low, fails_high` are a 95% interval (Wilson) over futures drawn in the same way; each
    sentence is empty where no box was confirmed on the held-out futures.
    """
    low, high = discovery.fails.interval
    sentences = {
        f"where_it_{kind}": next(
            (sentence(discovery, b, discovery.words) for b in discovery.boxes if b.kind == kind), ""
        )
        for kind in ("fails", "holds")
    }
    return {
        "claim": discovery.claim.text, "base": discovery.base, "policy": discovery.policy,
        "futures": discovery.fails.of, "fails": discovery.fails.hits,
        "share_fails": discovery.fails.value, "fails_low": low, "fails_high": high,
        "undecided": int(discovery.table["undecided"].sum()), "boxes": len(discovery.boxes),
        **sentences,
    }  # fmt: skip


if __name__ == "__main__":
    asked(main, *(place_of(claim) for claim in CLAIMS))
