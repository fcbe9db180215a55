"""How many ties outside the household a resident wishes: by nature, age, health and income."""

import numpy as np

from agents.compiled import rule, serial
from agents.vocabulary import Limitation


@rule
def wished_ties(r, age_months, p):
    """Return the number of ties of a resident of this age (`p`: the numbers of networks)."""
    years_over = max(age_months - p.old_age, 0.0) / 12
    wish = np.float64(r.sociability) * p.filled
    wish *= max(1.0 - p.old_age_loss * years_over, p.old_age_least)
    if r.limitation == Limitation.SEVERE:
        wish *= p.severe_limitation
    if r.insecure:
        wish *= p.insecure
    return wish


@serial
def wishes_of(who, records, age_months, p, out):
    """Write the wish of each resident in `who`, of ages by slot, to `out`."""
    for k in range(len(who)):
        out[k] = wished_ties(records[who[k]], age_months[who[k]], p)
