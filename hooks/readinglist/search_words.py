"""The words of the search window, in each edition; part of the interface's words."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

SEARCH_WORDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "en": MappingProxyType(
            {
                "search_hint": "Search works and terms",
                "search_close": "Close search",
                "search_more": "More works",
                "search_none": "Nothing found. Try fewer words, or other ones.",
                "search_some": "No page has all of these words. Pages with some of them:",
                "search_one": "1 result",
                "search_many": "{} results",
                "search_failed": "Search could not be loaded. The library can be filtered by words.",
                "search_point": "Key point",
                "search_claim": "Claim",
                "search_name": "Names put right",
                "search_diagram": "Diagram",
                "search_digest": "Digest",
                "search_transcript": "Transcript",
                "search_term": "Term",
            }
        ),
        "zh": MappingProxyType(
            {
                "search_hint": "搜索作品与术语",
                "search_close": "关闭搜索",
                "search_more": "更多作品",
                "search_none": "没有找到。可以减少或更换关键词。",
                "search_some": "没有页面同时包含这些词，以下页面包含其中一部分：",
                "search_one": "1条结果",
                "search_many": "{}条结果",
                "search_failed": "搜索功能未能加载。可以到书目页按文字筛选。",
                "search_point": "要点",
                "search_claim": "说法",
                "search_name": "更正的名称",
                "search_diagram": "图",
                "search_digest": "摘要",
                "search_transcript": "文字稿",
                "search_term": "术语",
            }
        ),
    }
)
"""Edition -> name of a text -> the text."""
