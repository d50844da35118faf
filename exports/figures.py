"""From a published figure to what its cell holds: the rounded number, or the shorthand that says why there is none."""

from __future__ import annotations

from exports.content import Content, Number, Shorthand, Status
from exports.published import Panel, ScorecardRow, TrendRow
from exports.styles import COUNT_FORMAT, DECIMAL_FORMAT, GAP_FORMAT
from exports.words import HIDDEN_NOW, NOT_RATED, RATINGS
from indicators.units import unit_of
from schemas.rounding import round_half_up
from warehouse.calendar import Quarter

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
#: Words for a change that was tested; they do not name the quarter they look back to.
_TESTED_WORDS = ("Better: clear change", "Worse: clear change", "No clear change")
_STATUS_SHORTHAND = {"not_available": "x", "not_applicable": "z"}


def count(value: float | None, shorthand: str | None, status: str = "ok") -> Content:
    """A number of children, periods or records."""
    if value is None:
        return Shorthand(shorthand or _STATUS_SHORTHAND.get(status, "z"))
    return Number(_whole(value), COUNT_FORMAT) if float(value).is_integer() else Number(value, DECIMAL_FORMAT)


def figure(value: float | None, unit: str, shorthand: str | None, status: str = "ok") -> Content:
    """A result in its unit, rounded half up to what is shown."""
    display = unit_of(unit).display
    rounded = display.rounded(value)
    if rounded is None:
        return Shorthand(shorthand or _STATUS_SHORTHAND.get(status, "z"))
    return Number(_whole(rounded) if display.is_whole(rounded) else rounded, display.number_format)


def in_words(value: float, unit: str) -> str:
    """A result inside a sentence: ``70.9%``, ``312``, ``63.2``, ``£3,274``."""
    return unit_of(unit).display.words(value)


def _whole(value: float) -> int | float:
    return int(value) if float(value).is_integer() else value


def result(row: ScorecardRow) -> Content:
    """The row's result as shown and judged."""
    return figure(row.displayed_value, row.unit, row.shorthand, row.status)


def numerator(row: ScorecardRow) -> Content:
    """How many are counted. Low reliability hides the percentage, never this."""
    return count(row.numerator, row.shorthand, row.status)


def denominator(row: ScorecardRow) -> Content:
    """Out of how many; a plain count is out of nothing."""
    if not unit_of(row.unit).has_denominator and row.status == "ok":
        return Shorthand("z")
    return count(row.denominator, row.shorthand, row.status)


def before(row: ScorecardRow) -> Content:
    """The same figure for the quarter it is compared with; not available where there is none."""
    return figure(row.compared_value, row.unit, row.compared_shorthand or "x")


def target(row: ScorecardRow) -> Content:
    """The target as a number, or a range in words."""
    match row.target_type:
        case "at_least":
            return figure(row.target_low, row.unit, None)
        case "at_most":
            return figure(row.target_high, row.unit, None)
        case "between" if row.target_low is not None and row.target_high is not None:
            return f"{in_words(row.target_low, row.unit)} to {in_words(row.target_high, row.unit)}"
    return Shorthand("z")


def people_and_percent(row: ScorecardRow) -> str:
    """A shown result inside a sentence, a percentage with the people behind it: ``165 of 235 (70.2%)``."""
    assert row.displayed_value is not None
    words = in_words(row.displayed_value, row.unit)
    if not unit_of(row.unit).is_share or row.numerator is None or row.denominator is None:
        return words
    return unit_of(row.unit).with_parts(row.numerator, row.denominator, row.displayed_value)


def target_words(row: ScorecardRow) -> str:
    """The target as a rule: ``At least 90.0%``."""
    match row.target_type:
        case "at_least" if row.target_low is not None:
            return f"At least {in_words(row.target_low, row.unit)}"
        case "at_most" if row.target_high is not None:
            return f"At most {in_words(row.target_high, row.unit)}"
        case "between" if row.target_low is not None and row.target_high is not None:
            return f"From {in_words(row.target_low, row.unit)} to {in_words(row.target_high, row.unit)}"
    return "No target"


def aimed_at(row: ScorecardRow) -> str:
    """The target inside a sentence: ``at least 90.0%``; where nothing better is possible the figure alone: ``100.0%``."""
    if (row.target_type, row.target_low) == ("at_least", 100) and unit_of(row.unit).is_share:
        return in_words(100, row.unit)
    if (row.target_type, row.target_high) == ("at_most", 0):
        return in_words(0, row.unit)
    rule = target_words(row)
    return f"{rule[:1].lower()}{rule[1:]}"


def gap(row: ScorecardRow) -> Content:
    """Distance from the target, plus being good; hidden with the result, and without a target not applicable."""
    rounded = round_half_up(row.gap)
    if rounded is not None:
        return Number(rounded, GAP_FORMAT)
    if row.target_type is None:
        return Shorthand("z")
    return Shorthand(row.shorthand or _STATUS_SHORTHAND.get(row.status, "z"))


def status(row: ScorecardRow, panel: Panel | None = None) -> Content:
    """The rating in words: ``Green: met``, or why there is none; with the panel's figures, whether it was red before."""
    rating = row.rating or NOT_RATED
    if rating in RATINGS:
        return Status(rating, RATINGS[rating])
    if row.shorthand == "c":
        was_red = panel is not None and panel.was_red_and_is_hidden(row)
        return Status(NOT_RATED, HIDDEN_NOW if was_red else f"{NOT_RATED}: hidden")
    reason = (row.rating_reason or "").strip().rstrip(".")
    for said in (f"{NOT_RATED}: ", "Not applicable: "):
        reason = reason[len(said) :] if reason.lower().startswith(said.lower()) else reason
    return Status(NOT_RATED, f"{NOT_RATED}: {reason[:1].lower()}{reason[1:]}" if reason else NOT_RATED)


def change(row: ScorecardRow) -> Content:
    """What has changed and since when; hidden wherever either figure is."""
    if "c" in (row.shorthand, row.compared_shorthand):
        return Shorthand("c")
    if not row.change:
        return Shorthand(row.shorthand or _STATUS_SHORTHAND.get(row.status, "x"))
    words = row.change.strip().rstrip(".")
    if row.compared_quarter is None or row.compared_value is None or not words.startswith(_TESTED_WORDS):
        return words
    return f"{words} since {months(Quarter.parse(row.compared_quarter))}"


def trend_point(point: TrendRow | None, unit: str) -> Content:
    """One quarter's result; not available where none was worked out."""
    if point is None:
        return Shorthand("x")
    return figure(point.displayed_value, unit, point.shorthand, point.status)


def months(quarter: Quarter) -> str:
    """A quarter as a reader thinks of it, short enough for a heading: ``Jan to Mar 2018``."""
    return f"{_MONTHS[quarter.starts.month - 1]} to {_MONTHS[quarter.ends.month - 1]} {quarter.ends.year}"
