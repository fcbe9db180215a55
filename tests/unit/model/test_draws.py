"""Draws: published known answers, uniform and independent, one key for one decision."""

import numpy as np
import pytest
from scipy import stats

from model import draws
from model.draws import decision, decisions, derived_uid, normal, pair_of, seed_of, uniforms
from tests.unit.plain import plain

ONE, OTHER = decision("test.draws_one"), decision("test.draws_other")
UIDS = np.arange(1, 40_001, dtype=np.int64) * 6_700_417
KNOWN = [  # Random123, kat_vectors: philox4x32 10
    ((0,) * 4, (0,) * 2, "6627e8d5 e169c58d bc57ac4c 9b00dbd8"),
    ((0xFFFFFFFF,) * 4, (0xFFFFFFFF,) * 2, "408f276d 41c83b0e a20bc7c6 6d5451fd"),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        "d16cfe09 94fdcceb 5001e420 24126ea1",
    ),
]


@pytest.mark.parametrize(("counter", "key", "words"), KNOWN)
@pytest.mark.parametrize("form", ["compiled", "plain"])
def test_philox_gives_the_published_answers(
    counter: tuple[int, ...], key: tuple[int, ...], words: str, form: str
) -> None:
    philox = draws.philox4x32 if form == "compiled" else plain(draws.philox4x32)
    block = philox(*(np.uint64(word) for word in (*counter, *key)))
    assert " ".join(f"{int(word):08x}" for word in block) == words


def test_words_hold_seed_uid_month_decision_and_index() -> None:
    block = draws.words4(0x0123456789ABCDEF, 0x7EDCBA9876543210, 0x0A0B, 0xDEADBEEF, 0x0C0D)
    counter, key = (0x76543210, 0x7EDCBA98, 0x0C0D0A0B, 0xDEADBEEF), (0x89ABCDEF, 0x01234567)
    expected = draws.philox4x32(*(np.uint64(word) for word in (*counter, *key)))
    assert tuple(block) == tuple(expected)


def test_every_part_of_the_key_counts() -> None:
    base = draws.words4(5, 77, 3, ONE, 2)
    others = [
        draws.words4(6, 77, 3, ONE, 2), draws.words4(5 + 2**40, 77, 3, ONE, 2),
        draws.words4(5, 78, 3, ONE, 2), draws.words4(5, 77 + 2**40, 3, ONE, 2),
        draws.words4(5, 77, 4, ONE, 2), draws.words4(5, 77, -3, ONE, 2),
        draws.words4(5, 77, 3, OTHER, 2), draws.words4(5, 77, 3, ONE, 1),
    ]  # fmt: skip
    assert len({tuple(map(int, words)) for words in (base, *others)}) == 9


@pytest.mark.parametrize(("month", "index"), [(0, 0), (-120, 0), (179, 6)])
def test_draws_are_uniform(month: int, index: int) -> None:
    u = uniforms(1, UIDS, ONE, month, index)
    assert u.min() > 0
    assert u.max() < 1
    assert stats.kstest(u, "uniform").pvalue > 1e-4


@pytest.mark.parametrize(
    "other",
    [
        uniforms(1, UIDS, ONE, 8), uniforms(1, UIDS, OTHER, 7), uniforms(2, UIDS, ONE, 7),
        uniforms(1, UIDS, ONE, 7, 1), uniforms(1, UIDS + 1, ONE, 7),
    ],
    ids=["month", "decision", "seed", "index", "uid"],
)  # fmt: skip
def test_draws_under_other_keys_are_independent(other: np.ndarray) -> None:
    u = uniforms(1, UIDS, ONE, 7)
    cells = np.histogram2d(u, other, bins=10, range=[[0, 1], [0, 1]])[0]
    assert stats.chisquare(cells.ravel()).pvalue > 1e-4
    assert abs(np.corrcoef(u, other)[0, 1]) < 0.02


def test_four_uniforms_of_one_decision_are_independent() -> None:
    four = np.array([draws.uniform4(3, uid, 5, ONE, 0) for uid in UIDS[:8000]])
    assert four[:, 0] == pytest.approx(uniforms(3, UIDS[:8000], ONE, 5))
    between = np.corrcoef(four.T)[np.triu_indices(4, 1)]
    assert np.abs(between).max() < 0.05
    assert np.abs(four.mean(axis=0) - 0.5).max() < 0.02


def test_months_of_one_resident_are_independent() -> None:
    series = np.array([uniforms(1, UIDS[:2000], ONE, month) for month in range(24)])
    lagged = np.corrcoef(series[:-1].ravel(), series[1:].ravel())[0, 1]
    assert abs(lagged) < 0.02


def test_order_of_residents_does_not_matter() -> None:
    backwards = uniforms(1, UIDS[::-1], ONE, 7)
    assert (backwards[::-1] == uniforms(1, UIDS, ONE, 7)).all()


def test_normal_is_the_quantile_of_the_normal_distribution() -> None:
    u = np.concatenate([np.linspace(1e-9, 1 - 1e-9, 4001), [2.0**-33, 0.02425, 0.97575]])
    quantiles = np.array([normal(x) for x in u])
    assert quantiles == pytest.approx(stats.norm.ppf(u), abs=1e-7)


def test_uids_of_newborns_and_newcomers_are_unique() -> None:
    pairs = [(mother, child) for mother in range(1, 20_001) for child in range(4)]
    births = {int(derived_uid(ONE, mother, child)) for mother, child in pairs}
    moves = {int(derived_uid(OTHER, month, k)) for month in range(180) for k in range(300)}
    assert len(births | moves) == len(pairs) + 180 * 300
    assert all(0 < uid < 2**62 for uid in births | moves)


def test_large_ordinals_count_in_full() -> None:
    ordinals = [0, 1, 2**16, 2**16 + 1, 2**17]
    assert len({int(derived_uid(ONE, 9, k)) for k in ordinals}) == len(ordinals)


def test_a_pair_has_one_key_whoever_comes_first() -> None:
    assert pair_of(123456789, 987654321) == pair_of(987654321, 123456789)
    assert pair_of(123456789, 987654321) != pair_of(123456789, 987654322)


def test_a_name_can_be_taken_once_only() -> None:
    with pytest.raises(ValueError, match="choose another name"):
        decision("test.draws_one")


def test_names_with_one_key_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(draws.zlib, "crc32", lambda _: ONE)
    with pytest.raises(ValueError, match=r"test\.draws_one"):
        decision("test.another_name")


def test_every_decision_of_the_month_is_registered_under_its_process() -> None:
    from model.town import ORDER

    names = decisions().values()
    assert len(set(names)) == len(decisions())
    assert all("." in name for name in names)
    assert {"needs", "seeking", "demography"} <= {name.split(".")[0] for name in names}
    assert len(ORDER) > 0


def test_seeds_of_replications_differ_and_stay() -> None:
    seeds = [seed_of(1, ONE, k) for k in range(1000)]
    assert len(set(seeds)) == 1000
    assert all(0 <= seed < 2**63 for seed in seeds)
    assert seed_of(1, ONE, 3) == seeds[3] != seed_of(2, ONE, 3)
