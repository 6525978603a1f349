"""Settings of a provider, declared once: conversion, help, `.env.example` and messages come from this."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TypeVar, dataclass_transform

import attrs

from harmony_core.domain.by_fields import by_fields

C = TypeVar("C")

_KEY = "harmony"


@dataclass_transform(kw_only_default=True, frozen_default=True)
def settings(cls: type[C]) -> type[C]:
    """Make a class of `setting`s."""
    return attrs.frozen(kw_only=True)(by_fields(cls))


@attrs.frozen(kw_only=True)
@by_fields
class SettingNote:
    """What is known of a setting beside its name and type."""

    help: str
    env: tuple[str, ...] = ()
    secret: bool = False
    where: str | None = None
    required: bool = True

    def variables(self, provider: str, field: str) -> tuple[str, ...]:
        """Return the environment variables of a setting, those that people know or `PROVIDER_FIELD`."""
        return self.env or (variable_of(provider, field),)


def variable_of(provider: str, key: str) -> str:
    """Return the environment variable of a provider's setting: `PROVIDER_KEY`."""
    return re.sub(r"\W", "_", f"{provider}_{key}").upper()


def variables_of(provider: str, declared: type, names: Sequence[str]) -> tuple[str, ...]:
    """Return the variables by which these settings of a `@hc.settings` class are best known."""
    fields = {field.name: field for field in attrs.fields(declared)}
    return tuple(note_of(fields[name]).variables(provider, name)[0] for name in names)


def setting(
    help: str,  # noqa: A002 - the word that users of argparse and click know
    *,
    env: Sequence[str] = (),
    secret: bool = False,
    where: str | None = None,
    default: str | None = None,
    required: bool = True,
) -> str | None:
    """Declare a setting in a `@hc.settings` class.

    `env` are the environment variables that people know it by (default: `PROVIDER_FIELD`); each is also read
    with `_FILE` at its end. `where` tells where to get a key. Without a default a live request needs it,
    unless it is not `required`.
    """
    note = SettingNote(help=help, env=tuple(env), secret=secret, where=where, required=required)
    found: str | None = attrs.field(default=default, kw_only=True, metadata={_KEY: note}, repr=not secret)
    return found


def note_of(attribute: attrs.Attribute[object]) -> SettingNote:
    """Return what `setting` declared of an attribute."""
    note = attribute.metadata.get(_KEY)
    return note if isinstance(note, SettingNote) else SettingNote(help="")
