"""What agents hold is what a column would hold."""

import numpy as np
import pytest

from agents.needs import BLANK_NEED, need_dtype
from agents.ties import HELPING
from agents.vocabulary import TieKind
from experiments.plain_mesa.state import NO_NEED, Need, Tie, lines_of


def test_a_fraction_is_rounded_to_32_bits_when_it_is_set() -> None:
    need = Need(BLANK_NEED[0])
    need.severity = 0.1
    assert need.severity == float(np.float32(0.1)) != 0.1


def test_a_whole_number_stays_a_whole_number() -> None:
    need = Need(BLANK_NEED[0])
    need.indications = np.uint8(3)
    assert type(need.indications) is int


def test_a_record_gives_back_the_row_that_it_took_over() -> None:
    row = np.zeros(1, need_dtype)
    row["severity"], row["opened"] = 0.3, -7
    assert np.array([Need(row[0]).row()], need_dtype).tobytes() == row.tobytes()


def test_nobody_writes_to_a_need_that_is_not_there() -> None:
    with pytest.raises(TypeError, match="severity"):
        NO_NEED.severity = 0.5
    NO_NEED.layer_before = 0  # it says so already
    assert NO_NEED.row() == BLANK_NEED[0].item()


def test_the_mark_of_care_leaves_the_kind_of_a_tie() -> None:
    tie = Tie(5, 0.5, TieKind.KIN)
    assert tie.is_kin
    assert not tie.helping
    tie.mark(True)
    assert (tie.is_kin, tie.helping, tie.kind) == (True, True, int(HELPING) | TieKind.KIN)
    tie.mark(False)
    assert tie.kind == TieKind.KIN


def test_a_line_reads_vectors_by_place_and_keeps_tables() -> None:
    table = np.zeros(1, [("one", "f8"), ("many", "f8", (2,)), ("both", "f8", (2, 3))])
    table["many"][0, 1] = 4.0
    table["both"][0, 1, 2] = 5.0
    line = lines_of(table)[0]
    assert (line.one, line.many[1], line.both[1, 2]) == (0.0, 4.0, 5.0)
