"""Foreign text and Markdown -> clean Markdown that means what the page shows; no text turns into markup."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from markdown_it.token import Token
from mdformat.renderer import MDRenderer, RenderContext, RenderTreeNode

from .document import Prose
from .markup import Local
from .parser import has_plain_links, is_plain
from .shown_tokens import make_paragraph, parse_line, parse_prose


def write_prose(prose: Prose, *, base: str | None = None, local: Local | None = None) -> str:
    """A prose as Markdown, its headings from the third level down; ends without a line feed."""
    return _render(parse_prose(prose, base=base, local=local))


def write_line(text: str, base: str | None = None, local: Local | None = None) -> str:
    """One line of Markdown, cleaned."""
    if has_plain_links(text):
        return text
    return _join_lines(_render(parse_line(text, base, local)))


def write_text(text: str) -> str:
    """Plain text as a line of Markdown that reads the same, in a heading, a list and a quotation, too."""
    bare = " ".join(text.split())
    if is_plain(bare):
        return bare
    line = _join_lines(_render(make_paragraph([Token("text", "", 0, content=bare)])))
    return re.sub(r"(?<!\S)#(?=#*$)", r"\#", line)


def write_fence(source: str, language: str) -> str:
    """A fenced block whose fence is longer than any run of backticks in it."""
    longest = max((len(run) for run in re.findall(r"`{3,}", source)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}{language}\n{source.rstrip()}\n{fence}"


def _join_lines(markdown: str) -> str:
    return re.sub(r"\\?\n\s*", " ", markdown)


def _render(tokens: Sequence[Token]) -> str:
    options: Mapping[str, object] = {"mdformat": {"number": True}, "parser_extension": [_Extension]}
    return MDRenderer().render(tokens, options, {}).rstrip("\n")


def _escape_gfm(text: str, node: RenderTreeNode, context: RenderContext) -> str:
    """Text with more of it escaped: GitHub's strikethrough and tables, and of `<<b>` the second mark, too."""
    return _UNESCAPED.sub(lambda found: found[1] or f"\\{found[0]}", text)


def _render_list(node: RenderTreeNode, context: RenderContext) -> str:
    """A list as mdformat writes it, which asks all lists before it for its mark, and each item for all others."""
    is_second = _tell_second(node, context)
    if node.type == "bullet_list":
        marks = ["*" if is_second else "-"] * len(node.children)
    else:
        first = int(node.attrs.get("start", 1))
        width = len(str(first + len(node.children) - 1))
        marks = [f"{first + i:0{width}d}{')' if is_second else '.'}" for i in range(len(node.children))]
    separator = "\n" if _is_tight(node) else "\n\n"
    indent = " " * (len(marks[0]) + 1)
    with context.indented(len(indent)):
        items = [(separator.join(part.render(context) for part in item.children)).split("\n") for item in node.children]
    return separator.join(
        "\n".join([f"{mark} {head}" if head else mark, *(line and indent + line for line in tail)])
        for mark, (head, *tail) in zip(marks, items, strict=True)
    )


def _is_tight(node: RenderTreeNode) -> bool:
    return all(part.hidden for item in node.children for part in item.children if part.type == "paragraph")


def _tell_second(node: RenderTreeNode, context: RenderContext) -> bool:
    """Whether a list follows another one of its kind and needs the other mark, so that they stay two."""
    known: dict[int, bool] = context.env.setdefault("second", {})
    if id(node) not in known:
        run, before = 0, ""
        for sibling in node.siblings:
            run = run + 1 if sibling.type == before else 0
            known[id(sibling)], before = run % 2 == 1, sibling.type
    return known[id(node)]


def _render_deleted(node: RenderTreeNode, context: RenderContext) -> str:
    return f"~~{''.join(child.render(context) for child in node.children)}~~"


def _render_table(node: RenderTreeNode, context: RenderContext) -> str:
    rows = [row for part in node.children for row in part.children]
    lines = [[_render_cell(cell, context) for cell in row.children] for row in rows]
    marks = [_ALIGN.get(str(cell.attrs.get("style", "")), "---") for cell in rows[0].children]
    return "\n".join(f"| {' | '.join(line)} |" for line in [lines[0], marks, *lines[1:]])


def _render_cell(cell: RenderTreeNode, context: RenderContext) -> str:
    """A cell on one line; a bar in it, in code too, is escaped, as tables are cut at bars before all else."""
    text = _join_lines("".join(child.render(context) for child in cell.children))
    return _UNESCAPED_BAR.sub(lambda found: found[1] or r"\|", text)


_UNESCAPED = re.compile(r"(\\.)|[~|<]", re.DOTALL)
_UNESCAPED_BAR = re.compile(r"(\\.)|\|", re.DOTALL)
_ALIGN = {"text-align:left": ":--", "text-align:center": ":-:", "text-align:right": "--:"}


class _Extension:
    """What mdformat has to know of beyond CommonMark."""

    RENDERERS = MappingProxyType(
        {"table": _render_table, "s": _render_deleted, "bullet_list": _render_list, "ordered_list": _render_list}
    )
    POSTPROCESSORS = MappingProxyType({"text": (_escape_gfm)})
