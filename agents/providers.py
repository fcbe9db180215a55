"""Providers of indicated care, and the indications they serve."""

from typing import Any

import numpy as np

from agents.base import Actor
from agents.vocabulary import Domain


class Provider(Actor):
    """The contracted providers of one domain taken together.

    Attributes
    ----------
    intake_per_month : float
        New clients they can start in a month.
    """

    def __init__(self, town: Any, domain: Domain) -> None:
        super().__init__(town, domain.name.lower())
        self.domain = domain
        self.intake_per_month = np.inf
