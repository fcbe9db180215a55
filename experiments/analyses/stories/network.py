"""Whom a resident of a story is tied to when the worlds part, and some years on."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from experiments.analyses.stories.stories import BASE, Stories
from experiments.worlds.personal_ties import ties_around
from experiments.worlds.warm_starts import warmed_up
from model.months import label_of
from model.scenario.scenario import first_difference, load_scenarios

if TYPE_CHECKING:
    import networkx as nx

FIVE_YEARS = 60


@dataclass(frozen=True, eq=False)
class TwoMoments:
    """The network around one resident, at two moments of one world.

    Attributes
    ----------
    ego : int
    moments : (str, str)
        Month and year of both.
    now, later : networkx.Graph
        As `ties_around` returns them.
    """

    ego: int
    moments: tuple[str, str]
    now: "nx.Graph[int]"
    later: "nx.Graph[int]"


def network_of(
    found: Stories, rule: str, residents: int | None, seed: int = 1, months: int = FIVE_YEARS
) -> TwoMoments | None:
    """Live the policy's world of a story again and return the network around its resident.

    Parameters
    ----------
    found : Stories
    rule : str
        Whose story.
    residents, seed
        As for `stories`.
    months : int
        From the month in which the worlds part to the later moment.

    Returns
    -------
    TwoMoments or None
        None where the rule has no story, or its resident is gone by then.
    """
    if rule not in found.chosen.index:
        return None
    who: Any = found.chosen.loc[rule]
    base, policy = load_scenarios([BASE, str(who["scenario"])])
    town = warmed_up(policy, seed, int(who["replication"]), residents, "bergen_op_zoom")
    ego, parted = int(who["uid"]), first_difference(base, policy)
    graphs = []
    for month in (parted, parted + months):
        town.run_until(month)
        if ego not in town.residents.records["uid"]:
            return None
        graphs.append(ties_around(town, ego))
    labels = (label_of(parted), label_of(parted + months))
    return TwoMoments(ego, labels, graphs[0], graphs[1])
