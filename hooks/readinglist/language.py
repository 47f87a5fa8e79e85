"""Which language a text is in, and how long it takes to read."""

from __future__ import annotations

import math
import re

CHINESE_PER_MINUTE = 400
"""Han characters a reader of Chinese takes in per minute (design, section 2)."""
WORDS_PER_MINUTE = 220
"""Words a reader of English takes in per minute (design, section 2)."""

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
"""Unicode ranges of Han characters, for use inside a character class."""

LANGUAGES = frozenset(
    "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el "
    "en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu "
    "ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na "
    "nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so "
    "sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za "
    "zh zu".split()
)
"""Two-letter codes of languages (ISO 639-1)."""

_HAN = re.compile(f"[{HAN}]")
_KANA = re.compile("[\u3041-\u30ff]")
_HANGUL = re.compile("[\uac00-\ud7a3]")
_OTHER_LETTER = re.compile(f"[^\\W\\d_A-Za-z\u00c0-\u024f{HAN}\u3041-\u30ff\uac00-\ud7a3]")
_COMMON_ENGLISH = re.compile(r"\b(?:the|of|and|to|in|is|that|for|it|with|as|are|be|by|this|from|or)\b", re.IGNORECASE)
MIN_WORDS, MIN_COMMON = 20, 0.12
"""Words below which a text in Latin script may be English, and the share of the commonest words that English has; it
is about a quarter in English prose, and a twentieth or so in others."""
_WORD = re.compile(r"[A-Za-z\u00c0-\u024f]+(?:['’-][A-Za-z\u00c0-\u024f]+)*")


def count_chinese(text: str) -> int:
    """How many Han characters."""
    return len(_HAN.findall(text))


def count_words(text: str) -> int:
    """How many words in Latin script."""
    return len(_WORD.findall(text))


def tell_language(text: str) -> str:
    """The language of a text: `zh`, `ja`, `ko` or, for all in Latin script, `en`.

    A Han character weighs half a word (Chinese words have two characters on average), so that Chinese prose full of
    English names is Chinese.
    """
    han, kana, hangul = count_chinese(text), len(_KANA.findall(text)), len(_HANGUL.findall(text))
    if kana > 0.1 * (han + kana):
        return "ja"
    if hangul > han and hangul > count_words(text):
        return "ko"
    return "zh" if han / 2 > count_words(text) else "en"


def may_be(language: str, text: str) -> bool:
    """Whether `tell_language` can be believed: what it has no name for, it takes for English."""
    if language != "en":
        return True
    words = count_words(text)
    if len(_OTHER_LETTER.findall(text)) > 2 * words:
        return False
    return words < MIN_WORDS or len(_COMMON_ENGLISH.findall(text)) >= MIN_COMMON * words


def get_primary(language: str) -> str:
    """The primary subtag: `zh` of `zh-Hant`."""
    return language.partition("-")[0].lower()


def count_minutes(text: str) -> int:
    """Reading time in minutes, at least 1."""
    return max(1, math.ceil(count_chinese(text) / CHINESE_PER_MINUTE + count_words(text) / WORDS_PER_MINUTE - 0.25))
