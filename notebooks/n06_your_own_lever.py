# ---
# jupyter:
#   jupytext:
#     formats: py:percent
#   kernelspec:
#     display_name: Python 3
#     name: python3
# ---

# %% [markdown] tags=["en"]
# # Your own lever, sweep and analysis
#
# *For researchers. Twenty minutes to read, a minute to run.*
#
# A lever is one class: what it changes, what it costs, and on what evidence. Here it lives in the
# notebook; once it is good it becomes one file in `model/levers/`, and every list, check, table
# and test finds it there (*Extending*, in the documentation).

# %% [markdown] tags=["nl"]
# # Uw eigen maatregel, reeks runs en analyse
#
# *Voor onderzoekers. Twintig minuten lezen, een minuut rekenen.*
#
# Een maatregel is één klasse: wat ze verandert, wat ze kost en op welk bewijs. Hier staat ze in
# het notebook; is ze goed, dan wordt ze één bestand in `model/levers/`, en elke lijst, controle,
# tabel en test vindt haar daar (*Extending*, in de documentatie).

# %% tags=["parameters"]
LANG = "en"
RESIDENTS = 3_000
REPLICATIONS = 4
MONTHS = 120
POINTS = 4

# %%
from agents.vocabulary import Law
from model.lever import DosedLedger, Lever, LeverParameters
from model.parameter_owners import add_lever
from model.parameters import par
from model.processes.community import community
from model.values import DosedValues


class NeighbourMarketParameters(LeverParameters):
    """What a market for volunteers does and costs."""

    owner = "neighbour_market"
    uptake: float = par(
        1.5, "ratio", 1.0, 3.0, role="uncertain", evidence="assumed: half as many again volunteer"
    )
    cost_per_month: float = par(
        1500.0, "EUR/month", 0.0, 5000.0, role="lever", evidence="assumed: a hall and a guide"
    )


class NeighbourMarket(Lever):
    """Let associations show for what they need people. Nothing happens where all volunteer."""

    name = "neighbour_market"
    title = "Market for volunteers"
    Parameters = NeighbourMarketParameters
    modifies = (community.VOLUNTEER_UPTAKE,)

    def apply(self, month: int, values: DosedValues, ledger: DosedLedger) -> None:
        """Raise the uptake and book the cost."""
        values.multiply(community.VOLUNTEER_UPTAKE, self.p.uptake)
        ledger.book(
            self.p.cost_per_month, item_name="market", prices_of=2025, law=Law.PARTICIPATIEWET
        )


add_lever(NeighbourMarket)

# %% [markdown] tags=["en"]
# ## A scenario that uses it
# A scenario extends another and says what differs. A wrong name or value is refused with what is
# near. Then one comparison, on common random numbers.

# %% [markdown] tags=["nl"]
# ## Een scenario dat haar gebruikt
# Een scenario breidt een ander uit en zegt wat verschilt. Een verkeerde naam of waarde wordt
# geweigerd, met wat erop lijkt. Daarna één vergelijking, met dezelfde toevalsgetallen.

# %%
import tempfile
from pathlib import Path

from experiments.report.notebook import Picture, section
from experiments.runs.charts import pictures
from experiments.runs.compare import compare_scenarios
from experiments.runs.findings import findings
from model.scenario.scenario import load_scenario, with_changes

title = {"en": "a market for volunteers", "nl": "een vrijwilligersmarkt"}[LANG]
file = Path(tempfile.mkdtemp()) / "market.yaml"
file.write_text(f"""
name: market
title: {title}
on: current
levers:
  - lever: neighbour_market
    start: 2026-01
    areas: [noord, oost]
""")
base, market = load_scenario("current"), load_scenario(file)
size = {"residents": RESIDENTS, "replications": REPLICATIONS, "months": MONTHS, "lang": LANG}
worlds = compare_scenarios(base, [market], workers=1, **size)
w, found = worlds.words, findings(worlds)
section(found, w("section.policy", policy=w.world(market.name), base=w.world(base.name)))

# %%
Picture(pictures(worlds, market.name)[f"paired_difference_{market.name}.png"][0])

# %% [markdown] tags=["en"]
# ## A sweep, in the notebook
# The same worlds at several uptakes: each point is paired with the base by replication, so that a
# slope shows which single worlds would not. From a file, with a design, on all cores, resumable
# and on a cluster: `social-base sweep FILE` (*Many runs*).

# %% [markdown] tags=["nl"]
# ## Een reeks runs, in het notebook
# Dezelfde werelden bij verschillende waarden: elk punt is per herhaling gepaard met de basis,
# zodat een helling zichtbaar wordt die losse werelden niet tonen. Vanuit een bestand, met een
# ontwerp, op alle kernen, te hervatten en op een cluster: `social-base sweep FILE` (*Many runs*).

# %%
import numpy as np
import pandas as pd

low, high = 1.0, 3.0
rows = []
for uptake in np.linspace(low, high, POINTS):
    point = with_changes(market, {"neighbour_market.uptake": float(uptake)})
    done = compare_scenarios(base, [point], workers=1, **size)
    monthly = done.tables["monthly"]
    late = monthly[monthly["month"] > monthly["month"].max() - pd.DateOffset(months=12)]
    volunteers = late.groupby(["scenario", "replication"])["volunteers"].sum() / 12
    gap = volunteers.loc[market.name] - volunteers.loc[base.name]
    rows.append(pd.DataFrame({"uptake": uptake, "more_volunteers": gap}))
sweep = pd.concat(rows).reset_index()
sweep.pivot_table("more_volunteers", "uptake", "replication").round(1)

# %% [markdown] tags=["en"]
# ## An analysis of your own
# Tables are pandas: fit what you like, and say what the interval holds. Here a slope per
# replication, since points of one replication share its chance; the interval is over replications.

# %% [markdown] tags=["nl"]
# ## Een eigen analyse
# Tabellen zijn pandas: pas toe wat u wilt, en zeg wat het interval omvat. Hier één helling per
# herhaling, want punten van één herhaling delen het toeval; het interval gaat over herhalingen.

# %%
from matplotlib.figure import Figure

from experiments.effects.intervals import paired
from experiments.report.number_format import with_bounds

slope = paired([
    np.polyfit(rows["uptake"], rows["more_volunteers"], 1)[0]
    for _, rows in sweep.groupby("replication")
])  # fmt: skip
across, up, finding = {
    "en": ("uptake of volunteering (times today's)", "more volunteers than today (last year)",
           "more volunteers for each unit of uptake; 95% interval, chance only"),
    "nl": ("kans om vrijwilliger te worden (keer die van nu)",
           "meer vrijwilligers dan nu (laatste jaar)",
           "vrijwilligers meer per eenheid; 95%-interval, alleen toeval"),
}[LANG]  # fmt: skip
figure = Figure(figsize=(8, 4), layout="constrained")
axes = figure.subplots()
for _, rows in sweep.groupby("replication"):
    axes.plot(rows["uptake"], rows["more_volunteers"], "o-", color="#0072b2", alpha=0.6)
axes.axhline(0, color="grey", lw=0.8)
axes.set_xticks(np.linspace(low, high, 3), ["1", "2", "3"])
axes.set_xlabel(across)
axes.set_ylabel(up)
axes.set_title(f"{with_bounds(slope, w)} {finding}", loc="left", fontsize=10)
Picture(figure)
