"""MusicBrainz without a key: links, MBIDs, GTINs, ISRCs and search (musicbrainz.org/doc/MusicBrainz_API)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from harmony_core import provider as hc
from harmony_musicbrainz import normalize
from harmony_musicbrainz.payloads import (
    Artist,
    ErrorBody,
    FoundRecording,
    FoundRelease,
    Label,
    Page,
    Recording,
    Release,
    ReleaseGroup,
)
from harmony_musicbrainz.ranking import by_barcode, by_isrc, main_release
from harmony_musicbrainz.words import as_query

P = TypeVar("P")

USUAL_PAGE = 25
LARGEST_PAGE = 100


def one(path: str, into: type[P]) -> hc.Endpoint[P]:
    """Return the request for all about one thing: what changes is seldom more than a detail."""
    return hc.Endpoint(f"{path}&fmt=json", into=into, extent=("inc",), fresh=hc.days(3), absent=hc.days(1))


def found(resource: str, into: type[P]) -> hc.Endpoint[P]:
    """Return a search, in pages of `limit`."""
    path = f"{resource}?query={{query}}&limit={{limit}}&fmt=json"
    return hc.Endpoint(path, into=into, items=f"{resource}s", next=SEARCHED)


SEARCHED = hc.Offset(total="count")

RELEASE = one(
    "release/{id}?inc=artists+artist-credits+labels+media+recordings+isrcs+release-groups+genres+tags"
    "+url-rels+artist-rels+recording-level-rels+work-rels+work-level-rels",
    Release,
)
RELEASE_GROUP = one("release-group/{id}?inc=releases", ReleaseGroup)
RECORDING = one(
    "recording/{id}?inc=artists+artist-credits+isrcs+releases+release-groups+genres+tags"
    "+url-rels+artist-rels+work-rels+work-level-rels",
    Recording,
)
ARTIST = one("artist/{id}?inc=aliases+genres+tags+url-rels", Artist)
LABEL = one("label/{id}?inc=aliases+url-rels", Label)

# A barcode or an ISRC may be added any day.
RECORDINGS_BY_ISRC = hc.Endpoint("isrc/{isrc}?fmt=json", into=Recording, absent=hc.hours(12))
PAGE = hc.Endpoint("url?resource={page}&inc={kind}-rels&fmt=json", into=Page, fresh=hc.days(1), absent=hc.hours(12))

RELEASES_BY_GTIN = hc.Endpoint(
    "release?query=barcode:{gtin}&fmt=json", into=Release, items="releases", fresh=hc.hours(12)
)
RECORDINGS_BY_ISRCS = hc.Endpoint(
    "recording?query={query}&limit=100&fmt=json", into=Recording, items="recordings", next=SEARCHED, absent=hc.hours(12)
)
SEARCH_RELEASES = found("release", Release)
SEARCH_RECORDINGS = found("recording", Recording)
SEARCH_ARTISTS = found("artist", Artist)
SEARCH_LABELS = found("label", Label)


@hc.settings
class Settings:
    """How MusicBrainz gets to know who asks: it wants a name and a contact (musicbrainz.org/doc/MusicBrainz_API)."""

    user_agent: str | None = hc.setting("the whole User-Agent, as in MyTagger/1.2 ( me@example.org )", required=False)
    app_name: str | None = hc.setting("the name of the program that asks", required=False)
    app_version: str | None = hc.setting("its version", required=False)
    contact: str | None = hc.setting("an address or page where its author is reached", required=False)


def user_agent(settings: Settings) -> Mapping[str, str]:
    """Return the User-Agent that the settings make, or nothing where they name no program."""
    if settings.user_agent:
        return {"User-Agent": settings.user_agent}
    if not settings.app_name:
        return {}
    program = f"{settings.app_name}/{settings.app_version}" if settings.app_version else settings.app_name
    return {"User-Agent": f"{program} ( {settings.contact} )" if settings.contact else program}


MEANINGS = {"not found": 404, "rate limit": 429, "credentials": 401, "not authorized": 401}


def error_of(body: ErrorBody) -> hc.ProviderError:
    """Say what an error means; MusicBrainz tells it in words."""
    return hc.refusal("MusicBrainz", hc.code_in(body.error, MEANINGS), body.error)


async def fetch_release(
    api: hc.Api, target: hc.EntityRef | hc.Mbid | hc.Gtin | hc.PageUrl, options: hc.LookupOptions
) -> FoundRelease:
    if isinstance(target, hc.Gtin):
        return await fetch_by_gtin(api, target)
    if isinstance(target, hc.EntityRef) and target.type == "release-group":
        return await fetch_release_group(api, target, options)
    return FoundRelease(await api.get(RELEASE, id=await mbid(api, target, "release")))


async def fetch_by_gtin(api: hc.Api, gtin: hc.Gtin) -> FoundRelease:
    """Ask who has a barcode, as it is given and then with other numbers of zeros, and for all about the best."""
    found = by_barcode(await api.pages(RELEASES_BY_GTIN, gtin=gtin.text), gtin)
    if not found:
        padded = " OR ".join(f"barcode:{variant}" for variant in gtin.variants()[1:])
        found = by_barcode(await api.pages(SEARCH_RELEASES, query=padded), gtin)
    best, others = hc.best_of(found, "MusicBrainz", f"release with the barcode {gtin}")
    whole = await api.try_get(RELEASE, "tracks, credits and links", id=best.id)
    return FoundRelease(whole or best, others=others)


async def fetch_release_group(
    api: hc.Api, target: hc.EntityRef | hc.Mbid | hc.PageUrl, options: hc.LookupOptions
) -> FoundRelease:
    """Ask for a group, and for all about its main release."""
    listed = group_alone(await api.get(RELEASE_GROUP, id=await mbid(api, target, "release_group")))
    if not listed.release.id:
        return listed
    whole = await api.try_get(RELEASE, "artists, tracks, credits and links", id=listed.release.id)
    return FoundRelease(whole, listed.group) if whole else listed


def group_alone(group: ReleaseGroup) -> FoundRelease:
    """Return what a group tells of its main release; one without releases is all that there is."""
    nothing = Release(id="", title=group.title or "", date=group.first_release_date)
    return FoundRelease(main_release(group) or nothing, group)


async def fetch_recording(
    api: hc.Api, target: hc.EntityRef | hc.Mbid | hc.Isrc | hc.PageUrl, options: hc.LookupOptions
) -> FoundRecording:
    """Ask for a recording; an ISRC's answer only names the recordings, so that more is asked about the best."""
    if not isinstance(target, hc.Isrc):
        return recording_alone(await api.get(RECORDING, id=await mbid(api, target, "recording")))
    named = recording_alone(await api.get(RECORDINGS_BY_ISRC, isrc=target))
    whole = await api.try_get(RECORDING, "artists, releases, credits and links", id=named.recording.id)
    return FoundRecording(whole or named.recording, target.text, named.others)


def recording_alone(answer: Recording) -> FoundRecording:
    """Return a recording, or the best of those that an ISRC's answer names."""
    if answer.recordings is None:
        return FoundRecording(answer)
    best, *others = by_isrc(answer.recordings)
    return FoundRecording(best, answer.isrc, tuple(others))


def of_isrcs(isrcs: Sequence[hc.Isrc]) -> Mapping[str, object]:
    """Return what asks for the recordings of many ISRCs at once."""
    return {"query": f"isrc:({' OR '.join(isrc.text for isrc in isrcs)})"}


def with_isrc(isrc: hc.Isrc, found: Sequence[Recording]) -> FoundRecording | None:
    """Return the best of the recordings that have an ISRC."""
    having = by_isrc([recording for recording in found if isrc.text in (recording.isrcs or ())])
    return FoundRecording(having[0], isrc.text, tuple(having[1:])) if having else None


async def fetch_artist(api: hc.Api, target: hc.EntityRef | hc.Mbid | hc.PageUrl, options: hc.LookupOptions) -> Artist:
    return await api.get(ARTIST, id=await mbid(api, target, "artist"))


async def fetch_label(api: hc.Api, target: hc.EntityRef | hc.Mbid | hc.PageUrl, options: hc.LookupOptions) -> Label:
    return await api.get(LABEL, id=await mbid(api, target, "label"))


async def mbid(api: hc.Api, target: hc.EntityRef | hc.Mbid | hc.PageUrl, kind: str) -> str:
    """Return the MBID of a target; another source's page has one where MusicBrainz links it to just one entity."""
    if not isinstance(target, hc.PageUrl):
        return (target.id if isinstance(target, hc.EntityRef) else str(target)).lower()
    page = await api.get(PAGE, page=target.text, kind=kind.replace("_", "-"))
    match page.linked_to(kind):
        case (only,):
            return only
        case ():
            raise hc.NotFoundError(f"MusicBrainz links no {kind} to {target}")
        case several:
            raise hc.MismatchError(f"MusicBrainz links {len(several)} {kind}s to {target}: {', '.join(several)}")


def search(
    kind: str, main: hc.Endpoint[P], normalized: Callable[[Sequence[P], hc.Reader], Sequence[hc.Entity]]
) -> hc.Search[P]:
    """Return how one kind is searched: in pages of 100 at most, and with a limit only where it is not the usual."""

    async def fetch(api: hc.Api, text: str, options: hc.LookupOptions) -> Sequence[P]:
        size = min(options.limit, LARGEST_PAGE)
        limit = None if size == USUAL_PAGE else size
        return await api.pages(main, at_most=options.limit, query=as_query(text), limit=limit)

    return hc.Search(kind, main=main, fetch=fetch, normalize=normalized)


def urls() -> tuple[hc.Url, ...]:
    """Return the forms of links: of each kind the canonical one, then those of other hosts and of inner pages."""
    words = ("release", "release-group", "recording", "artist", "label")
    kinds = [(word.replace("-", "_"), word) for word in words]
    canonical = tuple(hc.Url(kind, f"https://musicbrainz.org/{path}/{{id:mbid}}") for kind, path in kinds)
    others = tuple(
        hc.Url(kind, f"https://[{{sub:sub}}.]{host}/{path}/{{id:mbid}}[/{{rest:rest}}]", where={"sub": "www|beta|test"})
        for kind, path in kinds
        for host in ("musicbrainz.org", "musicbrainz.eu")
    )
    return canonical + others


musicbrainz = hc.Provider(
    name="musicbrainz",
    title="MusicBrainz",
    base="https://musicbrainz.org/ws/2/",
    category="database",
    priority=100,
    urls=urls(),
    lookups=(
        hc.Lookup(
            "release",
            by=("id", "mbid", "gtin", "page"),
            types=("release", "release-group"),
            main=RELEASE,
            fetch=fetch_release,
            alone=FoundRelease,
            normalize=normalize.release,
        ),
        hc.Lookup(
            "release_group",
            by=("id", "mbid", "page"),
            main=RELEASE_GROUP,
            fetch=fetch_release_group,
            alone=group_alone,
            normalize=normalize.release,
        ),
        hc.Lookup(
            "recording",
            by=("id", "mbid", "isrc", "page"),
            main=RECORDING,
            fetch=fetch_recording,
            alone=recording_alone,
            normalize=normalize.recording,
            batch=hc.Batch(100, by="isrc", main=RECORDINGS_BY_ISRCS, fields=of_isrcs, share=with_isrc),
        ),
        hc.Lookup("artist", by=("id", "mbid", "page"), main=ARTIST, fetch=fetch_artist, normalize=normalize.artist),
        hc.Lookup("label", by=("id", "mbid", "page"), main=LABEL, fetch=fetch_label, normalize=normalize.label),
        search("release", SEARCH_RELEASES, hc.each(normalize.release, FoundRelease)),
        search("recording", SEARCH_RECORDINGS, hc.each(normalize.recording, FoundRecording)),
        search("artist", SEARCH_ARTISTS, hc.each(normalize.artist)),
        search("label", SEARCH_LABELS, hc.each(normalize.label)),
    ),
    rate=hc.Rate(1, per=1 / 0.9),
    error_body=hc.ErrorBody(into=ErrorBody, error=error_of, says_absent=True),
    settings=Settings,
    headers=user_agent,
    traits=hc.Traits(
        length=hc.Precision.SECONDS_OR_MILLISECONDS,
        gtins=hc.Quality.GOOD,
        labels=hc.Quality.GOOD,
        dates=hc.Quality.GOOD,
        credits=hc.Quality.GOOD,
    ),
)


@hc.hookimpl
def harmony_providers() -> list[hc.Provider]:
    return [musicbrainz]
