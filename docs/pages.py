"""What the site adds to the pages of `docs/`: papers that stand elsewhere, and the API.

MkDocs calls the functions named `on_...`. README, ODD, CHANGELOG and CONTRIBUTING stay where a
reader of the repository looks for them and become pages of the site; every package with a docstring
becomes a page of the API, so that a module that moves needs no edit here.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

PAPERS = {
    "README.md": "index.md",
    "model/ODD.md": "odd.md",
    "CHANGELOG.md": "changelog.md",
    "CONTRIBUTING.md": "contributing.md",
}
"""Papers outside `docs/`, and the page that each becomes."""
PACKAGES = ("agents", "model", "experiments")
NOT_SHOWN = "experiments/e0"
"""The numbered questions are scripts: their page is `experiments.md`."""

_LINK = re.compile(r"\]\(([^)#:\s]+)(#[^)\s]*)?\)")


def rooms() -> Iterator[tuple[str, list[str]]]:
    """Yield every package with its public modules, by dotted name, outer packages first."""
    for top in PACKAGES:
        for init in sorted((ROOT / top).rglob("__init__.py"), key=lambda p: p.parent.as_posix()):
            folder = init.parent
            package = ".".join(folder.relative_to(ROOT).parts)
            names = sorted(
                path.stem for path in folder.glob("*.py")
                if not path.stem.startswith("_")
                and not path.relative_to(ROOT).as_posix().startswith(NOT_SHOWN)
            )  # fmt: skip
            if names:
                yield package, [f"{package}.{name}" for name in names]


def api_page(package: str, modules: list[str]) -> str:
    """Return the page of one package: its modules in alphabetical order."""
    parts = [f"# {package}", "", *(f"::: {module}\n" for module in modules)]
    return "\n".join(parts)


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Put the pages of the API into the navigation, one heading for each of the three floors."""
    floors = [
        {top: [{package.removeprefix(f"{top}."): f"api/{package}.md"} for package, _ in rooms()
               if package.split(".")[0] == top]}
        for top in PACKAGES
    ]  # fmt: skip
    for entry in config.nav or []:
        if "API" in entry:
            entry["API"] = floors
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the papers and the pages of the API."""
    for paper, page in PAPERS.items():
        text = (ROOT / paper).read_text(encoding="utf-8")
        if page == "odd.md":
            text = one_title(text)
        files.append(File.generated(config, page, content=relinked(text, paper)))
    for package, modules in rooms():
        page = f"api/{package}.md"
        files.append(File.generated(config, page, content=api_page(package, modules)))
    return files


def one_title(text: str) -> str:
    """Return a paper whose parts stand one rank lower: a page has one title."""
    title, rest = text.split("\n", 1)
    return title + "\n" + re.sub(r"^(#+ )", r"#\1", rest, flags=re.MULTILINE)


def on_page_markdown(markdown: str, page: object, config: MkDocsConfig, files: Files) -> str:
    """Lead links between pages to the site's, and say on the findings whether the code moved."""
    source = page.file.src_uri  # type: ignore[attr-defined]
    if source == "findings.md":
        from docs.findings_page import moved

        return relinked(markdown, f"docs/{source}").replace("<!-- moved -->", moved(), 1)
    if source in PAPERS.values() or source.startswith("api/"):
        return markdown
    return relinked(markdown, f"docs/{source}")


def relinked(text: str, paper: str) -> str:
    """Return a text in which links to other papers lead to their pages.

    Parameters
    ----------
    text : str
    paper : str
        Its path from the root of the repository, from which its links count.
    """

    def link(match: re.Match[str]) -> str:
        target, anchor = match[1], match[2] or ""
        path = (ROOT / paper).parent.joinpath(target).resolve()
        if not path.is_relative_to(ROOT):
            return match[0]
        where = path.relative_to(ROOT).as_posix()
        page = PAPERS.get(where) or where.removeprefix("docs/")
        return f"]({page}{anchor})" if where in PAPERS or where.startswith("docs/") else match[0]

    return _LINK.sub(link, text)
