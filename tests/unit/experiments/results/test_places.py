"""What is shared tells nobody where it was made."""

import sys
from pathlib import Path

import pytest

from experiments.results.digests import ROOT
from experiments.results.places import name_of, without_places


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f'File "{ROOT}/agents/needs.py", line 3', 'File "agents/needs.py", line 3'),
        (f"{sys.prefix}/lib/x.py", ".../lib/x.py"),
        (f"{Path.home()}/my town/plan.yaml", ".../my town/plan.yaml"),
        ("replay /data/jan/results/sweep-x --point 3", "replay .../sweep-x --point 3"),
        ("see https://a.org/b/c", "see https://a.org/b/c"),
        ("1/2 of the needs", "1/2 of the needs"),
    ],
)
def test_paths_lose_their_folders(text: str, shown: str) -> None:
    assert without_places(text) == shown


def test_a_file_is_recorded_by_its_name() -> None:
    assert name_of("/home/jan/plan.yaml") == name_of(Path("../plan.yaml")) == "plan.yaml"
    assert name_of("transformation") == "transformation"
