# ---
# jupyter:
#   jupytext:
#     formats: py:percent
#   kernelspec:
#     display_name: Python 3
#     name: python3
# ---

# %% [markdown] tags=["en"]
# # Another town
#
# *For advisers and researchers of other municipalities. Ten minutes to read, a minute to run.*
#
# A town is a folder of open data; no line of code changes. `social-base fetch GM0826` makes the
# folder from CBS and RIVM. Oosterhout ships: its residents by age are its own, most other tables
# stand in from Bergen op Zoom. So what follows shows **how**, and what such a town can be held
# against. Its levels mean nothing until the tables are its own.

# %% [markdown] tags=["nl"]
# # Een andere gemeente
#
# *Voor adviseurs en onderzoekers van andere gemeenten. Tien minuten lezen, een minuut rekenen.*
#
# Een gemeente is een map met open data; er verandert geen regel code. `social-base fetch GM0826`
# maakt die map van gegevens van CBS en RIVM. Oosterhout zit erbij: de inwoners naar leeftijd zijn
# van Oosterhout zelf, de meeste andere tabellen zijn geleend van Bergen op Zoom. Hieronder staat
# dus **hoe** het werkt, en waaraan zo'n gemeente te toetsen is. De niveaus zeggen niets tot de
# tabellen van de gemeente zelf zijn.

# %% tags=["parameters"]
LANG = "en"
RESIDENTS = 4_000
REPLICATIONS = 4
MONTHS = 120
DRAWS = 8

# %%
import tempfile
from pathlib import Path

from experiments.analyses.transfer.transfer import transfer
from experiments.municipalities.told import stand_ins_told
from experiments.report.notebook import Picture, section, told
from experiments.report.words import words_of
from experiments.runs.charts import picture_of_areas
from experiments.runs.compare import compare_scenarios
from experiments.runs.findings import findings
from model.inputs.municipality import load_municipality
from model.scenario.scenario import load_scenarios

TOWN = "oosterhout"
w, data = words_of(LANG), load_municipality(TOWN)
told(*stand_ins_told(data, w))

# %% [markdown] tags=["en"]
# ## Where each table comes from

# %% [markdown] tags=["nl"]
# ## Waar elke tabel vandaan komt

# %%
data.sources.set_index("table")[["source", "year", "status"]].fillna("")

# %% [markdown] tags=["en"]
# ## A policy of its own
# `current` holds Bergen op Zoom's history, so another town starts from `no_cases` and names its own
# lines and dates: here free-access day activities in every area from 2026, at half size.

# %% [markdown] tags=["nl"]
# ## Een eigen beleid
# `current` bevat de geschiedenis van Bergen op Zoom. Een andere gemeente begint dus bij `no_cases`
# en noemt eigen lijnen en data: hier indicatieloze dagbesteding in elk gebied vanaf 2026, op halve
# grootte.

# %%
title = {
    "en": "half of the free-access day activities",
    "nl": "de helft van de indicatieloze dagbesteding",
}[LANG]
file = Path(tempfile.mkdtemp()) / "own_plan.yaml"
file.write_text(f"""
name: own_plan
title: {title}
on: no_cases
levers:
  - lever: free_access_day_activities
    start: 2026-01
    dose: 0.5
""")
base, plan = load_scenarios(["no_cases", file], data=data)
size = {"residents": RESIDENTS, "replications": REPLICATIONS, "months": MONTHS}
worlds = compare_scenarios(base, [plan], municipality=TOWN, **size, lang=LANG, workers=1)
found = findings(worlds)
titles = {"policy": worlds.words.world(plan.name), "base": w.world(base.name)}
section(found, w("section.policy", **titles))

# %%
Picture(picture_of_areas(worlds, plan.name)[0])

# %% [markdown] tags=["en"]
# ## Do Bergen op Zoom's numbers hold here?
# Draws of the posterior that fit Bergen op Zoom's base years, in Oosterhout's population, predict
# how many residents use the Wmo. Only then the observed figure is opened.

# %% [markdown] tags=["nl"]
# ## Gelden de getallen van Bergen op Zoom hier?
# Reeksen getallen die bij de basisjaren van Bergen op Zoom passen, voorspellen in de bevolking van
# Oosterhout hoeveel inwoners Wmo gebruiken. Pas daarna gaat het waargenomen cijfer open.

# %%
predicted = transfer(TOWN, draws=DRAWS, residents=RESIDENTS, workers=1, quiet=True, lang=LANG)
predicted.drop(columns="municipality").set_index(["measure", "year"]).round(1)

# %%
told(predicted.attrs["sentence"])
