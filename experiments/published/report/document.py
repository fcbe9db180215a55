"""A report as data, before it becomes a page: chapters with texts, tables, figures and cards."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from experiments.published.report.sheets import Sheet


@dataclass(frozen=True)
class Text:
    """A paragraph; `note` is small print, `sub` a heading below that of the chapter."""

    text: str
    kind: str = "text"
    block: str = "text"


@dataclass(frozen=True)
class Items:
    """A list of sentences."""

    items: tuple[str, ...]
    block: str = "items"


@dataclass(frozen=True)
class Terms:
    """Terms, each with what it means."""

    terms: tuple[tuple[str, str], ...]
    block: str = "terms"


@dataclass(frozen=True)
class Grid:
    """A table: its cells as texts, which columns hold figures, and which rows are totals."""

    sheet: Sheet
    rows: Sequence[Sequence[str]]
    numeric: tuple[bool, ...]
    totals: tuple[bool, ...]
    block: str = "grid"


@dataclass(frozen=True)
class Picture:
    """A picture within the page: its address as data, what it shows, and what stands below it."""

    data: str
    alt: str
    caption: str
    block: str = "picture"


@dataclass(frozen=True)
class Card:
    """A big number: what it is, the number, what stands beside it and its trust mark."""

    title: str
    number: str
    beside: tuple[str, ...]
    mark: str
    mark_words: str


@dataclass(frozen=True)
class Cards:
    """The big numbers."""

    cards: tuple[Card, ...]
    block: str = "cards"


Block = Text | Items | Terms | Grid | Picture | Cards


@dataclass(frozen=True)
class Chapter:
    """A chapter: where links lead to, its title, and what stands in it."""

    anchor: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Document:
    """A report.

    Attributes
    ----------
    lang : str
    title, subtitle : str
    answer : tuple of str
        What it comes to, in two sentences.
    doubt : str
        What the intervals hold and what they do not.
    cards : Cards
    chapters : tuple of Chapter
    footer : str
    words : dict of str to str
        Labels of the page itself.
    wide : bool
        Whether pages lie on their side.
    """

    lang: str
    title: str
    subtitle: str
    answer: tuple[str, ...]
    doubt: str
    cards: Cards
    chapters: tuple[Chapter, ...]
    footer: str
    words: dict[str, str] = field(default_factory=dict)
    wide: bool = False
