"""An author as written -> the parts of the name: family and given names, or a whole that no one may split."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bibtexparser.middlewares.names import parse_single_name_into_parts

PARTICLES = frozenset("al bin da de del della den der di du el la le van von zu y".split())
"""Words in small letters inside a Western name."""

ORGANISATIONS = frozenset(
    (
        "academy agency ai alliance association authors blog bureau center centre channel college committee community "
        "company consortium contributors corp corporation council daily department economics editors face foundation "
        "garage group inc initiative institute journal lab laboratory labs limited llc ltd magazine media ministry "
        "network news office podcast post press project report research review school society staff studio studios "
        "team tech technologies technology television times tv university weekly"
    ).split()
)
"""Words that no person's name has, in small letters."""

SURNAMES = frozenset(
    (
        "bai bao cai cao chang chen cheng chu cui dai deng ding dong du duan fan fang feng fu gao ge gong gu guo han "
        "hao he hong hou hu hua huang jia jiang jin kong lai lei li liang liao lin liu long lu luo lv ma mao meng mo "
        "pan peng qian qiao qin qiu ren shao shen shi song su sun tan tang tao tian wan wang wei wen wu xia xiang xiao "
        "xie xiong xu xue yan yang yao ye yi yin yu yuan zeng zhang zhao zheng zhong zhou zhu zou"
    ).split()
)
"""Chinese family names in Pinyin, the hundred that most people have."""

_CJK = re.compile("[\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff]")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*\.?|(?:[^\W\d_]\.-?)+")
_CAPITALS = re.compile(r"[A-Z]{3,}|[a-z][A-Z]")
_MIXED_SURNAME = re.compile(r"(?:Mc|Mac|De|Di|Du|Da|La|Le|Van|Von|Fitz)[A-Z][a-z]+")
_SUFFIX = re.compile(r"(?<=\w),?\s+(Jr\.?|Sr\.?|II|III|IV)$")
_SYLLABLE = (
    r"(?:[bpmfdtnlgkhjqxzcsryw]|[zcs]h)?"
    r"(?:[aeiouvü]|a[ino]|e[inr]|i[aenu]|ou|u[aeino]|[aeiou]ng|ia[no]|iang|iong|uai|uan|uang)"
)
_GIVEN = re.compile(rf"(?!{_SYLLABLE}$){_SYLLABLE}['’-]?{_SYLLABLE}")
"""Two syllables: one alone is as often a family name that comes last (Xiao Bi, Tao Yun)."""
_OTHERS = re.compile(r"(?:^|[\s,]+)(?:et\.? al\.?|and others)$|[\s,，、]*等人?$", re.IGNORECASE)

MAX_WORDS = 5
"""Words in a person's name at the most."""


@dataclass(frozen=True)
class Name:
    """A name; `given` is empty where `family` is a whole: an organisation, one word, a name in Chinese characters."""

    family: str
    given: str = ""
    particle: str = ""
    suffix: str = ""


def split_names(authors: tuple[str, ...], organisations: frozenset[str] = frozenset()) -> tuple[tuple[Name, ...], bool]:
    """(names, whether there are others beyond them); `organisations` are names that are known to be no person's."""
    names = [_OTHERS.sub("", author).strip() for author in authors]
    has_others = any(_OTHERS.search(author) for author in authors)
    return tuple(split_name(name, organisations) for name in names if name), has_others


def split_name(text: str, organisations: frozenset[str] = frozenset()) -> Name:
    """A person's name in its parts; all else whole. A Chinese name in Pinyin with the family name first is turned."""
    suffix = _SUFFIX.search(text)
    bare = text[: suffix.start()] if suffix else text
    words = bare.split()
    if text in organisations or not _is_person(words):
        return Name(text)
    if _is_family_first(words):
        return Name(words[0], words[1])
    parts = parse_single_name_into_parts(bare)
    given, particle, family = (" ".join(part) for part in (parts.first, parts.von, parts.last))
    return Name(family, given, particle, suffix[1] if suffix else "")


def _is_person(words: list[str]) -> bool:
    """Whether words look like a Western name: two to five, each a name, an initial or a particle."""
    if not 2 <= len(words) <= MAX_WORDS or words[-1] in PARTICLES:
        return False
    return words[0] not in PARTICLES and all(_is_name_word(word) for word in words)


def _is_name_word(word: str) -> bool:
    if word in PARTICLES:
        return True
    if _CJK.search(word) or not _WORD.fullmatch(word) or not word[0].isupper():
        return False
    if word.lower() in ORGANISATIONS or word.endswith(("'s", "’s")):
        return False
    return not _CAPITALS.search(word) or _MIXED_SURNAME.fullmatch(word) is not None


def _is_family_first(words: list[str]) -> bool:
    """Whether two words are a Chinese name as the Chinese write it (Liang Wenfeng), not turned (Wenfeng Liang)."""
    if len(words) != 2:
        return False
    first, second = (word.lower() for word in words)
    return first in SURNAMES and second not in SURNAMES and _GIVEN.fullmatch(second) is not None
