"""Which households come to a local team instead of the desks."""

from agents.compiled import rule
from model.draws import decision, uniform

TEAM = decision("served.team")


@rule
def served_by_team(seed, household_uid, share):
    """Say whether a household comes to its area's team: a keyed share, monotone in the share."""
    if share <= 0.0:
        return False
    return share >= 1.0 or uniform(seed, household_uid, 0, TEAM, 0) < share
