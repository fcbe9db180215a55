"""Return to social assistance: who left it, and who came back within some months."""

from typing import TYPE_CHECKING

from agents.vocabulary import Domain, Status

if TYPE_CHECKING:
    from model.town import SocialBaseModel

WITHIN = {"benefit_return_6m": 6, "benefit_return_3y": 36}
"""Measure -> months since the exit."""


class Returns:
    """The exits from social assistance of a town that is looked at every month."""

    def __init__(self) -> None:
        self.month = 0
        self.holders: set[int] | None = None
        self.exits: list[tuple[int, int]] = []
        self.back_after: dict[tuple[int, int], int] = {}
        self._last_exit: dict[int, int] = {}

    def look(self, town: "SocialBaseModel") -> None:
        """Note who holds no benefit any more, and who does again; once every month.

        Who dies or moves away has left it too, as where exits are counted.
        """
        records = town.residents.records
        holds = records["products"] >> Domain.WORK & 1 & (records["status"] == Status.HOME)
        now = set(records["uid"][holds > 0].tolist())
        self.note(now, town.month)

    def note(self, now: set[int], month: int) -> None:
        """Take in the uids of who holds a benefit in a month."""
        before = now if self.holders is None else self.holders
        for uid in before - now:
            self.exits.append((uid, month))
            self._last_exit[uid] = month
        for uid in (now - before) & self._last_exit.keys():
            left = self._last_exit.pop(uid)
            self.back_after[uid, left] = month - left
        self.holders, self.month = now, month

    def share(self, within: int) -> float:
        """Return the share of exits that are followed that long whose holder was back by then.

        NaN without such exits.
        """
        followed = [one for one in self.exits if one[1] + within <= self.month]
        back = sum(self.back_after.get(one, within + 1) <= within for one in followed)
        return back / len(followed) if followed else float("nan")

    def figures(self) -> dict[str, float]:
        """Return the share of every measure of `WITHIN`."""
        return {name: self.share(within) for name, within in WITHIN.items()}
