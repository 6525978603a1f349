"""A copyright line in the place of a label: the label is whom it names."""

from __future__ import annotations

import re

from harmony_core.domain.model import Entity
from harmony_core.domain.patterns import pattern
from harmony_core.plugin.rules import Rule, Told
from harmony_core.rules.parts import TITLED, with_label_names

_SIGN = r"(?:[©℗]|\([cp]\)|copyright(?=[\s©(c)]*(?:19|20)\d\d))"
_YEAR = r"(?:(?:19|20)\d\d(?:\s*[-–,/]\s*(?:(?:19|20)?\d\d))*)"
_LINE = pattern(rf"^\s*(?:{_SIGN}[\s,&+/]*)+(?:{_YEAR}[\s,]*)?(?:by\s+)?(?P<name>.+)$", re.IGNORECASE)
_TAIL = pattern(r"[\s,.]+all rights reserved\.?\s*$", re.IGNORECASE)


def label_from_copyright(entity: Entity, told: Told) -> Entity:
    """Take signs and years away from labels that are lines of copyright."""
    return with_label_names(entity, named_in)


def named_in(name: str | None) -> str | None:
    """Return whom a line of copyright names; what is none stays as it is.

    >>> named_in("℗ 2011 Two Rooms Ltd. All rights reserved"), named_in("2011 Records")
    ('Two Rooms Ltd', '2011 Records')
    """
    line = _LINE.match(name or "")
    return (_TAIL.sub("", line["name"]).strip() or name) if line else name


LABEL_FROM_COPYRIGHT = Rule(
    name="label_from_copyright",
    does="A label that is a line of copyright (℗ 2011 …) is only the name in it.",
    kinds=TITLED,
    apply=label_from_copyright,
)
