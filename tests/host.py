"""A static host on this machine that serves as GitHub Pages does: compressed text, caching, an error page."""

from __future__ import annotations

import gzip
import hashlib
import http.server
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus
from pathlib import Path
from urllib.parse import unquote, urlsplit

COMPRESSED = frozenset(".html .css .js .json .xml .svg .txt .md .bib".split())
"""Endings of what is sent as gzip."""
PIECE = 500
"""Bytes that a slow line brings at a time."""


@dataclass(frozen=True)
class Sent:
    """One answer of the host: path, status, bytes of the body as they went over the wire."""

    path: str
    status: int
    size: int


@dataclass(frozen=True)
class Host:
    """A folder that is being served."""

    address: str
    sent: list[Sent] = field(default_factory=list)


class _Handler(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, *args: object, sent: list[Sent], pause: float, **options: object) -> None:
        self.sent, self.pause = sent, pause
        super().__init__(*args, **options)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        """Answer with a file, with the address that has the missing slash, or with the site's error page."""
        path = urlsplit(self.path).path
        file = Path(self.directory, unquote(path).lstrip("/"))
        if file.is_dir() and not path.endswith("/"):
            self._send(HTTPStatus.MOVED_PERMANENTLY, b"", {"Location": f"{path}/"})
            return
        file = file / "index.html" if file.is_dir() else file
        found = file.is_file()
        file = file if found else Path(self.directory, "404.html")
        body = file.read_bytes() if file.is_file() else b""
        headers = {"Content-Type": self.guess_type(file), "Cache-Control": "max-age=600", "Vary": "Accept-Encoding"}
        headers["ETag"] = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        if file.suffix in COMPRESSED and "gzip" in self.headers.get("Accept-Encoding", ""):
            body = gzip.compress(body, 6)
            headers["Content-Encoding"] = "gzip"
        self._send(HTTPStatus.OK if found else HTTPStatus.NOT_FOUND, body, headers)

    def _send(self, status: HTTPStatus, body: bytes, headers: dict[str, str]) -> None:
        self.sent.append(Sent(self.path, status, len(body)))
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        step = PIECE if self.pause else len(body) or 1
        for start in range(0, len(body), step):
            time.sleep(self.pause)
            self.wfile.write(body[start : start + step])

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def host_site(folder: Path, pause: float = 0) -> Iterator[Host]:
    """Serve a folder on a free port of 127.0.0.1 until the block ends; `pause` seconds before each piece of a file."""
    sent: list[Sent] = []
    handler = partial(_Handler, sent=sent, pause=pause, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield Host(f"http://127.0.0.1:{server.server_port}/", sent)
        server.shutdown()
