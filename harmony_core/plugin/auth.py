"""How a request shows who asks: the core reads the settings and keeps them out of everything else."""

from __future__ import annotations

from typing import TypeAlias

import attrs


@attrs.frozen(kw_only=True)
class QueryKey:
    """A key in the address: `parameter` is filled from the setting of that name."""

    parameter: str
    setting: str


@attrs.frozen(kw_only=True)
class HeaderKey:
    """A key in a header; `prefix` comes before it ("Bearer ", "Discogs token=")."""

    header: str = "Authorization"
    prefix: str = "Bearer "
    setting: str


Auth: TypeAlias = QueryKey | HeaderKey
