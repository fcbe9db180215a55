"""Numbers of referrers: how often they meet a resident, what they recognise, what comes of it."""

from model.parameters import Parameters, par

BANDS_FROM = (0, 5, 18, 45, 65, 75, 85)
"""First ages of the bands in which contacts with the GP are counted."""
_BANDS = ("from_0", "from_5", "from_18", "from_45", "from_65", "from_75", "from_85")


class ReferrersParameters(Parameters):
    """Contacts, recall and yield of each referrer, and how a GP practice learns."""

    owner = "referrers"

    gp_contacts: tuple[float, ...] = par(
        (3.5, 2.3, 3.6, 4.4, 6.0, 8.9, 13.3), "contacts/year",
        (3.0, 2.0, 3.2, 4.0, 5.4, 8.0, 12.0), (4.0, 2.6, 4.0, 5.0, 7.0, 10.0, 15.0), over=_BANDS,
        evidence="from_0 = process.gp_contacts_0_4; from_5 = process.gp_contacts_5_17; from_18 = "
        "process.gp_contacts_18_44; from_45 = process.gp_contacts_45_64; from_65 = "
        "process.gp_contacts_65_74; from_75 = process.gp_contacts_75_84; from_85 = "
        "process.gp_contacts_85plus",
    )  # fmt: skip
    gp_avoiders: float = par(
        0.3, "ratio", 0.0, 1.0, hard=(0, 1),
        evidence="assumed: avoiders seldom see a GP", note="on contacts",
    )  # fmt: skip
    gp_from: float = par(
        0.3, "severity", 0.2, 0.4, evidence="assumed: noticed in the consulting room",
        hard=(0, 0.99),
    )  # fmt: skip
    gp_recall: float = par(
        0.35, "share/contact", 0.1, 0.6, hard=(0, 1),
        evidence="assumed: a GP who hardly knows which patients are lonely recognises the heaviest "
        "need in one contact out of three; process.gp_knows_lonely; need.gp_psychosocial",
        note="of the heaviest unmet needs, recognised at a contact; a need at `gp_from` never is",
    )  # fmt: skip
    gp_yield: float = par(
        0.2, "share", 0.05, 0.35, hard=(0, 1),
        evidence="assumed: half are told of the access, under half of these go there; "
        "process.link_worker_uptake; need.unmet_none_share",
        note="of needs recognised, those that become a request",
    )  # fmt: skip
    place_yield: float = par(
        0.2, "share", 0.05, 0.4, hard=(0, 1),
        evidence="assumed: as at the GP; staff of a place know the access, and few visitors want "
        "to go there; process.link_worker_uptake",
        note="of needs that staff of a free place recognise, those that become a request",
    )  # fmt: skip
    residents_per_practice: float = par(
        3400.0, "residents", 2500.0, 5000.0, hard=(500, 1e6),
        evidence="assumed: 17.1 million residents over all practices; process.gp_practices_2017; "
        "need.gp_practice_size_warande",
    )  # fmt: skip
    attention_spread: float = par(
        0.5, "log sd", 0.0, 0.7, hard=(0, 2),
        evidence="assumed: (log 0.401 - log 0.195) / 1.35 of the patients whom a GP calls "
        "vulnerable; process.gp_vulnerable_share",
        note="of what practices send, all else equal",
    )  # fmt: skip
    trust_least: float = par(
        0.5, "ratio", 0.2, 1.0, hard=(0, 1),
        evidence="assumed: a GP whose patients are all refused still sends the worst off",
        note="on what a practice sends, where nobody whom it sent was helped",
    )  # fmt: skip
    trust_most: float = par(
        1.5, "ratio", 1.0, 2.0, hard=(1, 10),
        evidence="assumed: the mirror of the least", note="the same, where everybody was",
    )  # fmt: skip
    expects: float = par(
        0.5, "share", 0.3, 0.7, hard=(0, 1),
        evidence="assumed: neither good nor bad",
        note="helped of those sent, that a practice goes by while it has sent nobody",
    )  # fmt: skip
    experience_weight: float = par(
        10.0, "patients", 3.0, 30.0, hard=(0.001, 1e6),
        evidence="assumed: a handful of patients makes a name", note="that `expects` weighs as",
    )  # fmt: skip
    memory: float = par(
        12.0, "months", 6.0, 36.0, hard=(1, 1200),
        evidence="assumed: what came of those sent a year ago has faded to a third",
    )  # fmt: skip
    waiting_weight: float = par(
        0.1, "refusals/month", 0.0, 0.3, hard=(0, 1),
        evidence="assumed: ten months of waiting are as bad as a refusal",
        note="of a patient who was sent and still waits",
    )  # fmt: skip
    seen_from: float = par(
        0.25, "severity", 0.15, 0.35, evidence="assumed: visible to an outsider", hard=(0, 0.99),
        note="by school, home help, staff of a place or worker of a programme",
    )  # fmt: skip
    school_from: float = par(
        4.0, "years", role="fixed", hard=(0, 23),
        evidence="assumed: a definition, children go to school from their fourth birthday",
    )  # fmt: skip
    school_until: float = par(
        18.0, "years", role="fixed", hard=(0, 23),
        evidence="assumed: a definition, no duty to attend from 18 on",
    )  # fmt: skip
    school_recall: float = par(
        0.25, "share/month", 0.1, 0.5, hard=(0, 1),
        evidence="assumed: a teacher who has the child in class daily sees the heaviest need "
        "within a term",
        note="of the heaviest unmet needs; a need at `seen_from` is never seen",
    )  # fmt: skip
    school_yield: float = par(
        0.2, "share", 0.05, 0.4, hard=(0, 1),
        evidence="assumed: most stay with the school's own care, and not all parents agree",
        note="of needs recognised, those that become a request",
    )  # fmt: skip
    home_help_visits: float = par(
        4.3, "visits/month", 2.0, 8.6, hard=(0, 31), evidence="assumed: weekly, as is usual",
    )  # fmt: skip
    home_help_recall: float = par(
        0.05, "share/visit", 0.02, 0.15, hard=(0, 1),
        evidence="assumed: who cleans sees the heaviest need within half a year",
        note="of the heaviest unmet needs of a client; a need at `seen_from` is never seen",
    )  # fmt: skip
    home_help_yield: float = par(
        0.1, "share", 0.02, 0.3, hard=(0, 1),
        evidence="assumed: few workers report what nobody asks them; need.unmet_none_share",
        note="of needs recognised, those that become a request",
    )  # fmt: skip
