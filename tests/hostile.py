"""Sources in which every field of every format holds every payload: what `test_policy.py` builds and opens."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import yaml

PAYLOADS: tuple[str, ...] = tuple(
    yaml.safe_load((Path(__file__).parent / "cases/policy/payloads.yml").read_text("utf-8"))
)
LONGEST = 380
"""Characters of a title; several payloads share one."""
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")


def flatten(text: str) -> str:
    """A payload as one line."""
    return " ".join(text.split("\n"))


def make_chunks() -> list[list[str]]:
    """The payloads in groups, each short enough for a title."""
    chunks: list[list[str]] = [[]]
    for payload in PAYLOADS:
        if sum(len(other) + 1 for other in chunks[-1]) + len(payload) > LONGEST:
            chunks.append([])
        chunks[-1].append(payload)
    return chunks


def write_sources(folder: Path) -> None:
    """A folder with a capture, Markdown with its translation, and bare text with a sidecar for each group."""
    chunks = make_chunks()
    for number, chunk in enumerate(chunks):
        other = (number + 1) % len(chunks)
        _write(folder / f"capture-{number}.txt", _make_capture(number, chunk))
        front, body = (
            _dump(_make_fields("markdown", number, other, chunk)),
            "\n\n".join([_make_body(chunk), *_make_diagrams(chunk)]),
        )
        _write(folder / f"markdown-{number}.md", f"---\n{front}---\n{body}")
        _write(folder / f"markdown-{number}.zh.md", _make_translation(chunk))
        _write(folder / f"text-{number}.txt", "\n\n".join(["A text.", *map(flatten, chunk), *chunk]))
        _write(folder / f"text-{number}.yml", _dump(_make_fields("text", number, other, chunk)))
    _write(folder / "tags.yml", _dump([_make_name(f"t-{i}", i, payload) for i, payload in enumerate(PAYLOADS)]))
    terms = [_make_name(f"g-{i}", i, payload) | _make_term(payload) for i, payload in enumerate(PAYLOADS)]
    _write(folder / "glossary.yml", _dump(terms))
    _write(folder / "paths.yml", _dump([_make_path(number, chunk) for number, chunk in enumerate(chunks)]))
    notices = [{"pattern": f"^{re.escape(flatten(payload))}$", "reason": flatten(payload)} for payload in PAYLOADS[::7]]
    _write(folder / "notices.yml", _dump(notices))


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text.encode())


def _dump(data: Any) -> str:
    """YAML as scrapers write it; a control character would be an error there."""
    return CONTROLS.sub("", yaml.safe_dump(_drop_controls(data), allow_unicode=True, sort_keys=False))


def _drop_controls(data: Any) -> Any:
    if isinstance(data, dict):
        return {_drop_controls(key): _drop_controls(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_drop_controls(item) for item in data]
    return re.sub("[\x00-\x09\x0b-\x1f\x7f-\x9f]", "", data) if isinstance(data, str) else data


def _join(chunk: Iterable[str]) -> str:
    return " ".join(map(flatten, chunk))


def _make_fields(kind: str, number: int, other: int, chunk: Sequence[str]) -> dict[str, Any]:
    line = _join(chunk)
    both = {"en": line, "zh": line}
    return {
        "title": f"{kind} {line}",
        "url": f"https://example.org/{kind}/{number}?q={line}",
        "archive": f"https://example.org/archive/{number}?q={line}#{line}",
        "authors": [flatten(payload) for payload in chunk],
        "publisher": line,
        "published": "2025-01-29",
        "description": line,
        "tags": [f"t-{PAYLOADS.index(payload)}" for payload in chunk],
        "related": [{"slug": f"capture-{other}", "kind": "explains", "reason": both}],
        "corrections": {flatten(payload): flatten(payload)[::-1] for payload in chunk},
        "claims": [
            {"claim": {"en": text, "zh": text}, "verdict": "partly", "evidence": {"en": text, "zh": text}}
            for text in map(flatten, chunk)
        ],
    }


def _make_capture(number: int, chunk: Sequence[str]) -> str:
    line = _join(chunk)
    head = (f"Title: capture {line}", f"URL: https://example.org/capture/{number}?q={line}", f"Author: {line}")
    more = (f"Channel: {line}", f"Tags: {', '.join(f't-{PAYLOADS.index(payload)}' for payload in chunk)}")
    body = (
        "Duration: 12:34",
        "Status: success",
        "",
        "Description:",
        f"{_make_body(chunk)}\n\n{_make_diagrams(chunk)[1]}",
        "Content:",
        f"{line} {line}",
    )
    return "\n".join([*head, *more, *body])


def _make_body(chunk: Sequence[str]) -> str:
    """Each payload as a paragraph, a heading, an item, a quotation, a cell, code, and text and address of a link."""
    parts = ["A text."]
    for payload in chunk:
        line = flatten(payload)
        parts += [
            payload,
            f"## {line}",
            f"- {line}\n- {line}",
            f"> {line}",
            f"| a | b |\n|---|---|\n| {line} | {line} |",
        ]
        parts += [f"`{line}`", f"    {line}", f"```\n{payload}\n```", f'[text]({line} "{line}") ![text]({line})']
    return "\n\n".join(parts)


def _make_diagrams(chunk: Sequence[str]) -> list[str]:
    """A flowchart with payloads as labels, links and lines of their own, and a sequence diagram of the same."""
    labels = [flatten(payload).replace('"', "#quot;") for payload in chunk]
    nodes = [f'  N{i}["{label}"] -->|"{label}"| N{i + 1}' for i, label in enumerate(labels)]
    lines = [
        f"  {flatten(payload)}" for payload in chunk if payload.startswith(("click", "style", "classDef", "A@", "%%"))
    ]
    flow = "\n".join(["flowchart TD", "  A --> B", *nodes, *lines])
    messages = "\n".join(["sequenceDiagram", *(f"  A->>B: {label}" for label in labels)])
    return [f"```mermaid\n{flow}\n```", f"<mermaid>\n{messages}\n</mermaid>"]


def _make_translation(chunk: Sequence[str]) -> str:
    line = _join(chunk)
    points = [
        f'{number}. {text} [p. 1](https://example.org/{number} "x")'
        for number, text in enumerate(map(flatten, chunk), 1)
    ]
    diagram = _make_diagrams(chunk)[0]
    parts = (
        f"## 为什么重要\n\n{line}",
        "## 要点\n\n" + "\n".join(points),
        f"## 图：{line}\n\n{diagram}",
        f"## 摘要\n\n{_make_body(chunk[::-1])}",
    )
    return f"---\n{_dump({'title': f'译文 {line}', 'description': line})}---\n" + "\n\n".join(parts)


def _make_name(name: str, number: int, payload: str) -> dict[str, Any]:
    line = flatten(payload)
    names = {"en": f"{number} en {line}", "zh": f"{number} 中文 {line}"}
    return {"id": name, **names, "definition": {"en": line, "zh": line}, "aliases": [f"{number} alias {line}"]}


def _make_term(payload: str) -> dict[str, Any]:
    line = flatten(payload)
    return {"abbr": line, "heard": [line], "source": f"https://example.org/?q={line}"}


def _make_path(number: int, chunk: Sequence[str]) -> dict[str, Any]:
    both = {"en": _join(chunk), "zh": _join(chunk)}
    steps = [{"entry": f"{kind}-{number}", "reason": both} for kind in ("capture", "markdown", "text")]
    return {"id": f"path-{number}", "title": both, "lead": both, "steps": steps}
