"""What may be published, row by row: one dataclass a table, naming the columns it is read with, in the table's order.

A number that is hidden is ``None``, with its reason in ``shorthand``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from schemas.commentary import NEEDED
from warehouse.calendar import Window


@dataclass(frozen=True)
class Authority:
    """One council and quarter as published."""

    table: ClassVar[str] = "published.authority"
    authority: str
    submission_quarter: str
    delivery: int
    name: str
    quarter_words: str
    state: str
    code_version: str | None = None
    schema_version: int | None = None
    definitions_version: str | None = None
    contact: str | None = None
    meeting_date: date | None = None
    records_to: date | None = None


@dataclass(frozen=True)
class ScorecardRow:
    """One measure in one window of the run's quarter.

    ``value``, ``displayed_value``, ``compared_value`` and ``england_value`` are on the scale 0-100 for
    percentages and per 10,000 for rates; ``gap`` is in the same unit, plus being good.
    """

    table: ClassVar[str]
    indicator_id: str
    time_window: str
    display_order: int
    theme: str
    title: str
    label: str
    unit: str
    better: str
    is_rated: bool
    numerator: float | None
    denominator: float | None
    value: float | None
    status: str
    displayed_value: float | None
    lower_95: float | None
    upper_95: float | None
    target_type: str | None
    target_low: float | None
    target_high: float | None
    floor: float | None
    target_source: str | None
    rating: str | None
    rating_reason: str | None
    gap: float | None
    compared_quarter: str | None
    compared_numerator: float | None
    compared_denominator: float | None
    compared_value: float | None
    change: str | None
    england_value: float | None
    england_period: str | None
    england_comparable: bool | None
    england_note: str | None
    neighbours_value: float | None
    neighbours_period: str | None
    neighbours_comparable: bool | None
    data_quality_note: str | None
    notes: str | None
    target_adopted: bool | None
    panel_heading: str | None
    panel_place: int | None
    records_missing: str | None
    shorthand: str | None
    compared_shorthand: str | None
    last_rating: str | None

    @property
    def is_shown(self) -> bool:
        """Whether there is a result and it may be seen."""
        return self.displayed_value is not None and self.shorthand in (None, "r")

    @property
    def tested_change(self) -> str | None:
        """The change in words, unless the earlier figure may not be spoken of."""
        return self.change if self.compared_shorthand is None else None

    @property
    def window_words(self) -> str:
        """Period basis as a reader is told it."""
        return Window(self.time_window).words


@dataclass(frozen=True)
class TrendRow:
    """One measure in one window of one quarter, as now known."""

    table: ClassVar[str] = "published.trend"
    quarter: str
    indicator_id: str
    time_window: str
    numerator: float | None
    denominator: float | None
    value: float | None
    displayed_value: float | None
    status: str
    rating: str | None
    shorthand: str | None


@dataclass(frozen=True)
class ProfileRow:
    """One category of one breakdown of one measure, with the same count one and two years ago."""

    table: ClassVar[str] = "published.profile"
    quarter: str
    indicator_id: str
    time_window: str
    breakdown: str
    category: str
    category_order: int
    numerator: float | None
    status: str
    year_ago_numerator: float | None
    two_years_ago_numerator: float | None
    shorthand: str | None


@dataclass(frozen=True)
class DefinitionRow:
    """What one measure counts; ``windows`` lists every window it is worked out for."""

    table: ClassVar[str] = "published.definition"
    indicator_id: str
    scorecard: str
    display_order: int
    title: str
    label: str
    unit: str
    windows: str
    better: str
    is_rated: bool
    headline_window: str
    numerator_words: str
    denominator_words: str | None
    left_out_words: str | None
    source: str
    known_limits: str | None


@dataclass(frozen=True)
class QualityRow:
    """How one extract was read: ``rows_read`` = ``rows_loaded`` + ``rows_quarantined``; findings by severity."""

    table: ClassVar[str] = "published.data_quality"
    extract: str
    rows_read: int | None
    rows_loaded: int | None
    rows_quarantined: int | None
    findings_reject_file: int | None
    findings_reject_row: int | None
    findings_warn: int | None
    shorthand: str | None


@dataclass(frozen=True)
class InputRow:
    """One file the figures rest on, by the first characters of its hash; ``rows_read`` is of the whole extract."""

    table: ClassVar[str] = "published.input_file"
    extract: str
    file_hash: str
    rows_read: int | None


@dataclass(frozen=True)
class RevisionRow:
    """One figure that an approved version of its quarter showed otherwise than it is known now.

    Blank on both sides where either is hidden; ``shorthand`` is ``r`` where the change is too small to be listed.
    """

    table: ClassVar[str] = "published.revision"
    quarter: str
    indicator_id: str
    time_window: str
    then_version: str
    reported_at: datetime
    then_displayed_value: float | None
    then_status: str
    then_rating: str | None
    displayed_value: float | None
    status: str
    rating: str | None
    difference: float | None
    is_beyond_threshold: bool
    reason: str
    then_shorthand: str | None
    shorthand: str | None


@dataclass(frozen=True)
class CommentaryRow:
    """What the service says about one measure; a text nobody wrote is ``None``."""

    table: ClassVar[str] = "published.commentary"
    indicator_id: str
    what_it_shows: str | None
    why: str | None
    action: str | None
    lead: str | None
    by_when: str | None
    ask: str | None = None
    progress: str | None = None

    @property
    def is_complete(self) -> bool:
        """Whether it says all a red, amber or clearly worse measure must have said."""
        return all(getattr(self, name) for name in NEEDED)


@dataclass(frozen=True)
class ActionRow:
    """One action promised for the quarter before."""

    table: ClassVar[str] = "published.action"
    indicator_id: str
    action: str
    lead: str | None
    by_when: str | None


@dataclass(frozen=True)
class ReasonRow:
    """One reason why a measure is missed; ``missed`` counts as the measure does."""

    table: ClassVar[str] = "published.reason"
    indicator_id: str
    time_window: str
    place: int
    reason: str
    missed: int
