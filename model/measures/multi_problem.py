"""Multi-problem households: how many there are, what they cost, and how products pile up at home.

A household is multi-problem while the open needs of its members lie in three or more domains
(`programmes.multi_problem_domains`). That is a state which comes and goes with needs; no record of
files or workers is asked. For observers only: the programmes that look for such households read the
same rule.
"""

import numpy as np
from numpy.typing import NDArray

from agents.compiled import rule, serial
from agents.vocabulary import DOMAIN_LAW, N_DOMAINS, Law, Payer, Status
from model.processes.programmes.enrolment import is_multi_problem
from model.world import World

COLUMNS = (
    "households", "households_multi_problem", "households_with_care", "households_more_laws",
    "cost_of_residents_eur", "cost_of_multi_problem_eur",
)  # fmt: skip
"""In the order of the sums; the last two in cents."""
ALL, MULTI_PROBLEM, WITH_CARE, MORE_LAWS, CENTS, CENTS_MULTI_PROBLEM = range(len(COLUMNS))
N_LAWS = 3
"""Laws under which the municipality gives care: Wmo, Jeugdwet, Participatiewet."""
BITS_OF_LAW = tuple(
    sum(1 << domain for domain in range(N_DOMAINS) if DOMAIN_LAW[domain] == law)
    for law in (Law.WMO, Law.JEUGDWET, Law.PARTICIPATIEWET)
)


@rule
def laws_of(products):
    """Return under how many laws the products of a bit mask fall."""
    n = 0
    for law in range(N_LAWS):
        n += products & BITS_OF_LAW[law] != 0
    return n


@serial
def _count(residents, households, spent, p, products, sums):
    for i in range(len(residents)):
        resident = residents[i]
        if resident.status == Status.HOME and resident.household >= 0:
            products[resident.household] |= resident.products
            amount = spent[i, Payer.MUNICIPALITY]
            sums[resident.area, CENTS] += amount
            if is_multi_problem(households[resident.household], p):
                sums[resident.area, CENTS_MULTI_PROBLEM] += amount
    for h in range(len(households)):
        home = households[h]
        if home.adults + home.children > 0:
            laws = laws_of(products[h])
            sums[home.area, ALL] += 1
            sums[home.area, MULTI_PROBLEM] += is_multi_problem(home, p)
            sums[home.area, WITH_CARE] += laws > 0
            sums[home.area, MORE_LAWS] += laws > 1


def multi_problem(town: World) -> dict[str, NDArray[np.float64]]:
    """Return every column of this file by area, as the month ends.

    Returns
    -------
    dict of str to float64 array, shape [areas]
        Households, those that are multi-problem, those with indicated care, debt help or a benefit,
        and of these those with it under more than one law; what the municipality paid for residents
        this month by product or as general help, own contributions taken off, and the part of it
        for members of multi-problem households, in euros. What a lump sum pays belongs to nobody.
    """
    homes = town.households.records
    products = np.zeros(len(homes), np.uint8)
    sums = np.zeros((len(town.areas), len(COLUMNS)), np.int64)
    _count(
        town.residents.records, homes, town.residents.spent, town.numbers.programmes[0], products,
        sums,
    )  # fmt: skip
    table = {name: sums[:, k].astype(np.float64) for k, name in enumerate(COLUMNS)}
    return table | {name: table[name] / 100.0 for name in COLUMNS[CENTS:]}
