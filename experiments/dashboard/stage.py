"""What the page needs of the server that shows it: the comparison handed in, the live runs."""

from dataclasses import dataclass, field
from pathlib import Path

from experiments.dashboard.live import Live, Wish
from experiments.dashboard.pictures import Album
from experiments.dashboard.plan import OWN, own_plan
from experiments.dashboard.selection import comparison_in
from experiments.dashboard.view import FOLDER, Setting, View
from experiments.runs.result import ComparisonResult
from model.errors import InputError
from model.inputs.municipality import MunicipalityData, load_municipality

TOWN = "bergen_op_zoom"


@dataclass(eq=False)
class Stage:
    """What one server shows.

    Attributes
    ----------
    live : Live
    folder : Path or None
        The comparison that was handed in.
    setting : Setting
    data : MunicipalityData
    album : Album
    """

    live: Live
    folder: Path | None
    setting: Setting
    data: MunicipalityData
    album: Album = field(default_factory=Album)

    def area_title(self, key: str) -> str:
        """Return what an area is called."""
        return dict(zip(self.data.areas, self.data.area_labels, strict=True)).get(key, key)

    def wish(self, view: View) -> Wish:
        """Return what a view asks to run."""
        own = own_plan(view.policy, view.changes) if view.changes else ""
        return Wish(view.policy, own, lang=view.lang, **view.numbers)

    def source(self, view: View) -> Path | None:
        """Return the folder of the result that a view shows; None where it has yet to be run."""
        return self.folder if view.shown == FOLDER else self.live.result(self.wish(view))

    def held(self, lang: str) -> ComparisonResult:
        """Return the comparison that was handed in, in a language."""
        assert self.folder is not None
        return comparison_in(self.folder, lang)

    def policy(self, view: View) -> str:
        """Return the name under which a result holds the policy of a view."""
        return OWN if view.changes else view.policy

    def result(self, view: View) -> ComparisonResult | None:
        """Return the result that a view shows, in its language."""
        folder = self.source(view)
        if folder is None:
            return None
        return comparison_in(folder, view.lang)


_stages: list[Stage] = []


def open_stage(live: Live, folder: Path | None, lang: str) -> Stage:
    """Set what the page shows.

    Parameters
    ----------
    live : Live
    folder : Path, optional
        A results folder of `compare`.
    lang : {'en', 'nl'}

    Raises
    ------
    ResultError
        If the folder holds no comparison.
    InputError
        If it is of another town.
    """
    held = comparison_in(folder, lang) if folder else None
    if held is not None and held.municipality != TOWN:
        raise InputError(
            f"{folder} is of {held.municipality}: the page shows {TOWN} only. Make a report or "
            "pages of it (`social-base report`, `social-base publish`)."
        )
    data = load_municipality(TOWN)
    setting = Setting(lang, tuple(data.areas), tuple(held.policies) if held else ())
    _stages[:] = [Stage(live, folder, setting, data)]
    return _stages[0]


def stage() -> Stage:
    """Return what is shown."""
    return _stages[0]
