"""The result of a verification."""

from dataclasses import dataclass
from pathlib import Path

from experiments.verification.checks import (
    Check,
)


@dataclass(frozen=True)
class Verification:
    """The checks of a results folder.

    Attributes
    ----------
    folder : Path
    command : str
        What was run again.
    checks : tuple of Check
    """

    folder: Path
    command: str
    checks: tuple[Check, ...]

    @property
    def holds(self) -> bool:
        """Whether every question was answered well."""
        return all(check.holds for check in self.checks)

    def text(self) -> str:
        """Return the answers in words, the verdict first."""
        verdict = "holds" if self.holds else "DOES NOT HOLD"
        lines = [f"{self.folder} {verdict}: {self.command}"]
        for check in self.checks:
            lines.append(f"{'yes' if check.holds else 'NO '}  {check.question}")
            lines += [f"       {text}" for text in check.said]
        return "\n".join(lines)
