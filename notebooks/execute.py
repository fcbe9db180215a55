"""Make the notebooks that ship, executed, one in each language: `python -m notebooks.execute`.

A source `nNN_*.py` (jupytext, percent format) holds both languages: a cell with the tag `en` or
`nl` stands in that language only. The cell with the tag `parameters` sets language and size.
"""

import json
import re
import sys
import tempfile
from pathlib import Path
from typing import Any

import jupytext
import nbformat
from nbclient import NotebookClient

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
LANGUAGES = ("en", "nl")
LONGEST = 900
"""Seconds that a cell may take."""


def sources() -> list[Path]:
    """Return the sources in the order of their numbers."""
    return sorted(HERE.glob("n[0-9][0-9]_*.py"))


def notebook_of(source: Path, lang: str, **settings: object) -> Any:
    """Return a notebook in one language, not executed.

    Parameters
    ----------
    source : path
    lang : {'en', 'nl'}
    **settings
        Values in place of those in the cell `parameters`, by name, for example `RESIDENTS=1000`.

    Raises
    ------
    ValueError
        If a setting is none of the source's.
    """
    notebook = jupytext.read(source)
    other = {one for one in LANGUAGES if one != lang}
    cells = [cell for cell in notebook.cells if not other & set(cell.metadata.get("tags", ()))]
    for number, cell in enumerate(cells):
        cell["id"] = f"{source.stem[:3]}-{lang}-{number:02d}"
        if "parameters" in cell.metadata.get("tags", ()):
            cell.source = _with(cell.source, {"LANG": lang, **settings}, source)
    notebook.cells = cells
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    notebook.metadata = nbformat.from_dict(
        {"kernelspec": kernel, "language_info": {"name": "python"}}
    )
    return notebook


def _with(code: str, settings: dict[str, object], source: Path) -> str:
    for name, value in settings.items():
        code, found = re.subn(rf"(?m)^{name} = .*$", f"{name} = {json.dumps(value)}", code)
        if not found:
            raise ValueError(f"{source.name}: no line '{name} = ' in the cell of parameters")
    return code


def executed(notebook: Any) -> Any:
    """Run a notebook from its first cell to its last; what a cell prints is an error of ours."""
    client = NotebookClient(
        notebook, timeout=LONGEST, kernel_name="python3", record_timing=False,
        resources={"metadata": {"path": str(ROOT)}},
    )  # fmt: skip
    client.create_kernel_manager()
    with tempfile.TemporaryDirectory() as place:  # several may run at once, and none on a port
        client.km.transport, client.km.ip = "ipc", f"{place}/kernel"
        client.execute()
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
    notebook.metadata.pop("widgets", None)
    notebook.metadata["language_info"] = {"name": "python"}
    return notebook


def place_of(source: Path, lang: str) -> Path:
    """Return where the executed notebook stands."""
    return HERE / lang / f"{source.stem}.ipynb"


def main(names: list[str]) -> None:
    """Make all notebooks, or those whose number is given (`n04`)."""
    for source in sources():
        if names and source.stem[:3] not in names:
            continue
        for lang in LANGUAGES:
            made = executed(notebook_of(source, lang))
            path = place_of(source, lang)
            path.parent.mkdir(exist_ok=True)
            nbformat.write(made, path)


if __name__ == "__main__":
    main(sys.argv[1:])
