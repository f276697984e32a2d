"""A matplotlib back-end for pages: figures become pictures with a text that says what they show."""

from __future__ import annotations

import base64
import io
from typing import Any

from matplotlib.backends.backend_agg import FigureCanvasAgg as FigureCanvas

from autograder.site.browser.display import current

__all__ = ["FigureCanvas", "alternative_text", "picture", "show"]


def show(*_args: Any, **_kwargs: Any) -> None:
    """Show the figures in the cell that is running."""
    current().figures()


def picture(figure: Any) -> tuple[str, str]:
    """A figure as PNG, in base64, and its alternative text."""
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=figure.dpi, bbox_inches="tight")
    return base64.b64encode(buffer.getvalue()).decode(), alternative_text(figure)


def alternative_text(figure: Any) -> str:
    """What a figure's titles and axes say: ``Figure: a title. x axis: …; y axis: …``."""
    title = figure.get_suptitle() if hasattr(figure, "get_suptitle") else ""
    panels = [text for text in map(_panel_text, figure.axes) if text]
    if not title and not panels:
        return "Figure without a title or names on its axes"
    count = f" with {len(panels)} panels" if len(panels) > 1 else ""
    return f"Figure{count}: " + ". ".join([text for text in (title, *panels) if text])


def _panel_text(axes: Any) -> str:
    parts = [axes.get_title()]
    for name, label in (("x", axes.get_xlabel()), ("y", axes.get_ylabel())):
        if label:
            parts.append(f"{name} axis: {label}")
    legend = axes.get_legend()
    if legend is not None:
        entries = [text.get_text() for text in legend.get_texts()]
        parts.append("legend: " + ", ".join(entries))
    return "; ".join(part for part in parts if part)
