"""`make links`: outward links are asked with care, and what is wrong is said with file and line."""

from __future__ import annotations

import http.server
import socket
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import pytest

from readinglist.asking import Manners, ask_all
from readinglist.outward import ARCHIVE, find_outward, main
from test_cases import write_files

PAUSE = 0.05


@dataclass
class Web:
    """A host that answers by path, and what it was asked: (method, path, seconds)."""

    address: str = ""
    asked: list[tuple[str, str, float]] = field(default_factory=list)

    def count(self, path: str) -> list[str]:
        """The methods with which a path was asked for."""
        return [method for method, asked, _ in self.asked if asked == path]


class _Handler(http.server.BaseHTTPRequestHandler):
    web: Web

    def do_HEAD(self) -> None:
        """Answer as the path says."""
        path, before = self.path, len(self.web.count(self.path))
        self.web.asked.append((self.command, path, time.monotonic()))
        if path == "/reset":
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
            return
        if path == "/slow":
            time.sleep(1)
        first = before == 0
        statuses = {
            "/gone": 404,
            "/away": 410,
            "/forbidden": 403,
            "/moved": 301,
            "/for-now": 302,
            "/circle": 301,
            "/no-head": 405 if self.command == "HEAD" else 200,
            "/lying": 404 if self.command == "HEAD" else 200,
            "/busy": 429 if first else 200,
            "/closed-for-days": 429,
            "/ill": 500 if before < 2 else 200,
            "/dead": 500,
            "/moved-to-nothing": 301,
        }
        self.send_response(statuses.get(path, 200))
        waits = {"/busy": "1", "/closed-for-days": "86400"}
        places = {"/moved": "/new", "/for-now": "/new", "/circle": "/circle", "/moved-to-nothing": "/gone"}
        for name, value in (("Retry-After", waits.get(path)), ("Location", places.get(path))):
            if value:
                self.send_header(name, value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_GET(self) -> None:
        """Answer as the path says."""
        self.do_HEAD()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def web() -> Iterator[Web]:
    """A host on this machine."""
    made = Web()
    handler = type("Handler", (_Handler,), {"web": made})
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.handle_error = lambda *_: None  # type: ignore[method-assign] # a reset connection is meant
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        made.address = f"http://127.0.0.1:{server.server_port}"
        yield made
        server.shutdown()


def _find_closed() -> str:
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        return f"http://127.0.0.1:{server.getsockname()[1]}/"


FINE = ("/fine", "/for-now", "/no-head", "/lying", "/busy", "/ill")


def test_each_link_is_reported_at_its_line(web: Web, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Dead links are errors that name a copy, moved ones and unclear ones are named as such, the rest is counted."""
    closed, secure = _find_closed(), web.address.replace("http:", "https:")
    paths = (*FINE, "/gone", "/away", "/moved-to-nothing", "/moved", "/forbidden", "/slow", "/reset", "/circle")
    lines = [f"[x]({web.address}{path}#part)," for path in (*paths, "/closed-for-days", "/dead")]
    text = "\n".join([*lines, f"<{closed}>", f"见{secure}/fine，和{web.address}/gone。"])
    write_files(tmp_path, {"sources/a/b.md": text, "sources/b.yml": f"url: {web.address}/gone\n", "docs/en/x.md": ""})
    arguments = [str(tmp_path / "sources"), "--docs", str(tmp_path / "docs"), "--pause", str(PAUSE), "--timeout", "0.5"]
    assert main(arguments) == 1
    said = capsys.readouterr().out
    file = tmp_path / "sources/a/b.md"
    for line, level, path in (
        (7, "", "/gone"), (8, "", "/away"), (9, "", "/moved-to-nothing"), (10, "note: ", "/moved"),
        (11, "warning: ", "/forbidden"), (12, "warning: ", "/slow"), (13, "warning: ", "/reset"),
        (14, "warning: ", "/circle"), (15, "warning: ", "/closed-for-days"), (16, "warning: ", "/dead"),
    ):  # fmt: skip
        (found,) = [one for one in said.splitlines() if one.startswith(f"{file}:{line}: ")]
        assert found.startswith(f"{file}:{line}: {level}")
        assert f'found "{web.address}{path}"' in found
        assert (f"{ARCHIVE}{web.address}{path}" in found) == (level == "")
    for place in (f"{file}:17: a dead link", f"{file}:18: a dead link", f"{tmp_path}/sources/b.yml:1: a dead link"):
        assert place in said
    assert f'found "{secure}/fine", its certificate or encryption is not valid' in said
    assert f"write {web.address}/new" in said
    assert f"{len(FINE)} fine, 1 moved, 6 without a clear answer, 5 dead" in said


def test_a_host_is_asked_with_care(web: Web) -> None:
    """An address is asked for once where that tells, twice at most where it does not; there is a pause before each
    next request, and a host that asks to wait is waited for.
    """
    web.asked.clear()
    answers = ask_all(
        [f"{web.address}{path}" for path in ("/fine", "/gone", "/no-head", "/busy", "/dead", "/closed-for-days")],
        Manners(pause=PAUSE, timeout=5),
    )
    assert len(answers) == 6
    assert web.count("/fine") == ["HEAD"]
    assert web.count("/gone") == web.count("/no-head") == ["HEAD", "GET"]
    assert web.count("/dead") == ["HEAD", "GET"] * 2
    assert web.count("/closed-for-days") == ["HEAD"]
    times = [when for *_, when in web.asked]
    assert min(after - before for before, after in pairwise(times)) >= PAUSE


def test_without_a_network_nothing_is_called_dead(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where no host can be reached at all, one line says so and the exit status is 3."""
    write_files(tmp_path, {"a.md": "<https://one.invalid/x> <https://two.invalid/y>"})
    assert main([str(tmp_path), "--docs", str(tmp_path / "none"), "--pause", "0"]) == 3
    assert capsys.readouterr().out.splitlines()[1:] == [
        "no network: not one of the hosts could be reached; nothing was checked"
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("[a](https://a.example/b_(c))", "https://a.example/b_(c)"),
        ("(see https://a.example/b).", "https://a.example/b"),
        ("见https://a.example/b。", "https://a.example/b"),
        ("<a href='https://a.example/?x=1&y=2'>", "https://a.example/?x=1&y=2"),
        ("url: https://a.example/b#c", "https://a.example/b"),
        ('{"url": "https://a.example/b"}', "https://a.example/b"),
        ("**https://a.example/b**", "https://a.example/b"),
        ("[https://a.example/b](https://a.example/b)", "https://a.example/b"),
        ("https:// and http://[", None),
    ],
)
def test_addresses_are_taken_whole(text: str, found: str | None) -> None:
    """What surrounds an address in Markdown, YAML, HTML and prose of both languages is not taken for a part of it."""
    assert {address for _, address in find_outward(text)} == ({found} if found else set())
