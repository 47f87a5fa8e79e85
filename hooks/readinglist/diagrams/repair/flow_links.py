"""Read and write the links of a flowchart, right or nearly so; text and a position in, a link out."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .labels import is_quoted, is_shown_whole, is_valid_label, name_change, quote

_DASH = "-\u2010-\u2015\u2212\u2500\u2501\uff0d"
_GLYPHS = {
    **dict.fromkeys("→⟶➔➜➡↓⬇", "-->"),
    **dict.fromkeys("⇒⟹⇨", "==>"),
    **dict.fromkeys("←⟵", "<--"),
    **dict.fromkeys("↔⇄", "<-->"),
    "⇔": "<==>",
    "⇐": "<==",
    "⇢": "-.->",
}
_ARROW = re.compile(
    rf"""
    (?P<glyph>[{"".join(_GLYPHS)}]️?)
    | (?P<left><\|?|<<|(?<![^\s\])}}|"'])[xo*](?=--|==|-\.)|＜)?
      (?:
        (?P<dotted>[{_DASH}]?\.+[{_DASH}]+ | [{_DASH}]\.+ (?=[>＞]) | [{_DASH}]\. (?!\d) | \.\.+(?=\|?[>＞]))
      | (?P<thick>[=＝]{{2,}} | [=＝](?=[>＞]))
      | (?P<invisible>~{{3,}})
      | (?P<solid>[{_DASH}]{{2,}}(?:\ [{_DASH}]+(?=\ ?[>＞]))* | [{_DASH}](?=\ ?[>＞])
          | [{_DASH}]\ [{_DASH}](?=\ ?[>＞])
          | (?<=<)[{_DASH}] | [–—─━](?![\w]))
      )
      (?(invisible)|(?P<right>\ ?\|?[>＞]{{1,2}}️? | [xo](?=[\s\[({{"|\u4e00-\u9fff]|$) | [xo](?=\w) | [*](?=\s|$))?)
    """,
    re.VERBOSE,
)
"""Any run that an author can have meant as an arrow; `x` and `o` heads as LINK in Mermaid's flow.jison."""
_VALID = re.compile(r"[xo<]?--+[-xo>]|[xo<]?==+[=xo>]|[xo<]?-?\.+-[xo>]?|~~~+")
_VALID_START = re.compile(r"[xo<]?(?:--|==|-\.)")
_VALID_END = {
    "-": re.compile(r"[xo<]?--+[-xo>]"),
    "=": re.compile(r"[xo<]?==+[=xo>]"),
    ".": re.compile(r"[xo<]?-?\.+-[xo>]?"),
}
_BREAKS_TEXT = {"-": "--", "=": "=", ".": "."}
_MAX_LOOKAHEAD = 6
"""How many arrows to look ahead for the right end of a label; keeps long lines linear."""
_EDGE_ID = re.compile(r"\s*(?P<id>[^\s\"\[\](){}|@]+@)(?=[xo<]?(?:--|==|-\.))")
_AFTER_PIPE = re.compile(r"\s*(?:[^\s|\])}>]|>[^>]*\])")


@dataclass(frozen=True)
class Arrow:
    """One run of arrow signs. `heads` are what stands left and right: `<`, `>`, `x`, `o` or nothing."""

    start: int
    end: int
    raw: str
    stroke: str
    heads: tuple[str, str]
    length: int
    is_start: bool = False
    """Whether text may follow: `--`, `==`, `-.` without a head."""


@dataclass(frozen=True)
class Link:
    """A link with its label (None without one). `text` is how it must be written, `raw` where that is right."""

    raw: str
    text: str
    label: str | None
    end: int
    is_reversed: bool
    names: tuple[str, ...]
    """Rules that changed it."""


def find_arrow(text: str, start: int, stop: int | None = None) -> Arrow | None:
    """The first arrow at or after `start`."""
    match = _ARROW.search(text, start, len(text) if stop is None else stop)
    return _make_arrow(match) if match else None


def read_arrow(text: str, start: int) -> Arrow | None:
    """The arrow that begins exactly at `start`."""
    match = _ARROW.match(text, start)
    return _make_arrow(match) if match else None


def _make_arrow(match: re.Match[str]) -> Arrow:
    raw = match[0]
    if match["glyph"]:
        spelt = _GLYPHS[raw[0]]
        heads = ("<" if spelt[0] == "<" else "", ">" if spelt[-1] == ">" else "")
        return Arrow(match.start(), match.end(), raw, "." if "." in spelt else spelt[1], heads, 1)
    stroke = "." if match["dotted"] else "=" if match["thick"] else "~" if match["invisible"] else "-"
    left = {"x": "x", "o": "o", "*": "o"}.get(match["left"] or "", "<" if match["left"] else "")
    sign = (match["right"] or "").strip(" ️")
    right = {"x": "x", "o": "o", "*": "o"}.get(sign, ">" if sign else "")
    body = match["dotted"] or match["thick"] or match["invisible"] or match["solid"]
    bare = re.sub(r"\s", "", body)
    is_start = not right and ((len(bare) <= 2 and stroke in "-=") or (stroke == "." and bare[-1] == "."))
    return Arrow(match.start(), match.end(), raw, stroke, (left, right), _measure(stroke, bare, bool(right)), is_start)


def _measure(stroke: str, body: str, has_head: bool) -> int:
    """How long a link is: 1 for `-->`, `---`, `-.->` and for a start, 2 for `--->`."""
    if stroke == ".":
        return max(1, body.count(".") - (set(body) == {"."}))
    return max(1, len(body) - (1 if has_head else 2))


def write_arrow(stroke: str, heads: tuple[str, str], length: int = 1) -> str:
    """An arrow as Mermaid reads it; `length` 1 is `-->`. A left head alone cannot be written: the caller turns it."""
    left, right = heads
    if stroke == "~":
        return "~~~" + "~" * (length - 1)
    if stroke == ".":
        return f"{left}-{'.' * length}-{right}"
    return f"{left}{stroke * (length + 1)}{right or stroke}"


def read_link(text: str, start: int) -> Link | None:
    """The link at `start`, blanks before it included, with its label in whatever form it is written."""
    edge_id = _EDGE_ID.match(text, start)
    position = edge_id.end() if edge_id else start
    position += len(text[position:]) - len(text[position:].lstrip())
    arrow = read_arrow(text, position)
    if arrow is None:
        return None
    prefix = text[start:position].lstrip() if edge_id else ""
    for read in (_read_piped, _read_inline, _read_strung):
        link = read(text, arrow, prefix)
        if link is not None:
            return link
    return _make_link(text[arrow.start : arrow.end], prefix, arrow, arrow.end, None)


def _read_piped(text: str, arrow: Arrow, prefix: str) -> Link | None:
    """`-->|text|` and its variants: `--|text|-->`, `-->|text|>`, `-->|text B`."""
    opening = re.compile(r"\s*[|｜]").match(text, arrow.end)
    if opening is None:
        return None
    close, end = _find_pipe(text, opening.end())
    label = text[opening.end() : close]
    after = re.compile(r"\s*").match(text, end)
    second = read_arrow(text, after.end()) if after else None
    if second is not None:
        arrow = _merge(arrow, second)
        end = second.end
    elif text[end : end + 1] in (">", "＞") and not re.match(r">[^\s\]]*\]", text[end:]):
        end += 1
        arrow = _merge(arrow, Arrow(end, end, ">", arrow.stroke, ("", ">"), 1))
    return _make_link(text[arrow.start : end], prefix, arrow, end, label)


def _find_pipe(text: str, start: int) -> tuple[int, int]:
    """(end of the label, end of the pipe): the first pipe after which a node can follow."""
    quoted = re.compile(r'\s*"[^"\n]*"\s*(?=[|｜])').match(text, start)
    position = quoted.end() if quoted else start
    pipes = [m.start() for m in re.finditer("[|｜]", text[position:])]
    for pipe in pipes:
        at = position + pipe
        rest = text[at + 1 :]
        further = re.match(r"[^\[({\"]*?[|｜]", rest)
        arrow = find_arrow(rest, 0)
        is_inner = further and (arrow is None or further.end() <= arrow.start) and not re.match(r"\s*[|｜]\s*\S", rest)
        if (_AFTER_PIPE.match(rest) and not is_inner) or re.match(r"\s*[>＞]", rest):
            return at, at + 1
    if pipes:
        return position + pipes[-1], position + pipes[-1] + 1
    word = re.search(r"\s+(?=[^\s\[({]+\s*(?:[\[({]|;?\s*$))", text[start:])
    stop = start + word.start() if word else len(text)
    return stop, stop


def _read_inline(text: str, arrow: Arrow, prefix: str) -> Link | None:
    """`-- text -->`, its end in any stroke."""
    if (
        arrow.heads[1] in ("x", "o")
        and re.match(r"[a-z ]+(?:--+|==+|\.-)>", text[arrow.end :])
        and not text[arrow.end - 1 - len(arrow.raw)].isalpha()
    ):
        arrow = Arrow(arrow.start, arrow.end - 1, arrow.raw[:-1], arrow.stroke, (arrow.heads[0], ""), 1, True)
        link = _read_inline(text, arrow, prefix)
        return link and _make_link(
            link.raw,
            "",
            _merge(arrow, Arrow(0, 0, "", arrow.stroke, ("", ">"), 1)),
            link.end,
            link.label and link.label.strip(),
        )
    if not arrow.is_start:
        return None
    quoted = re.compile(r'\s*"(?:[^"\n]|"(?!\s*[-=.<~→]))*"').match(text, arrow.end)
    closing = find_arrow(text, quoted.end() if quoted else arrow.end)
    while closing is not None and not _closes(text, arrow, closing):
        closing = find_arrow(text, closing.end)
    if closing is None or not text[arrow.end : closing.start].strip():
        return None
    label = text[arrow.end : closing.start]
    raw = text[arrow.start : closing.end]
    if is_pipe_wrapped(label):
        return _make_link(raw, prefix, _merge(arrow, closing), closing.end, label.strip()[1:-1])
    if _is_valid_inline(arrow, closing, label):
        return Link(prefix + raw, prefix + raw, label, closing.end, False, ())
    merged = _merge(arrow, closing)
    return _write_inline(raw, prefix, merged, closing.end, label)


def is_pipe_wrapped(label: str) -> bool:
    """Whether a label stands between pipes of its own."""
    bare = label.strip()
    return len(bare) > 2 and bare[0] == bare[-1] == "|"


def _closes(text: str, start: Arrow, arrow: Arrow) -> bool:
    """Whether an arrow can end a label: a glyph in the midst of it does not where the right end comes later."""
    if not text[start.end : arrow.start].strip():
        return False
    if (
        arrow.raw[0] in _GLYPHS
        or (re.fullmatch(r"[->=–—]+", arrow.raw) and len(arrow.raw) < 3)
        or re.fullmatch("[–—]+", arrow.raw)
    ):
        later = find_arrow(text, arrow.end)
        for _ in range(_MAX_LOOKAHEAD):
            if later is None:
                break
            if _VALID.fullmatch(later.raw) and later.stroke == start.stroke:
                return re.search(r"[\[({]", text[arrow.end : later.start]) is not None
            later = find_arrow(text, later.end)
    return bool(text[arrow.end :].strip())


def _is_valid_inline(arrow: Arrow, closing: Arrow, label: str) -> bool:
    end = _VALID_END.get(arrow.stroke)
    is_safe = is_quoted(label) or (
        is_shown_whole(label) and _BREAKS_TEXT[arrow.stroke] not in label and '"' not in label
    )
    return bool(_VALID_START.fullmatch(arrow.raw) and end and end.fullmatch(closing.raw) and is_safe)


def _write_inline(raw: str, prefix: str, arrow: Arrow, end: int, label: str) -> Link:
    names = [name_change(label) if "--" not in label else "quote-label"]
    if arrow.heads[0] == "<" and not arrow.heads[1]:
        return _make_link(raw, prefix, arrow, end, label)
    start = arrow.heads[0] + {"-": "--", "=": "==", ".": "-."}[arrow.stroke]
    body = {"-": "-" * (arrow.length + 1), "=": "=" * (arrow.length + 1), ".": "." * arrow.length + "-"}[arrow.stroke]
    tail = body + (arrow.heads[1] or ("" if arrow.stroke == "." else arrow.stroke))
    text = f"{start} {quote(label)} {tail}"
    return Link(prefix + raw, prefix + text, label, end, False, tuple(names))


def _read_strung(text: str, arrow: Arrow, prefix: str) -> Link | None:
    """`-->"text" B` and `-->(text) B`: a label that stands between the arrow and a node."""
    patterns = (
        r'\s*"(?P<q>[^"\n]*)"(?=\s*[\w“\"])',
        r"\s*\((?P<p>[^()\n]*)\)(?=\s+[^\s;\-=&:.<\])}])",
        r"\s*\[(?P<b>[^\[\]\n]*)\](?=\s+[^\s;\-=&:.<\])}])",
    )
    for pattern in patterns:
        match = re.compile(pattern).match(text, arrow.end)
        if match and arrow.stroke != "~":
            label = next(group for group in match.groupdict().values() if group is not None)
            return _make_link(text[arrow.start : match.end()], prefix, arrow, match.end(), label)
    return None


def _merge(first: Arrow, second: Arrow) -> Arrow:
    """The arrow whose label stood between two pieces: the head of the second, the stronger stroke."""
    is_weaker = first.stroke == "-" and second.stroke != "~"  # an invisible link has no label
    stroke = second.stroke if is_weaker else first.stroke
    heads = (first.heads[0], second.heads[1] or first.heads[1])
    return Arrow(first.start, second.end, "", stroke, heads, max(first.length, second.length))


def _make_link(raw: str, prefix: str, arrow: Arrow, end: int, label: str | None) -> Link:
    """A link with a label between pipes, or none; kept as written where that is right."""
    is_reversed = arrow.heads[0] == "<" and not arrow.heads[1]
    heads = ("", ">") if is_reversed else arrow.heads
    written = re.match(r"(?P<arrow>[^\s|]+)\s*(?:\|(?P<label>.*)\|)?$", raw, re.DOTALL)
    has_label = label is not None and bool(label.strip())
    if (
        written
        and not is_reversed
        and _VALID.fullmatch(written["arrow"])
        and (not written["label"] or label == written["label"])
    ):
        if label is None or (has_label and is_valid_label(label)):
            return Link(prefix + raw, prefix + raw, label, end, False, ())
        arrow_text = written["arrow"]
    else:
        arrow_text = write_arrow(arrow.stroke, heads, arrow.length)
    if label is None or not has_label:
        return Link(prefix + raw, prefix + arrow_text, None, end, is_reversed, ("arrow",))
    shown = label if is_valid_label(label) else quote(label)
    names = (name_change(label),) if shown != label else ("arrow",)
    return Link(prefix + raw, f"{prefix}{arrow_text}|{shown}|", label, end, is_reversed, names)
