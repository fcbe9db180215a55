"""Results in order of their numbers, whatever order they come in."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Result = TypeVar("Result")


@dataclass
class InOrder(Generic[Result]):
    """Keeps what comes early until all before it have come.

    Attributes
    ----------
    early : dict of int to result
    next : int
        The number that is handed on next, from 0.
    """

    early: dict[int, Result] = field(default_factory=dict)
    next: int = 0

    def take(self, number: int, result: Result) -> Iterator[Result]:
        """Take in a result, and hand on those whose turn it is."""
        self.early[number] = result
        while self.next in self.early:
            self.next += 1
            yield self.early.pop(self.next - 1)
