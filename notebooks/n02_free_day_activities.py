# ---
# jupyter:
#   jupytext:
#     formats: py:percent
#   kernelspec:
#     display_name: Python 3
#     name: python3
# ---

# %% [markdown] tags=["en"]
# # What free-access day activities do
#
# *For neighbourhood workers and policy advisers. Fifteen minutes to read, a minute to run.*
#
# The plan opens day activities that need no indication (indicatieloze dagbesteding) in every area.
# Who comes, and would they have had indicated care? This is asked of two worlds that differ in
# nothing but those places. Then of three places that the town has already: Café Entrée, T-Huis and
# the Odensehuis, each held against a town in which it never opened.

# %% [markdown] tags=["nl"]
# # Wat indicatieloze dagbesteding doet
#
# *Voor wijkwerkers en beleidsadviseurs. Een kwartier lezen, een minuut rekenen.*
#
# Het plan opent in elk gebied dagbesteding waarvoor geen indicatie nodig is. Wie komen er, en
# hadden zij anders geïndiceerde zorg gehad? Dat vragen we aan twee werelden die alleen in die
# plekken verschillen. En daarna van drie plekken die er al zijn: Café Entrée, T-Huis en het
# Odensehuis, elk naast een gemeente waarin die plek nooit openging.

# %% tags=["parameters"]
LANG = "en"
RESIDENTS = 5_000
REPLICATIONS = 4
MONTHS = 156

# %%
from experiments.report.notebook import Picture, section, told
from experiments.report.number_format import number, reading
from experiments.report.sections import Table
from experiments.runs.charts import pictures
from experiments.runs.compare import compare_scenarios
from experiments.runs.findings import findings
from model.scenario.scenario import load_scenario

size = {"residents": RESIDENTS, "replications": REPLICATIONS, "lang": LANG, "workers": 1}
free = load_scenario("day_activities_only")
worlds = compare_scenarios(load_scenario("current"), [free], months=MONTHS, **size)
w, found = worlds.words, findings(worlds)
told(*found[0].parts)

# %% [markdown] tags=["en"]
# ## What changes in the town

# %% [markdown] tags=["nl"]
# ## Wat er in de gemeente verandert

# %%
Picture(pictures(worlds, free.name)[f"paired_difference_{free.name}.png"][0])

# %% [markdown] tags=["en"]
# ## Who came, and what they would have had
# A low threshold also draws residents who would never have had an indication. That is a good in
# itself for those who are less lonely, but no saving. Visitors are chosen by what happens to them
# in the world with the places. So their care avoided stands beside care added, and beside the same
# count in a world in which no policy differs and only the draws are others: re-shuffling.

# %% [markdown] tags=["nl"]
# ## Wie er kwam, en wat zij anders hadden gehad
# Een lage drempel trekt ook inwoners die nooit een indicatie hadden gekregen. Dat is op zichzelf
# goed voor wie minder eenzaam is, maar het bespaart niets. Bezoekers zijn gekozen door wat hun
# overkomt in de wereld met de plekken. Daarom staat vermeden zorg naast toegevoegde zorg, en naast
# dezelfde telling in een wereld waarin geen beleid verschilt, alleen de loting: herschikking.

# %%
section(found, w("section.participants"))

# %%
section(found, w("section.substitution"))

# %% [markdown] tags=["en"]
# ## Three places that are there
# Each against the same town without any of the thirteen business cases, from the month it opened.
# Monthly means of the first complete years, and whether the interval can tell them from zero.

# %% [markdown] tags=["nl"]
# ## Drie plekken die er al zijn
# Elk naast dezelfde gemeente zonder een van de dertien business cases, vanaf de maand van opening.
# Maandgemiddelden van de eerste hele jaren, en of het interval ze van nul kan onderscheiden.

# %%
places = [load_scenario(f"case_{name}") for name in ("cafe_entree", "t_huis", "odensehuis")]
without = compare_scenarios(load_scenario("no_cases"), places, months=min(MONTHS, 84), **size)
outcomes = ("indicated_users", "residents_unmet", "cost_municipality_eur")
rows = []
for place in places:
    one = without.figures[place.name]
    gaps = [one.headline[outcome][1] for outcome in outcomes]
    cells = (f"{number(gap.mean, w)} ({reading(gap, w)})" for gap in gaps)
    rows.append((w.world(place.name), number(one.shift["participants"].mean, w), *cells))
heads = (w("town_size.outcome"), w("participants.participants"))
told(Table((*heads, *(w(f"headline.{outcome}").strip() for outcome in outcomes)), tuple(rows)))

# %% [markdown] tags=["en"]
# A single place is small beside a town's chance: most lines say *not distinguishable from zero*.
# That is no proof that a place does nothing. `social-base cases` holds every business case of the
# municipal papers against the model, with what the papers claim.

# %% [markdown] tags=["nl"]
# Eén plek is klein naast het toeval in een gemeente: de meeste regels zeggen *niet van nul te
# onderscheiden*. Dat bewijst niet dat een plek niets doet. `social-base cases` legt elke business
# case uit de gemeentelijke stukken naast het model, met wat de stukken beweren.
