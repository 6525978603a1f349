"""What is read out of YouTube Music's answers: the texts that a page shows, as they are shown."""

from __future__ import annotations

from harmony_core import provider as hc


@hc.payload
class Picture:
    url: str
    width: int | None = None
    height: int | None = None


@hc.payload
class Name:
    """An album or an artist; `join` is what stands between this name and the next one of a credit."""

    name: str
    id: str | None = None
    join: str | None = None


@hc.payload
class Song:
    """A row of a list, or what is played: `length` is "3:45", `plays` "1.2M plays".

    `kind` is MUSIC_VIDEO_TYPE_ATV for a song with its cover; the others (OMV, UGC …) are films.
    """

    title: str
    id: str | None = None
    artists: tuple[Name, ...] = ()
    album: Name | None = None
    year: str | None = None
    length: str | None = None
    plays: str | None = None
    number: str | None = None
    kind: str | None = None
    explicit: bool = False
    pictures: tuple[Picture, ...] = ()


@hc.payload
class Album:
    """An album; `id` is that of its page, `count` is "19 songs", `about` are the links in its description."""

    title: str
    id: str | None = None
    playlist: str | None = None
    type: str | None = None
    artists: tuple[Name, ...] = ()
    year: str | None = None
    count: str | None = None
    pictures: tuple[Picture, ...] = ()
    about: tuple[str, ...] = ()
    songs: tuple[Song, ...] = ()


@hc.payload
class Artist:
    """An artist: `ids` are those of its channels; `listeners` is "1.2M monthly audience", `plays` "1,234 views"."""

    name: str
    ids: tuple[str, ...] = ()
    listeners: str | None = None
    plays: str | None = None
    pictures: tuple[Picture, ...] = ()
    about: tuple[str, ...] = ()
