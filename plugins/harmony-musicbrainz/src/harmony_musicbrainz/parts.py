"""What several entities have in common: ids, credits, links, votes, places. Everything is pure and total."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

from harmony_core import provider as hc
from harmony_musicbrainz.payloads import Alias, Area, NameCredit, Named, Relation, Vote
from harmony_musicbrainz.tables import LINK_KINDS, MODIFIERS, PICTURES

T = TypeVar("T")

new_alias = hc.maker(hc.Alias)
new_credit = hc.maker(hc.ArtistCredit)
new_id = hc.maker(hc.ExternalId)
new_link = hc.maker(hc.Link)
new_part = hc.maker(hc.Credit)

MBID = hc.pattern("[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")


def page(source_type: str, mbid: str) -> str:
    return f"https://musicbrainz.org/{source_type}/{mbid}"


def external_ids(kind: str, mbid: str | None, source_type: str | None = None) -> tuple[hc.ExternalId, ...]:
    """Return an entity's MBID as an id; `source_type` is MusicBrainz's word for the kind, where it has its own."""
    if mbid is None or not MBID.fullmatch(mbid):
        return ()
    named = source_type or kind
    return (new_id(provider="musicbrainz", kind=kind, type=named, id=mbid, url=page(named, mbid)),)


def artist_credit(names: Sequence[NameCredit] | None) -> tuple[hc.ArtistCredit, ...]:
    """Return a credit as it is printed: names, join phrases with their blanks, credited names that differ."""
    credited = [(hc.said(each.artist.name) or hc.said(each.name), each) for each in names or ()]
    return tuple(
        [
            new_credit(
                name=name,
                credited_name=each.name if each.name != name and hc.said(each.name) else None,
                join_phrase=each.joinphrase or None,
                external_ids=external_ids("artist", each.artist.id),
            )
            for name, each in credited
            if name
        ]
    )


def each_once(found: Sequence[T]) -> tuple[T, ...]:
    """Return values in their order without those that are there already; mostly there is one at most."""
    return tuple(dict.fromkeys(found)) if len(found) > 1 else tuple(found)


def credits_of(relations: Sequence[Relation] | None) -> tuple[hc.Credit, ...]:
    """Return who had a part in something, and in the works that it plays, each part once.

    A part that has ended was had all the same: dates of these relations are those of a session.
    """
    return tuple(dict.fromkeys(_credits(relations))) if relations else ()


def _credits(relations: Sequence[Relation] | None) -> Iterator[hc.Credit]:
    for relation in relations or ():
        if relation.artist is not None and (name := hc.said(relation.artist.name)):
            yield _credit(relation, relation.artist, name)
        if relation.work is not None and relation.type == "performance":
            yield from _credits([each for each in relation.work.relations or () if each.work is None])


def _credit(relation: Relation, artist: Named, name: str) -> hc.Credit:
    credited = hc.said(relation.target_credit)
    return new_part(
        name=name,
        role=role(relation),
        credited_name=credited if credited != name else None,
        external_ids=external_ids("artist", artist.id),
    )


def role(relation: Relation) -> str:
    """Return what somebody did in words: "executive producer", "electric guitar", "guest lead vocals"."""
    values = relation.attribute_values or {}
    plain = [each for each in relation.attributes or () if each not in values]
    named = ", ".join(each for each in plain if each not in MODIFIERS)
    before = "".join("co-" if each == "co" else f"{each} " for each in plain if each in MODIFIERS)
    task = f" ({values['task']})" if values.get("task") else ""
    if named and relation.type in ("instrument", "vocal"):
        return f"{before}{named}{task}"
    return f"{before}{relation.type}{f' ({named})' if named else ''}{task}"


def works(relations: Sequence[Relation] | None, read: hc.Reader) -> tuple[hc.Work, ...]:
    """Return the works that a recording plays."""
    if not relations:
        return ()
    played = [each.work for each in relations if each.work is not None and each.type == "performance"]
    return tuple(
        hc.Work(
            title=hc.said(work.title),
            iswc=next((iswc for code in work.iswcs or () if (iswc := read.iswc(code, f"works[{at}].iswc"))), None),
            external_ids=external_ids("work", work.id),
        )
        for at, work in enumerate(played)
    )


def links(relations: Sequence[Relation] | None) -> tuple[hc.Link, ...]:
    """Return the pages about an entity, each once with all its kinds; an ended relation is to a dead page."""
    kinds: dict[str, dict[hc.LinkKind, None]] = {}
    for relation in relations or ():
        if relation.url is None or relation.ended or relation.type in PICTURES or not hc.said(relation.url.resource):
            continue
        found = kinds.setdefault(relation.url.resource, {})
        if relation.type in LINK_KINDS:
            found[LINK_KINDS[relation.type]] = None
    return tuple([new_link(url=url, kinds=tuple(found)) for url, found in kinds.items()])


def weighted(*votes: Sequence[Vote] | None) -> tuple[hc.Genre, ...]:
    """Return genres or tags, the most voted for first, weighed against it; what is voted down is left out."""
    if not any(votes):
        return ()
    return hc.weighed([(vote.name, vote.count) for some in votes for vote in some or ()], "musicbrainz")


def aliases(named: Sequence[Alias] | None) -> tuple[hc.Alias, ...]:
    """Return other names; locales are written `en_US` there, and `en-US` elsewhere."""
    return tuple(
        [
            new_alias(
                name=each.name, locale=(hc.said(each.locale) or "").replace("_", "-") or None, kind=hc.said(each.type)
            )
            for each in named or ()
            if hc.said(each.name)
        ]
    )


def country(own: str | None, area: Area | None, read: hc.Reader) -> hc.Country | None:
    """Return an entity's country, or that of its area where the area is a country."""
    return read.country(own, "country") or next(iter(countries(area, "country", read)), None)


def countries(area: Area | None, path: str, read: hc.Reader) -> tuple[hc.Country, ...]:
    return read.countries(area.iso_3166_1_codes if area else None, path)


def kind_of(video: bool | None) -> hc.TrackKind | None:
    return None if video is None else hc.TrackKind.VIDEO if video else hc.TrackKind.AUDIO
