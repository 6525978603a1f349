"""Releases as several sources tell of them: in the forms that real answers have, with made-up titles.

The three answers of the demo give the form: how many artists, credits, countries and ids a track has, and what the
sources know at all. Titles, numbers and lengths are new in each release, so that no cache knows them.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator, Sequence
from functools import lru_cache

import attrs

from harmony_core.domain.answers import Asked, Found
from harmony_core.domain.gtin import Gtin
from harmony_core.domain.identifiers import Isrc
from harmony_core.domain.model import ExternalId, Medium, Release, Track
from speed.sessions import demo, keep, memory_session

WORDS = tuple(
    """
    amber arrow ashes bell birch bridge candle cedar circle cloud copper coral crane crystal dawn desert dream drum echo
    ember engine feather fever field flame forest fountain garden ghost glass gold harbor heart hollow honey horizon
    hunter iron island ivory jewel juniper kingdom lantern letter light lily machine marble meadow mirror moon morning
    mountain needle night ocean orchard palace paper pearl pilot planet prairie quiet rain raven ribbon river road rose
    saffron sailor salt shadow signal silver sky smoke snow song spark star stone storm summer sun temple thunder tiger
    tower valley velvet violet water whisper willow wind winter wire wolf wood yellow zero
    """.split()
)
SOURCES = ("musicbrainz", "deezer", "itunes", "spotify", "tidal")
VERSIONS = (" (Remastered)", " [feat. Someone]", " - Live", "")


@lru_cache(maxsize=1)
def forms() -> dict[str, Release]:
    """Return the demo's release as each of its sources has it, in the common form."""

    async def run() -> dict[str, Release]:
        session = memory_session()
        keep(session, demo())
        async with session:
            result = await session.lookup("724384960650", provider=list(SOURCES[:3]), regions=["US"])
        return {name: entity for name, entity in result.documents.items() if isinstance(entity, Release)}

    return asyncio.run(run())


def told(seed: int, sources: int, tracks: int) -> list[Found]:
    """Return how so many sources tell of one release of so many tracks; another seed is another release."""
    rng = random.Random(seed)
    truth = [Song.made(rng, at) for at in range(tracks)]
    title = phrase(rng)
    gtin = Gtin.parse(_with_check_digit(f"2{seed % 10**10:010d}"))
    shapes = [forms()[name] for name in SOURCES[:3]]
    return [_found(name, shapes[at % 3], title, gtin, truth, rng) for at, name in enumerate(SOURCES[:sources])]


def bare(found: Found) -> Found:
    """Return what was found without countries and credits of tracks: as sources answer that tell neither."""
    release = found.entity
    assert isinstance(release, Release)
    media = tuple(
        attrs.evolve(each, tracks=tuple(attrs.evolve(track, available_in=(), credits=()) for track in each.tracks))
        for each in release.media
    )
    return attrs.evolve(found, entity=attrs.evolve(release, media=media, available_in=(), credits=()))


def phrase(rng: random.Random) -> str:
    """Return a title of two to four words and a number, which is hardly ever the same twice."""
    words = [rng.choice(WORDS).title() for _ in range(rng.randint(2, 4))]
    return f"{' '.join(words)} {rng.randrange(10_000)}"


@attrs.frozen
class Song:
    """What a track is, whoever tells of it."""

    title: str
    isrc: Isrc
    length_ms: int

    @classmethod
    def made(cls, rng: random.Random, at: int) -> Song:
        """Make one up."""
        return cls(phrase(rng), Isrc.parse(f"ZZLMP24{rng.randrange(100_000):05d}"), rng.randint(90_000, 420_000))


def _found(name: str, form: Release, title: str, gtin: Gtin, truth: Sequence[Song], rng: random.Random) -> Found:
    shapes = [track for medium in form.media for track in medium.tracks]
    tracks = tuple(_track(name, shapes[at % len(shapes)], song, at, rng) for at, song in enumerate(truth))
    release = attrs.evolve(
        form,
        title=title,
        gtin=gtin if form.gtin else None,
        media=(Medium(position=1, tracks=tracks),),
        external_ids=tuple(_own(name, each, rng) for each in form.external_ids),
    )
    return Found(provider=name, asked=Asked(by="gtin", value=str(gtin)), entity=release, id="1")


def _track(name: str, shape: Track, song: Song, at: int, rng: random.Random) -> Track:
    """Return a track as a source writes it: lengths in whole seconds, a version beside the title, no ISRC."""
    rounded = song.length_ms if name == "musicbrainz" else round(song.length_ms / 1000) * 1000
    return attrs.evolve(
        shape,
        position=at + 1,
        number=str(at + 1),
        title=song.title + (rng.choice(VERSIONS) if rng.random() < 0.1 else ""),
        length_ms=rounded,
        isrc=None if name == "itunes" else song.isrc,
        isrcs=(),
        external_ids=tuple(_own(name, each, rng) for each in shape.external_ids),
    )


def _own(name: str, each: ExternalId, rng: random.Random) -> ExternalId:
    return attrs.evolve(each, provider=name, id=str(rng.randrange(10**9)))


def _with_check_digit(digits: str) -> str:
    total = sum(int(each) * (3 if at % 2 == 0 else 1) for at, each in enumerate(reversed(digits)))
    return f"{digits}{-total % 10}"


def series(sources: int, tracks: int, first: int = 0) -> Iterator[list[Found]]:
    """Yield releases without end, each new."""
    seed = first
    while True:
        yield told(seed, sources, tracks)
        seed += 1
