"""How a request shows who asks: the core reads the settings and keeps them out of everything else."""

from __future__ import annotations

from typing import TypeAlias
from urllib.parse import urlsplit

import attrs

from harmony_core.domain.by_fields import by_fields


@attrs.frozen(kw_only=True)
@by_fields
class QueryKey:
    """A key in the address: `parameter` is filled from the setting of that name."""

    parameter: str
    setting: str

    @property
    def settings(self) -> tuple[str, ...]:
        """The settings without which it cannot be sent."""
        return (self.setting,)


@attrs.frozen(kw_only=True)
@by_fields
class HeaderKey:
    """A key in a header; `prefix` comes before it ("Bearer ", "Discogs token=")."""

    header: str = "Authorization"
    prefix: str = "Bearer "
    setting: str

    @property
    def settings(self) -> tuple[str, ...]:
        """The settings without which it cannot be sent."""
        return (self.setting,)


@attrs.frozen(kw_only=True)
@by_fields
class ClientCredentials:
    """A token, got in exchange for an id and a secret (OAuth 2, RFC 6749 section 4.4).

    `url` gives tokens; `client_id` and `client_secret` are the names of settings. They go there as HTTP Basic,
    or with `in_body` as fields of the form. The core asks when the first request needs a token, for all that
    need one, and again before it ends or when it is refused. The server at `url` gets nothing else.
    """

    url: str
    client_id: str = "client_id"
    client_secret: str = "client_secret"  # noqa: S105 - the name of a setting
    scope: str | None = None
    in_body: bool = False

    def __attrs_post_init__(self) -> None:
        if not urlsplit(self.url).hostname:
            raise ValueError(f"tokens are given at a whole address, as in https://accounts.example/token: {self.url!r}")

    @property
    def settings(self) -> tuple[str, ...]:
        """The settings without which no token can be asked for."""
        return (self.client_id, self.client_secret)


Auth: TypeAlias = QueryKey | HeaderKey | ClientCredentials
