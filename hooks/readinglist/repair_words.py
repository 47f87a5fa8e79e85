"""What each repair of a diagram did, in a sentence of each edition's language; the names are those of the rules."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from .document import EDITIONS

REPAIRS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "arrow": (
            "An arrow Mermaid does not know was written as one it knows.",
            "Mermaid不认识的箭头改成了认识的写法。",
        ),
        "attribute": ("An attribute was written as Mermaid expects it.", "属性改成了Mermaid的写法。"),
        "blank-before-bracket": ("A blank before a bracket was removed.", "去掉了括号前的空格。"),
        "class-blank": ("A blank where Mermaid allows none was removed.", "去掉了不允许出现的空格。"),
        "class-name": ("A class name was written as Mermaid expects it.", "类名改成了Mermaid的写法。"),
        "close-bracket": ("A bracket that was left open was closed.", "补全了没有闭合的括号。"),
        "comment": (
            "A comment was written as Mermaid expects it, on a line of its own.",
            "注释改成了Mermaid的写法，单独成行。",
        ),
        "cut-prose": ("Text that is not part of the diagram was cut off.", "删去了不属于图的文字。"),
        "dangling-arrow": ("An arrow with nothing at one end was left out.", "删去了一端悬空的箭头。"),
        "deactivate": ("A “deactivate” without “activate” was left out.", "删去了没有对应“activate”的“deactivate”。"),
        "drop-settings": ("Lines that only set the look were left out.", "删去了只管外观的设置行。"),
        "edge-text-after-colon": ("A label after a colon was put on the arrow.", "冒号后面的文字移到了连线上。"),
        "empty-label": ("An empty label was filled or removed.", "处理了空白的文字框。"),
        "escape-tag": (
            "Angle brackets in a label were written so that they show.",
            "文字里的尖括号改成了能显示的写法。",
        ),
        "extra-brace": ("A brace that closes nothing was left out.", "删去了多余的括号。"),
        "extra-end": ("An “end” that closes nothing was left out.", "删去了多余的“end”。"),
        "full-width-syntax": (
            "Full-width punctuation was replaced where Mermaid needs half-width.",
            "语法里的全角标点换成了半角。",
        ),
        "gantt-task": ("A task was written as Mermaid expects it.", "任务行改成了Mermaid的写法。"),
        "group-by-title": ("A group called by its title is called by its id.", "用标题指称的分组改用它的标识。"),
        "header": ("The first line names the type of diagram as Mermaid does.", "首行的图类型改成了Mermaid的名称。"),
        "id-from-label": (
            "A name with blanks got an id, and stays as the label.",
            "带空格的名称另取了标识，原文保留为显示文字。",
        ),
        "invented-type": (
            "The type of diagram does not exist; it is drawn as a flowchart.",
            "没有这种图类型，按流程图绘制。",
        ),
        "join-nodes": ("Nodes that share a link were joined by “&”.", "并列的节点改成了Mermaid的写法。"),
        "join-stray-text": ("Text outside a label was put into it.", "落在框外的文字并回了框里。"),
        "join-text": ("A text broken over several lines was joined.", "断成几行的文字合成了一行。"),
        "message-text": (
            "Characters in a message that Mermaid reads as syntax were escaped.",
            "消息里会被当作语法的字符作了转义。",
        ),
        "mindmap-label": ("A label with special characters was quoted.", "含特殊字符的文字加上了引号。"),
        "missing-brace": ("A missing brace was added.", "补上了缺少的括号。"),
        "missing-end": ("A missing “end” was added.", "补上了缺少的“end”。"),
        "missing-header": ("The line that names the type of diagram was added.", "补上了说明图类型的首行。"),
        "name-to-id": ("A part called by its title is called by its id.", "用标题指称的部分改用它的标识。"),
        "node-without-id": ("A node without an id got one.", "没有标识的节点补上了标识。"),
        "note": ("A note was written as Mermaid expects it.", "注记改成了Mermaid的写法。"),
        "one-root": ("Several roots were put under one.", "几个根节点归到了一个之下。"),
        "swap-participant": ("A participant’s label and id changed places.", "参与者的标识与显示文字对调了位置。"),
        "unknown-style": ("A style for a node that does not exist was left out.", "去掉了为不存在的节点写的样式。"),
        "participant": ("A participant’s name was given an id and a label.", "参与者的名称拆成了标识和显示文字。"),
        "pie-slice": ("A slice was written as Mermaid expects it.", "饼图的一项改成了Mermaid的写法。"),
        "plain-id": (
            "An id with unusual characters was replaced by a plain one.",
            "含特殊字符的标识换成了简单的标识。",
        ),
        "quote-at": ("A label with an “@” was quoted.", "含“@”的文字加上了引号。"),
        "quote-edge-label": ("The label of an arrow was quoted.", "连线上的文字加上了引号。"),
        "quote-label": ("A label with special characters was quoted.", "含特殊字符的文字加上了引号。"),
        "relation": ("A relation was written as Mermaid expects it.", "关系改成了Mermaid的写法。"),
        "reserved-id": (
            "A word that Mermaid reserves was renamed; the label stays.",
            "与保留字冲突的标识换了名字，显示文字不变。",
        ),
        "split-statements": ("Statements on one line were put on lines of their own.", "挤在一行的语句分成了几行。"),
        "state": ("A state was written as Mermaid expects it.", "状态改成了Mermaid的写法。"),
        "stray-text": ("A line that is no statement became a comment.", "不成语句的一行改成了注释。"),
        "style": (
            "A style line that Mermaid does not take was mended or left out.",
            "Mermaid不接受的样式行作了改正或删去。",
        ),
        "subgraph-title": ("A group’s title was given an id and quotes.", "分组的标题加上了标识和引号。"),
        "trailing-blank": ("A blank at the end of a line was removed.", "去掉了行尾的空格。"),
        "turn-layout": (
            "Laid out from top to bottom, as it is too wide for the page; the meaning is the same.",
            "横排太宽，改为竖排，含义不变。",
        ),
        "unwrap": ("Marks around the diagram that are not part of it were removed.", "去掉了包在图外面的标记。"),
    }
)
"""Name of a repair of a diagram -> what it did, in the languages of the editions, in their order."""


def describe_repair(name: str, edition: str) -> str:
    """What a repair of a diagram did, in a sentence; its name where no sentence stands here."""
    sentences = dict(zip(EDITIONS, REPAIRS.get(name, ()), strict=False))
    return sentences.get(edition, name.replace("-", " "))
