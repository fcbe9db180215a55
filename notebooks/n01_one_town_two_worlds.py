# ---
# jupyter:
#   jupytext:
#     formats: py:percent
#   kernelspec:
#     display_name: Python 3
#     name: python3
# ---

# %% [markdown]
# # One town, two worlds
#
# Bergen op Zoom twice, resident by resident: once under the policy of today, once under the plan
# for strong local teams, free-access day activities, a stronger social base and a fast track. Both
# worlds run on common random numbers, so a resident lives the same life in both until something of
# the plan, directly or through others, reaches it.
#
# The notebook uses a small town (whole households, drawn within areas) so that it runs in a minute.
# For the whole town: `social-base compare current transformation`.

# %%
import os

from experiments.report.number_format import reading
from experiments.report.sections import Table
from experiments.runs.charts import caption_of, pictures
from experiments.runs.compare import compare_scenarios
from experiments.runs.findings import findings
from model.scenario.scenario import load_scenario

RESIDENTS = int(os.environ.get("N01_RESIDENTS", "5000"))
REPLICATIONS = int(os.environ.get("N01_REPLICATIONS", "4"))
MONTHS = int(os.environ.get("N01_MONTHS", "180"))

# %%
worlds = compare_scenarios(
    load_scenario("current"),
    [load_scenario("transformation")],
    residents=RESIDENTS,
    replications=REPLICATIONS,
    months=MONTHS,
    workers=1,
)
figures = worlds.figures["transformation"]
print(caption_of(worlds, "transformation"))

# %% [markdown]
# ## What differs, and what does not
# Each line is a paired difference. Where the interval holds zero the town cannot tell the two
# worlds apart; with more replications, or more residents, it might.

# %%
for outcome, (base, gap) in figures.headline.items():
    print(f"{outcome:32} {base:14,.1f} {gap.mean:+12,.1f}  {reading(gap)}")

# %%
charts = pictures(worlds, "transformation")
charts["people_by_layer_transformation.png"][0]

# %%
charts["paired_difference_transformation.png"][0]

# %% [markdown]
# ## Whether it is paid back
# What the municipality saves less what it spends, in euros of 2025, added up since the worlds
# parted.

# %%
charts["cumulative_net_transformation.png"][0]

# %% [markdown]
# What must be true for the plan to pay: over sets of parameters that fit the town's past, measured
# once and shipped. Each dot is one set, filled where the plan saves.

# %%
charts["what_must_be_true_transformation.png"][0]

# %% [markdown]
# ## Who came to the free places
# Low thresholds also draw residents who would never have had an indication. That is a good in
# itself for those who are less lonely, but no saving. Care avoided stands beside care added. Only
# the net of the whole town is identified. Visitors are chosen by what happens to them under the
# plan, so their net depends on how the draws of two worlds are coupled: the same residents under
# the base's own policy, drawn anew (`redrawn`), show how much of it is re-shuffling.

# %%
print("participants", figures.shift["participants"].mean)
for world, counted in figures.both_ways.items():
    for (where, care), outcomes in counted.items():
        ways = outcomes["substituted"]
        print(
            f"{world:16} {where:20} {care:20} {ways.less.mean:8.1f} less {ways.more.mean:8.1f} more"
            f" {ways.net.mean:8.1f} net"
        )
for care, rates in figures.substitution.items():
    print(f"whole town, {care}: {rates.residents.mean:.1%} fewer residents than in the base")

# %% [markdown]
# ## The ceiling
# The most that free places could ever save on indicated day activities is all of them.

# %%
top = figures.ceiling
print(f"EUR {top.eur_per_year.mean:,.0f} a year in this town; share reached {top.reached.mean:.1%}")

# %% [markdown]
# ## Who pays, and how long until fitting support

# %%
for payer, (base, gap) in figures.payers.items():
    print(f"{payer:32} {base:14,.0f} {gap.mean:+12,.0f}  {reading(gap)}")
for figure, (base, gap) in figures.paths.items():
    print(f"{figure:32} {base:14,.2f} {gap.mean:+12,.3f}  {reading(gap)}")

# %% [markdown]
# ## Whose life differs, and through what

# %%
twins = worlds.tables["twins"]
twins[twins["uid"] != 0].groupby(["scenario", "class", "event"], observed=True).size().unstack(
    level=0, fill_value=0
)

# %% [markdown]
# ## Everything in words

# %%
for section in findings(worlds):
    print(f"\n{section.heading}")
    for part in section.parts:
        print("\n".join("  ".join(row) for row in part.rows) if isinstance(part, Table) else part)
