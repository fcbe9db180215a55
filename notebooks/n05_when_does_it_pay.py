# ---
# jupyter:
#   jupytext:
#     formats: py:percent
#   kernelspec:
#     display_name: Python 3
#     name: python3
# ---

# %% [markdown] tags=["en"]
# # When does the plan pay, and what must be true
#
# *For aldermen, controllers and advisers. Ten minutes to read; runs in seconds, since all that it
# shows was measured once and ships.*
#
# The town's past fits many sets of parameters. Under some of them the plan saves, under others it
# costs. So the answer is not one figure but a probability, what must be true for the plan to pay,
# and what to measure to know.

# %% [markdown] tags=["nl"]
# # Wanneer verdient het plan zich terug, en wat moet daarvoor waar zijn
#
# *Voor wethouders, controllers en adviseurs. Tien minuten lezen; rekent in enkele seconden, want
# alles wat hier staat is één keer gemeten en wordt meegeleverd.*
#
# Bij het verleden van de gemeente passen veel reeksen getallen. Bij sommige bespaart het plan, bij
# andere kost het. Het antwoord is dus niet één getal, maar een kans, wat waar moet zijn, en wat te
# meten om het te weten.

# %% tags=["parameters"]
LANG = "en"

# %%
from experiments.analyses.analogues.analogues import that_weigh
from experiments.analyses.analogues.told import how_it_moves, in_short
from experiments.analyses.uncertainty.measure import BASE, PLAN
from experiments.analyses.uncertainty.response_surface import response_surface
from experiments.analyses.uncertainty.told import (
    numbers_that_decide,
    posterior_told,
    sums_of_draws,
    surface_caption,
    surface_of_plan,
)
from experiments.effects.payback_by_year import claimed_year
from experiments.report.charts.payback_fan import payback_fan
from experiments.report.notebook import Picture, told
from experiments.report.words import words_of

w = words_of(LANG)
parts = posterior_told(BASE, PLAN, 67_510, w)
told(f"{parts[0]} {in_short(w)}")

# %% [markdown] tags=["en"]
# ## The odds, year by year
# Above: what the municipality has saved so far, over the draws (bands: half of them, and nine in
# ten). Below: the share of draws in which it is paid back for good by that year. The dotted line
# is the year that the municipal papers claim.

# %% [markdown] tags=["nl"]
# ## De kans, jaar voor jaar
# Boven: wat de gemeente tot dan toe heeft bespaard, over de reeksen (banden: de helft ervan, en
# negen van de tien). Onder: het deel van de reeksen waarin het plan tegen dat jaar blijvend is
# terugverdiend. De stippellijn is het jaar dat de gemeentelijke stukken noemen.

# %%
Picture(payback_fan(sums_of_draws(), claimed_year(), BASE, PLAN, surface_caption(w), w)[0])

# %% [markdown] tags=["en"]
# ## What must be true
# Each dot is a set of numbers, filled where the plan saves; the lines part where a saving is
# likelier than not.

# %% [markdown] tags=["nl"]
# ## Wat waar moet zijn
# Elke stip is een reeks getallen, gevuld waar het plan bespaart; de lijnen scheiden waar besparen
# waarschijnlijker is dan niet.

# %%
Picture(response_surface(surface_of_plan(), surface_caption(w), w)[0])

# %% [markdown] tags=["en"]
# ## What decides, and what knowing it is worth

# %% [markdown] tags=["nl"]
# ## Wat beslist, en wat het waard is dat te weten

# %%
told(*numbers_that_decide(w, found=surface_of_plan()))

# %% [markdown] tags=["en"]
# ## What was seen elsewhere
# The draws, weighed by what others saw where they had such teams. How far that carries over is a
# judgement, and told with its reason: `social-base analogues`.

# %% [markdown] tags=["nl"]
# ## Wat elders is gezien
# De reeksen, gewogen naar wat anderen zagen waar zulke teams waren. Hoe ver dat hier geldt is een
# oordeel, met de reden erbij: `social-base analogues`.

# %%
told(how_it_moves(that_weigh(), w))

# %% [markdown] tags=["en"]
# ## How sure

# %% [markdown] tags=["nl"]
# ## Hoe zeker

# %%
told(*parts[1:])
