"""Cut an automatic transcript into paragraphs with ids and approximate times; never a character is changed."""

from __future__ import annotations

import functools
import hashlib
import math
import re
import unicodedata
from collections.abc import Iterable, Iterator

from .document import Paragraph
from .language import HAN

MAX_LENGTH = 400
"""Characters in a paragraph at the most (white space at its ends aside)."""
MIN_LENGTH = 160
"""Characters before a paragraph may end, unless the transcript itself does."""
GOOD_LENGTH = 280
"""Characters at which a cut is best, all else being equal."""

MARKS = (
    "但是 可是 然而 所以 因此 那么 首先 其次 再次 最后 另外 此外 而且 并且 接下来 接着 然后 总之 总的来说 "
    "事实上 例如 换句话说 也就是说 当然 同时"
).split()
"""Discourse marks that begin a new step of a talk in Chinese, and hardly ever stand inside another word."""
NO_MARK_AFTER = "此所之虽比案不相想紧直"
"""Characters that make another word of one: 与此同时, 理所当然, 之所以, 虽然后来, 不同时期, 紧接着."""
MARKS_AFTER_PAUSE = (
    "好的 好了 好 不过 其实 比如 第一 第二 第三 第四 第五 我们再 我们来 现在 说到 至于 如果 回到".split()
)
"""More of them, which count only where a pause stands before them."""
MARKS_ENGLISH = [
    *"but so now then however okay ok well first second third finally next also meanwhile because let's today".split(),
    "in fact",
    "of course",
    "for example",
    "on the other hand",
    "and so",
    "and now",
    "and then",
    "and yet",
]
"""The same in English."""

BINDING = frozenset(
    (
        "a an the my your his her its our their this that these those what which who how why when where if no not very "
        "too more most all some any every each at in of to for from with by on as into about over than like and or but "
        "because so now then okay ok well is was are were be been am do does did has have had will would can could "
        "should may might must i you he she we they it i'm it's that's"
    ).split()
)
"""English words that belong to what follows them: a paragraph does not end with one where that can be helped."""
MAX_BINDING = max(map(len, BINDING)) + 1


def _join_words(words: Iterable[str]) -> str:
    """An expression of English words in any case; by their first letters, as `re` is slow at choices."""
    groups: dict[str, list[str]] = {}
    for word in words:
        groups.setdefault(word[0], []).append(re.escape(word[1:]))
    return "|".join(f"[{first}{first.upper()}](?i:{'|'.join(rests)})" for first, rests in groups.items())


_HAN_CLASS = f"[{HAN}]"
_NO_TITLE = "".join(rf"(?<!\b{title})" for title in ("Mr", "Ms", "Mrs", "Dr", "St", "vs"))
"""Behind these a full stop ends no sentence, nor behind an initial."""
_CUT = re.compile(
    rf"(?=[\s。！？!?….；;，,、{''.join(mark[0] for mark in MARKS)}])(?:"  # `re` is slow at choices
    rf"(?P<line>\s*\n\s*)"
    rf"|(?P<sentence>(?:[。！？!?…]+[”’」』）)\"']*|(?<![A-Z]){_NO_TITLE}\.[”’\"')]*(?=\s)|[；;])\s*)"
    rf"|(?P<pause>(?:(?<={_HAN_CLASS})\s+|\s+(?={_HAN_CLASS})))"
    rf"|(?P<comma>[，,、]\s*)"
    rf"|(?P<mark_en>\s+(?=(?:{_join_words(MARKS_ENGLISH)})\s))"
    rf"|(?P<mark_zh>(?<={_HAN_CLASS})(?<![{NO_MARK_AFTER}])(?={'|'.join(MARKS)}))"
    rf"|(?P<blank>\s+))"
)
_WEIGHT = {"line": 6.0, "sentence": 5.0, "mark_en": 3.0, "pause": 2.5, "mark_zh": 2.0, "comma": 1.5, "blank": 0.0}
"""How good a place to cut each kind is; a pause or comma before a discourse mark is better (see `_weigh`)."""
_BEFORE_MARK = 2.0
_BEFORE_MARKS = frozenset({"line", "sentence", "pause", "comma"})
_BEHIND_WORDS = frozenset({"mark_en", "pause", "blank"})
_AFTER_BINDING = -2.0
"""How good a place is behind a word that belongs to the next one; a word such as "first" is no mark there."""
_DISTANCE = 3.0
"""What being as far from GOOD_LENGTH as possible costs."""
_COSTS = [_DISTANCE * abs(length - GOOD_LENGTH) / (MAX_LENGTH - MIN_LENGTH) for length in range(MAX_LENGTH + 1)]
"""Length of a paragraph -> what that costs."""
_MOST = {kind: weight + (_BEFORE_MARK if kind in _BEFORE_MARKS else 0.0) for kind, weight in _WEIGHT.items()}
"""The best that a kind of place can be, whatever stands beside it."""

_LAST_WORD = re.compile(r"(?<![A-Za-z'])[A-Za-z']+$")
_STARTS_WITH_MARK = re.compile(
    rf"(?:{'|'.join(MARKS + MARKS_AFTER_PAUSE)}|(?:{'|'.join(map(re.escape, MARKS_ENGLISH))})\b)", re.IGNORECASE
)


@functools.lru_cache(maxsize=2000)  # a list that is being served is read again after each edit
def cut_transcript(text: str, duration: int | None) -> tuple[Paragraph, ...]:
    """Paragraphs of a transcript. `duration` in seconds gives each an approximate start, linear in its position."""
    made: list[Paragraph] = []
    seen: dict[str, int] = {}
    for start, end in find_paragraphs(text):
        body = text[start:end]
        key = fingerprint(body)
        seen[key] = seen.get(key, 0) + 1
        unique = key if seen[key] == 1 else f"{key}-{seen[key]}"
        time = None if duration is None else duration * start // len(text)
        made.append(Paragraph(f"t-{unique}", body, time))
    return tuple(made)


def fingerprint(text: str) -> str:
    """Eight hexadecimal digits that stay the same while the text (white space aside) does."""
    bare = "".join(text.split())
    return hashlib.blake2b(bare.encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()


def find_paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """(start, end) of each paragraph, white space at its ends left out. Takes time linear in the text."""
    start = _skip_space(text, 0)
    while start < len(text):
        end = len(text) if len(text) - start <= MAX_LENGTH else _choose_cut(text, start)
        stripped = text[start:end].rstrip()
        if stripped:
            yield start, start + len(stripped)
        start = _skip_space(text, end)


def _skip_space(text: str, i: int) -> int:
    while i < len(text) and text[i].isspace():
        i += 1
    return i


def _choose_cut(text: str, start: int) -> int:
    """The best place to end the paragraph that begins at `start`, at most MAX_LENGTH characters later."""
    limit = start + MAX_LENGTH
    best, best_score = None, -math.inf
    for match in _CUT.finditer(text, start + MIN_LENGTH, limit):
        end, kind = match.end(), match.lastgroup or "blank"
        if _MOST[kind] - _COSTS[end - start] <= best_score:
            continue
        score = _weigh(text, match, kind) - _COSTS[end - start]
        if score > best_score:
            best, best_score = end, score
    return best if best is not None else _cut_anywhere(text, start, limit)


def _weigh(text: str, match: re.Match[str], kind: str) -> float:
    """How good a place is by itself and by the words beside it."""
    if kind in _BEHIND_WORDS:
        word = _LAST_WORD.search(text, match.start() - MAX_BINDING, match.start())
        if word is not None and word[0].lower() in BINDING:
            return _AFTER_BINDING
    is_before_mark = kind in _BEFORE_MARKS and _STARTS_WITH_MARK.match(text, match.end()) is not None
    return _WEIGHT[kind] + (_BEFORE_MARK if is_before_mark else 0.0)


def _cut_anywhere(text: str, start: int, limit: int) -> int:
    """A cut where no pause is: not between a letter and its marks, nor inside a Latin word if that can be helped."""
    for i in range(limit, start + MIN_LENGTH, -1):
        if not (_is_word(text[i - 1]) and _is_word(text[i])) and not unicodedata.combining(text[i]):
            return i
    while limit > start + 1 and (unicodedata.combining(text[limit]) or text[limit] in "\u200d\ufe0f"):
        limit -= 1
    return limit


def _is_word(character: str) -> bool:
    return character.isascii() and character.isalnum()
