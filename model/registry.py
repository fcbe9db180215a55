"""What there is: a folder is scanned once; a file that declares nothing or a taken name raises."""

import importlib
import pkgutil
from functools import cache
from pathlib import Path
from typing import Any


@cache
def scan(package: str, base: type) -> dict[str, Any]:
    """Return the one subclass of `base` that each file of a package declares, by file name.

    Parameters
    ----------
    package : str
        Dotted name, for example `model.levers`.
    base : type
        The class that each file must derive from once.

    Raises
    ------
    ImportError
        If a file declares none or several, or a class whose `name` is not the file's.
    """
    home = importlib.import_module(package)
    folder = str(Path(str(home.__file__)).parent) if home.__file__ else next(iter(home.__path__))
    classes: dict[str, Any] = {}
    for module_info in sorted(pkgutil.iter_modules([folder]), key=lambda m: m.name):
        module = importlib.import_module(f"{package}.{module_info.name}")
        declared = [
            member
            for member in vars(module).values()
            if isinstance(member, type)
            and issubclass(member, base)
            and member.__module__ == module.__name__
        ]
        if len(declared) != 1:
            raise ImportError(
                f"{module.__file__} declares {len(declared)} {base.__name__}s: declare one"
            )
        if getattr(declared[0], "name", None) != module_info.name:
            raise ImportError(
                f"{module.__file__}: set name = '{module_info.name}' in {declared[0].__name__}"
            )
        classes[module_info.name] = declared[0]
    return classes
