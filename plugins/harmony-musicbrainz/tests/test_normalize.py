"""What MusicBrainz's answers mean: pure functions, without a request."""

from __future__ import annotations

import json

import pytest

from harmony_core import provider as hc
from harmony_core.domain.errors import PayloadError
from harmony_core.domain.refs import Kind
from harmony_core.edges.convert import document
from harmony_core.edges.one_body import OneBody, normalize_body, normalize_search_body
from harmony_core.edges.schema import problems
from harmony_musicbrainz import error_of, musicbrainz
from harmony_musicbrainz.payloads import ErrorBody, Recording, Relation, Release, ReleaseGroup
from harmony_musicbrainz.ranking import by_barcode, by_isrc, main_release
from harmony_musicbrainz.words import as_query

GTIN = hc.Gtin.parse("602475093060")


def mbid(number: int) -> str:
    """A made-up MBID."""
    return f"{number:08x}-0000-4000-8000-000000000000"


def one(kind: str, **fields: object) -> OneBody:
    """What a body with these fields means."""
    names = {"title": "Two Rooms"} if kind in ("release", "release_group", "recording") else {"name": "Lamp"}
    body = {"id": mbid(1), **names, **{name.replace("_", "-"): value for name, value in fields.items()}}
    found = normalize_body(musicbrainz, Kind(kind), json.dumps(body).encode())
    assert problems("release" if kind == "release_group" else kind, document(found.entities[0])) == ()
    return found


def release(**fields: object) -> hc.Release:
    """What a release with these fields means."""
    found = one("release", **fields).entities[0]
    assert isinstance(found, hc.Release)
    return found


def recording(**fields: object) -> hc.Recording:
    """What a recording with these fields means."""
    found = one("recording", **fields).entities[0]
    assert isinstance(found, hc.Recording)
    return found


def artist(**fields: object) -> hc.Artist:
    """What an artist with these fields means."""
    found = one("artist", **fields).entities[0]
    assert isinstance(found, hc.Artist)
    return found


def label(**fields: object) -> hc.Label:
    """What a label with these fields means."""
    found = one("label", **fields).entities[0]
    assert isinstance(found, hc.Label)
    return found


def medium(**fields: object) -> hc.Medium:
    """What a release's only medium means."""
    return release(media=[{name.replace("_", "-"): value for name, value in fields.items()}]).media[0]


def track(**fields: object) -> hc.Track:
    """What the only track of a release means."""
    return medium(tracks=[{"title": "First Room", **fields}]).tracks[0]


def name(name: str, number: int = 2, **credit: object) -> dict[str, object]:
    """One name of an artist credit."""
    return {"name": name, "joinphrase": "", "artist": {"id": mbid(number), "name": name}, **credit}


def url(kind: str, address: str, *, ended: bool = False) -> dict[str, object]:
    """A relation to a page."""
    return {"type": kind, "target-type": "url", "ended": ended, "url": {"id": mbid(3), "resource": address}}


def part(kind: str, who: str = "Ada Moth", attributes: tuple[str, ...] = (), **more: object) -> dict[str, object]:
    """A relation to an artist."""
    artist = {"id": mbid(2), "name": who}
    return {"type": kind, "target-type": "artist", "attributes": attributes, "artist": artist, **more}


# --- artist credits -----------------------------------------------------------------------------------------


def test_join_phrases_keep_their_blanks():
    """What stands between the names is part of the credit; the empty one after the last is none."""
    found = release(artist_credit=[name("Ada Moth", joinphrase=" feat. "), name("Bo Lamp", joinphrase="")])
    assert [each.join_phrase for each in found.artists] == [" feat. ", None]


def test_a_credited_name_is_told_where_it_differs():
    """The artist's own name is the name; the printed one is beside it."""
    found = release(artist_credit=[name("A. Moth", artist={"id": mbid(2), "name": "Ada Moth"}), name("Bo Lamp", 4)])
    assert [(each.name, each.credited_name) for each in found.artists] == [("Ada Moth", "A. Moth"), ("Bo Lamp", None)]
    assert found.artists[0].external_ids == (musicbrainz.external_id("artist", mbid(2)),)


def test_a_search_names_artists_without_join_phrase_or_credited_name():
    """Search results leave out what is empty."""
    found = release(artist_credit=[{"artist": {"id": mbid(2), "name": "Howard Shore", "sort-name": "Shore, Howard"}}])
    assert [(each.name, each.credited_name, each.join_phrase) for each in found.artists] == [
        ("Howard Shore", None, None)
    ]


@pytest.mark.parametrize("special", ["Various Artists", "[unknown]", "[no artist]"])
def test_special_artists_are_kept_as_they_are(special: str):
    """Special names are names."""
    assert release(artist_credit=[name(special)]).artists[0].name == special


# --- releases -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("barcode", "gtin"), [("0602475093060", "0602475093060"), ("", None), (None, None)])
def test_an_empty_barcode_is_none(barcode: str | None, gtin: str | None):
    """An empty barcode says that there is none on it; neither that nor null is a fault."""
    found = one("release", barcode=barcode)
    assert (str(found.entities[0].gtin) if gtin else found.entities[0].gtin) == gtin
    assert found.messages == ()


def test_a_barcode_that_is_no_gtin_is_left_out_and_reported():
    """Old barcodes need not be GTINs."""
    found = one("release", barcode="0123456789")
    assert found.entities[0].gtin is None
    assert [message.path for message in found.messages] == ["gtin"]


def test_a_label_may_lack_its_name_or_its_number():
    """A catalog number without label is kept, and so is a label without; a row with neither says nothing."""
    found = release(
        label_info=[
            {"catalog-number": "LAN 1", "label": None},
            {"catalog-number": None, "label": {"id": mbid(5), "name": "Lantern"}},
            {"catalog-number": "[none]", "label": {"id": mbid(6), "name": "[no label]"}},
            {"catalog-number": None, "label": None},
        ]
    )
    assert [(each.name, each.catalog_number) for each in found.labels] == [
        (None, "LAN 1"),
        ("Lantern", None),
        ("[no label]", "[none]"),
    ]
    assert found.labels[1].external_ids == (musicbrainz.external_id("label", mbid(5)),)


def test_events_have_countries_also_of_the_past_and_none():
    """Worldwide, Europe and former states have codes; an area without one leaves its date."""
    found = release(
        release_events=[
            {"date": "2024-05", "area": {"name": "[Worldwide]", "iso-3166-1-codes": ["XW"]}},
            {
                "date": "1975",
                "area": {"name": "East Germany", "iso-3166-1-codes": ["XG"], "iso-3166-3-codes": ["DDDE"]},
            },
            {"date": "", "area": {"name": "Japan", "iso-3166-1-codes": ["JP"]}},
            {"date": "2024", "area": None},
            {"date": "", "area": None},
        ]
    )
    assert [(str(each.date or ""), each.country) for each in found.events] == [
        ("2024-05", "XW"),
        ("1975", "XG"),
        ("", "JP"),
        ("2024", None),
    ]


def test_types_are_those_of_the_group_primary_first():
    """MusicBrainz writes some types otherwise; each is told once."""
    group = {"id": mbid(7), "primary-type": "EP", "secondary-types": ["Mixtape/Street", "DJ-mix", "Audio drama"]}
    assert release(release_group=group).types == ("ep", "mixtape", "dj-mix", "audio drama")


def test_types_that_are_not_known_are_left_out_and_reported():
    """New types come up from time to time."""
    found = one("release", release_group={"id": mbid(7), "primary-type": "Album", "secondary-types": ["Hologram"]})
    assert found.entities[0].types == ("album",)
    assert [(message.path, "'Hologram'" in message.text) for message in found.messages] == [("types", True)]


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("Official", "official"),
        ("Promotion", "promotional"),
        ("Bootleg", "bootleg"),
        ("Pseudo-Release", "pseudo-release"),
        (None, None),
    ],
)
def test_statuses(name: str | None, status: str | None):
    """The model has the same ones under its own names."""
    assert release(status=name).status == status


def test_a_status_that_is_not_known_is_left_out_and_reported():
    """Withdrawn and cancelled releases have no status that the model knows."""
    found = one("release", status="Withdrawn")
    assert found.entities[0].status is None
    assert [message.path for message in found.messages] == ["status"]


def test_language_and_script_are_codes():
    """What is no code is left out and reported."""
    found = release(text_representation={"language": "jpn", "script": "Jpan"})
    assert (found.language.code, found.script.code) == ("jpn", "Jpan")
    odd = one("release", text_representation={"language": "english", "script": "?"})
    assert (odd.entities[0].language, odd.entities[0].script) == (None, None)
    assert [message.path for message in odd.messages] == ["language", "script"]


def test_empty_texts_say_nothing():
    """MusicBrainz sends an empty text where there is none."""
    found = release(disambiguation="", packaging="", date="", country=None, media=[{"title": "", "format": None}])
    assert (found.disambiguation, found.packaging, found.date, found.country) == (None, None, None, None)
    assert (found.media[0].title, found.media[0].format) == (None, None)


def test_packaging_is_told_in_musicbrainz_s_words():
    """`None` is a packaging: there is none around a download."""
    assert release(packaging="None").packaging == "None"


def test_pictures_are_in_the_cover_art_archive():
    """Only those sides that are there have an address."""
    found = release(cover_art_archive={"artwork": True, "count": 2, "front": True, "back": False, "darkened": False})
    address = f"https://coverartarchive.org/release/{mbid(1)}/front"
    assert [(each.url, each.thumb_url, each.kinds) for each in found.artwork] == [
        (address, f"{address}-500", ("front",))
    ]


def test_the_group_s_id_comes_after_the_release_s():
    """The first id is that of what was found."""
    found = release(release_group={"id": mbid(7)})
    assert [(each.kind, each.type, each.id) for each in found.external_ids] == [
        ("release", "release", mbid(1)),
        ("release_group", "release-group", mbid(7)),
    ]
    assert found.external_ids[1].url == f"https://musicbrainz.org/release-group/{mbid(7)}"


# --- media and tracks ---------------------------------------------------------------------------------------


def test_a_hidden_first_track_and_data_tracks_have_their_places():
    """The pregap track is at position 0, data tracks are after the others."""
    found = medium(
        position=1,
        pregap={"position": 0, "number": "0", "title": "Hidden"},
        tracks=[{"position": 1, "number": "1", "title": "One"}, {"position": 2, "number": "2", "title": "Two"}],
        data_tracks=[{"position": 3, "number": "3", "title": "Film"}],
    )
    assert [(each.position, each.title) for each in found.tracks] == [
        (0, "Hidden"),
        (1, "One"),
        (2, "Two"),
        (3, "Film"),
    ]


def test_a_medium_without_loaded_tracks_has_none():
    """A count of tracks is no track."""
    found = release(media=[{"position": 1, "format": "CD", "track-count": 12}, {"position": 2, "format": "DVD"}])
    assert [(each.position, each.format, each.tracks) for each in found.media] == [(1, "CD", ()), (2, "DVD", ())]


def test_media_have_title_format_and_position():
    """The position is the number of the disc, also where the first is missing."""
    found = release(media=[{"position": 2, "title": "Live", "format": '12" Vinyl'}, {"position": 3}])
    assert [(each.position, each.title, each.format) for each in found.media] == [
        (2, "Live", '12" Vinyl'),
        (3, None, None),
    ]


@pytest.mark.parametrize("positions", [[None, None], [1, 1], [0, 1], [-1, 5]])
def test_positions_that_make_no_sense_are_counted(positions: list[int | None]):
    """A search does not tell the positions of media."""
    found = release(media=[{"position": position} for position in positions])
    assert [each.position for each in found.media] == [1, 2]


def test_a_number_is_printed_and_a_position_is_counted():
    """Sides of a record have letters."""
    found = medium(
        tracks=[{"position": 1, "number": "A1", "title": "One"}, {"position": 2, "number": "AA", "title": "2"}]
    )
    assert [(each.position, each.number) for each in found.tracks] == [(1, "A1"), (2, "AA")]


@pytest.mark.parametrize(
    ("codes", "isrc", "isrcs"),
    [
        ([], None, []),
        (["ZZLMP2400001"], "ZZLMP2400001", []),
        (["ZZLMP2400001", "zz-lmp-24-00001"], "ZZLMP2400001", []),
        (["ZZLMP2400001", "ZZLMP2400002"], None, ["ZZLMP2400001", "ZZLMP2400002"]),
    ],
)
def test_only_a_single_isrc_is_the_isrc(codes: list[str], isrc: str | None, isrcs: list[str]):
    """Where a recording has many, none of them is picked."""
    found = track(recording={"id": mbid(8), "title": "x", "isrcs": codes})
    assert (str(found.isrc) if found.isrc else None) == isrc
    assert [str(each) for each in found.isrcs] == isrcs


@pytest.mark.parametrize(("video", "kind"), [(True, "video"), (False, "audio"), (None, None)])
def test_the_video_flag_is_the_kind(video: bool | None, kind: str | None):
    """A search says null where it is no video, or where it does not know."""
    assert track(recording={"id": mbid(8), "title": "x", "video": video}).kind == kind


def test_a_track_without_a_length_has_its_recording_s():
    """Lengths are milliseconds; those of tracks come first."""
    played = {"id": mbid(8), "title": "x", "length": 201_000}
    assert track(length=180_533, recording=played).length_ms == 180_533
    assert track(length=None, recording=played).length_ms == 201_000
    assert track(length=None).length_ms is None


def test_a_track_has_the_title_and_credit_that_are_printed():
    """Those of its recording may be others; its remark is told."""
    played = {"id": mbid(8), "title": "Hello / First", "disambiguation": "edit", "artist-credit": [name("Bo Lamp")]}
    found = track(recording=played, **{"artist-credit": [name("Ada Moth")]})
    assert (found.title, found.disambiguation, found.artists[0].name) == ("First Room", "edit", "Ada Moth")
    assert track(recording=played).artists[0].name == "Bo Lamp"


# --- relations ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "attributes", "values", "role"),
    [
        ("producer", (), {}, "producer"),
        ("producer", ("executive",), {}, "executive producer"),
        ("producer", ("co",), {}, "co-producer"),
        ("instrument", ("electric guitar",), {}, "electric guitar"),
        ("instrument", ("guest", "piano", "organ"), {}, "guest piano, organ"),
        ("instrument", (), {}, "instrument"),
        ("vocal", ("lead vocals",), {}, "lead vocals"),
        ("vocal", ("solo",), {}, "solo vocal"),
        ("performance", ("live",), {}, "performance (live)"),
        ("engineer", ("task",), {"task": "strings"}, "engineer (strings)"),
    ],
)
def test_attributes_are_part_of_a_role(kind: str, attributes: tuple[str, ...], values: dict[str, str], role: str):
    """Instruments and voices are the role; other attributes stand before or after it."""
    found = release(relations=[part(kind, attributes=attributes, **{"attribute-values": values})])
    assert [credit.role for credit in found.credits] == [role]


def test_a_part_that_has_ended_is_a_credit_all_the_same():
    """Sessions end; what was played in them was played."""
    found = recording(relations=[part("conductor", ended=True, begin="1991-05-29", end="1991-05-31")])
    assert [(credit.name, credit.role) for credit in found.credits] == [("Ada Moth", "conductor")]


def test_a_credit_has_the_name_that_was_credited():
    """The name in print is told where it differs from the artist's."""
    found = recording(relations=[part("vocal", "Anni-Frid Lyngstad", **{"target-credit": "Frida"}), part("engineer")])
    assert [credit.credited_name for credit in found.credits] == ["Frida", None]


def test_those_who_wrote_a_work_have_a_part_in_its_recordings():
    """Works come with their writers and code; versions of a work are others' works."""
    other = {"type": "other version", "target-type": "work", "work": {"id": mbid(12), "relations": [part("lyricist")]}}
    work = {"id": mbid(9), "title": "Song", "iswcs": ["?", "T-070.178.113-6"], "relations": [part("composer"), other]}
    found = one("recording", relations=[{"type": "performance", "target-type": "work", "work": work}])
    entity = found.entities[0]
    assert [(credit.name, credit.role) for credit in entity.credits] == [("Ada Moth", "composer")]
    assert [(each.title, str(each.iswc), each.external_ids[0].id) for each in entity.works] == [
        ("Song", "T-070.178.113-6", mbid(9))
    ]
    assert [message.path for message in found.messages] == ["works[0].iswc"]


@pytest.mark.parametrize(
    ("relation", "kind"),
    [
        ("free streaming", "free streaming"),
        ("streaming", "paid streaming"),
        ("download for free", "free download"),
        ("purchase for download", "paid download"),
        ("purchase for mail-order", "mail order"),
        ("discography entry", "discography page"),
        ("license", "license"),
    ],
)
def test_relations_say_what_a_link_is_for(relation: str, kind: str):
    """`streaming` is the paid one."""
    assert release(relations=[url(relation, "https://a.example/1")]).links == (
        hc.Link(url="https://a.example/1", kinds=(hc.LinkKind(kind),)),
    )


def test_a_page_is_one_link_with_all_that_it_is_for():
    """Several relations to one page are one link; one of another type is a link of no kind."""
    found = release(
        relations=[
            url("free streaming", "https://a.example/1"),
            url("discogs", "https://www.discogs.com/release/1"),
            url("streaming", "https://a.example/1"),
        ]
    )
    assert [(link.url, link.kinds) for link in found.links] == [
        ("https://a.example/1", ("free streaming", "paid streaming")),
        ("https://www.discogs.com/release/1", ()),
    ]


def test_ended_relations_and_pictures_are_no_links():
    """An ended relation leads nowhere, or to something else by now; a picture is no page."""
    assert artist(
        relations=[url("streaming", "https://a.example/1", ended=True), url("image", "https://a.example/2")]
    ) == (artist())


# --- genres and tags ----------------------------------------------------------------------------------------


def test_votes_are_weights():
    """The most voted for weighs 1; what has no votes or more against it is left out."""
    votes = [{"name": "rock", "count": 2}, {"name": "folk", "count": 8}, {"name": "x", "count": 0}]
    found = artist(genres=votes, tags=[*votes, {"name": "worst", "count": -3}])
    assert [(each.name, each.weight, each.providers) for each in found.genres] == [
        ("folk", 1.0, ("musicbrainz",)),
        ("rock", 0.25, ("musicbrainz",)),
    ]
    assert [each.name for each in found.tags] == ["folk", "rock"]


def test_a_release_s_votes_and_its_group_s_are_counted_together():
    """Most vote for the group, few for one of its releases."""
    found = release(
        genres=[{"name": "rock", "count": 1}],
        release_group={"id": mbid(7), "genres": [{"name": "rock", "count": 1}, {"name": "folk", "count": 4}]},
    )
    assert [(each.name, each.weight) for each in found.genres] == [("folk", 1.0), ("rock", 0.5)]


# --- recordings, artists, labels ----------------------------------------------------------------------------


def test_a_recording_is_told_with_its_releases():
    """The date is that of its first release; releases are short forms with their types and both ids."""
    group = {"id": mbid(7), "primary-type": "Single", "secondary-types": []}
    on = {"id": mbid(10), "title": "Second Room", "date": "2024-05", "status": "Official", "release-group": group}
    found = recording(first_release_date="2024-04", video=True, releases=[on], isrcs=["ZZLMP2400001"])
    assert (str(found.date), found.kind, [str(isrc) for isrc in found.isrcs]) == ("2024-04", "video", ["ZZLMP2400001"])
    assert [(each.title, str(each.date), each.types, each.status) for each in found.releases] == [
        ("Second Room", "2024-05", ("single",), "official")
    ]
    assert [each.id for each in found.releases[0].external_ids] == [mbid(10), mbid(7)]


def test_an_isrc_s_body_is_the_best_of_its_recordings():
    """The body of an ISRC's request is a recording too, and names the others; a search gives them all."""
    bare = {"title": "Room", "length": 1000, "video": False, "disambiguation": "", "first-release-date": "2001"}
    body = json.dumps(
        {"isrc": "ZZLMP2400001", "recordings": [{**bare, "id": mbid(2), "video": True}, {**bare, "id": mbid(1)}]}
    ).encode()
    found = normalize_body(musicbrainz, Kind.RECORDING, body)
    assert (found.entities[0].external_ids[0].id, str(found.entities[0].isrcs[0])) == (mbid(1), "ZZLMP2400001")
    assert mbid(2) in found.messages[0].text
    assert len(normalize_search_body(musicbrainz, body, kind=Kind.RECORDING).entities) == 2


@pytest.mark.parametrize("body", [b"{}", b'{"id": "x"}', b'{"isrc": "ZZLMP2400001", "recordings": []}'])
def test_a_body_without_id_title_and_recordings_is_no_recording(body: bytes):
    """What is told of a recording is at least its id and title."""
    with pytest.raises(PayloadError, match="id or title"):
        normalize_body(musicbrainz, Kind.RECORDING, body)


@pytest.mark.parametrize(("kind", "expected"), [("Person", "person"), ("Choir", "choir"), (None, None), ("New", None)])
def test_an_artist_s_type_is_its_kind(kind: str | None, expected: str | None):
    """A type that is not known says nothing."""
    assert artist(type=kind).kind == expected


def test_an_area_that_is_a_country_is_an_artist_s_country():
    """A city is in no country that is told."""
    assert artist(country=None, area={"name": "Egypt", "iso-3166-1-codes": ["EG"]}).country == "EG"
    assert artist(country=None, area={"name": "Vancouver"}).country is None


def test_a_life_has_partial_dates():
    """Nothing is made up where a day or a month is not known, and an empty end is none."""
    found = artist(life_span={"begin": "1954-10", "end": "", "ended": None})
    assert (str(found.begin), found.end) == ("1954-10", None)


def test_aliases_have_locale_and_type():
    """Locales are written with a hyphen."""
    found = artist(aliases=[{"name": "Ed", "locale": "en_CA", "type": "Artist name"}, {"name": "E", "type": None}])
    assert [(each.name, each.locale, each.kind) for each in found.aliases] == [
        ("Ed", "en-CA", "Artist name"),
        ("E", None, None),
    ]


@pytest.mark.parametrize(("code", "printed"), [(6853, "LC 06853"), (123456, "LC 123456"), (None, None), (0, None)])
def test_a_label_code_is_told_as_it_is_printed(code: int | None, printed: str | None):
    """It has five digits or more."""
    assert label(label_code=code).label_code == printed


# --- which of several ---------------------------------------------------------------------------------------


def hit(number: int, **fields: object) -> Release:
    """A release that a search for a barcode finds."""
    given = {"status": "Official", "barcode": GTIN.text, "country": "GB", "date": "2024", "media": ()}
    return Release(id=mbid(number), title="Two Rooms", **{**given, **fields})


@pytest.mark.parametrize(
    "worse",
    [
        {"status": "Bootleg"},
        {"status": "Promotion"},
        {"status": None},
        {"barcode": "0602475093060"},
        {"country": None},
        {"date": "2025"},
        {"date": None},
    ],
)
def test_barcode_hits_are_ranked(worse: dict[str, object]):
    """Official, exactly the barcode that was asked for, with a country, and the oldest first."""
    assert [each.id for each in by_barcode([hit(1, **worse), hit(2)], GTIN)] == [mbid(2), mbid(1)]


def test_hits_with_another_barcode_are_none():
    """A search may find what was not asked for; the same release twice is one."""
    found = by_barcode([hit(1, barcode="602475093061"), hit(2, barcode=None), hit(3), hit(3)], GTIN)
    assert [each.id for each in found] == [mbid(3)]


def test_the_main_release_is_the_earliest_official_one():
    """A day is earlier than its year alone; without an official release the earliest of all is it."""
    releases = (
        hit(1, date="1975"),
        hit(2, date="1975-09-12"),
        hit(3, date=""),
        hit(4, date="1974", status="Bootleg"),
    )
    assert main_release(ReleaseGroup(id=mbid(7), releases=releases)) == releases[1]
    assert main_release(ReleaseGroup(id=mbid(7), releases=releases[3:])) == releases[3]
    assert main_release(ReleaseGroup(id=mbid(7))) is None


def test_a_group_without_releases_is_all_that_there_is():
    """Its title, types and first date are kept; the release has no id of its own."""
    found = one("release_group", first_release_date="2024", primary_type="Album", secondary_types=[], releases=[])
    entity = found.entities[0]
    assert (entity.title, str(entity.date), entity.types) == ("Two Rooms", "2024", ("album",))
    assert [each.kind for each in entity.external_ids] == ["release_group"]


@pytest.mark.parametrize(
    "worse", [{"video": True}, {"length": None}, {"first_release_date": ""}, {"disambiguation": "live"}]
)
def test_recordings_of_an_isrc_are_ranked(worse: dict[str, object]):
    """Plain audio with a date and a length comes first."""
    given = {"title": "Room", "length": 1000, "video": False, "first_release_date": "2001"}
    found = [Recording(id=mbid(1), **{**given, **worse}), Recording(id=mbid(2), **given)]
    assert [each.id for each in by_isrc(found)] == [mbid(2), mbid(1)]


# --- words and errors ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("two rooms", "two rooms"),
        ("AC/DC", r"AC\/DC"),
        ("Star Wars: A New Hope", r"Star Wars\: A New Hope"),
        ('12" (live)', r"12\" \(live\)"),
        ("NOT YOURS OR MINE", "not YOURS or MINE"),
        ("*", "*"),
        ("artist:(bob dylan) AND date:[1965 TO 1966]", "artist:(bob dylan) AND date:[1965 TO 1966]"),
        ("+rgid:1c1b50ec", "+rgid:1c1b50ec"),
    ],
)
def test_words_are_told_from_queries(text: str, query: str):
    """A text that names a field is a query; in any other one no sign means anything."""
    assert as_query(text) == query


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Not Found", "NOT_FOUND"),
        ("Your requests are exceeding the allowable rate limit. Please see http://wiki.example/", "RATE_LIMITED"),
        ("Your credentials could not be verified. Either you supplied the wrong credentials …", "ACCESS_DENIED"),
        ("coffee is not a valid inc parameter for the artist resource.", "PROVIDER_ERROR"),
        ("Invalid mbid.", "PROVIDER_ERROR"),
    ],
)
def test_errors_are_told_by_their_words(text: str, code: str):
    """A body says what is wrong, whatever the status."""
    assert error_of(ErrorBody(error=text)).code == code
    with pytest.raises(hc.ProviderError) as raised:
        normalize_body(musicbrainz, Kind.RELEASE, json.dumps({"error": text, "help": "see"}).encode())
    assert raised.value.code == code


def test_payloads_have_no_names_with_hyphens_in_python():
    """Fields are written with underscores; the web service's hyphens are the core's affair."""
    assert Relation(type="vocal", target_credit="Frida").target_credit == "Frida"
