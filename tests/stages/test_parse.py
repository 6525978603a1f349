"""parse: what a text is taken for."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harmony_core.domain.errors import BadValueError, ProviderNotFoundError, RequestError
from harmony_core.domain.gtin import Gtin
from harmony_core.domain.identifiers import Isrc, Mbid
from harmony_core.domain.refs import EntityRef, Kind
from harmony_core.domain.result import Parsed
from harmony_core.plugin.catalog import Catalog, Providers
from harmony_core.plugin.providers import Provider
from harmony_core.plugin.urls import Url, UrlParser
from harmony_core.stages.parse import parse

MBID = "b10bbbfc-cf9e-42e0-be17-e2c3e1d2600d"


def provider(name: str, *urls: Url) -> Provider:
    """Return a provider that only has links."""
    return Provider(name=name, title=name.title(), base=f"https://api.{name}.example/", urls=urls, lookups=())


TUNES = provider(
    "tunes",
    Url("release", "https://tunes.example/album/{id:digits}"),
    Url("release", "https://[www.]tunes.example/[{lang:lang}/]album/{id:digits}"),
    Url("recording", "https://tunes.example/track/{id:digits}"),
    Url("artist", "https://tunes.example/artist/{id:digits}"),
)
MIRROR = provider(
    "mirror",
    Url("release", "https://mirror.example/{id:digits}", type="album"),
    Url("release", "https://tunes.example/album/{id:digits}"),
)
ONE = Catalog(providers=Providers((TUNES,)))
TWO = Catalog(providers=Providers((TUNES, MIRROR)))
NONE = Catalog()


def uri(text: str) -> EntityRef | None:
    """Read `tunes:album:12` and short links."""
    parts = text.split(":")
    if parts[0] == "tunes" and len(parts) == 3:
        return TUNES.ref(f"{parts[1]}/{parts[2]}")
    if text.startswith("https://tn.example/"):
        return TUNES.ref("12")
    return None


def with_parser(read: Callable[[str], EntityRef | None], catalog: Catalog = ONE) -> Catalog:
    """Return a catalog in which a plugin reads links of its own."""
    return Catalog(providers=catalog.providers, url_parsers=(UrlParser(name="uri", read=read),))


@pytest.mark.parametrize(
    ("text", "printed", "kind"),
    [
        ("https://tunes.example/album/12", "tunes:12", Kind.RELEASE),
        (" https://www.tunes.example/de/album/12?x=1#y ", "tunes:12", Kind.RELEASE),
        ("tunes.example/album/12", "tunes:12", Kind.RELEASE),
        ("HTTPS://TUNES.EXAMPLE/track/12/", "tunes:track/12", Kind.RECORDING),
        ("tunes:12", "tunes:12", Kind.RELEASE),
        ("Tunes:track/12", "tunes:track/12", Kind.RECORDING),
        ("tunes:artist/12", "tunes:artist/12", Kind.ARTIST),
    ],
)
def test_links_and_ids_are_references(text: str, printed: str, kind: Kind):
    """A link, with or without its scheme, and `provider:id` name one entity at one provider."""
    parsed = parse(text, ONE)
    assert str(parsed.ref) == printed
    assert (parsed.kind, parsed.text, parsed.is_text) == (kind, text, False)
    assert parsed.url
    assert parse(parsed.url, ONE).ref == parsed.ref


@pytest.mark.parametrize(
    ("text", "value", "kind"),
    [
        ("731453463127", Gtin.parse("731453463127"), Kind.RELEASE),
        ("0 731453 463127", Gtin.parse("731453463127"), Kind.RELEASE),
        ("5-099902-895529", Gtin.parse("5099902895529"), Kind.RELEASE),
        ("５０９９９０２８９５５２９", Gtin.parse("5099902895529"), Kind.RELEASE),
        ("gtin:731453463127", Gtin.parse("731453463127"), Kind.RELEASE),
        ("UPC: 731453463127", Gtin.parse("731453463127"), Kind.RELEASE),
        ("ean:5099902895529", Gtin.parse("5099902895529"), Kind.RELEASE),
        ("GB-AYE-69-00531", Isrc.parse("GBAYE6900531"), Kind.RECORDING),
        (" ushm81871741 ", Isrc.parse("USHM81871741"), Kind.RECORDING),
        ("isrc:GB AYE 69 00531", Isrc.parse("GBAYE6900531"), Kind.RECORDING),
        (MBID.upper(), Mbid.parse(MBID), Kind.RELEASE),
        ("12345678-1234-4123-8123-123456789012", Mbid.parse("12345678-1234-4123-8123-123456789012"), Kind.RELEASE),
        (f"mbid:{MBID}", Mbid.parse(MBID), Kind.RELEASE),
    ],
)
def test_identifiers_are_recognized(text: str, value: Gtin | Isrc | Mbid, kind: Kind):
    """A GTIN, ISRC or MBID is known by its form or its prefix; a bare MBID is a release."""
    parsed = parse(text, ONE)
    assert [parsed.gtin, parsed.isrc, parsed.mbid].count(None) == 2
    assert value in (parsed.gtin, parsed.isrc, parsed.mbid)
    assert parsed.kind == kind


@pytest.mark.parametrize(
    "text", ["731453463127", "https://tunes.example/album/12", "tunes:12", "GBAYE6900531", MBID, "some words"]
)
@pytest.mark.parametrize("kind", list(Kind))
def test_a_given_kind_overrides(text: str, kind: Kind):
    """What the user says it is about goes before what the text would be about."""
    assert parse(text, ONE, kind).kind == kind


def test_a_kind_says_what_a_bare_id_is():
    """After `provider:` a bare number is of the wanted kind; a link stays what it is, looked up as that kind."""
    assert str(parse("tunes:12", ONE, Kind.ARTIST).ref) == "tunes:artist/12"
    assert str(parse("https://tunes.example/track/12", ONE, Kind.RELEASE).ref) == "tunes:track/12"


@pytest.mark.parametrize(
    "text",
    [
        "Abbey Road",
        "1984",
        "99 Luftballons",
        "AC/DC",
        "Who: Tommy",
        "5:15",
        "www.tunes.example",
        "A0123456789B",
        "Mr. Blue Sky",
        "12-34",
        "Ágætis byrjun",
    ],
)
def test_other_texts_are_words(text: str):
    """What is no link and no identifier is searched for as a release."""
    assert parse(text, ONE) == Parsed(text=text, kind=Kind.RELEASE)
    assert parse(text, ONE).is_text


@pytest.mark.parametrize("text", ["text:731453463127", "text: 731453463127", "TEXT:731453463127"])
def test_a_prefix_makes_words_of_anything(text: str):
    """After `text:` even a barcode is words."""
    assert parse(text, ONE) == Parsed(text="731453463127", kind=Kind.RELEASE)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("731453463128", "its check digit is 8 and should be 7"),
        ("7.24385E+11", "what a spreadsheet makes of a GTIN"),
        ("7,24385e+11", "what a spreadsheet makes of a GTIN"),
        ("95135725845671", "its check digit is 1 and should be 9"),
        ("93624738626", "were leading zeros lost"),
        ("gtin:A0123456789B", "other signs than digits"),
        ("gtin:", "the text is empty"),
        ("isrc:GBAYE690053", "is not an ISRC"),
        ("GB-AYE-69-0053", "is not an ISRC"),
        ("mbid:b10bbbfc", "is not an MBID"),
        ("tunes:../../user", "no ids of the form"),
        ("tunes:playlist/12", "no ids of the form"),
    ],
)
def test_a_wrong_identifier_is_never_searched_for(text: str, reason: str):
    """What looks like an identifier and is none is refused with the reason."""
    with pytest.raises(BadValueError) as caught:
        parse(text, ONE)
    assert reason in caught.value.message


@pytest.mark.parametrize("text", ["", "  ", "\t\n", "\u3000", "text:", "text:  "])
def test_an_empty_text_is_refused(text: str):
    """Nothing to look for is a wrong query."""
    with pytest.raises(RequestError, match="the query is empty"):
        parse(text, ONE)


@pytest.mark.parametrize(
    ("catalog", "text", "reason"),
    [
        (ONE, "https://tunes.example/playlist/12", "playlists are not looked up; its album, artist, track pages are"),
        (ONE, "https://tunes.example/user/12", "its album, artist, track pages are"),
        (ONE, "https://elsewhere.example/album/12", "links of Tunes are read"),
        (ONE, "elsewhere.example/album/12", "links of Tunes are read"),
        (ONE, "ftp://tunes.example/album/12", "links of Tunes are read"),
        (ONE, "https://tunes.example/album/../user/1", "its album, artist, track pages are"),
        (NONE, "https://tunes.example/album/12", "none is installed"),
    ],
)
def test_a_link_that_nobody_reads_says_what_is_read(catalog: Catalog, text: str, reason: str):
    """An unknown link is refused, never searched for as words, and the message says which links there are."""
    with pytest.raises(RequestError) as caught:
        parse(text, catalog)
    assert caught.value.code == "UNSUPPORTED_LINK"
    assert reason in caught.value.message


@pytest.mark.parametrize(("text", "hint"), [("tune:12", "did you mean tunes?"), ("xyz:a/12", "there are tunes")])
def test_an_unknown_provider_gets_a_hint(text: str, hint: str):
    """An id of a provider that is not installed is refused, with a way to search for the words all the same."""
    with pytest.raises(ProviderNotFoundError) as caught:
        parse(text, ONE)
    assert hint in caught.value.message
    assert f"text:{text}" in caught.value.message


def test_two_that_claim_a_link_are_both_named():
    """Where two providers read one link, the user picks; the order of installation decides nothing."""
    with pytest.raises(RequestError, match="is claimed by mirror and tunes: name the one to ask") as caught:
        parse("https://tunes.example/album/12", TWO)
    assert caught.value.code == "AMBIGUOUS_LINK"


def test_only_those_asked_may_claim_a_link():
    """Limited to one provider, a link that two read is that one's."""
    parsed = parse("https://tunes.example/album/12", TWO, among=Providers((MIRROR,)))
    assert str(parsed.ref) == "mirror:12"


@pytest.mark.parametrize("text", ["tunes:album:12", "https://tn.example/Xy"])
def test_plugins_may_read_links_of_other_forms(text: str):
    """A URL parser reads what no template describes, also where the text begins like `provider:id`."""
    parsed = parse(text, with_parser(uri))
    assert (str(parsed.ref), parsed.url) == ("tunes:12", "https://tunes.example/album/12")


def test_a_parser_that_agrees_is_no_second_claim():
    """A parser that takes a link for the same as its provider's template does not make it ambiguous."""
    catalog = with_parser(lambda text: TUNES.ref("12"))
    assert str(parse("https://tunes.example/album/12", catalog).ref) == "tunes:12"


def test_a_parser_knows_more_of_a_link_than_a_template():
    """A template ignores the query of a link; where a parser of the same provider reads it, that settles it."""

    def track_in_query(text: str) -> EntityRef | None:
        return TUNES.ref(f"track/{text.rpartition('=')[2]}") if "?i=" in text else None

    catalog = with_parser(track_in_query)
    assert str(parse("https://tunes.example/album/12?i=34", catalog).ref) == "tunes:track/34"
    assert str(parse("https://tunes.example/album/12?i=34", ONE).ref) == "tunes:12"


def test_a_parser_that_claims_anothers_link_is_named():
    """A link that a template and another provider's parser read is settled by the user."""
    catalog = with_parser(lambda text: MIRROR.ref("12"), TWO)
    with pytest.raises(RequestError, match="mirror and tunes"):
        parse("https://tunes.example/track/12", catalog)


def test_a_parser_for_a_provider_that_is_not_asked_claims_nothing():
    """What a parser reads for a provider that is not there is not taken."""
    catalog = with_parser(lambda text: EntityRef(provider="elsewhere", kind=Kind.RELEASE, id="12"))
    assert str(parse("https://tunes.example/album/12", catalog).ref) == "tunes:12"


def test_a_broken_parser_stops_nobody():
    """A parser that raises claims nothing, and links are read all the same."""

    def broken(text: str) -> EntityRef | None:
        raise KeyError(text)

    assert str(parse("https://tunes.example/album/12", with_parser(broken)).ref) == "tunes:12"
    assert parse("some words", with_parser(broken)).is_text


def test_a_parser_may_refuse_a_link():
    """A parser that knows why a link cannot be taken says so."""

    def refuse(text: str) -> EntityRef | None:
        raise RequestError("episodes are not looked up", field="query")

    with pytest.raises(RequestError, match="episodes are not looked up"):
        parse("tunes:episode:12", with_parser(refuse))


@given(
    st.text()
    | st.text("0123456789 -").map(" ".__add__)
    | st.text("albumtrck/12.:{}%?#").map("tunes:".__add__)
    | st.text("albumtrck/12.:{}%?#@").map("https://tunes.example/".__add__)
)
def test_any_text_is_taken_or_refused(text: str):
    """No text raises anything but `RequestError`; a reference that is taken reads back."""
    try:
        parsed = parse(text, TWO)
    except RequestError:
        return
    if parsed.ref is not None:
        assert parse(str(parsed.ref), TWO).ref == parsed.ref


def test_a_day_is_no_barcode():
    """Eight digits written as a day are words to search for, not a GTIN with a wrong check digit."""
    assert parse("2001-09-11", Catalog()).is_text


def test_a_link_with_a_blank_is_still_a_link():
    """What begins with a scheme is never searched for as words."""
    with pytest.raises(RequestError):
        parse("https://example.org/30 2127", Catalog())
