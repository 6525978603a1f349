"""compat: which answers describe one edition."""

import attrs
import pytest

from harmony_core.domain.answers import Asked, Found
from harmony_core.domain.gtin import Gtin
from harmony_core.domain.model import Artist, ArtistCredit, ExternalId, Medium, Release, Track, TrackKind
from harmony_core.plugin.parts import CompatCheck
from harmony_core.stages.compat import (
    GTIN,
    LIKENESS,
    TRACK_COUNT,
    Edition,
    edition_name,
    one_edition,
    track_count_value,
)

X, Y, Z = "731453463127", "093624738626", "4988005332134"
CHECKS = (GTIN, TRACK_COUNT)
ORDER = ("a", "b", "c", "d", "e")


def media(*counts: int) -> tuple[Medium, ...]:
    """Return media of so many tracks."""
    return tuple(
        Medium(position=at, tracks=tuple(Track(position=n, title=str(n)) for n in range(1, count + 1)))
        for at, count in enumerate(counts, 1)
    )


def release(provider: str, gtin: str | None = None, *counts: int, url: str | None = "", **fields: object) -> Found:
    """Return a release that a provider described."""
    entity = Release(title="Tommy", gtin=Gtin.parse(gtin) if gtin else None, media=media(*counts), **fields)  # type: ignore[arg-type]
    page = f"https://{provider}.example/1" if url == "" else url
    return Found(provider=provider, asked=Asked(by="gtin", value="asked"), entity=entity, id="1", url=page)


def kept(edition: Edition) -> list[str]:
    """Return who describes the edition."""
    return [each.provider for each in edition.found]


def test_what_agrees_is_one_edition():
    """Answers that differ in nothing that is checked are all kept, however a barcode is padded or discs are parted."""
    edition = one_edition([release("a", X, 12), release("b", f"0{X}", 6, 6)], CHECKS, ORDER)
    assert (kept(edition), edition.conflicts) == (["a", "b"], ())


def test_another_barcode_is_set_apart():
    """What has another barcode is named with its value, its provider and what looks it up."""
    edition = one_edition([release("a", X), release("b", Y)], CHECKS, ORDER)
    assert kept(edition) == ["a"]
    (conflict,) = edition.conflicts
    assert (conflict.check, conflict.kept) == ("gtin", ("a",))
    (apart,) = conflict.set_apart
    assert (apart.value, apart.providers, apart.query) == (Y, ("b",), "https://b.example/1")


def test_another_number_of_tracks_is_set_apart():
    """Releases of other numbers of tracks are other editions."""
    edition = one_edition([release("a", None, 12), release("b", None, 13), release("c", None, 6, 6)], CHECKS, ORDER)
    assert kept(edition) == ["a", "c"]
    assert [(each.value, each.providers) for each in edition.conflicts[0].set_apart] == [("13 tracks", ("b",))]


def test_what_has_no_value_is_alike_to_all():
    """Without a barcode or tracks nothing speaks against an answer."""
    edition = one_edition([release("a", X, 12), release("b"), release("c", Y), release("d", None, 0)], CHECKS, ORDER)
    assert kept(edition) == ["a", "b", "d"]


@pytest.mark.parametrize(
    ("gtins", "named", "expected"),
    [
        ({"a": X, "b": Y, "c": Y}, (), ["b", "c"]),
        ({"a": X, "b": Y, "c": Y}, ("a",), ["a"]),
        ({"b": Y, "a": X}, (), ["a"]),
        ({"a": X, "b": Y}, ("b",), ["b"]),
        ({"a": X, "b": Y, "c": None}, ("c",), ["a", "c"]),
        ({"a": X, "b": Y, "c": Y}, ("a", "b"), ["b", "c"]),
        ({"x": X, "e": Y}, (), ["e"]),
    ],
)
def test_whom_the_query_names_is_kept_then_the_many_then_the_first(
    gtins: dict[str, str | None], named: tuple[str, ...], expected: list[str]
):
    """The named provider's edition is kept, else the one that most describe, else the preferred provider's."""
    assert kept(one_edition([release(*each) for each in gtins.items()], CHECKS, ORDER, named)) == expected


def test_three_editions_are_three_clusters():
    """Every other edition is set apart by itself, with all who describe it; nobody is dropped."""
    found = [release("a", X), release("b", Y), release("c", Z), release("d", Y), release("e", X)]
    edition = one_edition(found, CHECKS, ORDER)
    (conflict,) = edition.conflicts
    assert conflict.kept == ("a", "e")
    assert [each.providers for each in conflict.set_apart] == [("b", "d"), ("c",)]


def test_one_check_comes_after_the_other():
    """What one check set apart has no say in the next."""
    found = [release("a", X, 12), release("b", Y, 13), release("c", Y, 13), release("d", X, 13), release("e", X, 12)]
    edition = one_edition(found, CHECKS, ORDER)
    assert kept(edition) == ["a", "e"]
    assert [(each.check, each.kept) for each in edition.conflicts] == [
        ("gtin", ("a", "d", "e")),
        ("track count", ("a", "e")),
    ]


@pytest.mark.parametrize(
    ("second", "query"),
    [
        (release("b", Y, url="https://b.example/7"), "https://b.example/7"),
        (release("b", Y, url=None), "b:1"),
        (Found(provider="b", asked=Asked(by="gtin", value="asked"), entity=Release(title="x", gtin=Gtin.parse(Y))), Y),
    ],
)
def test_a_ready_query_looks_up_what_was_set_apart(second: Found, query: str):
    """The query is the page, else the id, else the barcode: whatever there is."""
    edition = one_edition([release("a", X), second], CHECKS, ORDER, ("a",))
    assert edition.conflicts[0].set_apart[0].query == query


def test_without_id_and_barcode_the_query_is_what_was_asked():
    """Where an answer says nothing of itself, it is found again by what it was found by."""
    bare = Found(provider="b", asked=Asked(by="gtin", value="asked"), entity=Release(title="x", media=media(3)))
    assert one_edition([release("a", None, 2), bare], CHECKS, ORDER).conflicts[0].set_apart[0].query == "asked"


@pytest.mark.parametrize(
    ("counts", "value"), [((), None), ((0, 0), None), ((1,), "1 track"), ((12,), "12 tracks"), ((6, 6), "12 tracks")]
)
def test_tracks_are_counted_over_all_media(counts: tuple[int, ...], value: str | None):
    """The number of tracks is that of all media; none is no number."""
    assert track_count_value(Release(title="x", media=media(*counts))) == value


def test_videos_do_not_count():
    """A bonus video, which many sources leave out, makes no other edition."""
    video = Medium(position=2, tracks=(Track(position=1, title="Video", kind=TrackKind.VIDEO),))
    assert track_count_value(Release(title="x", media=(*media(12), video))) == "12 tracks"
    assert track_count_value(Release(title="x", media=(video,))) is None


def test_a_plugins_check_tells_editions_apart():
    """A check of a plugin is asked like the built-in ones."""
    check = CompatCheck(property="packaging", message="other boxes", value=lambda release: release.packaging)
    found = [release("a", X, packaging="box"), release("b", X, packaging="sleeve"), release("c", X)]
    edition = one_edition(found, (check,), ORDER)
    assert kept(edition) == ["a", "c"]
    assert edition.conflicts[0].check == "packaging"


def test_other_things_than_releases_have_no_editions():
    """Artists are all kept: no check is for them."""
    found = [Found(provider=name, asked=Asked(by="id", value="1"), entity=Artist(name="The Who")) for name in "ab"]
    assert kept(one_edition(found, CHECKS, ORDER)) == ["a", "b"]


def ids(number: str) -> tuple[ExternalId, ...]:
    """Return the id by which a base of data knows a release."""
    return (ExternalId(provider="base", kind="release", id=number),)


def addition(provider: str, number: str) -> Found:
    """Return what a provider that knows no titles adds to the release of an id."""
    asked = Asked(by="mbid", value=number)
    return Found(provider=provider, asked=asked, entity=Release(external_ids=ids(number)), id=number)


@pytest.mark.parametrize(
    ("number", "together", "apart"),
    [
        ("1", ["a", "b", "d"], [("13 tracks", ("c",))]),
        ("2", ["a", "b"], [("13 tracks", ("c", "d"))]),
        ("3", ["a", "b", "d"], [("13 tracks", ("c",))]),
    ],
    ids=["that of one that is kept", "that of one set apart", "that of nobody here"],
)
def test_what_only_adds_goes_with_the_one_whose_id_it_has(number, together, apart):
    """Pictures of a release that is set apart do not come into the edition: they are named beside it."""
    found = [
        release("a", None, 12),
        release("b", None, 12, external_ids=ids("1")),
        release("c", None, 13, external_ids=ids("2")),
        addition("d", number),
    ]
    edition = one_edition(found, CHECKS, ORDER)
    assert kept(edition) == together
    assert [(each.value, each.providers) for each in edition.conflicts[0].set_apart] == apart


def test_what_only_adds_has_no_voice():
    """Two additions to one release do not make it the one that most say."""
    found = [
        release("a", X, external_ids=ids("1")),
        release("b", Y, external_ids=ids("2")),
        addition("c", "2"),
        addition("d", "2"),
    ]
    edition = one_edition(found, CHECKS, ORDER)
    assert (kept(edition), edition.conflicts[0].kept) == (["a"], ("a",))


def test_what_adds_to_both_is_kept():
    """Two sources that disagree may have one id: what adds to that stays with what is kept."""
    found = [
        release("a", X, external_ids=ids("1")),
        release("b", Y, external_ids=ids("1")),
        addition("c", "1"),
    ]
    assert kept(one_edition(found, CHECKS, ORDER)) == ["a", "c"]


def test_nothing_is_no_edition():
    """Where nobody answered there is nothing to tell apart."""
    assert one_edition([], CHECKS, ORDER) == Edition(found=())


def test_sources_of_one_feed_count_once():
    """Three shops that print what one distributor delivers are one voice; the preferred source's edition is kept."""
    answers = [release("a", X), release("b", Y), release("c", Y), release("d", Y)]
    assert kept(one_edition(answers, CHECKS, ORDER)) == ["b", "c", "d"]
    feeds = dict.fromkeys("bcd", "distributors")
    assert kept(one_edition(answers, CHECKS, ORDER, feeds=feeds)) == ["a"]
    assert kept(one_edition(answers, CHECKS, ORDER, feeds={"b": "distributors"})) == ["b", "c", "d"]


def test_a_shared_barcode_does_not_join_what_nothing_else_joins():
    """A barcode was used twice: title, artists, lengths and tracks tell the releases apart, and say so."""
    one = release("a", X, artists=(ArtistCredit(name="The Who"),))
    other = attrs.evolve(
        one,
        provider="b",
        entity=Release(title="Evening Songs", artists=(ArtistCredit(name="Town Choir"),), gtin=Gtin.parse(f"0{X}")),
    )
    edition = one_edition([one, other], CHECKS, ORDER)
    (conflict,) = edition.conflicts
    (apart,) = conflict.set_apart
    assert (kept(edition), conflict.check, apart.value) == (["a"], LIKENESS, "Evening Songs by Town Choir")
    assert apart.probability < 0.5
    assert {each.name for each in apart.evidence if each.weight < 0} == {"title", "artists"}


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({}, None),
        ({"title": "Tommy (Super Deluxe Edition)"}, "super deluxe edition"),
        ({"title": "Tommy", "disambiguation": "mono"}, "mono"),
        ({"media": (Medium(position=1, format='12" Vinyl'), Medium(position=2, format="CD"))}, "cd, vinyl"),
        ({"title": "Tommy [Clean]", "media": (Medium(position=1, format="Digital Media"),)}, "clean, digital"),
    ],
)
def test_editions_have_names(fields: dict[str, object], name: str | None):
    """What tells an edition from others is named as the source says it."""
    assert edition_name(Release(**{"title": "Tommy", **fields})) == name  # type: ignore[arg-type]


def test_explicit_and_clean_are_kept_apart():
    """Of one title, artist and track list, without barcodes: the words in it make two editions."""

    def sung(provider: str, *, explicit: bool, gtin: str | None = None) -> Found:
        tracks = tuple(
            Track(position=at, title=title, length_ms=200_000 + at, explicit=explicit)
            for at, title in enumerate(("Morning Ferry", "Salt and Iron", "Lanterns"), 1)
        )
        found = release(provider, gtin, artists=(ArtistCredit(name="Ada Moth"),))
        entity = attrs.evolve(found.entity, media=(Medium(position=1, tracks=tracks),))
        return attrs.evolve(found, entity=entity)

    apart = one_edition([sung("a", explicit=True), sung("b", explicit=False)], CHECKS, ORDER)
    assert kept(apart) == ["a"]
    assert [conflict.check for conflict in apart.conflicts] == [LIKENESS]
    evidence = {each.name: each.value for each in apart.conflicts[0].set_apart[0].evidence}
    assert evidence["explicit"] == "different"
    together = one_edition([sung("a", explicit=True, gtin=X), sung("b", explicit=False, gtin=X)], CHECKS, ORDER)
    assert kept(together) == ["a", "b"]  # one barcode: one of the two is wrong on the words
