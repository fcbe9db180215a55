"""Parents and children: who lives with its parents, whose child somebody is, who goes along.

A child born in the model is known without a pointer: its uid is a hash of its mother's and its
ordinal. Children of the start and of those who moved in are those of the heads of their household,
who take everybody along where they go.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from agents.columns import Columns
from agents.compiled import rule, serial
from agents.vocabulary import ADULT_MONTHS, Position, Status
from model.draws import decision, derived_uid

BIRTH_STREAM = decision("demography.birth_stream")


@rule
def lives_with_parents(r, adults):
    """Say whether an adult is a child at home: beside another adult, at any age."""
    return r.position == Position.CHILD and adults > 1


@rule
def bore(mother, child):
    """Say whether a resident bore another in this model."""
    for ordinal in range(mother.births):
        if derived_uid(BIRTH_STREAM, mother.uid, ordinal + 1) == child.uid:
            return True
    return False


@rule
def goes_along(mother, child, home):
    """Say whether somebody in household `home` is a minor whom a resident bore."""
    here = child.household == home and child.status == Status.HOME
    return here and child.age_months < ADULT_MONTHS and bore(mother, child)


@serial
def mark_children(who, records, marked):
    """Mark the minors in whose home their mother lives, for each mother of `who`."""
    for i in who:
        if records[i].births > 0:
            for k in range(len(records)):
                if goes_along(records[i], records[k], records[i].household):
                    marked[k] = 1


def leaves_alone(
    records: Columns, households: NDArray[Any], leavers: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Say who leaves town without its household: a child of age who lives with its parents."""
    adults = households["adults"][records["household"][leavers]]
    return np.asarray((records["position"][leavers] == Position.CHILD) & (adults > 1))
