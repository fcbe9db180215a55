"""What every observer has: it reads the town at the end of a month and keeps rows."""

from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from model.town import SocialBaseModel


class Observer:
    """Counts something each month; never writes into the town.

    Attributes
    ----------
    name : str
        The file's name.
    on_by_default : bool
    rows : list
        What was seen so far: copied when a town is branched.
    """

    name: ClassVar[str]
    on_by_default: ClassVar[bool] = True

    def __init__(self, town: "SocialBaseModel") -> None:
        self.rows: list[Any] = []

    def observe(self, town: "SocialBaseModel") -> None:
        """Look at the town at the end of a month."""
        raise NotImplementedError
