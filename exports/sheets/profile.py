"""Profile: who the children or young people are."""

from __future__ import annotations

from fractions import Fraction

from exports import figures
from exports.content import Column, Content, Shorthand, TableSheet
from exports.published import Panel, ProfileRow
from exports.sheet import Sheet
from exports.sheets.marks import NoteRegister
from exports.words import BREAKDOWN_LABELS, breakdown_words, category_words
from schemas.rounding import round_half_up

#: Scorecard -> the count that is broken down.
PROFILED = {"looked_after": ("LAC-01", "as_at"), "care_leaver": ("CL-01", "as_at")}
_WHO = {"looked_after": "children in our care", "care_leaver": "young people we support"}


def profile(panel: Panel, notes: NoteRegister) -> TableSheet | None:
    """One row for each category of each breakdown, at the quarter's end."""
    measure = PROFILED[panel.scorecard]
    parts = [row for row in panel.profile if (row.indicator_id, row.time_window) == measure]
    order = {name: position for position, name in enumerate(BREAKDOWN_LABELS)}
    parts.sort(key=lambda row: (order.get(row.breakdown, len(order)), row.breakdown, row.category_order))
    parts = [row for row in parts if not _is_nobody(row)]
    if not parts:
        return None
    headline = panel.find(*measure)
    total = headline.displayed_value if headline is not None else None
    who = _WHO[panel.scorecard]
    return TableSheet(
        name="Profile",
        answers=f"who the {who} are",
        heading=f"Profile: who the {who} are",
        table_name="profile",
        columns=(
            Column("Breakdown", 30),
            Column("Group", 48),
            Column("Number", 15, numeric=True),
            Column("Percent", 15, numeric=True),
            Column("Same time last year: number", 34, numeric=True),
            Column("Two years ago: number", 29, numeric=True),
        ),
        rows=tuple(
            (
                breakdown_words(row.breakdown),
                category_words(row.breakdown, row.category),
                figures.count(row.numerator, row.shorthand, row.status),
                _share(row, total),
                _earlier(panel, row.year_ago_numerator, 4),
                _earlier(panel, row.two_years_ago_numerator, 8),
            )
            for row in parts
        ),
        how_to_read=(
            "Each row is one group at the end of the quarter, and one and two years ago. Percent is its share of everyone.",
            "The groups of a breakdown add up to everyone. Groups nobody is or was in are left out.",
        ),
    )


def _is_nobody(row: ProfileRow) -> bool:
    """Whether a group is known to be empty now, a year ago and two years ago."""
    return (row.numerator, row.year_ago_numerator, row.two_years_ago_numerator) == (0, 0, 0)


def _share(row: ProfileRow, total: float | None) -> Content:
    """The group's share, from the two numbers that are shown; hidden when either is."""
    if row.numerator is None:
        return figures.count(None, row.shorthand, row.status)
    if total is None:
        return Shorthand("c")
    if total == 0:
        return Shorthand("z")
    share = Fraction(100) * Fraction(row.numerator) / Fraction(total)
    return figures.figure(round_half_up(share), "%", None)


def _earlier(panel: Panel, value: float | None, quarters: int) -> Content:
    """An earlier count. Where the whole was worked out for that quarter a missing part is hidden, not unknown."""
    if value is None:
        point = panel.trend.get(PROFILED[panel.scorecard], {}).get(panel.quarter.shift(-quarters).label)
        return Shorthand("c" if point is not None and point.status == "ok" else "x")
    return figures.count(value, None)


SHEET = Sheet("Profile", 100, profile, absent="no breakdown is published")
