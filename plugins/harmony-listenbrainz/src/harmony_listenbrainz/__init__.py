"""ListenBrainz without a key: how much is heard, tags, and the recording that an artist and a title are mapped to.

Everything is asked for by MBID (listenbrainz.readthedocs.io/en/latest/users/api); there is no way from ISRC or GTIN.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from harmony_core import provider as hc
from harmony_listenbrainz import normalize
from harmony_listenbrainz.links import URLS
from harmony_listenbrainz.payloads import Artist, Counts, ErrorBody, Known, Match, Recording, ReleaseGroup

P = TypeVar("P")
F = TypeVar("F")

DASH = hc.pattern(r"\s+[-–—]\s+")
"""Parts an artist from a title."""


# Facts are MusicBrainz', copied every now and then; counts are counted anew from time to time.
def facts(kind: str, into: type[P], more: str = "") -> hc.Endpoint[P]:
    """Return the request for what MusicBrainz knows of things of a kind."""
    path = f"metadata/{kind}/?{kind}_mbids={{id}}{more}"
    return hc.Endpoint(path, into=into, fresh=hc.days(3), absent=hc.days(1))


RECORDING = facts("recording", dict[str, Recording], "&inc=artist+tag+release")
RELEASE_GROUP = facts("release_group", dict[str, ReleaseGroup], "&inc=artist+tag+release")
ARTIST = facts("artist", tuple[Artist, ...])
LOOKUP = hc.Endpoint("metadata/lookup/?artist_name={artist}&recording_name={title}", into=Match, items=".")
# The experimental server of the same people; it is what the site's own search field asks.
WORDS = hc.Endpoint("https://labs.api.listenbrainz.org/recording-search/json?query={text}", into=Match, items="")


def counts(kind: str) -> hc.Endpoint[tuple[Counts, ...]]:
    """Return the endpoint that tells how much things of a kind are heard."""
    return hc.Endpoint(
        f"popularity/{kind.replace('_', '-')}",
        method="POST",
        json={f"{kind}_mbids": ["{id}"]},
        into=tuple[Counts, ...],
        fresh=hc.days(7),
        absent=hc.days(1),
    )


RELEASE_COUNTS = counts("release")


@hc.settings
class Settings:
    """Who asks; nobody needs to tell."""

    user_token: str | None = hc.setting(
        "a user token, with which more may be asked in the same time",
        env=("LISTENBRAINZ_USER_TOKEN", "LISTENBRAINZ_TOKEN"),
        secret=True,
        where="https://listenbrainz.org/settings/",
        required=False,
    )


def error_of(body: ErrorBody) -> hc.ProviderError:
    """Say what an error means (listenbrainz-server, webserver/errors.py)."""
    return hc.refusal("ListenBrainz", body.code, body.error)


def fetch(
    main: hc.Endpoint[F], only: Callable[[F], Known[P]], popularity: hc.Endpoint[tuple[Counts, ...]]
) -> Callable[[hc.Api, hc.EntityRef | hc.Mbid, hc.LookupOptions], Awaitable[Known[P]]]:
    """Return what asks for the facts of an MBID, and how much it is heard."""

    async def asked(api: hc.Api, target: hc.EntityRef | hc.Mbid, options: hc.LookupOptions) -> Known[P]:
        mbid = mbid_of(target)
        known = only(await api.get(main, id=mbid))
        counted = await api.try_get(popularity, "popularity", id=mbid)
        return known.heard(counted or ())

    return asked


async def fetch_release(api: hc.Api, target: hc.EntityRef | hc.Mbid, options: hc.LookupOptions) -> Counts:
    """Ask how much a release is heard; one that nobody has listened to is not known here."""
    counted = only_counts(await api.get(RELEASE_COUNTS, id=mbid_of(target)))
    if not normalize.popularity(counted):
        raise hc.NotFoundError("ListenBrainz knows no listens of this release")
    return counted


def only(found: dict[str, P]) -> Known[P]:
    """Return what is known of the one MBID that was asked for."""
    for mbid, facts in found.items():
        return Known(mbid, facts)
    raise hc.NotFoundError("ListenBrainz does not know this MBID")


def only_artist(found: tuple[Artist, ...]) -> Known[Artist]:
    """Return what is known of the one artist that was asked for."""
    return only({artist.artist_mbid: artist for artist in found})


def only_counts(found: tuple[Counts, ...]) -> Counts:
    """Return how much the one thing that was asked for is heard."""
    return only({each.release_mbid or "": each for each in found}).facts


def mbid_of(target: hc.EntityRef | hc.Mbid) -> str:
    return (target.id if isinstance(target, hc.EntityRef) else str(target)).lower()


async def search(api: hc.Api, text: str, options: hc.LookupOptions) -> Sequence[Match]:
    """Look up an artist and a title where a dash parts them; other words, and what that does not find, are searched."""
    artist, *title = DASH.split(text.strip(), maxsplit=1)
    if title:
        found = await api.pages(LOOKUP, artist=artist, title=title[0])
        if any(each.recording_mbid for each in found):
            return found
    return await api.pages(WORDS, at_most=options.limit, text=text)


listenbrainz = hc.Provider(
    name="listenbrainz",
    title="ListenBrainz",
    base="https://api.listenbrainz.org/1/",
    hosts=("labs.api.listenbrainz.org",),
    category="database",
    priority=60,
    urls=URLS,
    lookups=(
        hc.Lookup(
            "release",
            by=("id", "mbid"),
            main=RELEASE_COUNTS,
            fetch=fetch_release,
            alone=only_counts,
            normalize=normalize.release,
        ),
        hc.Lookup(
            "release_group",
            by=("id", "mbid"),
            main=RELEASE_GROUP,
            fetch=fetch(RELEASE_GROUP, only, counts("release_group")),
            alone=only,
            normalize=normalize.release_group,
        ),
        hc.Lookup(
            "recording",
            by=("id", "mbid"),
            main=RECORDING,
            fetch=fetch(RECORDING, only, counts("recording")),
            alone=only,
            normalize=normalize.recording,
        ),
        hc.Lookup(
            "artist",
            by=("id", "mbid"),
            main=ARTIST,
            fetch=fetch(ARTIST, only_artist, counts("artist")),
            alone=only_artist,
            normalize=normalize.artist,
        ),
        hc.Search("recording", main=LOOKUP, fetch=search, normalize=normalize.matches),
    ),
    rate=hc.Rate(1),  # listenbrainz.readthedocs.io/en/latest/users/api/index.html#rate-limiting
    error_body=hc.ErrorBody(into=ErrorBody, error=error_of),
    auth=hc.HeaderKey(prefix="Token ", setting="user_token"),
    settings=Settings,
    traits=hc.Traits(
        feed="musicbrainz",
        length=hc.Precision.MILLISECONDS,
        gtins=hc.Quality.MISSING,
        labels=hc.Quality.MISSING,
        credits=hc.Quality.PRESENT,
    ),
)


@hc.hookimpl
def harmony_providers() -> list[hc.Provider]:
    return [listenbrainz]
