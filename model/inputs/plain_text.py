"""Text that somebody handed in: UTF-8, every character of it showing on a page.

What does not show (control characters, marks that turn the direction of writing, spaces of no
width) can make a terminal obey, or a reader see another text than the program.
"""

import unicodedata
from pathlib import Path

from model.errors import DataError, InputError
from model.inputs.reading import read_bytes

_LAYOUT = "\t\n"
_UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
"""Of Unicode: controls, formats, surrogates, private, unassigned, separators of lines."""
_BOM = b"\xef\xbb\xbf"


def unseen(text: str, but: str = "") -> str:
    """Return the first character of a text that does not show, '' where all do.

    Parameters
    ----------
    text : str
    but : str
        Characters that may stand there.
    """
    if text.isprintable():
        return ""
    odd = {one for one in set(text) if unicodedata.category(one) in _UNSEEN and one not in but}
    return next((one for one in text if one in odd), "") if odd else ""


def code_of(character: str) -> str:
    """Return how a character is named that cannot be shown, such as U+202E."""
    return f"U+{ord(character):04X}"


def read_plain(path: Path, most: int, *, error: type[InputError] = DataError) -> str:
    """Return the content of a text file; it may begin with a mark of UTF-8 and hold `CR LF`.

    Parameters
    ----------
    path : Path
    most : int
        Bytes it may have.
    error : type of InputError
        What is raised.

    Raises
    ------
    InputError
        As `read_bytes`; if it is no UTF-8, or on the line with a character that does not show.
    """
    content = read_bytes(path, most, error=error).removeprefix(_BOM)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as fault:
        line = content.count(b"\n", 0, fault.start) + 1
        raise error(f"{path}, line {line} is no text in UTF-8: save it as such.") from None
    text = text.replace("\r\n", "\n")
    refuse_unseen(text, str(path), error)
    return text


def refuse_unseen(text: str, file: str, error: type[InputError]) -> None:
    """Refuse a text with a character that does not show, line ends and tabs excepted.

    Raises
    ------
    InputError
        Naming file, line and character.
    """
    if odd := unseen(text, but=_LAYOUT):
        line = text.count("\n", 0, text.index(odd)) + 1
        raise error(f"{file}, line {line} holds {code_of(odd)}, which does not show: take it out.")
