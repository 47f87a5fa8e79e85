"""Entries -> citations of the works, their own authors first: BibTeX, CSL JSON, and a line to read."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from bibtexparser.entrypoint import write_string
from bibtexparser.library import Library
from bibtexparser.middlewares import default_unparse_stack
from bibtexparser.model import Entry as Record
from bibtexparser.model import Field
from bibtexparser.writer import BibtexFormat
from pylatexenc.latexencode import (
    RULE_DICT,
    UnicodeToLatexConversionRule,
    UnicodeToLatexEncoder,
    get_builtin_uni2latex_dict,
)

from .authors import Name, split_names
from .document import Entry
from .interface import format_date, format_length
from .language import get_primary
from .transcript import fingerprint

FORMS = {
    "journal": ("article", "journal", "article-journal", "container-title"),
    "preprint": ("misc", "publisher", "article", "publisher"),
    "paper": ("misc", "howpublished", "article", "publisher"),
    "article": ("online", "organization", "webpage", "container-title"),
    "blog": ("online", "organization", "post-weblog", "container-title"),
    "video": ("online", "organization", "motion_picture", "publisher"),
    "podcast": ("online", "organization", "broadcast", "container-title"),
    "interview": ("online", "organization", "interview", "container-title"),
    "report": ("techreport", "institution", "report", "publisher"),
    "repository": ("software", "organization", "software", "publisher"),
    "model": ("software", "organization", "software", "publisher"),
}
"""Form of a work -> BibTeX type and its field for the publisher, CSL type and its variable for the publisher.

`online` and `software` are BibLaTeX's; BibTeX's own styles print what they do not know as `misc`. CSL: version 1.0.2.
"""

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
"""Macros that every BibTeX style knows."""

LANGUAGES = {"en": "english", "zh": "chinese", "ja": "japanese", "ko": "korean", "de": "german", "fr": "french"}
"""BibLaTeX's `langid`: names of babel and polyglossia; another language is given by its tag."""

MAX_NAMES = 6
"""Authors named in the line to read; of more, the first three."""

_DOI = re.compile(r"(?:doi\.org/|/doi/(?:\w+/)?)(10\.\d{4,9}/[^\s?#]+)", re.IGNORECASE)
_NATURE = re.compile(r"nature\.com/articles/([ds]\d{5}-\d{3}-\d{5}-\w)\b")
"""An article's address on nature.com ends like its DOI."""
_VERSION = re.compile(r"v\d+$")
_CAPITAL_INSIDE = re.compile(r"\w.*[A-Z]|[A-Z].*\d|^I$|[^\x00-\u024f‘’“”–—…]")
"""A word with a capital that is not its first letter, with one beside a digit (R1), or in another script."""

BRACES = {ord("{"): r"\textbraceleft", ord("}"): r"\textbraceright"}
"""BibTeX counts braces even where a backslash stands before them."""
_SPECIAL = {code: text for code, text in get_builtin_uni2latex_dict().items() if chr(code) in "#$%&\\^_~"} | BRACES
_ENCODER = UnicodeToLatexEncoder(
    conversion_rules=[UnicodeToLatexConversionRule(RULE_DICT, _SPECIAL)],
    unknown_char_policy="keep",
    unknown_char_warning=False,
)


@dataclass(frozen=True)
class Citation:
    """What is cited of a work. Dates are ISO 8601 or the beginning of one; what is unknown is empty."""

    key: str
    form: str
    title: str
    language: str
    names: tuple[Name, ...]
    has_others: bool
    publisher: str
    issued: str
    accessed: str
    url: str
    doi: str
    eprint: str
    """arXiv's number."""
    length: str


def make_citation(entry: Entry) -> Citation:
    """The citation of a work: title as published, its authors, and where it appeared."""
    metadata = entry.metadata
    eprint = entry.platform_id or "" if entry.platform == "arXiv" else ""
    publisher = metadata.publisher or entry.platform or ""
    organisations = frozenset(name for name in (metadata.publisher, entry.platform) if name)
    names, has_others = split_names(metadata.authors, organisations)
    doi = find_doi(entry.url or "")
    return Citation(
        key=make_key(entry.slug),
        form=_choose_form(entry.kind, doi, eprint),
        title=" ".join(entry.title.split()),
        language=get_primary(entry.language),
        names=names,
        has_others=has_others,
        publisher="arXiv" if eprint else publisher,
        issued=metadata.published or "",
        accessed=metadata.captured or metadata.checked or "",
        url=entry.url or "",
        doi=f"10.48550/arXiv.{_VERSION.sub('', eprint)}" if eprint else doi,
        eprint=eprint,
        length=format_length(metadata.duration) if metadata.duration else "",
    )


def make_key(slug: str) -> str:
    """A key that no other work has and that stays: the slug, in ASCII, as BibTeX's styles want it."""
    if slug.isascii():
        return slug
    plain = re.sub(r"[^a-z0-9]+", "-", slug.encode("ascii", "ignore").decode()).strip("-")
    return f"{plain or 'work'}-{fingerprint(slug)}"


def find_doi(url: str) -> str:
    """The DOI that an address holds, or an empty string."""
    if match := _NATURE.search(url):
        return f"10.1038/{match[1]}"
    match = _DOI.search(url)
    return match[1] if match else ""


def _choose_form(kind: str, doi: str, eprint: str) -> str:
    if eprint:
        return "preprint"
    return "journal" if doi and kind in ("paper", "article") else kind


def make_bibtex(citations: Iterable[Citation]) -> str:
    """A BibTeX file in UTF-8."""
    return "\n".join(map(_write_record, citations))


@functools.lru_cache(maxsize=20_000)
def _write_record(citation: Citation) -> str:
    layout = BibtexFormat()  # type: ignore[no-untyped-call]
    layout.indent, layout.trailing_comma = "  ", True
    library = Library([_make_record(citation)])
    return write_string(library, unparse_stack=default_unparse_stack(True), bibtex_format=layout)


def _make_record(citation: Citation) -> Record:
    kind, publisher, _, _ = FORMS[citation.form]
    fields = {
        "author": _join_names(citation),
        "title": protect_title(citation.title, citation.language),
        publisher: escape(citation.publisher),
        "year": citation.issued[:4],
        "month": _name_month(citation.issued),
        "day": citation.issued[8:10].lstrip("0"),
        "eprint": citation.eprint,
        "archiveprefix": "arXiv" if citation.eprint else "",
        "doi": citation.doi,
        "url": citation.url,
        "urldate": citation.accessed,
        "langid": LANGUAGES.get(citation.language, citation.language),
    }
    return Record(kind, citation.key, [_make_field(name, value) for name, value in fields.items() if value])


def _make_field(name: str, value: str) -> Field:
    return Field(name, value, enclosing="no-enclosing" if name == "month" else "{")


def _name_month(date: str) -> str:
    return MONTHS[int(date[5:7]) - 1] if len(date) >= 7 else ""


def escape(text: str) -> str:
    """Text as LaTeX reads it; letters of all scripts stay as they are."""
    return str(_ENCODER.unicode_to_latex(" ".join(text.split())))


def protect_title(title: str, language: str) -> str:
    """A title with braces around what a style must not put into small letters; whole where it is not English."""
    if language != "en":
        return f"{{{escape(title)}}}"
    words = title.split()
    long = [word for word in words if len(word) > 3 and word[0].isalpha()]
    is_title_case = sum(word[0].isupper() for word in long) > 0.6 * len(long)
    kept = []
    for before, word in zip(["", *words], words, strict=False):
        begins = not before or before.endswith((":", "?", "!", "."))
        is_name = word[0].isupper() and not is_title_case and not begins
        core = word.rstrip(",;:.!?")
        is_kept = is_name or _CAPITAL_INSIDE.search(core)
        kept.append(f"{{{escape(core)}}}{escape(word[len(core) :])}" if is_kept and core else escape(word))
    return " ".join(kept)


def _join_names(citation: Citation) -> str:
    names = [_write_name(name) for name in citation.names]
    return " and ".join([*names, "others"] if citation.has_others else names)


def _write_name(name: Name) -> str:
    """A name in BibTeX's form with commas, or in braces where it must stay whole."""
    if not name.given:
        return f"{{{escape(name.family)}}}"
    family = escape(f"{name.particle} {name.family}".strip())
    return ", ".join(part for part in (family, escape(name.suffix), escape(name.given)) if part)


def make_csl(citations: Iterable[Citation]) -> str:
    """CSL JSON: a list of items, valid against csl-data.json (github.com/citation-style-language/schema)."""
    return json.dumps([_make_item(citation) for citation in citations], ensure_ascii=False, indent=1) + "\n"


def _make_item(citation: Citation) -> dict[str, Any]:
    _, _, kind, publisher = FORMS[citation.form]
    item = {
        "id": citation.key,
        "type": kind,
        "title": citation.title,
        "author": [_make_name(name) for name in citation.names] + ([{"literal": "others"}] * citation.has_others),
        "issued": make_date(citation.issued),
        publisher: citation.publisher,
        "number": f"arXiv:{citation.eprint}" if citation.eprint else "",
        "dimensions": citation.length,
        "DOI": citation.doi,
        "URL": citation.url,
        "accessed": make_date(citation.accessed),
        "language": citation.language,
    }
    return {key: value for key, value in item.items() if value}


def make_date(date: str) -> dict[str, Any] | None:
    """A date of CSL with as many parts as are known."""
    return {"date-parts": [[int(part) for part in date.split("-")]]} if date else None


def _make_name(name: Name) -> dict[str, str]:
    if not name.given:
        return {"literal": name.family}
    parts = {"family": name.family, "given": name.given, "non-dropping-particle": name.particle, "suffix": name.suffix}
    return {key: value for key, value in parts.items() if value}


@dataclass(frozen=True)
class Line:
    """A citation to read, in the edition's punctuation: what stands before the title, the title, the rest."""

    before: str
    title: str
    language: str
    after: str

    @property
    def text(self) -> str:
        """The whole line."""
        return f"{self.before}{self.title}{self.after}"


def make_line(citation: Citation, authors: tuple[str, ...], edition: str) -> Line:
    """The citation as a sentence; `authors` are the names as written."""
    date = format_date(citation.issued, edition) if citation.issued else ""
    shown = authors if len(authors) <= MAX_NAMES else authors[:3]
    left_out = len(shown) < len(authors)
    address = f"https://doi.org/{citation.doi}" if citation.form == "journal" else citation.url
    if edition == "zh":
        names = "、".join(shown) + ("等" if left_out else "")
        rest = "，".join(part for part in (citation.publisher, date, address) if part)
        before, after = f"{names}：《" if names else "《", f"》，{rest}" if rest else "》"
        return Line(before, citation.title, citation.language, after)
    names = ", ".join(shown) + (" et al." if left_out else "")
    end = "" if citation.title.endswith((".", "?", "!", "？", "！", "。", "…")) else "."
    where = ", ".join(part for part in (citation.publisher, date) if part)
    rest = " ".join(part for part in (f"{where}." if where else "", address) if part)
    stop = " " if names.endswith(".") else ". "
    return Line(f"{names}{stop}" if names else "", citation.title, citation.language, f"{end} {rest}".rstrip())
