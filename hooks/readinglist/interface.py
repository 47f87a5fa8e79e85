"""The words of the interface in each edition; every text that a page shows and no source gave stands here."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

_ENGLISH = {
    "site": "DeepSeek Reading List",
    "home_title": "What DeepSeek did, what was said about it, and what holds",
    "home_lead": "Papers, talks and essays in two minutes each, in English and Chinese, each figure tied to its place.",
    "works": "works",
    "work": "work",
    "works_en": "English",
    "works_zh": "Chinese",
    "newest": "newest",
    "latest": "Latest",
    "all_works": "All works",
    "topics": "Topics",
    "all_topics": "All topics",
    "library": "Library",
    "library_lead": "Every work on the list, newest first.",
    "tags": "Tags",
    "about": "About",
    "minutes_here": "{} min here",
    "why": "Why it matters",
    "points": "Key points",
    "diagram": "Diagram",
    "diagram_n": "Diagram {}",
    "diagram_description": "{nodes} parts and {edges} links; an outline in words stands below the picture.",
    "diagram_source": "Source of the diagram",
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
    "address": "Source",
    "edit": "Suggest an edit",
    "source_file": "Source file",
    "alone": "on its own",
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
}

_CHINESE = {
    "site": "DeepSeek 阅读清单",
    "home_title": "DeepSeek做了什么，外界怎么说，哪些站得住",
    "home_lead": "论文、演讲与文章，每篇两分钟读懂，中英双语，每个数字都注明出处。",
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
    "about": "关于",
    "minutes_here": "本页约{}分钟",
    "why": "为什么重要",
    "points": "要点",
    "diagram": "图示",
    "diagram_n": "图{}",
    "diagram_description": "共{nodes}个部分、{edges}处连接，图下附有文字说明。",
    "diagram_source": "图的源码",
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
    "address": "来源",
    "edit": "提出修改",
    "source_file": "源文件",
    "alone": "独立打开",
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
}

WORDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {"en": MappingProxyType(_ENGLISH), "zh": MappingProxyType(_CHINESE)}
)
"""Edition -> name of a text -> the text."""


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
