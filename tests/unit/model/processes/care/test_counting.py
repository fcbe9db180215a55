"""Provisions by area: who moves within the town takes them along; pieces are counted, not rows."""

import numpy as np

from agents.indications import indication_dtype
from agents.vocabulary import CareStage, Domain
from model.process_counts import CareCount, ProvisionCount
from model.processes.care import care
from tests.unit.plain import plain, rows


def test_a_move_within_the_town_is_counted_once_in_both_areas() -> None:
    """Fault F5: it counted as an end in the old area and as nothing (less than none) in the new."""
    aid = rows(1, indication_dtype, domain=Domain.MOBILITY, stage=CareStage.RUNNING, pieces=2)[0]
    counts = np.zeros((3, len(CareCount)), np.int64)
    by_domain = np.zeros((3, len(Domain), len(ProvisionCount)), np.int64)
    for area in (1, 1, 2, 2):  # new in area 1, moved to area 2 in the third month
        plain(care.count_move)(aid, area, counts, by_domain)
    assert by_domain[:, Domain.MOBILITY, ProvisionCount.MOVED].tolist() == [0, -2, 2]
    assert counts[:, CareCount.MOVED_INDICATIONS].tolist() == [0, -2, 2]
