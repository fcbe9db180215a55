"""An answer while replications still run: what the first of them say, and that no more.

It goes to the error stream beside the progress, never into a result: whoever waits sees which way
it points, and reads in its heading how little it rests on.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from experiments.execution.in_order import InOrder
from experiments.execution.progress import say
from experiments.execution.stream import Fault

Result = TypeVar("Result")
Seen = TypeVar("Seen")

FIRST, EVERY = 2, 2
"""The first answer comes after so many replications, the next ones after so many more."""


def is_time(done: int) -> bool:
    """Say whether after so many replications an answer is shown."""
    return done >= FIRST and (done - FIRST) % EVERY == 0


@dataclass
class FirstLook(Generic[Result, Seen]):
    """Takes results in whatever order they come, and says what those of the first numbers tell.

    Attributes
    ----------
    seen_of : callable
        Result of one replication -> the little of it that is looked at, which is kept.
    told : callable
        What is kept of the first replications, in their order -> what is said of them; nothing
        where that would not be honest.
    total : int
        The most replications there will be: of all of them there is no provisional answer.
    """

    seen_of: Callable[[Result], Seen]
    told: Callable[[list[Seen]], str]
    total: int
    seen: list[Seen] = field(default_factory=list)
    queue: "InOrder[Result | Fault]" = field(default_factory=InOrder)

    def take(self, place: int, result: Result | Fault) -> None:
        """Take in one result by its place, from 0, and say what is known where it is time."""
        for one in self.queue.take(place, result):
            if isinstance(one, Fault):
                continue
            self.seen.append(self.seen_of(one))
            if is_time(len(self.seen)) and self.queue.next < self.total:
                text = self.told(self.seen)
                if text:
                    say(text)
