"""The own network, asked at the table: who could help, and until when the resident asks."""

import numpy as np

from agents.compiled import rule
from agents.ties import SLOTS
from agents.vocabulary import N_WMO
from model.processes.personal_help.helping_links import may_be_asked


@rule
def somebody_to_ask(i, resident, tie_other, tie_strength, published, p, help_p):
    """Say whether a tie of resident i is close, not a helper yet, and has hours to give.

    As the resident knows it: what others could give was published at the end of last month. With
    two helpers there is no room for a third.
    """
    if resident.helper_a >= 0 and resident.helper_b >= 0:
        return False
    for k in range(SLOTS):
        other = tie_other[i, k]
        if may_be_asked(other, resident, published, help_p):
            hours = np.float64(published[other].spare_hours)
            if np.float64(tie_strength[i, k]) >= p.network_tie and hours > help_p.spare_from:
                return True
    return False


@rule
def asks_after_talk(resident, needs_of, month):
    """Say whether a talk ended with the network asked, and its months are not over.

    Then neither shame nor want of capacity keeps the resident from asking.
    """
    for domain in range(N_WMO):
        need = needs_of[domain]
        asks = need.asks_network > 0 and month < need.cooling_until
        if asks and resident.open_needs >> domain & 1:
            return True
    return False
