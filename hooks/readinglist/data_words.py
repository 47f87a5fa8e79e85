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
                "maker_machine": "Language model, unchecked",
                "og_locale": "en_US",
                "og_locale_other": "zh_CN",
                "data": "Data",
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
                "maker_machine": "语言模型生成，未经核对",
                "og_locale": "zh_CN",
                "og_locale_other": "en_US",
                "data": "数据",
                "catalog": "全部元数据",
                "references": "全部参考文献",
            }
        ),
    }
)
"""Edition -> name of a text -> the text."""
