"""The words that say what list this is, in each edition; a list on another subject has its own here."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

LIST_WORDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "en": MappingProxyType(
            {
                "site": "DeepSeek Reading List",
                "home_title": "What DeepSeek did, what was said about it, and what holds",
                "home_lead": (
                    "Papers, talks and essays in a few minutes each, in English and Chinese, every figure with its "
                    "place."
                ),
                "maker_ours": "DeepSeek Reading List",
                "llms_lead": (
                    "Each entry is about one work on DeepSeek: the point, key points with the place each rests on, "
                    "claims held against primary sources, a digest. Each says who wrote its text: we, who check it "
                    "against the cited pages, or a language model, whose text nobody checked. Quote the work itself; "
                    "the entry leads to it. Digests are under CC BY 4.0; transcripts and quoted texts belong to their "
                    "authors."
                ),
            }
        ),
        "zh": MappingProxyType(
            {
                "site": "DeepSeek 阅读清单",
                "home_title": "DeepSeek做了什么，外界怎么说，哪些站得住",
                "home_lead": "论文、演讲与文章，每篇几分钟读懂，中英双语，每个数字都注明出处。",
                "maker_ours": "DeepSeek 阅读清单",
                "llms_lead": (
                    "每个条目介绍一部关于DeepSeek的作品：要旨、注明出处的要点、与原始资料的核对结果，以及摘要。"
                    "文字由谁写成，条目都有标注：或由本站撰写并与所引页面核对，或由语言模型生成、未经核对。"
                    "引用时请引原作品，条目里有链接。摘要采用CC BY 4.0许可，文字稿和引文的权利属于原作者。"
                ),
            }
        ),
    }
)
"""Edition -> name of a text -> the text: name, headline and lead of the site, who "we" are, what machines read."""
