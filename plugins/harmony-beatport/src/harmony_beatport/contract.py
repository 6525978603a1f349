"""What Beatport promises, checked by `pytest` and by `harmony providers check beatport`. Names and ids are made up."""

from __future__ import annotations

from harmony_beatport import beatport
from harmony_core.testing import Case, Contract, Link

LINKS = (
    Link(
        "https://www.beatport.com/release/black-mill-tapes-10th-anniversary-box/3176998",
        kind="release",
        id="3176998",
        type="release",
        canonical=True,
    ),
    Link("https://www.beatport.com/track/strobe/1696999", kind="recording", id="1696999", type="track", canonical=True),
    Link("https://www.beatport.com/artist/deadmau5/26182", kind="artist", id="26182", type="artist", canonical=True),
    Link("https://www.beatport.com/label/physical-techno-recordings/41056", kind="label", id="41056", canonical=True),
    Link("https://www.beatport.com/release/-/3176998", kind="release", id="3176998", canonical=True),
    # a language is no region; scheme, `www.`, query and a slash at the end do not matter
    Link("https://www.beatport.com/de/release/two-rooms-ep/9000001", kind="release", id="9000001", region=""),
    Link("http://beatport.com/track/lobby/9100001/?utm_source=x#top", kind="recording", id="9100001"),
)

RELEASES = (
    Case(  # whole: see release_by_id.json. The page lists the last track first.
        "release_by_id",
        "https://www.beatport.com/release/two-rooms-ep/9000001",
        sent=("release/-/9000001",),
        expected={
            "media[0].tracks[0].title": "Lobby",
            "media[0].tracks[1].title": "Attic (Ada Moth Remix)",
            "media[0].tracks[2].title": "Roof (Extended Mix)",
            "media[0].tracks[2].isrc": None,
        },
    ),
    Case(  # keys of another form, numbers on tracks, a track that is not listed, more artists than a band has
        "sampler",
        "beatport:9000002",
        messages=("2 of 3 tracks are listed",),
        expected={
            "artists[0].name": "Various Artists",
            "artists[1]": None,
            "gtin": None,
            "date": "2024-05-24",
            "types": ("album",),
            "artwork": None,
            "available_in": None,
            "links[0].kinds": ("paid download",),
            "media[0].tracks[0].title": "Bay Window",
            "media[0].tracks[0].available_in": ("XW",),
            "media[0].tracks[1].title": "Ash Wednesday",
        },
    ),
    Case(
        "release_by_gtin",
        "2000000090016",
        sent=("search?q=2000000090016", "release/-/9000001"),
        expected={"title": "Two Rooms EP", "gtin": "2000000090016"},
    ),
    Case(  # only the very digits that Beatport keeps are found
        "gtin_padded",
        "028947757184",
        sent=("search?q=028947757184", "search?q=0028947757184", "release/-/9000001"),
        expected={"gtin": "0028947757184"},
    ),
    Case("gtin_absent", "2000000090016", state="absent"),
    Case(
        "track_as_release",
        "https://www.beatport.com/track/attic/9100002",
        kind="release",
        sent=("track/-/9100002", "release/-/9000001"),
        expected={"title": "Two Rooms EP"},
    ),
    Case("release_absent", "beatport:9000009", state="absent"),
    Case("absent_in_200", "beatport:9000009", state="absent"),
    Case("another_release", "beatport:9000001", code="MISMATCH", message="9000002"),
)

OTHERS = (
    Case("recording_by_id", "https://www.beatport.com/it/track/attic/9100002"),  # whole: see recording_by_id.json
    Case("recording_absent", "beatport:track/9100009", state="absent"),
    Case("artist_by_id", "beatport:artist/9200002"),  # whole: see artist_by_id.json
    Case("artist_absent", "beatport:artist/9200009", state="absent"),
    Case(
        "label_by_id",
        "beatport:label/9300001",
        expected={"name": "Lantern Records", "links[0].url": "https://www.beatport.com/label/lantern-records/9300001"},
    ),
    Case("label_absent", "beatport:label/9300009", state="absent"),
)

# A page of another form is never an empty release.
CHANGED = (
    Case("no_data", "beatport:9000001", code="PAYLOAD", message="no embedded data (script#__NEXT_DATA__)"),
    Case("no_release", "beatport:9000001", code="PAYLOAD", message="no release (props.pageProps.release)"),
    Case("no_tracks", "beatport:9000001", code="PAYLOAD", message="no list of the release's tracks"),
    Case("wrong_type", "beatport:9000001", code="PAYLOAD", message="expected text, got whole number @ $.name"),
    Case("robots", "beatport:9000001", code="ACCESS_DENIED", message="Just a moment"),
    Case("search_changed", search="two rooms", kind="release", code="PAYLOAD", message="no lists of what the search"),
)

SEARCHES = (
    Case(  # hits name their fields otherwise, and remixers among the artists
        "search_releases",
        search="two rooms",
        kind="release",
        expected={
            "[0].title": "Two Rooms EP",
            "[0].gtin": "2000000090016",
            "[0].date": "2024-05-17",
            "[0].types": ("album",),
            "[0].artists[0].name": "The Lamplighters",
            "[0].artists[1]": None,
            "[0].credits[0].name": "Ada Moth",
            "[0].labels[0].name": "Lantern Records",
            "[0].labels[0].catalog_number": "LAMP001D",
            "[0].genres[0].name": "Deep House",
            "[0].artwork[0].width": 1400,
            "[0].media": None,
            "[0].links[0].url": "https://www.beatport.com/release/-/9000001",
            "[1]": None,
        },
    ),
    Case(
        "search_recordings",
        search="attic",
        kind="recording",
        expected={
            "[0].title": "Attic (Ada Moth Remix)",
            "[0].length_ms": 355959,
            "[0].isrcs": ("ZZLMP2400002",),
            "[0].features": {"bpm": 124.0, "key": "G#", "mode": "minor"},
            "[0].labels[0].name": "Lantern Records",
            "[0].releases[0].title": "Two Rooms EP",
            "[0].credits[0].role": "remixer",
            "[0].artists[1]": None,
        },
    ),
    Case(  # one page for all kinds
        "search_all",
        search="two rooms",
        sent=("search?q=two+rooms",),
        cassette="search_releases.yaml",
    ),
    Case("search_artists", search="ada", kind="artist", expected={"[0].name": "Ada Moth", "[0].artwork[0].width": 590}),
    Case("search_labels", search="lantern", kind="label", expected={"[0].name": "Lantern Records"}),
    *(
        Case(f"search_no_{kind}s", search="nothing", kind=kind, state="absent", cassette="search_nothing.yaml")
        for kind in ("release", "recording", "artist", "label")
    ),
)

CONTRACT = Contract(
    provider=beatport,
    package=__package__,
    links=LINKS,
    foreign_links=(
        "https://www.beatport.com/chart/summer/1",
        "https://www.beatport.com/release/two-rooms-ep",
        "https://www.beatport.com/genre/deep-house/12",
        "https://www.beatport.com.example.org/release/a/1",
        "https://www.beatsource.com/release/a/1",
    ),
    wrong_ids=("abc", "release/abc", "two-rooms-ep/9000001", "track/"),
    cases=(*RELEASES, *OTHERS, *CHANGED, *SEARCHES),
)
