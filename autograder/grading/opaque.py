"""Something of the learner's that the wire format doesn't know: a name, and nothing to ask it."""

from __future__ import annotations

import re
from typing import Any, NoReturn


class Opaque:
    """Stands for a value that stayed in the jail.

    It answers no question that a check could ask: it is neither true nor false, equal to nothing,
    has no length, no items and no numbers.
    """

    type_name = "thing"
    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"<{self.type_name}>"

    def _refuse(self, *_: Any) -> NoReturn:
        raise TypeError(f"{self!r} is not data")

    __bool__ = __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = _refuse
    __len__ = __iter__ = __contains__ = __getitem__ = __array__ = _refuse
    __float__ = __int__ = __index__ = __complex__ = __call__ = _refuse


def opaque(type_name: str) -> Opaque:
    """An opaque value whose type is called like the learner's."""
    name = re.sub(r"\W", "_", type_name)[:60] or "thing"
    return type(name, (Opaque,), {"type_name": name})()
