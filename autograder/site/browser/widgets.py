"""The part of ipywidgets that a page has: ``interact`` and its controls, as native form controls."""

from __future__ import annotations

import inspect
import types
from collections.abc import Callable, Mapping
from typing import Any


class Control:
    """A form control. ``spec`` describes it to the page, ``read`` makes its value a Python value."""

    kind = "text"

    def __init__(self, value: Any = None, description: str = "", **options: Any):
        self.value, self.description, self.options = value, description, options

    def spec(self, name: str) -> dict[str, Any]:
        return {"name": name, "label": self.description or name, "kind": self.kind, **self.state()}

    def state(self) -> dict[str, Any]:
        return {"value": "" if self.value is None else str(self.value)}

    def read(self, shown: Any) -> Any:
        return shown


class Text(Control):
    """A line of text."""


class Checkbox(Control):
    """True or false."""

    kind = "checkbox"

    def state(self) -> dict[str, Any]:
        return {"value": bool(self.value)}

    def read(self, shown: Any) -> Any:
        return bool(shown)


class _Slider(Control):
    kind = "range"
    number: Callable[[Any], Any] = float
    defaults: tuple[Any, Any, Any] = (0.0, 10.0, 0.1)

    def __init__(
        self, value: Any = None, min: Any = None, max: Any = None, step: Any = None, **rest: Any
    ):
        low, high, by = (
            given if given is not None else usual
            for given, usual in zip((min, max, step), self.defaults, strict=True)
        )
        super().__init__(low if value is None else value, **rest)
        self.min, self.max, self.step = low, high, by

    def state(self) -> dict[str, Any]:
        return {"value": self.value, "min": self.min, "max": self.max, "step": self.step}

    def read(self, shown: Any) -> Any:
        return type(self).number(shown)


class FloatSlider(_Slider):
    """A number with a slider."""


class IntSlider(_Slider):
    """A whole number with a slider."""

    number = int
    defaults = (0, 100, 1)


class FloatLogSlider(_Slider):
    """A number with a slider on its exponent."""

    defaults = (0.0, 4.0, 0.1)

    def __init__(self, value: Any = 1.0, base: float = 10.0, **rest: Any):
        super().__init__(value, **rest)
        self.base = base

    def state(self) -> dict[str, Any]:
        import math

        exponent = math.log(self.value, self.base)
        steps = round((exponent - self.min) / self.step)
        return {**super().state(), "value": self.min + steps * self.step, "base": self.base}

    def read(self, shown: Any) -> Any:
        return float(self.base ** float(shown))


class IntText(Control):
    """A whole number to type."""

    kind = "number"

    def read(self, shown: Any) -> Any:
        return int(float(shown or 0))


class FloatText(IntText):
    """A number to type."""

    def read(self, shown: Any) -> Any:
        return float(shown or 0)


class Dropdown(Control):
    """One of several values."""

    kind = "select"

    def __init__(self, options: Any = (), value: Any = None, **rest: Any):
        pairs = list(options.items()) if isinstance(options, Mapping) else list(options)
        named = all(isinstance(one, tuple) and len(one) == 2 for one in pairs)
        self.pairs = [(str(k), v) for k, v in pairs] if named else [(str(v), v) for v in pairs]
        values = [v for _, v in self.pairs]
        super().__init__(values[0] if value is None and values else value, **rest)

    def state(self) -> dict[str, Any]:
        chosen = next(
            (i for i, (_, v) in enumerate(self.pairs) if v is self.value or v == self.value), 0
        )
        return {"value": chosen, "options": [name for name, _ in self.pairs]}

    def read(self, shown: Any) -> Any:
        return self.pairs[int(shown)][1]


class fixed:
    """A value without a control."""

    def __init__(self, value: Any):
        self.value = value


class Interaction:
    """A function and its controls."""

    def __init__(self, function: Callable[..., Any], given: Mapping[str, Any]):
        self.function = function
        self._controls: dict[str, Control] = {}
        self._fixed: dict[str, Any] = {}
        for name, what in _in_order_of(function, {**_defaults(function), **given}):
            if isinstance(what, fixed):
                self._fixed[name] = what.value
            else:
                self._controls[name] = what if isinstance(what, Control) else control_for(what)

    def controls(self) -> list[dict[str, Any]]:
        """The controls as the page is told of them."""
        return [control.spec(name) for name, control in self._controls.items()]

    def call(self, shown: Mapping[str, Any] | None = None) -> Any:
        """Call the function with what the controls show, or with their first values."""
        if shown is not None:
            for name, value in shown.items():
                self._controls[name].value = self._controls[name].read(value)
        values = {name: control.value for name, control in self._controls.items()}
        return self.function(**values, **self._fixed)


def _in_order_of(function: Callable[..., Any], given: dict[str, Any]) -> list[tuple[str, Any]]:
    order = {name: place for place, name in enumerate(inspect.signature(function).parameters)}
    return sorted(given.items(), key=lambda item: order.get(item[0], len(order)))


def _defaults(function: Callable[..., Any]) -> dict[str, Any]:
    parameters = inspect.signature(function).parameters.values()
    return {one.name: one.default for one in parameters if one.default is not one.empty}


def control_for(what: Any) -> Control:
    """The control that stands for a short form, as ipywidgets understands it."""
    if isinstance(what, bool):
        return Checkbox(what)
    if isinstance(what, str):
        return Text(what)
    if isinstance(what, int | float):
        return _number_control(what)
    if (
        isinstance(what, tuple)
        and len(what) in (2, 3)
        and not any(isinstance(x, str) for x in what)
    ):
        return _range_control(*what)
    if isinstance(what, Mapping) or hasattr(what, "__iter__"):
        return Dropdown(what)
    raise TypeError(f"interact has no control for {what!r}")


def _number_control(value: float) -> Control:
    low, high = (-value, 3 * value) if value > 0 else (3 * value, -value) if value < 0 else (0, 1)
    return _range_control(low, high, value=value)


def _range_control(low: Any, high: Any, step: Any = None, value: Any = None) -> Control:
    whole = all(isinstance(one, int) for one in (low, high, step or 1))
    if value is None:
        value = (low + high) // 2 if whole else (low + high) / 2
        value = low + (value - low) // step * step if step else value
    return (IntSlider if whole else FloatSlider)(value, min=low, max=high, step=step)


def as_module(show: Callable[[Interaction], None]) -> types.ModuleType:
    """A module named ipywidgets for the page."""

    def interact(function: Callable[..., Any] | None = None, **given: Any) -> Any:
        if function is None:
            return lambda chosen: interact(chosen, **given)
        show(Interaction(function, given))
        return function

    module = types.ModuleType("ipywidgets")
    controls = (
        Checkbox, Dropdown, FloatLogSlider, FloatSlider, FloatText, IntSlider, IntText, Text,
    )  # fmt: skip
    for one in (*controls, fixed, interact):
        setattr(module, one.__name__, one)
    for name in ("Select", "RadioButtons", "ToggleButtons", "SelectionSlider"):
        setattr(module, name, Dropdown)
    module.ToggleButton = Checkbox  # type: ignore[attr-defined]
    return module
