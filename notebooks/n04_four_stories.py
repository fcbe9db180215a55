# ---
# jupyter:
#   jupytext:
#     formats: py:percent
#   kernelspec:
#     display_name: Python 3
#     name: python3
# ---

# %% [markdown] tags=["en"]
# # Four residents' stories
#
# *For anybody who works with residents. Fifteen minutes to read, two minutes to run.*
#
# The municipal papers tell of a widower who finds company, a mother after mental-health treatment
# who dares to come because no application is asked, a woman on benefit who tours associations, and
# a family that three laws each see in their own way. Here simulated residents tell these stories:
# no real person. Each is picked **by rule** in the month before the worlds part, when nobody can
# know what comes. Of all whom a rule picks and whose lives differ, the story is that of the one in
# the middle, neither the best nor the worst. Beside it stands what happens to the whole group.

# %% [markdown] tags=["nl"]
# # Vier verhalen van inwoners
#
# *Voor wie met inwoners werkt. Een kwartier lezen, twee minuten rekenen.*
#
# De gemeentelijke stukken vertellen van een weduwnaar die gezelschap vindt, een moeder die na
# behandeling durft te komen omdat niemand een aanvraag wil, een vrouw in de bijstand die langs
# verenigingen gaat, en een gezin dat drie wetten elk anders zien. Hier vertellen gesimuleerde
# inwoners die verhalen: geen echte mensen. Ze zijn gekozen **volgens een regel**, in de maand
# voordat de werelden uiteengaan, als nog niemand weet wat komt. Van iedereen die aan de regel
# voldoet en van wie het leven verschilt, is dit het verhaal van de middelste: niet de beste en
# niet de slechtste afloop. Daarnaast staat wat er met de hele groep gebeurt.

# %% tags=["parameters"]
LANG = "en"
RESIDENTS = 6_000
REPLICATIONS = 4
MONTHS = 156

# %%
import pandas as pd

from experiments.analyses.stories.network import network_of
from experiments.analyses.stories.rules import RULES
from experiments.analyses.stories.stories import BASE, stories
from experiments.effects.story import marks, parted, spans
from experiments.report.charts.journey_timeline import journey_timeline
from experiments.report.charts.personal_network import personal_network
from experiments.report.notebook import Picture, Told, told
from experiments.report.number_format import percent, reading, with_bounds
from experiments.report.sections import Table
from experiments.report.words import words_of

w = words_of(LANG)
found = stories(RESIDENTS, REPLICATIONS, MONTHS)
HORIZON = pd.Timestamp("2021-01-01") + pd.DateOffset(months=MONTHS)


def story(rule: str) -> Picture | Told:
    """Return both lives of the resident in the middle; words where nobody's life differs."""
    if rule not in found.chosen.index:
        return told(w("stories.nobody", who=w(f"stories.{rule}")))
    events = found.journeys[found.journeys["rule"] == rule]
    policy = found.chosen.loc[rule, "scenario"]
    apart = parted(events, BASE, policy)
    return Picture(journey_timeline(
        spans(events, HORIZON), marks(events), apart, BASE, policy, caption_of(rule), w
    )[0])  # fmt: skip


def network(rule: str) -> Picture | Told:
    """Return the ties around the same resident when the worlds part and five years on."""
    ties = network_of(found, rule, RESIDENTS)
    if ties is None:
        return told(w("stories.gone", who=w(f"stories.{rule}")))
    return Picture(personal_network(
        ties.now, ties.later, ties.ego, ties.moments, caption_of(rule), w
    )[0])  # fmt: skip


def caption_of(rule: str) -> str:
    """Say who is shown, of which town."""
    who = found.chosen.loc[rule]
    return w("stories.caption", uid=who["uid"], age=int(who["age"]),
             replication=who["replication"], residents=w.figure(RESIDENTS, ","))  # fmt: skip


rows = []
for rule in RULES:
    group = found.of_group(rule.name)
    unmet, care = group["more_unmet_months"], group["more_institutional_months"]
    count = (found.members["rule"] == rule.name).sum()
    rows.append((
        w(f"stories.{rule.name}"), w.figure(count, ","), percent(group["differs"].mean, w),
        *(f"{with_bounds(gap, w)}: {reading(gap, w)}" for gap in (unmet, care)),
    ))  # fmt: skip
heads = tuple(w(f"stories.{name}") for name in ("who", "residents", "differs", "unmet", "care"))
told(w("stories.how", replications=REPLICATIONS), Table(heads, tuple(rows)))

# %% [markdown] tags=["en"]
# ## The widower
# A man of 65 or over, alone since his partner died less than a year ago. The plan.

# %% [markdown] tags=["nl"]
# ## De weduwnaar
# Een man van 65 of ouder, alleen sinds zijn partner minder dan een jaar geleden overleed. Het
# plan.

# %%
story("widower")

# %% [markdown] tags=["en"]
# Whom he is tied to in the month in which the worlds part, and five years on in the plan's world.
# Most ties end or begin whatever the policy: this is how the model's networks live.

# %% [markdown] tags=["nl"]
# Met wie hij verbonden is in de maand waarin de werelden uiteengaan, en vijf jaar later in de
# wereld van het plan. De meeste banden eindigen of ontstaan bij elk beleid: zo leven netwerken in
# dit model.

# %%
network("widower")

# %% [markdown] tags=["en"]
# ## The mother who does not ask
# A mother of minors in need of company or guidance, with a high threshold to ask; she has not
# asked. The treatment itself is not in the model: need and threshold stand in for it. The plan.

# %% [markdown] tags=["nl"]
# ## De moeder die niet vraagt
# Een moeder van minderjarige kinderen die gezelschap of begeleiding nodig heeft en hulp vragen
# moeilijk vindt; ze heeft niets gevraagd. De behandeling zelf zit niet in het model: behoefte en
# drempel staan daarvoor in de plaats. Het plan.

# %%
story("mother")

# %% [markdown] tags=["en"]
# ## The woman on benefit
# From 27 years, on benefit, no volunteer yet. The policy is the tour along associations that look
# for volunteers (`what_if_volunteer_tour`), not the plan.

# %% [markdown] tags=["nl"]
# ## De vrouw in de bijstand
# Vanaf 27 jaar, in de bijstand, nog geen vrijwilliger. Het beleid is hier de tocht langs
# verenigingen die vrijwilligers zoeken (`what_if_volunteer_tour`), niet het plan.

# %%
story("on_benefit")

# %% [markdown] tags=["en"]
# ## The family under three laws
# The head of a household that needs help under the Wmo, the youth act, and benefit or debt help.
# The plan.

# %% [markdown] tags=["nl"]
# ## Het gezin onder drie wetten
# Het hoofd van een huishouden dat hulp nodig heeft volgens de Wmo, de Jeugdwet, en bijstand of
# schuldhulp. Het plan.

# %%
story("three_laws")
