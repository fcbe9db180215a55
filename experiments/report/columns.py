"""Text for a screen of 80 columns: tables whose cells wrap, paragraphs, and Markdown as both.

A table that is too wide has its cells wrapped between words. Where even the longest words do not
stand beside each other, each row becomes a paragraph of its own: its title, then head and figure.
"""

import re
import textwrap
from collections.abc import Sequence

WIDTH = 80
INDENT = "    "
LAYOUTS = ((2, 22), (2, 0), (1, 0))
"""Blanks between two columns, and letters that the titles of rows keep: the first that fits."""
_BREAKS = re.compile(r"(?<=[._/])(?=[A-Za-z])")
_RULE = re.compile(r"[-: ]+")
_PICTURE = re.compile(r"^!\[([^\]]*)\]\(([^)]*)\)", re.MULTILINE)
_BOLD = re.compile(r"\*\*(\S.*?)\*\*")

Rows = Sequence[Sequence[str]]


def columns(rows: Rows, width: int = WIDTH, *, ruled: bool = True, figures: bool = True) -> str:
    """Return a table, its head first, in no more than so many columns.

    Parameters
    ----------
    rows : sequence of sequence of str
        The first column holds words.
    width : int
    ruled : bool
        Whether a rule stands below the head.
    figures : bool
        Whether the columns between the first and the last hold figures, which stand to the right.
    """
    if not rows:
        return ""
    for blanks, title in LAYOUTS:
        widths = _widths(rows, width - blanks * (len(rows[0]) - 1), title)
        if widths is not None:
            return _beside(rows, widths, " " * blanks, ruled=ruled, figures=figures)
    return _stacked(rows, width)


def _beside(rows: Rows, widths: Sequence[int], gap: str, *, ruled: bool, figures: bool) -> str:
    lines = []
    for number, row in enumerate(rows):
        lines += _line(row, widths, gap, figures)
        if ruled and not number:
            lines.append("-" * (sum(widths) + len(gap) * (len(widths) - 1)))
    return "\n".join(lines)


def paragraphs(text: str, width: int = WIDTH) -> str:
    """Return each line of a text as a paragraph."""
    return "\n".join(paragraph(line, width) for line in text.split("\n"))


def paragraph(text: str, width: int = WIDTH) -> str:
    """Return a paragraph in lines; an item of a list, and what is indented, keeps its indent."""
    item = re.match(r" *(?:(?:[-*]|\d+\.) +)?", text)
    indent = " " * len(item[0]) if item else ""
    if len(text) <= width:
        return text
    lines = textwrap.wrap(text, width, subsequent_indent=indent, break_on_hyphens=False)
    return "\n".join(lines)


def for_screen(markdown: str, width: int = WIDTH) -> str:
    """Return Markdown as a screen shows it: tables in columns, paragraphs in lines.

    A picture goes by its title and file, and what stands out in print stands as the rest.
    """
    shown: list[str] = []
    table: list[list[str]] = []
    for line in [*_unmarked(markdown).split("\n"), ""]:
        if line.startswith("|"):
            cells = [_cell(one) for one in re.split(r"(?<!\\)\|", line.strip())[1:-1]]
            if not all(_RULE.fullmatch(f"{one}-") for one in cells):
                table.append(cells)
            continue
        if table:
            shown.append(columns(table, width))
            table = []
        shown.append(_heading(line) if line.startswith("#") else paragraph(line, width))
    return "\n".join(shown).rstrip("\n")


def _unmarked(markdown: str) -> str:
    return _BOLD.sub(r"\1", _PICTURE.sub(r"\1: \2", markdown))


def _cell(text: str) -> str:
    plain = text[1:-1] if text.startswith(" ") and text.endswith(" ") else text.strip()
    return plain.rstrip().replace("&nbsp;", " ").replace("\\|", "|").replace("\\\\", "\\")


def _heading(line: str) -> str:
    text = "\n".join(textwrap.wrap(line.lstrip("# "), WIDTH))
    longest = max(map(len, text.split("\n")), default=0)
    return f"{text}\n{'-' * longest}"


def _widths(rows: Rows, room: int, title: int) -> list[int] | None:
    """Return how wide each column is; None where they do not fit beside each other."""
    each = list(zip(*rows, strict=True))
    natural = [max(map(len, column)) for column in each]
    if sum(natural) <= room:
        return natural
    least = [min(full, max(map(_longest_word, column))) for full, column in
             zip(natural, each, strict=True)]  # fmt: skip
    least[0] = min(natural[0], max(least[0], title))
    if sum(least) > room:
        return None
    return _shared(each, least, natural, room - sum(least))


def _shared(
    each: Sequence[Sequence[str]], widths: list[int], natural: list[int], left: int
) -> list[int]:
    """Give what room is left, step by step, to whatever column makes the tallest rows."""
    widths = list(widths)
    while left > 0:
        tall = [
            sum(len(_wrapped(cell, w)) for cell in column) if w < full else -1
            for column, w, full in zip(each, widths, natural, strict=True)
        ]
        k = max(range(len(tall)), key=lambda place: (tall[place], -place))
        if tall[k] < 0:
            break
        widths[k] += 1
        left -= 1
    return widths


def _longest_word(cell: str) -> int:
    return max((len(part) for word in cell.split() for part in _BREAKS.split(word)), default=0)


def _wrapped(cell: str, width: int) -> list[str]:
    if len(cell) <= width:
        return [cell]
    indent = cell[: len(cell) - len(cell.lstrip())]
    lines: list[str] = []
    for line in textwrap.wrap(cell, width, subsequent_indent=indent, break_long_words=False,
                              break_on_hyphens=False):  # fmt: skip
        lines += _broken(line, width) if len(line) > width else [line]
    return lines or [""]


def _broken(line: str, width: int) -> list[str]:
    """Break a name where its parts are joined, and only else within a part."""
    lines = [""]
    for part in _BREAKS.split(line):
        if len(lines[-1]) + len(part) > width and lines[-1]:
            lines.append("")
        lines[-1] += part
    return [piece for one in lines for piece in textwrap.wrap(one, width) or [""]]


def _line(row: Sequence[str], widths: Sequence[int], gap: str, figures: bool) -> list[str]:
    cells = [_wrapped(cell, w) for cell, w in zip(row, widths, strict=True)]
    last = len(cells) - 1
    lines = []
    for k in range(max(map(len, cells))):
        parts = []
        for place, (cell, w) in enumerate(zip(cells, widths, strict=True)):
            text = cell[k] if k < len(cell) else ""
            parts.append(text.rjust(w) if figures and 0 < place < last else text.ljust(w))
        lines.append(gap.join(parts).rstrip())
    return lines


def _stacked(rows: Rows, width: int) -> str:
    """Return each row as its title, and below it what each of its figures is."""
    head, *others = rows
    lines = textwrap.wrap(head[0], width)
    lines.append("-" * max(map(len, lines), default=0))
    for title, *cells in others:
        lines += textwrap.wrap(title, width, subsequent_indent=INDENT[:2], break_on_hyphens=False)
        told = [f"{name}: {cell}" for name, cell in zip(head[1:], cells, strict=True) if cell]
        lines += textwrap.wrap("; ".join(told), width, initial_indent=INDENT,
                               subsequent_indent=INDENT, break_on_hyphens=False)  # fmt: skip
    return "\n".join(lines)
