"""The page of findings and the figures of the README, made from the kept tables."""

import hashlib
import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from docs.findings_cases import case_lines
from docs.findings_numbers import MILLION, Row, by_key, gap, listed, shown, span, table
from docs.findings_substitution import substitution_lines
from experiments.analyses.analogues.analogues import that_weigh
from experiments.analyses.analogues.told import how_it_moves
from experiments.analyses.uncertainty.told import posterior_told
from experiments.report.words import words_of
from model.inputs.municipality import load_municipality

ROOT = Path(__file__).resolve().parents[1]
TABLES = ROOT / "docs/findings"
BASELINE = ROOT / "tests/baseline/figures.yaml"
ASSUMED = {"more_short": "teams help 70% of mild needs themselves, not 30%"}
"""Comparisons in which one number differs within the range that the evidence leaves open."""
CHOSEN = {"no_posts": "without the nine extra posts of the teams"}
"""Comparisons in which the plan itself differs: a choice of policy that no evidence settles."""
VARIANTS = ASSUMED | CHOSEN
OUTCOMES = {
    "indicated_users": "residents with indicated care",
    "day_activity_indicated_users": "of these, with indicated day activities",
    "residents_unmet": "residents of 18 and over who would say they need more help",
    "needs_unmet": "needs of which less than half is met",
    "overloaded_carers": "overloaded informal carers",
    "cost_municipality_eur": "cost to the municipality, million euros of 2025 a year",
}
CLASSES = {
    "participants": "residents who ever visited a place that only the plan has",
    "substituted": "an indication in the other world, none here",
    "added": "none in the other world, one here",
    "postponed": "an indication in both, later here",
    "brought_forward": "an indication in both, earlier here",
    "converted": "an indication in both from the same month, for fewer months here",
    "lengthened": "an indication in both from the same month, for more months here",
    "induced": "never an indication of this kind in either world",
}
PAYERS = {
    "municipality": "municipality", "client": "clients (own contributions)",
    "insurer": "health insurers", "long_term_care_act": "long-term care act",
    "state": "the state", "all_payers": "all together",
}  # fmt: skip

TOWN = "bergen_op_zoom"

Results = Mapping[str, dict[str, Any]]


def results() -> Results:
    """Return every kept result by name."""
    return {p.stem: json.loads(p.read_text("utf-8")) for p in sorted(TABLES.glob("*.json"))}


def baseline_digest() -> str:
    """Return a digest of the figures that stand until somebody says why not, 16 hex digits."""
    return hashlib.sha256(BASELINE.read_bytes()).hexdigest()[:16]


def page(kept: Results) -> str:
    """Return `findings.md`."""
    parts = [
        "# Findings", "",
        "<!-- Made by docs/findings.py from docs/findings/*.json: edit those by running it. -->", "",
        "<!-- moved -->", "",
        "What the shipped scenarios give at the parameters as set, and how far a few assumed numbers and a "
        "choice of policy move it. Every figure is made from a results folder; none is typed by hand. Differences are "
        "paired (common random numbers) and per 67,510 residents. Intervals are 95% confidence intervals.", "",
        "## In short", "", *_short(kept), "",
        "![The plan's effect under different assumptions](img/headline.png)", "",
        *_plan(kept["whole_town"]), *_assumptions(kept),
    ]  # fmt: skip
    parts += case_lines(kept["cases"], setting(kept["cases"])) if "cases" in kept else []
    return "\n".join([*parts, *_sources(kept)]).rstrip() + "\n"


def block(kept: Results) -> str:
    """Return the figures of the README."""
    return "\n".join(_short(kept)) + "\n"


def _short(kept: Results) -> list[str]:
    whole = kept["whole_town"]
    rows = by_key(whole["headline"], "outcome")
    last = whole["payback"][-1]
    lines = [
        *_with_parameters(), "",
        f"At the parameters as set ({setting(whole)}) the plan changes residents with indicated care "
        f"by {gap(rows['indicated_users'])}, residents who would say they need more help by "
        f"{gap(rows['residents_unmet'])}, and the cost "
        f"to the municipality by EUR {gap(rows['cost_municipality_eur'], MILLION, 1)} million a year. "
        f"By the end of {last['year']} it {_balance(last)}.", "",
    ]  # fmt: skip
    if not any(name in kept for name in VARIANTS):
        return lines
    lines += [
        "**These figures hinge on a few numbers.** Change one, where intervals hold chance only "
        f"({_size(kept)}):", "",
    ]  # fmt: skip
    groups = (
        ({"as_set": "as set"}, "in a town of this size"),
        (ASSUMED, "within the range that the evidence leaves open"),
        (CHOSEN, "a choice of policy, which no evidence settles"),
    )
    for names, kind in groups:
        for name, words in names.items():
            if name in kept:
                by_outcome = by_key(kept[name]["headline"], "outcome")
                lines.append(f"- {words} ({kind}): {_three_words(by_outcome)}")
    return [*lines, "", _verdict(kept)]


def _with_parameters() -> list[str]:
    """Return what the shipped posterior says of the plan, and how that was measured."""
    full = load_municipality(TOWN).residents
    told = posterior_told("current", "transformation", full, words_of("en"))
    elsewhere = how_it_moves(that_weigh(), words_of("en"))
    return [
        str(told[0]),
        "",
        elsewhere,
        "",
        f"{told[-1]} How the sets were found: the page on calibration.",
    ]


def _three_words(by_outcome: Mapping[str, Row]) -> str:
    return (f"indicated care {gap(by_outcome['indicated_users'])}, in need of more help "
            f"{gap(by_outcome['residents_unmet'])}, EUR "
            f"{gap(by_outcome['cost_municipality_eur'], MILLION, 1)} million a year")  # fmt: skip


def _size(kept: Results) -> str:
    """Return the size of the towns in which one number differs."""
    source = next(kept[name]["source"] for name in VARIANTS if name in kept)
    return f"{source['residents']:,} residents, {source['replications']} replications, per 67,510"


def _verdict(kept: Results) -> str:
    """Say which outcomes come out above zero in one run and below zero in another, plan as it is."""
    unsettled = []
    for name in ("indicated_users", "residents_unmet", "cost_municipality_eur"):
        rows = [by_key(kept["whole_town"]["headline"], "outcome")[name]]
        rows += [by_key(kept[v]["headline"], "outcome")[name] for v in ASSUMED if v in kept]
        if any(r["high"] < 0 for r in rows) and any(r["low"] > 0 for r in rows):
            unsettled.append(OUTCOMES[name].partition(",")[0])
    if not unsettled:
        return "The signs hold over all of these; the sizes do not."
    return (
        f"So the plan's effect on {listed(unsettled)} can have either sign: the model shows which "
        "assumptions decide, not whether the plan works."
    )


def _plan(whole: Mapping[str, Any]) -> list[str]:
    return [
        "## The plan at the parameters as set", "", f"{setting(whole)}.", "",
        *table(("mean of 2026-2035", "current", "difference under the plan", "95% interval"),
               [_headline(r) for r in whole["headline"]]), "",
        "### Who came to free places", "",
        *table(("distinct residents, 2026-2035", "mean", "95% interval"),
               [(CLASSES[r["name"]], shown(r["difference"]), span(r)) for r in whole["classes"]]), "",
        *substitution_lines(whole.get("substitution", ())),
        "### Who pays", "",
        *table(("million euros of 2025 a year", "current", "difference", "95% interval"),
               [(PAYERS[r["payer"]], shown(r["base"] / MILLION, 1), shown(r["difference"] / MILLION, 2, "+"),
                 span(r, MILLION, 2)) for r in whole["payers"]]), "",
        "### Savings less costs so far", "",
        *table(("end of", "million euros of 2025", "95% interval", "replications paid back"),
               [(str(r["year"]), shown(r["difference"] / MILLION, 1, "+"), span(r, MILLION, 1),
                 f"{r['paid_back']:.0%}") for r in whole["payback"]]), "",
        "![Needs by layer in both worlds](img/people_by_layer_transformation.png)", "",
        "![Paired difference in indicated care, day activities and residents in need of more help]"
        "(img/paired_difference_transformation.png)", "",
        "![Savings less costs of the plan so far](img/cumulative_net_transformation.png)", "",
    ]  # fmt: skip


def _assumptions(kept: Results) -> list[str]:
    """Return the headline under each assumption that was run."""
    rows = [(words, *_three(one)) for words, one in lines_of(kept)]
    if len(rows) < 2:
        return []
    head = (
        "what differs",
        "indicated care",
        "in need of more help",
        "million euros a year",
        "decided late",
    )
    late = " Late is a decision after the statutory term, in the current policy. A smaller town " \
           "is a sample of the whole one: compare rows of equal size only."  # fmt: skip
    return ["## What a few numbers do", "",
            "The difference under the plan, with its 95% interval." + late, "",
            *table(head, rows), ""]  # fmt: skip


def lines_of(kept: Results) -> list[tuple[str, dict[str, Any]]]:
    """Return what was run, in words, with its figures by outcome and `late`."""
    lines: list[tuple[str, dict[str, Any]]] = []
    for name in ("whole_town", "as_set", *VARIANTS):
        if name in kept:
            one, rows = kept[name], by_key(kept[name]["headline"], "outcome")
            size = (
                "whole town"
                if name == "whole_town"
                else f"{one['source']['residents']:,} residents"
            )
            words = VARIANTS.get(name, "as set") + (
                ", a choice of policy" if name in CHOSEN else ""
            )
            lines.append((f"{words} ({size})", rows | {"late": one["decided_late"]}))
    return lines


def _three(one: Mapping[str, Any]) -> tuple[str, ...]:
    late = "" if math.isnan(one["late"]) else f"{one['late']:.0%}"
    return (gap(one["indicated_users"]), gap(one["residents_unmet"]),
            gap(one["cost_municipality_eur"], MILLION, 1), late)  # fmt: skip


def _sources(kept: Results) -> list[str]:
    rows = [
        (f"`{s['command']}`", s["ended"][:10], f"`{(s['commit'] or 'none')[:12]}`", f"`{s['code_digest']}`",
         f"`{s['data_digest']}`", f"`{s['digest']}`")
        for s in (one["source"] for one in kept.values())
    ]  # fmt: skip
    return [
        "## Where these figures come from", "",
        *table(("command", "run on", "commit", "code digest", "data digest", "result"), rows), "",
        _numbers_moved(kept), "",
        "To make the page again: run the commands, then `python docs/findings.py read NAME=FOLDER ...` "
        "and `python docs/findings.py write`. To check one of the results: `social-base verify FOLDER`.",
    ]  # fmt: skip


def _numbers_moved(kept: Results) -> str:
    """Say whether the model's baseline figures are those of the day of the runs."""
    old = [name for name, one in kept.items() if one["source"]["baseline"] != baseline_digest()]
    if old:
        return ("**The model's numbers have moved since** (`tests/baseline`; see `Numbers:` in the "
                f"changelog): run again {listed(old)}.")  # fmt: skip
    return ("The baseline figures of the model (`tests/baseline/figures.yaml`) are the same today as when "
            "these were run.")  # fmt: skip


def moved() -> str:
    """Return a note for the site: whether the code has moved since the runs."""
    from experiments.results.digests import code_digest, data_digest

    ran = {
        (one["source"]["code_digest"], one["source"]["data_digest"]) for one in results().values()
    }
    if ran == {(code_digest(), data_digest(TOWN))}:
        return '!!! success "These findings hold for this code"\n    Code and data are those of the runs.'
    return (
        '!!! warning "The code has moved since these runs"\n'
        f"    Code digest `{code_digest()}`, data digest `{data_digest(TOWN)}` when this site was built; the\n"
        "    table at the end names those of the runs. A change of structure leaves the figures as they are:\n"
        "    the changelog names every change that moves one (`Numbers:`)."
    )


# -- words and numbers -------------------------------------------------------------------------


def _headline(row: Row) -> tuple[str, ...]:
    unit, digits = (MILLION, 1) if row["outcome"].endswith("_eur") else (1, 0)
    return (OUTCOMES[row["outcome"]], shown(row["base"] / unit, digits),
            shown(row["difference"] / unit, digits, "+"), span(row, unit, digits))  # fmt: skip


def _balance(row: Row) -> str:
    amount = f"EUR {shown(abs(row['difference']) / MILLION, 1)} million"
    return (
        f"has cost {amount} more than it saved"
        if row["difference"] < 0
        else f"has saved {amount} net"
    )


def setting(one: Mapping[str, Any]) -> str:
    """Say of how large a town and how many replications a result is, and what varies."""
    source = one["source"]
    return (f"{source['residents']:,} residents, {source['replications']} paired replications, "
            f"seed {source['seed']}; mean of 2026-2035; what varies: chance only"
            if "headline" in one else
            f"{source['residents']:,} residents, {source['replications']} paired replications, "
            f"seed {source['seed']}; what varies: chance only")  # fmt: skip
