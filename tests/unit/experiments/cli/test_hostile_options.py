"""What is typed is read in one form, refused in few characters, and nothing of it is obeyed."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from experiments.cli.app import changes_of
from experiments.cli.main import app
from experiments.sweep.plan import seconds_of
from model.errors import LONGEST, InputError
from model.inputs.number_text import number_in

NO_NUMBER = ["", " ", "nan", "inf", "-inf", "1e400", "1_0", "١٢", "１２", "0x10", "1,5", " 1",
             "+-1", "1e", ".5", "\x1b[31m", "9" * 5_000]  # fmt: skip


@pytest.mark.parametrize("text", NO_NUMBER)
def test_only_plain_finite_numbers_are_numbers(text: str) -> None:
    assert number_in(text) is None
    for read in (lambda: seconds_of(f"{text}h"), lambda: changes_of([f"a.b={text}x"])):
        with pytest.raises(InputError) as error:
            read()
        assert len(str(error.value)) <= LONGEST


def test_numbers_and_times_are_read() -> None:
    assert [number_in(text) for text in ("2", "-0.5", "+1e-3")] == [2.0, -0.5, 0.001]
    assert seconds_of("1.5h") == 5400
    for text in ("", "h", "1_0h", "0h", "-1h", "1e308d"):
        with pytest.raises(InputError, match="--budget"):
            seconds_of(text)


@pytest.mark.parametrize("text", [*(t for t in NO_NUMBER if t), "x" * 5_000, "\u202e1"])
def test_an_option_for_a_number_refuses_in_few_characters(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for command in (["run", "current", "--seed"], ["bench", "--residents"], [f"no{text}"]):
        done = CliRunner().invoke(app, [*command, text], prog_name="social-base")
        usage, _, message = done.stderr.rpartition("social-base: ")
        assert done.exit_code == 2
        assert 0 < len(message.rstrip("\n")) <= LONGEST
        assert len(usage) < 200
        assert all(one == "\n" or one.isprintable() for one in done.stderr)
    assert not list(tmp_path.iterdir())
