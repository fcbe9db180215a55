"""The rules of the model in plain Python, so that they take an agent where a kernel hands a row.

They are the same functions: nothing is written twice. A compiled rule keeps the Python that it was
made from, and so do the rules that it calls. Draws stay compiled: they take numbers only.
"""

import builtins
import sys
from collections.abc import Callable
from types import FunctionType
from typing import Any

DRAWS = frozenset({"words4", "uniform", "uniform4", "derived_uid"})
"""What is called with numbers only, and so takes them from an agent as from a row."""


def _is_compiled(value: Any, keep: frozenset[str]) -> bool:
    return hasattr(value, "py_func") and value.__name__ not in keep


_PLAIN: dict[Any, Callable[..., Any]] = {}


def plain(rule: Any, keep: frozenset[str] = DRAWS) -> Callable[..., Any]:
    """Return a compiled rule as the Python it was written in, the rules it calls likewise.

    Parameters
    ----------
    rule : function
    keep : frozenset of str
        Names of functions that stay compiled.
    """
    function = getattr(rule, "py_func", rule)
    if (function, keep) not in _PLAIN:
        names: dict[str, Any] = {"__builtins__": builtins}
        made = FunctionType(function.__code__, names, function.__name__, function.__defaults__)
        _PLAIN[function, keep] = made
        for name in function.__code__.co_names:
            if name in function.__globals__:
                value = function.__globals__[name]
                names[name] = plain(value, keep) if _is_compiled(value, keep) else value
    return _PLAIN[function, keep]


def read_plainly(module: str) -> None:
    """Put the plain form in place of every compiled rule that a module imported."""
    names = vars(sys.modules[module])
    names |= {name: plain(value) for name, value in names.items() if _is_compiled(value, DRAWS)}
