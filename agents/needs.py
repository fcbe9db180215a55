"""Needs: one record per resident and domain, zero where there is none."""

import numpy as np

need_dtype = np.dtype(
    [
        ("severity", "f4"),  # 0 no need .. 1 heaviest: needs
        ("personal", "f4"),  # share met by the network, 0..1: personal_help
        ("community", "f4"),  # share met by a free facility: community
        ("short", "f4"),  # share met by short support of a desk or team: access
        ("formal", "f4"),  # share met by indicated care: care
        ("opened", "i2"),  # month of onset
        ("short_until", "i2"),  # month in which short support ends
        ("cooling_until", "i2"),  # no own request before this month
        ("referred_until", "i2"),  # no second referral to a free place before this month
        ("hand_overs", "u1"),  # desks passed since onset
        ("answered", "u1"),  # 0 not yet, else 1 + Layer of the first answer: publication
        ("layer", "u1"),  # 1 + Layer that carries it, 0 none, at the end of last month: publication
        ("layer_before", "u1"),  # the same a month earlier: publication
        ("indications", "u1"),  # indications held, waiting ones included
        ("guided", "u1"),  # the team guides without a decision until short_until: access
        ("asks_network", "u1"),  # the network was asked at a talk, until cooling_until: access
        ("requested", "u1"),  # Source + 1 of a request handed in this month, 0 none
    ],
    align=True,
)
