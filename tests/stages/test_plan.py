"""plan: who is asked for what."""

import pytest

from harmony_core.domain.codes import Country
from harmony_core.domain.errors import ProviderNotFoundError, RequestError, SetupError
from harmony_core.domain.gtin import Gtin
from harmony_core.domain.identifiers import Isrc, Mbid
from harmony_core.domain.model import Release
from harmony_core.domain.refs import EntityRef, Kind
from harmony_core.domain.result import Query
from harmony_core.plugin.api import Api, LookupOptions
from harmony_core.plugin.catalog import Providers
from harmony_core.plugin.endpoints import Endpoint, payload
from harmony_core.plugin.providers import Lookup, Provider, Traits
from harmony_core.plugin.reading import Reader
from harmony_core.plugin.urls import Url
from harmony_core.stages.plan import Plan, first_wave, next_wave


@payload
class Album:
    id: int


ALBUM = Endpoint("album/{id}", into=Album)
GTIN = Gtin.parse("731453463127")
ISRC = Isrc.parse("GBAYE6900531")
MBID = Mbid.parse("b10bbbfc-cf9e-42e0-be17-e2c3e1d2600d")


async def fetch_album(api: Api, target: object, options: LookupOptions) -> Album:
    """Answer with one album."""
    return Album(id=1)


def release(album: Album, read: Reader) -> Release:
    """Give the album its number as title."""
    return Release(title=str(album.id))


def lookup(kind: str, *by: str, types: tuple[str, ...] = (), regional: bool = False) -> Lookup[Album, Album]:
    """Return a lookup by some identifiers."""
    return Lookup(kind, by=by, main=ALBUM, fetch=fetch_album, normalize=release, types=types, regional=regional)


def provider(name: str, *lookups: Lookup[Album, Album], regions: str = "") -> Provider:
    """Return a provider with pages of releases and recordings."""
    return Provider(
        name=name,
        title=name.title(),
        base=f"https://api.{name}.example/",
        urls=(
            Url("release", f"https://{name}.example/album/{{id:digits}}"),
            Url("recording", f"https://{name}.example/track/{{id:digits}}"),
            Url("recording", f"https://{name}.example/video/{{id:digits}}"),
        ),
        lookups=lookups,
        traits=Traits(regions=frozenset(countries(regions))),
    )


def countries(text: str) -> tuple[Country, ...]:
    """Return country codes in order."""
    return tuple(map(Country.parse, text.split()))


TUNES = provider("tunes", lookup("release", "id", "gtin", types=("album", "video")), lookup("recording", "id", "isrc"))
WAVES = provider("waves", lookup("release", "id", "gtin", "mbid"))
PAGES = provider("pages", lookup("release", "id"))
STORE = provider("store", lookup("release", "id", "gtin", regional=True), regions="GB DE JP")
ALL = Providers((TUNES, WAVES, PAGES))


def planned(query: Query, providers: Providers = ALL, regions: str = "") -> list[tuple[str, str]]:
    """Return who is asked by what."""
    plan = first_wave(query, providers, LookupOptions(regions=countries(regions)))
    return [(target.provider.name, target.by) for target in plan.targets]


@pytest.mark.parametrize(
    ("query", "asked"),
    [
        (Query(kind=Kind.RELEASE, gtin=GTIN), [("tunes", "gtin"), ("waves", "gtin")]),
        (Query(kind=Kind.RELEASE, mbid=MBID), [("waves", "mbid")]),
        (Query(kind=Kind.RECORDING, isrc=ISRC), [("tunes", "isrc")]),
        (Query(kind=Kind.RELEASE, refs=(WAVES.ref("12"),)), [("waves", "id")]),
        (Query(kind=Kind.RELEASE, refs=(WAVES.ref("12"), TUNES.ref("3"))), [("waves", "id"), ("tunes", "id")]),
    ],
)
def test_all_are_asked_that_can_look_it_up(query: Query, asked: list[tuple[str, str]]):
    """A reference is asked of its provider, an identifier of every provider that looks up by it, in their order."""
    assert planned(query) == asked


def test_a_plan_says_why_and_remembers_whom():
    """Every target has its reason and its target, and the plan knows who has been asked."""
    plan = first_wave(Query(kind=Kind.RELEASE, gtin=GTIN), ALL, LookupOptions())
    assert all(target.reason for target in plan.targets)
    assert {target.target for target in plan.targets} == {GTIN}
    assert plan.asked == {"tunes", "waves"}


def test_planning_is_pure():
    """The same query gives the same plan."""
    query = Query(kind=Kind.RELEASE, gtin=GTIN)
    assert first_wave(query, ALL, LookupOptions()) == first_wave(query, ALL, LookupOptions())


def test_nobody_who_has_been_asked_is_asked_again():
    """With nothing learnt there is nothing more to ask, and the waves end."""
    plan: Plan = first_wave(Query(kind=Kind.RELEASE, gtin=GTIN), ALL, LookupOptions())
    assert next_wave(plan, ()).targets == ()


def test_a_page_of_another_type_may_be_looked_up():
    """A video page is looked up as the release that it is sold as, where the provider's lookup says so."""
    assert planned(Query(kind=Kind.RELEASE, refs=(TUNES.ref("video/12"),))) == [("tunes", "id")]


@pytest.mark.parametrize(
    ("kind", "ref"),
    [
        (Kind.RELEASE, TUNES.ref("track/12")),
        (Kind.ARTIST, TUNES.ref("12")),
        (Kind.RECORDING, WAVES.ref("track/12")),
    ],
)
def test_what_a_provider_cannot_look_up_is_refused(kind: Kind, ref: EntityRef):
    """A reference that its provider cannot look up as that kind is refused, with what it can."""
    with pytest.raises(RequestError, match=r"cannot look up an? .*; it looks up: release") as caught:
        planned(Query(kind=kind, refs=(ref,)))
    assert caught.value.field == "kind"


def test_a_reference_to_a_provider_that_is_not_asked_is_refused():
    """A provider that is not among those asked is not there."""
    with pytest.raises(ProviderNotFoundError):
        planned(Query(kind=Kind.RELEASE, refs=(TUNES.ref("12"),)), Providers((WAVES,)))


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        (Query(kind=Kind.RELEASE, gtin=GTIN), "(pages) can look up a release by GTIN 731453463127"),
        (Query(kind=Kind.RECORDING, isrc=ISRC), "(pages) can look up a recording by ISRC GBAYE6900531"),
    ],
)
def test_where_nobody_can_the_query_is_refused(query: Query, reason: str):
    """Where none of those asked looks up by the identifier, the message names them, it and the kind."""
    with pytest.raises(RequestError) as caught:
        planned(query, Providers((PAGES,)))
    assert caught.value.code == "NO_PROVIDER"
    assert reason in caught.value.message


def test_where_none_is_installed_the_setup_is_at_fault():
    """Without any provider it is not the query that needs mending."""
    with pytest.raises(SetupError, match="no provider can be asked") as caught:
        planned(Query(kind=Kind.RELEASE, gtin=GTIN), Providers(()))
    assert caught.value.code == "NO_PROVIDER"


@pytest.mark.parametrize(
    ("query_regions", "option_regions", "regions"),
    [
        ("", "GB US DE JP", "GB DE JP"),
        ("JP US GB", "GB US DE JP", "JP GB"),
        ("", "DE", "DE"),
    ],
)
def test_regions_are_cut_to_the_providers_own(query_regions: str, option_regions: str, regions: str):
    """The query's regions go before the configured ones; their order stays, and those without a store are left out."""
    query = Query(kind=Kind.RELEASE, gtin=GTIN, regions=countries(query_regions))
    plan = first_wave(query, Providers((STORE,)), LookupOptions(regions=countries(option_regions)))
    assert plan.targets[0].regions == countries(regions)


def test_a_links_region_goes_first():
    """The region of a link is the one that is asked."""
    ref = EntityRef(provider="store", kind=Kind.RELEASE, id="12", type="album", region=Country.parse("JP"))
    plan = first_wave(
        Query(kind=Kind.RELEASE, refs=(ref,)), Providers((STORE,)), LookupOptions(regions=countries("GB DE"))
    )
    assert plan.targets[0].regions == countries("JP")


def test_a_lookup_without_regions_has_none():
    """Only a regional lookup is made region by region."""
    plan = first_wave(Query(kind=Kind.RELEASE, gtin=GTIN), ALL, LookupOptions(regions=countries("GB DE")))
    assert all(target.regions == () for target in plan.targets)
