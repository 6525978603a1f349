"""The pipeline from text to result, with two made-up providers and canned answers."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Self

import attrs
import pytest
from msgspec.structs import replace

from harmony_core import provider as hc
from harmony_core.domain.answers import Absent, Found, FoundMany, Message, Unknown
from harmony_core.domain.errors import (
    HarmonyError,
    HttpStatusError,
    NoSnapshotError,
    NotFoundError,
    RequestError,
    SetupError,
)
from harmony_core.domain.gtin import Gtin
from harmony_core.domain.result import Query, Result
from harmony_core.pipeline import Setting, look_up, look_up_query, query_of, search
from harmony_core.plugin.api import Trace
from harmony_core.plugin.catalog import Catalog, Providers
from harmony_core.plugin.endpoints import Endpoint, P
from harmony_core.stages.merge import Policy
from harmony_core.stages.parse import parse

AT = datetime(2024, 5, 17, 12, tzinfo=UTC)
GTIN = "731453463127"


# --- Two made-up providers ----------------------------------------------------------------------------------


@hc.payload
class Album:
    id: int
    title: str
    artist: str | None = None
    upc: str | None = None
    released: str | None = None


ALBUM = hc.Endpoint("album/{id}", into=Album)
ALBUM_BY_GTIN = hc.Endpoint("album/upc:{gtin}", into=Album)
REGIONAL = hc.Endpoint("{region}/album?upc={gtin}&id={id}", into=Album)
SEARCH = hc.Endpoint("search?q={text}", into=Album, items="data")


async def fetch_album(api: hc.Api, target: hc.EntityRef | hc.Gtin, options: hc.LookupOptions) -> Album:
    """Ask for an album."""
    if isinstance(target, hc.Gtin):
        return await api.get(ALBUM_BY_GTIN, gtin=target)
    return await api.get(ALBUM, id=target.id)


async def fetch_in_region(api: hc.Api, target: hc.EntityRef | hc.Gtin, options: hc.LookupOptions) -> Album:
    """Ask for an album in the region of this attempt."""
    gtin, number = (target, None) if isinstance(target, hc.Gtin) else (None, target.id)
    return await api.get(REGIONAL, region=api.region, gtin=gtin, id=number)


async def search_albums(api: hc.Api, text: str, options: hc.LookupOptions) -> Sequence[Album]:
    """Search for albums."""
    return await api.pages(SEARCH, at_most=options.limit, text=text)


def provider(name: str, priority: int, *, regional: bool = False) -> hc.Provider:
    """Return a provider of releases."""

    def release(album: Album, read: hc.Reader) -> hc.Release:
        return hc.Release(
            title=album.title,
            artists=(hc.ArtistCredit(name=album.artist),) if album.artist else (),
            gtin=read.gtin(album.upc, "gtin"),
            date=read.date(album.released, "date"),
            external_ids=(made.external_id("release", album.id),),
        )

    made = hc.Provider(
        name=name,
        title=name.title(),
        base=f"https://api.{name}.example/",
        priority=priority,
        urls=(hc.Url("release", f"https://{name}.example/album/{{id:digits}}"),),
        lookups=(
            hc.Lookup(
                "release",
                by=("id", "gtin"),
                main=REGIONAL if regional else ALBUM,
                fetch=fetch_in_region if regional else fetch_album,
                normalize=release,
                regional=regional,
            ),
            hc.Search(
                "release",
                main=SEARCH,
                fetch=search_albums,
                normalize=lambda albums, read: [release(album, read) for album in albums],
            ),
        ),
    )
    return made


TUNES, WAVES = provider("tunes", 70), provider("waves", 50)
STORE = provider("store", 60, regional=True)

TOMMY = Album(id=12, title="Tommy", artist="The Who", upc=GTIN)
TOMMY_TOO = Album(id=34, title="TOMMY", artist="The Who", upc=f"0{GTIN}", released="1969-05-19")


# --- A way out that leads to canned answers -----------------------------------------------------------------


@attrs.define
class CannedApi:
    """Answers requests from a table by address; what is not in it is not there."""

    provider: hc.Provider
    region: hc.Country | None
    canned: Mapping[str, object]
    asked: list[str]
    newest: datetime | None = None

    async def get(self, endpoint: Endpoint[P], **fields: object) -> P:
        """Return or raise what the table holds."""
        await asyncio.sleep(0)
        url = endpoint.url(self.provider.base, fields)
        self.asked.append(url)
        answer = self.canned.get(url, NotFoundError(f"{self.provider.name}: no such thing"))
        if not isinstance(answer, NoSnapshotError):
            self.newest = AT + timedelta(seconds=len(self.asked))
        if isinstance(answer, BaseException):
            raise answer
        return answer  # type: ignore[return-value]

    async def pages(self, endpoint: Endpoint[P], *, at_most: int | None = None, **fields: object) -> tuple[P, ...]:
        """Return the first items of what the table holds."""
        return (await self.get(endpoint, **fields))[:at_most]  # type: ignore[index]

    def trace(self) -> Trace:
        """Return when the answer is from."""
        message = Message(level="info", text=f"{self.provider.name} was asked", provider=self.provider.name)
        return Trace(fetched_at=self.newest, newest=self.newest, messages=(message,))


class World:
    """Providers, canned answers, and what was asked for."""

    def __init__(self, *providers: hc.Provider) -> None:
        self.providers = Providers(tuple(sorted(providers, key=lambda each: -each.priority)))
        self.canned: dict[str, object] = {}
        self.asked: list[str] = []
        self.normalizers: tuple[hc.Normalizer, ...] = ()

    def answer(self, url: str, answer: object) -> Self:
        """Put an answer, or an error, into the table."""
        self.canned[url] = answer
        return self

    def setting(self, regions: str = "GB DE") -> Setting:
        """Return what a pipeline runs in."""

        def open_api(provider: hc.Provider, region: hc.Country | None = None) -> CannedApi:
            return CannedApi(provider, region, self.canned, self.asked)

        return Setting(
            catalog=Catalog(providers=self.providers, normalizers=self.normalizers),
            providers=self.providers,
            options=hc.LookupOptions(regions=tuple(map(hc.Country.parse, regions.split()))),
            policy=Policy(order=tuple(each.name for each in self.providers)),
            open_api=open_api,  # type: ignore[arg-type]
        )

    async def look_up(self, *texts: str, kind: hc.Kind | None = None) -> Result:
        """Look texts up."""
        return await look_up(texts, kind, self.setting())


def both() -> World:
    """Return a world in which both providers know the album."""
    return (
        World(WAVES, TUNES)
        .answer(f"https://api.tunes.example/album/upc:{GTIN}", TOMMY)
        .answer(f"https://api.waves.example/album/upc:{GTIN}", TOMMY_TOO)
    )


# --- Lookups ------------------------------------------------------------------------------------------------


async def test_a_barcode_is_asked_of_all_and_merged():
    """All that look up by GTIN are asked; the preferred one's values win, what it lacks the other fills."""
    result = await both().look_up(GTIN)
    assert isinstance(result.data, hc.Release)
    assert (result.data.title, result.data.date) == ("Tommy", hc.PartialDate(1969, 5, 19))
    assert result.providers == ("tunes", "waves")
    title = result.decisions["title"]
    assert title.providers == ("tunes",)
    assert [(each.value, each.providers) for each in title.candidates] == [("TOMMY", ("waves",))]
    assert {name: type(answer) for name, answer in result.answers.items()} == {"tunes": Found, "waves": Found}
    assert {name: document.title for name, document in result.documents.items()} == {"tunes": "Tommy", "waves": "TOMMY"}  # type: ignore[union-attr]


async def test_who_fills_gaps_with_another_release_is_told_of():
    """The user named it, so it is heeded, and warned of."""
    other = Album(id=34, title="Quadrophenia Live in London", artist="Somebody Else", upc=f"0{GTIN}", released="2014")
    world = both().answer(f"https://api.waves.example/album/upc:{GTIN}", other)
    setting = world.setting()
    filling = attrs.evolve(setting, policy=attrs.evolve(setting.policy, fill_from=frozenset({"waves"})))
    result = await look_up([GTIN], None, filling)
    assert [each.provider for each in result.messages if "fills gaps, though" in each.text] == ["waves"]
    assert str(result.data.date) == "2014"  # type: ignore[union-attr]
    same = await look_up([GTIN], None, attrs.evolve(filling, open_api=both().setting().open_api))
    assert not [each for each in same.messages if "fills gaps" in each.text]


async def test_a_base_that_has_nothing_is_told_of():
    """Nobody believes then that it settled anything."""
    world = World(TUNES, WAVES).answer(f"https://api.tunes.example/album/upc:{GTIN}", TOMMY)
    told = [
        each.text for each in (await look_up([GTIN], None, attrs.evolve(world.setting(), base=("waves",)))).messages
    ]
    assert "waves was to settle conflicts, but has nothing here: others settle them" in told
    found = await look_up([GTIN], None, attrs.evolve(world.setting(), base=("tunes",)))
    assert not any("settle" in each.text for each in found.messages)


async def test_a_result_is_as_old_as_its_newest_answer():
    """The time of a result comes from the answers that it used, never from the clock."""
    result = await both().look_up(GTIN)
    assert result.at == AT + timedelta(seconds=2)


async def test_the_same_answers_give_the_same_result():
    """Nothing but the answers goes into a result."""
    assert await both().look_up(GTIN) == await both().look_up(GTIN)


async def test_a_link_asks_its_own_provider():
    """A link is asked of the provider that reads it."""
    world = both().answer("https://api.waves.example/album/34", TOMMY_TOO)
    result = await world.look_up("https://waves.example/album/34?x=1")
    assert world.asked[0] == "https://api.waves.example/album/34"
    assert "waves" in result.answers
    assert result.query.refs == (WAVES.ref("34"),)


async def test_several_links_are_one_thing():
    """Links of several providers given together are merged into one description."""
    world = (
        World(TUNES, WAVES)
        .answer("https://api.tunes.example/album/12", TOMMY)
        .answer("https://api.waves.example/album/34", TOMMY_TOO)
    )
    result = await world.look_up("waves:34", "https://tunes.example/album/12")
    assert set(result.answers) == {"tunes", "waves"}
    assert result.providers == ("tunes", "waves")


async def test_a_failure_is_named_and_the_rest_is_found():
    """What one provider knows is not lost because another is down."""
    world = both().answer(f"https://api.tunes.example/album/upc:{GTIN}", HttpStatusError("down", status=503))
    result = await world.look_up(GTIN)
    assert result.providers == ("waves",)
    assert isinstance(result.data, hc.Release)
    assert result.data.title == "TOMMY"
    tunes = result.answers["tunes"]
    assert isinstance(tunes, Unknown)
    assert tunes.error.code == "HTTP_503"


@pytest.mark.parametrize(
    ("tunes", "waves", "states"),
    [
        (NotFoundError("no"), NotFoundError("no"), (Absent, Absent)),
        (NotFoundError("no"), NoSnapshotError("offline"), (Absent, Unknown)),
        (KeyError("bug"), HttpStatusError("down", status=500), (Unknown, Unknown)),
    ],
)
async def test_nothing_found_keeps_its_reasons(tunes: Exception, waves: Exception, states: tuple[type, type]):
    """Without any answer there is no data, and absent and unknown stay apart."""
    world = (
        both()
        .answer(f"https://api.tunes.example/album/upc:{GTIN}", tunes)
        .answer(f"https://api.waves.example/album/upc:{GTIN}", waves)
    )
    result = await world.look_up(GTIN)
    assert (result.data, result.providers, dict(result.documents)) == (None, (), {})
    assert (type(result.answers["tunes"]), type(result.answers["waves"])) == states


async def test_messages_of_all_stages_are_kept():
    """What was said while asking and what is wrong in an answer are both told, each with its provider."""
    broken = replace(TOMMY, upc="123")
    world = both().answer(f"https://api.tunes.example/album/upc:{GTIN}", broken)
    messages = (await world.look_up(GTIN)).messages
    assert {message.text for message in messages} >= {"tunes was asked", "waves was asked"}
    assert [(each.provider, each.path) for each in messages if each.level == "warning"] == [("tunes", "gtin")]


@pytest.mark.parametrize("first", [NotFoundError("no"), NoSnapshotError("offline"), HttpStatusError("no", status=500)])
async def test_a_region_without_it_is_followed_by_the_next(first: HarmonyError):
    """A regional provider is asked region by region until one has it, also offline."""
    world = (
        World(STORE)
        .answer(f"https://api.store.example/GB/album?upc={GTIN}", first)
        .answer(f"https://api.store.example/DE/album?upc={GTIN}", TOMMY)
    )
    result = await world.look_up(GTIN)
    answer = result.answers["store"]
    assert isinstance(answer, Found)
    assert answer.asked.region == "DE"


async def test_normalizers_of_the_catalog_are_applied():
    """Cleaning that holds for every source is done before merging."""
    world = both()
    world.normalizers = (
        hc.Normalizer(name="lower", apply=lambda entity, read: attrs.evolve(entity, title=entity.title.lower())),  # type: ignore[union-attr]
    )
    result = await world.look_up(GTIN)
    assert result.decisions["title"].providers == ("tunes", "waves")
    assert result.decisions["title"].value == "tommy"


async def test_a_query_can_be_made_without_a_text():
    """Whoever has an identifier as a value starts behind `parse`."""
    query = Query(kind=hc.Kind.RELEASE, gtin=hc.Gtin.parse(GTIN))
    assert await look_up_query(query, both().setting()) == await both().look_up(GTIN)


async def test_without_providers_nothing_can_be_looked_up():
    """With nothing installed the set-up is at fault, not the query."""
    with pytest.raises(SetupError) as caught:
        await World().look_up(GTIN)
    assert caught.value.code == "NO_PROVIDER"


async def test_a_wrong_barcode_asks_nobody():
    """A wrong check digit ends the lookup before any request, and is never searched for."""
    world = both()
    with pytest.raises(RequestError):
        await world.look_up("731453463128")
    assert world.asked == []


@pytest.mark.parametrize(
    ("texts", "reason"),
    [
        ((GTIN, "093624738626"), "two different GTINs"),
        (("tunes:12", "GBAYE6900531"), "they cannot be one thing"),
    ],
)
def test_several_texts_must_mean_one_thing(texts: tuple[str, ...], reason: str):
    """Texts that contradict each other are refused together."""
    catalog = Catalog(providers=Providers((TUNES,)))
    with pytest.raises(RequestError, match=reason):
        query_of([parse(text, catalog) for text in texts])


def test_a_link_and_a_barcode_may_mean_one_thing():
    """A reference and a GTIN, or one GTIN spelt in two ways, ask together."""
    catalog = Catalog(providers=Providers((TUNES,)))
    query = query_of([parse(text, catalog) for text in ("tunes:12", GTIN, f"0{GTIN}")])
    assert [str(ref) for ref in query.refs] == ["tunes:12"]
    assert query.gtin == Gtin.parse(GTIN)


async def test_words_must_be_the_only_text():
    """Words beside something else are refused, with the hint to quote them."""
    with pytest.raises(RequestError, match="put them in quotes"):
        await both().look_up("tommy", "the", "who")


# --- Words --------------------------------------------------------------------------------------------------


def searchable() -> World:
    """Return a world in which both providers find albums by words."""
    return (
        both()
        .answer("https://api.tunes.example/search?q=the+who+tommy", (replace(TOMMY, title="Tommy Boy"), TOMMY))
        .answer("https://api.waves.example/search?q=the+who+tommy", (TOMMY_TOO,))
        .answer("https://api.tunes.example/album/12", TOMMY)
    )


async def test_a_search_ranks_the_candidates_of_all():
    """Candidates of all providers are one list, the most alike first, each with what looks it up."""
    result = await search("the who tommy", hc.Kind.RELEASE, searchable().setting())
    assert [(each.ref, each.score == 1) for each in result.candidates] == [
        ("tunes:12", True),
        ("waves:34", True),
        ("tunes:12", False),
    ]
    assert [type(answer) for answer in result.answers.values()] == [FoundMany, FoundMany]


async def test_a_search_goes_on_where_one_fails():
    """A provider that is down is named, and the others' candidates are there."""
    world = searchable().answer("https://api.tunes.example/search?q=the+who+tommy", HttpStatusError("down", status=503))
    result = await search("the who tommy", hc.Kind.RELEASE, world.setting())
    assert [each.provider for each in result.candidates] == ["waves"]
    assert isinstance(result.answers["tunes"], Unknown)


async def test_a_kind_that_nobody_searches_for_is_refused():
    """A search for a kind that no provider searches for is a wrong query."""
    with pytest.raises(RequestError) as caught:
        await search("the who", hc.Kind.ARTIST, both().setting())
    assert caught.value.code == "NO_PROVIDER"


async def test_words_are_looked_up_as_their_best_candidate():
    """A lookup by words searches, takes the most alike, looks it up and says what it took."""
    result = await searchable().look_up("the who tommy")
    assert isinstance(result.data, hc.Release)
    assert result.data.title == "Tommy"
    assert result.query.text == "the who tommy"
    assert result.query.refs == (TUNES.ref("12"),)
    assert "https://tunes.example/album/12 was taken for 'the who tommy'" in result.messages[0].text


async def test_words_that_nothing_is_like_find_nothing():
    """Where the nearest candidate is not near enough nothing is taken, and the message names it."""
    world = World(TUNES).answer("https://api.tunes.example/search?q=quadrophenia", (TOMMY,))
    result = await world.look_up("quadrophenia")
    assert result.data is None
    assert isinstance(result.answers["tunes"], Absent)
    assert "the nearest is https://tunes.example/album/12" in result.messages[0].text


async def test_a_search_that_failed_is_no_absence():
    """Where no search was answered the lookup's answer is unknown."""
    world = World(TUNES).answer("https://api.tunes.example/search?q=quadrophenia", HttpStatusError("no", status=500))
    result = await world.look_up("quadrophenia")
    assert isinstance(result.answers["tunes"], Unknown)
