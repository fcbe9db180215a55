"""How long something takes, as one says it; without the phrases, which take a moment to read."""


def duration(seconds: float) -> str:
    """Return a time as one says it: seconds up to two minutes, minutes up to two hours, hours."""
    if seconds < 120:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.1f} h"
