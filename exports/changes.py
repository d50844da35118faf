"""How a figure has moved, from what is published alone: against last quarter, against last year, and as a run.

Nothing here knows a figure the reader does not see: values, bases and runs come from the published trend, so a word about
a movement never says more than the numbers beside it.
"""

from __future__ import annotations

from dataclasses import dataclass

from exports.content import Content, Shorthand
from exports.figures import figure, in_words
from exports.published import Panel, ScorecardRow, TrendRow
from schemas.chance import RULE_QUARTERS, Run, newcombe, run_rule
from schemas.rounding import round_half_up
from warehouse.calendar import Window

#: Below this many a percentage is not tested.
SMALLEST_BASE = 10
#: Windows whose figures at two dates a year apart describe different events.
_TESTED_A_YEAR_APART = (Window.QUARTER, Window.YEAR_TO_DATE, Window.ROLLING_YEAR)
BETTER, WORSE, UNCLEAR = 1, -1, 0
#: After a difference that is described and not tested; explained on Notes.
NOT_TESTED = "[n]"


@dataclass(frozen=True)
class Movement:
    """How one measure moved; ``None`` where it cannot be said.

    Attributes:
        quarter: Answer of the test against the quarter before: better, worse or no clear change; flows only.
        year: Answer of the test against the same quarter last year.
        quarter_difference: Points or units against the quarter before, as shown.
        year_difference: The same against last year.
        run: What the run rule says, for flows with nine quarters.
        is_good: Whether a run upwards is good (1), bad (-1) or neither (0).
        is_few: Whether one of the groups is too small to be compared.
    """

    quarter: int | None
    year: int | None
    quarter_difference: float | None
    year_difference: float | None
    run: Run | None
    is_good: int
    is_few: bool

    @property
    def lasting(self) -> int:
        """Better or worse by the run rule; nothing when it does not fire or no direction is good."""
        return self.run.direction * self.is_good if self.run is not None else UNCLEAR

    @property
    def answers(self) -> tuple[int, ...]:
        """Every answer that was given."""
        run = (self.lasting,) if self.lasting else ()
        return tuple(answer for answer in (self.quarter, self.year, *run) if answer is not None)

    @property
    def is_better(self) -> bool:
        """Whether something says clearly better and nothing clearly worse."""
        return BETTER in self.answers and WORSE not in self.answers

    @property
    def is_worse(self) -> bool:
        """Whether something says clearly worse."""
        return WORSE in self.answers


def last_quarter(panel: Panel, row: ScorecardRow) -> tuple[Content, TrendRow | None]:
    """The quarter before as it was published; ``[r]`` follows where it is now known otherwise."""
    label = panel.quarter.shift(-1).label
    point = _point(panel, row, 1)
    told = next((r for r in panel.revisions if (r.indicator_id, r.time_window, r.quarter) == (*_key(row), label)), None)
    if told is None:
        return _content(point, row.unit), point
    if told.then_displayed_value is None:
        return figure(None, row.unit, told.then_shorthand or "x"), point
    return f"{in_words(told.then_displayed_value, row.unit)} [r]", point


def year_ago(panel: Panel, row: ScorecardRow) -> Content:
    """The same quarter last year, as now known."""
    return _content(_point(panel, row, 4), row.unit)


def movement(panel: Panel, row: ScorecardRow) -> Movement:
    """How a shown figure moved."""
    quarter, year = _point(panel, row, 1), _point(panel, row, 4)
    is_good = {"higher": 1, "lower": -1}.get(row.better, 0)
    tested = row.unit == "%" and is_good != 0
    is_flow = row.time_window == Window.QUARTER
    apart = row.time_window in _TESTED_A_YEAR_APART
    run = None
    if is_flow and row.is_shown:
        by_quarter = panel.trend.get(_key(row), {})
        labels = [panel.quarter.shift(-back).label for back in range(RULE_QUARTERS - 1, -1, -1)]
        run = run_rule([round_half_up(by_quarter[n].displayed_value) if n in by_quarter else None for n in labels])
    compared = [point for point in (quarter if is_flow else None, year) if point is not None]
    return Movement(
        quarter=_test(row, quarter, is_good) if tested and is_flow else None,
        year=_test(row, year, is_good) if tested and apart else None,
        quarter_difference=_difference(row, quarter),
        year_difference=_difference(row, year),
        run=run,
        is_good=is_good,
        is_few=row.unit == "%" and any((point.denominator or SMALLEST_BASE) < SMALLEST_BASE for point in compared),
    )


def _key(row: ScorecardRow) -> tuple[str, str]:
    return row.indicator_id, row.time_window


def _point(panel: Panel, row: ScorecardRow, back: int) -> TrendRow | None:
    return panel.trend.get(_key(row), {}).get(panel.quarter.shift(-back).label)


def _content(point: TrendRow | None, unit: str) -> Content:
    if point is None:
        return Shorthand("x")
    return figure(point.displayed_value, unit, point.shorthand, point.status)


def _is_shown(point: TrendRow | None) -> bool:
    return point is not None and point.displayed_value is not None and point.shorthand in (None, "r")


def _test(row: ScorecardRow, then: TrendRow | None, is_good: int) -> int | None:
    """Better, worse or no clear change; nothing where a figure is not shown or a group is too small."""
    if then is None or not row.is_shown or not _is_shown(then):
        return None
    numbers = (row.numerator, row.denominator, then.numerator, then.denominator)
    if any(number is None for number in numbers) or min(row.denominator or 0, then.denominator or 0) < SMALLEST_BASE:
        return None
    _, lower, upper = newcombe(*(float(number or 0) for number in numbers))
    rose, fell = bool(lower > 0), bool(upper < 0)
    return (rose - fell) * is_good


def _difference(row: ScorecardRow, then: TrendRow | None) -> float | None:
    if then is None or not row.is_shown or not _is_shown(then):
        return None
    assert row.displayed_value is not None
    assert then.displayed_value is not None
    return round_half_up((round_half_up(row.displayed_value) or 0) - (round_half_up(then.displayed_value) or 0))


def in_short(panel: Panel, row: ScorecardRow) -> Content:
    """The change as the Scorecard says it: the answers of the tests, or the differences and that they are not tested."""
    if row.shorthand in ("c", "u", "x", "z") or not row.is_shown:
        return Shorthand(row.shorthand or "x")
    moved = movement(panel, row)
    told = [words for words in (_run_words(moved), _tested_words(moved)) if words]
    if told:
        return f"{told[0]}{''.join(f'; {words[:1].lower()}{words[1:]}' for words in told[1:])}"
    if moved.is_few:
        return "Too few to say"
    return _described(moved, row) or Shorthand(_why_not_compared(panel, row))


def _why_not_compared(panel: Panel, row: ScorecardRow) -> str:
    """Shorthand for a change that cannot be told: hidden with the earlier figures, or not available."""
    earlier = (_point(panel, row, back) for back in (1, 4))
    return "c" if any(point is not None and point.shorthand == "c" for point in earlier) else "x"


def in_a_sentence(panel: Panel, row: ScorecardRow) -> str:
    """What clearly changed, to follow a figure in running text; empty where nothing did."""
    moved = movement(panel, row)
    parts = []
    for answer, words, back in ((moved.quarter, "last quarter", 1), (moved.year, "a year ago", 4)):
        then = _point(panel, row, back)
        if answer and then is not None and then.displayed_value is not None:
            parts.append(
                f"{'better' if answer > 0 else 'worse'} than {words} ({in_words(then.displayed_value, row.unit)})"
            )
    run = _run_words(moved) if moved.lasting else ""
    said = ", ".join([*parts, *([f"{run[:1].lower()}{run[1:]}"] if run else [])])
    return f"{said[:1].upper()}{said[1:]}." if said else ""


def _tested_words(moved: Movement) -> str:
    answers = {"last quarter": moved.quarter, "a year ago": moved.year}
    given = {since: answer for since, answer in answers.items() if answer is not None}
    if not given:
        return ""
    better = [since for since, answer in given.items() if answer > 0]
    worse = [since for since, answer in given.items() if answer < 0]
    if not better and not worse:
        return "No clear change"
    parts = [f"{word} than {' and '.join(since)}" for word, since in (("better", better), ("worse", worse)) if since]
    said = ", ".join(parts)
    return f"{said[:1].upper()}{said[1:]}"


def _run_words(moved: Movement) -> str:
    run = moved.run
    if run is None or not run.direction:
        return ""
    if moved.lasting:
        word = "Improving" if moved.lasting > 0 else "Worsening"
        return f"{word} for {run.quarters} quarters" if run.quarters > 1 else f"{word}: outside its usual range"
    word = "Rising" if run.direction > 0 else "Falling"
    return f"{word} for {run.quarters} quarters" if run.quarters > 1 else f"{word}: outside its usual range"


def _described(moved: Movement, row: ScorecardRow) -> str:
    """``Up 2; in a year down 13 [n]``."""
    parts = []
    if row.time_window == Window.AS_AT and moved.quarter_difference is not None:
        parts.append(_by(moved.quarter_difference, row.unit))
    if moved.year_difference is not None:
        by = _by(moved.year_difference, row.unit)
        parts.append(f"in a year {by}")
    if not parts:
        return ""
    said = "; ".join(parts)
    return f"{said[:1].upper()}{said[1:]} {NOT_TESTED}"


def _by(amount: float, unit: str) -> str:
    if amount == 0:
        return "no change"
    size = f"{abs(amount):,.1f}".removesuffix(".0")
    return f"{'up' if amount > 0 else 'down'} {size}"
