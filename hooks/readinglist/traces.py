"""What of a work is left in a digest of it: printed errors, figures, names, wording; by these a saved text is known."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import log
from types import MappingProxyType

from .catalog import get_digest_text
from .corrections import find_absent
from .document import Entry
from .han import make_simplified
from .language import HAN
from .quantities import find_quantities

MIN_FORMS = 2
"""Wrong forms that a text must share with an entry, and at least half of those that the entry corrects."""
SAME_FIGURES, SAME_NAMES = 0.5, 0.2
"""Shares of an entry's figures and of its names, rare ones counting for more, that a text must have, both of them.

Tried on the list's own works in November 2026: the five whose text was at hand have 0.66 and 0.24 or more, but for
one without figures; of the other pairs, three are above, two of them accounts of one meeting."""
SAME_WORDING = 0.05
"""Share of the Chinese pieces; those of one work have 0.07 or more, of all others no two have more than 0.03."""
MIN_PIECES = 20
"""Chinese pieces that must be shared: two names of a company have as many as a sentence."""
PIECE = 4
"""Characters of a Chinese piece: two words."""
LAST_DAY, YEARS = 31, range(1990, 2031)
"""Whole figures up to here are days, places in a list or small counts, and those are years: they tell nothing."""
SHOWN = 3
"""Examples that a reason gives."""

_LINK = re.compile(r"\]\([^)]*\)|https?://\S+")
_NAME = re.compile(r"[A-Z][A-Za-z0-9]*(?:[-'’.][A-Za-z0-9]+)*|[a-z]+[A-Z0-9][A-Za-z0-9-]*")
_RUN = re.compile(f"[{HAN}]{{{PIECE},}}")

Trace = Mapping[str, str]
"""What is compared -> how the text writes it."""


@dataclass(frozen=True)
class _Kind:
    """One kind of trace: how it is found, the share that tells, what a reason calls it."""

    find: Callable[[str], Trace]
    share: float
    name: str


def find_same_work(new: Entry, entries: Sequence[Entry]) -> Iterator[tuple[Entry, str]]:
    """The entries that may be about the same work as `new`, each with what speaks for it.

    A digest of our own shares no text with its work, but figures, names and what it corrects.
    """
    text = _get_text(new)
    mine = [kind.find(text) for kind in _KINDS]
    theirs = {entry.slug: [kind.find(_get_text(entry)) for kind in _KINDS] for entry in entries}
    known = [Counter(key for traces in theirs.values() for key in traces[i]) for i in range(len(_KINDS))]
    for entry in entries:
        reasons = [
            _compare(kind, mine[i], theirs[entry.slug][i], known[i], len(entries)) for i, kind in enumerate(_KINDS)
        ]
        figures, names, wording = reasons
        both = ", ".join((figures, names)) if figures and names else ""
        if reason := _find_same_errors(text, entry) or both or wording:
            yield entry, reason


def _find_same_errors(text: str, entry: Entry) -> str:
    """Wrong forms that the entry corrects, as the text has them."""
    forms = entry.metadata.corrections
    absent = find_absent(forms, text)
    there = [form for form in forms if form not in absent]
    if len(there) < max(MIN_FORMS, len(forms) / 2):
        return ""
    return f"it has {len(there)} of the {len(forms)} wrong forms that the entry corrects ({_quote(there)})"


def _compare(kind: _Kind, mine: Trace, theirs: Trace, known: Counter[str], entries: int) -> str:
    """The reason why two traces are of one work, if they are; what few entries have counts for more."""
    weight = {key: log((entries + 1) / known[key]) for key in theirs}
    shared = sorted(mine.keys() & theirs.keys(), key=lambda key: (-weight[key], key))
    least = MIN_PIECES if kind.find is _find_pieces else MIN_FORMS
    if len(shared) < least or sum(weight[key] for key in shared) < kind.share * sum(weight.values()):
        return ""
    if kind.find is _find_pieces:
        return f"the same Chinese wording in {len(shared)} places"
    return f"{len(shared)} of {len(theirs)} {kind.name} ({_quote(mine[key] for key in shared)})"


def _quote(words: Iterable[str]) -> str:
    shown = list(words)
    return ", ".join(shown[:SHOWN]) + (", …" if len(shown) > SHOWN else "")


def _get_text(entry: Entry) -> str:
    titles = [entry.title, *(digest.title for digest in entry.digests.values())]
    texts = [get_digest_text(digest) for digest in entry.digests.values()]
    return _LINK.sub("]", "\n".join([*titles, *texts, *(paragraph.text for paragraph in entry.transcript)]))


def _find_figures(text: str) -> Trace:
    """Figures by value, so that 557.6万 is 5.576 million; not those that any text may have."""
    found = {}
    for quantity in find_quantities(text):
        found.update({str(value): quantity.text for value in quantity.values if _is_telling(value)})
    return found


def _is_telling(value: Decimal) -> bool:
    return value % 1 != 0 or (value > LAST_DAY and value not in YEARS)


def _find_names(text: str) -> Trace:
    names = (re.sub("['’]s$", "", word) for word in _NAME.findall(text))
    return {name.casefold(): name for name in names if len(name) > 1}


def _find_pieces(text: str) -> Trace:
    """Every four Chinese characters that stand together, simplified."""
    runs = _RUN.findall(text.translate(make_simplified()))
    pieces = (run[i : i + PIECE] for run in runs for i in range(len(run) - PIECE + 1))
    return MappingProxyType({piece: piece for piece in pieces})


_KINDS = (
    _Kind(_find_figures, SAME_FIGURES, "figures"),
    _Kind(_find_names, SAME_NAMES, "names"),
    _Kind(_find_pieces, SAME_WORDING, "Chinese pieces"),
)
