"""A theme says once what its indicators have in common, so that a plain one reads in a few lines.

::

    HEALTH = Theme("Health", needs=("health_checks",), left_out_words="Short breaks", source=OC2, better=Direction.HIGHER)

    INDICATORS = (
        HEALTH("LAC-47", "Dental check", "Seen by a dentist", CONTINUOUS, Percentage("is_seen"), "Recorded as seen"),
    )
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypedDict, Unpack

import duckdb

from indicators.definition import (
    Basis,
    Book,
    Cohort,
    Counts,
    Direction,
    Exceptions,
    Indicator,
    Source,
    Target,
    Tier,
)
from indicators.units.shape import By, Shape
from warehouse.calendar import Window


class Said(TypedDict, total=False):
    """What may be said of an indicator besides what it always says; see :class:`indicators.definition.Indicator`."""

    windows: tuple[Window, ...]
    source: Source
    denominator_words: str
    left_out_words: str
    counts: Counts
    better: Direction
    basis: Basis
    tier: Tier
    needs: tuple[str, ...]
    unknown: str | None
    exceptions: Exceptions | None
    target: Target | None
    is_rated: bool
    is_published: bool
    is_profiled: bool
    headline: Window | None
    by: tuple[By, ...]
    by_person: bool | None
    reach: str | None
    reads: tuple[str, ...]
    prepared_by: Callable[[duckdb.DuckDBPyConnection], object] | None
    own_book: Book | None
    in_force: str


@dataclass(frozen=True, init=False)
class Theme:
    """A heading of the scorecard with what its indicators have in common.

    Attributes:
        name: The heading.
        common: What is said of each of them, unless it says otherwise itself.
    """

    name: str
    common: Said

    def __init__(self, name: str, **common: Unpack[Said]) -> None:
        object.__setattr__(self, "name", name)
        object.__setattr__(self, "common", common)

    def but(self, **own: Unpack[Said]) -> Theme:
        """The same theme with some of what is common said otherwise: a group within it."""
        said: Said = {**self.common, **own}
        return Theme(self.name, **said)

    def __call__(
        self,
        indicator_id: str,
        title: str,
        label: str,
        cohort: Cohort | None,
        measure: Shape,
        numerator_words: str,
        **own: Unpack[Said],
    ) -> Indicator:
        """Declare an indicator of this theme.

        Args:
            indicator_id: Stable identifier of the data contract.
            title: Statutory wording.
            label: Plain words for the panel.
            cohort: Who is asked about.
            measure: Its shape, with its conditions.
            numerator_words: Who is counted, in words.
            **own: What differs from the theme, or is its alone.
        """
        said: Said = {"windows": (Window.AS_AT,), **self.common, **own}
        if cohort is not None and measure.NEEDS_BASE_WORDS and getattr(measure, "of", "TRUE") == "TRUE":
            said.setdefault("denominator_words", cohort.words)
        return Indicator(
            id=indicator_id, title=title, label=label, theme=self.name, cohort=cohort, measure=measure,
            numerator_words=numerator_words, **said,
        )  # fmt: skip
