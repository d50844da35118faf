"""Reading what may be published: rows of ``published.*`` for one council and quarter, and nothing else.

Each dataclass names the columns it reads, in the table's order, so the query is made from it. A number that
is hidden is ``None`` here, with its reason in ``shorthand``; a row that says a number is hidden and carries
it all the same is refused (:class:`LeakError`) before any sheet is written.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from decimal import Decimal
from functools import cached_property
from typing import Any, TypeVar

import duckdb

from exports.published_rows import (
    ActionRow,
    Authority,
    CommentaryRow,
    DefinitionRow,
    InputRow,
    ProfileRow,
    QualityRow,
    ReasonRow,
    RevisionRow,
    ScorecardRow,
    TrendRow,
)
from schemas.commentary import needs_words
from warehouse.calendar import Quarter, Window

__all__ = [
    "SCORECARD_TABLES",
    "ActionRow",
    "Authority",
    "CommentaryRow",
    "DefinitionRow",
    "InputRow",
    "LeakError",
    "Panel",
    "ProfileRow",
    "PublishedError",
    "QualityRow",
    "ReasonRow",
    "RevisionRow",
    "ScorecardRow",
    "TrendRow",
    "plain",
    "read_panel",
]


class PublishedError(ValueError):
    """The published tables do not hold what a workbook needs; the message says which table and what to do."""


class LeakError(PublishedError):
    """A published row carries a number it says is hidden; nothing may be written from it."""


SCORECARD_TABLES = {
    "looked_after": "published.lac_scorecard",
    "care_leaver": "published.care_leaver_scorecard",
}

Row = TypeVar("Row")
_WINDOW_ORDER = {window.value: position for position, window in enumerate(Window)}


@dataclass(frozen=True)
class Panel:
    """Everything one workbook is written from.

    Attributes:
        scorecard: ``looked_after`` or ``care_leaver``.
        authority: Whose workbook it is.
        quarter: The quarter reported.
        rows: Every measure and window, in reading order.
        trend: (measure, window) -> quarter -> row.
        profile: In reading order.
        definitions: By measure, in reading order.
        quality: By extract.
        commentary: By measure, for those the service speaks of.
        actions: What was promised the quarter before.
        reasons: Why rated measures are missed.
        is_closed: Whether it is for a session from which press and public are excluded, and hides nothing.
    """

    scorecard: str
    authority: Authority
    quarter: Quarter
    rows: tuple[ScorecardRow, ...]
    trend: dict[tuple[str, str], dict[str, TrendRow]]
    profile: tuple[ProfileRow, ...]
    definitions: dict[str, DefinitionRow]
    quality: tuple[QualityRow, ...]
    commentary: dict[str, CommentaryRow]
    inputs: tuple[InputRow, ...] = ()
    revisions: tuple[RevisionRow, ...] = ()
    actions: tuple[ActionRow, ...] = ()
    reasons: tuple[ReasonRow, ...] = ()
    is_closed: bool = False

    def headline(self, row: ScorecardRow) -> bool:
        """Whether the row is in the window its measure is shown in first."""
        return self.definitions[row.indicator_id].headline_window == row.time_window

    @cached_property
    def rated(self) -> tuple[ScorecardRow, ...]:
        """The measures that are given a status, each in its headline window, in the panel's order."""
        rated = [row for row in self.rows if row.is_rated]
        return tuple(sorted(rated, key=lambda row: (row.panel_place is None, row.panel_place or 0)))

    @cached_property
    def context(self) -> tuple[ScorecardRow, ...]:
        """The headline figures of the measures that are never given a status."""
        return tuple(row for row in self.rows if self.headline(row) and not row.is_rated)

    @cached_property
    def rated_ids(self) -> frozenset[str]:
        """The measures that are rated."""
        return frozenset(row.indicator_id for row in self.rated)

    def headline_row(self, indicator_id: str) -> ScorecardRow | None:
        """A measure in the window it is shown in first."""
        return next((row for row in self.rows if row.indicator_id == indicator_id and self.headline(row)), None)

    def was_red_and_is_hidden(self, row: ScorecardRow) -> bool:
        """Whether a measure was red when it was last published, and its figure is hidden now."""
        return row.shorthand == "c" and row.rating not in ("Green", "Amber", "Red") and row.last_rating == "Red"

    @cached_property
    def needing_words(self) -> tuple[ScorecardRow, ...]:
        """The rated measures whose figures are shown and red, amber or clearly worse."""
        return tuple(row for row in self.rated if row.is_shown and needs_words(row.rating, row.tested_change))

    @cached_property
    def wordless(self) -> tuple[ScorecardRow, ...]:
        """Those of them without why, action, lead or date."""
        said = self.commentary
        return tuple(
            row for row in self.needing_words if row.indicator_id not in said or not said[row.indicator_id].is_complete
        )

    def find(self, indicator_id: str, time_window: str) -> ScorecardRow | None:
        """The row of one measure and window, if it is published."""
        return next((r for r in self.rows if r.indicator_id == indicator_id and r.time_window == time_window), None)

    @cached_property
    def trend_quarters(self) -> tuple[Quarter, ...]:
        """Every quarter a trend is published for, oldest first."""
        labels = {label for by_quarter in self.trend.values() for label in by_quarter}
        return tuple(sorted(Quarter.parse(label) for label in labels))


def read_panel(con: duckdb.DuckDBPyConnection, authority: str, quarter: str, scorecard: str) -> Panel:
    """Read one scorecard of one council and quarter.

    Raises:
        PublishedError: When the council has nothing published for the quarter, or a row speaks of a measure
        that has
            no definition.
        LeakError: When a row carries a number it says is hidden.
    """
    where = "authority = ? AND submission_quarter = ?"
    found = _read(con, Authority, Authority.table, f"{where} ORDER BY delivery DESC", [authority, quarter])
    if not found:
        raise PublishedError(
            f"published.authority has no row for '{authority}' in {quarter}. Run the quarter for this council first."
        )
    latest = f"{where} AND delivery = ?"
    keys = [authority, quarter, found[0].delivery]
    definitions = _read(
        con,
        DefinitionRow,
        DefinitionRow.table,
        "scorecard = ? ORDER BY display_order, indicator_id",
        [scorecard],
    )
    rows = _read(con, ScorecardRow, SCORECARD_TABLES[scorecard], latest, keys)
    ids = {row.indicator_id for row in definitions}
    if missing := sorted({row.indicator_id for row in rows} - ids):
        raise PublishedError(
            f"published.definition has no row for {', '.join(missing)}. Publish the definitions with the figures."
        )
    trend: dict[tuple[str, str], dict[str, TrendRow]] = {}
    for point in _read(con, TrendRow, TrendRow.table, f"{latest} ORDER BY quarter", keys):
        if point.indicator_id in ids:
            trend.setdefault((point.indicator_id, point.time_window), {})[point.quarter] = point
    profile = _read(
        con,
        ProfileRow,
        ProfileRow.table,
        f"{latest} AND quarter = submission_quarter ORDER BY indicator_id, time_window, category_order",
        keys,
    )
    panel = Panel(
        scorecard=scorecard,
        authority=found[0],
        quarter=Quarter.parse(quarter),
        rows=tuple(sorted(rows, key=lambda r: (r.display_order, r.indicator_id, _WINDOW_ORDER.get(r.time_window, 9)))),
        trend=trend,
        profile=tuple(row for row in profile if row.indicator_id in ids),
        definitions={row.indicator_id: row for row in definitions},
        quality=tuple(_read(con, QualityRow, QualityRow.table, f"{latest} ORDER BY extract", keys)),
        commentary={
            row.indicator_id: row
            for row in _read(con, CommentaryRow, CommentaryRow.table, f"{latest} ORDER BY indicator_id", keys)
            if row.indicator_id in ids
        },
        inputs=tuple(_read(con, InputRow, InputRow.table, f"{latest} ORDER BY extract, file_hash", keys)),
        revisions=tuple(
            row
            for row in _read(con, RevisionRow, RevisionRow.table, f"{latest} ORDER BY quarter DESC", keys)
            if row.indicator_id in ids
        ),
        actions=tuple(
            row
            for row in _read(con, ActionRow, ActionRow.table, f"{latest} ORDER BY indicator_id", keys)
            if row.indicator_id in ids
        ),
        reasons=tuple(
            row
            for row in _read(con, ReasonRow, ReasonRow.table, f"{latest} ORDER BY indicator_id, place", keys)
            if row.indicator_id in ids
        ),
    )
    refuse_leaks(panel)
    return panel


def targets_not_adopted(con: duckdb.DuckDBPyConnection, authority: str, quarter: str) -> list[str]:
    """Rated measures of a council whose target is a default it has not adopted, for whoever approves the quarter.

    Args:
        con: A connection on a database with ``published.*``.
        authority: Slug of the council.
        quarter: Such as ``2017-18-Q4``.

    Returns:
        Identifiers, in reading order.
    """
    query = " UNION ALL ".join(
        f"SELECT indicator_id, panel_place, '{scorecard}' AS book FROM {table} WHERE authority = $authority"
        " AND submission_quarter = $quarter AND is_rated AND target_type IS NOT NULL AND NOT coalesce(target_adopted, false)"
        for scorecard, table in SCORECARD_TABLES.items()
    )
    found = con.execute(
        f"{query} ORDER BY book DESC, panel_place", {"authority": authority, "quarter": quarter}
    ).fetchall()
    return list(dict.fromkeys(str(row[0]) for row in found))


def _read(con: duckdb.DuckDBPyConnection, kind: type[Row], table: str, where: str, parameters: list[Any]) -> list[Row]:
    """Rows of a table as dataclasses; their fields are the columns asked for."""
    names = ", ".join(field.name for field in fields(kind))  # type: ignore[arg-type]
    found = con.execute(f"SELECT {names} FROM {table} WHERE {where}", parameters).fetchall()
    return [kind(*(plain(value) for value in row)) for row in found]


def plain(value: Any) -> Any:
    """A database value as the workbook uses it: decimals as floats, NaN as missing."""
    if isinstance(value, Decimal):
        value = float(value)
    return None if isinstance(value, float) and math.isnan(value) else value


def refuse_leaks(panel: Panel) -> None:
    """Stop when a row marked confidential, or of low reliability, still carries what the mark hides.

    Disclosure control is done before publishing; this is the last look, and it never writes a value in its
    message.

    Raises:
        LeakError: Naming table, measure and column.
    """
    hidden_with = {
        "c": ("numerator", "value", "displayed_value", "lower_95", "upper_95", "gap"),
        "u": ("value", "displayed_value", "lower_95", "upper_95", "gap"),
    }
    table = SCORECARD_TABLES[panel.scorecard]
    marked: list[tuple[str, Any, str, tuple[str, ...]]] = []
    for row in panel.rows:
        marked.append((table, row, row.shorthand or "", hidden_with.get(row.shorthand or "", ())))
        if row.compared_shorthand == "c":
            marked.append((table, row, "c", ("compared_numerator", "compared_value")))
    for point in (point for by_quarter in panel.trend.values() for point in by_quarter.values()):
        marked.append((TrendRow.table, point, point.shorthand or "", hidden_with.get(point.shorthand or "", ())))
    for part in panel.profile:
        marked.append((ProfileRow.table, part, part.shorthand or "", hidden_with.get(part.shorthand or "", ())))
    for revised in panel.revisions:
        if "c" in (revised.shorthand, revised.then_shorthand):
            marked.append((RevisionRow.table, revised, "c", ("then_displayed_value", "displayed_value", "difference")))
    for name, row, shorthand, columns in marked:
        for column in columns:
            if getattr(row, column, None) is not None:
                raise LeakError(
                    f"{name}: {row.indicator_id} ({row.time_window}) is marked [{shorthand}] and still has"
                    f" a number in '{column}'. Nothing was written; correct disclosure control and publish"
                    " again."
                )
