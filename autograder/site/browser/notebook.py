"""What a page's cells import, in JupyterLite: figures' fonts, and modules that only pages have."""

from __future__ import annotations

import types

from autograder.site.browser import widgets
from autograder.site.browser.fonts import mend_font_list

__all__ = ["mend_font_list", "stand_in"]


def stand_in(name: str) -> types.ModuleType:
    """A module in the place of ``ipywidgets`` or ``myst_nb``, neither of which the browser has."""
    if name == "ipywidgets":
        return widgets.as_module(_show_once)
    module = types.ModuleType(name)
    module.glue = lambda *_args, **_kwargs: None  # type: ignore[attr-defined]
    return module


def _show_once(interaction: widgets.Interaction) -> None:
    """Call the function with the first values of its controls, and say where the controls are."""
    names = ", ".join(control["name"] for control in interaction.controls())
    print(f"The controls ({names}) work on the lesson's page; here, call the function yourself.")
    interaction.call()
