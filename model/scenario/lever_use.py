"""One use of a lever in a scenario."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from model.lever import LeverParameters
from model.months import month_of
from model.parameter_owners import all_rows, changed


@dataclass(frozen=True)
class LeverUse:
    """One lever at one time, in some areas, at one dose; it may be used again elsewhere.

    Attributes
    ----------
    name : str
    parameters : LeverParameters
    set_in : mapping of str to str
        For each field (or `field.part`) that is not at its default, where it was set.
    """

    name: str
    parameters: LeverParameters
    set_in: Mapping[str, str] = field(default_factory=dict, compare=False)

    @property
    def months(self) -> range:
        """Months in which it works."""
        return range(month_of(self.parameters.start), month_of(self.parameters.end))

    def open_to(self, name: str) -> bool:
        """Say whether a change of a number for the whole scenario reaches this use.

        What began before 2021 has been lived: a choice, such as a dose, holds for what comes after.
        How large an effect is holds for both.
        """
        return self.months.start >= 0 or all_rows()[name].role != "lever"

    def with_value(self, name: str, value: float, origin: str) -> "LeverUse":
        """Return the use with one checked number changed, `name` being `<lever>.<field>`."""
        key = name.partition(".")[2]
        parameters = changed(self.parameters, {key: value})
        return replace(self, parameters=parameters, set_in={**self.set_in, key: origin})
