"""What the web page says, in both languages.

The phrases stand in `experiments/report/phrases/dashboard/`, beside those of everything else.
"""

from functools import cache

import yaml

from experiments.report.charts.attribution_words import attribution_words
from experiments.report.words import FOLDER, Words

PAGE = "page"


@cache
def page_words(lang: str) -> Words:
    """Return the phrases of a language, those of the page with `page.` in front.

    Raises
    ------
    InputError
        If there are none.
    """
    shared = attribution_words(lang).phrases
    text = (FOLDER / "dashboard" / f"{lang}.yaml").read_text(encoding="utf-8")
    own = {f"{PAGE}.{name}": phrase for name, phrase in yaml.safe_load(text).items()}
    return Words(lang, {**shared, **own})
