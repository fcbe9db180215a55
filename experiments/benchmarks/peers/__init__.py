"""A reduced model of support in a town, as a user of NumPy and as one of plain Mesa writes it.

Two yardsticks for speed, and nothing else: no figure of the project rests on them. They draw as
users of these libraries do, from NumPy's generator and from Mesa's. `start` says what a resident
and a month are; both forms follow it, and a test holds their totals against each other.
"""
