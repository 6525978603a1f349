"""The catalog: parts by name, providers by name, priority and link."""

import pytest

from harmony_core.domain.errors import ProviderNotFoundError, RequestError
from harmony_core.domain.result import Candidate
from harmony_core.plugin.catalog import Catalog, Providers
from harmony_core.plugin.parts import Choice, Look, MergeStrategy, Presentable, Presenter
from harmony_core.plugin.providers import Provider
from harmony_core.plugin.urls import Url


def provider(name: str, *templates: str, category: str = "digital") -> Provider:
    """Return a provider that only has links."""
    urls = tuple(Url("release", template) for template in templates)
    return Provider(
        name=name, title=name.title(), base=f"https://api.{name}.example/", urls=urls, lookups=(), category=category
    )


TUNES = provider("tunes", "https://tunes.example/album/{id:digits}")
WAVES = provider("waves", "https://{id:slug}.waves.example/album", category="database")
MIRROR = provider("mirror", "https://mirror.example/{id:digits}", "https://tunes.example/album/{id:digits}")
NONE = Providers(())
ALL = Providers((TUNES, WAVES, MIRROR))


def test_providers_are_found_by_name():
    """A provider is there by its name, and all are there in their order."""
    assert ALL["waves"] is WAVES
    assert "waves" in ALL
    assert "wave" not in ALL
    assert (list(ALL), len(ALL)) == ([TUNES, WAVES, MIRROR], 3)


@pytest.mark.parametrize(
    ("providers", "name", "hint"),
    [
        (ALL, "tune", "did you mean tunes?"),
        (ALL, "xyz", "there are mirror, tunes, waves"),
        (NONE, "tunes", "none is installed"),
    ],
)
def test_an_unknown_name_gets_a_hint(providers: Providers, name: str, hint: str):
    """A name that nobody has is refused with the nearest one, or with all that there are."""
    with pytest.raises(ProviderNotFoundError) as caught:
        providers[name]
    assert caught.value.code == "PROVIDER_NOT_FOUND"
    assert hint in caught.value.message


def test_some_are_taken_in_the_order_of_all():
    """Those with given names keep the order of priority, whatever the order of the names."""
    assert list(ALL.named(["mirror", "tunes"])) == [TUNES, MIRROR]
    with pytest.raises(ProviderNotFoundError):
        ALL.named(["tunes", "nobody"])


def test_some_are_taken_by_category():
    """A category holds those that say so."""
    assert list(ALL.of_category("database")) == [WAVES]
    assert list(ALL.of_category("digital")) == [TUNES, MIRROR]


@pytest.mark.parametrize(
    ("link", "names"),
    [
        ("https://who.waves.example/album", ["waves"]),
        ("https://tunes.example/album/12", ["tunes", "mirror"]),
        ("mirror.example/12", ["mirror"]),
        ("https://tunes.example/track/12", []),
        ("https://elsewhere.example/album/12", []),
        ("no link at all", []),
        ("", []),
    ],
)
def test_a_link_is_claimed_by_all_that_read_it(link: str, names: list[str]):
    """Every provider that reads a link says what it takes it for: a clash is seen, not settled by chance."""
    assert [ref.provider for ref in ALL.for_link(link)] == names


def test_who_has_pages_at_a_host_is_known():
    """For a page that nobody reads it is known whose host it is."""
    assert ALL.with_pages_at("https://tunes.example/playlist/1") == (TUNES, MIRROR)
    assert ALL.with_pages_at("https://elsewhere.example/") == ()
    assert ALL.with_pages_at("words") == ()


def test_presenters_and_strategies_are_found_by_name():
    """Forms of output and merge strategies are there by name; an unknown one is refused with those that there are."""

    def present(result: Presentable, look: Look) -> str:
        return ""

    def choose(candidates: list[Candidate]) -> Choice:
        return Choice(value=candidates[-1].value, providers=candidates[-1].providers)

    presenter = Presenter(name="loud", help="shout", present=present)
    strategy = MergeStrategy(name="last", choose=choose)
    catalog = Catalog(presenters=(presenter,), merge_strategies=(strategy,))
    assert catalog.presenter("loud") is presenter
    assert catalog.strategy("last") is strategy
    with pytest.raises(RequestError, match="there are loud") as caught:
        catalog.presenter("quiet")
    assert caught.value.field == "format"
    with pytest.raises(RequestError, match="there are last") as caught:
        catalog.strategy("first")
    assert caught.value.field == "strategy"
