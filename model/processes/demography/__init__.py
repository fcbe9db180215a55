"""Demography: births, deaths, moves, households."""
