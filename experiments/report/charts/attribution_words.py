"""What a division of an effect over its lines is called, in both languages.

The phrases stand in `experiments/report/phrases/attribution/`, beside those of everything else.
"""

from functools import cache

import yaml

from experiments.report.words import FOLDER, Words, words_of


@cache
def attribution_words(lang: str) -> Words:
    """Return the phrases of a language, those of a division with `attribution.` in front.

    Raises
    ------
    InputError
        If there are none.
    """
    shared = words_of(lang).phrases
    text = (FOLDER / "attribution" / f"{lang}.yaml").read_text(encoding="utf-8")
    division = {f"attribution.{name}": phrase for name, phrase in yaml.safe_load(text).items()}
    return Words(lang, {**shared, **division})


def outcome_title(name: str, w: Words) -> str:
    """Return what an outcome is called, without its unit where that is money."""
    phrase = w.phrases.get(f"attribution.outcome.{name}") or w.phrases.get(f"headline.{name}")
    title = (phrase or name.removesuffix("_eur").replace("_", " ")).strip()
    return title.rsplit(",", 1)[0] if name.endswith("_eur") else title


def line_title(name: str, w: Words) -> str:
    """Return what a lever is called; its own name where the language has no other."""
    return w.phrases.get(f"attribution.lever.{name}", name.replace("_", " "))
