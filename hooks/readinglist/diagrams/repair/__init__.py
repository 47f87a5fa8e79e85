"""Repair Mermaid diagrams that their author got wrong: source -> source that is accepted, every change named."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from .change import Draft, Line, Repair, Repaired, Rule, make_draft
from .charts import repair_pie, repair_quadrant, repair_xychart
from .class_diagram import repair_class_diagram
from .er import repair_er
from .flowchart import repair_flowchart
from .outlines import repair_gantt, repair_git, repair_journey, repair_mindmap, repair_timeline
from .preamble import mend_header, split_preamble
from .sequence import repair_sequence
from .state import repair_state
from .wrapper import unwrap

__all__ = ["FAMILY_RULES", "STRICT", "Repair", "Repaired", "repair_diagram", "unwrap_diagram"]

Accepts = Callable[[str], bool]

FAMILY_RULES: Mapping[str, Rule] = MappingProxyType(
    {
        "flowchart": repair_flowchart,
        "sequence": repair_sequence,
        "class": repair_class_diagram,
        "state": repair_state,
        "er": repair_er,
        "pie": repair_pie,
        "quadrant": repair_quadrant,
        "xychart": repair_xychart,
        "mindmap": repair_mindmap,
        "timeline": repair_timeline,
        "journey": repair_journey,
        "gantt": repair_gantt,
        "git": repair_git,
    }
)
"""Family -> its rules. A diagram of another family is unwrapped and given a right header, no more."""

STRICT = frozenset(
    "header comment subgraph-title style direction end extra-end missing-end escape-tag quote-label close-bracket "
    "join-stray-text full-width-syntax empty-label blank-before-bracket class-blank reserved-id id-from-label "
    "group-by-title node-without-id arrow edge-text-after-colon join-nodes split-statements stray-text dangling-arrow "
    "participant message-text note block deactivate join-text mindmap-label one-root relation member class-name "
    "timeline state trailing-blank".split()
)
"""Rules for what real Mermaid refuses or silently loses although merman may draw it; they hold where it is accepted.

The others make up for what merman alone refuses (`plain-id`, `quote-at`), mend what Mermaid draws oddly but whole
(`swap-participant`, `unknown-style`: a diagram that is valid stays as it is), or belong to families in which merman's
verdict can be trusted."""


def repair_diagram(source: str, accepts: Accepts) -> Repaired | None:
    """The diagram as Mermaid takes it, every change named; unchanged where nothing is wrong, None where it is hopeless.

    `accepts` draws a source and says whether that succeeded.
    """
    plain = unwrap(make_draft(source))
    full = _repair(plain)
    if not STRICT & full.names and accepts(plain.source):
        return Repaired(plain.source, plain.repairs, plain.cut)
    for candidate in (full, _drop_settings(full), plain):
        if accepts(candidate.source):
            return Repaired(candidate.source, candidate.repairs, candidate.cut)
    return None


def unwrap_diagram(source: str) -> Repaired:
    """The diagram without what stands around it, and otherwise as published."""
    plain = unwrap(make_draft(source))
    return Repaired(plain.source, plain.repairs, plain.cut)


def _repair(draft: Draft) -> Draft:
    """The draft through the header and the rules of its family."""
    preamble, body = split_preamble(draft)
    family, body = mend_header(body)
    rule = FAMILY_RULES.get(family)
    body = rule(body) if rule else body
    return body.put([*preamble, *body.lines])


def _drop_settings(draft: Draft) -> Draft:
    """The draft without directives and front matter, which may be what is broken."""
    preamble, body = split_preamble(draft)
    kept = [line for line in preamble if _is_comment(line)]
    if len(kept) == len(preamble):
        return draft
    first = next(line for line in preamble if not _is_comment(line))
    return body.put([*kept, *body.lines], Repair("drop-settings", first.number, first.text.strip(), ""))


def _is_comment(line: Line) -> bool:
    return line.text.lstrip().startswith("%%") and "{" not in line.text[:4]
