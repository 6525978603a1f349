"""What mora's data means: pure functions from its payloads to the common form."""

from __future__ import annotations

from functools import lru_cache

from harmony_core import provider as hc
from harmony_mora.links import PAGES
from harmony_mora.payloads import Package, Track

JAPAN = hc.Country.parse("JP")
VIDEO = 11
BETWEEN_NAMES = hc.pattern(r"\s+/\s+|／|、|,\s+(?!(?:Jr|Sr|II|III)\b)")
# Codes of eight digits are the shops' own: one in ten of them would pass for a GTIN.
LIKE_GTIN = hc.pattern("[0-9]{12,14}")
LETTER = hc.pattern("[A-Za-z]")


def release(package: Package, read: hc.Reader) -> hc.Release:
    """Return a release. mora sells in Japan alone."""
    package_id = f"{package.labelCode}/{package.packageId}"
    return hc.Release(
        title=package.title,
        artists=artist_credit(package.artistName, package.artistNo),
        gtin=gtin(package, read),
        date=read.date((package.startDate or "")[:10].replace("/", "-"), "date"),
        status=hc.ReleaseStatus.OFFICIAL,
        packaging="None",
        labels=label_credit(package),
        available_in=(JAPAN,),
        media=hc.media(
            package.trackList,
            disc=lambda track: 1,
            number=lambda track: track.trackNo,
            track=lambda track, position, path: medium_track(track, position, path, read),
        ),
        artwork=cover(package),
        copyright=hc.copyright_lines(package.master),
        links=PAGES.links("release", package_id, hc.LinkKind.PAID_DOWNLOAD),
        external_ids=PAGES.ids("release", package_id),
    )


def medium_track(track: Track, position: int, path: str, read: hc.Reader) -> hc.Track:
    return hc.Track(
        position=position,
        number=str(position),
        title=track.title,
        artists=artist_credit(track.artistName, track.artistNo),
        length_ms=read.length_ms(track.duration, f"{path}.length_ms"),
        explicit={"0": False, "1": True}.get(track.explicitFlg or ""),
        kind=hc.TrackKind.VIDEO if track.mediaFormatNo == VIDEO else hc.TrackKind.AUDIO,
        credits=(
            *credited(track.composer, "composer"),
            *credited(track.lyrics, "lyricist"),
            *credited(track.arranger, "arranger"),
            *credited(track.producer, "producer"),
        ),
    )


def gtin(package: Package, read: hc.Reader) -> hc.Gtin | None:
    """Return the first part number that is a GTIN; the id may be one, too, with a letter for the edition."""
    numbers = (package.distPartNo, package.cdPartNo, (package.packageId or "").partition("_")[0])
    alike = [number.strip() for number in numbers if number and LIKE_GTIN.fullmatch(number.strip())]
    trial = hc.Reader()
    return next(filter(None, (trial.gtin(number, "gtin") for number in alike)), None) or read.gtin(
        alike[0] if alike else None, "gtin"
    )


def catalog_number(package: Package) -> str | None:
    """Return the first part number with a letter in it: those of digits only are GTINs, or say nothing elsewhere."""
    numbers = ((number or "").strip() for number in (package.distPartNo, package.cdPartNo))
    return next((number for number in numbers if LETTER.search(number)), None)


def label_credit(package: Package) -> tuple[hc.LabelCredit, ...]:
    names = map(hc.said, (package.labelcompanyname, package.displayLabelname, package.labelname))
    name, number = next(filter(None, names), None), catalog_number(package)
    return (hc.LabelCredit(name=name, catalog_number=number),) if name or number else ()


@lru_cache(maxsize=256)  # as those who wrote a song, who performs it comes again on track after track
def artist_credit(name: str | None, artist_id: int | None) -> tuple[hc.ArtistCredit, ...]:
    """Return the artist; several who act together are one artist here, with all their names in one."""
    known, ids = (name or "").strip(), PAGES.ids("artist", artist_id)
    if known == "Various Artists":
        return (hc.various_artists(ids),)
    return (hc.ArtistCredit(name=known, external_ids=ids),) if known else ()


@lru_cache(maxsize=256)
def credited(names: str | None, role: str) -> tuple[hc.Credit, ...]:
    found = dict.fromkeys(name.strip() for name in BETWEEN_NAMES.split(names or ""))
    return tuple(hc.Credit(name=name, role=role) for name in found if name)


def cover(package: Package) -> tuple[hc.Artwork, ...]:
    """Return the cover. The largest is 200 pixels wide."""
    folder = (package.packageUrl or "").rstrip("/")
    url, thumb = (f"{folder}/{name}" if name else None for name in (package.fullsizeimage, package.packageimage))
    return hc.picture(url, hc.ArtworkKind.FRONT, "mora", thumb_url=thumb, width=200, height=200)
