"""Who is credited: artists as printed, everybody else with a role, and on which tracks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property, lru_cache

from harmony_core import provider as hc
from harmony_discogs.links import PAGES
from harmony_discogs.payloads import Company, Identifier, Named, Release
from harmony_discogs.tables import COPYRIGHTS
from harmony_discogs.tracklist import Row

_SUFFIX = hc.pattern(r" \(\d+\)$")
_ARTICLE = hc.pattern(r"^(.+), (The)$")
_ROLE = hc.pattern(r"[^,\[]*(?:\[[^\]]*\]?[^,\[]*)*")
_ZEROS = hc.pattern(r"(?<!\d)0+(?=\d)")
_NOT_A_TRACK = hc.pattern(r"^\s*(?:track|trk|no)?[.\s#]*|[:\s].*$", re.IGNORECASE)
_COMMA = hc.pattern("[,;]")
_BETWEEN = hc.pattern(r"\bto\b|[-–—]", re.IGNORECASE)


def plain_name(text: str | None) -> str:
    """Return a name without the number that tells it from others of the same name, and with its article in front.

    >>> plain_name("Clairo (2)"), plain_name("Persuader, The")
    ('Clairo', 'The Persuader')
    """
    name = (text or "").strip()
    name = (_SUFFIX.sub("", name) if name.endswith(")") else name).removesuffix("*")
    return _ARTICLE.sub(r"\2 \1", name) if ", The" in name else name


def artist_credit(artists: Sequence[Named] | None) -> tuple[hc.ArtistCredit, ...]:
    """Return artists with their names as printed; what joins the last one to nobody is left out."""
    if not artists:  # as on most tracks
        return ()
    named = [(name, each) for each in artists if (name := plain_name(each.name))]
    return tuple(
        hc.ArtistCredit(
            name=name,
            credited_name=_credited(each, name),
            join_phrase=_join_phrase(each.join) if at < len(named) else None,
            external_ids=PAGES.ids("artist", each.id),
        )
        for at, (name, each) in enumerate(named, 1)
    )


def _credited(named: Named, name: str) -> str | None:
    variation = (named.anv or "").strip()
    return variation if variation and variation != name else None


def _join_phrase(join: str | None) -> str | None:
    """Return what joins two names with its blanks: "&" is " & ", "," is ", "."""
    text = (join or "").strip()
    if not text:
        return None
    return f"{text} " if text[0] in ",;:" else f" {text} "


def credits_of(credited: Iterable[Named], note: str = "") -> tuple[hc.Credit, ...]:
    """Return what everybody did, one credit for each role ("Bass, Vocals [Backing]" are two), each once."""
    found: list[hc.Credit] = []
    for each in credited:
        name = plain_name(each.name)
        if not name or not each.role:
            continue
        variation, ids = _credited(each, name), PAGES.ids("artist", each.id)
        found += [
            hc.Credit(name=name, role=f"{role}{note}", credited_name=variation, external_ids=ids)
            for role in _roles(each.role)
        ]
    return tuple(dict.fromkeys(found)) if len(found) > 1 else tuple(found)


@lru_cache(maxsize=1024)
def _roles(text: str) -> tuple[str, ...]:
    """Return the roles in a text, of which most come again and again."""
    return tuple(filter(None, map(str.strip, _ROLE.findall(text))))


def company_credits(companies: Sequence[Company] | None) -> tuple[hc.Credit, ...]:
    """Return the parts that companies had: "Mastered At", "Published By"."""
    return tuple(
        dict.fromkeys(
            hc.Credit(name=plain_name(each.name), role=each.entity_type_name, external_ids=PAGES.ids("label", each.id))
            for each in companies or ()
            if plain_name(each.name) and each.entity_type_name and each.entity_type_name not in COPYRIGHTS
        )
    )


def copyrights(companies: Sequence[Company] | None) -> tuple[hc.Copyright, ...]:
    """Return who holds the rights; Discogs knows no years of them."""
    held = ((plain_name(each.name), COPYRIGHTS.get(each.entity_type_name or "")) for each in companies or ())
    return tuple(hc.Copyright(text=name, kind=kind) for name, kind in dict.fromkeys(held) if name and kind)


class Places:
    """Finds the tracks that a text names: "A1, B2", "1-01 to 1-05", "CD2"."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self._rows = rows

    @cached_property  # most releases name no tracks
    def _tracks(self) -> Mapping[str, list[int]]:
        tracks: dict[str, list[int]] = {}
        for row in self._rows:
            for position in filter(None, row.positions):
                tracks.setdefault(_key(position), []).append(row.at)
        return tracks

    @cached_property
    def _groups(self) -> Mapping[str, list[int]]:
        groups: dict[str, list[int]] = {}
        for row in self._rows:
            for group in filter(None, (row.place.medium, row.place.side)):
                groups.setdefault(_key(group), []).append(row.at)
        return groups

    def find(self, text: str) -> list[int] | None:
        """Return the places of all tracks that are named, or None where a name is not understood."""
        found = [self._one(name) for name in _COMMA.split(text) if name.strip()]
        return sorted({at for each in found for at in each}) if found and all(found) else None

    def _one(self, name: str) -> Sequence[int]:
        known = self._tracks.get(_key(name)) or self._groups.get(_key(name))
        if known:
            return known
        for between in _BETWEEN.finditer(name):
            first = self._tracks.get(_key(name[: between.start()]))
            last = self._tracks.get(_key(name[between.end() :]))
            if first and last:
                return range(first[0], last[-1] + 1)
        return ()


@lru_cache(maxsize=1024)  # as in `place`
def _key(position: str) -> str:
    """Return a position for comparing: without blanks, zeros before numbers, and case."""
    bare = "".join(position.split())
    return (_ZEROS.sub("", bare) if "0" in bare else bare).casefold()


@hc.answer
class Told:
    """What is told of a track outside of the track list."""

    credits: tuple[hc.Credit, ...] = ()
    isrcs: tuple[hc.Isrc, ...] = ()


NOTHING_TOLD = Told()


def told_of(found: Release, rows: Sequence[Row], read: hc.Reader) -> tuple[tuple[hc.Credit, ...], Mapping[int, Told]]:
    """Return the credits of a release, and the credits and ISRCs that are of single tracks, by the tracks' places.

    Where it is not understood which tracks a credit is for, the release's credit says it in Discogs' words.
    """
    places = Places(rows)
    whole: list[hc.Credit] = []
    of_tracks: dict[int, list[hc.Credit]] = {}
    for each in found.extraartists or ():
        named = (each.tracks or "").strip()
        tracks = places.find(named) if named else None
        if tracks is None:
            whole += credits_of([each], f" (tracks: {named})" if named else "")
        for at in tracks or ():
            of_tracks.setdefault(at, []).extend(credits_of([each]))
    codes = _isrcs(found.identifiers, places, read)
    told = {at: Told(tuple(of_tracks.get(at, ())), tuple(codes.get(at, ()))) for at in {*of_tracks, *codes}}
    return tuple(dict.fromkeys((*whole, *company_credits(found.companies)))), told


def _isrcs(identifiers: Sequence[Identifier] | None, places: Places, read: hc.Reader) -> dict[int, list[hc.Isrc]]:
    """Return the ISRCs of tracks; one that does not say which track it is of is left out."""
    of_tracks: dict[int, list[hc.Isrc]] = {}
    for each in identifiers or ():
        if (each.type or "").strip().upper() == "ISRC":
            tracks = places.find(_NOT_A_TRACK.sub("", each.description or "")) or []
            isrc = read.isrc(each.value, "media") if len(tracks) == 1 else None
            if isrc and isrc not in of_tracks.get(tracks[0], ()):
                of_tracks.setdefault(tracks[0], []).append(isrc)
    return of_tracks
