"""Sessions to be measured: with all that is installed, or three sources, and kept answers that need no network."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from harmony_core.edges.bundles import read_bundle
from harmony_core.edges.config import load_config
from harmony_core.plugin.snapshot import Mode, Snapshot
from harmony_core.session import Session
from speed.options import DEMO

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def memory_session(**env: str) -> Session:
    """Return a session that keeps nothing on disk and asks nobody; by default all that is installed is in it."""
    return session_at(Path(tempfile.gettempdir()) / "harmony-speed-none", HARMONY_STORE="memory:", **env)


def session_at(home: Path, mode: Mode = Mode.OFFLINE, **env: str) -> Session:
    """Return a session whose folders are below `home`; no setting of the user's is read."""
    config = load_config({"HARMONY_HOME": str(home), "HARMONY_CONTACT": "tests@example.org", **env})
    return Session(config=config, mode=mode)


def demo() -> tuple[Snapshot, ...]:
    """Return the answers of the demo: one release of 14 tracks at three sources."""
    return read_bundle(DEMO, NOW).snapshots


def keep(session: Session, snapshots: Iterable[Snapshot]) -> None:
    """Put answers where a session keeps them."""
    session.snapshots().put(snapshots)
