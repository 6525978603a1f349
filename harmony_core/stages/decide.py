"""What sources say of one field → its value, and why: the decision.

Most fields are said by one source, or alike by all: those are settled at once. Only what is left is weighed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

import attrs

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
    if not said:
        return None
    filled = said
    if len(said) > 1:
        filled = [said[at] for at in policy.order_of(tuple([name for name, _ in said]), field.path)]
    filling: list[Said] = []
    if policy.fill_from:
        filling = [each for each in filled if each[0] in policy.fill_from and field.path not in NEVER_FILLED]
        filled = [each for each in filled if each[0] not in policy.fill_from] or filling
        if not filled:
            return None
        filling = [] if filled is filling else filling
    if field.strategy is UNION:
        return _union(field, filled)
    chosen = filled[0][1]
    if not filling and field.is_settled_by_agreement and all(value == chosen for _, value in filled[1:]):
        names = tuple([name for name, _ in filled])
        confidence = policy.sureness.of(field.path, chosen, names, filled, joined)
        return Decision(value=chosen, providers=names, strategy=field.strategy.name, confidence=confidence)
    return _weighed(field, filled, filling, policy, joined)


def is_said(value: object) -> bool:
    """Whether a value says anything."""
    return value is not None and (value.__class__ is not tuple or value != ())


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
    agreeing = [provider for provider, value in ranked if agree(value, chosen)]
    providers = tuple(dict.fromkeys((*choice.providers, *agreeing)))
    all_said = [*ranked, *filling]
    return Decision(
        value=chosen,
        providers=providers,
        strategy=field.strategy.name,
        confidence=policy.sureness.of(field.path, chosen, providers, all_said, joined),
        candidates=_losing(all_said, chosen),
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
    values: list[object] = []
    givers: list[list[str]] = []
    for provider, value in said:
        for known, names in zip(values, givers, strict=True):
            if known == value:
                names.append(provider)
                break
        else:
            values.append(value)
            givers.append([provider])
    return [Candidate(value=value, providers=tuple(names)) for value, names in zip(values, givers, strict=True)]


def _losing(said: Sequence[Said], chosen: object) -> tuple[Candidate, ...]:
    """Return the values that do not agree with the chosen one; credits of the same names are one."""
    losing: list[Candidate] = []
    others = [(provider, value) for provider, value in said if not agree(value, chosen) and not _in(value, chosen)]
    for each in candidates_of(others):
        same = next((at for at, other in enumerate(losing) if _same_list(each.value, other.value)), None)
        if same is None:
            losing.append(each)
        else:
            losing[same] = attrs.evolve(losing[same], providers=(*losing[same].providers, *each.providers))
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
