"""Read bare text: notices of the site it was taken from go, lines become paragraphs, nothing in it is markup."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ..diagrams.find import find_diagrams
from ..document import Block, Document, Format, Metadata, Prose, Word
from ..errors import Problem, make_error, make_note

MAX_NOTICE = 160
"""Characters; a notice is a line, longer text is a paragraph of the article whatever it mentions."""
MAX_TITLE = 64
"""Characters of a title taken from the first sentence."""

_SENTENCE_END = re.compile(r"[。！？!?]|\.(?=\s|$)")
_CLAUSE_END = re.compile(r"[,，;；:：、]")


@dataclass(frozen=True)
class Notice:
    """A pattern of site notices and the reason that the report gives for dropping them."""

    pattern: re.Pattern[str]
    reason: str


def read_bare_text(text: str, path: str, notices: Sequence[Notice]) -> tuple[Document, tuple[Problem, ...]]:
    """Read bare text. The title is taken from the first sentence until a sidecar gives one."""
    lines = text.split("\n")
    problems: list[Problem] = []
    for i, line in enumerate(lines):
        notice = _find_notice(line, notices)
        if notice is not None:
            what = f"dropped a site notice ({notice.reason}): {line.strip()[:60]}"
            problems.append(make_note(path, i + 1, what))
            lines[i] = ""
    first = next((i for i, line in enumerate(lines) if line.strip()), None)
    if first is None:
        what = "empty source: found nothing but site notices; add its text, or delete the file"
        problems.append(make_error(path, 1, what))
        return Document(path, Format.TEXT, Metadata()), tuple(problems)
    guess = Word(make_title(lines[first]), first + 1)
    blocks = _split_paragraphs(find_diagrams("\n".join(lines), 1, is_markdown=False))
    return Document(path, Format.TEXT, Metadata(), blocks, title_guess=guess), tuple(problems)


def _find_notice(line: str, notices: Sequence[Notice]) -> Notice | None:
    bare = line.strip()
    if not bare or len(bare) > MAX_NOTICE:
        return None
    return next((notice for notice in notices if notice.pattern.search(bare)), None)


def make_title(line: str) -> str:
    """The first sentence of a line, cut after a clause where it is longer than a title should be."""
    sentence = _SENTENCE_END.split(line.strip(), maxsplit=1)[0].strip()
    if len(sentence) <= MAX_TITLE:
        return sentence or line.strip()[:MAX_TITLE]
    cuts = [match.start() for match in _CLAUSE_END.finditer(sentence) if MAX_TITLE // 4 <= match.start() < MAX_TITLE]
    if cuts:
        return sentence[: cuts[-1]] + "…"
    blank = sentence.rfind(" ", MAX_TITLE // 2, MAX_TITLE)
    return sentence[: blank if blank > 0 else MAX_TITLE].rstrip() + "…"


def _split_paragraphs(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Every paragraph of bare text as a prose of its own, diagrams as they are."""
    split: list[Block] = []
    for block in blocks:
        if not isinstance(block, Prose):
            split.append(block)
            continue
        lines = block.text.split("\n")
        join_lines = _is_hard_wrapped(lines)
        current: list[str] = []
        start = block.line
        for number, line in enumerate([*lines, ""], block.line):
            if current and (not line.strip() or not join_lines):
                split.append(Prose(" ".join(current), start, is_markdown=False))
                current = []
            if line.strip():
                start = start if current else number
                current.append(line.strip())
    return tuple(split)


def _is_hard_wrapped(lines: list[str]) -> bool:
    """Whether lines were broken at a fixed width, so that only a blank line ends a paragraph.

    So it is where blank lines part the text and most lines followed by another one are 50 to 100 characters long.
    """
    inner = [line for line, after in pairwise(lines) if line.strip() and after.strip()]
    has_blank = any(not line.strip() for line in lines)
    return has_blank and bool(inner) and sum(50 <= len(line) <= 100 for line in inner) >= 0.8 * len(inner)
