"""A contract: the promises of one provider, as values that its author writes down."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import attrs

from harmony_core.plugin.definitions import check_tuple
from harmony_core.plugin.providers import Provider

STATES = ("found", "absent", "unknown")


class ContractError(AssertionError):
    """A promise that is not kept: the text says where, what was expected, what came, and what to mend."""


class SkippedError(Exception):
    """A check that cannot be made here: the text says what it needs."""


@attrs.frozen
class Link:
    """A link that the provider reads, and what it is about.

    `canonical`: the provider writes this very link for what it is about. `type` is the source's own type,
    `region` the country that the link names ("" for none); both are compared where they are given.
    """

    url: str
    kind: str = attrs.field(kw_only=True)
    id: str = attrs.field(kw_only=True)
    type: str | None = attrs.field(default=None, kw_only=True)
    region: str | None = attrs.field(default=None, kw_only=True)
    canonical: bool = attrs.field(default=False, kw_only=True)


@attrs.frozen
class Case:
    """One lookup or search, the answers that the source gives (`cases/NAME.yaml`), and what must come out.

    `query` is what a user types, or several such texts that mean one thing; `search` are words to search for
    instead. `state` is found, absent or unknown; a search without candidates is absent. `code` and `message` are
    those of an unknown answer (a part of the message will do). `messages` are parts of messages that the result
    must have; no other message may be a warning. `sent` are all requests in order, less the provider's base address,
    with the method before it where it is not GET; requests that were under way together may stand in any order.
    `expected` says what stands at paths of the document (`media[0].tracks[1].title`, for a search `[0].title`),
    None that there is nothing. `settings` are the provider's own settings by field (default: a made-up value for
    each that has no default), `provider_settings` those that every provider has (`base`, `priority` …).
    """

    name: str
    query: str | tuple[str, ...] = ()
    search: str | None = attrs.field(default=None, kw_only=True)
    kind: str | None = attrs.field(default=None, kw_only=True)
    regions: tuple[str, ...] = attrs.field(default=(), kw_only=True)
    want: tuple[str, ...] = attrs.field(default=(), kw_only=True)
    limit: int = attrs.field(default=25, kw_only=True)
    code: str | None = attrs.field(default=None, kw_only=True)
    message: str | None = attrs.field(default=None, kw_only=True)
    state: str = attrs.field(kw_only=True)
    messages: tuple[str, ...] = attrs.field(default=(), kw_only=True)
    sent: tuple[str, ...] | None = attrs.field(default=None, kw_only=True)
    expected: Mapping[str, object] = attrs.field(factory=dict, hash=False, kw_only=True)
    cassette: str = attrs.field(kw_only=True)
    settings: Mapping[str, str] | None = attrs.field(default=None, hash=False, kw_only=True)
    provider_settings: Mapping[str, object] = attrs.field(factory=dict, hash=False, kw_only=True)

    @state.default
    def _state(self) -> str:
        return "found" if self.code is None and self.message is None else "unknown"

    @cassette.default
    def _cassette(self) -> str:
        return f"{self.name}.yaml"

    @property
    def texts(self) -> tuple[str, ...]:
        """What is looked up."""
        return (self.query,) if isinstance(self.query, str) else tuple(self.query)

    def __attrs_post_init__(self) -> None:
        for name in ("regions", "want", "messages", *(["sent"] if self.sent is not None else [])):
            check_tuple(getattr(self, name), name, f"case {self.name}")
        if self.state not in STATES:
            raise ValueError(f"case {self.name}: a state is one of {', '.join(STATES)}; not {self.state!r}")
        if bool(self.texts) == (self.search is not None):
            raise ValueError(f"case {self.name}: give either a query or words to search for (search=)")
        if self.state != "unknown" and (self.code or self.message):
            raise ValueError(f"case {self.name}: only an unknown answer has a code and a message")


@attrs.frozen(kw_only=True)
class Contract:
    """All promises of a provider.

    `package` is the provider's package (`__package__`), in which `cases/` stands. `foreign_links` are links that
    look like the provider's own and are not, `wrong_ids` texts that are no id of its. `recorded_errors` name
    recordings (`service/file`) that are errors although their status is 200; they matter only where
    HARMONY_RECORDINGS names a folder with real answers.
    """

    provider: Provider
    package: str
    links: tuple[Link, ...] = ()
    foreign_links: tuple[str, ...] = ()
    wrong_ids: tuple[str, ...] = ()
    cases: tuple[Case, ...] = ()
    recorded_errors: tuple[str, ...] = ()

    def __attrs_post_init__(self) -> None:
        for name in ("links", "foreign_links", "wrong_ids", "cases", "recorded_errors"):
            check_tuple(getattr(self, name), name, f"the contract of {self.provider.name}")
        names = [case.name for case in self.cases]
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise ValueError(f"{self.provider.name}: there are several cases named {', '.join(twice)}")


@attrs.frozen
class Check:
    """One promise: `run` raises `ContractError` where it is broken, `SkippedError` where it cannot be checked."""

    name: str
    run: Callable[[], None] = attrs.field(eq=False)
    needs_recordings: bool = False
