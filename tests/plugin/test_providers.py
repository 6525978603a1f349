"""Providers as values: ids, links and lookups."""

from collections.abc import Sequence

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harmony_core.domain.codes import Country
from harmony_core.domain.errors import BadValueError, PluginError
from harmony_core.domain.model import Entity, ExternalId, Release
from harmony_core.domain.refs import EntityRef, Kind
from harmony_core.plugin.api import WANTS, Api, LookupOptions
from harmony_core.plugin.endpoints import Endpoint, payload
from harmony_core.plugin.providers import Lookup, Provider, Rate, Search
from harmony_core.plugin.reading import Reader
from harmony_core.plugin.urls import Url, split_link


@payload
class Album:
    id: int


async def fetch_album(api: Api, target: object, options: LookupOptions) -> Album:
    """Answer with one album."""
    return Album(id=1)


async def search_albums(api: Api, text: str, options: LookupOptions) -> Sequence[Album]:
    """Find nothing."""
    return ()


def normalize(album: Album, read: Reader) -> Release:
    """Give the album its number as title."""
    return Release(title=str(album.id))


def candidates(albums: Sequence[Album], read: Reader) -> Sequence[Entity]:
    """Make nothing of nothing."""
    return ()


ALBUM = Endpoint("album/{id}", into=Album)

tunes = Provider(
    name="tunes",
    title="Tunes",
    base="https://api.tunes.example/v1/",
    hosts=("cdn.tunes.example",),
    urls=(
        Url("release", "https://tunes.example/album/{id:digits}"),
        Url("release", "https://[www.]tunes.example/[{lang:lang}/]album/{id:digits}"),
        Url("recording", "https://tunes.example/track/{id:digits}"),
        Url("recording", "https://tunes.example/video/{id:digits}"),
        Url("artist", "https://tunes.example/[{region:region}/]artist/{id:digits}[-{slug:slug}]"),
    ),
    lookups=(
        Lookup("release", by=("id", "gtin"), main=ALBUM, fetch=fetch_album, normalize=normalize),
        Search("release", main=ALBUM, fetch=search_albums, normalize=candidates),
        Search("recording", main=ALBUM, fetch=search_albums, normalize=candidates),
    ),
)

waves = Provider(
    name="waves",
    title="Waves",
    base="https://waves.example/",
    urls=(
        Url(
            "release",
            "https://{band:slug}.waves.example/album/{slug:slug}",
            id="{band}/{slug}",
            key="{band}/album/{slug}",
        ),
        Url(
            "recording",
            "https://{band:slug}.waves.example/track/{slug:slug}",
            id="{band}/{slug}",
            key="{band}/track/{slug}",
        ),
        Url("artist", "https://{id:slug}.waves.example", type="band"),
    ),
    lookups=(),
)


def from_link(provider: Provider, link: str) -> EntityRef | None:
    """Return what a provider takes a link for."""
    split = split_link(link)
    return provider.read(split) if split else None


@pytest.mark.parametrize(
    ("text", "kind", "source_type", "printed"),
    [
        ("12", Kind.RELEASE, "album", "tunes:12"),
        ("album/12", Kind.RELEASE, "album", "tunes:12"),
        ("track/12", Kind.RECORDING, "track", "tunes:track/12"),
        ("video/12", Kind.RECORDING, "video", "tunes:video/12"),
        ("artist/12", Kind.ARTIST, "artist", "tunes:artist/12"),
    ],
)
def test_ids_are_read_after_the_name(text: str, kind: Kind, source_type: str, printed: str):
    """A bare id is of the provider's first type; the others are written with their type."""
    ref = tunes.ref(text)
    assert (ref.kind, ref.type, ref.id, str(ref)) == (kind, source_type, "12", printed)


@pytest.mark.parametrize(
    ("text", "kind", "printed"),
    [
        ("12", Kind.RECORDING, "tunes:track/12"),
        ("12", Kind.ARTIST, "tunes:artist/12"),
        ("12", Kind.LABEL, "tunes:12"),
        ("album/12", Kind.RECORDING, "tunes:12"),
        ("video/12", Kind.RELEASE, "tunes:video/12"),
    ],
)
def test_a_kind_says_what_a_bare_id_is(text: str, kind: Kind, printed: str):
    """A bare id is of the wanted kind where the provider has pages of it; a written type always counts."""
    assert str(tunes.ref(text, kind)) == printed


@pytest.mark.parametrize("text", ["../../user", "", "x", "12/", "12/..", "playlist/12", "album/", "12?x=1", "{id}"])
def test_ids_of_wrong_form_are_refused(text: str):
    """A text that is none of the provider's ids is refused with the forms that there are."""
    with pytest.raises(BadValueError) as caught:
        tunes.ref(text)
    assert "tunes:{id}, tunes:track/{id}" in caught.value.message
    assert (caught.value.field, caught.value.provider) == ("id", "tunes")


@pytest.mark.parametrize(
    ("provider", "link", "printed", "canonical"),
    [
        (tunes, "https://www.tunes.example/de/album/12", "tunes:12", "https://tunes.example/album/12"),
        (tunes, "tunes.example/video/12", "tunes:video/12", "https://tunes.example/video/12"),
        (tunes, "https://tunes.example/artist/12", "tunes:artist/12", "https://tunes.example/artist/12"),
        (
            tunes,
            "https://tunes.example/gb/artist/12-some-name",
            "tunes:artist/12",
            "https://tunes.example/gb/artist/12-some-name",
        ),
        (
            waves,
            "https://Who.waves.example/album/tommy",
            "waves:who/album/tommy",
            "https://who.waves.example/album/tommy",
        ),
        (
            waves,
            "https://who.waves.example/track/tommy",
            "waves:who/track/tommy",
            "https://who.waves.example/track/tommy",
        ),
        (waves, "https://who.waves.example/", "waves:band/who", "https://who.waves.example"),
    ],
)
def test_links_give_references_and_references_links(provider: Provider, link: str, printed: str, canonical: str):
    """A link gives a reference that reads back from its text, and whose link is the canonical one."""
    ref = from_link(provider, link)
    assert ref is not None
    assert str(ref) == printed
    assert provider.ref(printed.partition(":")[2]) == ref
    assert provider.url(ref) == canonical
    assert from_link(provider, canonical) == ref


def test_a_link_keeps_its_region():
    """The region of a link goes with its reference."""
    ref = from_link(tunes, "https://tunes.example/gb/artist/12")
    assert ref is not None
    assert ref.region == Country.parse("GB")


@pytest.mark.parametrize(
    "ref",
    [
        EntityRef(provider="tunes", kind=Kind.LABEL, id="12"),
        EntityRef(provider="tunes", kind=Kind.RELEASE, id="12", type="playlist"),
        EntityRef(provider="tunes", kind=Kind.RELEASE, id="not digits", type="album"),
    ],
)
def test_what_has_no_page_has_no_link(ref: EntityRef):
    """A reference of another kind, type or form than the provider's pages has no link."""
    assert tunes.url(ref) is None


def test_ids_without_pages_are_read_and_have_no_link():
    """A template that is no link gives ids a form: they read back, and no address is made up for them."""
    sound = Url("recording", "{seconds:digits}/{sound:word}", type="sound", id="{seconds}/{sound}")
    provider = attrs.evolve(tunes, urls=(*tunes.urls, sound))
    ref = provider.ref("sound/180/AQAD")
    assert (ref.kind, ref.id, str(ref)) == (Kind.RECORDING, "180/AQAD", "tunes:sound/180/AQAD")
    assert provider.url(ref) is None
    assert sound.read("180/AQAD") is None
    with pytest.raises(BadValueError, match=r"tunes:sound/\{seconds\}/\{sound\}"):
        provider.ref("sound/AQAD")


def test_external_ids_have_their_link():
    """An id that a provider gives has its type and link where there is a page of that kind."""
    assert tunes.external_id("release", 12) == ExternalId(
        provider="tunes", kind="release", type="album", id="12", url="https://tunes.example/album/12"
    )
    assert tunes.external_id("recording", 12, "video").url == "https://tunes.example/video/12"
    assert tunes.external_id("label", "x") == ExternalId(provider="tunes", kind="label", id="x")


def test_external_ids_are_references_too():
    """The id that a provider gave leads back to the entity; one without a page leads nowhere."""
    for ref in (tunes.ref("12"), tunes.ref("video/12"), tunes.ref("artist/12")):
        assert tunes.ref_of(tunes.external_id(ref.kind, ref.id, ref.type)) == ref
    assert waves.ref_of(waves.external_id("recording", "who/tommy")) == waves.ref("who/track/tommy")
    assert tunes.ref_of(tunes.external_id("label", "x")) is None


def test_lookups_are_found_by_kind():
    """A provider is asked for its lookup and its searches by kind."""
    lookup = tunes.lookup(Kind.RELEASE)
    assert lookup is not None
    assert lookup.by == ("id", "gtin")
    assert tunes.lookup(Kind.RECORDING) is None
    assert [found.kind for found in tunes.searches()] == ["release", "recording"]
    assert [found.kind for found in tunes.searches(Kind.RECORDING)] == ["recording"]
    assert tunes.searches(Kind.ARTIST) == ()


def test_requests_may_go_to_declared_hosts_only():
    """The base address's host is allowed, and those that are named."""
    assert tunes.allowed_hosts == {"api.tunes.example", "cdn.tunes.example"}
    assert waves.allowed_hosts == {"waves.example"}


@pytest.mark.parametrize(
    ("host", "allowed"),
    [
        ("api.tunes.example", True),
        ("cdn.tunes.example", True),
        ("a1.nodes.example", True),
        ("a1.b.nodes.example", True),
        ("nodes.example", False),
        ("evilnodes.example", False),
        ("nodes.example.org", False),
        ("tunes.example", False),
        ("", False),
    ],
)
def test_requests_may_go_within_a_declared_domain(host: str, allowed: bool):
    """A source with many servers declares their domain with a star; the domain itself is not meant."""
    provider = attrs.evolve(tunes, hosts=("cdn.tunes.example", "*.nodes.example"))
    assert provider.may_ask(host) is allowed


@pytest.mark.parametrize(("requests", "per"), [(0, 1.0), (-1, 1.0), (1, 0.0), (1, -2.0)])
def test_a_rate_is_more_than_nothing(requests: int, per: float):
    """A rate lets at least one request through, in more than no time."""
    with pytest.raises(ValueError, match="at least one request"):
        Rate(requests, per=per)


def test_a_rate_says_how_many_in_how_long():
    """A rate is a number of requests in a number of seconds, one if not said."""
    assert (Rate(50, per=5.0).requests, Rate(50, per=5.0).per, Rate(3).per) == (50, 5.0, 1.0)


def test_a_lookup_is_by_known_identifiers():
    """A misspelt identifier or kind is refused where it is written."""
    with pytest.raises(PluginError, match="not by barcode"):
        Lookup("release", by=("id", "barcode"), main=ALBUM, fetch=fetch_album, normalize=normalize)
    with pytest.raises(PluginError, match="there is no kind 'albun'; there are release"):
        Lookup("albun", by=("id",), main=ALBUM, fetch=fetch_album, normalize=normalize)
    with pytest.raises(PluginError, match="there is no kind 'albun'; there are release"):
        Search("albun", main=ALBUM, fetch=search_albums, normalize=candidates)


def test_options_say_what_is_wanted():
    """Everything is wanted unless less is said; asked for several, one that is wanted is enough."""
    assert LookupOptions().wants(*WANTS)
    only = LookupOptions(want=frozenset({"artwork"}))
    assert only.wants("credits", "artwork")
    assert not only.wants("credits", "isrcs")


@given(st.integers(0, 10**15), st.sampled_from(["", "album/", "track/", "video/", "artist/"]))
def test_a_printed_reference_reads_back(number: int, prefix: str):
    """Every reference reads back from its text, and from its link."""
    ref = tunes.ref(f"{prefix}{number}")
    assert tunes.ref(str(ref).partition(":")[2]) == ref
    assert from_link(tunes, tunes.url(ref) or "") == ref


@given(st.text(), st.sampled_from([None, *Kind]))
def test_any_text_is_an_id_or_a_bad_value(text: str, kind: Kind | None):
    """No text after the name raises anything but `BadValueError`; what is taken reads back."""
    for provider in (tunes, waves):
        try:
            ref = provider.ref(text, kind)
        except BadValueError:
            continue
        assert provider.ref(str(ref).partition(":")[2]) == ref
