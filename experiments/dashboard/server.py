"""The server of the page: on this machine only, and nothing that it shows comes from elsewhere."""

import os
import socket
import tempfile
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from experiments.execution.progress import say
from model.errors import InputError

HOST, PORT = "127.0.0.1", 8765
NAMES = (HOST, "localhost")
NOWHERE = "http://127.0.0.1:9/"
"""Where Solara would fetch a file that its assets lack: a port at which nobody answers."""
CDN = "/_solara/cdn/"
Scope = MutableMapping[str, Any]
Application = Callable[[Scope, Any, Any], Awaitable[None]]
_HOW = (
    "the web page needs Solara, which is not installed: run 'uv run --group dashboard social-base "
    "dashboard'."
)


def dashboard(folder: str | Path | None = None, port: int = PORT, lang: str = "en") -> None:
    """Show the web page until the process is ended.

    Parameters
    ----------
    folder : path, optional
        A results folder of `compare`, shown beside what ships.
    port : int
        On 127.0.0.1; 0 takes one that is free.
    lang : {'en', 'nl'}
        Language where the address names none.

    Raises
    ------
    InputError
        If Solara is not installed, the port is taken, or the folder holds no comparison.
    """
    line = _listening(port)
    with line, tempfile.TemporaryDirectory(prefix="social-base-") as place:
        app = application(Path(place), Path(folder) if folder else None, lang)
        say(f"social-base: http://{HOST}:{line.getsockname()[1]}/ (Ctrl-C ends it)")
        _serve(app, line)


def _listening(port: int) -> socket.socket:
    """Return a socket that listens on this machine.

    Raises
    ------
    InputError
        If another program listens there.
    """
    line = socket.socket()
    line.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        line.bind((HOST, port))
    except OSError as error:
        line.close()
        raise InputError(
            f"--port is {port}: it cannot be used ({error.strerror}); give another, or 0 for one "
            f"that is free."
        ) from None
    return line


def application(place: Path, folder: Path | None, lang: str) -> Application:
    """Return the application that the server shows.

    Parameters
    ----------
    place : Path
        A folder for live runs, removed by the caller.
    folder : Path, optional
        A results folder.
    lang : {'en', 'nl'}

    Raises
    ------
    InputError
        If Solara is not installed, or the folder holds no comparison.
    """
    os.environ.update(_settings(place))
    try:
        from solara.server import settings
    except ModuleNotFoundError:
        raise InputError(_HOW) from None
    from experiments.dashboard.live import Live
    from experiments.dashboard.stage import open_stage

    live = Live(place)
    open_stage(live, folder, lang)
    from solara.server.starlette import app

    return OnlyHere(app, settings.assets.proxy_cache_dir, live.close)


def _settings(place: Path) -> dict[str, str]:
    """Return what Solara reads from its environment: no telemetry, nothing from outside."""
    return {
        "SOLARA_APP": "experiments.dashboard.app",
        "SOLARA_MODE": "production",
        "SOLARA_TELEMETRY_MIXPANEL_ENABLE": "False",
        "SOLARA_ASSETS_PROXY": "True",
        "SOLARA_ASSETS_CDN": NOWHERE,
        "SOLARA_ASSETS_FONTAWESOME_ENABLED": "False",
        "SOLARA_ASSETS_EXTRA_LOCATIONS": str(Path(__file__).with_name("assets")),
        "SOLARA_HOME": str(place / "solara"),
        "SOLARA_THEME_SHOW_BANNER": "False",
    }


def _serve(app: Application, line: socket.socket) -> None:
    import uvicorn

    config = uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=2)
    with suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[line])


class OnlyHere:
    """Answers only what this machine's own browser asks of this page.

    A page of somebody else that is open in the same browser may not reach it: neither by another
    name for this machine, nor from another origin. And files of Solara's assets are served where
    they are there; what is not is never fetched.

    Parameters
    ----------
    app : Application
    assets : Path
        Solara's assets.
    close : callable
        Called when the server ends.
    """

    def __init__(self, app: Application, assets: Path, close: Callable[[], None]) -> None:
        self.app, self.assets, self.close = app, assets.resolve(), close

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        """Answer a request, or refuse it."""
        if scope["type"] == "lifespan":
            try:
                await self.app(scope, receive, send)
            finally:
                self.close()
        elif self.refuses(scope):
            await _refuse(scope, send)
        else:
            await self.app(scope, receive, send)

    def refuses(self, scope: Scope) -> bool:
        """Say whether a request is not answered."""
        headers = {k.decode("latin-1").lower(): v.decode("latin-1") for k, v in scope["headers"]}
        host = headers.get("host", "")
        origin = headers.get("origin", "")
        if host.partition(":")[0] not in NAMES or (origin and origin != f"http://{host}"):
            return True
        path = str(scope["path"])
        return path.startswith(CDN) and not self._there(path.removeprefix(CDN))

    def _there(self, name: str) -> bool:
        file = (self.assets / name).resolve()
        return file.is_relative_to(self.assets) and file.is_file()


async def _refuse(scope: Scope, send: Any) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
        return
    await send({"type": "http.response.start", "status": 404, "headers": []})
    await send({"type": "http.response.body", "body": b"not here"})
