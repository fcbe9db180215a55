"""The network around a resident of a story, at two moments of the policy's world."""

import pandas as pd
import pytest

from experiments.analyses.stories import network
from experiments.analyses.stories.stories import Stories
from experiments.worlds.personal_ties import ties_around
from tests.towns import begun
from tests.worlds.small_towns import again


def of(uid: int) -> Stories:
    chosen = pd.DataFrame({"uid": [uid], "replication": 0, "scenario": "transformation"},
                          index=pd.Index(["widower"], name="rule"))  # fmt: skip
    return Stories(pd.DataFrame(), chosen, pd.DataFrame())


def test_the_network_is_that_of_the_resident_then_and_later(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    town, state = begun("current")
    ego = int(town.residents.records["uid"][town.residents.living[0]])
    monkeypatch.setattr(network, "warmed_up", lambda *_: again(*begun("current")))
    monkeypatch.setattr(network, "first_difference", lambda *_: 0)
    found = network.network_of(of(ego), "widower", None, months=2)
    assert found is not None
    assert found.moments == ("2021-01", "2021-03")
    assert dict(found.now.adj) == dict(ties_around(town, ego).adj)
    later = again(town, state)
    later.run_until(2)
    assert dict(found.later.adj) == dict(ties_around(later, ego).adj)


def test_nobody_is_drawn_who_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network, "warmed_up", lambda *_: again(*begun("current")))
    monkeypatch.setattr(network, "first_difference", lambda *_: 0)
    assert network.network_of(of(1), "widower", None, months=1) is None
    assert network.network_of(of(1), "mother", None, months=1) is None
