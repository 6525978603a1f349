"""strategies: named ways to choose among candidates."""

import pytest

from harmony_core.domain.codes import Country
from harmony_core.domain.model import (
    Artwork,
    ArtworkKind,
    ExternalId,
    Genre,
    Link,
    LinkKind,
    Popularity,
    ReleaseEvent,
    ReleaseType,
)
from harmony_core.domain.partial_date import PartialDate
from harmony_core.domain.result import Candidate
from harmony_core.plugin.parts import MergeStrategy
from harmony_core.stages.strategies import LARGEST, LONGEST, MOST_PRECISE, PREFERRED, STRATEGIES, UNION, consensus_of


def chosen(strategy: MergeStrategy, *values: object) -> object:
    """Return what a strategy chooses of values, each said by another provider."""
    return strategy.choose([Candidate(value=value, providers=(f"p{at}",)) for at, value in enumerate(values)]).value


def whose(strategy: MergeStrategy, *values: object) -> tuple[str, ...]:
    """Return whose value a strategy chooses."""
    return strategy.choose([Candidate(value=value, providers=(f"p{at}",)) for at, value in enumerate(values)]).providers


def day(text: str) -> PartialDate:
    """Return a date."""
    return PartialDate.parse(text)


def test_strategies_have_names_of_their_own():
    """Policies name strategies, so no two have one name."""
    assert [strategy.name for strategy in STRATEGIES] == [
        "preferred",
        "most_precise",
        "union",
        "longest",
        "largest",
        "consensus",
    ]


@pytest.mark.parametrize("strategy", STRATEGIES)
@pytest.mark.parametrize("value", ["Tommy", 0, 180000, True, day("1969"), ReleaseEvent()])
def test_an_only_candidate_is_chosen(strategy: MergeStrategy, value: object):
    """Of one candidate every strategy makes that one, with those who gave it, whatever it is."""
    choice = strategy.choose([Candidate(value=(value,), providers=("a", "b"))])
    assert (choice.value, choice.providers) == ((value,), ("a", "b"))


@pytest.mark.parametrize(
    ("values", "best"),
    [
        ((day("1969"), day("1969-05"), day("1969-05-19")), 2),
        ((day("1969-05-19"), day("1969-05-20")), 0),
        ((day("1969"), day("1970")), 0),
        ((183000, 183427), 1),
        ((183427, 183428), 0),
        ((183000, 184000), 0),
        ((0, 1), 1),
        ((False, True), 0),
        (("x", "xx"), 0),
    ],
)
def test_most_precise_takes_the_most_exact(values: tuple[object, ...], best: int):
    """A day goes before a month, milliseconds before seconds; of equals, and of what has no precision, the first."""
    assert whose(MOST_PRECISE, *values) == (f"p{best}",)


@pytest.mark.parametrize(
    ("values", "best"),
    [
        (("The Who", "The Who Sell Out"), 1),
        (("ab", "cd"), 0),
        (((1,), (1, 2)), 1),
        (((1, 2), (3, 4)), 0),
        ((5, 10000), 0),
    ],
)
def test_longest_takes_the_one_with_most_in_it(values: tuple[object, ...], best: int):
    """The longest text or list is taken; of equals, and of what has no length, the first."""
    assert whose(LONGEST, *values) == (f"p{best}",)


def picture(width: int | None = None, height: int | None = None) -> tuple[Artwork, ...]:
    """Return a list of one picture."""
    return (Artwork(url=f"https://a.example/{width}x{height}", width=width, height=height),)


@pytest.mark.parametrize(
    ("values", "best"),
    [
        ((picture(500, 500), picture(1000, 1000)), 1),
        ((picture(500, 500), picture(500, 500)), 0),
        ((picture(), picture()), 0),
        ((picture(500, 500), picture(1400)), 1),
        ((picture(500, 500), picture(None, 1400)), 1),
        ((picture(500, 500), (*picture(100, 100), *picture(3000, 3000))), 0),
    ],
)
def test_largest_takes_the_provider_of_the_largest_first_picture(values: tuple[object, ...], best: int):
    """The first pictures are compared, a single side is taken for a square; of equals the first is taken."""
    assert whose(LARGEST, *values) == (f"p{best}",)


def shows(url: str, *kinds: ArtworkKind, width: int | None = None) -> Artwork:
    """Return a picture of something."""
    return Artwork(url=url, kinds=kinds, width=width)


def test_largest_takes_other_kinds_from_the_others():
    """Who has the largest front need not have the back: pictures of further kinds come from those who have them."""
    front, back, booklet = ArtworkKind.FRONT, ArtworkKind.BACK, ArtworkKind.BOOKLET
    shop = (shows("shop", front, width=3000),)
    archive = (shows("a1", front), shows("a2", back, ArtworkKind.OTHER), shows("a3", booklet), shows("a4", booklet))
    base = (shows("b1", back), shows("b2"))
    assert [each.url for each in chosen(LARGEST, archive, shop, base)] == ["shop", "a2", "a3", "a4"]
    assert whose(LARGEST, archive, shop, base) == ("p1", "p0")
    assert chosen(LARGEST, shop, base) == (*shop, base[0])


def test_preferred_takes_the_first():
    """Whatever the others say."""
    assert chosen(PREFERRED, "a", "bb", "ccc") == "a"


def test_a_union_has_each_item_once():
    """What several give stands once, in the order of the providers, and all are named."""
    assert chosen(UNION, ("a", "b"), ("b", "c", "a")) == ("a", "b", "c")
    assert whose(UNION, ("a",), ("a",)) == ("p0", "p1")


def test_a_union_of_countries_is_sorted():
    """The order of countries says nothing, so it is always the same."""
    assert chosen(UNION, (Country("US"), Country("DE")), (Country("AT"), Country("DE"))) == ("AT", "DE", "US")


def test_a_link_is_one_with_all_its_kinds():
    """One address that several give is one link, with the kinds that any of them names."""
    free, paid = LinkKind.FREE_STREAMING, LinkKind.PAID_DOWNLOAD
    assert chosen(UNION, (Link(url="https://x.example/1"),), (Link(url="https://x.example/1", kinds=(free,)),),
                  (Link(url="https://x.example/1", kinds=(paid, free)), Link(url="https://x.example/2"))) == (
        Link(url="https://x.example/1", kinds=(free, paid)),
        Link(url="https://x.example/2"),
    )  # fmt: skip


def external_id(**fields: str) -> ExternalId:
    """Return an id of a release."""
    return ExternalId(**{"provider": "tunes", "kind": "release", "id": "12", **fields})


def test_an_id_is_one_and_keeps_its_link():
    """One id that several give stands once, with type and link where any has them."""
    full = external_id(type="album", url="https://tunes.example/12")
    assert chosen(UNION, (external_id(),), (full,)) == (full,)
    assert chosen(UNION, (full,), (external_id(url="http://tunes.example/12"),)) == (full,)


def test_ids_of_other_kinds_types_or_providers_are_others():
    """An id is one of a provider, of a kind and, where both say so, of a type."""
    ids = (
        external_id(),
        external_id(kind="release_group"),
        external_id(provider="waves"),
        external_id(id="13", type="album"),
        external_id(id="13", type="video"),
    )
    assert chosen(UNION, ids[:2], ids[2:]) == ids


def test_popularity_is_one_per_provider():
    """Of numbers about one provider the first is kept, and what it lacks is filled."""
    assert chosen(UNION, (Popularity(provider="a", plays=5),), (Popularity(provider="a", plays=7, listeners=2),)) == (
        Popularity(provider="a", plays=5, listeners=2),
    )


def test_an_event_is_one_per_country_and_day():
    """Of one country's events those that may be the same day are one, the more exact; others stay."""
    gb = Country("GB")

    def event(text: str | None, country: Country | None = gb) -> ReleaseEvent:
        return ReleaseEvent(date=day(text) if text else None, country=country)

    assert chosen(UNION, (event("1969"),), (event("1969-05-19"),)) == (event("1969-05-19"),)
    assert chosen(UNION, (event("1969-05-19"),), (event("1969-05"), event(None))) == (event("1969-05-19"),)
    others = (event("1969-05-19"), event("1969-05-20"), event("1969-05-19", None), event("1969-05-19", Country("US")))
    assert chosen(UNION, others[:1], others[1:]) == others


def test_a_genre_is_one_whatever_its_case():
    """A genre is named once, as it was first, with all who gave it and the greatest weight."""
    one, other = Genre(name="Rock", weight=0.2, providers=("a",)), Genre(name="rock", weight=0.8, providers=("b",))
    assert chosen(UNION, (one,), (other, Genre(name="Mod"))) == (
        Genre(name="Rock", weight=0.8, providers=("a", "b")),
        Genre(name="Mod"),
    )


def test_a_release_has_one_primary_type():
    """Of several primary types the first that is said stays, in front; secondary ones are all taken."""
    album, ep, live, demo = ReleaseType.ALBUM, ReleaseType.EP, ReleaseType.LIVE, ReleaseType.DEMO
    assert chosen(UNION, (live,), (album, live), (ep, demo)) == (album, live, demo)


# --- consensus ------------------------------------------------------------------------------------------------

FEEDS = {"shop": "distributors", "stream": "distributors", "mirror": "archive"}
TRUST = {"archive": 1.0, "shop": 0.7, "stream": 0.7, "book": 0.5, "mirror": 0.6}


def agreed(
    *said: tuple[object, str], trust: dict[str, float] | None = None, feeds: dict[str, str] | None = None
) -> object:
    """Return what consensus takes of values and those who gave them (several names with blanks between)."""
    strategy = consensus_of(TRUST if trust is None else trust, FEEDS if feeds is None else feeds)
    return strategy.choose([Candidate(value=value, providers=tuple(names.split())) for value, names in said]).value


def test_consensus_goes_by_all_who_say_it():
    """Most voices win where each is worth the same; of equals the first."""
    assert agreed(("A", "a"), ("B", "b c"), trust={}, feeds={}) == "B"
    assert agreed(("A", "a b"), ("B", "c d"), trust={}, feeds={}) == "A"


def test_consensus_counts_one_feed_once():
    """Two stores of one feed weigh as the more trusted of them, and who repeats a source adds nothing to it."""
    assert agreed(("wrong", "shop stream"), ("right", "archive")) == "right"
    assert agreed(("wrong", "shop stream"), ("right", "archive"), feeds={}) == "wrong"
    assert agreed(("A", "archive mirror"), ("B", "shop book")) == "B"
    assert agreed(("A", "mirror"), ("B", "book"), ("C", "shop")) == "C"


def test_consensus_counts_those_who_agree():
    """A year agrees with a day of it, and lengths but for rounding: they stand behind one another."""
    first, second = PartialDate.parse("2011-03-04"), PartialDate.parse("2012-03-04")
    assert agreed((second, "a"), (first, "b"), (PartialDate(2011), "c"), trust={}, feeds={}) == first
    assert agreed((320_000, "a"), (200_357, "b"), (200_000, "c"), trust={}, feeds={}) == 200_357
