"""What is compiled serves one checkout, Python, Numba and processor."""

import hashlib
import sys
from pathlib import Path

import numba
import pytest
from numba.core.registry import cpu_target

from agents import compiled as compiled_code
from experiments.execution import compiling


@pytest.fixture(autouse=True)
def compiled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Take everything for compiled, by a stand-in that compiles nothing."""
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setattr(compiling, "run_small_town", lambda: None)
    assert not compiling.is_compiled()
    compiling.warm(quiet=True, workers=1)


def test_what_is_compiled_once_is_not_compiled_again(tmp_path: Path) -> None:
    assert compiling.is_compiled()
    assert compiling.warm(quiet=True, workers=1) == 0.0
    (mark,) = (tmp_path / "cache").iterdir()
    assert mark.read_text().splitlines()[0] == str(compiling.ROOT)


def test_a_second_checkout_of_the_same_commit_is_compiled_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(compiling, "ROOT", tmp_path / "second_checkout")
    assert not compiling.is_compiled()
    compiling.warm(workers=1)
    assert "compiling the model once" in capsys.readouterr().err
    assert compiling.is_compiled()
    monkeypatch.undo()


@pytest.mark.parametrize(
    ("module", "name", "value"),
    [(numba, "__version__", "0.1"), (sys.implementation, "cache_tag", "cpython-399"),
     (cpu_target.target_context.codegen(), "magic_tuple", lambda: ("linux", "another", "+sse")),
     (compiled_code, "PLAIN_PYTHON", True)],
)  # fmt: skip
def test_another_numba_python_or_processor_is_compiled_for_itself(
    module: object, name: str, value: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, name, value)
    assert not compiling.is_compiled()


def test_what_was_compiled_and_is_gone_is_compiled_again(tmp_path: Path) -> None:
    """Also where only a part is gone: the mark names every file."""
    (mark,) = (tmp_path / "cache").iterdir()
    mark.unlink()
    folder = tmp_path / "cache" / "model_12ab"
    folder.mkdir()
    index, code = folder / "town.step-7.py311.nbi", folder / "town.step-7.py311.1.nbc"
    for file in (index, code):
        file.touch()
    compiling.warm(quiet=True, workers=1)
    assert compiling.is_compiled()
    for file in (index, code):
        file.unlink()
        assert not compiling.is_compiled()
        file.touch()
    assert compiling.is_compiled()


def test_how_far_compiling_is_counts_this_checkout_only(tmp_path: Path) -> None:
    """Others may compile into the same folder."""
    ours = hashlib.sha1(str(compiling.ROOT / "agents").encode()).hexdigest()
    for folder, files in ((f"agents_{ours}", 27), ("agents_0123abcd", 99)):
        (tmp_path / "cache" / folder).mkdir()
        for number in range(files):
            (tmp_path / "cache" / folder / f"ties.f-{number}.py311.nbi").touch()
    assert compiling._compiled_so_far() == 27
    assert compiling._how_far(0, 30.0).endswith("27 of some 108 after 30 s, about 90 s left")


def test_several_threads_have_kernels_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    on: list[int] = []
    monkeypatch.setattr(compiling, "run_small_town", lambda: on.append(numba.get_num_threads()))
    assert not compiling.is_compiled(threads=2)
    most = int(numba.config.NUMBA_NUM_THREADS)  # type: ignore[attr-defined]
    compiling.warm(quiet=True, workers=1, threads=min(2, most))
    assert on == ([2] if most > 1 else [])
    assert compiling.is_compiled(threads=min(2, most))
    assert compiling.is_compiled()
