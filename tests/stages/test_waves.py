"""Waves: what one answer tells leads to the next question, through the whole pipeline with canned answers."""

import asyncio
from typing import Self

import attrs
import pytest

from harmony_core import provider as hc
from harmony_core.domain.answers import Absent, Asked, Found, Unknown
from harmony_core.domain.errors import HttpStatusError, NotFoundError
from harmony_core.domain.result import Query, Result
from harmony_core.pipeline import Setting, look_up, look_up_query
from harmony_core.plugin.api import Trace
from harmony_core.plugin.catalog import Catalog, Providers
from harmony_core.stages.compat import GTIN as GTIN_CHECK
from harmony_core.stages.plan import LookupMode, first_wave, is_filled, next_wave
from harmony_core.stages.policy import Policy

GTIN, OTHER = hc.Gtin.parse("731453463127"), hc.Gtin.parse("093624738626")
ISRC, OTHER_ISRC = hc.Isrc.parse("GBAYE6900531"), hc.Isrc.parse("GBAYE6900532")

MAIN = hc.Endpoint("{region}/{key}", into=dict)


async def ask(api: hc.Api, target: hc.Target, options: hc.LookupOptions) -> object:
    """Ask for a target by its id, or by itself."""
    return await api.get(MAIN, key=getattr(target, "id", None) or target, region=api.region)


def provider(name: str, by: tuple[str, ...] = ("id", "gtin", "isrc"), *, regions: str = "") -> hc.Provider:
    """Return a provider of releases and recordings, whose answers are in the common form already."""
    return hc.Provider(
        name=name,
        title=name.title(),
        base=f"https://api.{name}.example/",
        urls=(
            hc.Url("release", f"https://{name}.example/album/{{id:digits}}"),
            hc.Url("recording", f"https://{name}.example/track/{{id:digits}}"),
        ),
        traits=hc.Traits(regions=frozenset(map(hc.Country.parse, regions.split()))),
        lookups=tuple(
            hc.Lookup(kind, by=by, main=MAIN, fetch=ask, normalize=lambda entity, read: entity, regional=bool(regions))
            for kind in ("release", "recording")
        ),
    )


A, B, C = provider("a"), provider("b"), provider("c")
PAGES = provider("pages", ("id",))


@attrs.define
class Canned:
    """Answers from a table by provider and key, and remembers what was asked."""

    provider: hc.Provider
    region: hc.Country | None
    world: "World"

    async def get(self, endpoint: object, *, key: object, region: object) -> object:
        """Return or raise what the table holds."""
        await asyncio.sleep(0)
        self.world.asked.append((self.provider.name, str(key), *([str(region)] if region else [])))
        answer = self.world.table.get((self.provider.name, str(key), region), NotFoundError("no such thing"))
        if isinstance(answer, Exception):
            raise answer
        return answer

    def trace(self) -> Trace:
        """Return what was used: nothing that has a time."""
        return Trace()


class World:
    """Providers in the policy's order, canned answers, and what was asked for."""

    def __init__(self, *providers: hc.Provider, mode: LookupMode = LookupMode.PARALLEL, want: str = "") -> None:
        self.providers = Providers(providers)
        self.mode = mode
        self.want = frozenset(want.split())
        self.table: dict[tuple[str, str, object], object] = {}
        self.asked: list[tuple[str, ...]] = []

    def says(self, name: str, key: object, region: str | None = None, answer: object = None, **fields: object) -> Self:
        """Let a provider say something, a release if nothing else."""
        entity = answer or hc.Release(**{"title": "Tommy", **fields})  # type: ignore[arg-type]
        self.table[(name, str(key), region and hc.Country.parse(region))] = entity
        return self

    def setting(self) -> Setting:
        """Return what a pipeline runs in."""
        return Setting(
            catalog=Catalog(providers=self.providers, compat_checks=(GTIN_CHECK,)),
            providers=self.providers,
            options=hc.LookupOptions(regions=tuple(map(hc.Country.parse, ("GB", "US"))), want=self.want),
            policy=Policy(order=tuple(each.name for each in self.providers)),
            open_api=lambda provider, region=None: Canned(provider, region, self),  # type: ignore[arg-type,return-value]
            mode=self.mode,
        )

    async def look_up(self, *texts: str) -> Result:
        """Look texts up."""
        return await look_up(texts, None, self.setting())


def link(number: int, of: str) -> dict[str, tuple[hc.Link, ...]]:
    """Return links to a provider's page."""
    return {"links": (hc.Link(url=f"https://{of}.example/album/{number}"),)}


def ids(*found: tuple[str, str, str]) -> dict[str, tuple[hc.ExternalId, ...]]:
    """Return ids: provider, kind and id of each."""
    return {"external_ids": tuple(hc.ExternalId(provider=name, kind=kind, id=number) for name, kind, number in found)}


# --- MBIDs --------------------------------------------------------------------------------------------------

MBID, OTHER_MBID = "0198e3a5-0000-4000-8000-000000000001", "0198e3a5-0000-4000-8000-000000000002"
BRAINZ, COVERS = provider("brainz", ("id", "mbid", "gtin")), provider("covers", ("mbid",))


async def test_an_mbid_that_an_answer_names_asks_those_who_are_asked_by_it():
    """Covers, listeners and tags are had by MBID, whatever led to it."""
    world = World(A, BRAINZ, COVERS).says("a", 1, gtin=GTIN)
    world.says("brainz", GTIN, **ids(("brainz", "release", MBID), ("brainz", "release_group", OTHER_MBID)))
    result = await world.look_up("a:1")
    assert world.asked == [("a", "1"), ("brainz", str(GTIN)), ("covers", MBID)]
    assert result.answers["covers"].asked.by == "mbid"


async def test_two_mbids_ask_nobody():
    """Which of them is meant is not known."""
    world = World(A, BRAINZ, COVERS).says("a", 1, **ids(("brainz", "release", MBID), ("brainz", "release", OTHER_MBID)))
    await world.look_up("a:1")
    assert ("covers", MBID) not in world.asked


@pytest.mark.parametrize("named", [("a", "release", MBID), ("brainz", "release", "12"), ("brainz", "recording", MBID)])
async def test_an_id_of_another_source_kind_or_form_is_no_mbid(named):
    """An id is one where the source that it is of can be asked by MBID, and has looked that kind up."""
    world = World(A, BRAINZ, COVERS).says("a", 1, **ids(named))
    await world.look_up("a:1")
    assert world.asked == [("a", "1")]


# --- Link, GTIN, the others ---------------------------------------------------------------------------------


async def test_a_link_gives_the_barcode_that_asks_the_others():
    """A link is asked of its own provider; its barcode is asked of all others that can."""
    world = World(A, B, C, PAGES).says("b", 1, gtin=GTIN).says("a", GTIN, gtin=GTIN)
    result = await world.look_up("https://b.example/album/1")
    assert world.asked == [("b", "1"), ("a", str(GTIN)), ("c", str(GTIN))]
    assert {name: type(answer) for name, answer in result.answers.items()} == {"a": Found, "b": Found, "c": Absent}
    assert result.providers == ("a", "b")


async def test_a_page_that_is_linked_to_is_asked_by_its_id():
    """Where an answer links to another provider's page that is asked, and not its barcode too."""
    world = World(A, B, C).says("a", 1, gtin=GTIN, **link(7, "b")).says("b", 7)
    result = await world.look_up("a:1")
    assert world.asked == [("a", "1"), ("b", "7"), ("c", str(GTIN))]
    assert result.answers["b"].asked.by == "id"


async def test_a_linked_page_may_give_the_barcode():
    """What the second wave tells leads to a third; a provider that knows no barcodes is reached by its page."""
    world = World(A, B, PAGES).says("a", 1, **link(7, "pages")).says("pages", 7, gtin=GTIN).says("b", GTIN)
    await world.look_up("a:1")
    assert world.asked == [("a", "1"), ("pages", "7"), ("b", str(GTIN))]


async def test_a_barcode_leads_to_pages():
    """Also where the query is a barcode, pages that are linked to are asked."""
    world = World(A, PAGES).says("a", GTIN, gtin=GTIN, **link(7, "pages")).says("pages", 7)
    await world.look_up(str(GTIN))
    assert world.asked == [("a", str(GTIN)), ("pages", "7")]


async def test_links_to_other_things_are_not_followed():
    """A link to another kind of thing, to nobody's page or to somebody who was asked leads nowhere."""
    links = ("https://b.example/track/1", "https://elsewhere.example/album/1", "https://a.example/album/2")
    world = World(A, B).says("a", 1, links=tuple(hc.Link(url=url) for url in links))
    await world.look_up("a:1")
    assert world.asked == [("a", "1")]


async def test_of_two_links_to_one_provider_the_first_is_asked():
    """A provider is asked once, however often it is linked to."""
    urls = ("https://b.example/album/7", "https://b.example/album/8")
    world = World(A, B).says("a", 1, links=tuple(hc.Link(url=url) for url in urls)).says("b", 7, **link(9, "a"))
    await world.look_up("a:1")
    assert world.asked == [("a", "1"), ("b", "7")]


async def test_nobody_is_asked_twice():
    """Answers that link to one another and give one barcode end the waves."""
    world = (
        World(A, B, C)
        .says("a", 1, gtin=GTIN, **link(2, "b"))
        .says("b", 2, gtin=GTIN, **link(3, "c"))
        .says("c", GTIN, gtin=GTIN, **link(1, "a"))
    )
    await world.look_up("a:1")
    assert sorted(name for name, *_ in world.asked) == ["a", "b", "c"]


@pytest.mark.parametrize("error", [NotFoundError("gone"), HttpStatusError("down", status=503)])
async def test_without_an_answer_nothing_is_learnt(error: Exception):
    """A provider that has or says nothing leads to nobody."""
    world = World(A, B).says("a", 1, answer=error)
    result = await world.look_up("a:1")
    assert world.asked == [("a", "1")]
    assert isinstance(result.answers["a"], (Absent, Unknown))


async def test_several_barcodes_ask_nobody():
    """Where the answers give different barcodes no other is asked, once and for all, and that is told once."""
    world = (
        World(A, B, C, PAGES)
        .says("a", 1, gtin=GTIN, **link(7, "pages"))
        .says("b", 1, gtin=OTHER)
        .says("pages", 7)
        .says("c", GTIN)
    )
    result = await world.look_up("a:1", "b:1")
    assert world.asked == [("a", "1"), ("b", "1"), ("pages", "7")]
    told = [each for each in result.messages if "several GTINs were given" in each.text]
    assert [(each.level, each.path) for each in told] == [("info", "gtin")]
    assert [each.check for each in result.conflicts] == ["gtin"]


async def test_one_barcode_in_two_prints_is_one():
    """A barcode with another number of zeros in front is the same."""
    world = World(A, B, C).says("a", 1, gtin=GTIN).says("b", 1, gtin=hc.Gtin.parse(f"0{GTIN}"))
    await world.look_up("a:1", "b:1")
    assert world.asked[-1] == ("c", str(GTIN))


async def test_another_edition_that_a_barcode_leads_to_is_set_apart():
    """A provider that answers a barcode with another edition is named in a conflict; what was asked for stays."""
    world = World(A, B, C).says("b", 1, gtin=GTIN).says("a", GTIN, gtin=OTHER).says("c", GTIN, gtin=OTHER)
    result = await world.look_up("b:1")
    assert result.providers == ("b",)
    assert [(each.kept, each.set_apart[0].providers) for each in result.conflicts] == [(("b",), ("a", "c"))]


# --- Recordings ---------------------------------------------------------------------------------------------


async def test_a_recordings_isrc_asks_the_others():
    """Recordings lead to others by their ISRC."""
    world = World(A, B).says("a", 1, answer=hc.Recording(title="Sparks", isrcs=(ISRC,)))
    await world.look_up("https://a.example/track/1")
    assert world.asked == [("a", "1"), ("b", str(ISRC))]


async def test_several_isrcs_ask_nobody():
    """Of several codes none is surely the one that others know it by."""
    world = World(A, B).says("a", 1, answer=hc.Recording(title="Sparks", isrcs=(ISRC, OTHER_ISRC)))
    result = await world.look_up("https://a.example/track/1")
    assert world.asked == [("a", "1")]
    assert "several ISRCs were given (GBAYE6900531, GBAYE6900532)" in result.messages[-1].text


KEEPS_LINKS = provider("links", ("id", "gtin", "page"))


async def test_a_page_is_asked_for_where_no_identifier_leads():
    """A source that keeps links to others' pages is asked by the page that the query named."""
    world = World(A, KEEPS_LINKS).says("a", 1, external_ids=(A.external_id("release", 1),))
    world.says("links", "https://a.example/album/1", title="Tommy!")
    result = await world.look_up("https://a.example/album/1")
    assert world.asked == [("a", "1"), ("links", "https://a.example/album/1")]
    assert result.answers["links"].asked.by == "page"


async def test_an_identifier_goes_before_the_page():
    """Where a barcode was given, that is asked for, and the page is not asked for too."""
    world = World(A, KEEPS_LINKS).says("a", 1, gtin=GTIN, external_ids=(A.external_id("release", 1),))
    await world.look_up("https://a.example/album/1")
    assert world.asked == [("a", "1"), ("links", str(GTIN))]


# --- Regions ------------------------------------------------------------------------------------------------


async def test_regions_that_answered_are_inherited():
    """The next wave asks in the regions that answered, not in all that were wished."""
    store, shop = provider("store", regions="GB US"), provider("shop", regions="GB US")
    world = World(store, shop, A).says("store", 1, "US", gtin=GTIN)
    await world.look_up("store:1")
    assert world.asked == [
        ("store", "1", "GB"),
        ("store", "1", "US"),
        ("shop", str(GTIN), "US"),
        ("a", str(GTIN)),
    ]


async def test_without_regions_that_answered_the_wished_ones_are_asked():
    """An answer that is of no region leaves the next wave the wished ones."""
    world = World(A, provider("store", regions="GB US JP")).says("a", 1, gtin=GTIN)
    await world.look_up("a:1")
    assert world.asked == [("a", "1"), ("store", str(GTIN), "GB"), ("store", str(GTIN), "US")]


# --- One after the other ------------------------------------------------------------------------------------

ALL_OF_IT = {
    "artists": (hc.ArtistCredit(name="The Who"),),
    "date": hc.PartialDate(1969),
    "media": (hc.Medium(position=1, tracks=(hc.Track(position=1, title="Overture"),)),),
    "gtin": GTIN,
}
ARTWORK = (hc.Artwork(url="https://a.example/front.jpg"),)


async def test_a_waterfall_stops_when_enough_is_known():
    """Providers are asked in their order, and no more when what is wanted is there."""
    world = World(A, B, C, mode=LookupMode.WATERFALL).says("a", GTIN, **ALL_OF_IT)
    result = await world.look_up(str(GTIN))
    assert world.asked == [("a", str(GTIN))]
    assert list(result.answers) == ["a"]


@pytest.mark.parametrize("first", [NotFoundError("no"), HttpStatusError("down", status=503), hc.Release(title="Tommy")])
async def test_a_waterfall_goes_on_otherwise(first: object):
    """Where nothing, no answer or too little was found the next is asked."""
    world = World(A, B, C, mode=LookupMode.WATERFALL).says("a", GTIN, answer=first).says("b", GTIN, **ALL_OF_IT)
    await world.look_up(str(GTIN))
    assert world.asked == [("a", str(GTIN)), ("b", str(GTIN))]


async def test_what_is_wanted_beyond_is_looked_for():
    """A waterfall goes on for what is wanted and missing: pieces of several answers are enough."""
    world = World(A, B, C, mode=LookupMode.WATERFALL, want="artwork").says("a", GTIN, **ALL_OF_IT)
    await world.says("b", GTIN, artwork=ARTWORK).look_up(str(GTIN))
    assert world.asked == [("a", str(GTIN)), ("b", str(GTIN))]


async def test_a_waterfall_follows_what_it_learns():
    """Barcodes and pages that are learnt are asked one after the other too."""
    world = World(A, B, C, mode=LookupMode.WATERFALL).says("c", 1, gtin=GTIN).says("b", GTIN, **ALL_OF_IT)
    await world.look_up("c:1")
    assert world.asked == [("c", "1"), ("a", str(GTIN)), ("b", str(GTIN))]


async def test_both_modes_know_the_same_in_the_end():
    """Where nobody knows all of it, everybody is asked in either mode."""

    def world(mode: LookupMode) -> World:
        return World(A, B, C, mode=mode).says("a", GTIN, gtin=GTIN).says("b", GTIN, title="TOMMY")

    query = Query(kind=hc.Kind.RELEASE, gtin=GTIN)
    results = [await look_up_query(query, world(mode).setting()) for mode in LookupMode]
    assert results[0] == results[1]


@pytest.mark.parametrize(
    ("entities", "want", "filled"),
    [
        ([], "", False),
        ([hc.Release(title="x")], "", False),
        ([hc.Release(title="x", **ALL_OF_IT)], "", True),  # type: ignore[arg-type]
        ([hc.Release(title="x", **ALL_OF_IT)], "artwork", False),  # type: ignore[arg-type]
        ([hc.Release(title="x", **ALL_OF_IT), hc.Release(title="x", artwork=ARTWORK)], "artwork", True),  # type: ignore[arg-type]
        ([hc.Release(title="x", **ALL_OF_IT)], "isrcs", False),  # type: ignore[arg-type]
        ([hc.Recording(title="x")], "artwork", True),
    ],
)
def test_what_makes_a_thing_filled(entities: list[hc.Entity], want: str, filled: bool):
    """A release needs media, date and artists, and what is wanted beside; of other things one answer is enough."""
    assert is_filled(entities, hc.LookupOptions(want=frozenset(want.split()))) == filled


def test_targets_say_what_led_to_them():
    """Every target of a later wave has its reason."""
    plan = first_wave(Query(kind=hc.Kind.RELEASE, refs=(A.ref("1"),)), Providers((A, B, C)), hc.LookupOptions())
    entity = hc.Release(title="Tommy", gtin=GTIN, **link(7, "b"))  # type: ignore[arg-type]
    found = Found(provider="a", asked=Asked(by="id", value="1"), entity=entity)
    assert [(each.provider.name, each.reason) for each in next_wave(plan, [found]).targets] == [
        ("b", "a links to it"),
        ("c", "a gave the GTIN"),
    ]
