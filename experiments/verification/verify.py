"""Verify a results folder: its files are as written, and the same command gives them again.

Four questions, each answered by itself: are the files those of the manifest; does the command
resolve to the recorded configuration; are code and data the same; does a re-run bring the same
tables, byte for byte. A folder holds when the first, second and last are answered with yes.
"""

import inspect
import tempfile
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

from experiments.execution.execution import Execution
from experiments.results.digests import (
    configuration_digest,
    digest_in,
    digests_of_sources,
    municipality_of,
)
from experiments.results.manifest import MANIFEST, read_manifest, versions
from experiments.results.parquet import parquet_in
from experiments.results.scenario_record import SCENARIO, read_records
from experiments.verification.checks import (
    Check,
    files_check,
    first_difference,
    short,
)
from experiments.verification.record import as_scenario_file, between, differences, flat
from experiments.verification.verification import Verification
from experiments.worlds.warm_start_switch import lived_anew
from model.errors import ResultError, SocialBaseError

COMMANDS = {
    "run": "experiments.runs.run", "compare": "experiments.runs.compare",
    "cases": "experiments.analyses.cases.cases",
    "attribute": "experiments.analyses.attribution.attribute",
    "calibrate": "experiments.analyses.calibration.calibrate",
    "robust": "experiments.analyses.rollouts.robust",
}  # fmt: skip
"""Commands that can be run again, each a function of that name in a module; a sweep is beside."""
REBUILT = ("run", "compare", "cases")
"""Of these the record holds the scenarios in the order of the arguments."""
DRAWS = "draws.parquet"
SUMMARY = "summary.md"


class Command(NamedTuple):
    """A command of a manifest: its name, and the arguments of its function."""

    name: str
    arguments: dict[str, Any]


def verify(
    folder: str | Path,
    *,
    workers: int | None = None,
    quiet: bool = False,
    sample: int | None = None,
) -> Verification:
    """Check a results folder and run its command again.

    Parameters
    ----------
    folder : path
        What `run`, `compare`, `cases`, `sweep`, `sensitivity`, `attribute` or `calibrate` wrote.
    workers : int, optional
        Processes; the machine's processors by default.
    quiet : bool
        No progress.
    sample : int, optional
        Of a sweep: run so many of its runs again, chosen by a keyed draw; all by default.

    Raises
    ------
    ResultError
        If the folder is no result, or of a command that cannot be run again.
    """
    home, manifest = Path(folder), read_manifest(folder)
    how = Execution(workers, quiet=quiet)
    command = _command(home, manifest)
    if command.name == "sweep":
        from experiments.verification.verify_sweep import verify_sweep

        with lived_anew():
            return verify_sweep(home, manifest, how, sample)
    if sample is not None:
        raise ResultError(
            f"--sample is {sample}, but '{folder}' is of '{command.name}', not of a sweep: leave "
            f"it out."
        )
    with lived_anew():
        checks = _checks(home, manifest, command, how)
    return Verification(home, f"'{command.name}', run again", checks)


def _checks(
    folder: Path, manifest: Mapping[str, Any], command: Command, how: Execution
) -> tuple[Check, ...]:
    """Run a command again into a temporary folder and answer the four questions."""
    with tempfile.TemporaryDirectory(prefix="social-base-verify-") as place:
        again = Path(place) / "again"
        record, damage = _record(folder)
        arguments, notes = _with_draws(folder, command.arguments)
        if command.name in REBUILT:
            arguments, more = _with_scenarios(record, arguments, Path(place))
            notes += more
        fault = _run_again(Command(command.name, arguments), again, how)
        complaints = (
            [damage, fault] if damage else _other_configuration(record, manifest, again, fault)
        )
        if not (
            complaints
            or notes
            or _sources_changed(manifest)
            or read_manifest(again)["digest"] == manifest["digest"]
        ):
            complaints = [f"{MANIFEST} has a digest of other arguments than those that it holds"]
        question = f"the command resolves to what {SCENARIO} records"
        return (
            files_check(folder, manifest, again),
            Check(question, not complaints, short([*filter(None, complaints), *notes])),
            code_check(manifest),
            _tables_check(folder, manifest, again, fault),
        )


def _command(folder: Path, manifest: Mapping[str, Any]) -> Command:
    command = manifest.get("command", {})
    name = command.get("command")
    if name != "sweep" and name not in COMMANDS:
        raise ResultError(
            f"'{folder}' is of '{name}', which cannot be run again: give a folder of "
            f"{', '.join([*COMMANDS, 'sweep'])}."
        )
    if name == "sweep":
        return Command(name, {})
    if not isinstance(command.get("arguments"), dict):
        raise ResultError(
            f"{folder}/{MANIFEST} holds no arguments of '{name}': an earlier version wrote it. Run "
            f"the command again into another folder."
        )
    return Command(name, dict(command["arguments"]))


def _record(folder: Path) -> tuple[dict[str, Any], str]:
    """Return what was resolved, and what is wrong with the file where it cannot be read."""
    try:
        return read_records(folder), ""
    except ResultError as error:
        return {}, str(error)


def _with_draws(folder: Path, arguments: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """Return arguments whose table of parameter draws is there: the result keeps a copy."""
    draws = arguments.get("draws")
    if draws is None or Path(draws).is_file() or not (folder / DRAWS).is_file():
        return arguments, []
    return arguments | {"draws": str(folder / DRAWS)}, [
        f"table of draws '{draws}' is not there: taken from {DRAWS}"
    ]


def _with_scenarios(
    record: Mapping[str, Any], arguments: dict[str, Any], place: Path
) -> tuple[dict[str, Any], list[str]]:
    """Return arguments whose scenario files say what they said, rebuilt where need be, and notes.

    A scenario by its name is taken as it is now: there a difference is one of ours.
    """
    firsts = [key for key in ("scenario", "base") if key in arguments]
    names = [str(arguments[key]) for key in firsts] + list(arguments.get("policies", ()))
    notes: list[str] = []
    for k, (name, world) in enumerate(zip(names, list(record.values()), strict=False)):
        if name.endswith((".yaml", ".yml")):
            file = place / f"{k}" / Path(name).name
            file.parent.mkdir()
            file.write_text(as_scenario_file(world), encoding="utf-8")
            complaints = _changed_since(name, file, arguments)
            if complaints:
                names[k] = str(file)
                notes.append(f"{complaints}: rebuilt from {SCENARIO}")
    changed = dict(zip(firsts, names, strict=False))
    if "policies" in arguments:
        changed["policies"] = names[len(firsts) :]
    return arguments | changed, notes


def _changed_since(name: str, file: Path, arguments: Mapping[str, Any]) -> str:
    """Say how a scenario file differs from what it was, '' where it does not."""
    from model.scenario.record import resolved
    from model.scenario.scenario import load_scenario

    if not Path(name).is_file():
        return f"scenario file '{name}' is not there"
    changes = arguments.get("changes")
    try:
        then, now = (flat(resolved(load_scenario(p, changes))) for p in (file, name))
    except SocialBaseError as error:
        return f"scenario file '{name}' cannot be read any more ({error})"
    complaints = between(then, now)
    more = f" and {len(complaints) - 1} more" if len(complaints) > 1 else ""
    return f"scenario file '{name}' has changed since ({complaints[0]}{more})" if complaints else ""


def _run_again(command: Command, out: Path, how: Execution) -> str:
    """Run a command into a folder; return why it could not be, '' where it could."""
    name, arguments = command
    function: Callable[..., Any] = getattr(import_module(COMMANDS[name]), name)
    parameters = inspect.signature(function).parameters
    strange = [key for key in arguments if key not in parameters]
    if strange:
        return f"'{name}' takes no argument {', '.join(strange)} now"
    missing = [key for key, p in parameters.items()
               if p.default is p.empty and key not in arguments]  # fmt: skip
    if missing:
        return f"{MANIFEST} lacks the argument {', '.join(missing)} of '{name}'"
    setting = {"out": out, "workers": how.workers, "quiet": how.quiet}
    try:
        function(**arguments, **{key: value for key, value in setting.items() if key in parameters})
    except (SocialBaseError, TypeError, ValueError) as error:  # the latter: a manifest edited oddly
        return f"the command does not run any more: {error}"
    return ""


def _other_configuration(
    record: Mapping[str, Any], manifest: Mapping[str, Any], again: Path, fault: str
) -> list[str]:
    """Say how the record differs from the manifest, and from what the command resolves to now."""
    complaints = []
    if configuration_digest(record) != manifest.get("configuration_digest"):
        complaints.append(f"{SCENARIO} does not say what {MANIFEST} has the digest of")
    return [*complaints, *([fault] if fault else differences(record, read_records(again)))]


def _sources_changed(manifest: Mapping[str, Any]) -> bool:
    """Say whether what a result's digest is made of is other than it was."""
    sources = digests_of_sources(municipality_of(manifest["command"]))
    return any(manifest.get(f"{kind}_digest") != now for kind, now in sources.items())


def code_check(manifest: Mapping[str, Any]) -> Check:
    """Say whether code, data and packages are those of the result; a change alone fails nothing."""
    remarks = [
        f"{kind} changed since ({manifest.get(f'{kind}_digest')}, now {now}): tables that "
        f"differ are to be expected"
        for kind, now in digests_of_sources(municipality_of(manifest["command"])).items()
        if manifest.get(f"{kind}_digest", now) != now
    ]
    before = manifest.get("versions", {})
    remarks += [f"{package} was {before[package]}, now {now}" for package, now in versions().items()
             if before.get(package, now) != now]  # fmt: skip
    question = "code, data and packages are the same" if not remarks else (
        "code, data and packages are known")  # fmt: skip
    return Check(question, True, tuple(remarks))


def _tables_check(folder: Path, manifest: Mapping[str, Any], again: Path, fault: str) -> Check:
    recorded: dict[str, str] = dict(manifest.get("tables", {}))
    question = f"the re-run gives the same {len(recorded)} tables"
    if fault:
        return Check(question, False, ("there is no re-run",))
    tables: dict[str, str] = read_manifest(again)["tables"]
    complaints = [f"{name} is not written any more" for name in recorded if name not in tables]
    complaints += [f"{name} is new" for name in tables if name not in recorded]
    notes: list[str] = []
    for name in (n for n in recorded if n in tables and tables[n] != recorded[n]):
        if digest_in(folder, name) == recorded[name]:
            where = first_difference(parquet_in(folder / name), parquet_in(again / name))
            (complaints if where else notes).append(
                f"{name}: {where or 'same content in other bytes'}"
            )
        else:
            complaints.append(f"{name} comes out otherwise than it was written")
    summary = digest_in(again, SUMMARY)
    if summary != manifest.get("files", {}).get(SUMMARY, summary):
        complaints.append(f"{SUMMARY} reads otherwise")
    return Check(question, not complaints, short([*complaints, *notes]))
