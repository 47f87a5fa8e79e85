"""The text outline of a diagram, made from the parsed model: its parts by group and its links as `A → B: label`."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from ..policy import clean_text
from .measure import resolve_placeholders

Model = Mapping[str, Any]
"""What the renderer's parser gives as JSON; its keys are Mermaid's own."""


@dataclass(frozen=True)
class Part:
    """A node, a participant, a task …, or a group with what is in it."""

    text: str
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True)
class Outline:
    """A diagram in words. Counts are those of the model; `labels` are all texts that a drawing of it must show."""

    family: str
    title: str = ""
    parts: tuple[Part, ...] = ()
    links: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    nodes: int = 0
    edges: int = 0
    groups: int = 0


def make_outline(model: Model) -> Outline:
    """The outline of a parsed diagram; of a family that has no function here, the family's name alone."""
    family = str(model.get("type") or ("flowchart" if "vertexCalls" in model else "diagram"))
    make = OUTLINES.get(family)
    return make(model) if make else Outline(family, _plain(model.get("title")))


def _plain(label: object) -> str:
    """The words of a label: no tags, no Markdown marks, entities resolved (Mermaid writes `#quot;` for `&quot;`)."""
    text = re.sub(r"<br\s*/?>|\\n|\n", " ", str(label or ""), flags=re.IGNORECASE)
    text = re.sub(r"</?[A-Za-z][^>]*>", "", text)
    text = html.unescape(re.sub(r"#(\d+);", r"&#\1;", re.sub(r"#([A-Za-z]+);", r"&\1;", text)))
    text = clean_text(resolve_placeholders(text))
    return re.sub(r"\s+", " ", text.replace("**", "").replace("`", "")).strip()


def _link(source: str, target: str, label: str = "", arrow: str = "→") -> str:
    return f"{source} {arrow} {target}" + (f": {label}" if label else "")


def _outline_flowchart(model: Model) -> Outline:
    names = {node["id"]: _plain(node.get("label") or node["id"]) for node in model["nodes"]}
    groups = {group["id"]: group for group in model.get("subgraphs") or ()}
    names |= {name: _plain(group.get("title") or name) for name, group in groups.items()}
    order = {name: i for i, name in enumerate(names)}
    members = {name: sorted(group.get("nodes") or (), key=lambda n: order.get(n, 0)) for name, group in groups.items()}
    inside = {member for group in members.values() for member in group}

    def make_part(name: str) -> Part:
        return Part(
            names.get(name, name), tuple(make_part(member) for member in members.get(name, ()) if member != name)
        )

    nodes = [node["id"] for node in model["nodes"] if node["id"] not in groups]
    parts = [make_part(name) for name in (*groups, *nodes) if name not in inside]
    edges = model.get("edges") or ()
    links = [
        _link(names.get(edge["from"], edge["from"]), names.get(edge["to"], edge["to"]), _plain(edge.get("label")))
        for edge in edges
    ]
    labels = [*names.values(), *(_plain(edge.get("label")) for edge in edges)]
    return Outline(
        "flowchart", _plain(model.get("accTitle")), tuple(parts), tuple(links), tuple(filter(None, labels)),
        len(nodes), len(links), len(groups),
    )  # fmt: skip


def _outline_sequence(model: Model) -> Outline:
    names = {name: _plain(actor.get("description") or name) for name, actor in model["actors"].items()}
    messages = [m for m in model["messages"] if m.get("from") and m.get("to") and m.get("placement") is None]
    texts = [_plain(message.get("message")) for message in model["messages"] if message.get("message")]
    links = [
        _link(names.get(m["from"], m["from"]), names.get(m["to"], m["to"]), _plain(m.get("message"))) for m in messages
    ]
    notes = [_plain(note.get("message")) for note in model.get("notes") or ()]
    return Outline(
        "sequence", _plain(model.get("title")), tuple(Part(names[name]) for name in model["actorOrder"]),
        (*links, *notes), (*names.values(), *texts), len(names), len(messages),
    )  # fmt: skip


def _outline_class(model: Model) -> Outline:
    parts = []
    for item in model["classes"].values():
        members = [*(item.get("members") or ()), *(item.get("methods") or ())]
        parts.append(Part(_plain(item.get("label")), tuple(Part(_plain(member["displayText"])) for member in members)))
    names = {name: _plain(item.get("label") or name) for name, item in model["classes"].items()}
    relations = model.get("relations") or ()
    links = [
        _link(names.get(r["id1"], r["id1"]), names.get(r["id2"], r["id2"]), _plain(r.get("title")), "–")
        for r in relations
    ]
    labels = [part.text for part in parts] + [member.text for part in parts for member in part.parts]
    return Outline("class", "", tuple(parts), tuple(links), tuple(labels), len(parts), len(links))


def _outline_state(model: Model) -> Outline:
    shown = [node for node in model["nodes"] if node.get("shape") not in ("note", "noteGroup", "divider")]
    names = {node["id"]: _name_state(node) for node in model["nodes"]}
    children: dict[str | None, list[str]] = {}
    for node in shown:
        children.setdefault(node.get("parentId"), []).append(node["id"])

    def make_part(name: str) -> Part:
        return Part(names[name], tuple(make_part(child) for child in children.get(name, ())))

    edges = model.get("edges") or ()
    links = [
        _link(names.get(e["start"], e["start"]), names.get(e["end"], e["end"]), _plain(e.get("label"))) for e in edges
    ]
    labels = [name for node in shown if (name := names[node["id"]]) not in ("●", "◉")]
    parts = tuple(make_part(name) for name in children.get(None, ()))
    groups = sum(bool(node.get("isGroup")) for node in shown)
    return Outline("state", "", parts, tuple(links), tuple(labels), len(shown) - groups, len(links), groups)


def _name_state(node: Model) -> str:
    by_shape = {"stateStart": "●", "stateEnd": "◉"}
    label = node.get("label")
    if isinstance(label, list):
        label = " ".join(str(line) for line in label)
    return by_shape.get(str(node.get("shape")), _plain(label or node["id"]))


def _outline_er(model: Model) -> Outline:
    names = {item["id"]: _plain(item.get("alias") or item["label"]) for item in model["entities"].values()}
    parts = tuple(
        Part(names[item["id"]], tuple(Part(f"{a['type']} {a['name']}") for a in item.get("attributes") or ()))
        for item in model["entities"].values()
    )
    links = tuple(
        _link(names.get(r["entityA"], r["entityA"]), names.get(r["entityB"], r["entityB"]), _plain(r.get("roleA")), "–")
        for r in model["relationships"]
    )
    return Outline("er", "", parts, links, tuple(names.values()), len(names), len(links))


def _outline_gantt(model: Model) -> Outline:
    tasks = model["tasks"]
    return _outline_sections("gantt", model, [(task.get("section"), _plain(task["task"])) for task in tasks])


def _outline_journey(model: Model) -> Outline:
    tasks = [(task.get("section"), f"{_plain(task['task'])} ({task['score']})") for task in model["tasks"]]
    outline = _outline_sections("journey", model, tasks)
    labels = (*map(_plain, model["sections"]), *(_plain(task["task"]) for task in model["tasks"]))
    return Outline("journey", outline.title, outline.parts, (), labels, outline.nodes)


def _outline_timeline(model: Model) -> Outline:
    parts = [Part(_plain(task["task"]), tuple(Part(_plain(e)) for e in task["events"])) for task in model["tasks"]]
    sections = list(dict.fromkeys(_plain(task.get("section")) for task in model["tasks"]))
    if any(sections):
        by_section = {
            name: tuple(p for p, t in zip(parts, model["tasks"], strict=True) if _plain(t.get("section")) == name)
            for name in sections
        }
        grouped = tuple(Part(name, inside) for name, inside in by_section.items())
    else:
        grouped = tuple(parts)
    labels = (*filter(None, sections), *_collect(grouped))
    return Outline("timeline", _plain(model.get("title")), grouped, (), labels, len(parts))


def _outline_sections(family: str, model: Model, tasks: list[tuple[object, str]]) -> Outline:
    """Tasks under the headings of their sections."""
    sections: dict[str, list[str]] = {}
    for section, task in tasks:
        sections.setdefault(_plain(section), []).append(task)
    parts: list[Part] = []
    for name, inside in sections.items():
        made = tuple(Part(task) for task in inside)
        parts.extend((Part(name, made),) if name else made)
    return Outline(family, _plain(model.get("title")), tuple(parts), (), _collect(parts), len(tasks))


def _outline_pie(model: Model) -> Outline:
    total = sum(section["value"] for section in model["sections"]) or 1
    parts = tuple(Part(f"{_plain(s['label'])}: {s['value']:g} ({s['value'] / total:.0%})") for s in model["sections"])
    labels = tuple(_plain(section["label"]) for section in model["sections"])
    return Outline("pie", _plain(model.get("title")), parts, (), labels, len(parts))


def _outline_mindmap(model: Model) -> Outline:
    root: list[Any] = []
    stack: list[tuple[int, list[Any]]] = [(-1, root)]
    for node in model["nodes"]:
        while stack[-1][0] >= node["level"]:
            stack.pop()
        inside: list[Any] = []
        stack[-1][1].append((_plain(node["label"]), inside))
        stack.append((node["level"], inside))

    def freeze(items: list[Any]) -> tuple[Part, ...]:
        return tuple(Part(text, freeze(inside)) for text, inside in items)

    parts = freeze(root)
    return Outline("mindmap", "", parts, (), _collect(parts), len(model["nodes"]), max(0, len(model["nodes"]) - 1))


def _outline_quadrant(model: Model) -> Outline:
    parts = tuple(Part(f"{_plain(p['text'])} ({p['x']:g}, {p['y']:g})") for p in model["points"])
    axes = tuple(_plain(text) for text in model["axes"].values() if text)
    quadrants = tuple(_plain(text) for text in model["quadrants"].values() if text)
    labels = (*axes, *quadrants, *(_plain(point["text"]) for point in model["points"]))
    return Outline("quadrant", _plain(model.get("title")), parts, (*axes, *quadrants), labels, len(parts))


def _outline_xychart(model: Model) -> Outline:
    parts = [
        Part(f"{plot['type']}", tuple(Part(f"{_plain(name)}: {value:g}") for name, value in plot["data"]))
        for plot in model["plots"]
    ]
    axes = [_plain(model[axis].get("title")) for axis in ("xAxis", "yAxis") if model.get(axis)]
    labels = tuple(_plain(name) for name in model["xAxis"].get("categories") or ())
    count = sum(len(part.parts) for part in parts)
    return Outline("xychart", _plain(model.get("title")), tuple(parts), tuple(filter(None, axes)), labels, count)


def _outline_git(model: Model) -> Outline:
    branches: dict[str, list[str]] = {branch["name"]: [] for branch in model["branches"]}
    for commit in model["commits"]:
        tags = f" [{', '.join(commit['tags'])}]" if commit.get("tags") else ""
        branches.setdefault(commit["branch"], []).append((_plain(commit.get("message")) or commit["id"]) + tags)
    parts = tuple(Part(name, tuple(Part(text) for text in commits)) for name, commits in branches.items())
    return Outline("gitGraph", "", parts, (), tuple(branches), len(model["commits"]))


def _collect(parts: Iterable[Part]) -> tuple[str, ...]:
    """All texts of parts and of what is in them."""
    return tuple(text for part in parts for text in (part.text, *_collect(part.parts)))


OUTLINES: Mapping[str, Callable[[Model], Outline]] = MappingProxyType(
    {
        "flowchart": _outline_flowchart,
        "flowchart-v2": _outline_flowchart,
        "flowchart-elk": _outline_flowchart,
        "sequence": _outline_sequence,
        "classDiagram": _outline_class,
        "stateDiagram": _outline_state,
        "er": _outline_er,
        "gantt": _outline_gantt,
        "journey": _outline_journey,
        "timeline": _outline_timeline,
        "pie": _outline_pie,
        "mindmap": _outline_mindmap,
        "quadrantChart": _outline_quadrant,
        "xychart": _outline_xychart,
        "gitGraph": _outline_git,
    }
)
"""`type` of the parsed model -> function that outlines it."""
