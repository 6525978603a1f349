"""Two documents of one entity → one that has what either has: nothing that was known is lost."""

from __future__ import annotations

from typing import Any

from harmony_core.stages.match import title_likeness

SAME_TITLE = 0.75
"""How alike names must be for two things to be one where codes are no proof: those are reused."""

_KEYS = {"links": "url", "sources": "provider", "artwork": "url"}


def united(newer: dict[str, Any], older: dict[str, Any]) -> dict[str, Any]:
    """Return the newer document with what only the older one has; it goes track by track where those line up."""
    both = {**older, **newer}
    if "popularity" in newer and "popularity" in older:
        both["popularity"] = {**older["popularity"], **newer["popularity"]}
    if "external_ids" in newer and "external_ids" in older:
        both["external_ids"] = _ids(newer["external_ids"], older["external_ids"])
    for name, key in _KEYS.items():
        if name in newer and name in older:
            named = {each[key]: each for each in older[name]}
            named.update({each[key]: each for each in newer[name]})
            both[name] = list(named.values())
    if "media" in newer and "media" in older:
        both["media"] = _media(newer["media"], older["media"])
    return both


def _ids(newer: dict[str, Any], older: dict[str, Any]) -> dict[str, Any]:
    """Return all ids of each provider, as they were given last."""
    named = {
        provider: {(each["kind"], each["id"]): each for each in (*older.get(provider, ()), *newer.get(provider, ()))}
        for provider in {**older, **newer}
    }
    return {provider: list(ids.values()) for provider, ids in named.items()}


def _media(newer: list[dict[str, Any]], older: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Fill the newer media's tracks from the older ones in the same places, if those are the same tracks."""
    places = {(medium["position"], track["position"]): track for medium in older for track in medium.get("tracks", [])}
    return [
        {
            **medium,
            **(
                {
                    "tracks": [
                        _track(track, places.get((medium["position"], track["position"]))) for track in medium["tracks"]
                    ]
                }
                if "tracks" in medium
                else {}
            ),
        }
        for medium in newer
    ]


def _track(newer: dict[str, Any], older: dict[str, Any] | None) -> dict[str, Any]:
    same = older is not None and title_likeness(newer["title"], older["title"]) >= SAME_TITLE
    return united(newer, older) if older is not None and same else newer
