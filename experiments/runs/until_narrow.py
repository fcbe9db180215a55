"""Replications until the paired differences are known well enough."""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from experiments.effects.precision import Reached, Rule
from experiments.execution.in_order import InOrder
from experiments.execution.progress import Progress
from experiments.execution.replications import Batch, ReplicationError
from experiments.execution.stream import Fault
from experiments.results.failures import Failure

Result = TypeVar("Result")


@dataclass
class _Judge(Generic[Result]):
    """Looks at results in order of number, whatever order they come in, and says when to stop."""

    rule: Rule
    seen_of: Callable[[Result], NDArray[np.float64]]
    results: list[Result | Fault] = field(default_factory=list)
    seen: list[NDArray[np.float64]] = field(default_factory=list)
    queue: InOrder[Result | Fault] = field(default_factory=InOrder)
    reached: bool = False

    def take(self, number: int, result: Result | Fault) -> None:
        """Take in the result of one replication."""
        for one in self.queue.take(number, result):
            if self.over:
                return
            self._look_at(one)

    def _look_at(self, result: Result | Fault) -> None:
        self.results.append(result)
        if not isinstance(result, Fault):
            self.seen.append(self.seen_of(result))
            self.reached = self.rule.stop(np.array(self.seen)) is not None

    @property
    def over(self) -> bool:
        """Whether it is enough: reached, at the cap, or nothing but failures up to the floor."""
        done = len(self.results)
        hopeless = done >= self.rule.at_least and not self.seen
        return self.reached or hopeless or done >= self.rule.at_most


def until_narrow(
    function: Callable[..., Result],
    arguments_of: Callable[[int], tuple[Any, ...]],
    seen_of: Callable[[Result], NDArray[np.float64]],
    rule: Rule,
    batch: Batch,
) -> tuple[list[Result], tuple[Failure, ...], Reached]:
    """Call a function for replication after replication until a rule is content.

    Parameters
    ----------
    function : callable
    arguments_of : callable
        Its arguments for a replication's number.
    seen_of : callable
        Result -> what the rule looks at, as its `seen` returns it.
    rule : Precision or Told
    batch : Batch

    Returns
    -------
    list
        Results that succeeded, in order of number.
    tuple of Failure
        Those that failed: they count towards the cap, and as missing in the intervals.
    Reached

    Raises
    ------
    InputError
        As the function raised it.
    ReplicationError
        If none succeeded up to the floor.
    """
    judge = _Judge(rule, seen_of)

    def jobs() -> Iterator[tuple[Any, ...]]:
        for number in range(rule.at_most):
            if judge.over:
                return
            yield arguments_of(batch.first + number)

    bar = Progress(batch.progress, rule.at_most, at_most=True)
    try:
        with closing(batch.stream(function, jobs())) as calls:
            for number, result in calls:
                judge.take(number, result)
                bar.advance(failed=isinstance(result, Fault))
                if judge.over:
                    break
    finally:
        bar.close()
    return _outcome(judge, batch.failures(judge.results))


def _outcome(
    judge: "_Judge[Result]", failures: tuple[Failure, ...]
) -> tuple[list[Result], tuple[Failure, ...], Reached]:
    results = [one for one in judge.results if not isinstance(one, Fault)]
    if not results:
        error = ReplicationError(
            f"replication {failures[0].replication} failed ({failures[0].error}), and so did the "
            f"next {len(failures) - 1}: SOCIAL_BASE_DEBUG=1 shows where."
        )
        error.add_note(failures[0].traceback)
        raise error
    return results, failures, Reached(judge.rule, judge.reached, len(judge.results))
