"""Names, countries, dates, types and barcodes of Discogs in the common form."""

from __future__ import annotations

import pytest

from harmony_core import provider as hc
from harmony_core.domain.credit import credit_text
from harmony_discogs import formats, normalize, people
from harmony_discogs.countries import countries
from harmony_discogs.payloads import Artist, Community, Format, Identifier, Named, Release, Row
from harmony_discogs.ranking import by_barcode


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("UK", "GB"),
        ("US", "US"),
        ("Bahamas, The", "BS"),
        ("Bosnia & Herzegovina", "BA"),
        ("German Democratic Republic (GDR)", "XG"),
        ("Worldwide", "XW"),
        ("Gulf Cooperation Council", "AE BH KW OM QA SA"),
        ("France & Benelux", "FR BE NL LU"),
        ("Australia & New Zealand", "AU NZ"),
        ("Germany, Austria, & Switzerland", "DE AT CH"),
        ("USA, Canada & UK", "US CA GB"),
        ("UK & US", "GB US"),
        ("", ""),
        (None, ""),
        ("Unknown", ""),
    ],
)
def test_countries_have_codes(name: str | None, codes: str):
    """By their name, their group's, or the names in a list."""
    read = hc.Reader()
    assert " ".join(countries(name, read)) == codes
    assert read.messages == []


@pytest.mark.parametrize("name", ["Africa", "Zanzibar", "North & South America", "UK & Atlantis"])
def test_places_without_a_code_are_reported(name: str):
    """One that is unknown in a list makes the list unknown."""
    read = hc.Reader()
    assert countries(name, read) == ()
    assert [message.path for message in read.messages] == ["country"]


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("Clairo (2)", "Clairo"),
        ("Persuader, The", "The Persuader"),
        ("Dice Man, The (3)", "The Dice Man"),
        ("The Band (Live)", "The Band (Live)"),
        ("Lamplighters*", "Lamplighters"),
        ("(2)", "(2)"),
        ("Tyler, The Creator", "Tyler, The Creator"),
        (None, ""),
    ],
)
def test_names_lose_what_is_not_theirs(name: str | None, plain: str):
    """Numbers that tell namesakes apart, and stars that tell of variations."""
    assert people.plain_name(name) == plain


@pytest.mark.parametrize(
    ("joins", "text"),
    [
        (("&", ""), "Ada & Bea"),
        ((",", ""), "Ada, Bea"),
        (("Feat.", ""), "Ada Feat. Bea"),
        ((" vs. ", ""), "Ada vs. Bea"),
        (("", ""), "Ada & Bea"),
        (("/", ","), "Ada / Bea"),
    ],
)
def test_artists_are_joined_as_printed(joins: tuple[str, str], text: str):
    """Blanks are added where they belong; what follows the last name joins nobody."""
    named = [Named(name=name, join=join) for name, join in zip(("Ada", "Bea"), joins, strict=True)]
    assert credit_text(people.artist_credit(named)) == text


@pytest.mark.parametrize(
    ("role", "roles"),
    [
        ("Bass, Vocals", ["Bass", "Vocals"]),
        ("Vocals [Backing, Lead], Bass", ["Vocals [Backing, Lead]", "Bass"]),
        ("Producer [Produced By]", ["Producer [Produced By]"]),
        ("Vocals [Open, Bass", ["Vocals [Open, Bass"]),
        ("", []),
        (None, []),
    ],
)
def test_each_role_is_a_credit(role: str | None, roles: list[str]):
    """Commas in brackets part nothing."""
    assert [credit.role for credit in people.credits_of([Named(name="Ada", role=role)])] == roles


@pytest.mark.parametrize(
    ("released", "year", "date"),
    [
        ("2024-05-17", 2024, "2024-05-17"),
        ("2024-05-00", 2024, "2024-05"),
        ("2024-00-00", 2024, "2024"),
        ("2024", 2024, "2024"),
        ("2024-02-30", 2024, "2024"),
        ("May 2024", 2024, "2024"),
        ("", 0, None),
        ("0000-00-00", 0, None),
        (None, None, None),
        (None, 123_456, None),
    ],
)
def test_dates_of_any_precision(released: str | None, year: int | None, date: str | None):
    """An odd day leaves the year; no year is made up, and what is unknown is no fault."""
    read = hc.Reader()
    found = normalize.release_date(Release(id=1, title="Two Rooms", released=released, year=year), read)
    assert (str(found) if found else None) == date
    assert read.messages == []


@pytest.mark.parametrize(
    ("described", "styles", "types"),
    [
        ([("CD", "Album")], [], ["album"]),
        ([("Vinyl", "LP"), ("Vinyl", "Single"), ("CD", "Album")], [], ["album"]),
        ([("CD", "Maxi-Single")], ["Soundtrack"], ["single", "soundtrack"]),
        ([("CD", "Mini-Album"), ("CD", "Mixed")], [], ["ep", "dj-mix"]),
        ([("Box Set", "Compilation"), ("CD", "Album")], [], ["compilation"]),
        ([("CD", "Sampler")], ["Techno"], []),
    ],
)
def test_types_of_releases(described: list[tuple[str, str]], styles: list[str], types: list[str]):
    """There is one primary type; a box is not what is in it."""
    made = [Format(name=name, descriptions=(text,)) for name, text in described]
    assert list(formats.release_types(made, styles)) == types


@pytest.mark.parametrize(
    ("descriptions", "status"),
    [
        (("Album", "Promo"), "promotional"),
        (("Promo", "Partially Unofficial"), "bootleg"),
        (("Unofficial Release",), "bootleg"),
        (("Album",), "official"),
    ],
)
def test_statuses_of_releases(descriptions: tuple[str, ...], status: str):
    """What is not official is not official, even where it is a promo."""
    assert formats.release_status([Format(name="CD", descriptions=descriptions)]) == status


@pytest.mark.parametrize(
    ("name", "descriptions", "written"),
    [
        ("Vinyl", ("LP",), '12" Vinyl'),
        ("Vinyl", ('10"', "LP"), '10" Vinyl'),
        ("Shellac", ('10"', "78 RPM"), '10" Shellac'),
        ("Vinyl", (), "Vinyl"),
        ("CD", ("Mini",), "8cm CD"),
        ("CDr", (), "CD-R"),
        ("SACD", ("Hybrid", "Multichannel"), "Hybrid SACD"),
        ("DVD", ("DVD-Audio",), "DVD-Audio"),
        ("DVD", ("PAL",), "DVD"),
        ("8-Track Cartridge", (), "8-Track Cartridge"),
        ("File", ("FLAC",), "Digital Media"),
    ],
)
def test_formats_are_written_as_musicbrainz_writes_them(name: str, descriptions: tuple[str, ...], written: str):
    """Sizes and descriptions make a format a narrower one."""
    (slot,) = formats.slots([Format(name=name, descriptions=descriptions)])
    assert slot.format == written


@pytest.mark.parametrize(("quantity", "count"), [("3", 3), (2, 2), ("0", 0), ("", 1), ("many", 1), (None, 1)])
def test_every_medium_of_a_format_counts(quantity: str | int | None, count: int):
    """A quantity that is no number is one."""
    assert len(formats.slots([Format(name="CD", qty=quantity)])) == count


def test_a_box_is_a_packaging_and_files_have_none():
    """Otherwise the free text of a format may tell."""
    assert formats.packaging([Format(name="Box Set"), Format(name="CD")]) == "Box"
    assert formats.packaging([Format(name="File", qty="12")]) == "None"
    assert formats.packaging([Format(name="CD", text="6-panel Digipak")]) == "Digipak"
    assert formats.packaging([Format(name="CD")]) is None


def barcodes(*texts: str, asked: str | None = None) -> tuple[str | None, list[str]]:
    """Return the barcode of a release that has these, and what is reported."""
    read = hc.Reader()
    identifiers = [Identifier(type="Barcode", value=text) for text in texts]
    found = normalize.barcode(identifiers, hc.Gtin.parse(asked) if asked else None, read)
    return (str(found) if found else None), [message.level for message in read.messages]


def test_barcodes_are_read_through_their_signs():
    """The same number twice is one; another one is reported, and the one that was asked for comes first."""
    assert barcodes("2 000000-090016 >", "2000000090016") == ("2000000090016", [])
    assert barcodes("none", "2000000090016") == ("2000000090016", [])
    assert barcodes("2000000090016", "2000000090023") == ("2000000090016", ["warning"])
    assert barcodes("2000000090016", "2000000090023", asked="2000000090023") == ("2000000090023", ["info"])
    assert barcodes("2000000090017") == (None, ["warning"])
    assert barcodes() == (None, [])


def test_of_several_releases_the_official_one_that_most_have_comes_first():
    """What lists only other numbers is none of them."""

    def row(entity_id: int, *described: str, have: int = 0, barcode: str = "2 000000 090016") -> Row:
        community = Community(have=have)
        return Row(id=entity_id, title="Two Rooms", format=described, barcode=(barcode,), community=community)

    found = [
        row(1, "CD", "Unofficial Release", have=900),
        row(2, "CD", "Promo", have=80),
        row(3, "CD", have=5),
        row(4, "CD", have=40),
        row(5, "CD", barcode="2000000090023"),
    ]
    assert [each.id for each in by_barcode(found, hc.Gtin.parse("2000000090016"))] == [4, 3, 2, 1]


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"members": (Named(name="Ada"),)}, hc.ArtistKind.GROUP),
        ({"realname": "Ada Miller"}, hc.ArtistKind.PERSON),
        ({"groups": (Named(name="The Lamplighters"),)}, hc.ArtistKind.PERSON),
        ({"realname": "Ada Miller & Bea Lamp"}, None),
        ({}, None),
    ],
)
def test_what_an_artist_is(fields: dict[str, object], kind: hc.ArtistKind | None):
    """Who has members is a group, who has one real name a person."""
    assert normalize.artist(Artist(id=1, name="Ada", **fields), hc.Reader()).kind == kind
