"""Who is answered: this machine's own page, and nothing that Solara would have to fetch."""

import socket
from pathlib import Path
from types import SimpleNamespace

import pytest

from experiments.dashboard.live import Live
from experiments.dashboard.server import OnlyHere, _listening, _settings
from experiments.dashboard.stage import open_stage
from model.errors import InputError

HERE = "127.0.0.1:8765"


@pytest.fixture
def guard(tmp_path: Path) -> OnlyHere:
    assets = tmp_path / "assets"
    (assets / "lib").mkdir(parents=True)
    (assets / "lib/there.js").write_text("1")
    (tmp_path / "secret.txt").write_text("2")

    async def nothing(scope: object, receive: object, send: object) -> None:
        raise AssertionError

    return OnlyHere(nothing, assets, lambda: None)


def asked(path: str = "/", host: str = HERE, origin: str = "") -> dict[str, object]:
    headers = [(b"host", host.encode())] + ([(b"origin", origin.encode())] if origin else [])
    return {"type": "http", "path": path, "headers": headers}


@pytest.mark.parametrize(
    ("scope", "refused"),
    [
        (asked(), False),
        (asked(host="localhost:8765"), False),
        (asked(host="evil.example"), True),
        (asked(origin=f"http://{HERE}"), False),
        (asked(origin="https://evil.example"), True),
        (asked("/_solara/cdn/lib/there.js"), False),
        (asked("/_solara/cdn/lib/absent.js"), True),
        (asked("/_solara/cdn/lib"), True),
        (asked("/_solara/cdn/../secret.txt"), True),
    ],
)
def test_only_this_page_of_this_machine_is_answered(
    guard: OnlyHere, scope: dict[str, object], refused: bool
) -> None:
    assert guard.refuses(scope) is refused


def test_nothing_is_told_to_or_fetched_from_others(tmp_path: Path) -> None:
    settings = _settings(tmp_path)
    assert settings["SOLARA_TELEMETRY_MIXPANEL_ENABLE"] == "False"
    assert settings["SOLARA_ASSETS_CDN"].startswith("http://127.0.0.1:")
    assert settings["SOLARA_HOME"].startswith(str(tmp_path))


def test_a_port_that_is_taken_is_told_with_the_remedy() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(InputError, match=f"--port is {port}.*give another"):
            _listening(port)


def test_it_listens_on_this_machine_only() -> None:
    with _listening(0) as line:
        assert line.getsockname()[0] == "127.0.0.1"


def test_a_comparison_of_another_town_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = SimpleNamespace(municipality="oosterhout", policies=("own_plan",))
    monkeypatch.setattr("experiments.dashboard.stage.comparison_in", lambda *_: other)
    with pytest.raises(InputError, match="is of oosterhout: the page shows bergen_op_zoom only"):
        open_stage(Live(tmp_path), tmp_path, "en")
