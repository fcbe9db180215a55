"""Numbers as somebody types them: one form, whatever option they are given to."""

import math
import re

LONGEST = 40
_NUMBER = re.compile(r"[-+]?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]{1,3})?")


def number_in(text: str) -> float | None:
    """Return the finite number that a text is; None where it is none.

    ASCII digits with a point for decimals, perhaps a sign in front and an exponent behind. Python's
    own `float` also takes underscores, digits of other scripts, spaces, `nan` and `inf`.
    """
    if len(text) > LONGEST or not _NUMBER.fullmatch(text):
        return None
    number = float(text)
    return number if math.isfinite(number) else None
