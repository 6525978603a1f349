"""What MusicBrainz's answers mean. Everything here is pure, and total: no payload makes it raise."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import chain

from harmony_core import provider as hc
from harmony_musicbrainz import parts
from harmony_musicbrainz.payloads import (
    Artist,
    CoverArt,
    Event,
    FoundRecording,
    FoundRelease,
    Label,
    LabelInfo,
    Medium,
    Recording,
    Release,
    ReleaseGroup,
    Track,
    Writing,
)
from harmony_musicbrainz.tables import ARTIST_KINDS, RELEASE_TYPES, STATUSES

new_track = hc.maker(hc.Track)
new_release = hc.maker(hc.Release)
new_recording = hc.maker(hc.Recording)
new_artist = hc.maker(hc.Artist)
new_event = hc.maker(hc.ReleaseEvent)
new_label = hc.maker(hc.LabelCredit)
new_medium = hc.maker(hc.Medium)


def release(answer: FoundRelease, read: hc.Reader) -> hc.Release:
    found = answer.release
    group = found.release_group or answer.group
    read.others("gtin", "other releases have this barcode", map(described, answer.others))
    return new_release(
        title=found.title,
        disambiguation=hc.said(found.disambiguation),
        artists=parts.artist_credit(found.artist_credit or (group.artist_credit if group else None)),
        gtin=read.gtin(found.barcode, "gtin"),
        date=read.date(found.date, "date"),
        events=events(found.release_events, read),
        types=release_types(group, "types", read),
        status=release_status(found.status, read),
        packaging=hc.said(found.packaging),
        labels=labels(found.label_info),
        country=read.country(found.country, "country"),
        media=media(found.media, read),
        artwork=artwork(found.id, found.cover_art_archive),
        genres=parts.weighted(found.genres, group.genres if group else None),
        tags=parts.weighted(found.tags, group.tags if group else None),
        language=language(found.text_representation, read),
        script=script(found.text_representation, read),
        credits=parts.credits_of(found.relations),
        links=parts.links(found.relations),
        external_ids=release_ids(found.id, group),
    )


def recording(answer: FoundRecording, read: hc.Reader) -> hc.Recording:
    found = answer.recording
    read.others("isrcs", "other recordings have this ISRC", map(remarked, answer.others))
    return new_recording(
        title=found.title,
        disambiguation=hc.said(found.disambiguation),
        artists=parts.artist_credit(found.artist_credit),
        isrcs=read.isrcs(found.isrcs or [answer.isrc], "isrcs"),
        length_ms=read.milliseconds(found.length, "length_ms"),
        date=read.date(found.first_release_date, "date"),
        kind=parts.kind_of(found.video),
        releases=tuple([release_name(each, f"releases[{at}]", read) for at, each in enumerate(found.releases or ())]),
        genres=parts.weighted(found.genres),
        tags=parts.weighted(found.tags),
        works=parts.works(found.relations, read),
        credits=parts.credits_of(found.relations),
        links=parts.links(found.relations),
        external_ids=parts.external_ids("recording", found.id),
    )


def artist(found: Artist, read: hc.Reader) -> hc.Artist:
    span = found.life_span
    return new_artist(
        name=found.name,
        sort_name=hc.said(found.sort_name),
        disambiguation=hc.said(found.disambiguation),
        kind=ARTIST_KINDS.get((found.type or "").lower()),
        country=parts.country(found.country, found.area, read),
        begin=read.date(span.begin if span else None, "begin"),
        end=read.date(span.end if span else None, "end"),
        aliases=parts.aliases(found.aliases),
        genres=parts.weighted(found.genres),
        tags=parts.weighted(found.tags),
        links=parts.links(found.relations),
        external_ids=parts.external_ids("artist", found.id),
    )


def label(found: Label, read: hc.Reader) -> hc.Label:
    span = found.life_span
    return hc.Label(
        name=found.name,
        sort_name=hc.said(found.sort_name),
        label_code=label_code(found.label_code, read),
        country=parts.country(found.country, found.area, read),
        begin=read.date(span.begin if span else None, "begin"),
        end=read.date(span.end if span else None, "end"),
        aliases=parts.aliases(found.aliases),
        links=parts.links(found.relations),
        external_ids=parts.external_ids("label", found.id),
    )


def release_name(found: Release, path: str, read: hc.Reader) -> hc.Release:
    """Return the short form of a release that a recording is on."""
    return new_release(
        title=found.title,
        disambiguation=hc.said(found.disambiguation),
        artists=parts.artist_credit(found.artist_credit),
        date=read.date(found.date, f"{path}.date"),
        types=release_types(found.release_group, f"{path}.types", read),
        status=STATUSES.get((found.status or "").lower()),
        country=read.country(found.country, f"{path}.country"),
        external_ids=release_ids(found.id, found.release_group),
    )


def release_ids(mbid: str, group: ReleaseGroup | None) -> tuple[hc.ExternalId, ...]:
    """Return a release's own id first, then that of its group."""
    return (
        *parts.external_ids("release", mbid),
        *parts.external_ids("release_group", group.id if group else None, "release-group"),
    )


def media(found: Sequence[Medium] | None, read: hc.Reader) -> tuple[hc.Medium, ...]:
    if not found:
        return ()
    places = hc.positions([each.position for each in found])
    return tuple(
        [
            new_medium(
                position=position,
                title=hc.said(each.title),
                format=hc.said(each.format),
                tracks=tracks(each, f"media[{at}]", read),
            )
            for at, (position, each) in enumerate(zip(places, found, strict=True))
        ]
    )


def tracks(medium: Medium, path: str, read: hc.Reader) -> tuple[hc.Track, ...]:
    """Return the track that is hidden before the first one (position 0), the others, and then the data tracks."""
    counted = (*(medium.tracks or ()), *(medium.data_tracks or ()))
    if not counted and medium.pregap is None:
        return ()
    placed = list(zip(hc.positions([each.position for each in counted]), counted, strict=True))
    if medium.pregap is not None:
        placed.insert(0, (0, medium.pregap))
    return tuple([track(each, position, f"{path}.tracks[{at}]", read) for at, (position, each) in enumerate(placed)])


def track(found: Track, position: int, path: str, read: hc.Reader) -> hc.Track:
    """Return a track with what there is to know about the recording that it plays."""
    played = found.recording
    codes = read.isrcs(played.isrcs, f"{path}.isrcs") if played else ()
    return new_track(
        position=position,
        number=hc.said(found.number),
        title=found.title,
        disambiguation=hc.said(played.disambiguation) if played else None,
        artists=parts.artist_credit(found.artist_credit or (played.artist_credit if played else None)),
        length_ms=read.milliseconds(found.length or (played.length if played else None), f"{path}.length_ms"),
        isrc=codes[0] if len(codes) == 1 else None,
        isrcs=codes if len(codes) > 1 else (),
        kind=parts.kind_of(played.video if played else None),
        credits=parts.credits_of(played.relations if played else None),
        external_ids=(
            *parts.external_ids("recording", played.id if played else None),
            *parts.external_ids("recording", found.id, "track"),
        ),
    )


def events(found: Sequence[Event] | None, read: hc.Reader) -> tuple[hc.ReleaseEvent, ...]:
    if not found:
        return ()
    made = [
        new_event(date=read.date(event.date, f"events[{at}].date"), country=country)
        for at, event in enumerate(found)
        for country in parts.countries(event.area, f"events[{at}].country", read) or (None,)
    ]
    return tuple([event for event in made if event.date or event.country])


def labels(found: Sequence[LabelInfo] | None) -> tuple[hc.LabelCredit, ...]:
    """Return labels with catalog numbers; either may be without the other."""
    credited = [
        new_label(
            name=hc.said(each.label.name) if each.label else None,
            catalog_number=hc.said(each.catalog_number),
            external_ids=parts.external_ids("label", each.label.id if each.label else None),
        )
        for each in found or ()
    ]
    return parts.each_once([each for each in credited if each.name or each.catalog_number])


def release_types(group: ReleaseGroup | None, path: str, read: hc.Reader) -> tuple[hc.ReleaseType, ...]:
    """Return the primary type, then the secondary ones; those that are not known are reported."""
    named = [name for name in (group.primary_type, *(group.secondary_types or ())) if name] if group else []
    for name in named:
        if name.lower() not in RELEASE_TYPES:
            read.warn(path, f"{name!r} is no type of release that is known here")
    return parts.each_once([kind for name in named if (kind := RELEASE_TYPES.get(name.lower()))])


def release_status(name: str | None, read: hc.Reader) -> hc.ReleaseStatus | None:
    status = STATUSES.get((name or "").lower())
    if name and status is None:
        read.warn("status", f"{name!r} is no status of a release that is known here")
    return status


def language(writing: Writing | None, read: hc.Reader) -> hc.TitleLanguage | None:
    code = hc.said(writing.language) if writing else None
    if code is None:
        return None
    if not (len(code) == 3 and code.isascii() and code.isalpha()):
        read.warn("language", f"{code!r} is not a language code of three letters")
        return None
    return title_language(code)


def script(writing: Writing | None, read: hc.Reader) -> hc.TitleScript | None:
    code = hc.said(writing.script) if writing else None
    if code is None:
        return None
    if not (len(code) == 4 and code.isascii() and code.isalpha()):
        read.warn("script", f"{code!r} is not a script code of four letters")
        return None
    return title_script(code)


@lru_cache(maxsize=256)
def title_language(code: str) -> hc.TitleLanguage:
    return hc.TitleLanguage(code=hc.Language.parse(code))


@lru_cache(maxsize=256)
def title_script(code: str) -> hc.TitleScript:
    return hc.TitleScript(code=hc.Script.parse(code))


def artwork(mbid: str, pictures: CoverArt | None) -> tuple[hc.Artwork, ...]:
    """Return where the Cover Art Archive has a release's front and back (musicbrainz.org/doc/Cover_Art_Archive/API)."""
    if pictures is None or not parts.MBID.fullmatch(mbid):
        return ()
    sides = ((hc.ArtworkKind.FRONT, "front", pictures.front), (hc.ArtworkKind.BACK, "back", pictures.back))
    urls = [(side, f"https://coverartarchive.org/release/{mbid}/{word}") for side, word, there in sides if there]
    found = [hc.picture(url, side, "musicbrainz", thumb_url=f"{url}-500") for side, url in urls]
    return tuple(chain.from_iterable(found))


def label_code(number: int | None, read: hc.Reader) -> str | None:
    """Return a label code as it is printed: LC and five digits, or six since 2014."""
    if number is None or number < 1:
        return None
    if number > 999_999:
        read.warn("label_code", "a label code of more than six digits was left out")
        return None
    return f"LC {number:05}"


def described(found: Release) -> str:
    """Return a release for a message, with what sets it apart."""
    told = (found.title, found.disambiguation, found.status, found.country, found.date)
    return f"{', '.join(filter(None, told))} {parts.page('release', found.id)}"


def remarked(found: Recording) -> str:
    remark = f" ({found.disambiguation})" if hc.said(found.disambiguation) else ""
    return f"{found.title}{remark} {parts.page('recording', found.id)}"
