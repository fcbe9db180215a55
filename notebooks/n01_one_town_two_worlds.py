# ---
# jupyter:
#   jupytext:
#     formats: py:percent
#   kernelspec:
#     display_name: Python 3
#     name: python3
# ---

# %% [markdown] tags=["en"]
# # One town, two worlds
#
# *For everybody. Ten minutes to read, about a minute to run.*
#
# Bergen op Zoom twice, resident by resident: once under the policy of today, once under the plan
# for strong local teams, free-access day activities, a stronger social base and a fast track. Both
# worlds run on common random numbers: a resident lives the same life in both until something of
# the plan, directly or through others, reaches it. The town here is small (whole households, drawn
# within areas). For the whole town: `social-base compare current transformation`.

# %% [markdown] tags=["nl"]
# # Eén gemeente, twee werelden
#
# *Voor iedereen. Tien minuten lezen, ongeveer een minuut rekenen.*
#
# Bergen op Zoom, twee keer, inwoner voor inwoner: één keer met het beleid van nu, één keer met het
# plan voor Stevige Lokale Teams, indicatieloze dagbesteding, een sterkere sociale basis en een
# versnelspoor. Beide werelden trekken dezelfde toevalsgetallen: een inwoner leidt in beide
# hetzelfde leven, tot iets van het plan hem raakt, zelf of via anderen. De gemeente is hier klein
# (hele huishoudens, per gebied getrokken). De hele gemeente: `social-base compare current
# transformation`.

# %% tags=["parameters"]
LANG = "en"
RESIDENTS = 5_000
REPLICATIONS = 4
MONTHS = 180

# %%
from experiments.report.notebook import Picture, section, told
from experiments.runs.charts import pictures
from experiments.runs.compare import compare_scenarios
from experiments.runs.findings import findings
from model.scenario.scenario import load_scenario

base, plan = load_scenario("current"), load_scenario("transformation")
size = {"residents": RESIDENTS, "replications": REPLICATIONS, "months": MONTHS}
worlds = compare_scenarios(base, [plan], **size, lang=LANG, workers=1)
w, found, charts = worlds.words, findings(worlds), pictures(worlds, plan.name)
told(*found[0].parts)

# %% [markdown] tags=["en"]
# ## Who answers people's needs
# Needs that family and friends, the community, or the institutions answer, and needs that nobody
# does. The line of today's policy is the counterfactual: without it, growth by ageing would look
# like an effect.

# %% [markdown] tags=["nl"]
# ## Wie helpt met de hulpvragen
# Hulpvragen die familie en vrienden, de gemeenschap of de instellingen beantwoorden, en vragen die
# niemand beantwoordt. De lijn van het beleid van nu is de vergelijking: zonder die lijn lijkt
# groei door vergrijzing een effect.

# %%
Picture(charts[f"people_by_layer_{plan.name}.png"][0])

# %% [markdown] tags=["en"]
# ## What differs, and what does not
# Each line is a paired difference. Where the band holds zero, this town cannot tell the two worlds
# apart. With more replications, or more residents, it might.

# %% [markdown] tags=["nl"]
# ## Wat verschilt, en wat niet
# Elke lijn is een gepaard verschil. Ligt nul in de band, dan zijn de twee werelden hier niet te
# onderscheiden. Met meer herhalingen of meer inwoners misschien wel.

# %%
Picture(charts[f"paired_difference_{plan.name}.png"][0])

# %% [markdown] tags=["en"]
# ## Whether it is paid back, and what must be true for that
# Below, over sets of parameters that fit the town's past equally well (measured once, and
# shipped): each dot is one set, filled where the plan saves.

# %% [markdown] tags=["nl"]
# ## Of het zich terugverdient, en wat daarvoor waar moet zijn
# Hieronder, over reeksen getallen die even goed bij het verleden van de gemeente passen (één keer
# gemeten en meegeleverd): elke stip is zo'n reeks, gevuld waar het plan geld bespaart.

# %%
Picture(charts[f"what_must_be_true_{plan.name}.png"][0])

# %% [markdown] tags=["en"]
# ## The figures, who came, and whose life differs

# %% [markdown] tags=["nl"]
# ## De cijfers, wie er kwam, en wiens leven verschilt

# %%
section(found, w("section.policy", policy=w.world(plan.name), base=w.world(base.name)))

# %%
section(found, w("section.participants"))

# %% [markdown] tags=["en"]
# ## What this cannot say

# %% [markdown] tags=["nl"]
# ## Wat dit niet kan zeggen

# %%
section(found, w("section.limits"))
