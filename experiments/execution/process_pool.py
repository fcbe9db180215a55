"""Calls on several processes of this machine, of which any may be killed without a loss.

Each worker has a line of its own to this process, and one call at a time. So it is known what a
worker that was killed had in hand, and only that call is made again; the standard library's pool
loses whatever was under way on all of them.
"""

import logging
import os
import signal
from collections.abc import Callable, Generator, Iterable, Iterator
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection, wait
from threading import Thread
from typing import Any, cast

from experiments.execution.calls import Call, Calls, Fault, killed, made, packed, settled, unpacked
from experiments.execution.interrupts import (
    interrupts_held,
    leave_to_the_first_process,
    undivided,
)
from experiments.execution.progress import under_way
from experiments.worlds.environment import environment
from experiments.worlds.under_way import listen
from model.errors import SocialBaseError

FALSE_STARTS = 3
"""So many workers that end before they have begun, one after the other: none will begin."""
PATIENCE = 5.0
"""Seconds that a worker has to end."""
_SPAWN = get_context("spawn")
_STARTED = b"started"
_PART = b"part "
_log = logging.getLogger(__name__)


class WorkerError(SocialBaseError):
    """Worker processes that cannot start."""


def pooled(
    function: Callable[..., Any], arguments: Iterable[tuple[Any, ...]], workers: int, threads: int
) -> Generator[tuple[int, Any], None, None]:
    """Yield number and result of each call as it finishes; as `stream.stream`."""
    pool = _Pool(function, Calls(arguments), workers, threads)
    try:
        yield from pool.results()
    finally:
        pool.close()


class _Worker:
    """A process that makes one call after the other, as this process sees it.

    Parameters
    ----------
    threads : int
        On which it computes.

    Attributes
    ----------
    call : Call
        What it makes, or has made last.
    """

    call: Call

    def __init__(self, threads: int) -> None:
        self.line, theirs = _SPAWN.Pipe()
        self.started = False
        self._process = _SPAWN.Process(target=serve, args=(theirs,), daemon=True)
        with environment("NUMBA_NUM_THREADS", str(threads)), interrupts_held():
            self._process.start()
        theirs.close()

    def take(self, function: Callable[..., Any], call: Call) -> bool:
        """Hand it a call; say whether it is still there to make it."""
        self.call = call
        try:
            self.line.send_bytes(packed(function, call.arguments))
        except OSError:
            return False
        return True

    def stop(self) -> None:
        """End it, whatever it is doing, also where it was halted: it holds nothing that is lost."""
        self._process.kill()

    def end(self, patience: float = 0.0) -> str:
        """Wait for it to end by itself, end it if it does not, and say how it ended."""
        self.line.close()
        self._process.join(patience)
        if self._process.exitcode is None:
            self.stop()
            self._process.join(PATIENCE)
        code = self._process.exitcode
        if code is None:
            return "it does not end"
        self._process.close()
        return f"signal {-code}: {signal.strsignal(-code)}" if code < 0 else f"status {code}"


class _Pool:
    """Workers, of which as many are started as there are calls for."""

    def __init__(
        self, function: Callable[..., Any], calls: Calls, workers: int, threads: int
    ) -> None:
        self.function, self.calls = function, calls
        self.workers, self.threads = workers, threads
        self.all: list[_Worker] = []
        self.idle: list[_Worker] = []
        self.busy: dict[Connection, _Worker] = {}
        self.false_starts = 0

    def results(self) -> Iterator[tuple[int, Any]]:
        """Yield number and result of each call."""
        while self.hand_out():
            for line in cast("list[Connection]", wait(list(self.busy))):
                done = self.hear(self.busy[line])
                if done:
                    # The worker gets its next call before the caller looks at this result.
                    self.hand_out()
                    yield done

    def hand_out(self) -> int:
        """Give every worker a call, as far as there are any; return how many have one."""
        while len(self.busy) < self.workers:
            call = self.calls.take(len(self.busy))
            if call is None:
                break
            worker = self.idle.pop() if self.idle else self.hire()
            if worker.take(self.function, call):
                self.busy[worker.line] = worker
            else:  # it was killed before it had this call
                self.reap(worker)
                self.calls.give_back(call)
        return len(self.busy)

    def hire(self) -> _Worker:
        """Start a worker; from then on it is known here, and ended at the end."""
        with undivided():
            worker = _Worker(self.threads)
            self.all.append(worker)
        return worker

    def hear(self, worker: _Worker) -> tuple[int, Any] | None:
        """Return number and result that a worker sends; None where it sends none."""
        try:
            message = worker.line.recv_bytes()
        except (EOFError, OSError):
            return self.lost(self.busy.pop(worker.line))
        if message == _STARTED:
            worker.started, self.false_starts = True, 0
            return None
        if message.startswith(_PART):
            under_way[id(worker)] = float(message.removeprefix(_PART))
            return None
        under_way.pop(id(worker), None)
        del self.busy[worker.line]
        self.idle.append(worker)
        return worker.call.number, settled(unpacked(message))

    def lost(self, worker: _Worker) -> tuple[int, Fault] | None:
        """Have the call of a worker that was killed made again; return a Fault after the last."""
        call, how = worker.call, self.reap(worker)
        if not worker.started:
            self.calls.give_back(call)
            return None
        if call.suspect:
            return call.number, killed(call.deaths + 1, how)
        _log.warning("a worker process was killed (%s; out of memory?): its run is repeated", how)
        self.calls.give_back(call.once_more())
        return None

    def reap(self, worker: _Worker) -> str:
        """Reap a worker and say how it ended; a WorkerError where none will ever begin."""
        under_way.pop(id(worker), None)
        with undivided():
            how = worker.end(PATIENCE)
            self.all.remove(worker)
        self.false_starts += not worker.started
        if self.false_starts >= FALSE_STARTS:
            raise WorkerError(_NO_START.format(how=how))
        return how

    def close(self) -> None:
        """End all workers, whatever they are doing."""
        with undivided():
            for worker in self.all:
                under_way.pop(id(worker), None)
                worker.stop()
            for worker in self.all:
                worker.end()


_NO_START = (
    "worker processes end before they have begun ({how}): see above for their own message. A "
    'script that starts them needs `if __name__ == "__main__":` around what it does; workers=1 '
    "does without them."
)


def serve(line: Connection) -> None:
    """Make the calls that come over a line until it is cut: all that a worker does."""
    leave_to_the_first_process()
    Thread(target=_end_with_parent, daemon=True).start()
    try:
        line.send_bytes(_STARTED)
        while True:
            call = line.recv_bytes()
            listen(lambda part: line.send_bytes(_PART + f"{part:.4f}".encode()))
            line.send_bytes(made(call))
    except (EOFError, OSError):
        return  # the caller has gone


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)  # whatever it is doing: nobody waits for it
