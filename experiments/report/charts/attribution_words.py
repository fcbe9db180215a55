"""What a division of an effect over its lines is called: outcomes and levers."""

from experiments.report.words import Words


def outcome_title(name: str, w: Words) -> str:
    """Return what an outcome is called, without its unit where that is money."""
    phrase = w.phrases.get(f"attribution.outcome.{name}") or w.phrases.get(f"headline.{name}")
    title = (phrase or name.removesuffix("_eur").replace("_", " ")).strip()
    return title.rsplit(",", 1)[0] if name.endswith("_eur") else title


def line_title(name: str, w: Words) -> str:
    """Return what a lever is called; its own name where the language has no other."""
    names = (w.phrases.get(f"{subject}.lever.{name}") for subject in ("attribution", "report"))
    return next(filter(None, names), name.replace("_", " "))
