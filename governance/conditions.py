"""What must be so before a draft is approved, and what the approver is told beside: one function each, in two lists.

A condition returns sentences why the draft may not be approved; nothing when it holds. A remark returns sentences that are
said and recorded and refuse nothing. Whoever adds a rule of approval writes a function and names it in a list below.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import duckdb

from exports.panel import EDITIONS
from exports.published import read_panel
from warehouse.calendar import Quarter
from warehouse.connection import table_exists

#: A number looked after that is off by more than both against the quarter before needs a word.
LARGE_SHARE, LARGE_NUMBER = 0.25, 10
_LOOKED_AFTER = "LAC-01"


@dataclass(frozen=True)
class Draft:
    """The draft somebody asks to approve.

    Attributes:
        warehouse: Connection on the warehouse, for reading.
        published: Connection on what is published of the quarter alone.
        authority: Slug of the council.
        quarter: The quarter.
    """

    warehouse: duckdb.DuckDBPyConnection
    published: duckdb.DuckDBPyConnection
    authority: str
    quarter: Quarter

    @property
    def words(self) -> str:
        """For messages."""
        return f"{self.quarter.label} of {self.authority}"

    @property
    def keys(self) -> list[str]:
        """Parameters of most queries."""
        return [self.authority, self.quarter.label]


Rule = Callable[[Draft], Iterator[str]]


def words_where_needed(draft: Draft) -> Iterator[str]:
    """Every measure that needs commentary has all of it."""
    gaps = [
        f"{row.label} ({row.indicator_id})"
        for edition in EDITIONS
        for row in read_panel(draft.published, draft.authority, draft.quarter.label, edition.scorecard).wordless
    ]
    if gaps:
        yield (
            f"{draft.words} cannot be approved yet. These measures are red, amber or clearly worse and have no "
            f"complete commentary (why, action, lead and date): {'; '.join(gaps)}. Fill in the commentary template, put it "
            "among the extracts as 'commentary' and run the quarter again."
        )


def large_change_explained(draft: Draft) -> Iterator[str]:
    """A number looked after that is far from the quarter before's has a word on it.

    Source: real-files, section 3: off by both more than 25% and more than 10 children.
    """
    now, before = _looked_after(draft)
    if now is None or before is None:
        return
    gap = abs(now - before)
    if gap <= LARGE_NUMBER or gap <= LARGE_SHARE * before:
        return
    written = draft.warehouse.execute(
        "SELECT count(*) FROM published.commentary WHERE authority = ? AND submission_quarter = ? AND indicator_id = ? "
        "AND coalesce(what_it_shows, why) IS NOT NULL",
        [*draft.keys, _LOOKED_AFTER],
    ).fetchall()[0][0]
    if not written:
        yield (
            f"{draft.words} cannot be approved yet. The number of children looked after differs from the quarter before's by "
            f"more than {LARGE_SHARE:.0%} and more than {LARGE_NUMBER} children, which may be a file that is not complete. If "
            f"it is right, say so in the commentary on {_LOOKED_AFTER} (what it shows), and run the quarter again; if not, "
            "ask for the whole file."
        )


def refused_words(draft: Draft) -> Iterator[str]:
    """Commentary that was given and could not be used, by rule; never its text."""
    for rule, number in draft.warehouse.execute(
        "SELECT rule, count(*) FROM quality.findings WHERE authority = ? AND submission_quarter = ? AND extract = 'commentary' "
        "AND severity IN ('reject_row', 'reject_file') GROUP BY rule ORDER BY rule",
        draft.keys,
    ).fetchall():
        yield (
            f"Commentary was refused and is not in the workbooks: {rule}, {number} time{'' if number == 1 else 's'}. The "
            "data-quality workbook names each row."
        )


def targets_not_adopted(draft: Draft) -> Iterator[str]:
    """Targets that are printed and that the council has not adopted."""
    names = [
        str(row[0])
        for row in draft.warehouse.execute(
            "SELECT DISTINCT indicator_id FROM (SELECT * FROM published.lac_scorecard UNION ALL "
            "SELECT * FROM published.care_leaver_scorecard) WHERE authority = ? AND submission_quarter = ? "
            "AND is_rated AND target_source ILIKE '%not adopted%' ORDER BY 1",
            draft.keys,
        ).fetchall()
    ]
    if names:
        yield (
            f"Targets that are defaults and were not adopted by the council: {', '.join(names)}. They are printed as such; "
            "council.toml adopts them or sets others."
        )


#: Each may refuse an approval.
CONDITIONS: list[Rule] = [words_where_needed, large_change_explained]
#: Each is said at an approval and recorded with it.
REMARKS: list[Rule] = [refused_words, targets_not_adopted]


def _looked_after(draft: Draft) -> tuple[float | None, float | None]:
    """Looked after on the last day, now and as the quarter before was last approved, else as it was first reported."""
    now = _number(
        draft.warehouse,
        "SELECT numerator FROM indicators.result WHERE authority = ? AND submission_quarter = ? "
        "AND quarter = submission_quarter AND indicator_id = ? AND time_window = 'as_at' AND breakdown = 'all'",
        [*draft.keys, _LOOKED_AFTER],
    )
    before = draft.quarter.shift(-1).label
    printed = _number(
        draft.warehouse,
        "SELECT numerator FROM published.as_published WHERE authority = ? AND submission_quarter = ? AND quarter = ? "
        "AND indicator_id = ? AND time_window = 'as_at' AND breakdown = 'all' AND table_name = 'trend' "
        "ORDER BY approved_at DESC LIMIT 1",
        [draft.authority, before, before, _LOOKED_AFTER],
    )
    if printed is not None or not table_exists(draft.warehouse, "indicators.first_reported"):
        return now, printed
    return now, _number(
        draft.warehouse,
        "SELECT numerator FROM indicators.first_reported WHERE authority = ? AND quarter = ? AND indicator_id = ? "
        "AND time_window = 'as_at' AND breakdown = 'all'",
        [draft.authority, before, _LOOKED_AFTER],
    )


def _number(connection: duckdb.DuckDBPyConnection, sql: str, parameters: list[str]) -> float | None:
    found = connection.execute(sql, parameters).fetchall()
    return float(found[0][0]) if found and found[0][0] is not None else None
