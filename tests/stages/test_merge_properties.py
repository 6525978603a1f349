"""What holds of every merge, whatever the sources say: properties, tried on many made-up answers."""

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import attrs
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from harmony_core.domain.answers import Asked, Found
from harmony_core.domain.codes import Country
from harmony_core.domain.model import (
    Artist,
    ArtistCredit,
    Artwork,
    ArtworkKind,
    Copyright,
    Credit,
    Entity,
    ExternalId,
    Genre,
    Label,
    LabelCredit,
    Link,
    LinkKind,
    Medium,
    Recording,
    Release,
    ReleaseEvent,
    ReleaseType,
    Source,
    Track,
)
from harmony_core.domain.partial_date import PartialDate
from harmony_core.plugin.providers import Precision, Quality, Traits
from harmony_core.plugin.rules import SourceFacts
from harmony_core.rules import RULES
from harmony_core.stages.merge import BY_RULE, merge
from harmony_core.stages.policy import DEFAULT_STRATEGIES, Policy, chosen_rules

NAMES = ("archive", "shop", "stream", "tunes")
TITLES = ("Go", "Go (Live)", "Go (feat. Her & Him)", "Run - Single", "Night EP", "東京", "The Remixes", "[unknown]")
PEOPLE = ("Ada", "Her", "Various", "VA", "Ada & Her", "Various Artists")
LABELS = (
    "Lantern",
    "Lantern/Night Records",
    "℗ 2011 Lantern",
    "Self-Released",
    "Lantern, a division of Big",
    "lantern",
)
LINES = ("(C) 2011 Lantern", "© 2011 Lantern ℗ 2012 Night", "2011 Lantern")
PAGES = ("https://img.example/1.jpg", "https://img.example/2.jpg", "https://img.example/default_cover.png")


def some(values: Sequence[object], most: int = 2) -> st.SearchStrategy[tuple[Any, ...]]:
    """Return lists of some of these, each once."""
    return st.lists(st.sampled_from(values), max_size=most, unique=True).map(tuple)


def maybe(values: Sequence[object]) -> st.SearchStrategy[Any]:
    """Return one of these, or nothing."""
    return st.none() | st.sampled_from(values)


DATES = [PartialDate(1969), PartialDate(1969, 9, 26), PartialDate(2011), PartialDate(2011, 3), PartialDate(2011, 3, 4)]
COUNTRIES = [Country.parse(code) for code in ("GB", "US", "JP")]
CREDITS = [ArtistCredit(name=name) for name in PEOPLE]
IDS = [ExternalId(provider=name, kind="release", id=number) for name in ("shop", "tunes") for number in "12"]
LINKS = [Link(url=f"https://shop.example/{at}", kinds=kinds) for at in "12" for kinds in ((), (LinkKind.LICENSE,))]
GENRES = [Genre(name=name, weight=weight, providers=("shop",)) for name in ("folk", "Folk") for weight in (None, 0.5)]
PICTURES = [Artwork(url=url, width=width, kinds=(ArtworkKind.FRONT,)) for url in PAGES for width in (None, 500)]
PARTS = [Credit(name=name, role="drums") for name in ("Ada", "Him")]
TYPES = [ReleaseType.ALBUM, ReleaseType.EP, ReleaseType.LIVE, ReleaseType.SOUNDTRACK]
EVENTS = [ReleaseEvent(date=date, country=COUNTRIES[0]) for date in (None, DATES[3], DATES[4])]


@st.composite
def media(draw: st.DrawFn) -> tuple[Medium, ...]:
    """Return a track list; numbers may be missing in it."""
    numbers = draw(st.lists(st.integers(1, 6), max_size=4, unique=True).map(sorted))
    tracks = tuple(
        Track(
            position=number,
            title=draw(st.sampled_from(TITLES)),
            artists=draw(some(CREDITS)),
            length_ms=draw(maybe([200_000, 200_400, 320_000])),
            explicit=draw(st.none() | st.booleans()),
            credits=draw(some(PARTS)),
            available_in=draw(some(COUNTRIES)),
        )
        for number in numbers
    )
    return (Medium(position=1, format=draw(maybe(["CD", "Digital Media"])), tracks=tracks),) if numbers else ()


def releases(name: str) -> st.SearchStrategy[Release]:
    """Return releases as a source may describe them."""
    return st.builds(
        Release,
        title=maybe(TITLES),
        artists=some(CREDITS),
        date=maybe(DATES),
        events=some(EVENTS),
        types=some(TYPES),
        labels=some([LabelCredit(name=label) for label in LABELS]),
        available_in=some(COUNTRIES),
        excluded_from=some(COUNTRIES),
        media=media(),
        artwork=some(PICTURES),
        genres=some(GENRES),
        copyright=some([Copyright(text=line) for line in LINES]),
        links=some(LINKS),
        external_ids=some(IDS),
        sources=st.just((Source(provider=name),)),
    )


def recordings(name: str) -> st.SearchStrategy[Recording]:
    """Return recordings as a source may describe them."""
    return st.builds(
        Recording,
        title=maybe(TITLES),
        artists=some(CREDITS),
        date=maybe(DATES),
        length_ms=maybe([200_000, 200_400]),
        labels=some([LabelCredit(name=label) for label in LABELS]),
        genres=some(GENRES),
        links=some(LINKS),
        external_ids=some(IDS),
        sources=st.just((Source(provider=name),)),
    )


def makers(name: str, kind: type[Artist | Label]) -> st.SearchStrategy[Artist | Label]:
    """Return artists or labels as a source may describe them."""
    return st.builds(
        kind,
        name=st.sampled_from(PEOPLE),
        country=maybe(COUNTRIES),
        begin=maybe(DATES),
        links=some(LINKS),
        external_ids=some(IDS),
        sources=st.just((Source(provider=name),)),
    )


@st.composite
def answers(draw: st.DrawFn) -> list[Found]:
    """Return what some sources say of one thing, in the order in which they answered."""
    kind = draw(st.sampled_from(("release", "release", "recording", "artist", "label")))
    names = draw(st.permutations(NAMES))[: draw(st.integers(1, 4))]
    entity = {
        "release": releases,
        "recording": recordings,
        "artist": lambda name: makers(name, Artist),
        "label": lambda name: makers(name, Label),
    }[kind]
    return [Found(provider=name, asked=Asked(by="gtin", value="x"), entity=draw(entity(name))) for name in names]


STORE = Traits(launched=PartialDate(2004, 4), feed="distributors", length=Precision.MILLISECONDS)
FACTS = {
    "archive": SourceFacts(category="database", priority=100, traits=Traits(dates=Quality.GOOD, labels=Quality.GOOD)),
    "shop": SourceFacts(category="digital", priority=70, traits=STORE),
    "stream": SourceFacts(category="digital", priority=70, traits=STORE),
}


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    """Return policies: with or without an order, facts and rules, and with strategies of their own."""
    changed = draw(
        st.dictionaries(
            st.sampled_from(("title", "date", "artists", "labels", "media.tracks.title", "media.tracks.length_ms")),
            st.sampled_from(("consensus", "preferred", "most_precise")),
        )
    )
    return Policy(
        order=tuple(draw(st.permutations(NAMES)))[: draw(st.integers(0, 4))],
        fill_from=frozenset(draw(st.lists(st.sampled_from(NAMES), max_size=1))),
        strategies={**DEFAULT_STRATEGIES, **changed},
        rules=draw(st.sampled_from(((), chosen_rules(RULES)))),
        sources=draw(st.sampled_from(({}, FACTS))),
    )


tried = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@tried
@given(answers(), policies(), st.randoms(use_true_random=False))
def test_the_order_of_answers_does_not_matter(found: list[Found], policy: Policy, chance: Any):
    """Whoever answers first, the same description comes out, with the same reasons."""
    shuffled = chance.sample(found, len(found))
    assert merge(found, policy) == merge(shuffled, policy) == merge(found, policy)


def two_say(archive: Release, shop: Release) -> list[Found]:
    """Return what two sources say."""
    named = {"archive": archive, "shop": shop}
    return [
        Found(
            provider=name,
            asked=Asked(by="gtin", value="x"),
            entity=attrs.evolve(entity, sources=(Source(provider=name),)),
        )
        for name, entity in named.items()
    ]


ALBUM_IN_AN_ARCHIVE = two_say(Release(types=(ReleaseType.ALBUM,)), Release(title="Go (Live)"))
"""A database's types, to which a rule adds nothing, also once they are merged."""

GUESTS_OF_ANOTHER = two_say(Release(artists=(ArtistCredit(name="Ada"),)), Release(title="Go (feat. Her & Him)"))
"""A title that names guests, and a credit without them, which meet only in what is merged."""


@tried
@example(ALBUM_IN_AN_ARCHIVE, Policy(sources=FACTS))
@example(GUESTS_OF_ANOTHER, Policy(sources=FACTS))
@given(answers(), policies())
def test_merging_a_result_with_itself_changes_nothing(found: list[Found], policy: Policy):
    """What was merged is as it will stay."""
    once = merge(found, policy).entity
    twin = [Found(provider=name, asked=Asked(by="gtin", value="x"), entity=once) for name in ("merged", "result")]
    assert merge(twin, policy).entity == once
    assert merge(twin[:1], policy).entity == once


@tried
@given(answers(), policies())
def test_no_value_is_made_up(found: list[Found], policy: Policy):
    """Every value, and every item of a list, was said by a source, unless the decision names the rule that gave it."""
    made = merge(found, policy)
    assert isinstance(made.entity, type(found[0].entity))
    for path, value in filled(made.entity):
        decision = made.decisions[path]
        if not decision.strategy.startswith(BY_RULE):
            assert decision.value == value
            said = {item for each in found for item in said_in(each.entity, path)}
            assert set(items(value)) <= said, path


@tried
@given(answers(), policies())
def test_a_rule_is_named_only_where_it_ran(found: list[Found], policy: Policy):
    """Without rules no decision names one, and what one names are rules that ran."""
    running = {rule.name for rule in policy.rules}
    for decision in merge(found, policy).decisions.values():
        if decision.strategy.startswith(BY_RULE):
            assert set(decision.strategy.removeprefix(BY_RULE).split("+")) <= running


def filled(entity: Entity) -> list[tuple[str, object]]:
    """Return all fields that are filled, by their paths, but for places and sources, which are no facts."""
    found = of_fields("", entity, ("media", "sources"))
    for at, medium in enumerate(entity.media if isinstance(entity, Release) else ()):
        found += of_fields(f"media[{at}].", medium, ("position", "tracks"))
        for place, track in enumerate(medium.tracks):
            found += of_fields(f"media[{at}].tracks[{place}].", track, ("position", "number", "sources"))
    return found


def of_fields(prefix: str, value: Any, skip: Sequence[str]) -> list[tuple[str, object]]:
    """Return the filled fields of one value."""
    named = ((field.name, getattr(value, field.name)) for field in attrs.fields(type(value)) if field.name not in skip)
    return [(f"{prefix}{name}", said) for name, said in named if said is not None and said != ()]


def said_in(entity: Entity, path: str) -> list[Hashable]:
    """Return all items that an entity has in a field; of tracks, those of all its tracks."""
    *_, name = path.split(".")
    if "tracks[" in path:
        tracks = [track for medium in getattr(entity, "media", ()) for track in medium.tracks]
        return [item for track in tracks for item in items(getattr(track, name))]
    if path.startswith("media["):
        return [item for medium in getattr(entity, "media", ()) for item in items(getattr(medium, name))]
    return items(getattr(entity, path))


KEYS: Mapping[type, str] = {
    ArtistCredit: "name",
    LabelCredit: "name",
    ExternalId: "id",
    Link: "url",
    Genre: "name",
    ReleaseEvent: "country",
    Artwork: "url",
}
"""By what items are told apart to which another source may add (an id, a kind, a weight, a day)."""


def items(value: object) -> list[Hashable]:
    """Return the items of a list, or the one value, by what they are told apart."""
    parts = value if isinstance(value, tuple) else (value,)
    return [getattr(part, KEYS[type(part)]) if type(part) in KEYS else part for part in parts]
