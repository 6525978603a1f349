"""Which strategy chooses each field, and whose word goes first: data, not code.

Fields are named by their paths without numbers: `title`, `media.tracks.length_ms`.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from operator import attrgetter

import attrs

from harmony_core.domain.by_fields import by_fields
from harmony_core.domain.errors import RequestError
from harmony_core.domain.model import Artist, Label, Medium, Recording, Release, Track
from harmony_core.domain.paths import field_of
from harmony_core.plugin.parts import MergeStrategy
from harmony_core.plugin.providers import Provider, Quality, Traits
from harmony_core.plugin.rules import Rule, SourceFacts
from harmony_core.rules import RULES
from harmony_core.stages.confidence import Sureness
from harmony_core.stages.strategies import CONSENSUS, STRATEGIES, consensus_of

DEFAULT_STRATEGIES: Mapping[str, str] = {
    "date": "most_precise",
    "length_ms": "most_precise",
    "media.tracks.length_ms": "most_precise",
    "artwork": "largest",
    "credits": "longest",
    "media.tracks.credits": "longest",
    **dict.fromkeys(
        (
            "events",
            "types",
            "available_in",
            "excluded_from",
            "genres",
            "tags",
            "popularity",
            "links",
            "external_ids",
            "isrcs",
            "works",
            "releases",
            "aliases",
            "media.tracks.isrcs",
            "media.tracks.available_in",
            "media.tracks.external_ids",
        ),
        "union",
    ),
}
"""The strategy of each field; `preferred` where none is named."""

ORDERED_BY: Mapping[str, Callable[[Traits], float]] = {
    "gtin": lambda traits: traits.gtins,
    "date": lambda traits: traits.dates,
    "labels": lambda traits: traits.labels,
    "artists": lambda traits: traits.credits > Quality.BAD,  # one name for all artists is poorer than a list of them
    "media.tracks.artists": lambda traits: traits.credits > Quality.BAD,
    "credits": lambda traits: traits.credits,
    "media.tracks.credits": lambda traits: traits.credits,
    "length_ms": lambda traits: traits.length,
    "media.tracks.length_ms": lambda traits: traits.length,
    "artwork": lambda traits: traits.cover_px or 0,
}
"""Fields for which providers go by a trait before they go by priority."""

QUALITY_OF: Mapping[str, Callable[[Traits], Quality]] = {
    "gtin": lambda traits: traits.gtins,
    "date": lambda traits: traits.dates,
    "labels": lambda traits: traits.labels,
    "artists": lambda traits: traits.credits,
    "credits": lambda traits: traits.credits,
    "media.tracks.artists": lambda traits: traits.credits,
    "media.tracks.credits": lambda traits: traits.credits,
}
"""Fields of which a trait says how good a source is at them."""

TRUST: Mapping[Quality, float] = {
    Quality.MISSING: 0.25,
    Quality.BAD: 0.5,
    Quality.UNKNOWN: 1.0,
    Quality.PRESENT: 1.0,
    Quality.GOOD: 1.5,
}
"""By what a source's priority is multiplied where it is good or bad at a field."""

_CHOOSING = frozenset(each.name for each in STRATEGIES) - {"union"}
_PREFIXES: Mapping[type, str] = {
    **dict.fromkeys((Release, Recording, Artist, Label), ""),
    Medium: "media.",
    Track: "media.tracks.",
}

_KINDS: Mapping[type, str] = {Release: "release", Recording: "recording", Artist: "artist", Label: "label"}

FIELDS = frozenset(
    f"{before}{prefix}{field.name}"
    for kind, prefix in _PREFIXES.items()
    for before in ("", f"{_KINDS.get(kind, 'release')}.")
    for field in attrs.fields(kind)
)
"""Every field that a policy may name: of all kinds (`title`), or of one (`recording.title`)."""


def chosen_rules(rules: Sequence[Rule], on: Iterable[str] = (), off: Iterable[str] = ()) -> tuple[Rule, ...]:
    """Return the rules that run, in their order. Raises `RequestError` where a name is of no rule."""
    names = [rule.name for rule in rules]
    for setting, named in (("rules_on", frozenset(on)), ("rules_off", frozenset(off))):
        for name in sorted(named.difference(names)):
            near = difflib.get_close_matches(name, names, n=1)
            hint = f"did you mean {near[0]}?" if near else f"rules are {', '.join(names)}"
            raise RequestError(f"{setting} names {name!r}, which is no rule; {hint}", field=setting)
    on, off = frozenset(on), frozenset(off)
    return tuple(rule for rule in rules if rule.name not in off and (not rule.optional or rule.name in on))


@attrs.frozen
@by_fields
class FieldPolicy:
    """What settles one field: its name in its class, its path without numbers, and the strategy that chooses.

    `of_kind` is the path with the kind before it, by which a policy may name the field of that kind alone.
    """

    name: str
    path: str
    of_kind: str
    strategy: MergeStrategy
    is_settled_by_agreement: bool = attrs.field(init=False)
    """Whether one value that all give is the choice, whoever they are."""

    @is_settled_by_agreement.default
    def _chooses_what_all_say(self) -> bool:
        return self.strategy.name in _CHOOSING


UNDECIDED: Mapping[type, frozenset[str]] = {
    **dict.fromkeys((Release, Recording, Artist, Label), frozenset({"media", "sources"})),
    Medium: frozenset({"position", "tracks"}),
    Track: frozenset({"position", "number", "sources"}),
}
"""Fields that are those of the release whose media were taken, or are put together."""


@attrs.frozen
class Ballot:
    """Who is heard on the fields of one class: of each field its policy, and the places of the sources in its order.

    `read` returns what a thing of that class says of all of these fields, in their order. `nothing` are what all
    sources together say of a field of which none says anything.
    """

    fields: tuple[FieldPolicy, ...]
    orders: tuple[tuple[int, ...], ...]
    nothing: tuple[tuple[object, ...], ...]
    read: Callable[[object], tuple[object, ...]]


@attrs.frozen(kw_only=True)
@by_fields
class Policy:
    """How several answers become one.

    `order` is of all providers; `orders` holds one of its own for a field, `strategies` a strategy other than
    `preferred`. Both are by paths without numbers (`media.tracks.title`), of one kind alone where that stands before
    them (`recording.title`). `known` are the strategies that may be named. `fill_from` are
    providers that only fill gaps: what they say gives way to what any other says, and their GTIN and links, which
    may be those of another edition, are left out. `rules` clean the answers and what is merged. `sources` is what is
    known of the providers: rules and the strategy `consensus` go by it.
    """

    order: tuple[str, ...] = ()
    fill_from: frozenset[str] = frozenset()
    orders: Mapping[str, tuple[str, ...]] = attrs.field(factory=dict, hash=False)
    strategies: Mapping[str, str] = attrs.field(default=DEFAULT_STRATEGIES, hash=False)
    known: tuple[MergeStrategy, ...] = STRATEGIES
    rules: tuple[Rule, ...] = chosen_rules(RULES)
    sources: Mapping[str, SourceFacts] = attrs.field(factory=dict, hash=False)

    _fields: dict[type, tuple[FieldPolicy, ...]] = attrs.field(factory=dict, init=False, repr=False, eq=False)
    _ballots: dict[tuple[type, tuple[str, ...]], Ballot] = attrs.field(factory=dict, init=False, repr=False, eq=False)
    _order_of: dict[tuple[str | None, tuple[str, ...]], tuple[int, ...]] = attrs.field(
        factory=dict, init=False, repr=False, eq=False
    )

    def strategy(self, field: str) -> MergeStrategy:
        """Return the strategy of a field; `consensus` with the trust that each source has for it.

        Raises `RequestError` where it names one that nobody offers.
        """
        name = self.strategies.get(field) or self.strategies.get(of_all_kinds(field), "preferred")
        for strategy in self.known:
            if strategy.name == name:
                return self._weighed(field) if strategy is CONSENSUS else strategy
        names = ", ".join(strategy.name for strategy in self.known)
        raise RequestError(f"the policy names {name!r} for {field}; strategies are {names}", field="policy")

    def _weighed(self, field: str) -> MergeStrategy:
        quality = QUALITY_OF.get(of_all_kinds(field), _unknown)
        return consensus_of(
            {name: each.priority / 100 * TRUST[quality(each.traits)] for name, each in self.sources.items()}, self.feeds
        )

    @cached_property
    def feeds(self) -> Mapping[str, str]:
        """Whose data a provider repeats, for those that repeat any."""
        return {name: each.traits.feed for name, each in self.sources.items() if each.traits.feed}

    @cached_property
    def sureness(self) -> Sureness:
        """How sure fields are. That a source is bad at a field counts against it; that it is good was not measured."""
        return Sureness(
            self.feeds,
            {
                field: {
                    name: trust for name, each in self.sources.items() if (trust := TRUST[quality(each.traits)]) < 1
                }
                for field, quality in QUALITY_OF.items()
            },
        )

    def fields_of(self, kind: type) -> tuple[FieldPolicy, ...]:
        """Return the fields of a class that are decided, each with what settles it. Raises as `strategy` does."""
        known = self._fields.get(kind)
        if known is None:
            prefix, owner = _PREFIXES[kind], _KINDS.get(kind, "release")
            names = [field.name for field in attrs.fields(kind) if field.name not in UNDECIDED[kind]]
            paths = [(name, f"{prefix}{name}") for name in names]
            known = tuple(
                FieldPolicy(name, path, f"{owner}.{path}", self.strategy(f"{owner}.{path}")) for name, path in paths
            )
            self._fields[kind] = known
        return known

    def ballot(self, kind: type, providers: tuple[str, ...]) -> Ballot:
        """Return how the fields of a class are decided among these providers. Raises as `strategy` does."""
        known = self._ballots.get((kind, providers))
        if known is None:
            fields = self.fields_of(kind)
            unsaid = {field.name: () if field.default == () else None for field in attrs.fields(kind)}
            known = Ballot(
                fields=fields,
                orders=tuple(self.order_of(providers, field.of_kind) for field in fields),
                nothing=tuple((unsaid[field.name],) * len(providers) for field in fields),
                read=attrgetter(*(field.name for field in fields)),
            )
            self._ballots[kind, providers] = known
        return known

    def order_of(self, providers: tuple[str, ...], field: str) -> tuple[int, ...]:
        """Return the places of providers in a list, in the order in which they count for a field."""
        general = of_all_kinds(field)
        key = field if field in self.orders else general if general in self.orders else None, providers
        known = self._order_of.get(key)
        if known is None:
            known = tuple(sorted(range(len(providers)), key=lambda at: self.place(providers[at], field)))
            self._order_of[key] = known
        return known

    def rank(self, provider: str, field: str | None = None) -> int:
        """Return a provider's place, for a field or for all; those that are not named come last."""
        order = self.order
        if field:
            order = self.orders.get(field) or self.orders.get(of_all_kinds(field), order)
        return order.index(provider) if provider in order else len(order)

    def place(self, provider: str, field: str | None = None) -> tuple[bool, int, int, str]:
        """Return by what providers are put in order: those that only fill gaps come after all others.

        Of those that a field's order does not tell apart the order of all decides, and then their names: never who
        answered first.
        """
        return provider in self.fill_from, self.rank(provider, field), self.rank(provider), provider


def of_all_kinds(field: str) -> str:
    """Return the path of a field without the kind that may stand before it."""
    kind, _, path = field.partition(".")
    return path if path and kind in _KINDS.values() else field


def policy_of(
    providers: Iterable[Provider],
    *,
    prefer: Sequence[str] = (),
    fill_from: Sequence[str] = (),
    strategies: Mapping[str, str] | None = None,
    orders: Mapping[str, Sequence[str]] | None = None,
    known: tuple[MergeStrategy, ...] = STRATEGIES,
    rules: Sequence[Rule] = RULES,
    rules_on: Iterable[str] = (),
    rules_off: Iterable[str] = (),
) -> Policy:
    """Return the policy for these providers, which come by priority: traits decide where they say something.

    `prefer` puts providers before all others, for every field; `fill_from` are those that only fill gaps;
    `strategies` and `orders` override single fields. `rules_on` and `rules_off` are names of rules: of optional ones
    that run, and of others that do not. Raises `RequestError` where a strategy, a field or a rule is named that there
    is not.
    """
    by_priority = list(providers)
    first = tuple(dict.fromkeys(prefer))

    def ordered(weight: Callable[[Traits], float]) -> tuple[str, ...]:
        ranked = sorted(by_priority, key=lambda provider: -weight(provider.traits))
        return (*first, *(provider.name for provider in ranked if provider.name not in first))

    by_trait = {field: ordered(weight) for field, weight in ORDERED_BY.items()}
    chosen = {field: tuple(names) for field, names in (orders or {}).items()}
    policy = Policy(
        order=ordered(lambda traits: 0),
        fill_from=frozenset(fill_from),
        orders={**by_trait, **chosen},
        strategies={**DEFAULT_STRATEGIES, **(strategies or {})},
        known=known,
        rules=chosen_rules(rules, rules_on, rules_off),
        sources={
            each.name: SourceFacts(
                category=each.category, priority=each.priority, traits=each.traits, preferred=each.name in first
            )
            for each in by_priority
        },
    )
    for field in (*(strategies or {}), *(orders or {})):
        if field not in FIELDS:
            raise RequestError(f"the policy names {field!r}, which is no field{_nearest(field)}", field="policy")
        policy.strategy(field)
    return policy


def _unknown(traits: Traits) -> Quality:
    return Quality.UNKNOWN


def _nearest(field: str) -> str:
    near = difflib.get_close_matches(field_of(field), sorted(FIELDS), n=1)
    return f"; did you mean {near[0]}?" if near else ""
