"""Repair mind maps, timelines, journeys, Gantt charts and git graphs: a line in, a line out."""

from __future__ import annotations

import re

from .change import Draft, Line, Repair, change_lines
from .words import mend_comment

_SHAPE = re.compile(
    r"(?P<id>[\w-]*)(?:\(\((?P<a>.*)\)\)|\)\)(?P<b>.*)\(\(|\{\{(?P<c>.*)\}\}|\[(?P<d>.*)\]|\((?P<e>.*)\)|\)(?P<f>.*)\()"
)
_VALID_SHAPE = re.compile(
    r"[^\s()\[\]{}]*(?:\(\([^()\[\]{}\"]+\)\)|\)\)[^()\[\]{}\"]+\(\(|\{\{[^()\[\]{}\"]+\}\}|\[[^()\[\]{}\"]+\]|\([^()\[\]{}\"]+\)|\)[^()\[\]{}\"]+\(|"
    r"(?:\(\(|\[|\(|\{\{)\"[^\"]+\"(?:\)\)|\]|\)|\}\}))"
)
_SIGNS = re.compile(r"[()\[\]{}]")
_TASK = re.compile(
    r"(?P<indent>\s*)(?P<name>[^:：]+?)\s*[:：]\s*(?P<score>\d+(?:\.\d+)?)\s*(?:/\s*\d+)?\s*(?:[:：]\s*(?P<who>.*?))?\s*;?\s*$"
)


def repair_mindmap(draft: Draft) -> Draft:
    """One root, bullets off, text with brackets as a quoted label."""
    draft = change_lines(
        draft, "comment", lambda text: mend_comment(text) if not text.lstrip().startswith("#") else text
    )
    head, *rest = draft.lines
    mended = change_lines(draft.put(rest), "mindmap-label", _mend_topic)
    return _give_root(mended.put([head, *mended.lines]))


def _mend_topic(text: str) -> str:
    bare = text.strip()
    if not bare or bare.startswith(("%%", "::icon", ":::")):
        return text
    indent = text[: len(text) - len(text.lstrip())].replace("\t", "    ")
    bare = re.sub(r"^(?:[-*+•]|#+)\s+", "", bare)
    plain = f"{indent}{bare}"
    if (not _SIGNS.search(bare) and '"' not in bare.strip('"')) or _VALID_SHAPE.fullmatch(bare):
        return plain if plain.strip() != text.strip() else text
    shape = _SHAPE.fullmatch(bare)
    if shape and (shape["id"] or bare[0] in "([{)") and not _is_prose(bare):
        label = next(value for key, value in shape.groupdict().items() if key != "id" and value is not None)
        opening = bare[len(shape["id"]) : bare.index(label)] if label else "["
        closing = bare[bare.rindex(label) + len(label) :] if label else "]"
        return f"{indent}{shape['id']}{opening}{_quote(label)}{closing}"
    return f"{indent}{re.sub(r'[^A-Za-z0-9]+', '_', bare).strip('_')[:20] or 'topic'}[{_quote(bare)}]"


def _is_prose(text: str) -> bool:
    """Whether a bracket is part of a phrase, as in `Attention (QKV) layers` or `f(x) and g(x)`."""
    return re.match(r"[\w-]+(?:\([^()]*\)|\[[^\[\]]*\]).+[)\]]$", text) is not None and not re.match(
        r"[\w-]*(?:\(\(|\{\{)", text
    )


def _quote(text: str) -> str:
    bare = text.strip()
    bare = bare[1:-1] if len(bare) > 1 and bare[0] == bare[-1] == '"' else bare
    return f'"{bare.replace(chr(34), "#quot;")}"'


def _give_root(draft: Draft) -> Draft:
    """Indent what stands as deep as the root: a mind map has one root only."""
    topics = [line for line in draft.lines[1:] if line.text.strip() and not line.text.lstrip().startswith(("%%", "::"))]
    if not topics:
        return draft
    depth = len(topics[0].indent.expandtabs(4))
    same = [line for line in topics[1:] if len(line.indent.expandtabs(4)) <= depth]
    if not same:
        return draft
    root = topics[0]
    lines = [
        line
        if line in (draft.lines[0], root) or not line.text.strip()
        else Line(line.number, " " * (depth + 2) + line.text)
        for line in draft.lines
    ]
    return draft.put(lines, Repair("one-root", same[0].number, same[0].text.strip(), f"below {root.text.strip()}"))


def repair_timeline(draft: Draft) -> Draft:
    """Full-width colons are separators; signs that end a text become entities."""
    draft = change_lines(draft, "comment", mend_comment)
    head, *rest = draft.lines
    mended = change_lines(draft.put(rest), "timeline", _mend_period)
    return mended.put([head, *mended.lines])


def _mend_period(text: str) -> str:
    if text.lstrip().startswith("%%"):
        return text
    text = re.sub(r"\s*：\s*", " : ", re.sub(r"^(\s*)[-*]\s+", r"\1", text))
    text = re.sub(r"^(\s*)(title|section)\s*:\s*", r"\1\2 ", text)
    is_ended = text.count(";") == 1 and not re.search(r"#\w+;$", text)
    return re.sub(r"(#\w+;)|([;#])", lambda m: m[1] or f"#{ord(m[2])};", text.rstrip(";") if is_ended else text)


def repair_journey(draft: Draft) -> Draft:
    """Full-width signs are separators; a score is a number."""
    draft = change_lines(draft, "comment", mend_comment)
    head, *rest = draft.lines
    mended = change_lines(draft.put(rest), "journey", _mend_task)
    return mended.put([head, *mended.lines])


def _mend_task(text: str) -> str:
    bare = text.strip()
    if not bare or bare.startswith("%%"):
        return text
    if re.match(r"(?:title|section)\b", bare):
        return re.sub(r"^(\s*)(title|section)\s*[:：]\s*", r"\1\2 ", text)
    match = _TASK.match(text)
    if match is None:
        return text
    who = re.sub(r"[，、]", ",", match["who"] or "")
    if "：" not in text and who == (match["who"] or "") and match["who"] and "/" not in text and ";" not in text:
        return text
    return f"{match['indent']}{match['name']}: {match['score']}" + (f": {who}" if who else "")


def repair_gantt(draft: Draft) -> Draft:
    """Dates and durations as Mermaid reads them; colons in a name become entities."""
    draft = change_lines(draft, "comment", mend_comment)
    head, *rest = draft.lines
    mended = change_lines(draft.put(rest), "gantt-task", _mend_gantt_line)
    return mended.put([head, *mended.lines])


_KEYWORDS = re.compile(
    r"\s*(?:$|%%|title\b|dateFormat\b|axisFormat\b|tickInterval\b|section\b|excludes\b|includes\b|todayMarker\b|weekday\b|weekend\b|"
    r"click\b|accTitle|accDescr|inclusiveEndDates|topAxis)"
)


def _mend_gantt_line(text: str) -> str:
    if _KEYWORDS.match(text):
        match = re.match(r"(\s*)(title|dateFormat|axisFormat|section)\s*[:：]\s*(.*)$", text)
        text = f"{match[1]}{match[2]} {match[3]}" if match else text
        return (
            re.sub(r"(#\w+;)|([;#])", lambda m: m[1] or f"#{ord(m[2])};", text)
            if re.match(r"\s*(?:title|section)", text)
            else text
        )
    text = text.replace("：", ":").replace("，", ",")
    name, colon, data = text.rpartition(":")
    while colon and re.search(r"\d\s*$", name) and re.match(r"\d\d\b", data):
        name, colon, more = name.rpartition(":")
        data = f"{more}:{data}"
    if not colon:
        dated = re.match(r"(?P<name>.*?\S)\s+(?P<data>(?:\w+\s*,\s*)?\d{4}[-/].*)$", text)
        if dated is None:
            return f"%% {text.strip()}"
        name, data = dated["name"], dated["data"]
    data = re.sub(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})", lambda m: f"{m[1]}-{int(m[2]):02}-{int(m[3]):02}", data)
    data = re.sub(
        r"(\d+)\s*(days?|天|weeks?|周|hours?|小时|months?)\b",
        lambda m: m[1] + {"d": "d", "天": "d", "w": "w", "周": "w", "h": "h", "小": "h", "m": "M"}[m[2][0]],
        data,
    )
    data = re.sub(r"\s*(?:-->|->|~|\bto\b|至)\s*(?=\d{4}-)", ", ", data)
    return f"{name.replace(':', '#58;')}:{data}" if colon else f"{name} : {data}"


def repair_git(draft: Draft) -> Draft:
    """Commits have ids; a branch is made before it is checked out."""
    draft = change_lines(draft, "comment", mend_comment)
    head, *rest = draft.lines
    branches = {"main"}
    lines: list[Line] = [head]
    repairs: list[Repair] = []
    for line in rest:
        text = _mend_commit(line.text)
        match = re.match(r"(\s*)(branch|checkout|switch|merge)\s+\"?([\w./-]+)", text)
        if match and match[2] in ("checkout", "switch") and match[3] not in branches:
            text = text.replace(match[2], "branch", 1)
        if match and match[2] != "merge":
            branches.add(match[3])
        if text != line.text:
            repairs.append(Repair("git", line.number, line.text.strip(), text.strip()))
        lines.append(Line(line.number, text))
    return draft.put(lines, *repairs)


def _mend_commit(text: str) -> str:
    """`commit "x"`, `commit -m "x"`, `commit: x` -> `commit id: "x"`."""
    match = re.match(
        r"(?P<indent>\s*)commit\s*(?:-m\s*|[:：]\s*)?(?P<text>\"[^\"]*\"|(?!id:|tag:|type:|msg:)[^\s\"].*)$", text
    )
    return f'{match["indent"]}commit id: "{match["text"].strip(chr(34)).strip()}"' if match else text
