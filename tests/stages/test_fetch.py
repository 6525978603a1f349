"""fetch: every provider is asked, and what goes wrong with one is a value."""

import re
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta

import attrs
import pytest

from harmony_core.domain.answers import Absent, Asked, Message, Unknown
from harmony_core.domain.codes import Country
from harmony_core.domain.errors import (
    BadValueError,
    HarmonyError,
    HttpStatusError,
    MissingSettingsError,
    NoSnapshotError,
    NotFoundError,
    PluginError,
    RateLimitedError,
    SetupError,
)
from harmony_core.domain.gtin import Gtin
from harmony_core.domain.model import Entity, Release
from harmony_core.domain.refs import Kind
from harmony_core.domain.result import Query
from harmony_core.plugin.api import Api, LookupOptions, Trace
from harmony_core.plugin.catalog import Providers
from harmony_core.plugin.endpoints import Endpoint, payload
from harmony_core.plugin.providers import Lookup, Provider, Search, Traits
from harmony_core.plugin.reading import Reader
from harmony_core.plugin.urls import Url
from harmony_core.stages.fetch import Fetched, Wave, fetch, fetch_search, newest_of
from harmony_core.stages.plan import first_wave

AT = datetime(2024, 5, 17, 12, tzinfo=UTC)
GTIN = Gtin.parse("731453463127")
Ask = Callable[[Api, object], Awaitable[object]]


@payload
class Album:
    id: int


ALBUM = Endpoint("album/{id}", into=Album)


class CannedApi:
    """A way out that leads nowhere: it only remembers its region and what is said through it."""

    def __init__(self, region: Country | None) -> None:
        self.region = region

    def trace(self) -> Trace:
        """Return what is said of every attempt."""
        return Trace(
            fetched_at=AT, snapshot="0af", newest=AT, messages=(Message(level="info", text=f"asked in {self.region}"),)
        )


def open_api(provider: Provider, region: Country | None = None) -> CannedApi:
    """Open a way out that leads nowhere."""
    return CannedApi(region)


def release(album: Album, read: Reader) -> Release:
    """Give the album its number as title."""
    return Release(title=str(album.id))


def candidates(albums: Sequence[Album], read: Reader) -> Sequence[Entity]:
    """Give every album its number as title."""
    return [release(album, read) for album in albums]


def provider(name: str, ask: Ask, *, regional: bool = False) -> Provider:
    """Return a provider that is asked, or searched, by a function."""

    async def fetch_album(api: Api, target: object, options: LookupOptions) -> object:
        return await ask(api, target)

    async def search_albums(api: Api, text: str, options: LookupOptions) -> object:
        return await ask(api, text)

    return Provider(
        name=name,
        title=name.title(),
        base=f"https://api.{name}.example/",
        urls=(Url("release", f"https://{name}.example/album/{{id:digits}}"),),
        lookups=(
            Lookup("release", by=("id", "gtin"), main=ALBUM, fetch=fetch_album, normalize=release, regional=regional),
            Search("release", main=ALBUM, fetch=search_albums, normalize=candidates),
        ),
    )


async def one(api: Api, target: object) -> Album:
    """Answer with one album."""
    return Album(id=1)


def raising(error: BaseException) -> Ask:
    """Return a function that raises."""

    async def ask(api: Api, target: object) -> object:
        raise error

    return ask


def by_region(**answers: Album | HarmonyError) -> Ask:
    """Return a function that answers, or raises, by region."""

    async def ask(api: Api, target: object) -> Album:
        answer = answers[str(api.region)]
        if isinstance(answer, HarmonyError):
            raise answer
        return answer

    return ask


async def asked(*providers: Provider, regions: str = "") -> Wave:
    """Ask providers for a GTIN."""
    options = LookupOptions(regions=tuple(map(Country.parse, regions.split())))
    return await fetch(first_wave(Query(kind=Kind.RELEASE, gtin=GTIN), Providers(providers), options), open_api)


async def test_what_a_provider_returns_is_fetched():
    """An answer is kept as the provider's `fetch` returned it, with who was asked for what, and what was used."""
    tunes = provider("tunes", one)
    [answer] = (await asked(tunes)).answers
    assert isinstance(answer, Fetched)
    assert (answer.provider, answer.answer) == (tunes, Album(id=1))
    assert answer.asked == Asked(by="gtin", value="731453463127")
    assert (answer.trace.fetched_at, answer.trace.snapshot) == (AT, "0af")


async def test_a_reference_is_asked_for_by_its_id():
    """What was asked for is printed as the source's own id."""
    tunes = provider("tunes", one)
    plan = first_wave(Query(kind=Kind.RELEASE, refs=(tunes.ref("12"),)), Providers((tunes,)), LookupOptions())
    [answer] = (await fetch(plan, open_api)).answers
    assert isinstance(answer, Fetched)
    assert answer.asked == Asked(by="id", value="12")


async def test_no_such_thing_is_absent():
    """A source that says that there is no such thing has answered, at a time."""
    [answer] = (await asked(provider("tunes", raising(NotFoundError("no"))))).answers
    assert answer == Absent(provider="tunes", asked=Asked(by="gtin", value=str(GTIN)), fetched_at=AT)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (RateLimitedError("slow down", status=429, retry_at=AT), "RATE_LIMITED"),
        (HttpStatusError("down", status=503), "HTTP_503"),
        (NoSnapshotError("offline"), "NO_SNAPSHOT"),
        (MissingSettingsError("no key"), "MISSING_SETTINGS"),
        (PluginError("returned nonsense"), "PLUGIN_ERROR"),
        (BadValueError("'x' is not a GTIN"), "VALIDATION_ERROR"),
    ],
)
async def test_whatever_else_goes_wrong_is_unknown(error: HarmonyError, code: str):
    """A source that did not say is unknown, with the error; the others are asked all the same."""
    wave = await asked(provider("broken", raising(error)), provider("tunes", one))
    first, second = wave.answers
    assert isinstance(first, Unknown)
    assert (first.provider, first.error.code, first.error.message) == ("broken", code, error.message)
    assert first.error.retry_at == getattr(error, "retry_at", None)
    assert isinstance(second, Fetched)


@pytest.mark.parametrize("error", [KeyError("title"), AttributeError("no"), RecursionError("deep")])
async def test_a_bug_in_a_provider_is_its_own(error: Exception):
    """A provider whose code raises is unknown as a plugin error that names it, and the others go on."""
    wave = await asked(provider("broken", raising(error)), provider("tunes", one))
    first, second = wave.answers
    assert isinstance(first, Unknown)
    assert first.error.code == "PLUGIN_ERROR"
    assert first.error.message.startswith(f"broken: its plugin raised {type(error).__name__}")
    assert isinstance(second, Fetched)


@pytest.mark.filterwarnings("ignore:coroutine .* was never awaited")
async def test_a_bug_is_told_with_its_line_and_what_mends_it():
    """Lookup, line of the author's file, and what to do: for the usual slips what mends them."""

    async def lacking(api: Api, target: object) -> Album:
        return {}["upc"]

    async def not_awaited(api: Api, target: object) -> Album:
        return lacking(api, target).id

    async def passed_on(api: Api, target: object) -> Album:
        return lacking(api, target)

    async def of_another_kind(api: Api, target: object) -> Album:
        return await Album(id=1)

    asking = (lacking, not_awaited, of_another_kind, passed_on)
    wave = await asked(*(provider(f"p{place}", ask) for place, ask in enumerate(asking)))
    told = [answer.error.message for answer in wave.answers]
    lines = [ask.__code__.co_firstlineno + 1 for ask in asking]
    start, file = "its plugin raised", r"\(.*test_fetch\.py"
    assert re.fullmatch(
        rf"p0: {start} KeyError: 'upc' in the release lookup {file}, line {lines[0]}\); its author has to allow for "
        r"what is missing \(\.get\(\), a default\), or give what the endpoint needs",
        told[0],
    )
    assert re.search(rf"{start} AttributeError: .* {file}, line {lines[1]}\); its author forgot `await`", told[1])
    assert re.search(rf"{start} TypeError: .* {file}, line {lines[2]}\); its author has to write fetch as", told[2])
    assert re.fullmatch(
        rf"p3: the fetch of the release lookup {file}, line \d+\) returned what it did not wait for; its author has to "
        r"write `return await api\.…`",
        told[3],
    )


async def test_a_machine_that_is_not_ready_is_no_answer():
    """A database that cannot be opened is raised: asking somebody else would not mend it."""
    with pytest.raises(SetupError, match="cannot be opened"):
        await asked(provider("tunes", raising(SetupError("the store cannot be opened"))))


async def test_answers_keep_the_plans_order():
    """Answers come in the order of the plan, whoever is quicker, with all that there is to say about them."""
    wave = await asked(provider("a", one), provider("b", raising(NotFoundError("no"))), provider("c", one))
    assert [getattr(each.provider, "name", each.provider) for each in wave.answers] == ["a", "b", "c"]
    assert len(wave.messages) == 3


MISS = NotFoundError("no")
DOWN = HttpStatusError("down", status=503)
KEPT_NOTHING = NoSnapshotError("offline")
HIT = Album(id=7)


@pytest.mark.parametrize(
    ("answers", "region"),
    [
        ({"GB": HIT, "DE": MISS, "JP": MISS}, "GB"),
        ({"GB": MISS, "DE": HIT, "JP": MISS}, "DE"),
        ({"GB": MISS, "DE": MISS, "JP": HIT}, "JP"),
        ({"GB": DOWN, "DE": HIT, "JP": MISS}, "DE"),
        ({"GB": KEPT_NOTHING, "DE": HIT, "JP": MISS}, "DE"),
        ({"GB": KEPT_NOTHING, "DE": MISS, "JP": HIT}, "JP"),
    ],
)
async def test_a_miss_in_one_region_goes_on_to_the_next(answers: dict[str, Album | HarmonyError], region: str):
    """Regions are asked in order until one has it; a failure in one, or nothing kept offline, ends nothing."""
    [answer] = (await asked(provider("store", by_region(**answers), regional=True), regions="GB DE JP")).answers
    assert isinstance(answer, Fetched)
    assert (answer.answer, answer.asked.region) == (HIT, region)


async def test_absent_means_absent_in_every_region():
    """Only where every region said so is it absent."""
    store = provider("store", by_region(GB=MISS, DE=MISS), regional=True)
    [answer] = (await asked(store, regions="GB DE")).answers
    assert isinstance(answer, Absent)


@pytest.mark.parametrize("answers", [{"GB": DOWN, "DE": MISS}, {"GB": MISS, "DE": DOWN}])
async def test_one_region_that_did_not_say_leaves_it_unknown(answers: dict[str, HarmonyError]):
    """Where one region did not say and no other has it, it is unknown, never absent."""
    [answer] = (await asked(provider("store", by_region(**answers), regional=True), regions="GB DE")).answers
    assert isinstance(answer, Unknown)
    assert answer.error.code == "HTTP_503"


async def test_a_bug_in_one_region_goes_on_too():
    """A provider whose code raises in one region is asked in the next."""
    store = provider("store", by_region(DE=HIT), regional=True)
    [answer] = (await asked(store, regions="GB DE")).answers
    assert isinstance(answer, Fetched)


async def test_no_region_left_is_unknown_and_asks_nobody():
    """Where no region that is looked in has a store of the provider, it is not asked, and says so."""
    store = provider("store", raising(AssertionError("asked")), regional=True)
    store = attrs.evolve(store, traits=Traits(regions=frozenset({Country.parse("JP")})))
    [answer] = (await asked(store, regions="GB DE")).answers
    assert isinstance(answer, Unknown)
    assert answer.error.code == "NO_REGION"


async def test_searches_are_guarded_as_lookups_are():
    """A search gives an answer, absent or unknown for every provider, and none stops another."""
    providers = (
        provider("tunes", one),
        provider("empty", raising(NotFoundError("no"))),
        provider("broken", raising(ZeroDivisionError())),
    )
    searches = [(each, search) for each in providers for search in each.searches(Kind.RELEASE)]
    wave = await fetch_search(searches, "some words", LookupOptions(), open_api)
    assert [type(answer) for answer in wave.answers] == [Fetched, Absent, Unknown]
    assert all(answer.asked == Asked(by="text", value="some words") for answer in wave.answers)


class AskedApi(CannedApi):
    """A way out that answers every request with what it was asked."""

    async def get(self, endpoint: Endpoint[Album], **fields: object) -> object:
        """Return the endpoint and the fields."""
        return endpoint, fields

    async def pages(self, endpoint: Endpoint[Album], **fields: object) -> tuple[object, ...]:
        """Return what was asked, as the only item."""
        return ((endpoint, fields),)


async def test_a_lookup_without_fetch_asks_main_for_the_id():
    """Whatever the target is; `alone` makes the provider's form of the answer."""
    lookup = Lookup("release", by=("gtin",), main=ALBUM, alone=lambda found: [found], normalize=candidates)
    plain = attrs.evolve(provider("plain", one), lookups=(lookup,))
    plan = first_wave(Query(kind=Kind.RELEASE, gtin=GTIN), Providers((plain,)), LookupOptions())
    [answer] = (await fetch(plan, lambda provider, region=None: AskedApi(region))).answers
    assert isinstance(answer, Fetched)
    assert answer.answer == [(ALBUM, {"id": GTIN.text})]


@pytest.mark.parametrize(
    ("largest", "fields"), [(None, {}), (50, {"limit": 30}), (20, {"limit": 20})], ids=["none", "fewer", "more"]
)
async def test_a_search_may_ask_for_as_many_as_are_wanted(largest: int | None, fields: dict[str, int]):
    """No more than a page may have."""
    search = Search("release", main=ALBUM, normalize=candidates, largest=largest)
    wave = await fetch_search(
        [(provider("plain", one), search)],
        "words",
        LookupOptions(limit=30),
        lambda provider, region=None: AskedApi(region),
    )
    [answer] = wave.answers
    assert isinstance(answer, Fetched)
    assert answer.answer == ((ALBUM, {"at_most": 30, "text": "words", **fields}),)


SERVED = frozenset(map(Country.parse, ["GB", "DE", "JP"]))
NONE_FOUND: tuple[Album, ...] = ()


@pytest.mark.parametrize(
    ("answers", "wished", "outcome"),
    [
        ({"GB": (HIT,)}, "GB DE", ("GB", Fetched)),
        ({"GB": NONE_FOUND, "DE": (HIT,)}, "GB DE", ("DE", Fetched)),
        ({"GB": DOWN, "DE": (HIT,)}, "GB DE", ("DE", Fetched)),
        ({"GB": MISS, "DE": NONE_FOUND}, "GB DE", ("DE", Fetched)),
        ({"GB": NONE_FOUND, "DE": DOWN}, "GB DE", ("DE", Unknown)),
        ({"GB": DOWN, "DE": NONE_FOUND}, "GB DE", ("GB", Unknown)),
        ({"DE": (HIT,)}, "FR DE", ("DE", Fetched)),
        ({"JP": (HIT,)}, "FR", ("JP", Fetched)),
    ],
)
async def test_a_search_with_a_home_goes_from_region_to_region(
    answers: dict[str, object], wished: str, outcome: tuple[str, type]
):
    """Until one has candidates; regions that are not served are passed over, and home serves where none is left."""
    store = attrs.evolve(provider("store", by_region(**answers)), traits=Traits(regions=SERVED))  # type: ignore[arg-type]
    searches = [(store, attrs.evolve(search, home=Country.parse("JP"))) for search in store.searches(Kind.RELEASE)]
    options = LookupOptions(regions=tuple(map(Country.parse, wished.split())))
    [answer] = (await fetch_search(searches, "some words", options, open_api)).answers
    assert (str(answer.asked.region), type(answer)) == outcome


def test_the_newest_time_is_the_latest_of_those_that_are_known():
    """The time of a wave is that of the newest answer used; where nothing was answered there is none."""
    older = AT - timedelta(days=1)
    assert newest_of([older, None, AT]) == AT
    assert newest_of([None]) is None
    assert newest_of([]) is None
