"""What sources say of one field → its value, and why: the decision.

Most fields are said by one source, or alike by all: those are settled at once. Only what is left is weighed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from harmony_core.domain.codes import Country
from harmony_core.domain.errors import RequestError
from harmony_core.domain.model import Artwork
from harmony_core.domain.result import Candidate, Decision
from harmony_core.stages.agree import agree, with_ids
from harmony_core.stages.confidence import Doubts, Said
from harmony_core.stages.policy import FieldPolicy, Policy
from harmony_core.stages.strategies import UNION, choice_of
from harmony_core.stages.unite import united

NEVER_FILLED: Mapping[str, object] = {"gtin": None, "links": ()}
"""Fields that are not taken from a source that only fills gaps, empty: they may be those of another edition."""


def decide(
    field: FieldPolicy, said: Sequence[Said], policy: Policy, joined: Mapping[str, Doubts] | None = None
) -> Decision | None:
    """Choose the value of one field among what providers say (`is_said`); None where nobody says anything.

    `joined` holds how probable it is that providers speak of the same thing, for those of which that is not sure.
    """
    order = policy.order_of(tuple([name for name, _ in said]), field.of_kind)
    return settled(field, [said[at] for at in order], policy, joined)


def settled(
    field: FieldPolicy, ranked: Sequence[Said], policy: Policy, joined: Mapping[str, Doubts] | None = None
) -> Decision | None:
    """Choose as `decide` does, among what is already in the field's order of providers."""
    filling: list[Said] = []
    if policy.fill_from:
        filling = [each for each in ranked if each[0] in policy.fill_from and field.path not in NEVER_FILLED]
        ranked = [each for each in ranked if each[0] not in policy.fill_from] or filling
        filling = [] if ranked is filling else filling
    if not ranked:
        return None
    strategy = field.strategy
    if strategy is UNION:
        return _union(field, ranked)
    chosen = ranked[0][1]
    names = []
    for name, value in ranked:
        if value != chosen:
            return _weighed(field, ranked, filling, policy, joined)
        names.append(name)
    if filling or not field.is_settled_by_agreement:
        return _weighed(field, ranked, filling, policy, joined)
    providers = tuple(names)
    confidence = policy.sureness.of(field.path, chosen, providers, ranked, joined)
    return Decision(value=chosen, providers=providers, strategy=strategy.name, confidence=confidence)


def is_said(value: object) -> bool:
    """Whether a value says anything."""
    return value is not None and value != ()


def _weighed(
    field: FieldPolicy,
    ranked: Sequence[Said],
    filling: Sequence[Said],
    policy: Policy,
    joined: Mapping[str, Doubts] | None,
) -> Decision:
    """Let the field's strategy choose; what fills gaps only is a candidate that loses."""
    choice = field.strategy.choose(candidates_of(ranked))
    _require_list_for_list(field, choice.value, ranked[0][1])
    chosen = with_ids(choice.value, [value for _, value in ranked])
    all_said = [*ranked, *filling]
    agreeing = [agree(value, chosen) for _, value in all_said]
    also = [provider for (provider, _), agrees in zip(ranked, agreeing, strict=False) if agrees]
    providers = tuple(dict.fromkeys((*choice.providers, *also)))
    others = [each for each, agrees in zip(all_said, agreeing, strict=True) if not agrees]
    return Decision(
        value=chosen,
        providers=providers,
        strategy=field.strategy.name,
        confidence=policy.sureness.of(field.path, chosen, providers, all_said, joined),
        candidates=_losing(others, chosen) if others else (),
    )


def _union(field: FieldPolicy, ranked: Sequence[Said]) -> Decision:
    """Take all that anybody gave; each item is told with its givers, where there are several."""
    _require_list_for_list(field, (), ranked[0][1])
    lists = candidates_of(ranked)
    countries = all(isinstance(each.value, tuple) and type(each.value[0]) is Country for each in lists)
    items = _united_countries(tuple(lists)) if countries else united(lists)
    choice = choice_of(items, lists)
    return Decision(
        value=choice.value,
        providers=choice.providers,
        strategy=UNION.name,
        candidates=items if len(ranked) > 1 else (),
    )


@lru_cache(maxsize=256)
def _united_countries(lists: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
    """Return where something can be had by several lists: long ones, and the same for each track of a release."""
    return united(lists)


def _require_list_for_list(field: FieldPolicy, chosen: object, said: object) -> None:
    if isinstance(chosen, tuple) != isinstance(said, tuple):
        raise RequestError(
            f"the policy names {field.strategy.name!r} for {field.path}, which is no list", field="policy"
        )


def candidates_of(said: Sequence[Said]) -> list[Candidate]:
    """Return the values that were given, each once, with all who gave it, in the order of the first of them."""
    given: list[tuple[object, list[str]]] = []
    for provider, value in said:
        for known, names in given:
            if known == value:
                names.append(provider)
                break
        else:
            given.append((value, [provider]))
    return [Candidate(value=value, providers=tuple(names)) for value, names in given]


def _losing(others: Sequence[Said], chosen: object) -> tuple[Candidate, ...]:
    """Return the values that lose against the chosen one; credits of the same names are one."""
    losing: list[Candidate] = []
    for each in candidates_of([each for each in others if not _in(each[1], chosen)]):
        same = next((at for at, other in enumerate(losing) if _same_list(each.value, other.value)), None)
        if same is None:
            losing.append(each)
        else:
            first = losing[same]
            losing[same] = Candidate(value=first.value, providers=(*first.providers, *each.providers))
    return tuple(losing)


def _in(value: object, chosen: object) -> bool:
    """Whether all pictures of a list were taken, with those of another list."""
    return (
        isinstance(value, tuple)
        and isinstance(chosen, tuple)
        and all(isinstance(each, Artwork) and each in chosen for each in value)
    )


def _same_list(one: object, other: object) -> bool:
    return isinstance(one, tuple) and agree(one, other)
