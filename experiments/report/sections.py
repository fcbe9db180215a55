"""Sections of a summary: a heading, sentences and tables."""

from dataclasses import dataclass


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
