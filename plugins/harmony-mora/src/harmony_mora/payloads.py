"""What mora sends: the arguments of a page, and the fields that are used of a package's data."""

# ruff: noqa: N815 - the names are mora's

from __future__ import annotations

from harmony_core import provider as hc


@hc.payload
class Arguments:
    """Where a package's data is: the ten digits of `materialNo`, cut in three, are the end of its address."""

    mountPoint: str
    labelId: str
    materialNo: str | int


@hc.payload
class Track:
    """A track or a video; `lyrics` is who wrote the words, `mediaFormatNo` 11 a video."""

    title: str
    trackNo: int | None = None
    artistName: str | None = None
    artistNo: int | None = None
    duration: int | None = None
    mediaFormatNo: int | None = None
    explicitFlg: str | None = None
    composer: str | None = None
    lyrics: str | None = None
    arranger: str | None = None
    producer: str | None = None


@hc.payload
class Package:
    """A release; `master` is the line of copyright, `labelname` who delivers it, `packageUrl` its folder."""

    title: str
    trackList: tuple[Track, ...]
    artistName: str | None = None
    artistNo: int | None = None
    labelCode: str | None = None
    packageId: str | None = None
    distPartNo: str | None = None
    cdPartNo: str | None = None
    labelcompanyname: str | None = None
    displayLabelname: str | None = None
    labelname: str | None = None
    startDate: str | None = None
    master: str | None = None
    packageUrl: str | None = None
    fullsizeimage: str | None = None
    packageimage: str | None = None
