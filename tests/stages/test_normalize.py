"""normalize: answers become entities that say where they come from."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import attrs
import pytest

from harmony_core.domain.answers import Absent, Asked, Failure, Found, FoundMany, Message, Unknown
from harmony_core.domain.errors import PayloadError
from harmony_core.domain.model import Artist, Entity, Recording, Release, Source
from harmony_core.domain.refs import Kind
from harmony_core.plugin.api import Api, LookupOptions, Trace
from harmony_core.plugin.endpoints import Endpoint, payload
from harmony_core.plugin.parts import Normalizer
from harmony_core.plugin.providers import Lookup, Provider, Search
from harmony_core.plugin.reading import Reader
from harmony_core.plugin.urls import Url
from harmony_core.stages.fetch import Fetched
from harmony_core.stages.normalize import ENTITY_OF_KIND, normalize, normalize_search

AT = datetime(2024, 5, 17, 12, tzinfo=UTC)
ASKED = Asked(by="id", value="12")


@payload
class Album:
    id: int
    title: str


ALBUM = Endpoint("album/{id}", into=Album)
TUNES = Provider(
    name="tunes",
    title="Tunes",
    base="https://api.tunes.example/",
    urls=(Url("release", "https://tunes.example/album/{id:digits}"),),
    lookups=(),
)


async def not_asked(api: Api, target: object, options: LookupOptions) -> Album:
    """Stand where a lookup needs a function; nothing is fetched here."""
    raise NotImplementedError


async def not_searched(api: Api, text: str, options: LookupOptions) -> Sequence[Album]:
    """Stand where a search needs a function; nothing is fetched here."""
    raise NotImplementedError


def release(album: Album, read: Reader) -> Release:
    """Turn an album into a release."""
    return Release(title=album.title, external_ids=(TUNES.external_id("release", album.id),))


def releases(albums: Sequence[Album], read: Reader) -> Sequence[Release]:
    """Turn albums into releases."""
    return [release(album, read) for album in albums]


def fetched(
    normalize_answer: Callable[[Album, Reader], Entity] = release, *, kind: str = "release", provider: Provider = TUNES
) -> Fetched:
    """Return an answer that is to be normalized by a function."""
    return Fetched(
        provider=provider,
        lookup=Lookup(kind, by=("id",), main=ALBUM, fetch=not_asked, normalize=normalize_answer),
        asked=ASKED,
        answer=Album(id=12, title="Tommy"),
        trace=Trace(fetched_at=AT, snapshot="0af", newest=AT),
    )


def fetched_search(normalize_answer: Callable[[Sequence[Album], Reader], Sequence[Entity]] = releases) -> Fetched:
    """Return a search's answer that is to be normalized by a function."""
    return Fetched(
        provider=TUNES,
        lookup=Search("release", main=ALBUM, fetch=not_searched, normalize=normalize_answer),
        asked=ASKED,
        answer=(Album(id=12, title="Tommy"), Album(id=13, title="Quadrophenia")),
        trace=Trace(fetched_at=AT),
    )


def test_an_entity_says_where_it_comes_from():
    """What a provider's function returns gets its source: provider, id, link, time and answer."""
    [found] = normalize([fetched()]).answers
    assert isinstance(found, Found)
    url = "https://tunes.example/album/12"
    assert (found.id, found.url, found.fetched_at, found.asked) == ("12", url, AT, ASKED)
    assert found.entity.sources == (Source(provider="tunes", id="12", url=url, fetched_at=AT, snapshot="0af"),)


def test_an_entity_without_an_id_has_a_source_all_the_same():
    """An answer in which the source gives no id still says who said it."""
    [found] = normalize([fetched(lambda album, read: Release(title="Tommy"))]).answers
    assert isinstance(found, Found)
    assert found.id is None
    assert found.entity.sources[0].provider == "tunes"


def test_absent_and_unknown_stay_what_they_are():
    """What is not there needs no normalizing; the order stays."""
    absent = Absent(provider="waves", asked=ASKED)
    unknown = Unknown(provider="pages", asked=ASKED, error=Failure(code="TIMEOUT", message="late"))
    done = normalize([absent, fetched(), unknown]).answers
    assert (done[0], done[2]) == (absent, unknown)
    assert isinstance(done[1], Found)


def test_what_a_reader_reports_names_the_provider():
    """What is wrong in an answer is told with its provider."""

    def noisy(album: Album, read: Reader) -> Release:
        read.gtin("123", "gtin")
        return release(album, read)

    [message] = normalize([fetched(noisy)]).messages
    assert (message.provider, message.path, message.level) == ("tunes", "gtin", "warning")


@pytest.mark.parametrize(
    ("returned", "kind", "advice"),
    [
        ("a text", "release", "normalize must return a Release, it returned a str"),
        (None, "release", "normalize must return a Release, it returned a NoneType"),
        (Artist(name="Who"), "release", "normalize must return a Release, it returned an Artist"),
        (Release(title="Tommy"), "recording", "normalize must return a Recording, it returned a Release"),
        (Recording(title="Tommy"), "label", "normalize must return a Label, it returned a Recording"),
    ],
)
def test_the_wrong_kind_of_thing_is_the_authors_error(returned: object, kind: str, advice: str):
    """A function that returns something else than its lookup's kind leaves its provider unknown, and says so."""
    done = normalize([fetched(lambda album, read: returned, kind=kind), fetched()])
    broken, good = done.answers
    assert isinstance(broken, Unknown)
    assert broken.error == Failure(code="PLUGIN_ERROR", message=f"tunes: {advice}")
    assert isinstance(good, Found)


def test_a_function_that_raises_is_the_authors_error():
    """A function that raises leaves its provider unknown, with what it raised; the others go on."""

    def broken(album: Album, read: Reader) -> Release:
        raise IndexError("no tracks")

    answer, good = normalize([fetched(broken), fetched()]).answers
    assert isinstance(answer, Unknown)
    assert answer.error.code == "PLUGIN_ERROR"
    line = broken.__code__.co_firstlineno + 1
    assert "tunes: its normalize raised IndexError: no tracks in the release lookup (" in answer.error.message
    assert answer.error.message.endswith(f"test_normalize.py, line {line}); please tell its author")
    assert isinstance(good, Found)


def test_a_normalize_that_is_asynchronous_is_the_authors_error():
    """It is a plain function, and the message says so."""

    async def later(album: Album, read: Reader) -> Release:
        return Release(title="late")

    (answer,) = normalize([fetched(later)]).answers
    assert answer.error.message == (
        "tunes: normalize must return a Release, it returned a coroutine; it is a plain function: take `async` away"
    )


def test_an_answer_that_cannot_be_read_is_the_sources_fault():
    """A function may find an answer unreadable; its code and text are kept."""

    def unreadable(album: Album, read: Reader) -> Release:
        raise PayloadError("tunes: album/12: no title @ $.title")

    [answer] = normalize([fetched(unreadable)]).answers
    assert isinstance(answer, Unknown)
    assert answer.error == Failure(code="PAYLOAD", message="tunes: album/12: no title @ $.title")


def test_a_release_group_is_described_as_a_release():
    """Every kind has its form; a release group has that of its main release."""
    assert set(ENTITY_OF_KIND) == set(Kind)
    [found] = normalize([fetched(kind="release_group")]).answers
    assert isinstance(found, Found)


def suffix(name: str, *kinds: Kind) -> Normalizer:
    """Return a normalizer that writes its name behind the title."""

    def apply(entity: Entity, read: Reader) -> Entity:
        read.info("title", f"{name} was here")
        return attrs.evolve(entity, title=f"{getattr(entity, 'title', '')} {name}")

    return Normalizer(name=name, kinds=frozenset(kinds or Kind), apply=apply)


def test_normalizers_run_in_order_and_by_kind():
    """What cleans every source's entities runs one after the other, on the kinds that it is for, and may report."""
    done = normalize([fetched()], [suffix("b"), suffix("a"), suffix("no", Kind.ARTIST), suffix("c", Kind.RELEASE)])
    [found] = done.answers
    assert isinstance(found, Found)
    assert isinstance(found.entity, Release)
    assert found.entity.title == "Tommy b a c"
    assert [message.text for message in done.messages] == ["b was here", "a was here", "c was here"]


def test_a_normalizer_sees_the_source():
    """A normalizer may ask whose entity it cleans."""
    seen: list[str] = []

    def look(entity: Entity, read: Reader) -> Entity:
        seen.extend(source.provider for source in entity.sources)
        return entity

    normalize([fetched()], [Normalizer(name="look", apply=look)])
    assert seen == ["tunes"]


def broken_apply(entity: Entity, read: Reader) -> Entity:
    """Raise, as a normalizer with a bug does."""
    raise KeyError("language")


@pytest.mark.parametrize(
    ("apply", "problem"),
    [
        (broken_apply, "raised KeyError: 'language'"),
        (lambda entity, read: None, "returned a NoneType"),
        (lambda entity, read: Artist(name="Who"), "returned a Artist"),
    ],
)
def test_a_broken_normalizer_costs_nobody_their_answer(apply: Callable[[Entity, Reader], Entity], problem: str):
    """A normalizer that raises or returns nonsense is reported, and the entity goes on without it."""
    done = normalize([fetched()], [Normalizer(name="broken", apply=apply), suffix("fine")])
    [found] = done.answers
    assert isinstance(found, Found)
    assert isinstance(found.entity, Release)
    assert found.entity.title == "Tommy fine"
    text = f"the normalizer broken {problem}; please tell its author"
    assert done.messages[0] == Message(level="error", text=text, provider="tunes")


def test_a_searchs_candidates_are_normalized_one_by_one():
    """A search gives a list of entities in the provider's order, each with its source and cleaned."""
    done = normalize_search([fetched_search()], [suffix("x")])
    [found] = done.answers
    assert isinstance(found, FoundMany)
    assert [getattr(entity, "title", None) for entity in found.entities] == ["Tommy x", "Quadrophenia x"]
    assert [entity.sources[0].id for entity in found.entities] == ["12", "13"]
    assert found.fetched_at == AT


@pytest.mark.parametrize("returned", [[Artist(name="Who")], ["text"], None])
def test_a_search_that_returns_something_else_is_unknown(returned: Sequence[Entity]):
    """A search whose function returns no list of its kind leaves its provider unknown; others stay as they are."""
    absent = Absent(provider="waves", asked=ASKED)
    broken, other = normalize_search([fetched_search(lambda albums, read: returned), absent]).answers
    assert isinstance(broken, Unknown)
    assert broken.error.code == "PLUGIN_ERROR"
    assert other == absent


def test_normalizing_twice_gives_the_same():
    """Normalizing is pure: stored answers can be normalized again after a rule has changed."""
    answers = [fetched(), Absent(provider="waves", asked=ASKED)]
    assert normalize(answers, [suffix("x")]) == normalize(answers, [suffix("x")])
