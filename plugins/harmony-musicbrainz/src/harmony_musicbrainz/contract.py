"""What MusicBrainz promises, checked by `pytest` and by `harmony providers check musicbrainz`. MBIDs are made up."""

from __future__ import annotations

from harmony_core.testing import Case, Contract, Link
from harmony_musicbrainz import musicbrainz

MBID = "12195c41-6136-4dfd-acf1-9923dadc73e2"
RELEASE = "00000001-0000-4000-8000-000000000000"
GROUP = "000000b1-0000-4000-8000-000000000000"
RECORDING = "00000202-0000-4000-8000-000000000000"
ARTIST = "000000a1-0000-4000-8000-000000000000"
LABEL = "000000b9-0000-4000-8000-000000000000"

RELEASE_REQUEST = (
    f"release/{RELEASE}?inc=artists+artist-credits+labels+media+recordings+isrcs+release-groups+genres+tags"
    "+url-rels+artist-rels+recording-level-rels+work-rels+work-level-rels&fmt=json"
)
GROUP_REQUEST = f"release-group/{GROUP}?inc=releases&fmt=json"
RECORDING_REQUEST = (
    f"recording/{RECORDING}?inc=artists+artist-credits+isrcs+releases+release-groups+genres+tags"
    "+url-rels+artist-rels+work-rels+work-level-rels&fmt=json"
)
ARTIST_REQUEST = f"artist/{ARTIST}?inc=aliases+genres+tags+url-rels&fmt=json"
LABEL_REQUEST = f"label/{LABEL}?inc=aliases+url-rels&fmt=json"

KINDS = (
    ("release", "release"),
    ("release-group", "release_group"),
    ("recording", "recording"),
    ("artist", "artist"),
    ("label", "label"),
)
HOSTS = ("musicbrainz.org", "beta.musicbrainz.org", "test.musicbrainz.org", "musicbrainz.eu")
ENDS = ("", "/", "/disc/1", "/relationships", "/disc/1#x", "?tport=8000")


def links() -> tuple[Link, ...]:
    """Return links to five kinds: host, what comes after the MBID, query and fragment do not matter."""
    return tuple(
        Link(
            f"https://{host}/{path}/{MBID}{end}", kind=kind, id=MBID, type=path, canonical=(host, end) == (HOSTS[0], "")
        )
        for path, kind in KINDS
        for host in HOSTS
        for end in ENDS
    )


WHOLE = {
    "title": "Two Rooms",
    "gtin": "2000000090016",
    "artists[0].credited_name": "Lamplighters",
    "artists[0].join_phrase": " feat. ",
    "artists[1].name": "Ada Moth",
    "artists[1].join_phrase": None,
    "labels[0].name": "Lantern Records",
    "labels[0].catalog_number": "LAN 1",
    "labels[1]": None,
    "external_ids.musicbrainz[0].type": "release",
    "external_ids.musicbrainz[0].id": RELEASE,
    "external_ids.musicbrainz[1].type": "release-group",
    "external_ids.musicbrainz[1].id": GROUP,
    # ISRCs, credits of recording and work, and the MBIDs of both recording and track
    "media[0].tracks[0].length_ms": 180_500,
    "media[0].tracks[0].isrc": "ZZLMP2400001",
    "media[0].tracks[0].isrcs": None,
    "media[0].tracks[0].credits[0].name": "Ada Moth",
    "media[0].tracks[0].credits[0].role": "guest electric guitar",
    "media[0].tracks[0].credits[1].name": "The Lamplighters",
    "media[0].tracks[0].credits[1].role": "composer",
    "media[0].tracks[0].external_ids.musicbrainz[0].type": "recording",
    "media[0].tracks[0].external_ids.musicbrainz[1].kind": "recording",
    "media[0].tracks[0].external_ids.musicbrainz[1].type": "track",
    "media[0].tracks[1].isrc": None,
    "media[0].tracks[1].isrcs": ("ZZLMP2400002", "ZZLMP2400003"),
}

RELEASES = (
    Case("release_by_id", f"https://musicbrainz.org/release/{RELEASE}/disc/1", sent=(RELEASE_REQUEST,), expected=WHOLE),
    Case("release_by_ref", f"musicbrainz:{RELEASE}", cassette="release_by_id.yaml", sent=(RELEASE_REQUEST,)),
    Case("release_by_mbid", RELEASE, cassette="release_by_id.yaml", sent=(RELEASE_REQUEST,)),
    Case("release_by_loud_mbid", RELEASE.upper(), cassette="release_by_id.yaml", sent=(RELEASE_REQUEST,)),
    Case(  # official before bootleg; another barcode is none of ours; the others are named with their links
        "release_by_gtin",
        "2000000090016",
        sent=("release?query=barcode:2000000090016&fmt=json", RELEASE_REQUEST),
        messages=(
            "other releases have this barcode: "
            "Two Rooms, Japan, Official, JP, 2024-05-17 "
            "https://musicbrainz.org/release/00000002-0000-4000-8000-000000000000; "
            "Two Rooms, Bootleg, GB, 2023 https://musicbrainz.org/release/00000003-0000-4000-8000-000000000000",
        ),
        expected={
            "external_ids.musicbrainz[0].id": RELEASE,
            "media[0].tracks[1].title": "Second Room",
            "media[0].tracks[2]": None,
        },
    ),
    Case(  # a barcode that is known with fewer leading zeros is found by one more request, as the same number
        "gtin_with_other_zeros",
        "00602475093060",
        sent=(
            "release?query=barcode:00602475093060&fmt=json",
            "release?query=barcode:0602475093060+OR+barcode:602475093060&fmt=json",
            RELEASE_REQUEST,
        ),
        expected={"gtin": "602475093060"},
    ),
    Case(
        "gtin_absent",
        "2000000090016",
        state="absent",
        sent=("release?query=barcode:2000000090016&fmt=json", "release?query=barcode:02000000090016&fmt=json"),
    ),
    Case(  # what the search says of a release is kept where more cannot be had
        "gtin_in_short",
        "2000000090016",
        messages=("without tracks, credits and links: MusicBrainz asks to slow down",),
        expected={"title": "Two Rooms", "media[0].tracks": None},
    ),
    Case("release_absent", RELEASE, state="absent"),
)

GROUP_IDS = {
    "external_ids.musicbrainz[0].type": "release",
    "external_ids.musicbrainz[0].id": RELEASE,
    "external_ids.musicbrainz[1].type": "release-group",
    "external_ids.musicbrainz[1].id": GROUP,
    "external_ids.musicbrainz[2]": None,
}
GROUPS = (
    # the earliest official release: an older bootleg, and a date that is only a year, do not come before a day
    Case(
        "group_by_id",
        f"https://musicbrainz.org/release-group/{GROUP}",
        sent=(GROUP_REQUEST, RELEASE_REQUEST),
        expected={**GROUP_IDS, "types": ("album", "live")},
    ),
    Case(
        "group_as_release",
        f"https://musicbrainz.org/release-group/{GROUP}",
        kind="release",
        cassette="group_by_id.yaml",
        sent=(GROUP_REQUEST, RELEASE_REQUEST),
        expected={**GROUP_IDS, "types": ("album", "live")},
    ),
    Case("group_by_mbid", GROUP, kind="release_group", cassette="group_by_id.yaml", expected=GROUP_IDS),
    Case(  # what the group says of its main release is kept, with what is known of the group
        "group_in_short",
        f"musicbrainz:release-group/{GROUP}",
        messages=("without artists, tracks, credits and links",),
        expected={**GROUP_IDS, "title": "Two Rooms", "date": "2024-05-17", "country": "GB"},
    ),
    Case("group_absent", GROUP, kind="release_group", state="absent"),
)

RECORDINGS = (
    Case(
        "recording_by_id",
        f"https://musicbrainz.org/recording/{RECORDING}",
        sent=(RECORDING_REQUEST,),
        expected={
            "title": "Second Room",
            "length_ms": 201_000,
            "date": "2024-05-17",
            "releases[0].title": "Two Rooms",
            "releases[0].types": ("album", "live"),
            "releases[1]": None,
        },
    ),
    Case(
        "recording_by_mbid",
        RECORDING,
        kind="recording",
        cassette="recording_by_id.yaml",
        sent=(RECORDING_REQUEST,),
        expected={"title": "Second Room"},
    ),
    Case(  # several recordings may have an ISRC: plain audio comes first, and the others are named
        "recording_by_isrc",
        "zz-lmp-24-00002",
        sent=("isrc/ZZLMP2400002?fmt=json", RECORDING_REQUEST),
        messages=("Second Room (Dolby Atmos mix) https://musicbrainz.org/recording/00000203-",),
        expected={
            "isrcs": ("ZZLMP2400002",),
            "external_ids.musicbrainz[0].id": RECORDING,
            "external_ids.musicbrainz[1]": None,
        },
    ),
    Case(
        "isrc_in_short",
        "ZZLMP2400002",
        messages=("without artists, releases, credits and links",),
        expected={"isrcs": ("ZZLMP2400002",)},
    ),
    Case("isrc_absent", "ZZLMP2400002", state="absent"),
)

ARTISTS = (
    Case(
        "artist_by_id",
        f"https://beta.musicbrainz.org/artist/{ARTIST}/aliases",
        sent=(ARTIST_REQUEST,),
        expected={
            "name": "The Lamplighters",
            "sort_name": "Lamplighters, The",
            "kind": "group",
            "country": "GB",
            "aliases[0].name": "Les Allumeurs",
            "aliases[0].locale": "fr-CA",
        },
    ),
    Case("artist_by_mbid", ARTIST, kind="artist", cassette="artist_by_id.yaml", sent=(ARTIST_REQUEST,)),
    Case("artist_absent", ARTIST, kind="artist", state="absent"),
)

LABELS = (
    Case(
        "label_by_id",
        f"https://musicbrainz.org/label/{LABEL}",
        sent=(LABEL_REQUEST,),
        expected={"name": "Lantern Records", "label_code": "LC 06853", "begin": "1991"},
    ),
    Case("label_by_mbid", LABEL, kind="label", cassette="label_by_id.yaml", sent=(LABEL_REQUEST,)),
    Case("label_absent", LABEL, kind="label", state="absent"),
)

SEARCHES = (
    Case(  # the usual 25 are asked for without saying so
        "search_releases",
        search="two rooms",
        kind="release",
        sent=("release?query=two+rooms&fmt=json",),
        expected={"[0].title": "Two Rooms", "[1].title": "Two Rooms (Live)", "[2]": None},
    ),
    Case(
        "search_limit",
        search="two rooms",
        kind="release",
        limit=2,
        sent=("release?query=two+rooms&limit=2&fmt=json",),
        expected={"[0].title": "Two Rooms", "[2]": None},
    ),
    Case(  # 100 come at once; further ones are asked for by their offset
        "search_labels",
        search="lantern",
        kind="label",
        limit=130,
        sent=("label?query=lantern&limit=100&fmt=json", "label?query=lantern&limit=100&fmt=json&offset=100"),
        expected={"[101]": None},
    ),
    Case(  # signs and words that mean something in MusicBrainz's query language are sent as plain text
        "search_words",
        search="AC/DC: What? NOT",
        kind="recording",
        state="absent",
        sent=(r"recording?query=AC\/DC\:+What\?+not&fmt=json",),
    ),
    Case(  # who names a field writes in that language
        "search_artists",
        search="artist:(giant sand) AND type:group",
        kind="artist",
        sent=("artist?query=artist:(giant+sand)+AND+type:group&fmt=json",),
        expected={"[0].name": "The Lamplighters", "[1]": None},
    ),
    Case(
        "search_recordings",
        search="second room",
        kind="recording",
        expected={"[0].title": "Second Room", "[0].isrcs": ("ZZLMP2400002",), "[1]": None},
    ),
    Case("search_releases_empty", search="nothing at all", kind="release", state="absent"),
    Case("search_artists_empty", search="nothing at all", kind="artist", state="absent"),
    Case("search_labels_empty", search="nothing at all", kind="label", state="absent"),
)

# answers in which every field that is read is filled
FILLED = (
    Case(
        "release_whole",
        RELEASE,
        expected={
            "title": "Two Rooms",
            "disambiguation": "deluxe",
            "packaging": "Digipak",
            "media[0].tracks[0].number": "A1",
            "media[0].tracks[2].title": "First Room",
            "media[0].tracks[3]": None,
        },
    ),
    Case("group_whole", RELEASE, kind="release_group", expected={"title": "Two Rooms", "types": ("album", "live")}),
    Case("recording_whole", RELEASE, kind="recording", expected={"works[0].iswc": "T-070.178.113-6"}),
    Case("artist_whole", RELEASE, kind="artist", expected={"begin": "1971-02", "end": "2020", "kind": "person"}),
    Case("label_whole", RELEASE, kind="label", expected={"label_code": "LC 06853"}),
    *(
        Case(f"search_{kind}s_whole", search="ada moth", kind=kind, expected={"[1]": None})
        for kind in ("release", "recording", "artist", "label")
    ),
)

ERRORS = (
    Case("rate_exceeded", RELEASE, code="RATE_LIMITED", message="exceeding the allowable rate limit"),
    Case("other_error", RELEASE, code="PROVIDER_ERROR", message="MusicBrainz reports: Invalid mbid."),
    Case("refused", RELEASE, code="ACCESS_DENIED"),
    Case(  # told with the place of the trouble, in MusicBrainz's own words
        "wrong_type",
        RELEASE,
        code="PAYLOAD",
        message="expected text, got whole number @ $.release-group.first-release-date",
    ),
)

CONTRACT = Contract(
    provider=musicbrainz,
    package=__package__,
    links=(
        *links(),
        # older MBIDs are made of names (version 3); signs may be in upper case
        Link(
            "https://musicbrainz.org/artist/bb40e6a1-0aa6-3ad4-9e3b-8d1a0aa1a0f5",
            kind="artist",
            id="bb40e6a1-0aa6-3ad4-9e3b-8d1a0aa1a0f5",
        ),
        Link(f"https://musicbrainz.org/artist/{MBID.upper()}", kind="artist", id=MBID.upper()),
    ),
    foreign_links=(
        f"https://musicbrainz.org/work/{MBID}",
        "https://musicbrainz.org/release/12195c41",
        "https://musicbrainz.org/release/add",
        f"https://musicbrainz.org/release/{MBID}x",
        f"https://musicbrainz.org.example.org/release/{MBID}",
        f"https://coverartarchive.org/release/{MBID}",
        f"https://wiki.musicbrainz.org/release/{MBID}",
    ),
    wrong_ids=("302127", f"work/{MBID}"),
    cases=(*RELEASES, *GROUPS, *RECORDINGS, *ARTISTS, *LABELS, *SEARCHES, *FILLED, *ERRORS),
)
