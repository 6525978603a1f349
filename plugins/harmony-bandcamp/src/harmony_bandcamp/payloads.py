"""What Bandcamp's pages hold: the fields that are used. Nothing describes them: they are those of pages that were seen.

What the app tells is put in these words by the page reader.
"""

from __future__ import annotations

from harmony_core import provider as hc


@hc.payload
class Track:
    """A length is in seconds, 0.0 where it is not told. Only the player tells tracks' own pictures."""

    title: str
    art_id: int | None = None
    track_num: int | None = None
    artist: str | None = None
    duration: float | None = None
    title_link: str | None = None
    file: dict[str, str | None] | None = None
    streaming: bool | int | None = None
    is_downloadable: bool | int | None = None


@hc.payload
class Current:
    """The release itself. `download_pref` is 1 (free), 2 (paid) or null (not for sale alone)."""

    title: str
    credits: str | None = None
    upc: str | None = None
    isrc: str | None = None
    release_date: str | None = None
    publish_date: str | None = None
    minimum_price: float | None = None
    is_set_price: bool | int | None = None
    download_pref: int | None = None


@hc.payload
class Package:
    """What the release also comes on, or with: a record, a CD, a shirt."""

    type_name: str | None = None
    title: str | None = None
    upc: str | None = None
    label: str | None = None


@hc.payload(names={"free_download_page": "freeDownloadPage"})
class Tralbum:
    """A track or an album. `url` is at the account's own domain, if it has one; `album_url` is a path there."""

    current: Current
    item_type: str | None = None
    id: int | None = None
    url: str | None = None
    artist: str | None = None
    art_id: int | None = None
    album_url: str | None = None
    album_release_date: str | None = None
    album_is_preorder: bool | int | None = None
    free_download_page: str | None = None
    tralbum_subscriber_only: bool | int | None = None
    packages: tuple[Package, ...] | None = None
    trackinfo: tuple[Track, ...] | None = None


@hc.payload
class Named:
    """An account or a label."""

    name: str
    id: int | None = None
    url: str | None = None


@hc.payload(names={"described": "og:description", "license_url": "licenseUrl", "record_label": "recordLabel"})
class Whole:
    """An album or a track; `album_title` is that of the album which a track is on."""

    tralbum: Tralbum
    band: Named
    described: str | None = None
    license_url: str | None = None
    keywords: tuple[str, ...] = ()
    record_label: Named | None = None
    album_title: str | None = None


@hc.payload
class Player:
    """What the embedded player knows, also before the release."""

    tracks: tuple[Track, ...]


@hc.payload
class Site:
    url: str | None = None


@hc.payload
class Account(Named):
    """An account as the app tells it, and as it is read from its page."""

    bandcamp_url: str | None = None
    bio_image_id: int | None = None
    sites: tuple[Site, ...] | None = None


@hc.payload
class Result:
    """A search result; `day` is YYYY-MM-DD."""

    title: str
    url: str
    artist: str | None = None
    album: str | None = None
    day: str | None = None
    tags: tuple[str, ...] = ()
    image: int | None = None


@hc.answer
class Release:
    """An album or track, what was asked for, and what the player tells of it before it is released."""

    whole: Whole
    asked: hc.EntityRef | None = None
    player: Player | None = None


@hc.answer
class Profile:
    """An account, and what was asked for."""

    account: Account
    asked: hc.EntityRef | None = None
