"""Ties: undirected, kept at both ends in at most 16 slots a resident.

An empty slot has other NOBODY and strength 0. The top bit of the kind says that one end helps the
other with care: such a tie is in weekly contact.
"""

import numpy as np

from agents.compiled import rule

SLOTS = 16
HELPING = np.uint8(128)
KIND_BITS = np.uint8(127)


@rule
def find_tie(tie_other, a, b):
    """Return the slot at which a holds its tie to b, or -1."""
    for k in range(SLOTS):
        if tie_other[a, k] == b:
            return k
    return -1


@rule
def free_slot(tie_other, a):
    """Return the first empty slot of a, or -1."""
    return find_tie(tie_other, a, -1)


@rule
def add_tie(tie_other, tie_strength, tie_kind, a, b, strength, kind):
    """Tie a and b where both have room and are not tied yet; say whether it was done."""
    if a == b or find_tie(tie_other, a, b) >= 0:
        return False
    slot_a, slot_b = free_slot(tie_other, a), free_slot(tie_other, b)
    if slot_a < 0 or slot_b < 0:
        return False
    tie_other[a, slot_a], tie_other[b, slot_b] = b, a
    tie_strength[a, slot_a] = tie_strength[b, slot_b] = np.float32(strength)
    tie_kind[a, slot_a] = tie_kind[b, slot_b] = kind
    return True


@rule
def clear_tie(tie_other, tie_strength, tie_kind, a, slot):
    """Empty one slot at one end."""
    tie_other[a, slot] = -1
    tie_strength[a, slot] = np.float32(0.0)
    tie_kind[a, slot] = 0
