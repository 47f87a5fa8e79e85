"""Repair Mermaid diagrams that their author got wrong: source text -> source that is accepted, with every change named."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from .change import Draft, Line, Repair, Repaired, Rule, make_draft
from .flowchart import repair_flowchart
from .header import read_header, read_invented
from .wrapper import unwrap

__all__ = ["FAMILY_RULES", "Repair", "Repaired", "repair_diagram"]

FAMILY_RULES: Mapping[str, Rule] = MappingProxyType({"flowchart": repair_flowchart})


def repair_diagram(source: str, accepts: Callable[[str], bool]) -> Repaired | None:
    if accepts(source):
        return Repaired(source, (), ())
    draft = unwrap(make_draft(source))
    draft = repair_flowchart(draft)
    return Repaired(draft.source, draft.repairs, draft.cut) if accepts(draft.source) else None
