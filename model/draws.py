"""Keyed uniform draws: the same for a resident whatever else happens, in any order, on any thread.

The generator is Philox4x32-10 (Salmon, Moraes, Dror and Shaw 2011), a keyed bijection of counters.
The key is the seed of the replication; the counter holds uid (64 bits), month and index (16 bits
each) and the decision (32 bits). Nothing is ever advanced, so two worlds with the same seed have
common random numbers: one draw per resident, month and decision, whatever policy they run.
"""

import math
import zlib

import numpy as np
from numpy.typing import NDArray

from agents.compiled import draw, inlined, rule
from agents.vocabulary import N_DOMAINS

_M0, _M1 = np.uint64(0xD2511F53), np.uint64(0xCD9E8D57)
_W0, _W1 = np.uint64(0x9E3779B9), np.uint64(0xBB67AE85)
_LOW, _S32, _S16 = np.uint64(0xFFFFFFFF), np.uint64(32), np.uint64(16)
_MASK16 = np.uint64(0xFFFF)
_WORDS, _ROUNDS = 4, 10
"""Words of a block of Philox4x32-10, and its rounds."""
_HALF, _SCALE = 0.5, 2.0**-32
"""A word stands for the middle of its interval: never 0, never 1."""
ABOVE_ROUNDING = 1.0 + 1e-9
"""Times a bound: a draw above it lies above the exact chance, too, however that is rounded."""
_UID_KEY, _MONTHS_AND_INDEX, _BITS16 = 0x50C1A1BA5E, 0xFFFF, 16
"""The key of new uids, and how the counter takes a number apart: 16 bits as index, the rest."""
_LOWER_TAIL = 0.02425
_A = (
    -3.969683028665376e01, 2.209460984245205e02, -2.759285104469687e02, 1.383577518672690e02,
    -3.066479806614716e01, 2.506628277459239e00,
)  # fmt: skip
_B = (
    -5.447609879822406e01, 1.615858368580409e02, -1.556989798598866e02, 6.680131188771972e01,
    -1.328068155288572e01,
)  # fmt: skip
_C = (
    -7.784894002430293e-03, -3.223964580411365e-01, -2.400758277161838e00, -2.549732539343734e00,
    4.374664141464968e00, 2.938163982698783e00,
)  # fmt: skip
_D = (
    7.784695709041462e-03, 3.224671290700398e-01, 2.445134137142996e00, 3.754408661907416e00,
)  # fmt: skip
"""Coefficients of the normal quantile (Acklam 2003), in his letters."""

_DECISIONS: dict[int, str] = {}


def decision(name: str) -> int:
    """Register a decision and return its 32-bit key, derived from the name alone.

    Parameters
    ----------
    name : str
        `<process>.<what is decided>`; up to four uniforms belong to one decision of one resident in
        one month (and one index).

    Raises
    ------
    ValueError
        If the name is taken, or its key equals that of another name.
    """
    key = zlib.crc32(name.encode())
    if key in _DECISIONS:
        raise ValueError(
            f"decision '{name}' has the key of '{_DECISIONS[key]}': choose another name"
        )
    _DECISIONS[key] = name
    return key


def decisions() -> dict[int, str]:
    """Return every registered decision by key."""
    return dict(_DECISIONS)


@inlined
def _rounds(c0, c1, c2, c3, k0, k1):
    for _ in range(_ROUNDS):
        a, b = _M0 * c0, _M1 * c2
        c0, c1, c2, c3 = (b >> _S32) ^ c1 ^ k0, b & _LOW, (a >> _S32) ^ c3 ^ k1, a & _LOW
        k0, k1 = (k0 + _W0) & _LOW, (k1 + _W1) & _LOW
    return c0, c1, c2, c3


@rule
def philox4x32(c0, c1, c2, c3, k0, k1):
    """Return the four 32-bit words of Philox4x32-10, held in uint64 so that plain Python agrees."""
    return _rounds(c0, c1, c2, c3, k0, k1)


@draw("UniTuple(u8, 4)(u8, i8, i8, i8, i8)")
def words4(seed, uid, month, what, index):
    """Return four 32-bit words for (seed, decision, month, uid, index)."""
    s, u = np.uint64(seed), np.uint64(uid)
    when = (np.uint64(month) & _MASK16) | ((np.uint64(index) & _MASK16) << _S16)
    return philox4x32(u & _LOW, u >> _S32, when, np.uint64(what), s & _LOW, s >> _S32)


@draw("void(u8, i8[::1], i8, i8, i8, u4[::1])")
def words_of(seed, uids, month, what, index, out):
    """Write the first word of every uid, as `words4` gives it, to `out`.

    For a draw that (nearly) everybody makes: a flat loop goes through eight residents at once and
    takes 1.4 ns for each, a call of `words4` 15 ns.
    """
    when = (np.uint64(month) & _MASK16) | ((np.uint64(index) & _MASK16) << _S16)
    w, k0, k1 = np.uint64(what), seed & _LOW, seed >> _S32
    for i in range(uids.size):
        u = np.uint64(uids[i])
        a, _, _, _ = _rounds(u & _LOW, u >> _S32, when, w, k0, k1)
        out[i] = np.uint32(a)


@draw("void(u8, i8[::1], i8, i8, i8, u4[:, ::1])")
def four_words_of(seed, uids, month, what, index, out):
    """Write all four words of every uid, as `words4` gives them, to the rows of `out`."""
    when = (np.uint64(month) & _MASK16) | ((np.uint64(index) & _MASK16) << _S16)
    w, k0, k1 = np.uint64(what), seed & _LOW, seed >> _S32
    for i in range(uids.size):
        u = np.uint64(uids[i])
        a, b, c, d = _rounds(u & _LOW, u >> _S32, when, w, k0, k1)
        out[0, i], out[1, i] = np.uint32(a), np.uint32(b)
        out[2, i], out[3, i] = np.uint32(c), np.uint32(d)


@draw("void(u8, i8[::1], i8, i8, u1[::1], u4[:, ::1])")
def four_words_of_pairs(seed, uids, month, what, indices, out):
    """Write all four words of every pair of a uid and an index to the columns of `out`."""
    at = np.uint64(month) & _MASK16
    w, k0, k1 = np.uint64(what), seed & _LOW, seed >> _S32
    for i in range(uids.size):
        u, when = np.uint64(uids[i]), at | (np.uint64(indices[i]) << _S16)
        a, b, c, d = _rounds(u & _LOW, u >> _S32, when, w, k0, k1)
        out[0, i], out[1, i] = np.uint32(a), np.uint32(b)
        out[2, i], out[3, i] = np.uint32(c), np.uint32(d)


@inlined
def unit_of(word):
    """Return the uniform in (0, 1) that a 32-bit word stands for."""
    return (np.float64(word) + _HALF) * _SCALE


@draw("UniTuple(f8, 4)(u8, i8, i8, i8, i8)")
def uniform4(seed, uid, month, what, index):
    """Return four uniforms in (0, 1) for (seed, decision, month, uid, index)."""
    a, b, c, d = words4(seed, uid, month, what, index)
    return unit_of(a), unit_of(b), unit_of(c), unit_of(d)


@draw("f8(u8, i8, i8, i8, i8)")
def uniform(seed, uid, month, what, index):
    """Return the first of the four uniforms, where a decision needs only one."""
    a, _, _, _ = words4(seed, uid, month, what, index)
    return unit_of(a)


@draw("i8(i8, i8, i8)")
def derived_uid(stream, first, second):
    """Return a new uid (62 bits, never 0, always odd) as a hash of a stream and two numbers.

    Only the other bits are random: what is decided about a resident is drawn, never read off a uid.

    Births hand in the mother's uid and the ordinal of her child, newcomers the month and their
    ordinal in it: neither depends on a policy.
    """
    n = np.int64(second)  # a record's byte would not hold the mask in plain Python
    at, rest = n & _MONTHS_AND_INDEX, n >> _BITS16
    a, b, _, _ = words4(np.uint64(_UID_KEY), first, at, stream, rest)
    return np.int64(((a >> np.uint64(2)) << _S32) | b | np.uint64(1))


@rule
def pair_of(uid_a, uid_b):
    """Return the key of an unordered pair: uids are hashes, so their exclusive or is one too."""
    return uid_a ^ uid_b


@rule
def normal(u):
    """Return the standard normal quantile of u in (0, 1).

    Notes
    -----
    Rational approximation of Acklam (2003), relative error below 1.2e-9: far finer than the 32 bits
    of a draw.
    """
    if u < _LOWER_TAIL:
        return _tail(math.sqrt(-2.0 * math.log(u)))
    if u > 1.0 - _LOWER_TAIL:
        return -_tail(math.sqrt(-2.0 * math.log(1.0 - u)))
    return _middle(u)


@inlined
def _middle(u):
    q = u - _HALF
    r = q * q
    top = (((((_A[0] * r + _A[1]) * r + _A[2]) * r + _A[3]) * r + _A[4]) * r + _A[5]) * q
    return top / (((((_B[0] * r + _B[1]) * r + _B[2]) * r + _B[3]) * r + _B[4]) * r + 1.0)


@rule
def _tail(q):
    top = ((((_C[0] * q + _C[1]) * q + _C[2]) * q + _C[3]) * q + _C[4]) * q + _C[5]
    return top / ((((_D[0] * q + _D[1]) * q + _D[2]) * q + _D[3]) * q + 1.0)


@draw("void(u4[::1], f8[::1])")
def normals_of(words, out):
    """Write the standard normal of every word to `out`, as `normal` gives it for its uniform."""
    for i in range(words.size):
        out[i] = _middle(unit_of(words[i]))
    for i in range(words.size):
        u = unit_of(words[i])
        if u < _LOWER_TAIL or u > 1.0 - _LOWER_TAIL:
            out[i] = normal(u)


@rule
def words_of_chunk(residents, first, last, seed, month, what):
    """Return the first word of each of the residents from `first` to `last` (exclusive)."""
    uids = np.empty(last - first, np.int64)
    for k in range(uids.size):
        uids[k] = residents[first + k].uid
    words = np.empty(last - first, np.uint32)
    words_of(seed, uids, month, what, 0, words)
    return words


@rule
def four_words_of_chunk(residents, first, last, seed, month, what):
    """Return the four words of the residents from `first` to `last` (exclusive), shape [4, n]."""
    uids = np.empty(last - first, np.int64)
    for k in range(uids.size):
        uids[k] = residents[first + k].uid
    words = np.empty((_WORDS, last - first), np.uint32)
    four_words_of(seed, uids, month, what, 0, words)
    return words


@rule
def four_words_by_index(uids, indices, seed, month, what):
    """Return the four words of every pair of a uid and an index, shape [4, pairs]."""
    words = np.empty((_WORDS, uids.size), np.uint32)
    four_words_of_pairs(seed, uids, month, what, indices, words)
    return words


@rule
def four_words_by_domain(residents, bits, first, last, seed, month, what):
    """Return the four words of each domain of which residents have a bit, shape [4, bits set].

    They stand in the order of residents from `first` to `last` (exclusive), then of domains.
    """
    uids = np.empty(N_DOMAINS * (last - first), np.int64)
    domains = np.empty(N_DOMAINS * (last - first), np.uint8)
    n = np.int64(0)
    for i in range(first, last):
        if bits[i]:
            for domain in range(N_DOMAINS):
                uids[n], domains[n] = residents[i].uid, domain
                n += bits[i] >> domain & 1
    return four_words_by_index(uids[:n], domains[:n], seed, month, what)


@rule
def four_uniforms(words, k):
    """Return the four uniforms of column k, as `uniform4` gives them."""
    return unit_of(words[0, k]), unit_of(words[1, k]), unit_of(words[2, k]), unit_of(words[3, k])


def uniforms(
    seed: int, uids: NDArray[np.int64], what: int, month: int = 0, index: int = 0
) -> NDArray[np.float64]:
    """Return one uniform in (0, 1) per uid for a decision, as an array of shape [len(uids)]."""
    words = np.empty(len(uids), np.uint32)
    # int64, so that a month before 0 wraps in plain Python too, as it does compiled
    at, number = np.int64(month), np.int64(index)
    words_of(np.uint64(seed), np.ascontiguousarray(uids, np.int64), at, what, number, words)
    return (words.astype(np.float64) + _HALF) * _SCALE


def seed_of(seed: int, what: int, index: int = 0) -> int:
    """Return a 63-bit seed derived from another: for a replication, or a library that needs one."""
    a, b, _, _ = words4(np.uint64(seed), np.int64(index), 0, what, 0)
    return int((int(a) << 32 | int(b)) >> 1)
