"""One call of a function, wherever it is made: its number and its result."""

import gc
import pickle
import traceback
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cache
from itertools import count
from typing import Any

from experiments.results.places import without_places
from model.errors import InputError

MOST_TOLD = 8_000
"""Characters of an error, and of its traceback, that are recorded."""
DEATHS_BEFORE_ALONE = 2
"""A call whose worker was killed this often may be what kills: it is tried once more, alone."""


@dataclass(frozen=True)
class Call:
    """Arguments of one call, its number, and how many workers were killed while they had it."""

    number: int
    arguments: tuple[Any, ...]
    deaths: int = 0

    @property
    def suspect(self) -> bool:
        """Say whether it goes alone, so that what kills it can only be itself."""
        return self.deaths >= DEATHS_BEFORE_ALONE

    def once_more(self) -> "Call":
        """Return the call with one more death on its account."""
        return replace(self, deaths=self.deaths + 1)


@dataclass(frozen=True)
class Fault:
    """What is left of a call that failed: no exception object, which may not travel.

    Attributes
    ----------
    error : str
        Kind and message.
    traceback : str
    """

    error: str
    traceback: str


class Calls:
    """The calls to make: those to repeat first, then new ones, at the end each suspect alone.

    Parameters
    ----------
    arguments : iterable of tuple
        Taken one by one, when there is room for another call.
    """

    def __init__(self, arguments: Iterable[tuple[Any, ...]]) -> None:
        self._fresh = map(Call, count(), arguments)
        self._again: deque[Call] = deque()
        self._suspects: deque[Call] = deque()

    def take(self, running: int) -> Call | None:
        """Return the next call to make while `running` others are under way, None to wait."""
        if self._again:
            return self._again.popleft()
        fresh = next(self._fresh, None)
        if fresh is None and not running and self._suspects:
            return self._suspects.popleft()
        return fresh

    def give_back(self, call: Call) -> None:
        """Have a call made again: a suspect at the very end, any other one at once."""
        (self._suspects if call.suspect else self._again).append(call)


def tried(function: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
    """Call a function; return its result, its InputError (the user's mistake) or a Fault."""
    try:
        return function(*arguments)
    except InputError as error:
        return error
    except Exception as error:
        return fault_of(error)
    finally:
        free_memory()


def free_memory() -> None:
    """Free what a call leaves behind at once: a town and its agents hold each other.

    What the process keeps for good is frozen the first time, so that later ones take no time.
    """
    gc.collect()
    _freeze_once()


@cache
def _freeze_once() -> None:
    """Freeze what there is at the first call; `gc.get_freeze_count` walks all that is frozen."""
    gc.freeze()


def fault_of(error: BaseException) -> Fault:
    """Return what is recorded of an error that is being handled."""
    return Fault(
        without_places(f"{type(error).__name__}: {error}")[:MOST_TOLD],
        without_places(traceback.format_exc())[-MOST_TOLD:],
    )


def packed(function: Callable[..., Any], arguments: tuple[Any, ...]) -> bytes:
    """Return a call as it travels; where it cannot, one that returns the fault."""
    try:
        return pickle.dumps((function, arguments))
    except Exception as error:
        return pickle.dumps((_same, (fault_of(error),)))


def made(call: bytes) -> bytes:
    """Make a call that has travelled; return what came of it as it travels back."""
    try:
        function, arguments = pickle.loads(call)
        return pickle.dumps(tried(function, arguments))
    except BaseException as error:
        return pickle.dumps(fault_of(error))


def unpacked(result: bytes) -> Any:
    """Return what came of a call; a Fault where that cannot be read here."""
    try:
        return pickle.loads(result)
    except Exception as error:
        return fault_of(error)


def killed(deaths: int, how: str) -> Fault:
    """Return the Fault of a call that ended every process which made it."""
    return Fault(
        f"killed: the process that made this call ended without a word {deaths} times, the last "
        f"time with no other call beside it ({how}); out of memory?",
        "",
    )


def _same(value: Any) -> Any:
    return value


def settled(result: Any) -> Any:
    """Return a result or a Fault; raise the user's mistake."""
    if isinstance(result, InputError):
        raise result
    return result
