"""A made-up provider that keeps its contract; the tests break it in one place at a time."""

from __future__ import annotations

from harmony_core import provider as hc


@hc.payload
class Song:
    id: int
    title: str
    isrc: str | None = None


@hc.payload
class Songs:
    songs: tuple[Song, ...] = ()


@hc.payload
class Record:
    id: int
    title: str
    upc: str | None = None
    released: str | None = None


@hc.payload
class Problem:
    error: str


@hc.answer
class Whole:
    record: Record
    songs: tuple[Song, ...] = ()


@hc.settings
class Keys:
    key: str | None = hc.setting("the key", secret=True)


RECORD = hc.Endpoint("record/{id}", into=Record)
RECORD_BY_GTIN = hc.Endpoint("record?upc={gtin}", into=Record)
SONGS = hc.Endpoint("record/{id}/songs", into=Songs)
MANY = hc.Endpoint("songs", method="POST", json={"ids": "{ids}"}, into=Songs)
SEARCH = hc.Endpoint("search?q={text}", into=Record, items="records")


async def fetch(api: hc.Api, target: hc.EntityRef | hc.Gtin, options: hc.LookupOptions) -> Whole:
    """Ask for a record, its songs, and more of the songs."""
    if isinstance(target, hc.Gtin):
        record = await api.get(RECORD_BY_GTIN, gtin=target.text)
    else:
        record = await api.get(RECORD, id=target.id)
    listed = await api.try_get(SONGS, "songs", id=record.id)
    songs = listed.songs if listed else ()
    if options.wants("isrcs") and songs:
        more = await api.try_get(MANY, "ISRCs", ids=[song.id for song in songs])
        songs = more.songs if more else songs
    return Whole(record, songs)


def release(answer: Whole, read: hc.Reader) -> hc.Release:
    """Return a record in the common form."""
    tracks = tuple(
        hc.Track(position=at, title=song.title, isrc=read.isrc(song.isrc, f"media[0].tracks[{at - 1}].isrc"))
        for at, song in enumerate(answer.songs, 1)
    )
    return hc.Release(
        title=answer.record.title,
        gtin=read.gtin(answer.record.upc, "gtin"),
        date=read.date(answer.record.released, "date"),
        media=(hc.Medium(position=1, tracks=tracks),) if tracks else (),
        external_ids=(kept.external_id("release", answer.record.id),),
    )


def releases(found: tuple[Record, ...], read: hc.Reader) -> list[hc.Release]:
    """Return candidates in the common form."""
    return [release(Whole(record), read) for record in found]


def error_of(body: Problem) -> hc.ProviderError:
    """Say what an error means."""
    return hc.NotFoundError("no such thing") if body.error == "missing" else hc.ProviderError(body.error)


kept = hc.Provider(
    name="kept",
    title="Kept",
    base="https://api.kept.example/",
    urls=(
        hc.Url("release", "https://www.kept.example/record/{id:digits}"),
        hc.Url("release", "https://[www.]kept.example/[{region:region}/]record/{id:digits}[/{slug:text}]"),
    ),
    lookups=(
        hc.Lookup("release", by=("id", "gtin"), main=RECORD, fetch=fetch, alone=Whole, normalize=release),
        hc.Search("release", main=SEARCH, normalize=releases),
    ),
    error_body=hc.ErrorBody(into=Problem, error=error_of),
    settings=Keys,
    auth=hc.QueryKey(parameter="key", setting="key"),
)


@hc.hookimpl
def harmony_providers() -> list[hc.Provider]:
    """Return the provider."""
    return [kept]
