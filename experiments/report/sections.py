"""Sections of a summary: a heading, sentences and tables."""

import math
import re
from dataclasses import dataclass

from experiments.report.words import Words, words_of

ENGLISH = words_of("en")


@dataclass(frozen=True)
class Table:
    """A small table: a head and rows of text, the first column words, the others figures."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Section:
    """A heading and what stands under it, paragraphs and tables in order."""

    heading: str
    parts: tuple[str | Table, ...]


def number(value: float, w: Words = ENGLISH) -> str:
    """Return a number with as many digits as it deserves."""
    if math.isnan(value):
        return w("unknown")
    size = abs(value)
    digits = 0 if size >= 100 or value == 0 else 1 if size >= 1 else 2
    text = w.figure(value, f",.{digits}f")
    return text if re.search("[1-9]", text) else text.removeprefix("-")
