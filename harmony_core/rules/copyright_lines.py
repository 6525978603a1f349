"""Lines of copyright in one form: with their signs, and with kind and year read out of them."""

from __future__ import annotations

import re

import attrs

from harmony_core.domain.model import Copyright, Entity, Release
from harmony_core.domain.patterns import pattern
from harmony_core.plugin.reading import copyright_lines as read_lines
from harmony_core.plugin.rules import Rule, Told
from harmony_core.rules.parts import RELEASES

_LETTERS = pattern(r"\(([cp])\)", re.IGNORECASE)
_SIGNS = {"c": "©", "p": "℗"}


def copyright_lines(entity: Entity, told: Told) -> Entity:
    """Write signs as signs, part lines of several, and say kind and year where the source did not."""
    if not isinstance(entity, Release) or not entity.copyright:
        return entity
    lines = tuple(dict.fromkeys(each for line in entity.copyright for each in _mended(line)))
    return entity if lines == entity.copyright else attrs.evolve(entity, copyright=lines)


def _mended(line: Copyright) -> tuple[Copyright, ...]:
    text = _LETTERS.sub(lambda sign: _SIGNS[sign[1].lower()], line.text)
    read = read_lines(text, line.kind) or (attrs.evolve(line, text=text),)
    return tuple(attrs.evolve(each, year=each.year if line.year is None else line.year) for each in read)


COPYRIGHT_LINES = Rule(
    name="copyright_lines",
    does="Lines of copyright have the signs © and ℗ for (C) and (P), their kind and their year.",
    kinds=RELEASES,
    apply=copyright_lines,
)
