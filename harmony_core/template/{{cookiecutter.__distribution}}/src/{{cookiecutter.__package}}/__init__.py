"""{{ cookiecutter.title }}: releases by link, id, GTIN and words."""

from __future__ import annotations

from collections.abc import Sequence

from harmony_core import provider as hc

# --- what the source sends: only the fields that are used; those with a default may be missing ---


@hc.payload
class Artist:
    id: int
    name: str


@hc.payload
class Track:
    title: str
    seconds: float | None = None
    isrc: str | None = None


@hc.payload
class Release:
    id: int
    title: str
    barcode: str | None = None
    date: str | None = None
    label: str | None = None
    artists: tuple[Artist, ...] | None = None
    tracks: tuple[Track, ...] | None = None


# --- where it is asked: relative to `base` below; a list names the fields of its items and its next page ---

RELEASE = hc.Endpoint("releases/{id}", into=Release)
RELEASES_BY_GTIN = hc.Endpoint("releases?barcode={gtin}", into=Release, items="results", next="next")
SEARCH = hc.Endpoint("search?q={text}", into=Release, items="results", next="next")


async def fetch_release(api: hc.Api, target: hc.EntityRef | hc.Gtin, options: hc.LookupOptions) -> Release:
    """Ask for a release; what answers to a GTIN only names it."""
    if isinstance(target, hc.EntityRef):
        return await api.get(RELEASE, id=target.id)
    for found in await api.pages(RELEASES_BY_GTIN, gtin=target):
        if found.barcode and found.barcode.lstrip("0") == target.text.lstrip("0"):
            return await api.get(RELEASE, id=found.id)
    raise hc.NotFoundError(f"{{ cookiecutter.title }} has no release with the GTIN {target}")


# --- what it means: no requests, no clock; `read` reports values that cannot be taken ---


def release(found: Release, read: hc.Reader) -> hc.Release:
    tracks = tuple(
        hc.Track(
            position=position,
            title=track.title,
            length_ms=read.length_ms(track.seconds, f"media[0].tracks[{position - 1}].length_ms"),
            isrc=read.isrc(track.isrc, f"media[0].tracks[{position - 1}].isrc"),
        )
        for position, track in enumerate(found.tracks or (), start=1)
    )
    return hc.Release(
        title=found.title,
        artists=tuple(
            hc.ArtistCredit(name=artist.name, external_ids=({{ cookiecutter.name }}.external_id("artist", artist.id),))
            for artist in found.artists or ()
        ),
        gtin=read.gtin(found.barcode, "gtin"),
        date=read.date(found.date, "date"),
        labels=tuple(hc.LabelCredit(name=name) for name in hc.split_labels(found.label)),
        media=(hc.Medium(position=1, tracks=tracks),) if tracks else (),
        external_ids=({{ cookiecutter.name }}.external_id("release", found.id),),
    )


def releases(found: Sequence[Release], read: hc.Reader) -> list[hc.Release]:
    return [release(each, read) for each in found]


{{ cookiecutter.name }} = hc.Provider(
    name="{{ cookiecutter.name }}",
    title="{{ cookiecutter.title }}",
    base="{{ cookiecutter.__api }}",
    urls=(  # the first of a kind is the link that is written, all are read
        hc.Url("release", "{{ cookiecutter.__site }}/release/{id:digits}"),
        hc.Url("release", "{{ cookiecutter.__site }}/{lang:lang}/release/{id:digits}"),
    ),
    lookups=(
        hc.Lookup("release", by=("id", "gtin"), main=RELEASE, fetch=fetch_release, normalize=release),
        hc.Search("release", main=SEARCH, normalize=releases),
    ),
    rate=hc.Rate(1, per=1.0),
)


@hc.hookimpl
def harmony_providers() -> list[hc.Provider]:
    return [{{ cookiecutter.name }}]
