"""One plan: the next product is granted for what the others of resident and home leave.

Products that overlap (`care.overlap`) are all of the Wmo, so its desk sees them as a team does: it
is one law, one file of the client and one address. Nothing is typed as a saving; where needs come
alone nothing changes. It harms where it counts on care that ends, or that comes later than it
counts on.
"""

from agents.compiled import rule
from agents.vocabulary import N_DOMAINS, Domain
from model.processes.care.shared_care import left_of_need


@rule
def held_products(needs_of):
    """Return the bits of the domains for which a resident has an indication, or awaits its care."""
    held = 0
    for domain in range(N_DOMAINS):
        if needs_of[domain].indications > 0:
            held |= 1 << domain
    return held


@rule
def left_by_plan(resident, needs_of, domain, helped, p, care):
    """Return the share of a need for which one plan may still grant care, 0..1.

    Parameters
    ----------
    resident, needs_of : records
    domain : int
    helped : int array, shape [households]
        Members of each household who have household help or await it.
    p, care : records of `AccessParameters` and `CareParameters`

    Notes
    -----
    1 - f (1 - left): of what other products of resident and home meet, the part f (`one_plan`) is
    counted; granted in this plan, awaited or in force.
    """
    own = needs_of[Domain.HOUSEHOLD].indications > 0
    by_others = resident.household >= 0 and helped[resident.household] > own
    left = left_of_need(held_products(needs_of), by_others, domain, 1.0, care)
    return 1.0 - p.one_plan * (1.0 - left)
