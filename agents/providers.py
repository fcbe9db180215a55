"""Who serves an indication: a contracted provider (aanbieder) by its number, or a personal budget.

Numbers run within a domain: provider 1 of household help is another organisation than provider 1 of
youth care.
"""

PROVIDER_SLOTS = 12
"""The most contracted providers of a domain; provider k has row k - 1 of its arrays."""
NO_PROVIDER = 0
"""Served by the municipality or a supplier: aids, debts, benefits. Nobody waits for its staff."""
PERSONAL_BUDGET = 255
"""The client hires somebody from a personal budget (persoonsgebonden budget, pgb)."""
