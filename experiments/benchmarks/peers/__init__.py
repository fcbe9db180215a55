"""A reduced model of support in a town, as a user of NumPy writes it.

A yardstick for speed, and nothing else: no figure of the project rests on it. It draws as users of
NumPy do, from NumPy's generator. `start` says what a resident and a month are; a test holds the
totals against those of a form in plain Mesa.
"""
