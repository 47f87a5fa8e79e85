"""Addresses of the web -> what their hosts answer, asked with care; nothing of a build."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http import HTTPStatus
from itertools import groupby
from urllib.parse import urlsplit

import requests
from urllib3.exceptions import NameResolutionError, NewConnectionError

AGENT = "readinglist-links (checks the links of a reading list, one at a time)"
BUSY = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)
"""Answers that may say in Retry-After when to come again (RFC 9110, 10.2.3)."""
FOR_GOOD = (HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.PERMANENT_REDIRECT)


@dataclass(frozen=True)
class Manners:
    """How hosts are asked; times in seconds."""

    tries: int = 2
    pause: float = 1.0
    """Between two requests to one host."""
    timeout: float = 20.0
    """For a connection, and for the head of an answer."""
    patience: float = 60.0
    """The longest time that a host may ask to wait."""
    hosts: int = 8
    """Hosts asked at once."""


@dataclass(frozen=True)
class Answer:
    """What came of asking: the status of the last answer, or why there was none."""

    status: int | None = None
    fault: str = ""
    now_at: str | None = None
    """The new address, where the host says that the old one has moved for good."""
    is_offline: bool = False
    """Whether nothing was reached at all: no name could be looked up, no way led there."""


def ask_all(addresses: Iterable[str], manners: Manners) -> dict[str, Answer]:
    """Address -> answer. Hosts are asked side by side, the addresses of one host one after the other."""
    by_host = [list(group) for _, group in groupby(sorted(set(addresses), key=_get_host), _get_host)]
    with ThreadPoolExecutor(manners.hosts) as pool:
        answers = pool.map(lambda own: _ask_host(own, manners), by_host)
        return {address: answer for found in answers for address, answer in found.items()}


def _get_host(address: str) -> str:
    return urlsplit(address).netloc.lower()


def _ask_host(addresses: Sequence[str], manners: Manners) -> dict[str, Answer]:
    found: dict[str, Answer] = {}
    with requests.Session() as session:
        session.headers.update({"User-Agent": AGENT, "Accept": "*/*"})
        for address in addresses:
            answer = _ask(address, session, manners)
            if answer.is_offline and not found:
                return dict.fromkeys(addresses, answer)
            found[address] = answer
            time.sleep(manners.pause)
    return found


def _ask(address: str, session: requests.Session, manners: Manners) -> Answer:
    """The answer of the first try that tells, else of the last."""
    answer = Answer()
    for left in reversed(range(manners.tries)):
        wait = manners.pause
        try:
            response = _request(address, session, manners)
            answer = _read(response)
            if response.ok or not (response.status_code in BUSY or response.status_code >= 500):
                break
            wait = max(wait, _read_wait(response))
        except requests.RequestException as error:
            answer = _explain(error)
        if not left or wait > manners.patience:
            break
        time.sleep(wait)
    return answer


def _request(address: str, session: requests.Session, manners: Manners) -> requests.Response:
    """The head of the page, or, as some hosts refuse that or answer it wrongly, the beginning of the page."""
    methods: tuple[Callable[..., requests.Response], ...] = (session.head, session.get)
    for method in methods:
        response = method(address, timeout=manners.timeout, allow_redirects=True, stream=True)
        response.close()
        if response.ok or response.status_code == HTTPStatus.TOO_MANY_REQUESTS:
            break
        if method == session.head:
            time.sleep(manners.pause)
    return response


def _read(response: requests.Response) -> Answer:
    moves = [hop.status_code for hop in response.history]
    has_moved = response.ok and bool(moves) and all(status in FOR_GOOD for status in moves)
    return Answer(response.status_code, now_at=response.url if has_moved else None)


def _read_wait(response: requests.Response) -> float:
    """Seconds that a host asks to wait; a date is not read, and waited for as long as between two requests."""
    value = response.headers.get("Retry-After", "")
    return float(value) if value.isascii() and value.isdigit() else 0.0


def _explain(error: requests.RequestException) -> Answer:
    cause = getattr(error.args[0], "reason", None) if error.args else None
    if isinstance(error, requests.exceptions.SSLError):
        return Answer(fault="its certificate or encryption is not valid")
    if isinstance(error, requests.Timeout):
        return Answer(fault="no answer in time")
    if isinstance(cause, NameResolutionError):
        return Answer(fault="no host of this name", is_offline=True)
    if isinstance(error, requests.exceptions.ProxyError) or _is_unreachable(cause):
        return Answer(fault="no way leads to the host", is_offline=True)
    if isinstance(cause, NewConnectionError):
        return Answer(fault="the host takes no connection")
    if isinstance(error, requests.TooManyRedirects):
        return Answer(fault="it leads in a circle")
    return Answer(fault="the connection broke off")


def _is_unreachable(cause: object) -> bool:
    return isinstance(cause, NewConnectionError) and "unreachable" in str(cause).lower()
