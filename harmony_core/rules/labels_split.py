"""Several labels in one text."""

from __future__ import annotations

import attrs

from harmony_core.domain.model import Entity, LabelCredit
from harmony_core.plugin.reading import split_labels
from harmony_core.plugin.rules import Rule, Told
from harmony_core.rules.parts import TITLED, with_labels


def labels_split(entity: Entity, told: Told) -> Entity:
    """Make of one text with slashes in it a label for each name; a label that a source knows by an id is one."""
    return with_labels(entity, _split)


def _split(label: LabelCredit) -> tuple[LabelCredit, ...]:
    names = split_labels(label.name)
    if len(names) < 2 or label.external_ids:
        return (label,)
    return tuple(attrs.evolve(label, name=name) for name in names)


LABELS_SPLIT = Rule(
    name="labels_split",
    does="Labels in one text, with slashes between names of three letters or more, are one label each.",
    kinds=TITLED,
    apply=labels_split,
)
