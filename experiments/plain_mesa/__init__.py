"""The month in plain Mesa: one agent per resident, the same rules, the same draws, the same bits.

The fast core keeps residents in columns and lives a month in compiled loops. Here the same month is
told as a user of Mesa would write it: every resident is a `mesa.Agent` whose attributes are its
state, and each chapter of the month is a base class with its part of the story. `town.PlainTown`
begins where a fast town stands (`plain_form_of`), and after every process of every month leaves the
state that the core leaves, to the last bit. So it is what a reader reads, what the core is held to,
and a yardstick for its speed.

| chapter | process | what an agent does |
| --- | --- | --- |
| `ageing` | demography | grow older, fall ill, recover, be hit by events |
| `needing` | needs | begin, live with and close needs |
| `helping`, `linking` | personal_help | be helped, thank, take a helper, bear strain |
| `finding` | outreach, referrers | be visited; report back to the practice that sent it |
| `seeking` | seeking | ask, or be brought by others |
| `joining` | programmes | be reached, take a place, leave |
| `visiting`, `seating` | community | know, wish for and visit places; meet visitors |
| `asking`, `deciding`, `hours`, `hearing` | access | bring requests, hear decisions |
| `caring`, `providing` | care | wait for a provider, be cared for, be re-assessed |
| `tying` | ties | keep ties, lose them, make new ones |
| `feeling` | wellbeing | grow lonelier or less so |
| `paying` | money | pay, and have paid, what was used |
| `showing` | publication | let others know |

**What is shared with the core, and so not told twice.** All rules about one resident and one need
(`rules`: the same functions, in plain Python) and all draws. How the town begins: its population,
networks and first day. What befalls several residents at once in demography, carried out once each
agent has lived its own month: deaths, births, arrivals and departures, who pairs and parts, donors.
Numbers of the town as a whole: levers and named values, what places offer, staff and hours of
desks, staff of providers, the books of budgets, staff and places. Everything else is told here a
second time, without arrays: kernels, screens, tables of rows, orders.

**The order of visits does not matter** where draws are keyed: agents are visited in an order that
Mesa shuffles anew each time. What is scarce goes in a keyed order (`person.in_keyed_order`). By
number goes only what adds up fractions, whose last digit depends on the order.
"""
