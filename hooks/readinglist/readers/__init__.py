"""One reader per format: source text -> document, with the problems found."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from ..document import Document, Format, Metadata
from ..errors import Problem, make_error
from .bare_text import Notice, read_bare_text
from .capture import is_capture, read_capture
from .markdown import read_markdown, read_translation

__all__ = ["READERS", "Notice", "read_document", "read_translation", "tell_format"]

Reading = tuple[Document, tuple[Problem, ...]]

READERS: Mapping[Format, Callable[[str, str, Sequence[Notice], str | None], Reading]] = MappingProxyType(
    {
        Format.CAPTURE: lambda text, path, notices, title: read_capture(text, path),
        Format.MARKDOWN: lambda text, path, notices, title: read_markdown(text, path, title),
        Format.TEXT: lambda text, path, notices, title: read_bare_text(text, path, notices),
    }
)


def tell_format(text: str, path: str) -> Format:
    """How a source is written. What begins with front matter is Markdown, whatever its name ends in."""
    if path.lower().endswith((".md", ".markdown")) or text.partition("\n")[0].rstrip() in ("---", "+++"):
        return Format.MARKDOWN
    return Format.CAPTURE if is_capture(text) else Format.TEXT


def read_document(path: str, text: str, notices: Sequence[Notice] = (), title: str | None = None) -> Reading:
    """Read a main file of any format. `text` has LF line ends and no byte-order mark, `title` is the sidecar's."""
    if not text.strip():
        error = make_error(path, 1, "empty source: found no text; add some, or delete the file")
        return Document(path, tell_format(text, path), Metadata()), (error,)
    return READERS[tell_format(text, path)](text, path, notices, title)
