"""What Bandcamp tells, in the words of its pages and of its app's API: the fields that are used.

There is no description of either: the fields are those of answers that were seen.
"""

from __future__ import annotations

from harmony_core import provider as hc


@hc.payload
class Track:
    """A length is in seconds, 0.0 where it is not told. Pages have `streaming` and `file`, the app `is_streamable`."""

    title: str
    art_id: int | None = None
    track_num: int | None = None
    artist: str | None = None
    duration: float | None = None
    title_link: str | None = None
    file: dict[str, str | None] | None = None
    streaming: int | bool | None = None
    is_streamable: bool | None = None
    is_downloadable: bool | None = None


@hc.payload
class Current:
    """The release itself. `download_pref` is 1 (free), 2 (paid) or null (not for sale alone)."""

    title: str
    credits: str | None = None
    upc: str | None = None
    isrc: str | None = None
    release_date: str | int | None = None
    publish_date: str | None = None
    minimum_price: float | None = None
    is_set_price: int | bool | None = None
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
    album_is_preorder: bool | None = None
    free_download_page: str | None = None
    tralbum_subscriber_only: bool | None = None
    packages: tuple[Package, ...] | None = None
    trackinfo: tuple[Track, ...] | None = None


@hc.payload
class Named:
    """An account, a label, a tag or a site; the app calls an account's number otherwise than pages do."""

    name: str | None = None
    url: str | None = None
    id: int | None = None
    band_id: int | None = None
    isloc: bool | None = None


@hc.payload(names={"described": "og:description", "license_url": "licenseUrl", "record_label": "recordLabel"})
class Whole:
    """An album or a track: what its page holds, or (from `id` on) what the app's API tells of it."""

    tralbum: Tralbum | None = None
    band: Named | None = None
    described: str | None = None
    license_url: str | None = None
    keywords: tuple[str, ...] = ()
    record_label: Named | None = None
    album_title: str | None = None

    id: int | None = None
    type: str | None = None
    title: str | None = None
    bandcamp_url: str | None = None
    art_id: int | None = None
    tralbum_artist: str | None = None
    tracks: tuple[Track, ...] | None = None
    credits: str | None = None
    release_date: int | None = None
    is_purchasable: bool | None = None
    free_download: bool | None = None
    is_set_price: bool | None = None
    price: float | None = None
    tags: tuple[Named, ...] | None = None
    label: str | None = None
    error_message: str | None = None


@hc.payload
class Player:
    """What the embedded player knows, also before the release; only here tracks tell their own pictures."""

    tracks: tuple[Track, ...]


@hc.payload
class Account:
    """An account as the app's API tells it, and as it is read from its page."""

    name: str | None = None
    id: int | None = None
    bandcamp_url: str | None = None
    bio_image_id: int | None = None
    sites: tuple[Named, ...] | None = None
    error_message: str | None = None


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
