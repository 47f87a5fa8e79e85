"""Who made what of an entry, in a sentence: the label that page, Markdown twin and feeds show."""

from __future__ import annotations

from .document import Digest, Entry, Origin
from .interface import WORDS, format_date, name_language


def make_label(digest: Digest, entry: Entry, edition: str) -> str:
    """Who made the text of a digest, and when it was checked."""
    words = WORDS[edition]
    if digest.origin is Origin.OURS and entry.metadata.checked:
        return words["label_checked"].format(format_date(entry.metadata.checked, edition))
    return words[f"label_{digest.origin.value}"]


def make_full_label(digest: Digest, entry: Entry, edition: str) -> str:
    """The label, with the digest's language where it is not the edition's."""
    words = WORDS[edition]
    label = make_label(digest, entry, edition)
    if digest.language == edition:
        return label
    return f"{label}{words['gap']}{words['label_language'].format(name_language(digest.language, edition))}"


def make_transcript_label(entry: Entry, edition: str) -> str:
    """That a transcript is automatic, and its times estimates where it has any."""
    words = WORDS[edition]
    labels = [words["label_transcript"]]
    if entry.transcript and entry.transcript[0].start is not None:
        labels.append(words["label_times"])
    return words["gap"].join(labels)


def get_listed_day(entry: Entry) -> str:
    """The day an entry came onto the list as it stands, of those that its metadata name: checked, else captured.

    Without either it is the day the work was published, or the beginning of that date; empty where nothing is known.
    """
    return entry.metadata.checked or entry.metadata.captured or entry.metadata.published or ""
