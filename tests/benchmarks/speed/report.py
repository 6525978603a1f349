"""Figures beside their aims and their peers, as tables for a terminal and for the docs."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from speed.measure import Spread

MISSED, MET = "✗", "✓"


@attrs.frozen
class Aim:
    """What a figure should be: at most, or at least (`least`), so much."""

    bound: float
    least: bool = False

    def is_met(self, value: float) -> bool:
        """Whether a value is as it should be."""
        return value >= self.bound if self.least else value <= self.bound


@attrs.frozen
class Figure:
    """A line of a table: what was measured, of which the middle is held to the aim. `beside` tells of others."""

    name: str
    spread: Spread
    unit: str
    aim: Aim | None = None
    beside: str = ""

    @property
    def mark(self) -> str:
        """Whether the aim is met; nothing where there is none."""
        return "" if self.aim is None else MET if self.aim.is_met(self.spread.middle) else MISSED


@attrs.frozen
class Table:
    """The figures of one concern; `notes` say what is compared, and what could not be."""

    title: str
    figures: Sequence[Figure]
    notes: Sequence[str] = ()


HEADER = ("", "measured", "quartiles", "aim", "", "beside")


def cells(figure: Figure) -> tuple[str, ...]:
    """Return a line's texts."""
    spread, aim = figure.spread, figure.aim
    return (
        figure.name,
        f"{shown(spread.middle)} {figure.unit}".strip(),
        "" if spread.low == spread.high else f"{shown(spread.low)} – {shown(spread.high)}",
        "" if aim is None else f"{'≥' if aim.least else '≤'} {shown(aim.bound)}",
        figure.mark,
        figure.beside,
    )


def shown(value: float) -> str:
    """Return a number with three digits that count, or all before the point."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}" if value >= 0.1 else f"{value:.3f}"


def as_text(table: Table) -> str:
    """Return a table for a terminal."""
    lines = [HEADER, *map(cells, table.figures)]
    widths = [max(len(line[at]) for line in lines) for at in range(len(HEADER))]
    rows = ["  ".join(f"{cell:{width}}" for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines]
    return "\n".join([f"== {table.title}", *rows, *(f"   {note}" for note in table.notes)])


def as_markdown(table: Table) -> str:
    """Return a table for the docs."""
    rows = [HEADER, tuple("---" for _ in HEADER), *map(cells, table.figures)]
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join([f"### {table.title}", "", *(f"{note}\n" for note in table.notes), *lines])


def missed(tables: Sequence[Table]) -> list[str]:
    """Return the names of the figures that miss their aims."""
    return [f"{table.title}: {figure.name}" for table in tables for figure in table.figures if figure.mark == MISSED]
