"""The findings about people name the years that they are of."""

from experiments.effects.comparison import Comparison
from experiments.effects.intervals import Interval
from experiments.report.sections import Table
from experiments.report.words import words_of
from experiments.runs.findings_people import paths, payers


def test_client_journeys_name_the_years_of_their_cohorts() -> None:
    """Fault: the head named all headline years, also those whose needs are not followed."""
    world = Comparison("current", ("transformation",), 1, 2, 120, 900, 900, 0)
    figure = {"municipality": (1.0, Interval(0.0, -1.0, 1.0, 2))}
    (journeys, _) = paths(world, {"requests_per_need": figure["municipality"]}, words_of("en"))
    (purses, _) = payers(world, figure, words_of("en"))
    assert isinstance(journeys, Table)
    assert isinstance(purses, Table)
    assert str(world.years[-1]) in purses.head[0]
    assert journeys.head[0].endswith(f"-{world.years[-1] - 2}")
