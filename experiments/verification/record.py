"""What `scenario.yaml` of a result records, compared with what the command resolves to now.

The record is complete: a scenario file that has gone or changed since is rebuilt from it.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from model.lever import DATED
from model.months import month_of

SET_BY_HAND = "--set"
DEFAULT = "default"


def flat(world: Mapping[str, Any]) -> dict[str, Any]:
    """Return every parameter, lever and date of one resolved scenario by a name that can be read.

    Titles and where a value was set are left out: they decide nothing.
    """
    return dict(_flat(world))


def _flat(world: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, record in world.get("parameters", {}).items():
        yield name, record["value"]
    uses: Counter[str] = Counter()
    for use in world.get("levers", ()):
        lever = use["lever"]
        uses[lever] += 1
        which = f"lever {lever}, use {uses[lever]}"
        yield which, "used"
        for key in DATED:
            if key in use:
                yield f"{which}: {key}", use[key]["value"]
        for name, record in use.get("parameters", {}).items():
            yield f"{which}: {name}", record["value"]


def differences(record: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """Name each parameter, lever or date that is not now what the record says, with both values.

    Parameters
    ----------
    record, now : mapping of str to mapping
        Resolved scenarios by name, as `scenario.yaml` holds them.
    """
    complaints = [
        f"scenario {name} is in the record, but not now" for name in record if name not in now
    ]
    complaints += [f"scenario {name} is there now, but not in the record" for name in now
             if name not in record]  # fmt: skip
    for name in (name for name in record if name in now):
        complaints += [f"{name}: {text}" for text in between(flat(record[name]), flat(now[name]))]
    return complaints


def between(record: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """Name what differs between two scenarios that are flat; of a lever not used alike that only.

    Returns
    -------
    list of str
        '<name> is <value> in the record and <value> now'.
    """
    complaints: list[str] = []
    for name in dict.fromkeys([*record, *now]):
        lever = name.partition(":")[0]
        whole = lever in record and lever in now
        if lever != name and not whole:
            continue
        if name not in now:
            complaints.append(f"{name} is in the record ({record[name]}), but not now")
        elif name not in record:
            complaints.append(f"{name} is there now ({now[name]}), but not in the record")
        elif record[name] != now[name]:
            complaints.append(f"{name} is {record[name]} in the record and {now[name]} now")
    return complaints


def as_scenario_file(world: Mapping[str, Any], by_hand: bool = False) -> str:
    """Return the text of a scenario file that stands alone and says what one record says.

    Values at their default are left to the code, so that a default that has changed since is seen;
    what was set by hand is left to the command, unless `by_hand`.
    """
    passed = {DEFAULT} if by_hand else {DEFAULT, SET_BY_HAND}
    content: dict[str, Any] = {"name": world["name"], "title": world["title"]}
    if world.get("description"):
        content["description"] = world["description"]
    uses = [_use(use, passed) for use in world.get("levers", ())]
    lived = [use for use in uses if "start" in use and month_of(use["start"]) < 0]
    content["history"] = lived
    content["levers"] = [use for use in uses if use not in lived]
    content["parameters"] = _set(world.get("parameters", {}), passed)
    kept = {key: value for key, value in content.items() if value}
    return yaml.safe_dump(kept, sort_keys=False, allow_unicode=True, width=100)


def _set(numbers: Mapping[str, Mapping[str, Any]], passed: set[str]) -> dict[str, Any]:
    return {name: one["value"] for name, one in numbers.items() if one["set_in"] not in passed}


def _use(use: Mapping[str, Any], passed: set[str]) -> dict[str, Any]:
    dated = {key: use[key] for key in DATED if key in use}
    numbers = {name.partition(".")[2]: v for name, v in _set(use["parameters"], passed).items()}
    return {"lever": use["lever"], **_set(dated, passed), **numbers}
