"""The streams that a command writes to: whoever reads them may leave, or never have been there."""

import errno
import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

STREAMS = {"stdout": 1, "stderr": 2}


class _Unread(io.FileIO):
    """A stream of which what nobody reads any more is dropped, so that the work goes on."""

    def __init__(self, descriptor: int) -> None:
        super().__init__(descriptor, "w", closefd=False)
        # A terminal that was closed; on a file the same error is a loss.
        self._gone = {errno.EPIPE, errno.EIO} if self.isatty() else {errno.EPIPE}

    def write(self, content: Any) -> int:
        """Write to where the stream leads, or nowhere."""
        try:
            return super().write(content)
        except OSError as error:
            if error.errno not in self._gone:
                raise
            return memoryview(content).nbytes


@contextmanager
def standing_streams() -> Iterator[None]:
    """Write to streams that a reader who leaves (`| head`) does not break.

    Notes
    -----
    A stream that was closed when the command began (`2>&-`) leads nowhere: the next file that is
    opened would take its number, and get what is said of the work.
    """
    _open_what_is_closed()
    before = {name: getattr(sys, name) for name in STREAMS}
    for name, descriptor in STREAMS.items():
        if before[name] is getattr(sys, f"__{name}__"):  # nobody catches what is written
            setattr(sys, name, _standing(before[name], descriptor))
    try:
        yield
    finally:
        for name, stream in before.items():
            ours = getattr(sys, name)
            setattr(sys, name, stream)
            if ours is not stream:
                ours.flush()


def _open_what_is_closed() -> None:
    while (descriptor := os.open(os.devnull, os.O_RDWR)) <= max(STREAMS.values()):
        os.set_inheritable(descriptor, True)
    os.close(descriptor)


def _standing(stream: Any, descriptor: int) -> io.TextIOWrapper:
    raw = _Unread(descriptor)
    return io.TextIOWrapper(
        io.BufferedWriter(raw),
        encoding=stream.encoding if stream else "utf-8",
        errors=stream.errors if stream else "backslashreplace",
        line_buffering=True,
    )
