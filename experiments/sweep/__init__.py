"""Sweeps: files, jobs, the store, plan, status and commands."""
