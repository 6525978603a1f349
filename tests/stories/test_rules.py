"""Each cleaning rule on answers in the shapes of real sources, and sources that contradict one another."""

import json
from collections.abc import Mapping
from typing import Any

import attrs
import pytest

from harmony_core import Session
from harmony_core.domain.answers import Asked, Found
from harmony_core.domain.errors import RequestError
from harmony_core.domain.model import ArtistCredit, Entity, Medium, Recording, Release, Track
from harmony_core.domain.refs import Kind
from harmony_core.domain.result import Query, Result
from harmony_core.edges.config import load_config
from harmony_core.edges.convert import result_document
from harmony_core.edges.explain import explained_text
from harmony_core.edges.one_body import normalize_body
from harmony_core.edges.schema import problems
from harmony_core.stages.merge import Merged, merge
from harmony_core.stages.policy import Policy, chosen_rules

GTIN = "2000000090016"


def session(**settings: str) -> Session:
    """Return a session of all sources, with settings as the environment gives them."""
    given = {f"HARMONY_{name.upper()}": value for name, value in settings.items()}
    return Session(config=load_config({"HARMONY_STORE": "memory:", **given}))


def said(source: str, body: Mapping[str, object], kind: str = "release") -> Found:
    """Return what a source says, out of an answer in the shape in which it sends it."""
    provider = session().providers[source]
    (entity,) = normalize_body(provider, Kind(kind), json.dumps(body).encode()).entities
    return Found(provider=source, asked=Asked(by="gtin", value=GTIN), entity=entity)


def together(*found: Found, policy: Policy | None = None, **settings: str) -> tuple[Any, Merged]:
    """Return what the sources say together, and why; its document is as the schema has it, and can be explained."""
    merged = merge(found, policy or session(**settings).policy())
    result = Result(
        query=Query(kind=Kind.RELEASE, text="x"), kind=Kind.RELEASE, data=merged.entity, decisions=merged.decisions
    )
    made = result_document(result)
    if isinstance(merged.entity, Release):
        assert not problems("result", made)
    assert explained_text(made)
    return merged.entity, merged


def why(merged: Merged, path: str) -> str:
    """Return the explanation of a field."""
    query = Query(kind=Kind.RELEASE, text="x")
    made = result_document(Result(query=query, kind=Kind.RELEASE, data=merged.entity, decisions=merged.decisions))
    return explained_text(made, path).strip()


# --- Answers as sources send them -----------------------------------------------------------------------------


def deezer(title: str = "Two Rooms", **fields: object) -> Found:
    """Return an album of Deezer."""
    album = {
        "id": 930001, "title": title, "upc": GTIN, "label": "Lantern Records", "release_date": "2024-05-17",
        "record_type": "album", "artist": {"id": 932, "name": "The Lamplighters", "type": "artist"}, "type": "album",
    }  # fmt: skip
    return said("deezer", {**album, **fields})


def deezer_tracks(*titles: str, **of_first: object) -> dict[str, object]:
    """Return the tracks of an album of Deezer."""
    artist = {"id": 932, "name": "The Lamplighters", "type": "artist"}
    rows = [
        {"id": 9310 + at, "title": title, "duration": 200 + at, "artist": artist, "type": "track"}
        for at, title in enumerate(titles, 1)
    ]
    return {"tracks": {"data": [{**row, **(of_first if not at else {})} for at, row in enumerate(rows)]}}


def itunes(title: str = "Two Rooms", *tracks: Mapping[str, object], **fields: object) -> Found:
    """Return an answer of iTunes: the row of a collection, then those of its tracks."""
    album = {
        "wrapperType": "collection", "collectionType": "Album", "artistId": 9320001, "collectionId": 9300001,
        "artistName": "The Lamplighters", "collectionName": title, "releaseDate": "2024-05-17T07:00:00Z",
        "collectionViewUrl": "https://music.apple.com/gb/album/two-rooms/9300001?uo=4", "trackCount": len(tracks),
    }  # fmt: skip
    rows = [
        {
            "wrapperType": "track", "kind": "song", "artistId": 9320001, "collectionId": 9300001,
            "trackId": 9310000 + at, "artistName": "The Lamplighters", "discNumber": 1, "trackNumber": at,
            "trackTimeMillis": 200_123, **track,
        }
        for at, track in enumerate(tracks, 1)
    ]  # fmt: skip
    return said("itunes", {"resultCount": len(rows) + 1, "results": [{**album, **fields}, *rows]})


def spotify(title: str = "Two Rooms", **fields: object) -> Found:
    """Return an album of Spotify."""
    album = {
        "id": "5" * 22, "name": title, "album_type": "album", "type": "album", "release_date": "2024-05-17",
        "release_date_precision": "day", "artists": [{"id": "6" * 22, "name": "The Lamplighters", "type": "artist"}],
    }  # fmt: skip
    return said("spotify", {**album, **fields})


def musicbrainz(title: str = "Two Rooms", **fields: object) -> Found:
    """Return a release of MusicBrainz."""
    artist = {"id": "0e1c2d3b-0000-4000-8000-000000000001", "name": "The Lamplighters", "sort-name": "Lamplighters"}
    release = {
        "id": "0e1c2d3b-0000-4000-8000-000000000002", "title": title, "date": "2024-05-17",
        "artist-credit": [{"name": "The Lamplighters", "joinphrase": "", "artist": artist}],
    }  # fmt: skip
    return said("musicbrainz", {**release, **fields})


def group(*types: str) -> dict[str, object]:
    """Return the release group of a release of MusicBrainz, with a primary type and others."""
    return {"id": "0e1c2d3b-0000-4000-8000-000000000003", "primary-type": types[0], "secondary-types": list(types[1:])}


def discogs(title: str = "Two Rooms", **fields: object) -> Found:
    """Return a release of Discogs."""
    return said(
        "discogs", {"id": 92001, "title": title, "artists": [{"id": 932, "name": "The Lamplighters"}], **fields}
    )


# --- Types ----------------------------------------------------------------------------------------------------


def test_types_are_read_out_of_titles_where_no_source_knows_them():
    """Stores know albums, singles and EPs; that it is live stands in the title only."""
    live, merged = together(deezer("Two Rooms (Live)"), itunes("Two Rooms (Live)"))
    assert [str(each) for each in live.types] == ["album", "live"]
    decision = merged.decisions["types"]
    assert (decision.strategy, decision.providers) == ("rule:types_from_title", ("deezer",))
    assert [[str(kind) for kind in each.value] for each in decision.candidates] == [["album"]]
    assert why(merged, "types").startswith("types: album, live, by the rule types_from_title. Types (EP,")
    assert why(merged, "types").endswith("deezer said album.")


def test_a_database_that_knows_types_is_believed():
    """MusicBrainz would have said that it is live; and where a source says a type, none is guessed beside it."""
    known, merged = together(musicbrainz("Live", **{"release-group": group("Album")}), deezer("Two Rooms (Live)"))
    assert [str(each) for each in known.types] == ["album"]
    assert merged.decisions["types"].strategy == "union"
    known, _ = together(musicbrainz(**{"release-group": group("EP", "Demo")}), itunes("Two Rooms (Live) - EP"))
    assert [str(each) for each in known.types] == ["ep", "demo"]


@pytest.mark.parametrize(
    ("title", "types"),
    [
        ("Two Rooms EP", ["ep"]),
        ("Two Rooms (Demo)", ["demo"]),
        ("Two Rooms (Original Motion Picture Soundtrack)", ["soundtrack"]),
        ("Two Rooms (The Remixes)", ["remix"]),
        ("Night Mix (Continuous DJ Mix)", ["dj-mix"]),
        ("Live and Let Go", []),
        ("Deliver Me", []),
        ("Demolition", []),
        ("The Premix Tapes", []),
        ("Lost", []),
        ("Tribute to the Two Rooms Soundtrack", []),
        ("Two Rooms (Alternate Take)", []),
        ("The Step", []),
        ("Music for the Masses", []),
        ("Music from the Motion Picture Two Rooms", ["soundtrack"]),
        ("Soundtrack to My Escape", []),
        ("We Live in Dreams", []),
        ("Live in the Moment", []),
        ("Two Rooms: Live at the Attic", ["live"]),
        ("Bird Money (The Mixtape)", ["mixtape"]),
        ("Best of My Mixtape", []),
    ],
)
def test_types_that_titles_tell_of(title: str, types: list[str]):
    """Of a source that says no types at all, the title says what it says, and no more."""
    release, _ = together(discogs(title))
    assert [str(each) for each in release.types] == types


def test_a_release_is_live_where_all_tracks_are():
    """The tracks' titles count as the release's own."""
    release, _ = together(deezer(**deezer_tracks("Lobby (Live)", "Attic (Live)")))
    assert "live" in release.types
    release, _ = together(deezer(**deezer_tracks("Lobby (Live)", "Attic")))
    assert "live" not in release.types


# --- Script ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "script"),
    [
        ("Two Rooms", ("Latn", 1.0)),
        ("夜の部屋", ("Jpan", 1.0)),
        ("房间", ("Hani", 1.0)),
        ("방과 家", ("Kore", 1.0)),
        ("Комната", ("Cyrl", 1.0)),
        ("Комната Room", None),
        ("1999 ½", None),
    ],
)
def test_the_script_is_counted_out_of_the_titles(title: str, script: tuple[str, float] | None):
    """No store says it, and it is that of most letters; where no script is by far the most, nothing is said."""
    release, merged = together(spotify(title))
    assert (release.script and (release.script.code, release.script.share)) == script
    if script:
        assert merged.decisions["script"].strategy == "rule:script_of_titles"
        assert why(merged, "script").endswith("No source said it.")


def test_a_script_that_a_source_says_stays():
    """What MusicBrainz says is not counted anew."""
    release, merged = together(musicbrainz(**{"text-representation": {"script": "Cyrl", "language": None}}), spotify())
    assert (release.script.code, merged.decisions["script"].strategy) == ("Cyrl", "preferred")


# --- Guests ---------------------------------------------------------------------------------------------------


def names(credit: tuple[ArtistCredit, ...]) -> str:
    """Return a credit as it is printed."""
    return "".join(f"{artist.credited_name or artist.name}{artist.join_phrase or ''}" for artist in credit)


def test_guests_that_only_the_title_names_are_credited():
    """iTunes has one name for all artists of a credit, and the guests in the title."""
    song = {"trackName": "Attic (feat. Ada, Tin & Tyler, The Maker) [Live]"}
    release, merged = together(itunes("Two Rooms", song, {"trackName": "Lobby"}))
    attic, lobby = release.media[0].tracks
    assert names(attic.artists) == "The Lamplighters feat. Ada, Tin & Tyler, The Maker"
    assert [artist.name for artist in attic.artists] == ["The Lamplighters", "Ada", "Tin", "Tyler, The Maker"]
    assert attic.title == song["trackName"]
    assert names(lobby.artists) == "The Lamplighters"
    decision = merged.decisions["media[0].tracks[0].artists"]
    assert decision.strategy == "rule:guests_from_title"
    assert [names(each.value) for each in decision.candidates] == ["The Lamplighters"]


@pytest.mark.parametrize(
    "song",
    [
        {"trackName": "Attic (feat. Ada)", "artistName": "The Lamplighters & Ada"},
        {"trackName": "Attic (feat. Ada & Tin)", "artistName": "The Lamplighters, Ada & Tin"},
        {"trackName": "Attic (with Strings)"},
        {"trackName": "Defeat of Ada"},
        {"trackName": "Feat. of Strength"},
        {"trackName": "Left Feet (Feature Film Version)"},
    ],
)
def test_a_credit_that_is_whole_stays(song: Mapping[str, object]):
    """Guests that the credit has are not added again, and not everything in brackets is a guest."""
    _, merged = together(itunes("Two Rooms", song))
    assert merged.decisions["media[0].tracks[0].artists"].strategy == "preferred"


def test_a_credit_conflict_with_join_phrases():
    """The credit of the source that parts it stands, with its join phrases; a guest in another's title adds nothing."""
    people = [
        {"name": name, "joinphrase": join, "artist": {"id": f"0e1c2d3b-0000-4000-8000-00000000001{at}", "name": name}}
        for at, (name, join) in enumerate((("The Lamplighters", " with "), ("Ada", " & "), ("Tin", "")))
    ]
    tracks = [{"position": 1, "number": "1", "title": "Attic", "length": 200_123, "artist-credit": people}]
    base = musicbrainz(media=[{"position": 1, "format": "CD", "tracks": tracks}])
    release, merged = together(itunes("Two Rooms", {"trackName": "Attic (feat. Ada & Tin)"}), base)
    assert names(release.media[0].tracks[0].artists) == "The Lamplighters with Ada & Tin"
    decision = merged.decisions["media[0].tracks[0].artists"]
    assert (decision.strategy, decision.providers[0]) == ("preferred", "musicbrainz")


def test_guests_go_out_of_titles_and_back_where_that_is_wished():
    """Two rules that run only where they are asked for."""
    song = itunes("Two Rooms", {"trackName": "Attic (feat. Ada) [Live]"})
    release, merged = together(song, rules_on="title_without_guests")
    assert release.media[0].tracks[0].title == "Attic [Live]"
    assert merged.decisions["media[0].tracks[0].title"].strategy == "rule:title_without_guests"
    track = Track(
        position=1,
        title="Attic",
        artists=(ArtistCredit(name="The Lamplighters", join_phrase=" feat. "), ArtistCredit(name="Ada")),
    )
    found = attrs.evolve(song, entity=Release(title="Two Rooms", media=(Medium(position=1, tracks=(track,)),)))
    release, _ = together(found, rules_on="guests_into_title")
    assert release.media[0].tracks[0].title == "Attic (feat. Ada)"
    release, _ = together(found)
    assert release.media[0].tracks[0].title == "Attic"


def test_versions_stand_in_brackets_where_that_is_wished():
    """Spotify writes versions behind dashes."""
    release, _ = together(spotify("Two Rooms - Live"), rules_on="versions_in_brackets")
    assert release.title == "Two Rooms (Live)"
    release, _ = together(spotify("Two Rooms - Live"))
    assert release.title == "Two Rooms - Live"


# --- Labels, copyright, many artists, pictures ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("label", "names", "rule"),
    [
        ("℗ 2024 Lantern Records", ["Lantern Records"], "label_from_copyright"),
        ("(P) & (C) 2019-2024 Lantern Ltd. All rights reserved.", ["Lantern Ltd"], "label_from_copyright"),
        ("Lantern, a Division of Big Music", ["Lantern"], "label_without_distributor"),
        ("Lantern under exclusive license to Big Music", ["Lantern"], "label_without_distributor"),
        ("Lantern (distributed by Night)", ["Lantern"], "label_without_distributor"),
        ("℗ 2024 Lantern, distributed by Night", ["Lantern"], "label_from_copyright+label_without_distributor"),
        ("Self-Released", ["[no label]"], "no_label"),
        ("Self Released", ["[no label]"], "no_label"),
        ("9300001 Records DK", ["[no label]"], "no_label"),
        ("DistroKid", ["[no label]"], "no_label"),
    ],
)
def test_noise_around_labels_is_taken_away(label: str, names: list[str], rule: str):
    """Stores print in a label's place what distributors send."""
    release, merged = together(spotify(label=label))
    assert [each.name for each in release.labels] == names
    decision = merged.decisions["labels"]
    assert (decision.strategy, decision.candidates[0].value[0].name) == (f"rule:{rule}", label)
    assert label.split()[0] in why(merged, "labels")


@pytest.mark.parametrize(
    "label",
    [
        "Lantern Records", "AC/DC Records", "EMI Belgium SA/NV", "Independiente", "Records of Distribution",
        "Distributed Sound", "2024 Records", "Label Du Bon Independant", "Rhino - Warner Records", "No Label Music",
        "Copyright Control Records", "Marketed Noise",
    ],
)  # fmt: skip
def test_labels_that_are_right_stay(label: str):
    """A word that noise is made of is none in a name."""
    release, merged = together(spotify(label=label))
    assert [each.name for each in release.labels] == [label]
    assert merged.decisions["labels"].strategy == "preferred"


def test_labels_in_one_text_are_parted():
    """mora has the labels of a release in one text."""
    body = {"title": "夜", "trackList": [], "displayLabelname": "Lantern/Night Works", "labelname": "x"}
    release, merged = together(said("mora", body))
    assert [each.name for each in release.labels] == ["Lantern", "Night Works"]
    assert merged.decisions["labels"].strategy == "rule:labels_split"


def test_a_label_that_another_source_spells_right_needs_no_rule():
    """Where the word of a source stands that needed no mending, no rule is named, and what was said is shown."""
    info = [{"catalog-number": "LAN 1", "label": {"id": "0e1c2d3b-0000-4000-8000-000000000009", "name": "Lantern"}}]
    release, merged = together(spotify(label="℗ 2024 Night"), musicbrainz(**{"label-info": info}))
    assert release.labels[0].name == "Lantern"
    decision = merged.decisions["labels"]
    assert (decision.strategy, decision.candidates[0].value[0].name) == ("preferred", "℗ 2024 Night")


def test_lines_of_copyright_have_their_signs_and_years():
    """Letters in brackets stand for signs."""
    lines = [{"text": "(C) 2024 Lantern", "type": "C"}, {"text": "(P) 2023 Lantern", "type": "P"}]
    release, merged = together(spotify(copyrights=lines))
    told = [(line.kind, line.year, line.text) for line in release.copyright]
    assert told == [("c", 2024, "© 2024 Lantern"), ("p", 2023, "℗ 2023 Lantern")]
    assert merged.decisions["copyright"].strategy == "rule:copyright_lines"
    release, merged = together(spotify(copyrights=[{"text": "℗ 2023 Lantern", "type": "P"}]))
    assert merged.decisions["copyright"].strategy == "preferred"


@pytest.mark.parametrize(
    "name", ["Various", "VA", "V.A.", "Varios Artistas", "Multi-interprètes", "ヴァリアス・アーティスト"]
)
def test_many_artists_have_one_name(name: str):
    """Stores have a word of their language for it; how it was printed is kept."""
    release, merged = together(itunes("Two Rooms", artistName=name))
    credit = release.artists[0]
    assert (credit.name, credit.credited_name) == ("Various Artists", name)
    assert merged.decisions["artists"].strategy == "rule:various_artists"


@pytest.mark.parametrize("name", ["Various Cruelties", "Va", "The Various", "Diverse City", "Various Artists"])
def test_artists_whose_names_are_like_it_stay(name: str):
    """A band may be called nearly so."""
    release, merged = together(itunes("Two Rooms", artistName=name))
    assert (release.artists[0].name, merged.decisions["artists"].strategy) == (name, "preferred")


def deezer_artist(picture: str) -> Found:
    """Return an artist of Deezer; a picture's address has the MD5 of the picture in it."""
    url = f"https://cdn-images.dzcdn.net/images/artist/{picture}/1000x1000-000000-80-0-0.jpg"
    return said("deezer", {"id": 932, "name": "Ada", "type": "artist", "picture_xl": url}, "artist")


NOTHING = "d41d8cd98f00b204e9800998ecf8427e"
"""The MD5 of no bytes."""


def test_placeholders_are_no_pictures():
    """Deezer shows the picture of nothing for artists who have none."""
    artist, merged = together(deezer_artist(NOTHING))
    assert artist.artwork == ()
    assert merged.decisions["artwork"].strategy == "rule:placeholder_artwork"
    assert why(merged, "artwork").startswith("artwork: nothing, by the rule placeholder_artwork. Pictures that")
    artist, _ = together(deezer_artist("0123456789abcdef0123456789abcdef"))
    assert len(artist.artwork) == 1


# --- Dates ----------------------------------------------------------------------------------------------------


def test_a_date_from_before_a_store_is_not_that_of_a_digital_release():
    """iTunes often has the day of the first edition; who can be right decides, however precise the others."""
    release, merged = together(itunes(releaseDate="1969-09-26T07:00:00Z"), deezer(release_date="2011-03-04"))
    assert str(release.date) == "2011-03-04"
    release, merged = together(itunes(releaseDate="1969-09-26T07:00:00Z"), discogs(released="2011"))
    assert str(release.date) == "2011"
    decision = merged.decisions["date"]
    assert (decision.strategy, decision.providers) == ("rule:date_before_store", ("discogs",))
    assert [(str(each.value), each.providers) for each in decision.candidates] == [("1969-09-26", ("itunes",))]
    assert "itunes said 1969-09-26" in why(merged, "date")


def test_a_store_that_the_user_prefers_is_believed():
    """No rule knows better than who says whose word goes first."""
    release, _ = together(itunes(releaseDate="1969-09-26T07:00:00Z"), discogs(released="2011"), prefer="itunes")
    assert str(release.date) == "1969-09-26"


def test_two_stores_copied_the_same_date_and_one_source_is_right():
    """Though two say it to the day, the day was before there were stores."""
    old = "1969-09-26"
    release, _ = together(
        itunes(releaseDate=f"{old}T07:00:00Z"), spotify(release_date=old), discogs(released="2011-03")
    )
    assert str(release.date) == "2011-03"


def test_the_most_precise_date_that_can_be_right_wins():
    """A date conflict: a year from a database, a day from a store; and what nobody contradicts stays."""
    release, merged = together(musicbrainz(date="2011"), deezer(release_date="2011-03-04"))
    assert (str(release.date), merged.decisions["date"].strategy) == ("2011-03-04", "most_precise")
    release, merged = together(itunes(releaseDate="1969-09-26T07:00:00Z"))
    assert (str(release.date), merged.decisions["date"].strategy) == ("1969-09-26", "most_precise")
    release, merged = together(musicbrainz(date="1969-09-26"), discogs(released="2011"))
    assert str(release.date) == "1969-09-26"


# --- Consensus --------------------------------------------------------------------------------------------------


def test_two_that_copied_a_mistake_count_once(tmp_path: Any):
    """Stores that print one feed are one voice: a database that is trusted more outweighs any number of them."""
    (tmp_path / "config.toml").write_text('[merge.strategies]\ntitle = "consensus"\n', encoding="utf-8")
    policy = Session(config=load_config({"HARMONY_HOME": str(tmp_path), "HARMONY_STORE": "memory:"})).policy()
    stores = (deezer("Two Romos"), spotify("Two Romos"), itunes("Two Romos"))
    release, merged = together(*stores, musicbrainz(), policy=policy)
    assert release.title == "Two Rooms"
    decision = merged.decisions["title"]
    assert (decision.strategy, decision.candidates[0].providers) == ("consensus", ("deezer", "spotify", "itunes"))
    assert "musicbrainz has the most trust behind it" in why(merged, "title")
    apart = attrs.evolve(policy, sources={name: attrs.evolve(facts, traits=attrs.evolve(facts.traits, feed=None))
                                          for name, facts in policy.sources.items()})  # fmt: skip
    release, _ = together(*stores, musicbrainz(), policy=apart)
    assert release.title == "Two Romos"
    release, _ = together(*stores, discogs(), musicbrainz("Two Romos"), policy=policy)
    assert release.title == "Two Romos"


# --- Regions ----------------------------------------------------------------------------------------------------


def test_a_release_is_excluded_only_where_no_source_sells_it():
    """A region conflict: one store has it in fewer countries than another."""
    first = spotify(available_markets=["DE", "FR", "GB"])
    release, merged = together(first, deezer(**deezer_tracks("Lobby", available_countries=["DE", "US"])))
    sold = {str(country) for country in release.available_in}
    assert {"DE", "FR", "GB"} <= sold
    assert sold.isdisjoint(map(str, release.excluded_from))
    one = attrs.evolve(first, entity=Release(title="x", available_in=first.entity.available_in))  # type: ignore[union-attr]
    other = attrs.evolve(
        first,
        provider="deezer",
        entity=Release(title="x", excluded_from=first.entity.available_in[:1]),  # type: ignore[union-attr]
    )
    release, merged = together(one, other)
    assert release.excluded_from == ()
    assert merged.decisions["excluded_from"].strategy == "rule:not_excluded_where_sold"
    assert "deezer said DE" in why(merged, "excluded_from")
    many = attrs.evolve(other, entity=spotify(available_markets=["DE"]).entity)
    _, merged = together(one, many)
    told = why(merged, "excluded_from")
    assert " more." in told
    assert len(told) < 300


# --- Tracks -----------------------------------------------------------------------------------------------------


def test_gaps_in_a_track_list_are_filled_with_tracks_of_their_own():
    """Tracks that are not sold in a country are missing at iTunes; each gets a place, and nothing of another's."""
    songs = [{"trackName": "Lobby"}, {"trackName": "Cellar", "trackNumber": 4}, {"trackName": "Roof", "trackNumber": 5}]
    release, merged = together(itunes("Two Rooms", *songs, {"trackName": "Yard", "trackNumber": 6}))
    tracks = release.media[0].tracks
    assert [(track.position, track.title) for track in tracks] == [
        (1, "Lobby"), (2, "[unknown]"), (3, "[unknown]"), (4, "Cellar"), (5, "Roof"), (6, "Yard"),
    ]  # fmt: skip
    assert tracks[1] is not tracks[2]
    decision = merged.decisions["media[0].tracks[1].title"]
    assert (decision.strategy, decision.value) == ("rule:gaps_filled", "[unknown]")
    assert merged.decisions["media[0].tracks[3].title"].value == "Cellar"
    assert "media[0].tracks[1].length_ms" not in merged.decisions


def test_what_is_unknown_stays_so_beside_a_track_that_is_not_matched():
    """The values of a track come from those that are the same, one by one, never from what stands in its place."""
    base = itunes("Two Rooms", {"trackName": "Lobby"}, {"trackName": "Roof", "trackNumber": 3})
    other = deezer(**deezer_tracks("Lobby", "Attic", "Roof", isrc="ZZABC2400001"))
    policy = attrs.evolve(session().policy(), order=("itunes", "deezer"), orders={"media": ("itunes", "deezer")})
    release, merged = together(base, other, policy=policy)
    lobby, unknown, roof = release.media[0].tracks
    assert str(lobby.isrc) == "ZZABC2400001"
    assert (unknown.title, unknown.length_ms, unknown.artists, roof.title) == ("[unknown]", None, (), "Roof")
    assert merged.decisions["media[0].tracks[0].isrc"].providers == ("deezer",)


@pytest.mark.parametrize("numbers", [[1, 2, 3], [2, 1], [7], [1, 9]])
def test_lists_without_gaps_stay(numbers: list[int]):
    """Where more is missing than told, or numbers do not rise, they are no count of a list."""
    songs = tuple(Track(position=number, title=f"Song {number}") for number in numbers)
    entity = Release(title="Two Rooms", media=(Medium(position=1, tracks=songs),))
    found = Found(provider="itunes", asked=Asked(by="gtin", value=GTIN), entity=entity)
    release, _ = together(found)
    assert release.media[0].tracks == songs


# --- Switches ---------------------------------------------------------------------------------------------------


def dirty() -> list[Entity]:
    """Return entities on which every rule that is not optional fires."""
    return [
        itunes("房间 (Live)", {"trackName": "Attic (feat. Ada)"}, {"trackName": "屋", "trackNumber": 3}).entity,
        spotify(label="℗ 2024 Night/Light, distributed by Big", copyrights=[{"text": "(C) 2024 Night"}]).entity,
        spotify(label="Self-Released", artists=[{"name": "Various"}]).entity,
        deezer_artist(NOTHING).entity,
    ]


def test_every_rule_can_be_switched_off():
    """A rule that is named in `rules_off` leaves everything as it is, and no decision names it."""
    names = [rule.name for rule in session().policy().rules]
    policy = session(rules_off=",".join(names)).policy()
    assert policy.rules == ()
    for entity in dirty():
        found = Found(provider="itunes", asked=Asked(by="gtin", value=GTIN), entity=entity)
        assert merge([found], policy).entity == entity
        assert merge([found], session().policy()).entity != entity
    one = session(rules_off="types_from_title").policy()
    assert [rule.name for rule in one.rules] == [name for name in names if name != "types_from_title"]


def test_a_rule_that_there_is_not_is_refused():
    """A misspelled name is told, with the nearest."""
    with pytest.raises(RequestError, match="rules_off names 'type_from_title', which is no rule; did you mean types_"):
        session(rules_off="type_from_title").policy()
    with pytest.raises(RequestError, match="rules_on names 'x'"):
        chosen_rules((), on=["x"])


def test_recordings_are_cleaned_too():
    """The same rules run on what has a title and a credit."""
    song = {"wrapperType": "track", "kind": "song", "trackId": 9, "artistName": "VA", "trackName": "Attic (feat. Ada)"}
    recording, merged = together(said("itunes", {"resultCount": 1, "results": [song]}, "recording"))
    assert isinstance(recording, Recording)
    assert names(recording.artists) == "VA feat. Ada"
    assert merged.decisions["artists"].strategy == "rule:various_artists+guests_from_title"
