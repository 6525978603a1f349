"""Released without a label: what sources print in a label's place then."""

from __future__ import annotations

import re

import attrs

from harmony_core.domain.model import Entity, LabelCredit
from harmony_core.domain.patterns import pattern
from harmony_core.plugin.rules import Rule, Told
from harmony_core.rules.parts import TITLED, with_labels

NAME = "[no label]"
"""How a release is written that has none, as at MusicBrainz."""

_SELF_RELEASED = pattern(
    r"(?:\[?no label\]?|not on label(?: \(.*\))?|self[ -]?released?|self[ -]publish(?:ed)?|none|unsigned|independent"
    r"|(?:.* )?\(?self[ -]released?\)?|auto[ -]?(?:produ[cz]ione|producci[oó]n|produção|production|produit)"
    r"|selbst ?ver(?:legt|öffentlicht)|eigenverlag|自主制作|self release)",
    re.IGNORECASE,
)
_DISTRIBUTORS = pattern(r"Distro ?Kid|\d+ Records DK\d*|CD ?Baby|TuneCore|RouteNote")


def no_label(entity: Entity, told: Told) -> Entity:
    """Say of each label that is none that it is none; catalog numbers stay."""
    return with_labels(entity, _mended)


def _mended(label: LabelCredit) -> tuple[LabelCredit, ...]:
    if not is_none(label.name):
        return (label,)
    return (attrs.evolve(label, name=NAME, external_ids=()),)


def is_none(name: str | None) -> bool:
    """Whether a label's name says that there is none, or names who only delivers for people without one.

    >>> [is_none(name) for name in ("Self-Released", "Not On Label (Ada Self-released)", "123456 Records DK", "Ada DK")]
    [True, True, True, False]
    """
    text = (name or "").strip()
    return bool(text) and text != NAME and bool(_SELF_RELEASED.fullmatch(text) or _DISTRIBUTORS.fullmatch(text))


NO_LABEL = Rule(
    name="no_label",
    does="Self-released in its spellings, and distributors that stand where the artist has no label, are [no label].",
    kinds=TITLED,
    apply=no_label,
)
