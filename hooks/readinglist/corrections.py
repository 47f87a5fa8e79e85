"""Names that a recogniser or a printer got wrong: where the wrong forms stand in a text, which is never changed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

_LATIN = "A-Za-z0-9\u00c0-\u024f"
_NOTHING = re.compile(r"(?!)")


class Corrector:
    """Finds the wrong forms of one work's names, for marks that keep them and tell the right ones."""

    def __init__(self, corrections: Mapping[str, str]) -> None:
        self.right = {_fold(heard): right for heard, right in corrections.items() if heard.strip()}
        forms = {*self.right, *(_fold(right) for right in self.right.values())}
        ordered = sorted(forms, key=lambda form: (-len(form), form))
        self._pattern = re.compile("|".join(map(_bound, ordered)), re.IGNORECASE) if self.right else _NOTHING

    def split(self, text: str) -> Iterator[tuple[str, str | None]]:
        """(piece, right form or None) from the beginning to the end of `text`; joined, the pieces are the text.

        The longest form wins. A right form that stands in the text is left alone, and so is what is part of it.
        """
        position = 0
        for match in self._pattern.finditer(text):
            right = self.right.get(_fold(match[0]))
            if right is None or match[0] == right:
                continue
            if match.start() > position:
                yield text[position : match.start()], None
            yield match[0], right
            position = match.end()
        if position < len(text):
            yield text[position:], None


def find_absent(corrections: Mapping[str, str], text: str) -> tuple[str, ...]:
    """The wrong forms that stand nowhere in `text`."""
    return tuple(heard for heard in corrections if heard.strip() and not _compile(heard).search(text))


def _compile(form: str) -> re.Pattern[str]:
    return re.compile(_bound(_fold(form)), re.IGNORECASE)


def _fold(form: str) -> str:
    return re.sub(r"\s+", " ", form.strip()).casefold()


def _bound(form: str) -> str:
    """A form as an expression: any white space for a blank; no Latin letter or digit beside one of its own."""
    body = r"\s+".join(map(re.escape, form.split(" ")))
    left = f"(?<![{_LATIN}])" if re.match(f"[{_LATIN}]", form) else ""
    right = f"(?![{_LATIN}])" if re.search(f"[{_LATIN}]$", form) else ""
    return f"{left}{body}{right}"
