# ---
# jupyter:
#   jupytext:
#     formats: py:percent
#   kernelspec:
#     display_name: Python 3
#     name: python3
# ---

# %% [markdown] tags=["en"]
# # Local teams: help, or net-widening
#
# *For team leaders, advisers and researchers. Fifteen minutes to read, a minute to run.*
#
# A strong local team (Stevig Lokaal Team) sits near, answers soon and can help without an
# indication. It may take work away from indicated care. It may also find people who would have
# managed, or would have waited, and bring them care: net-widening. Both happen in the model; which
# one wins is a matter of a few numbers that nobody has measured.

# %% [markdown] tags=["nl"]
# # Lokale teams: hulp, of een wijder net
#
# *Voor teamleiders, adviseurs en onderzoekers. Een kwartier lezen, een minuut rekenen.*
#
# Een Stevig Lokaal Team zit dichtbij, antwoordt snel en kan zonder indicatie helpen. Dat kan werk
# wegnemen bij de geïndiceerde zorg. Het kan ook mensen vinden die zich hadden gered, of die hadden
# gewacht, en hun zorg brengen: een wijder net. In het model gebeurt beide. Wat het wint, hangt af
# van enkele getallen die niemand heeft gemeten.

# %% tags=["parameters"]
LANG = "en"
RESIDENTS = 5_000
REPLICATIONS = 4
MONTHS = 156

# %%
from experiments.analyses.uncertainty.response_surface import response_surface
from experiments.analyses.uncertainty.told import (
    numbers_that_decide,
    surface_caption,
    surface_of_plan,
)
from experiments.report.notebook import Picture, section, told
from experiments.runs.charts import pictures
from experiments.runs.compare import compare_scenarios
from experiments.runs.findings import findings
from model.scenario.scenario import load_scenario

base, teams = load_scenario("current"), load_scenario("local_teams_only")
size = {"residents": RESIDENTS, "replications": REPLICATIONS, "months": MONTHS}
worlds = compare_scenarios(base, [teams], **size, lang=LANG, workers=1)
w, found = worlds.words, findings(worlds)
told(*found[0].parts)

# %% [markdown] tags=["en"]
# ## What changes
# Read the reading in the last column first.

# %% [markdown] tags=["nl"]
# ## Wat er verandert
# Lees eerst de lezing in de laatste kolom.

# %%
section(found, w("section.policy", policy=w.world(teams.name), base=w.world(base.name)))

# %%
Picture(pictures(worlds, teams.name)[f"paired_difference_{teams.name}.png"][0])

# %% [markdown] tags=["en"]
# ## More care and less care, side by side
# Residents with more months in the institutional layer, and with fewer. Two worlds that differ in
# nothing but chance (`placebo`, `redrawn`) show such shifts as well: only what goes beyond them is
# the teams'.

# %% [markdown] tags=["nl"]
# ## Meer zorg en minder zorg, naast elkaar
# Inwoners met meer maanden in de institutionele laag, en met minder. Ook twee werelden die alleen
# in toeval verschillen (`placebo`, `redrawn`) laten zulke verschuivingen zien: alleen wat daar
# bovenuit komt, is van de teams.

# %%
section(found, w("section.gross"))

# %% [markdown] tags=["en"]
# ## How long until fitting support

# %% [markdown] tags=["nl"]
# ## Hoe lang tot passende hulp

# %%
section(found, w("section.paths"))

# %% [markdown] tags=["en"]
# ## Which numbers decide
# Over draws that fit the town's past, for the whole plan: what share of the doubt each number
# brings, and what knowing it would be worth. Short support by the team itself comes first. A team
# that measures how many questions it answers itself, and how many it passes on, measures this.

# %% [markdown] tags=["nl"]
# ## Welke getallen beslissen
# Over reeksen getallen die bij het verleden passen, voor het hele plan: welk deel van de twijfel
# elk getal brengt, en wat het waard is dat te weten. Korte hulp door het team zelf staat bovenaan.
# Een team dat telt hoeveel vragen het zelf beantwoordt en hoeveel het doorgeeft, meet dit.

# %%
told(*numbers_that_decide(w, found=surface_of_plan()))

# %%
Picture(response_surface(surface_of_plan(), surface_caption(w), w)[0])
