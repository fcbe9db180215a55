"""Files that a reader saves: made when they are asked for, never before."""

from base64 import b64encode
from collections.abc import Callable
from typing import Any

import solara

from experiments.dashboard.parts import save


@solara.component
def saved(name: str, label: str, file: str, kind: str, made: Callable[[], bytes]) -> Any:
    """Show a button that saves a file.

    Parameters
    ----------
    name, label : str
    file, kind : str
        Its name and media type.
    made : callable
        Returns its content.
    """
    content, set_content = solara.use_state(None)

    def ask(_: Any) -> None:
        data = b64encode(made()).decode()
        # Another number each time: the same file may be saved twice.
        number = (content or {"number": 0})["number"] + 1
        set_content({"file": file, "kind": kind, "data": data, "number": number})

    return save(name=name, label=label, content=content, event_asked=ask)
