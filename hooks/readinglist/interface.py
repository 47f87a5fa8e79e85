"""The words of the interface in each edition; every text that a page shows and no source gave stands here."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from .data_words import DATA_WORDS
from .document import EDITIONS

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

_ENGLISH = {
    "site": "DeepSeek Reading List",
    "home_title": "What DeepSeek did, what was said about it, and what holds",
    "home_lead": "Papers, talks and essays in a few minutes each, in English and Chinese, every figure with its place.",
    "works": "works",
    "work": "work",
    "works_en": "English",
    "works_zh": "Chinese",
    "newest": "updated",
    "latest": "Latest",
    "all_works": "All works",
    "topics": "Topics",
    "all_topics": "All topics",
    "library": "Library",
    "library_lead": "Every work on the list, newest first.",
    "tags": "Tags",
    "minutes_here": "{} min here",
    "why": "Why it matters",
    "points": "Key points",
    "diagram": "Diagram",
    "diagram_n": "Diagram {}",
    "diagram_description": "{nodes} parts and {edges} links; an outline in words stands below the picture.",
    "diagram_source": "Source",
    "diagram_source_name": "Source of the diagram",
    "diagram_drawn_name": "Source of the diagram, repaired",
    "diagram_unsupported": "This diagram could not be drawn in your browser. Its source stands here instead.",
    "as_text": "As text",
    "outline_parts": "Parts",
    "outline_links": "Links",
    "download_svg": "Download SVG",
    "repaired": "repaired ({})",
    "repairs": "What was repaired",
    "repair_line": "line {}",
    "repair_removed": "(removed)",
    "as_published": "As published",
    "as_drawn": "As drawn",
    "zoom": "Zoom",
    "zoom_in": "Zoom in",
    "zoom_out": "Zoom out",
    "zoom_fit": "Fit to window",
    "zoom_close": "Close",
    "diagram_failed": "This diagram cannot be drawn: its source has an error. It stands here as published.",
    "claims": "Held against the sources",
    "claim": "Claim",
    "verdict": "Verdict",
    "evidence": "Evidence",
    "digest_ours": "Digest",
    "digest_machine": "Summary",
    "digest_published": "Text",
    "digest_found": "Text",
    "transcript": "Transcript",
    "corrections": "Names and terms put right",
    "corrections_lead": "As heard or printed in the original, and as it should read.",
    "related": "Related",
    "linked_from": "What links here",
    "archive": "Archive",
    "edit": "Suggest an edit",
    "source_file": "Source file",
    "label_ours": "Our digest, not yet checked against its sources.",
    "label_checked": "Our digest, checked against the cited pages on {}.",
    "label_machine": "Machine summary, not checked.",
    "label_published": "Text as its author published it, not checked by us.",
    "label_found": "Text as found, without the site's own notices; not checked by us.",
    "label_transcript": "Automatic transcript, not corrected.",
    "label_times": "Times with ≈ are estimated from the place in the text.",
    "label_language": "Not yet in English: shown in {}.",
    "watch_on": "Watch on {}",
    "read_on": "Read on {}",
    "read_source": "Read the original",
    "captured": "captured {}",
    "place": "Place",
    "language_en": "English",
    "language_zh": "Chinese",
    "language_ja": "Japanese",
    "language_ko": "Korean",
    "in_language": "in {}",
    "kind_paper": "Paper",
    "kind_article": "Article",
    "kind_blog": "Blog",
    "kind_video": "Video",
    "kind_podcast": "Podcast",
    "kind_interview": "Interview",
    "kind_report": "Report",
    "kind_repository": "Repository",
    "kind_model": "Model",
    "verdict_confirmed": "confirmed",
    "verdict_contradicted": "contradicted",
    "verdict_partly": "partly",
    "verdict_open": "open",
    "relation_builds on": "builds on",
    "relation_answers": "answers",
    "relation_explains": "explains",
    "relation_disputes": "disputes",
    "relation_reports": "reports",
    "relation_discusses": "discusses",
    "relation_see also": "see also",
    "missing": "No such page",
    "missing_lead": "The address may have changed. Every work is in the library:",
    "colon": ": ",
    "gap": " ",
}

_CHINESE = {
    "site": "DeepSeek 阅读清单",
    "home_title": "DeepSeek做了什么，外界怎么说，哪些站得住",
    "home_lead": "论文、演讲与文章，每篇几分钟读懂，中英双语，每个数字都注明出处。",
    "works": "篇",
    "work": "篇",
    "works_en": "英文",
    "works_zh": "中文",
    "newest": "最近更新",
    "latest": "最新收录",
    "all_works": "全部作品",
    "topics": "主题",
    "all_topics": "全部主题",
    "library": "书目",
    "library_lead": "清单上的全部作品，由新到旧。",
    "tags": "标签",
    "minutes_here": "本页约{}分钟",
    "why": "为什么重要",
    "points": "要点",
    "diagram": "图示",
    "diagram_n": "图{}",
    "diagram_description": "共{nodes}个部分、{edges}处连接，图下附有文字说明。",
    "diagram_source": "源码",
    "diagram_source_name": "图的源码",
    "diagram_drawn_name": "修正后的图源码",
    "diagram_unsupported": "浏览器未能画出这张图，下面是它的源码。",
    "as_text": "文字版",
    "outline_parts": "组成",
    "outline_links": "关系",
    "download_svg": "下载SVG",
    "repaired": "已修正{}处",
    "repairs": "修正了哪些地方",
    "repair_line": "第{}行",
    "repair_removed": "（已删去）",
    "as_published": "发表时的源码",
    "as_drawn": "绘图所用的源码",
    "zoom": "放大查看",
    "zoom_in": "放大",
    "zoom_out": "缩小",
    "zoom_fit": "适应窗口",
    "zoom_close": "关闭",
    "diagram_failed": "这张图的源码有误，无法绘制。下面是发表时的原文。",
    "claims": "与原始资料核对",
    "claim": "说法",
    "verdict": "结论",
    "evidence": "依据",
    "digest_ours": "摘要",
    "digest_machine": "概要",
    "digest_published": "正文",
    "digest_found": "正文",
    "transcript": "文字稿",
    "corrections": "名称与术语订正",
    "corrections_lead": "前为原文听写或印出的形式，后为正确写法。",
    "related": "相关作品",
    "linked_from": "引用本页的作品",
    "archive": "存档",
    "edit": "提出修改",
    "source_file": "源文件",
    "label_ours": "本站摘要，尚未与出处核对。",
    "label_checked": "本站摘要，已于{}对照所引页面核对。",
    "label_machine": "机器生成的概要，未经核对。",
    "label_published": "作者发表的原文，本站未作核对。",
    "label_found": "转录的原文，已去掉所在网站的广告与告示；本站未作核对。",
    "label_transcript": "自动生成的文字稿，未经校对。",
    "label_times": "带≈的时间按文字位置估算。",
    "label_language": "暂无中文版，以下为{}内容。",
    "watch_on": "在{}观看",
    "read_on": "在{}阅读",
    "read_source": "阅读原文",
    "captured": "采集于{}",
    "place": "出处",
    "language_en": "英文",
    "language_zh": "中文",
    "language_ja": "日文",
    "language_ko": "韩文",
    "in_language": "{}作品",
    "kind_paper": "论文",
    "kind_article": "文章",
    "kind_blog": "博客",
    "kind_video": "视频",
    "kind_podcast": "播客",
    "kind_interview": "访谈",
    "kind_report": "报告",
    "kind_repository": "代码仓库",
    "kind_model": "模型",
    "verdict_confirmed": "属实",
    "verdict_contradicted": "不符",
    "verdict_partly": "部分属实",
    "verdict_open": "存疑",
    "relation_builds on": "承接",
    "relation_answers": "回应",
    "relation_explains": "解读",
    "relation_disputes": "质疑",
    "relation_reports": "报道",
    "relation_discusses": "讨论",
    "relation_see also": "参见",
    "missing": "没有这个页面",
    "missing_lead": "地址可能有变动，全部作品都在书目里：",
    "colon": "：",
    "gap": "",
}

WORDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "en": MappingProxyType(_ENGLISH | {**DATA_WORDS["en"]}),
        "zh": MappingProxyType(_CHINESE | {**DATA_WORDS["zh"]}),
    }
)
"""Edition -> name of a text -> the text."""

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


def format_date(date: str, edition: str) -> str:
    """An ISO 8601 date, or the beginning of one, as the edition's readers write it."""
    parts = [int(part) for part in date.split("-")]
    if edition == "zh":
        return "".join(f"{part}{unit}" for part, unit in zip(parts, "年月日", strict=False))
    words = [str(parts[0])]
    words += [_MONTHS[parts[1] - 1]] if len(parts) > 1 else []
    words += [str(parts[2])] if len(parts) > 2 else []
    return " ".join(reversed(words))


def format_length(seconds: int) -> str:
    """A length or a moment as H:MM:SS, without hours where there are none."""
    hours, rest = divmod(seconds, 3600)
    minutes, second = divmod(rest, 60)
    return f"{hours}:{minutes:02d}:{second:02d}" if hours else f"{minutes}:{second:02d}"


def name_language(language: str, edition: str) -> str:
    """The name of a language in the edition's language, or its tag where it has none here."""
    return WORDS[edition].get(f"language_{language.partition('-')[0]}", language)


def describe_repair(name: str, edition: str) -> str:
    """What a repair of a diagram did, in a sentence; its name where no sentence stands here."""
    sentences = dict(zip(EDITIONS, REPAIRS.get(name, ()), strict=False))
    return sentences.get(edition, name.replace("-", " "))
