"""Youth care with stay (jeugdhulp met verblijf): few children, most of the money."""

from agents.compiled import rule
from model.draws import decision, uniform

STAY = decision("residential.stay")


@rule
def needs_stay(seed, uid, share):
    """Say whether the youth care of a child, if it comes to that, is care with stay: for good.

    Notes
    -----
    A keyed share of all children, so that who is helped early by a worker at school or GP is not
    counted at the mean of all youth care, ten times what help without stay costs
    (youth.share_without_stay_2019, youth.cost_per_client).
    """
    return uniform(seed, uid, 0, STAY, 0) < share
