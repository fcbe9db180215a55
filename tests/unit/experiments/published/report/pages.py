"""A page of HTML as tests read it: parsed strictly, its elements and texts at hand."""

from dataclasses import dataclass
from functools import cached_property
from xml.etree.ElementTree import Element

import html5lib


@dataclass(frozen=True)
class Page:
    """A page and what was wrong with it."""

    text: str

    @cached_property
    def parser(self) -> html5lib.HTMLParser:
        parser = html5lib.HTMLParser(namespaceHTMLElements=False)
        self.__dict__["root"] = parser.parse(self.text)
        return parser

    @property
    def errors(self) -> list[object]:
        return list(self.parser.errors)

    @property
    def root(self) -> Element:
        assert self.parser
        return self.__dict__["root"]

    def all(self, tag: str) -> list[Element]:
        return list(self.root.iter(tag))

    def words(self, tag: str = "body") -> str:
        return " ".join(" ".join(one.itertext()) for one in self.all(tag))


def cells(table: Element) -> list[list[str]]:
    """Return the texts of a table, row by row, the head first."""
    return [["".join(cell.itertext()) for cell in row] for row in table.iter("tr")]
