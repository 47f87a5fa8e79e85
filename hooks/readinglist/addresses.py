"""Addresses of works: canonical form, platform and id, and the address of a moment in a video."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qsl, unquote

from .policy import split_address

TRACKING = frozenset(
    "ab_channel buvid fbclid feature gclid igshid mc_cid mc_eid mkt_tok msclkid plat_id pp ref_src ref_url "
    "seid share_from share_medium share_plat share_session_id share_source share_tag share_times spm spm_id_from "
    "timestamp unique_k up_id vd_source wxfid yclid".split()
)
"""Query parameters that say where a visitor came from, by any platform; `utm_*` is matched by its prefix."""

VIDEO_TRACKING = frozenset({"si", "t", "start", "list", "index", "time_continue"})
"""Parameters that mean a moment or a playlist on a video platform and may mean anything elsewhere."""

YOUTUBE_HOSTS = frozenset({"youtube.com", "youtube-nocookie.com", "music.youtube.com", "youtu.be"})
BILIBILI_HOSTS = frozenset({"bilibili.com", "player.bilibili.com"})
ARXIV_HOSTS = frozenset({"arxiv.org", "export.arxiv.org"})

_YOUTUBE_ID = re.compile(r"[A-Za-z0-9_-]{11}")
_BILIBILI_ID = re.compile(r"(BV[0-9A-Za-z]{10}|av[0-9]{1,18})", re.IGNORECASE)
_ARXIV_ID = re.compile(
    r"/(?:abs|pdf|html)/((?:[a-z.-]+/)?[0-9]{4}\.?[0-9]{3,5}(?:v[0-9]+)?)(?:\.pdf)?/?", re.IGNORECASE
)
_ARXIV_VERSION = re.compile(r"(?<=\d)v[0-9]+$")


@dataclass(frozen=True)
class Address:
    """A canonical address; `platform` and `id` are set where the platform is one we know."""

    url: str
    platform: str | None = None
    id: str | None = None
    part: int = 1
    """The part of a Bilibili video that has several (`?p=`)."""

    @property
    def slug(self) -> str | None:
        """The slug made of a video's platform and id, as in `bilibili-bv1zwp1ezehg`."""
        if self.platform not in ("YouTube", "Bilibili") or self.id is None:
            return None
        part = f"-p{self.part}" if self.part > 1 else ""
        return f"{self.platform}-{self.id}{part}".lower()

    @property
    def key(self) -> str:
        """What two addresses of one work have in common: no scheme, `www.`, slash at the end, or version of arXiv's.

        A fragment leads to a place in a work; one that begins with a slash is the address of a page (`#/post/1`).
        """
        bare = re.sub(r"^https?://(www\.)?|#(?![!/]).*", "", self.url).rstrip("/")
        return _ARXIV_VERSION.sub("", bare) if self.platform == "arXiv" else bare

    def at(self, seconds: int) -> str | None:
        """The address that opens a video at a moment, or None where the address is not that of a video."""
        if self.id is None:
            return None
        if self.platform == "YouTube":
            return f"{self.url}&t={seconds}s"
        if self.platform == "Bilibili":
            return f"{self.url}{'&' if '?' in self.url else '?'}t={seconds}"
        return None


def parse_address(text: str) -> Address | None:
    """Make an address canonical; None for anything but http and https with a host. Idempotent on `.url`.

    Forms of YouTube and Bilibili addresses: those their share buttons gave in 2025 and 2026.
    """
    parts = split_address(text.strip())
    if parts is None:
        return None
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    for hosts, parse in _PLATFORMS:
        if host in hosts and (address := parse(parts)) is not None:
            return address
    is_video = host in YOUTUBE_HOSTS | BILIBILI_HOSTS
    return Address(_rebuild(parts, is_video), _name_host(host))


def _rebuild(parts: SplitResult, is_video: bool) -> str:
    """The address without tracking parameters and without a text fragment; the order of the rest is kept."""
    kept = [pair for pair in parts.query.split("&") if pair and not _is_tracking(pair.partition("=")[0], is_video)]
    fragment = parts.fragment.partition(":~:")[0]
    return parts._replace(path=parts.path or "/", query="&".join(kept), fragment=fragment).geturl()


def _is_tracking(name: str, is_video: bool) -> bool:
    name = unquote(name).lower()
    return name.startswith("utm_") or name in TRACKING or (is_video and name in VIDEO_TRACKING)


def _parse_youtube(parts: SplitResult) -> Address | None:
    head, _, rest = parts.path.strip("/").partition("/")
    found = ""
    if parts.hostname == "youtu.be":
        found = head
    elif head == "watch":
        found = dict(parse_qsl(parts.query)).get("v", "")
    elif head in ("shorts", "embed", "live", "v"):
        found = rest.partition("/")[0]
    if not _YOUTUBE_ID.fullmatch(found):
        return None
    return Address(f"https://www.youtube.com/watch?v={found}", "YouTube", found)


def _parse_bilibili(parts: SplitResult) -> Address | None:
    query = dict(parse_qsl(parts.query))
    segments = parts.path.strip("/").split("/")
    candidate = segments[1] if len(segments) > 1 and segments[0] == "video" else query.get("bvid", "")
    if not _BILIBILI_ID.fullmatch(candidate):
        return None
    found = candidate[:2].upper() + candidate[2:] if candidate[:2].lower() == "bv" else candidate.lower()
    page = query.get("p", "1")
    part = int(page) if page.isascii() and page.isdigit() and len(page) < 5 else 1
    suffix = f"?p={part}" if part > 1 else ""
    return Address(f"https://www.bilibili.com/video/{found}/{suffix}", "Bilibili", found, max(part, 1))


def _parse_arxiv(parts: SplitResult) -> Address | None:
    match = _ARXIV_ID.fullmatch(parts.path)
    if match is None:
        return None
    return Address(f"https://arxiv.org/abs/{match[1].lower()}", "arXiv", match[1].lower())


_PLATFORMS = (
    (YOUTUBE_HOSTS, _parse_youtube),
    (BILIBILI_HOSTS, _parse_bilibili),
    (ARXIV_HOSTS, _parse_arxiv),
)

_NAMES = {
    "arxiv.org": "arXiv",
    "bilibili.com": "Bilibili",
    "b23.tv": "Bilibili",
    "github.com": "GitHub",
    "huggingface.co": "Hugging Face",
    "nature.com": "Nature",
    "youtube.com": "YouTube",
    "mp.weixin.qq.com": "WeChat",
    "zhihu.com": "Zhihu",
    "zhuanlan.zhihu.com": "Zhihu",
}


def _name_host(host: str) -> str | None:
    return _NAMES.get(host)
