"""A server that answers as those of CBS, RIVM and PDOK do, from the replies beside this.

It takes the place of the last step of `requests`, so that `cbsodata` does all it ever does.
"""

import copy
import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

REPLIES = Path(__file__).with_name("replies")
PAGE = 100
"""Rows in an answer; more are at the address that stands behind them."""


class Server:
    """Tables by server and name; a test may change or remove them."""

    def __init__(self) -> None:
        self.tables: dict[str, dict[str, Any]] = {}
        for part in sorted(REPLIES.rglob("*.json")):
            table = part.parent.relative_to(REPLIES).as_posix()
            content = json.loads(part.read_text(encoding="utf-8"))
            self.tables.setdefault(table, {})[part.stem] = content
        self.asked: list[str] = []
        self.reachable = True

    def part(self, table: str, name: str) -> list[dict[str, Any]]:
        """Return the rows of a part, to be changed."""
        rows: list[dict[str, Any]] = self.tables[table][name]["value"]
        return rows

    def copied(self, table: str, other: str) -> None:
        """Make another table like one."""
        self.tables[other] = copy.deepcopy(self.tables[table])

    def answer(self, request: Any) -> requests.Response:
        """Return what a server would, or raise as if there were no network."""
        self.asked.append(request.url)
        if not self.reachable:
            raise requests.ConnectionError("no route to host")
        where = urlsplit(request.url)
        question = {key: one[0] for key, one in parse_qs(where.query).items()}
        response = requests.Response()
        response.request, response.url = request, request.url
        found = self._found(where.netloc, where.path, question)
        response.status_code = 200 if found is not None else 404
        response._content = json.dumps(found).encode()
        return response

    def _found(self, server: str, path: str, question: dict[str, str]) -> Any:
        if server == "service.pdok.nl":
            found = copy.deepcopy(self.tables[server]["postcode4"])
            asked = set(map(int, re.findall(r"<Literal>([0-9]+)</Literal>", question["filter"])))
            found["features"] = [one for one in found["features"]
                                 if one["properties"]["postcode"] in asked]  # fmt: skip
            return found
        table, name = path.removeprefix("/ODataFeed/odata/").split("/")
        parts = self.tables.get(f"{server}/{table}", {})
        if (name or "service") not in parts:
            return None
        rows = [row for row in parts[name or "service"]["value"]
                if holds(question.get("$filter", ""), row)]  # fmt: skip
        first = int(question.get("$skip", 0))
        found = {"odata.metadata": "", "value": rows[first : first + PAGE]}
        if first + PAGE < len(rows):
            more = f"&$filter={question['$filter']}" if "$filter" in question else ""
            address = f"https://{server}{path}?$format=json&$skip={first + PAGE}{more}"
            found["odata.nextLink"] = address
        return found


def holds(condition: str, row: dict[str, Any]) -> bool:
    """Say whether the conditions of our questions hold: startswith, eq, and, or, brackets."""
    if not condition:
        return True
    text = re.sub(r"startswith\((\w+),('[^']*')\)", r"row['\1'].startswith(\2)", condition)
    text = re.sub(r"(\w+) eq ('[^']*')", r"row['\1'] == \2", text)
    return bool(eval(text, {"row": row}))


def put_in_place(made: Server, patch: pytest.MonkeyPatch) -> Server:
    """Let every request go to a server of ours."""
    patch.setattr(requests.Session, "send", lambda _, request, **__: made.answer(request))
    return made


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Server:
    return put_in_place(Server(), monkeypatch)
