"""The words about citing, feeds and other data for others, in each edition; part of the interface's words."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

DATA_WORDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "en": MappingProxyType(
            {
                "cite": "Cite",
                "copy_text": "Copy",
                "copy_citation": "Copy the citation",
                "copy_bibtex": "Copy the BibTeX",
                "copied_text": "Copied",
                "copy_failed": "Copying failed; the text is selected",
                "bibtex": "BibTeX",
                "show_bibtex": "Show BibTeX",
                "csl": "CSL JSON",
                "feed_description": "New and newly checked entries: what each work says, and who wrote the summary.",
                "feed_read": "Read the entry",
                "feed_point": "The point",
                "authors": "Authors",
                "publisher": "Publisher",
                "published": "Published",
                "captured_on": "Captured",
                "length": "Length",
                "original": "Original",
                "about_digest": "About this text",
                "maker_ours": "DeepSeek Reading List",
                "maker_machine": "Language model, unchecked",
                "og_locale": "en_US",
                "og_locale_other": "zh_CN",
                "data": "Data",
                "llms_lead": (
                    "Each entry is about one work on DeepSeek: the point, key points with the place each rests on, "
                    "claims held against primary sources, a digest. Each says who wrote its text: we, who check it "
                    "against the cited pages, or a language model, whose text nobody checked. Quote the work itself; "
                    "the entry leads to it. Digests are under CC BY 4.0; transcripts and quoted texts belong to their "
                    "authors."
                ),
                "catalog": "All metadata",
                "references": "All references",
            }
        ),
        "zh": MappingProxyType(
            {
                "cite": "引用",
                "copy_text": "复制",
                "copy_citation": "复制引用文字",
                "copy_bibtex": "复制BibTeX",
                "copied_text": "已复制",
                "copy_failed": "复制未成功，已选中文本",
                "bibtex": "BibTeX",
                "show_bibtex": "查看BibTeX",
                "csl": "CSL JSON",
                "feed_description": "新收录和新核对的条目：作品讲了什么，概括由谁写成。",
                "feed_read": "阅读条目",
                "feed_point": "要旨",
                "authors": "作者",
                "publisher": "发布者",
                "published": "发表",
                "captured_on": "采集",
                "length": "时长",
                "original": "原文",
                "about_digest": "文字来源",
                "maker_ours": "DeepSeek 阅读清单",
                "maker_machine": "语言模型生成，未经核对",
                "og_locale": "zh_CN",
                "og_locale_other": "en_US",
                "data": "数据",
                "llms_lead": (
                    "每个条目介绍一部关于DeepSeek的作品：要旨、注明出处的要点、与原始资料的核对结果，以及摘要。"
                    "文字由谁写成，条目都有标注：或由本站撰写并与所引页面核对，或由语言模型生成、未经核对。"
                    "引用时请引原作品，条目里有链接。摘要采用CC BY 4.0许可，文字稿和引文的权利属于原作者。"
                ),
                "catalog": "全部元数据",
                "references": "全部参考文献",
            }
        ),
    }
)
"""Edition -> name of a text -> the text."""
