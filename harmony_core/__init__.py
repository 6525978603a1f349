"""Harmony: look music up at many sources at once and get one answer.

This package's names are for people who *use* Harmony; people who *extend* it import
[`harmony_core.provider`][]. Every name is loaded when it is first touched (PEP 562), so
`import harmony_core` costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from harmony_core.domain.answers import Absent as Absent
    from harmony_core.domain.answers import Found as Found
    from harmony_core.domain.answers import Unknown as Unknown
    from harmony_core.domain.errors import HarmonyError as HarmonyError
    from harmony_core.domain.gtin import Gtin as Gtin
    from harmony_core.domain.identifiers import Isrc as Isrc
    from harmony_core.domain.identifiers import Iswc as Iswc
    from harmony_core.domain.identifiers import Mbid as Mbid
    from harmony_core.domain.model import Artist as Artist
    from harmony_core.domain.model import ArtistCredit as ArtistCredit
    from harmony_core.domain.model import Label as Label
    from harmony_core.domain.model import Medium as Medium
    from harmony_core.domain.model import Recording as Recording
    from harmony_core.domain.model import Release as Release
    from harmony_core.domain.model import Track as Track
    from harmony_core.domain.partial_date import PartialDate as PartialDate
    from harmony_core.domain.refs import EntityRef as EntityRef
    from harmony_core.domain.result import LookedUp as LookedUp
    from harmony_core.domain.result import LookupQuery as LookupQuery
    from harmony_core.domain.result import Result as Result
    from harmony_core.domain.result import SearchResult as SearchResult
    from harmony_core.plugin.snapshot import Mode as Mode
    from harmony_core.session import Session as Session
    from harmony_core.session import lookup as lookup

_HOMES = {
    "Session": "session",
    "lookup": "session",
    "Result": "domain.result",
    "LookedUp": "domain.result",
    "LookupQuery": "domain.result",
    "SearchResult": "domain.result",
    "Found": "domain.answers",
    "Absent": "domain.answers",
    "Unknown": "domain.answers",
    "Release": "domain.model",
    "Medium": "domain.model",
    "Track": "domain.model",
    "Recording": "domain.model",
    "Artist": "domain.model",
    "ArtistCredit": "domain.model",
    "Label": "domain.model",
    "Gtin": "domain.gtin",
    "Isrc": "domain.identifiers",
    "Iswc": "domain.identifiers",
    "Mbid": "domain.identifiers",
    "PartialDate": "domain.partial_date",
    "EntityRef": "domain.refs",
    "HarmonyError": "domain.errors",
    "Mode": "plugin.snapshot",
}

__all__ = ["__version__", *_HOMES]


def __getattr__(name: str) -> object:
    if name in _HOMES:
        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
