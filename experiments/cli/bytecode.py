"""Bytecode of Python sources where Python is told not to write it beside them.

Containers set PYTHONDONTWRITEBYTECODE so that nothing is left in their layers. Each process then
compiles some 1,850 modules at its start, which takes longer than all else that it does before its
first month. So bytecode is kept in the cache of the user, for the processes that this one starts
and for the next command.
"""

import os
import sys

from agents.cache_folder import folder_of_user

FORBIDDEN, PREFIX = "PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX"


def keep_bytecode() -> None:
    """Keep bytecode in the cache of the user where Python may write none beside the sources.

    Where it is written beside the sources, where the user has named a place, or where the cache is
    not to be trusted, nothing changes.
    """
    if not sys.dont_write_bytecode or sys.pycache_prefix:
        return
    try:
        folder = str(folder_of_user("bytecode"))
    except (OSError, RuntimeError):
        return
    sys.pycache_prefix = os.environ[PREFIX] = folder
    sys.dont_write_bytecode = False
    os.environ.pop(FORBIDDEN, None)
