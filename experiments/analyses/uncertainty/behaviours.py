"""Three regions of behaviour that the evidence leaves open, each a named set of parameters.

What free places do to indicated care is decided by who comes, how far a visit meets and heals, what
triage does with the knowledge, and whether staff refer. No figure at hand settles these, so the
same plan is shown under all three. The first two touch nothing in a town without free day places
and reproduce the base world bit for bit. Delay moves it a little, since visits to associations heal
too; the order of seeking, a fourth doubt, moves it more. Pairs always share their parameters.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class Region:
    """A set of behavioural parameters and what it stands for."""

    title: str
    meaning: str
    values: Mapping[str, float]


def _region(title: str, meaning: str, **groups: Mapping[str, float]) -> Region:
    flat = {
        f"{owner}.{name}": value for owner, part in groups.items() for name, value in part.items()
    }
    return Region(title, meaning, MappingProxyType(flat))


REGIONS: Mapping[str, Region] = MappingProxyType(
    {
        "as_set": Region("as set", "the register's middle values", MappingProxyType({})),
        "substitution": _region(
            "substitution",
            "those near an indication come; triage knows the places and refuses where they suffice",
            access={"know_free_desk": 0.9, "know_free_team": 0.9, "refuse_if_met": 0.8},
            care={"step_down": 0.8, "review_rate": 0.35},
            day_place={
                "effectiveness": 0.85, "staff_recall": 0.004, "fit_severity": 0.65,
                "wish_base": -3.2, "wish_need": 3.0,
            },
            cafe_entree={"reserved": 0.5},
            free_access_day_activities={"reserved": 0.5},
        ),
        "net_widening": _region(
            "mere widening",
            "the lonely without a care need come; triage takes no notice; staff bring new requests",
            access={"know_free_desk": 0.0, "know_free_team": 0.0, "refuse_if_met": 0.0},
            care={"step_down": 0.0, "review_rate": 0.0},
            community={"wish_lonely": 1.2},
            day_place={
                "effectiveness": 0.25, "staff_recall": 0.08, "fit_severity": 0.45,
                "wish_base": -1.2, "wish_need": 0.0,
            },
        ),
        "delay": _region(
            "mere delay",
            "visits meet the need while they last but do not heal; triage takes no notice",
            access={"know_free_desk": 0.0, "know_free_team": 0.0, "refuse_if_met": 0.0},
            care={"step_down": 0.0, "review_rate": 0.0},
            needs={"healing_of_visits": 0.0},
            day_place={
                "effectiveness": 0.85, "fit_severity": 0.5, "wish_base": -3.2, "wish_need": 3.0,
            },
        ),
        "task_specific": _region(
            "task-specific order of seeking",
            "residents ask whom the task suits (Litwak), not the nearest first (Cantor)",
            seeking={"task_specific": 1.0},
        ),
    }
)  # fmt: skip
"""By name; numbers of SUBMODELS, section 15, yearly chances of a signal by staff as monthly.

They are choices that span what is open, none is taken from the register. A review of 0.35 a year is
assumed (each client once in three years); that the check row `process.reexamination_removal` has
the same digits means nothing: it is a share of clients moved, not a rate of reviews.
"""
