"""Where budgets and breakers are kept: in memory, or in SQLite, where all processes of a machine share them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from sqlite3 import Connection
from typing import TYPE_CHECKING, TypeVar

from harmony_core.edges.database import DatabaseFile
from harmony_core.plugin.limits import Breaker, Budget
from harmony_core.plugin.logger import logger
from harmony_core.plugin.parts import Migration
from harmony_core.plugin.providers import Rate

if TYPE_CHECKING:
    from sqlite_utils import Database

T = TypeVar("T")

log = logger("harmony.limits")


def create_tables(database: Database) -> None:
    """Make the tables `budgets` and `breakers` (`docs/reference/storage.md`)."""
    database.table("budgets").create(
        {
            "provider": str,
            "taken": str,
            "paused_until": float,
            "used_up_until": float,
            "told_requests": int,
            "told_per": float,
            "told_at": float,
            "changed_at": float,
        },
        pk="provider",
        not_null={"taken", "paused_until", "used_up_until", "told_at", "changed_at"},
    )
    database.table("breakers").create(
        {"provider": str, "failures": int, "open_until": float, "probe_until": float, "successes": int},
        pk="provider",
        not_null={"failures", "open_until", "probe_until", "successes"},
    )


MIGRATION = Migration(name="0003_limits", apply=create_tables)


class MemoryLimits:
    """Budgets and breakers of one process."""

    def __init__(self) -> None:
        self._budgets: dict[str, Budget] = {}
        self._breakers: dict[str, Breaker] = {}

    async def budget(self, name: str) -> Budget:
        """Return what is used of a source's rate."""
        return self._budgets.get(name, Budget())

    async def change_budget(self, name: str, change: Callable[[Budget], Budget]) -> Budget:
        """Change what is used of a source's rate, and return it."""
        found = self._budgets[name] = change(await self.budget(name))
        return found

    async def breaker(self, name: str) -> Breaker:
        """Return whether a source is asked."""
        return self._breakers.get(name, Breaker())

    async def change_breaker(self, name: str, change: Callable[[Breaker], Breaker]) -> Breaker:
        """Change whether a source is asked, and return it."""
        found = self._breakers[name] = change(await self.breaker(name))
        return found

    def close(self) -> None:
        """Do nothing: there is nothing to let go of."""


class SqliteLimits:
    """Budgets and breakers in a SQLite file. A thread of its own writes, for which it may have to wait for others."""

    def __init__(self, file: DatabaseFile) -> None:
        self._file = file
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="harmony-limits")

    async def budget(self, name: str) -> Budget:
        """Return what is used of a source's rate."""
        return self._read(_budget, name)

    async def change_budget(self, name: str, change: Callable[[Budget], Budget]) -> Budget:
        """Change what is used of a source's rate, and return it."""
        return await self._run(lambda: self._changed(_budget, _put_budget, name, change))

    async def breaker(self, name: str) -> Breaker:
        """Return whether a source is asked."""
        return self._read(_breaker, name)

    async def change_breaker(self, name: str, change: Callable[[Breaker], Breaker]) -> Breaker:
        """Change whether a source is asked, and return it."""
        return await self._run(lambda: self._changed(_breaker, _put_breaker, name, change))

    def close(self) -> None:
        """Close the file, behind what is under way."""
        self._worker.shutdown()
        self._file.close()

    async def _run(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._worker, work)

    def _read(self, read: Callable[[Connection, str], T], name: str) -> T:
        with self._file.told():
            return read(self._file.reader(), name)

    def _changed(
        self,
        read: Callable[[Connection, str], T],
        put: Callable[[Connection, str, T], None],
        name: str,
        change: Callable[[T], T],
    ) -> T:
        def work(connection: Connection) -> T:
            before = read(connection, name)
            after = change(before)
            if after != before:
                put(connection, name, after)
            return after

        return self._file.write(work)


def _budget(connection: Connection, name: str) -> Budget:
    row = connection.execute(
        "select taken, paused_until, used_up_until, told_requests, told_per, told_at, changed_at "
        "from budgets where provider = ?",
        (name,),
    ).fetchone()
    if row is None:
        return Budget()
    taken, paused_until, used_up_until, requests, per, told_at, changed_at = row
    try:
        return Budget(
            taken=tuple(sorted(map(float, json.loads(taken)))),
            paused_until=float(paused_until),
            used_up_until=float(used_up_until),
            told=Rate(requests, per=per) if requests and per else None,
            told_at=float(told_at),
            changed_at=float(changed_at),
        )
    except (ValueError, TypeError) as error:  # changed by hand: the source tells again what it wants
        log.warning("budget_forgotten", provider=name, error=str(error))
        return Budget()


def _put_budget(connection: Connection, name: str, budget: Budget) -> None:
    told = budget.told
    connection.execute(
        "insert or replace into budgets (provider, taken, paused_until, used_up_until, told_requests, told_per, "
        "told_at, changed_at) values (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            name,
            json.dumps(budget.taken),
            budget.paused_until,
            budget.used_up_until,
            told.requests if told else None,
            told.per if told else None,
            budget.told_at,
            budget.changed_at,
        ),
    )


def _breaker(connection: Connection, name: str) -> Breaker:
    row = connection.execute(
        "select failures, open_until, probe_until, successes from breakers where provider = ?", (name,)
    ).fetchone()
    if row is None:
        return Breaker()
    failures, open_until, probe_until, successes = row
    return Breaker(failures=failures, open_until=open_until, probe_until=probe_until, successes=successes)


def _put_breaker(connection: Connection, name: str, breaker: Breaker) -> None:
    connection.execute(
        "insert or replace into breakers (provider, failures, open_until, probe_until, successes) "
        "values (?, ?, ?, ?, ?)",
        (name, breaker.failures, breaker.open_until, breaker.probe_until, breaker.successes),
    )
