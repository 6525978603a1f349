"""What the tests of harmony-musicbrainz share: a session that has MusicBrainz and nothing else."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeAlias

import pytest

from harmony_core import provider as hc
from harmony_core.domain.result import Result, SearchResult
from harmony_core.edges.config import Config, load_config
from harmony_core.session import Session
from harmony_musicbrainz import musicbrainz

LookUp: TypeAlias = Callable[..., Awaitable[Result]]
Search: TypeAlias = Callable[..., Awaitable[SearchResult]]


@pytest.fixture
def config(tmp_path: Path) -> Config:
    """Settings that keep nothing, try nothing twice and do not wait."""
    return load_config(
        {"HARMONY_HOME": str(tmp_path), "HARMONY_STORE": "memory:", "HARMONY_RETRIES": "0", "MUSICBRAINZ_RATE": "1000"}
    )


@pytest.fixture
def sent() -> list[str]:
    """The requests that went out, in order, without the base address."""
    return []


@pytest.fixture
def open_session(config: Config, sent: list[str]) -> Callable[[], Session]:
    """Opens a session with MusicBrainz alone, which tells `sent` what it asks."""

    def notice(event: hc.Event) -> None:
        if isinstance(event, hc.RequestSent):
            sent.append(event.url.removeprefix(musicbrainz.base))

    observer = hc.Observer(name="sent", notice=notice)
    return lambda: Session(providers=(musicbrainz,), installed=False, observers=(observer,), config=config)


@pytest.fixture
def look_up(open_session: Callable[[], Session]) -> LookUp:
    """Looks one thing up."""

    async def look_up(text: str, **options: object) -> Result:
        async with open_session() as session:
            return await session.lookup(text, **options)

    return look_up


@pytest.fixture
def search(open_session: Callable[[], Session]) -> Search:
    """Searches for words."""

    async def search(text: str, **options: object) -> SearchResult:
        async with open_session() as session:
            return await session.search(text, **options)

    return search
