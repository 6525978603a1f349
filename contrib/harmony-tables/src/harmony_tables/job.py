"""What is asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import attrs

from harmony_tables.columns import find_column, has_column
from harmony_tables.tables import Table


@attrs.frozen(kw_only=True)
class Job:
    """What is asked for: `command` is match or dedupe.

    `mapping` says which column holds a field in the tables that have such a column; `own_mappings` are of single
    tables, in their order.
    """

    command: str
    paths: tuple[Path, ...]
    output: Path | None
    mapping: Mapping[str, str] = attrs.field(factory=dict)
    own_mappings: tuple[Mapping[str, str], ...] = ()
    pairs: Path | None = None
    source: str | None = None
    duplicates_within: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """What the tables are called: left and right, or as their files; the same name is numbered."""
        if self.command == "match":
            return ("left", "right")
        stems = [path.stem if str(path) != "-" else "stdin" for path in self.paths]
        return tuple(
            f"{stem}{stems[:place].count(stem) + 1}" if stem in stems[:place] else stem
            for place, stem in enumerate(stems)
        )

    def mappings(self, tables: Sequence[Table]) -> list[dict[str, str]]:
        """Return the mapping of each table. Raises `RequestError` for a column that no table has."""
        for column in self.mapping.values():
            if not any(has_column(table, column) for table in tables):
                find_column(tables[0], column)
        own = self.own_mappings or ({},) * len(tables)
        return [
            {field: column for field, column in self.mapping.items() if has_column(table, column)} | dict(each)
            for table, each in zip(tables, own, strict=True)
        ]

    @property
    def has_sources(self) -> bool:
        """Whether records are of several sources, which hold no duplicates."""
        return not self.duplicates_within and (self.source is not None or len(self.paths) > 1)
