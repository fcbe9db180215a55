"""Residents in two worlds: who diverged, when and why."""
