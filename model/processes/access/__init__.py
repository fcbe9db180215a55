"""Access: desks and teams, triage, decisions."""
