"""A diagram as a page shows it: its picture, caption and place."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from .diagrams.client import make_harmless
from .diagrams.render import Drawing
from .diagrams.svg import add_title
from .document import Diagram


@dataclass(frozen=True)
class Figure:
    """A diagram on its page."""

    id: str
    caption: str
    name: str
    """What it is called where it stands for itself; no other part of the page has this name."""
    diagram: Diagram
    drawing: Drawing
    description: str
    language: str
    """The language of what stands around it; the caption's is the edition's where the source gave none."""
    caption_language: str
    outline_language: str

    @property
    def client_source(self) -> str:
        """What the browser draws."""
        return make_harmless(self.drawing.drawn)

    @property
    def svg(self) -> Markup:
        """The picture with its title and description."""
        return Markup(add_title(self.drawing.svg, self.caption, self.description))  # noqa: S704 - cleaned already
