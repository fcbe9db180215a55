"""How large a sweep would be: counted before a point is drawn, and refused where it is too large.

The process that hands out the runs holds the points and the jobs of a sweep, whoever runs them. The
bounds keep that below about 2 GB, and the time to draw and cut them below a minute or two.
"""

from dataclasses import dataclass

from model.errors import SweepError
from model.months import WARM_UP_MONTHS

MOST_POINTS = 1_000_000
MOST_CELLS = 20_000_000
"""Values in the table of points: 160 MB of numbers, several times that while they are drawn."""
MOST_RUNS = 1_000_000
"""About 1.5 kB each in the driver where every run is a job of its own (measured: 300,000 jobs)."""
BYTES_OF_A_CELL = 8


@dataclass(frozen=True)
class Size:
    """What a sweep would come to.

    Attributes
    ----------
    points, parameters, scenarios, replications, months : int
        `months` of the report.
    """

    points: int
    parameters: int = 1
    scenarios: int = 1
    replications: int = 1
    months: int = 0

    @property
    def cells(self) -> int:
        """Values in the table of points."""
        return self.points * self.parameters

    @property
    def runs(self) -> int:
        """Points x scenarios x replications: no fewer than there are jobs."""
        return self.points * self.scenarios * self.replications

    def refuse_too_large(self, where: str, block: int = 1) -> None:
        """Check that the sweep can be held.

        Parameters
        ----------
        where : str
            File and field, for the message.
        block : int
            Points of a design that belong together: as many fit as make whole blocks.

        Raises
        ------
        SweepError
            With the count, the bound and what fits.
        """
        for count, most, what in (
            (self.points, MOST_POINTS, f"{_number(self.points)} points"),
            (self.cells, MOST_CELLS, self._cells()),
            (self.runs, MOST_RUNS, self._runs()),
        ):
            if count > most:
                raise SweepError(
                    f"{where}: {what}, and at most {most:,} can be held: {self._fits(block)}."
                )

    def _cells(self) -> str:
        size = _number(self.cells * BYTES_OF_A_CELL // 1_000_000)
        return (
            f"{_number(self.points)} points x {self.parameters:,} parameters = "
            f"{_number(self.cells)} values ({size} MB)"
        )

    def _runs(self) -> str:
        lived = f", {_number(self.runs * (WARM_UP_MONTHS + self.months))} months to simulate"
        return (
            f"{_number(self.points)} points x {self.scenarios:,} scenarios x "
            f"{self.replications:,} replications = {_number(self.runs)} runs"
            f"{lived if self.months else ''}"
        )

    def _fits(self, block: int) -> str:
        of_one = max(1, self.scenarios) * max(1, self.replications)
        points = min(MOST_POINTS, MOST_CELLS // max(1, self.parameters), MOST_RUNS // of_one)
        points -= points % block
        fewer = MOST_RUNS // max(1, self.points * self.scenarios)
        ways = [f"give at most {points:,} points"] if points else ["give fewer points"]
        if 0 < fewer < self.replications:
            ways.append(f"at most {fewer:,} replications")
        elif not points:
            ways = ["give fewer parameters, scenarios or replications"]
        return " or ".join(ways)


def _number(count: int) -> str:
    """Return a count as text; one that nobody would read out in powers of ten."""
    return f"{count:,}" if count < 10**15 else f"10^{len(str(count)) - 1}"
