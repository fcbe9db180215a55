"""How the layers add up in one need: what is met, and what is left."""

import numpy as np

from agents.compiled import rule
from agents.vocabulary import N_DOMAINS


@rule
def met_share(need):
    """Return the share of a need met by all layers together, 0..1.

    Parameters
    ----------
    need : record of `need_dtype`

    Notes
    -----
    m = 1 - (1 - m_personal)(1 - m_community)(1 - m_short)(1 - m_formal): layers add as complements.
    No layer can meet what another already meets, so help of two kinds never sums to more than the
    need, and one layer may take another's place without that being assumed.
    """
    left = (1.0 - np.float64(need.personal)) * (1.0 - np.float64(need.community))
    return 1.0 - left * (1.0 - np.float64(need.short)) * (1.0 - np.float64(need.formal))


@rule
def residual(need):
    """Return the severity that nobody meets, r = s (1 - m), 0..1."""
    return np.float64(need.severity) * (1.0 - met_share(need))


@rule
def count_domains(domains):
    """Return how many domains a bit mask holds."""
    n = 0
    for domain in range(N_DOMAINS):
        n += domains >> domain & 1
    return n
