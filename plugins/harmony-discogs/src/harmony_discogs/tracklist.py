"""A flat track list → media with tracks.

Discogs lists headings, tracks and index tracks (tracks with parts) one after the other; which medium a track is
on follows from its position and from the formats.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby

from harmony_core import provider as hc
from harmony_discogs.formats import SIDES, Slot, fits
from harmony_discogs.payloads import Named, Track
from harmony_discogs.positions import Place, has_dots, place, shared, undotted
from harmony_discogs.tables import MEDIUM_WORDS

_NUMBER = r"(?:\d+|one|two|three|four|five|six|[ivx]+|[a-z])"
_DISC = rf"(?:cd|dvd|lp|disc|disk|disque|vinyl|record|cassette|tape)[ #.-]*{_NUMBER}"
_SIDE = rf"(?:side|seite|face|lado|lato|kant|sida)[ #.-]*{_NUMBER}|(?:[a-z]|this|that|other|logo|first|second)[ _-]side"
_DISC_HEADING = hc.pattern(_DISC, re.IGNORECASE)
_SIDE_HEADING = hc.pattern(rf"(?:{_DISC}\W*)?(?:{_SIDE})", re.IGNORECASE)
_DURATION = hc.pattern(r"(?:([0-9]{1,2}):)?([0-9]{1,3}):([0-9]{2})")


@hc.answer
class Row:
    """A track of the list.

    `heading` is what stands above it, `above` the heading of headings, on the first row below both; `positions`
    are its own and its parts'. `opens` is whether a heading before it names a medium ("CD 2"), `at` its place in the
    list.
    """

    title: str
    place: Place
    positions: tuple[str, ...]
    seconds: int | None
    artists: tuple[Named, ...] = ()
    extra: tuple[Named, ...] = ()
    heading: str | None = None
    above: str | None = None
    opens: bool = False
    at: int = 0


@dataclass(kw_only=True)
class Disc:
    """A medium in the making: `key` is its prefix in positions, `sides` the last count on every side."""

    key: str | None = None
    sides: dict[str, int] = field(default_factory=dict)
    last: int = 0
    rows: list[Row] = field(default_factory=list)

    @property
    def is_numbered(self) -> bool:
        """Whether any of its tracks has a position."""
        return bool(self.key or self.sides or self.last)

    def add(self, row: Row) -> None:
        """Put a track on it."""
        if row.place.side and not row.place.medium:
            self.sides[row.place.side] = row.place.count or 0
        self.last = self.last if row.place.count is None else row.place.count
        self.rows.append(row)


def rows(listed: Sequence[Track], media: int | None) -> list[Row]:
    """Return the tracks of a list, with the headings that they stand under; `media` is how many there should be."""
    plain = [each.position or "" for each in listed if not each.sub_tracks]
    dots = has_dots(plain, media)
    has_positions = any(position.strip() for position in plain)
    headings = _Headings()
    found: list[Row] = []
    for each in listed:
        if _is_heading(each, has_positions):
            headings.meet(each)
        else:
            for row in _rows_of(each, dots):
                found.append(headings.over(row, len(found)))
    return found


@dataclass(kw_only=True)
class _Headings:
    """What stands above the next track: `is_fresh` where no track has come since the last heading."""

    heading: str | None = None
    above: str | None = None
    opens: bool = False
    is_fresh: bool = False
    extra: tuple[Named, ...] = ()

    def meet(self, track: Track) -> None:
        """Read a heading: one of a side says nothing, one of a medium or a dash ends the heading before it."""
        title = _heading(track)
        self.extra = track.extraartists or ()
        if _SIDE_HEADING.fullmatch(title):
            return
        opens = bool(_DISC_HEADING.fullmatch(title))
        ends = opens or not title.strip("-–— ")
        self.opens = self.opens or opens
        self.above = self.heading if self.is_fresh and not ends else None
        self.heading, self.is_fresh = (None, False) if ends else (title, True)

    def over(self, row: Row, at: int) -> Row:
        """Return a track with its place and what stands above it; an index track's title is nearer than a heading."""
        outer = (self.above or self.heading) if row.heading else self.above
        told = Row(
            title=row.title,
            place=row.place,
            positions=row.positions,
            seconds=row.seconds,
            artists=row.artists,
            extra=(*row.extra, *self.extra),
            heading=row.heading or self.heading,
            above=outer if self.is_fresh else None,
            opens=self.opens,
            at=at,
        )
        self.opens, self.is_fresh, self.above = False, False, None
        return told


def _is_heading(track: Track, has_positions: bool) -> bool:
    """Whether a row is a heading: old entries do not say so, and an index track without parts is one."""
    if track.type_ == "heading" or (track.position or "").strip():
        return track.type_ == "heading"
    if track.type_ == "index":
        return not track.sub_tracks
    return track.type_ is None and not track.duration and has_positions


def _heading(track: Track) -> str:
    return (track.title or "").strip().removesuffix(":").strip()


def _rows_of(track: Track, dots: bool) -> Iterator[Row]:
    """Yield the track that a row is; an index track whose parts are no parts of one track is a heading of tracks."""
    own = _row(track, dots)
    listed = track.sub_tracks or ()
    parts = [_row(part, dots) for part in listed if _title(part) or (part.position or "").strip()]
    if not parts:
        if own.place.number or _title(track):
            yield own
    elif own.place.number or shared([part.positions[0] for part in parts]) or _is_one(track, parts):
        yield _united(track, own, parts)
    else:
        for part in parts:
            artists, extra = part.artists or own.artists, (*part.extra, *own.extra)
            yield Row(
                title=part.title,
                place=part.place,
                positions=part.positions,
                seconds=part.seconds,
                artists=artists,
                extra=extra,
                heading=_heading(track) or None,
            )


def _is_one(track: Track, parts: Sequence[Row]) -> bool:
    """Whether only the whole has a length, and no part has a position."""
    return bool(track.duration) and not any(part.seconds or part.place.number for part in parts)


def _united(track: Track, own: Row, parts: Sequence[Row]) -> Row:
    """Return one track of an index track and its parts: "Suite: Part 1 / Part 2"."""
    positions = [part.positions[0] for part in parts]
    position = own.positions[0] or shared(positions) or ""
    lengths = [part.seconds for part in parts if part.seconds]
    return Row(
        title=f"{_heading(track)}: {' / '.join(part.title for part in parts)}".removeprefix(": "),
        place=place(position),
        positions=(position, *positions),
        seconds=own.seconds or (sum(lengths) if len(lengths) == len(parts) else None),
        artists=own.artists,
        extra=tuple(dict.fromkeys((*own.extra, *(credit for part in parts for credit in part.extra)))),
    )


def _row(track: Track, dots: bool) -> Row:
    position = (track.position or "").strip()
    position = undotted(position) if dots else position
    return Row(
        title=_title(track) or "[untitled]",
        place=place(position),
        positions=(position,),
        seconds=_seconds(track.duration),
        artists=track.artists or (),
        extra=track.extraartists or (),
    )


def discs(found: Sequence[Row], formats: Sequence[Slot]) -> list[Disc]:
    """Divide tracks into media: by prefixes, by sides (two are a medium), and where numbers begin anew."""
    sides = [row.place.side for row in found if row.place.side and not row.place.medium]
    sides_each = _sides_each(len(list(groupby(sides))), formats)
    made: list[Disc] = []
    by_key: dict[str, Disc] = {}
    for row in found:
        key = row.place.medium
        disc = by_key.get(key) if key else _disc_of(row, made, sides_each, is_one=len(formats) == 1)
        if disc is None:
            disc = Disc(key=key)
            made.append(disc)
            if key:
                by_key[key] = disc
        disc.add(row)
    return made


def _sides_each(sides: int, formats: Sequence[Slot]) -> int:
    """Return how many sides a medium has: letters can also be discs of one side, or parts of a single one."""
    two_sided = sum(slot.two_sided for slot in formats)
    if two_sided or not formats:
        return 1 if 1 < two_sided == sides else 2
    return 1 if sides == len(formats) else max(sides, 1)


def _disc_of(row: Row, made: Sequence[Disc], sides_each: int, *, is_one: bool) -> Disc | None:
    """Return the medium that a track without its prefix goes on, or None where it begins another."""
    if not made:
        return None
    at, last = row.place, made[-1]
    if not last.is_numbered and not row.opens:
        return last
    if at.side:
        goes_on = at.side in last.sides and (at.side == [*last.sides][-1] or (at.count or 0) > last.sides[at.side])
        has_room = at.side not in last.sides and 0 < len(last.sides) < sides_each and not row.opens
        return last if goes_on or has_room else None
    if is_one:
        return last
    begins_anew = at.count is not None and (
        bool(last.key or last.sides) or (at.count <= 1 and last.last >= 1 and (at.number or "").isdigit())
    )
    return None if begins_anew or row.opens else last


def slot_of_each(made: Sequence[Disc], formats: Sequence[Slot], read: hc.Reader) -> list[Slot | None]:
    """Return which of the formats each medium has, in order, as far as its positions do not tell another."""
    if len(made) != len(formats):
        names = {slot.format for slot in formats}
        if formats and names != {"Digital Media"}:
            read.warn("media", f"the track list has {len(made)} media, the formats are of {len(formats)}")
        if len(names) == 1:
            return [formats[0]] * len(made)
        return [_only(slot for slot in formats if _meant(disc) and fits(slot, _meant(disc))) for disc in made]
    left = list(formats)
    chosen: dict[int, Slot] = {}
    for at in sorted(range(len(made)), key=lambda at: _meant(made[at]) is None):
        slot = next((slot for slot in left if fits(slot, _meant(made[at]))), left[0])
        left.remove(slot)
        chosen[at] = slot
    return [chosen[at] for at in range(len(made))]


def _only(found: Iterator[Slot]) -> Slot | None:
    slots = set(found)
    return slots.pop() if len(slots) == 1 else None


def _meant(disc: Disc) -> str | None:
    """Return the format that a medium's positions mean."""
    word = Place(medium=disc.key).word
    return MEDIUM_WORDS.get(word) if word else (SIDES if disc.sides else None)


def titles(disc: Disc) -> tuple[str | None, list[str]]:
    """Return a medium's title and those of its tracks.

    A heading over all of its tracks is its title, as is one above the first heading; any other heading stands
    before the titles of its tracks.
    """
    headings = {row.heading for row in disc.rows}
    first = disc.rows[0]
    if len(headings) == 1:
        title = ": ".join(filter(None, (first.above, first.heading)))
        return title or None, [row.title for row in disc.rows]
    return first.above, [": ".join(filter(None, (row.heading, row.title))) for row in disc.rows]


def _title(track: Track) -> str:
    return (track.title or "").strip()


@lru_cache(maxsize=1024)  # most are between two and seven minutes
def _seconds(text: str | None) -> int | None:
    """Read "3:51", "73:20" or "1:02:03"."""
    found = _DURATION.fullmatch(text.strip(" ()'\"")) if text else None
    if found is None:
        return None
    hours, minutes, seconds = map(int, found.groups("0"))
    return hours * 3600 + minutes * 60 + seconds
