"""Which assumptions move the answer: a sweep, and the indices of Morris, Sobol or PAWN over it.

The answer is an outcome's headline figure, a mean over the headline years and over the replications
of a point: in each scenario, and as the paired difference of each policy from the first scenario.
All points have common random numbers. So an index says what parameters do, and of chance only
what it does to one point and not to another; how much that is, is estimated and printed beside.
"""

from dataclasses import replace
from pathlib import Path

import pandas as pd

from experiments.analyses.sensitivity.answers import analyse, method_of
from experiments.analyses.sensitivity.opening import opening
from experiments.analyses.sensitivity.result import SUMMARY, TABLE, SensitivityResult
from experiments.analyses.sensitivity.words import as_markdown
from experiments.report.words import Words
from experiments.sweep.file import Sweep, read_sweep
from experiments.sweep.sweep import SweepResult, sweep


def sensitivity(
    file: str | Path | Sweep,
    *,
    out: str | Path | None = None,
    workers: int | None = None,
    scheduler: str | None = None,
    force: bool = False,
    quiet: bool = False,
    lang: str = "en",
) -> SensitivityResult:
    """Run a sweep and say which of its parameters move the answer.

    Parameters
    ----------
    file : str, Path or Sweep
        A shipped sweep, a YAML file, or a sweep built in code, of design `morris` (screening),
        `saltelli` (Sobol indices), `lhs` or `sobol` (PAWN).
    out, workers, scheduler, force, quiet, lang
        As for `sweep`.

    Returns
    -------
    SensitivityResult
        The folder of the sweep holds `sensitivity.parquet`, `sensitivity.md` and pictures.

    Raises
    ------
    InputError
        If the file cannot be used for this; nothing is run then.
    """
    request = file if isinstance(file, Sweep) else read_sweep(file)
    method_of(request)
    result = sweep(
        request, out=out, workers=workers, scheduler=scheduler, force=force, quiet=quiet,
        lang=lang, told=told_so_far,
    )  # fmt: skip
    analysis = replace(analyse(result), lang=lang)
    write(analysis)
    return replace(analysis, summary=f"{as_markdown(analysis)}\n{analysis.folder}")


def told_so_far(request: Sweep, figures: pd.DataFrame, w: Words) -> str:
    """Say what all points of the design tell in the replications that are done.

    Of a part of the points nothing is said: the indices of half a design are no first look at
    those of the whole, they are those of a smaller one, and too wide to rank by.

    Parameters
    ----------
    request : Sweep
    figures : DataFrame
        Of every run so far, as `per_run` returns them.
    w : Words
    """
    n = len(set(figures.index.get_level_values("replication")))
    so_far = SweepResult(Path(), request.of_size(replications=n))
    return opening(analyse(so_far, figures), w)


def write(result: SensitivityResult) -> None:
    """Write table, summary and pictures, each whole or not at all, and put them on record.

    The manifest names them under `sensitivity`, beside the tables of the sweep itself.
    """
    from experiments.analyses.sensitivity.charts import drawings
    from experiments.results.alone import alone_at
    from experiments.results.crate import write_crate
    from experiments.results.digests import CRATE, sha256_of
    from experiments.results.manifest import read_manifest, write_manifest
    from experiments.results.whole import frame_bytes, write_bytes, write_figure, write_text

    folder = result.folder
    with alone_at(folder):
        write_bytes(folder / TABLE, frame_bytes(result.table))
        write_text(folder / SUMMARY, as_markdown(result))
        names = [TABLE, SUMMARY]
        for name, figure in drawings(result).items():
            write_figure(folder / name, figure)
            names.append(name)
        manifest = read_manifest(folder)
        manifest["sensitivity"] = {name: sha256_of(folder / name) for name in names}
        write_crate(folder, manifest)
        manifest["files"][CRATE] = sha256_of(folder / CRATE)
        write_manifest(folder, manifest)
