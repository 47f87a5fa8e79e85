"""The tool's own files -> those of a new list on another subject; texts in, texts out."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from string import Template
from types import MappingProxyType

TOOL = (
    *(
        "hooks",
        "docs/shared",
        "docs/en/tags",
        "docs/zh/tags",
        "docs/en/hosts",
        "docs/zh/hosts",
        "requirements",
        "schema",
    ),
    *(".github/workflows", ".github/ISSUE_TEMPLATE", ".github/dependabot.yml", ".gitignore", ".gitattributes"),
    *("Makefile", "LICENSE", "CONTRIBUTING.md", "CODE_OF_CONDUCT.md", "tests/conftest.py", "tests/host.py"),
)
"""Files and folders that a list takes over as they are, and again when it is renewed."""
SETTINGS = ("mkdocs.yml", "mkdocs.zh.yml", "pyproject.toml")
"""Files that a new list takes over with its own name in them, and keeps."""
LIST_WORDS = "hooks/readinglist/list_words.py"
"""The one file below the tool's folders that is the list's own."""
_SKIPPED = re.compile(r"(^|/)(__pycache__|[^/]*\.egg-info|\.[^/]*_cache)(/|$)")
_HELP = re.compile(r"^\t@echo 'make ([a-z-]+)\b.*\n", re.MULTILINE)
_TARGET = re.compile(r"(?:^#.*\n)*^([a-z-]+):.*\n(?:^\t.*\n)+\n?", re.MULTILINE)


@dataclass(frozen=True)
class Names:
    """What a list is called and what it is about, in both languages; nobody need say what it is about."""

    title: str
    title_zh: str
    subject: str
    subject_zh: str

    @property
    def leads(self) -> tuple[str, str]:
        """What the list is, in a sentence of each language."""
        english = f"Papers, talks and essays{self.on_subject}, each in a few minutes, in English and Chinese."
        return english, f"{self.on_subject_zh}论文、演讲与文章，每篇几分钟读懂，中英双语。"

    @property
    def on_subject(self) -> str:
        """What stands behind "a reading list"."""
        return f" on {self.subject}" if self.subject else ""

    @property
    def on_subject_zh(self) -> str:
        """What stands before 阅读清单."""
        return f"关于{self.subject_zh}的" if self.subject_zh else ""


def is_of_tool(path: str) -> bool:
    """Whether a file below the folders of the tool belongs to it, and is not what a machine has left there."""
    return _SKIPPED.search(path) is None and path != LIST_WORDS


def fill_template(text: str, names: Names) -> str:
    """A file of the scaffold with the names in it; `…_quoted` is a name as a string of Python."""
    english, chinese = names.leads
    values = {"title": names.title, "title_zh": names.title_zh, "lead": english, "lead_zh": chinese}
    values |= {"on_subject": names.on_subject, "on_subject_zh": names.on_subject_zh}
    quoted = {f"{key}_quoted": json.dumps(value, ensure_ascii=False) for key, value in values.items()}
    return Template(text).substitute(values | quoted)


def adapt_settings(path: str, text: str, names: Names) -> str:
    """A file of SETTINGS with the list's name and description in the place of ours."""
    english, chinese = names.leads
    is_chinese = ".zh." in path
    title, lead = (names.title_zh, chinese) if is_chinese else (names.title, english)
    values: Mapping[str, str] = MappingProxyType(
        {
            "site_name: ": title,
            "site_description: ": lead,
            "copyright: ": title,
            "name = ": re.sub(r"[^a-z0-9]+", "-", names.title.lower()).strip("-") or "reading-list",
            "description = ": lead,
        }
    )
    lines = []
    for line in text.split("\n"):
        key = next((key for key in values if line.startswith(key)), None)
        lines.append(f"{key}{json.dumps(values[key], ensure_ascii=False)}" if key else line)
    return "\n".join(lines)


def drop_targets(makefile: str, files: Iterable[str]) -> str:
    """A Makefile without the targets that run a file of tests/ which is not among `files`."""
    kept = set(files)
    gone = {
        match[1]
        for match in _TARGET.finditer(makefile)
        if any(name not in kept for name in re.findall(r"tests/\w+\.py", match[0]))
    }
    makefile = _TARGET.sub(lambda match: "" if match[1] in gone else match[0], makefile)
    makefile = _HELP.sub(lambda match: "" if match[1] in gone else match[0], makefile)
    return re.sub(r"^\.PHONY:.*$", lambda match: _drop_words(match[0], gone), makefile, flags=re.MULTILINE)


def _drop_words(line: str, words: set[str]) -> str:
    return " ".join(word for word in line.split() if word not in words)


def adapt_licence(text: str, names: Names) -> str:
    """The licence with the list's name where texts are to be attributed; whose the tool is stays as it is."""
    return re.sub(r'(?<=Attribution: )"[^"]*"', lambda _: '"' + names.title.replace('"', "'") + '"', text)
