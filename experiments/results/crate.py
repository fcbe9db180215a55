"""Provenance of a results folder in the words that archives read: an RO-Crate.

`ro-crate-metadata.json` lists the files (digest, size, kind, what is in them), the software and the
command that made them, and the tables of the municipality and the evidence that they rest on. It
follows RO-Crate 1.1 with the profile 'Process Run Crate'. Nothing is fetched from anywhere.
"""

import json
import shlex
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pandas as pd

from experiments.results.command_line import typed
from experiments.results.digests import CRATE, ROOT, files_of, sha256_of
from experiments.results.whole import write_text

if TYPE_CHECKING:
    from rocrate.model.contextentity import ContextEntity
    from rocrate.rocrate import ROCrate

PROFILE = "https://w3id.org/ro/wfrun/process/0.5"
LICENCE = "https://spdx.org/licenses/EUPL-1.2"
TERMS = (
    "The software is licensed under EUPL-1.2. Whoever made these results decides on theirs. They "
    "rest on open data of CBS and RIVM: name these as sources."
)
KINDS = {
    ".parquet": "application/vnd.apache.parquet", ".json": "application/json",
    ".yaml": "application/yaml", ".md": "text/markdown", ".png": "image/png", ".csv": "text/csv",
    ".html": "text/html", ".txt": "text/plain", ".log": "text/plain",
    ".jsonl": "application/jsonl", ".svg": "image/svg+xml",
}  # fmt: skip
MANIFEST = "manifest.json"
FILES = {
    MANIFEST: "What was run, with what and on what, and the digest of every file",
    "scenario.yaml": "Everything resolved: each parameter with its value and where it was set",
    "summary.md": "The findings in words",
    "sweep.json": "Settings of the sweep, and in which blocks it was requested",
    "origin.json": "Digests of every file of code and data that the sweep began with",
    "journal.jsonl": "What was done when: one line per session and job of the sweep",
    "points.parquet": "Points of the sweep: one value per swept parameter",
    "sensitivity.parquet": "Indices of sensitivity: which parameters move which answer",
    "sensitivity.md": "Which assumptions move the answer, in words",
    "attribution.parquet": "What each line of a plan brings, with interval",
    "pairs.parquet": "What each two lines of a plan bring together beyond each alone",
    "robust.parquet": "How each roll-out does on each objective over all futures",
    "draws.parquet": "Draws of the uncertain parameters that meet the base years",
    "figures.parquet": "What the town gave in the base years at each draw: a column per measure",
    "parameters.parquet": "What each parameter learned from the base years",
    "targets.parquet": "Observed figures of the base years beside what the posterior predicts",
    "validation.parquet": "Observed figures that no fit has seen beside what the posterior gives",
    "emulators.parquet": "What each emulator is worth on sets left out",
    "waves.parquet": "Waves of a calibration: sets lived, and which share of the ranges is left",
    "library.parquet": "Sets of parameters that were lived, with the figures that they gave",
    "boxes.parquet": "Boxes of parameters in which a claim fails or holds, with held-out figures",
    "claim.parquet": "Points of a sweep: parameters, value, and whether the claim holds",
    "discovery.md": "Where the claim fails and where it holds, in words",
    "monthly.parquet": "Outcomes by scenario, replication, month and area",
    "layers.parquet": "Needs and hours by layer of help, month, area, domain and age band",
    "groups.parquet": "Outcomes by year and group of residents",
    "ledger.parquet": "Every cent once: month, area, law, layer, item, lever, payer, euros",
    "difference.parquet": "Paired differences by policy, year, area and outcome, in euros of 2025",
    "payback.parquet": "Savings less costs so far by policy, year and discount rate",
    "prices.parquet": "Prices of each month over those of 2025, by scenario",
    "twins.parquet": "Residents who differ between two worlds, and why",
    "shift.parquet": "Demand shift of each pair of worlds",
    "substitution.parquet": "Care avoided and added, by where residents came; placebos too",
    "worse.parquet": "Residents worse and better off, by group",
    "journeys.parquet": "Events in the lives of a sample of residents",
    "paths.parquet": "Client journeys from need to fitting support",
    "surveys.parquet": "The towns' own surveys, put to the simulated residents",
    "indications.parquet": "Indications (beschikkingen): when each was granted and ended",
    "providers.parquet": "Providers of care each month: staff, clients, waiting list",
    "cases.parquet": "Business cases: claim, observed effect, effect in the model",
    "outcomes.parquet": "Outcomes by case and replication, for the full town",
}
SHARED_DATA = (
    "evidence.csv", "education_by_age.csv", "household_positions.csv", "own_contribution.csv",
    "patterns.csv", "pension_age.csv", "price_index.csv", "task_fields.csv",
)  # fmt: skip


def write_crate(folder: Path, manifest: Mapping[str, Any]) -> None:
    """Write `ro-crate-metadata.json` for everything that a folder holds now.

    Parameters
    ----------
    folder : Path
        All its files are there already but `manifest.json`, which holds the digest of the crate.
    manifest : mapping
        `command` (with `command`, `arguments`), `versions`, `commit`, `code_digest`, `data_digest`,
        `wall_seconds`, `ended`; what is missing is left out.

    Notes
    -----
    The same folder and manifest give the same bytes. Where `ended` is missing, the time is now.
    """
    from rocrate.rocrate import ROCrate

    crate = ROCrate(version="1.1")
    crate.metadata.extra_contexts.append("https://w3id.org/ro/terms/workflow-run/context")
    command = dict(manifest.get("command", {}))
    ended = datetime.fromisoformat(manifest.get("ended") or datetime.now(UTC).isoformat())
    _about_folder(crate, command, ended)
    described = [_file(crate, folder, name) for name in files_of(folder) if name != MANIFEST]
    described.append(_manifest(crate, folder))
    inputs = [*_arguments(crate, command), *_data(crate, manifest)]
    seconds = timedelta(seconds=float(manifest.get("wall_seconds") or 0.0))
    action = crate.add_action(
        _software(crate, manifest), "#run", object=inputs, result=described,
        properties={
            "name": _title(command), "description": command_line(command),
            "startTime": (ended - seconds).isoformat(timespec="seconds"),
            "endTime": ended.isoformat(timespec="seconds"),
        },
    )  # fmt: skip
    crate.root_dataset["mentions"] = [action]
    text = json.dumps(crate.metadata.generate(), indent=2, ensure_ascii=False)
    write_text(folder / CRATE, f"{text}\n")


def command_line(command: Mapping[str, Any]) -> str:
    """Return the command as typed into a shell, as far as its arguments are options.

    Of a sweep the name only: its settings stand in its file.
    """
    arguments = dict(command.get("arguments") or {"base": command.get("name", "")})
    words = ["social-base", str(command.get("command", ""))]
    for name in ("scenario", "base", "plan"):
        words += [str(arguments.pop(name))] if name in arguments else []
    policies = arguments.pop("policies", ())
    words += [str(policy) for policy in policies]
    changes = arguments.pop("changes", None)
    return shlex.join([*words, *typed(dict(sorted(arguments.items())), changes)])


def _entity(crate: "ROCrate", identifier_: str, **properties: Any) -> "ContextEntity":
    """Add something that is no file of the folder; what is None is left out."""
    from rocrate.model.contextentity import ContextEntity

    filled = {key.replace("type_", "@type"): value for key, value in properties.items()
            if value is not None}  # fmt: skip
    return crate.add(ContextEntity(crate, identifier_, properties=filled))


def _arguments_of(command: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments of a command; of a sweep its settings, which stand beside its name."""
    arguments = command.get("arguments")
    beside = {name: value for name, value in command.items() if name != "command"}
    return dict(arguments) if isinstance(arguments, Mapping) else beside


def _title(command: Mapping[str, Any]) -> str:
    arguments = _arguments_of(command)
    subjects = (arguments.get(key) for key in ("scenario", "base", "plan", "name"))
    what = next(filter(None, subjects), "")
    against = ", ".join(str(policy) for policy in arguments.get("policies", ()))
    named = f"{what} and {against}" if against else str(what)
    return f"social-base {command.get('command', '')} {named}".strip()


def _about_folder(crate: "ROCrate", command: Mapping[str, Any], ended: datetime) -> None:
    crate.name = f"Results of {_title(command)}"
    crate.description = (
        "What an agent-based model of social support in a Dutch town computed: simulated "
        "residents, no real persons."
    )
    crate.datePublished = ended.isoformat(timespec="seconds")
    crate.license = _entity(crate, "#terms", type_="CreativeWork", name="Terms", description=TERMS)
    profile = _entity(crate, PROFILE, type_="CreativeWork", name="Process Run Crate", version="0.5")
    crate.root_dataset["conformsTo"] = profile


def _file(crate: "ROCrate", folder: Path, name: str) -> Any:
    path = folder / name
    kind = KINDS.get(path.suffix, "application/octet-stream")
    description = FILES.get(path.name) or FILES.get(f"{Path(name).parts[0]}.parquet")
    picture = f"Picture: {path.stem.replace('_', ' ')}" if path.suffix == ".png" else None
    properties = {
        "name": name, "description": description or picture or f"{path.stem.replace('_', ' ')}",
        "encodingFormat": kind, "contentSize": str(path.stat().st_size), "sha256": sha256_of(path),
    }  # fmt: skip
    return crate.add_file(path, dest_path=name, properties=properties)


def _manifest(crate: "ROCrate", folder: Path) -> Any:
    """Describe the manifest, which is written after the crate and holds a seal of its own."""
    properties = {
        "name": MANIFEST, "description": FILES[MANIFEST], "encodingFormat": KINDS[".json"],
    }  # fmt: skip
    return crate.add_file(folder / MANIFEST, dest_path=MANIFEST, properties=properties)


def _arguments(crate: "ROCrate", command: Mapping[str, Any]) -> list[Any]:
    """Return one entity per argument of the command."""
    return [
        _entity(
            crate, f"#argument-{quote(name)}", type_="PropertyValue", name=name,
            value=value if isinstance(value, str | int | float) else json.dumps(value, default=str),
        )
        for name, value in _arguments_of(command).items()
    ]  # fmt: skip


def _data(crate: "ROCrate", manifest: Mapping[str, Any]) -> list[Any]:
    """Return the tables that every run reads, each with its digest and its sources."""
    home = ROOT / "model" / "data"
    chosen = _arguments_of(manifest.get("command", {})).get("municipality", "bergen_op_zoom")
    town = home / "municipalities" / str(chosen)
    files = [p for p in sorted(town.glob("*")) if p.is_file()] if town.is_dir() else []
    tables = [
        _entity(
            crate, f"#{path.relative_to(ROOT).as_posix()}", type_="CreativeWork",
            name=path.relative_to(home).as_posix(), sha256=sha256_of(path),
            encodingFormat=KINDS.get(path.suffix), description=_sources(path),
        )
        for path in [*(home / name for name in SHARED_DATA), *files]
    ]  # fmt: skip
    whole = _entity(
        crate, "#model/data", type_="CreativeWork", name="All tables that ship with the model",
        identifier=manifest.get("data_digest"), hasPart=tables,
    )  # fmt: skip
    return [whole, *tables]


def _sources(path: Path, most: int = 6) -> str | None:
    """Return what a table itself says of its sources, where these are few."""
    if path.name == "evidence.csv":
        return "The evidence register: every number of the model with its source and status"
    if path.suffix != ".csv":
        return "Name, areas and dated choices of the municipality"
    table = pd.read_csv(path)
    sources = sorted(set(table["source"].dropna())) if "source" in table else []
    return "; ".join(sources) if 0 < len(sources) <= most else None


def _software(crate: "ROCrate", manifest: Mapping[str, Any]) -> Any:
    versions = dict(manifest.get("versions", {}))
    language = _entity(
        crate, "https://www.python.org/", type_="ComputerLanguage", name="Python",
        version=versions.pop("python", None),
    )  # fmt: skip
    licence = _entity(
        crate, LICENCE, type_="CreativeWork", name="European Union Public Licence 1.2",
        identifier="EUPL-1.2",
    )  # fmt: skip
    number = versions.pop("social-base", None)
    needs = [
        _entity(crate, f"#package-{name}", type_="SoftwareApplication", name=name, version=version)
        for name, version in versions.items()
    ]
    return _entity(
        crate, "#social-base", type_=["SoftwareSourceCode", "SoftwareApplication"],
        name="social-base", version=number, softwareVersion=number, license=licence,
        identifier=list(_commits(manifest)), programmingLanguage=language,
        softwareRequirements=needs,
        description="An agent-based model of how demand for social support moves between personal, "
        "community and institutional help",
    )  # fmt: skip


def _commits(manifest: Mapping[str, Any]) -> Iterator[str]:
    if manifest.get("commit"):
        yield f"commit {manifest['commit']}"
    if manifest.get("code_digest"):
        yield f"sources of agents and model, digest {manifest['code_digest']}"
