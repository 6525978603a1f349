"""Regular expressions that are compiled when they are first used, so that a start does not wait for all of them."""

from __future__ import annotations

import re
from typing import cast

_OFFERED = frozenset(name for name in vars(re.Pattern) if not name.startswith("_"))


def pattern(expression: str, flags: re.RegexFlag = re.NOFLAG) -> re.Pattern[str]:
    """Return a regular expression for a module's constant: like `re.compile`, but compiled at its first use.

    Compiling one takes up to 10 ms, and a start would meet hundreds. It has all methods of a compiled one, and is as
    quick after its first use; only `isinstance` and functions of `re` (`re.sub(compiled, …)`) do not take it. A wrong
    expression raises `re.error` at its first use.
    """
    return cast("re.Pattern[str]", _Pattern(expression, flags))


class _Pattern:
    """Stands for a compiled expression; what it is asked for first comes from the compiled one, and is then its own."""

    def __init__(self, expression: str, flags: re.RegexFlag) -> None:
        self._expression, self._flags = expression, flags

    def __getattr__(self, name: str) -> object:
        if name not in _OFFERED:
            raise AttributeError(f"a pattern has no attribute {name!r}")
        compiled = re.compile(self._expression, self._flags)  # which `re` keeps a while, should another ask meanwhile
        vars(self).update({each: getattr(compiled, each) for each in _OFFERED})
        return vars(self)[name]

    def __repr__(self) -> str:
        return f"pattern({self._expression!r})"
