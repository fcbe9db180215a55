"""The phrases of everything a reader sees, one table per language, and how numbers are written.

`phrases/<language>.yaml` beside this holds them, `phrases/charts/<language>.yaml` those of charts,
and `phrases/<subject>/<language>.yaml` those of a subject (`SUBJECTS`), whose names begin with it;
a test asks for the same names and fields in each language.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from model.errors import InputError

FOLDER = Path(__file__).parent / "phrases"
LANGUAGES = ("en", "nl")
SUBJECTS = (
    "attribution", "discovery", "doses", "opening", "page", "published", "report", "rollouts",
    "sensitivity", "shown", "static_page", "sweep",
)  # fmt: skip
"""Folders of phrases whose names begin with the folder's own name."""
_COMMA_FOR_POINT = str.maketrans(",.", ".,")


@dataclass(frozen=True)
class Words:
    """The phrases of one language.

    Attributes
    ----------
    lang : {'en', 'nl'}
    phrases : mapping of str to str
        By name, parts joined with points; `{field}` is filled in by the caller.
    """

    lang: str
    phrases: Mapping[str, str]

    def __call__(self, name: str, **fields: Any) -> str:
        """Return a phrase with its fields filled in.

        Raises
        ------
        KeyError
            If there is no such phrase or a field is missing.
        """
        return self.phrases[name].format(**fields)

    def figure(self, value: float, form: str) -> str:
        """Return a number as the language writes it: 1,234.5 in English, 1.234,5 in Dutch."""
        text = format(value, form)
        return text.translate(_COMMA_FOR_POINT) if self.lang == "nl" else text

    def world(self, name: str) -> str:
        """Return what a scenario is called; its own name where the language has no other."""
        return self.phrases.get(f"world.{name}", name)

    def worlds(self, base: str, policy: str) -> dict[str, str]:
        """Return what two scenarios are called, as the fields `base` and `policy` of a phrase."""
        return {"base": self.world(base), "policy": self.world(policy)}

    def parameter(self, name: str) -> str:
        """Return what an uncertain number is, where the language has words for it; else nothing."""
        return self.phrases.get(f"parameter.{name}", "")

    def naming(self, titles: Mapping[str, str]) -> "Words":
        """Return these phrases with titles for scenarios that have none of their own.

        Parameters
        ----------
        titles : mapping of str to str
            By name of the scenario: what its author calls it, whatever the language.
        """
        named = {f"world.{name}": title for name, title in titles.items() if title}
        return replace(self, phrases={**named, **self.phrases})


def capital(text: str) -> str:
    """Return a text with its first letter as a capital, the rest as it is."""
    return text[0].upper() + text[1:]


def words_of(lang: str | Words) -> Words:
    """Return the phrases of a language; phrases that are handed in stay as they are.

    Raises
    ------
    InputError
        If there are none.
    """
    return lang if isinstance(lang, Words) else _phrases(lang)


def by_hand(changes: Mapping[str, float], w: Words, draw: int | None = None) -> list[str]:
    """Say which parameters were set by hand, and which draw holds; nothing where none was.

    Parameters
    ----------
    changes : mapping of str to float
    w : Words
    draw : int, optional
        Of the shipped posterior, in every world.
    """
    named = ", ".join(f"`{name}` = {w.figure(value, ',.10g')}" for name, value in changes.items())
    sentences = [w("setting.by_hand", changes=named)] if changes else []
    return sentences if draw is None else [*sentences, w("setting.at_draw", draw=draw)]


@cache
def _phrases(lang: str) -> Words:
    if lang not in LANGUAGES:
        raise InputError(f"lang is '{lang}': give one of {', '.join(LANGUAGES)}.")
    phrases = dict(_flat(_read(FOLDER / f"{lang}.yaml")))
    phrases |= _flat(_read(FOLDER / "charts" / f"{lang}.yaml"))
    for subject in SUBJECTS:
        phrases |= _flat(_read(FOLDER / subject / f"{lang}.yaml"), f"{subject}.")
    return Words(lang, phrases)


def _read(file: Path) -> Mapping[str, Any]:
    import yaml  # not where the command line only says what its options are

    return dict(yaml.safe_load(file.read_text(encoding="utf-8")))


def _flat(tree: Mapping[str, Any], before: str = "") -> list[tuple[str, str]]:
    rows: list[tuple[str, str]] = []
    for name, part in tree.items():
        whole = f"{before}{name}"
        rows += _flat(part, f"{whole}.") if isinstance(part, Mapping) else [(whole, part)]
    return rows
