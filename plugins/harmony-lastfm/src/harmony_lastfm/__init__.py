"""Last.fm: tags, listeners and plays of releases, recordings and artists, by link, name and MBID (last.fm/api).

Its ids are names, as its links write them. Names are asked for as they are given; where there is no such thing,
as Last.fm would correct them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from harmony_core import provider as hc
from harmony_lastfm import names, normalize
from harmony_lastfm.payloads import (
    Album,
    AlbumBody,
    Answer,
    Artist,
    ArtistBody,
    ErrorBody,
    Tag,
    TopTags,
    Track,
    TrackBody,
    artist_of,
    each,
    tags_in,
)

P = TypeVar("P")

USUAL_PAGE = 30
LARGEST_PAGE = 1000


def info(method: str, named: str, into: type[P]) -> hc.Endpoint[P]:
    """Return the request for one thing, by names or MBID; answers to others' spellings of it serve, too."""
    path = f"?method={method}&{named}&mbid={{mbid}}&autocorrect={{corrected}}&format=json"
    spellings = (path, path.replace(method, method.lower()))
    corrected = (each.replace("{corrected}", "1") for each in spellings)
    return hc.Endpoint(path, into=into, also=(*spellings[1:], *corrected), extent=("lang", "username"))


ALBUM = info("album.getInfo", "artist={artist}&album={album}", AlbumBody)
TRACK = info("track.getInfo", "artist={artist}&track={track}", TrackBody)
ARTIST = info("artist.getInfo", "artist={artist}", ArtistBody)


# Tags change slowly. Methods are spelt as the recorded requests spell them: it is all one to Last.fm.
def tags_of(method: str, named: str) -> hc.Endpoint[TopTags]:
    """Return the request for how often each tag is used."""
    return hc.Endpoint(f"?method={method}&{named}&format=json", into=TopTags, fresh=hc.days(7))


ALBUM_TAGS = tags_of("album.getTopTags", "artist={artist}&album={album}")
TRACK_TAGS = tags_of("track.gettoptags", "artist={artist}&track={track}")
ARTIST_TAGS = tags_of("artist.getTopTags", "artist={artist}")


def found(kind: str, into: type[P]) -> hc.Endpoint[P]:
    """Return a search."""
    path = f"?method={kind}.search&{kind}={{text}}&limit={{limit}}&page={{page}}&format=json"
    return hc.Endpoint(path, into=into, items=f"results.{kind}matches.{kind}")


SEARCH_ALBUMS = found("album", Album)
SEARCH_TRACKS = found("track", Track)
SEARCH_ARTISTS = found("artist", Artist)


@hc.settings
class Settings:
    """Last.fm answers nobody without a key; one is free."""

    api_key: str | None = hc.setting(
        "the key of an API account", secret=True, where="https://www.last.fm/api/account/create"
    )


DENIED = ("4", "9", "10", "13", "14", "15", "17", "26")


def error_of(body: ErrorBody) -> hc.ProviderError:
    """Say what an error means; Last.fm sends them with and without an HTTP status (last.fm/api/errorcodes)."""
    text, code = (body.message or "").strip(), str(body.error)
    if code == "6" and text.lower().startswith("invalid parameters"):  # which is what 6 is for, but not all
        return hc.ProviderError(f"Last.fm reports error {code}: {text}")
    return hc.refusal("Last.fm", code, text, absent=("6",), denied=DENIED, slow=("29",))


async def fetch_release(api: hc.Api, target: hc.EntityRef | hc.Mbid, options: hc.LookupOptions) -> Answer[AlbumBody]:
    """Ask for an album, which may be the one that Last.fm names of a track."""
    of_track = isinstance(target, hc.EntityRef) and target.type == "track"
    body = await ask(api, ALBUM, await album_of_track(api, target) if of_track else asked(target, "artist", "album"))
    refuse_substitute(target, body.album.mbid)
    album, by = body.album, artist_of(body.album.artist)
    tags = tags_in(album.tags, album.toptags)
    return await weighed(api, body, ALBUM_TAGS, tags, artist=by.name if by else None, album=album.name)


async def album_of_track(api: hc.Api, target: hc.EntityRef | hc.Mbid) -> dict[str, str]:
    track = (await ask(api, TRACK, asked(target, "artist", "track"))).track
    for album in each(track.album):
        by = artist_of(album.artist) or artist_of(track.artist)
        if by and by.name and album.title:
            return {"artist": by.name, "album": album.title}
    raise hc.NotFoundError(f"Last.fm names no album of {target}")


async def fetch_recording(api: hc.Api, target: hc.EntityRef | hc.Mbid, options: hc.LookupOptions) -> Answer[TrackBody]:
    body = await ask(api, TRACK, asked(target, "artist", "track"))
    refuse_substitute(target, body.track.mbid)
    track, by = body.track, artist_of(body.track.artist)
    return await weighed(
        api, body, TRACK_TAGS, tags_in(track.toptags), artist=by.name if by else None, track=track.name
    )


async def fetch_artist(api: hc.Api, target: hc.EntityRef | hc.Mbid, options: hc.LookupOptions) -> Answer[ArtistBody]:
    body = await ask(api, ARTIST, asked(target, "artist"))
    refuse_substitute(target, body.artist.mbid)
    return await weighed(api, body, ARTIST_TAGS, tags_in(body.artist.tags), artist=body.artist.name)


async def weighed(
    api: hc.Api, body: P, endpoint: hc.Endpoint[TopTags], tags: Sequence[Tag], **named: str | None
) -> Answer[P]:
    """Ask for the weights of tags, where the main answer has some."""
    if not tags or not all(named.values()):
        return Answer(body)
    counted = await api.try_get(endpoint, "the weights of tags", **named)
    return Answer(body, counted)


def asked(target: hc.EntityRef | hc.Mbid, *fields: str) -> dict[str, str]:
    """Return what a target is asked for by: its names, or its MBID."""
    if isinstance(target, hc.Mbid):
        return {"mbid": str(target)}
    return dict(zip(fields, names.names_of(target.id), strict=True))


async def ask(api: hc.Api, endpoint: hc.Endpoint[P], fields: Mapping[str, str]) -> P:
    """Ask for something as it is named, and where there is no such thing as Last.fm would correct its name."""
    try:
        return await api.get(endpoint, **fields)
    except hc.NotFoundError:
        if "mbid" in fields:
            raise
        return await api.get(endpoint, **fields, corrected=1)


def refuse_substitute(target: hc.EntityRef | hc.Mbid, answered: str | None) -> None:
    """Raise where Last.fm answers with another MBID than it was asked for."""
    if isinstance(target, hc.Mbid) and answered:
        hc.refuse_substitute("Last.fm", "MBID", target, answered)


def search(kind: str, main: hc.Endpoint[P], normalized: Callable[[P, hc.Reader], hc.Entity]) -> hc.Search[P]:
    """Return how one kind is searched: in pages, with a size only where the usual one would not do."""

    async def fetch(api: hc.Api, text: str, options: hc.LookupOptions) -> Sequence[P]:
        limit = min(options.limit, LARGEST_PAGE) if options.limit > USUAL_PAGE else None
        hits = latest = await api.pages(main, text=text, limit=limit)
        page = 1
        while len(latest) >= USUAL_PAGE and len(hits) < options.limit:
            page += 1
            latest = await api.try_pages(main, "further candidates", text=text, limit=limit, page=page)
            hits += latest
        return hits[: options.limit]

    return hc.Search(kind, main=main, fetch=fetch, normalize=hc.each(normalized))


lastfm = hc.Provider(
    name="lastfm",
    title="Last.fm",
    base="https://ws.audioscrobbler.com/2.0/",
    category="database",
    priority=30,  # names and track lists come from what listeners scrobble
    urls=names.URLS,
    lookups=(
        hc.Lookup(
            "release",
            by=("id", "mbid"),
            types=("album", "track"),
            main=ALBUM,
            fetch=fetch_release,
            alone=Answer,
            normalize=normalize.release,
        ),
        hc.Lookup(
            "recording",
            by=("id", "mbid"),
            main=TRACK,
            fetch=fetch_recording,
            alone=Answer,
            normalize=normalize.recording,
        ),
        hc.Lookup(
            "artist", by=("id", "mbid"), main=ARTIST, fetch=fetch_artist, alone=Answer, normalize=normalize.artist
        ),
        search("release", SEARCH_ALBUMS, normalize.release_of),
        search("recording", SEARCH_TRACKS, normalize.recording_of),
        search("artist", SEARCH_ARTISTS, normalize.artist_entity),
    ),
    rate=hc.Rate(1, per=2.0),
    error_body=hc.ErrorBody(into=ErrorBody, error=error_of),
    auth=hc.QueryKey(parameter="api_key", setting="api_key"),
    settings=Settings,
    traits=hc.Traits(
        length=hc.Precision.SECONDS,
        cover_px=300,
        launched=hc.PartialDate(2002, 3, 20),
        gtins=hc.Quality.MISSING,
        labels=hc.Quality.MISSING,
        dates=hc.Quality.BAD,
        credits=hc.Quality.BAD,  # one name for all artists of a credit
    ),
)


@hc.hookimpl
def harmony_providers() -> list[hc.Provider]:
    return [lastfm]
