"""A folder that an archive takes as it is, for a DOI: `python docs/archive.py FOLDER`.

Holds the source of one commit, the posterior and the evidence that the answer rests on, how to cite
it, and an RO-Crate that says what is what. The same commit gives the same bytes.
"""

import json
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import yaml
from rocrate.model.person import Person
from rocrate.rocrate import ROCrate

from docs.findings_page import ROOT
from experiments.results.crate import KINDS, LICENCE
from experiments.results.digests import CRATE, sha256_of
from experiments.results.whole import write_text
from model.errors import InputError

POSTERIOR = "experiments/analyses/uncertainty/posterior"
FILES = {
    "README.md": "What this is, for whom, what it cannot say, and the two commands",
    "CHANGELOG.md": "What changed, and which figures moved by how much and why",
    "CITATION.cff": "How to cite",
    "LICENSE": "European Union Public Licence 1.2",
    "model/ODD.md": "The model in full, after the ODD+D protocol",
    "docs/trace.md": "What was tested where: a TRACE record",
    "model/data/evidence.csv": "The register of evidence: each figure with its source and status",
    "model/data/patterns.csv": "Observed figures: those fitted, and those kept for validation",
    "model/data/analogues.csv": "What was seen where others had such teams",
    f"{POSTERIOR}/about.yaml": "How the posterior was made: command, digests, worth",
    f"{POSTERIOR}/draws.parquet": "500 draws of the uncertain parameters that meet the base years",
    f"{POSTERIOR}/figures.parquet": "What each draw gives of the figures of the base years",
    f"{POSTERIOR}/later.parquet": "The same of later years, and of targets that came after the fit",
    f"{POSTERIOR}/effects.parquet": "What the plan does at draws of the posterior",
    f"{POSTERIOR}/analogues.parquet": "What draws give where others had such teams",
}
"""Files that stand beside the source as well, by their place in it."""


def git(*words: str) -> bytes:
    """Return what git prints.

    Raises
    ------
    InputError
        If this is no clone, or git fails.
    """
    done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, check=False)
    if done.returncode:
        raise InputError(f"git {words[0]}: {done.stderr.decode().strip()}: run this in a clone.")
    return done.stdout


def archive(out: Path) -> Path:
    """Write the folder of the commit that is checked out.

    Parameters
    ----------
    out : path
        Absent or empty.

    Raises
    ------
    InputError
        If `out` holds something, or a file differs from the commit.
    """
    if out.exists() and any(out.iterdir()):
        raise InputError(f"{out} holds something: give a folder that is absent or empty.")
    if git("status", "--porcelain", "--untracked-files=no").strip():
        raise InputError("files differ from the commit: commit or undo the changes first.")
    cite = yaml.safe_load(git("show", "HEAD:CITATION.cff"))
    stem = f"social-base-{cite['version']}"
    source = git("archive", "--format=tar.gz", f"--prefix={stem}/", "HEAD")
    held = {f"{stem}.tar.gz": source} | {name: git("show", f"HEAD:{name}") for name in FILES}
    for name, content in held.items():
        path = out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    write_text(out / CRATE, described(out, cite, stem))
    return out


def described(out: Path, cite: dict[str, Any], stem: str) -> str:
    """Return the RO-Crate of the folder: JSON-LD."""
    crate = ROCrate(version="1.1")
    crate.name, crate.description = cite["title"], " ".join(cite["abstract"].split())
    crate.license, crate.keywords = LICENCE, cite["keywords"]
    day = datetime.fromisoformat(git("log", "-1", "--format=%cI").decode().strip())
    crate.datePublished = day.date().isoformat()
    names = [one.get("name") or one["family-names"] for one in cite["authors"]]
    crate.creator = [crate.add(Person(crate, f"#{name}", {"name": name})) for name in names]
    packed = {
        f"{stem}.tar.gz": f"Source of {stem}, commit {git('rev-parse', 'HEAD').decode()[:12]}"
    }
    for name, what in (packed | FILES).items():
        path = out / name
        kind = KINDS.get(path.suffix, "application/octet-stream")
        about = {"description": what, "encodingFormat": kind, "sha256": sha256_of(path),
                 "contentSize": str(path.stat().st_size)}  # fmt: skip
        crate.add_file(path, dest_path=name, properties=about)
    return f"{json.dumps(crate.metadata.generate(), indent=2, ensure_ascii=False)}\n"


if __name__ == "__main__":
    try:
        print(archive(Path(*sys.argv[1:2])))
    except InputError as error:
        sys.exit(str(error))
