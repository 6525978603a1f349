"""What stands behind a label's name on who distributes it, or under whose license, is no part of the name."""

from __future__ import annotations

import re

from harmony_core.domain.model import Entity
from harmony_core.domain.patterns import pattern
from harmony_core.plugin.rules import Rule, Told
from harmony_core.rules.parts import TITLED, with_label_names

_TAIL = pattern(
    r"[\s,;.(/\[–-]+(?:(?:marketed|distributed|licensed|manufactured|issued)(?: (?:and|&) (?:marketed|distributed))?"
    r"(?: exclusively)? (?:by|from|to|through|under)\b"
    r"|under (?:an? )?(?:exclusive )?licen[cs]e(?: (?:to|from|by))?\b"
    r"|exclusively (?:distributed|licensed)\b|with exclusive licen[cs]e\b"
    r"|an? (?:division|label|imprint|unit|subsidiary) of\b).*$",
    re.IGNORECASE,
)


def label_without_distributor(entity: Entity, told: Told) -> Entity:
    """Keep of each label's text only the name."""
    return with_label_names(entity, bare_name)


def bare_name(name: str | None) -> str | None:
    """Return a label's name without who distributes it.

    >>> bare_name("Lantern, a Division of Big Music"), bare_name("Distributed by Night")
    ('Lantern', 'Distributed by Night')
    """
    return (_TAIL.sub("", name).strip() or name) if name else name


LABEL_WITHOUT_DISTRIBUTOR = Rule(
    name="label_without_distributor",
    does="What follows a label's name on distribution, license or the company above it is taken away.",
    kinds=TITLED,
    apply=label_without_distributor,
)
