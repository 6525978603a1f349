"""What holds of every merge, whatever the sources say: properties, tried on many made-up answers."""

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import attrs
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from harmony_core.domain.answers import Asked, Found
from harmony_core.domain.codes import Country, Language
from harmony_core.domain.gtin import Gtin
from harmony_core.domain.identifiers import Isrc, Iswc
from harmony_core.domain.model import (
    Alias,
    Artist,
    ArtistCredit,
    ArtistKind,
    Artwork,
    ArtworkKind,
    AudioFeatures,
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
    Popularity,
    Recording,
    Release,
    ReleaseEvent,
    ReleaseStatus,
    ReleaseType,
    Source,
    TitleLanguage,
    Track,
    TrackKind,
    Work,
)
from harmony_core.domain.partial_date import PartialDate
from harmony_core.domain.paths import field_of
from harmony_core.plugin.providers import Precision, Quality, Traits
from harmony_core.plugin.rules import SourceFacts
from harmony_core.rules import RULES
from harmony_core.stages.confidence import MEASURED_AS
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
ISRCS = [Isrc.parse(code) for code in ("ZZAAA2400001", "ZZAAA2400002")]
GTINS = [Gtin.parse(code) for code in ("2000000090016", "02000000090016")]
HEARD = [Popularity(provider=name, plays=plays) for name in ("shop", "tunes") for plays in (None, 12)]
ALIASES = [Alias(name=name, locale=locale) for name in ("Ada M.", "エイダ") for locale in (None, "ja")]
WORKS = [Work(title="Salt", iswc=iswc) for iswc in (None, Iswc.parse("T-000.000.001-0"))]
LANGUAGES = [TitleLanguage(code=Language(code), confidence=share) for code in ("eng", "jpn") for share in (None, 0.9)]
SHORT = [Release(title="Night EP", external_ids=(each,)) for each in IDS]
FEATURES = [AudioFeatures(bpm=bpm, key="C") for bpm in (120.0, 124.0)]
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
            isrc=draw(maybe(ISRCS)),
            isrcs=draw(some(ISRCS)),
            kind=draw(maybe([TrackKind.AUDIO])),
            external_ids=draw(some(IDS)),
        )
        for number in numbers
    )
    if not tracks:
        return ()
    first = draw(st.integers(1, len(tracks)))
    parted = (tracks[:first], tracks[first:]) if first < len(tracks) else (tracks,)
    return tuple(
        Medium(position=place, title=draw(maybe(TITLES)), format=draw(maybe(["CD", "Digital Media"])), tracks=part)
        for place, part in enumerate(parted, 1)
    )


def releases(name: str) -> st.SearchStrategy[Release]:
    """Return releases as a source may describe them."""
    return st.builds(
        Release,
        title=maybe(TITLES),
        artists=some(CREDITS),
        gtin=maybe(GTINS),
        date=maybe(DATES),
        status=maybe([ReleaseStatus.OFFICIAL, ReleaseStatus.BOOTLEG]),
        packaging=maybe(["None", "Jewel Case"]),
        language=maybe(LANGUAGES),
        tags=some(GENRES),
        popularity=some(HEARD),
        credits=some(PARTS),
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
        isrcs=some(ISRCS),
        explicit=st.none() | st.booleans(),
        works=some(WORKS),
        releases=some(SHORT),
        features=maybe(FEATURES),
        tags=some(GENRES),
        popularity=some(HEARD),
        credits=some(PARTS),
        labels=some([LabelCredit(name=label) for label in LABELS]),
        genres=some(GENRES),
        links=some(LINKS),
        external_ids=some(IDS),
        sources=st.just((Source(provider=name),)),
    )


def artists(name: str) -> st.SearchStrategy[Artist]:
    """Return artists as a source may describe them."""
    return st.builds(
        Artist,
        name=st.sampled_from(PEOPLE),
        sort_name=maybe(PEOPLE),
        disambiguation=maybe(["drummer"]),
        kind=maybe([ArtistKind.PERSON, ArtistKind.GROUP]),
        country=maybe(COUNTRIES),
        begin=maybe(DATES),
        end=maybe(DATES),
        aliases=some(ALIASES),
        genres=some(GENRES),
        tags=some(GENRES),
        popularity=some(HEARD),
        artwork=some(PICTURES),
        links=some(LINKS),
        external_ids=some(IDS),
        sources=st.just((Source(provider=name),)),
    )


def labels(name: str) -> st.SearchStrategy[Label]:
    """Return labels as a source may describe them."""
    return st.builds(
        Label,
        name=st.sampled_from(LABELS),
        sort_name=maybe(LABELS),
        label_code=maybe(["LC 00001", "LC 00002"]),
        country=maybe(COUNTRIES),
        begin=maybe(DATES),
        end=maybe(DATES),
        aliases=some(ALIASES),
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
        "artist": artists,
        "label": labels,
    }[kind]
    return [Found(provider=name, asked=Asked(by="gtin", value="x"), entity=draw(entity(name))) for name in names]


STORE = Traits(launched=PartialDate(2004, 4), feed="distributors", length=Precision.MILLISECONDS)
FACTS = {
    "archive": SourceFacts(category="database", priority=100, traits=Traits(dates=Quality.GOOD, labels=Quality.GOOD)),
    "shop": SourceFacts(category="digital", priority=70, traits=STORE),
    "stream": SourceFacts(category="digital", priority=70, traits=STORE),
}


OPTIONAL = ("title_without_guests", "versions_in_brackets")
"""Optional rules that may run together: the third puts back what the first takes away."""


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
        rules=draw(st.sampled_from(((), chosen_rules(RULES), chosen_rules(RULES, on=OPTIONAL)))),
        sources=draw(st.sampled_from(({}, FACTS))),
    )


tried = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


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
def test_a_confidence_is_a_probability_of_what_was_measured(found: list[Found], policy: Policy):
    """It is between 0 and 1, only of fields that were measured, and never of a value that a rule made of nothing."""
    for path, decision in merge(found, policy).decisions.items():
        if decision.confidence is not None:
            assert 0 <= decision.confidence < 1
            assert field_of(path) in MEASURED_AS
            assert decision.providers


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
        names = ("isrc", "isrcs") if name == "isrcs" else (name,)  # a track's one code is among its codes
        return [item for track in tracks for each in names for item in items(getattr(track, each))]
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
    Alias: "name",
    Popularity: "provider",
    Work: "title",
    Release: "title",
}
"""By what items are told apart to which another source may add (an id, a kind, a weight, a day)."""


def items(value: object) -> list[Hashable]:
    """Return the items of a list, or the one value, by what they are told apart."""
    parts = value if isinstance(value, tuple) else (value,)
    return [getattr(part, KEYS[type(part)]) if type(part) in KEYS else part for part in parts]
