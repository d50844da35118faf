"""Charts, and the numbers they are drawn from."""

from __future__ import annotations

import re
from itertools import zip_longest

from openpyxl.styles import Alignment
from openpyxl.worksheet.worksheet import Worksheet

from exports import changes, figures, styles
from exports.charts import ENGLAND, LOWER, MEDIAN, TARGET, UPPER, ChartLine, DataCells, Picture, line_chart, stacked
from exports.content import (
    CELL_PADDING,
    DIGIT_PIXELS,
    PAGE_PIXELS,
    Column,
    Content,
    Link,
    Shorthand,
    TableSheet,
)
from exports.layout import LINE_POINTS, Book, fitted, put_text
from exports.page import finish_page
from exports.published import Panel, ScorecardRow
from exports.sheets.summary import is_better, needing_attention, shortfall
from exports.sheets.trends import MOST_QUARTERS
from exports.text import wrap
from exports.words import SHORTHAND
from schemas.chance import RULE_QUARTERS, Run
from schemas.rounding import round_half_up
from warehouse.calendar import Quarter

NAME = "Charts"
DATA_NAME = "Chart data"
ANSWERS = "pictures of the measures that are red or have moved"
MOST_CHARTS = 6
#: Charts of the first page, the only one a pack prints.
_PRINTED = 2
#: Points that must be shown, and not be all the same, before a line is worth drawing.
FEWEST_POINTS = 3
#: Percent the sheet is printed at: two charts then fit a page, and 12 point text prints at 10.3.
_SCALE = 86
_WIDTH = int(PAGE_PIXELS * 100 / _SCALE)
#: Two fit a page, and each is two fifths as tall as it is wide.
_CHART_WIDTH, _CHART_HEIGHT = 680, 272

_BESIDE = (TARGET, ENGLAND, MEDIAN, UPPER, LOWER)
_RESULT_BLANK = "the figure is not shown; the last column says why"
_NO_LINE = "no such line is drawn"


def pictures(panel: Panel) -> tuple[Picture, ...]:
    """Up to six rated measures with enough points: those that need attention or clearly improved, then amber ones.

    What needs attention and what goes well are taken in turn, so that neither crowds out the other.
    """
    attention = [row for row in needing_attention(panel) if row.is_shown]
    better = [row for row in panel.rated if is_better(panel, row)]
    amber = sorted((row for row in panel.rated if row.is_shown and row.rating == "Amber"), key=shortfall, reverse=True)
    in_turn = [row for pair in zip_longest(attention, better) for row in pair if row is not None]
    drawn: list[Picture] = []
    for row in dict.fromkeys((*in_turn, *amber)):
        picture = _picture(panel, row)
        if picture is not None and len(drawn) < MOST_CHARTS:
            drawn.append(picture)
    return tuple(drawn)


def _picture(panel: Panel, row: ScorecardRow) -> Picture | None:
    quarters = tuple(quarter for quarter in panel.trend_quarters if quarter <= panel.quarter)[-MOST_QUARTERS:]
    points = panel.trend.get((row.indicator_id, row.time_window), {})
    values = tuple(
        round_half_up(points[quarter.label].displayed_value) if quarter.label in points else None
        for quarter in quarters
    )
    shown = [value for value in values if value is not None]
    if len(shown) < FEWEST_POINTS or len(set(shown)) == 1:  # a line that never moves is told better by the table
        return None
    target = _target_line(row, quarters)
    england = _england_line(row, quarters)
    run = changes.movement(panel, row).run
    return Picture(
        indicator_id=row.indicator_id,
        label=row.label,
        unit=row.unit,
        window_words=row.window_words,
        better=row.better,
        quarters=quarters,
        values=values,
        message=_message(panel, row),
        beside=tuple(line for line in (target, england, *_run_lines(run, quarters)) if line is not None),
        target_words=figures.aimed_at(row) if target is not None else "",
        england_words=f"{figures.in_words(row.england_value or 0, row.unit)} ({row.england_period})" if england else "",
    )


def _message(panel: Panel, row: ScorecardRow) -> str:
    """What the picture tells: the measure, where it stands, and what clearly changed."""
    assert row.displayed_value is not None
    standing = {"Green": "meets its target", "Amber": "just misses its target", "Red": "misses its target"}
    told = [standing[row.rating]] if row.rating in standing else []
    moved = changes.in_short(panel, row)
    if isinstance(moved, str) and moved.startswith(("Better", "Worse", "Improving", "Worsening")):
        told.append(f"{moved[:1].lower()}{moved[1:]}")
    ending = f" {', '.join(told)}" if told else ""
    return f"{row.label}: {figures.in_words(row.displayed_value, row.unit)}{ending}"


def _target_line(row: ScorecardRow, quarters: tuple[Quarter, ...]) -> ChartLine | None:
    """A single target, in the quarters of the financial year it is fixed for."""
    single = round_half_up({"at_least": row.target_low, "at_most": row.target_high}.get(row.target_type or ""))
    if single is None:
        return None
    values = tuple(single if quarter.year == quarters[-1].year else None for quarter in quarters)
    return ChartLine(TARGET, styles.TARGET_LINE, values)


def _england_line(row: ScorecardRow, quarters: tuple[Quarter, ...]) -> ChartLine | None:
    """England's figure, in the quarters of the year it is of; nothing when no such quarter is drawn."""
    years = re.findall(r"(?:19|20)\d\d|(?<=[-/])\d\d", row.england_period or "")
    if not row.england_comparable or row.england_value is None or not years:
        return None
    ends = int(years[-1]) if len(years[-1]) == 4 else 2000 + int(years[-1])
    value = round_half_up(row.england_value)
    values = tuple(value if quarter.year + 1 == ends else None for quarter in quarters)
    return ChartLine(ENGLAND, styles.ENGLAND_LINE, values) if any(v is not None for v in values) else None


def _run_lines(run: Run | None, quarters: tuple[Quarter, ...]) -> tuple[ChartLine, ...]:
    """Median and limits of a measure the run rule is used on, over the quarters it looks at."""
    if run is None:
        return ()
    pad = (None,) * max(0, len(quarters) - RULE_QUARTERS)
    length = min(len(quarters), RULE_QUARTERS)
    return tuple(
        ChartLine(name, look, (*pad, *[round_half_up(value)] * length))
        for name, look, value in (
            (MEDIAN, styles.MEDIAN_LINE, run.median),
            (UPPER, styles.UPPER_LINE, min(run.upper, 100.0)),
            (LOWER, styles.LOWER_LINE, max(run.lower, 0.0)),
        )
    )


def chart_data(panel: Panel, drawn: tuple[Picture, ...]) -> TableSheet | None:
    """One row for each point of each chart; only plotted cells may be blank."""
    if not drawn:
        return None
    beside = [name for name in _BESIDE if any(line.name == name for picture in drawn for line in picture.beside)]
    rows: list[tuple[Content, ...]] = []
    for picture in drawn:
        window = next(row.time_window for row in panel.rated if row.indicator_id == picture.indicator_id)
        lines = {line.name: line.values for line in picture.beside}
        for place, (quarter, value) in enumerate(zip(picture.quarters, picture.values, strict=True)):
            point = panel.trend.get((picture.indicator_id, window), {}).get(quarter.label)
            reason = figures.trend_point(point, picture.unit)
            rows.append(
                (
                    picture.indicator_id,
                    picture.name,
                    figures.months(quarter),
                    _plotted(value, picture.unit),
                    *(_plotted(lines[name][place] if name in lines else None, picture.unit) for name in beside),
                    f"[{reason.code}] {SHORTHAND[reason.code][0]}" if isinstance(reason, Shorthand) else None,
                )
            )
    columns = [
        Column("Ref", 12.5),
        Column("Measure", 40),
        Column("Quarter", 20, indented=True),
        Column("Result", 13, numeric=True, blank_means=_RESULT_BLANK),
    ]
    columns += [Column(name, 13, numeric=True, blank_means=_NO_LINE) for name in beside]
    columns.append(Column("Why not shown", 24, indented=True, blank_means="the figure is shown"))
    return TableSheet(
        name=DATA_NAME,
        answers="the numbers behind the charts",
        heading="Chart data: the numbers behind the charts",
        table_name="chart_data",
        columns=tuple(columns),
        rows=tuple(rows),
        how_to_read=("Each row is one point of one chart on the Charts sheet.",),
    )


def _plotted(value: float | None, unit: str) -> Content:
    """A cell a chart draws from: a number, or blank so that a gap is left and not a nil."""
    return None if value is None else figures.figure(value, unit, None)


def add_charts(book: Book, drawn: tuple[Picture, ...]) -> Worksheet:
    """The Charts sheet, with its text but no chart yet: the cells they are drawn from are written after it."""
    worksheet = book.new_sheet(NAME)
    worksheet.column_dimensions["A"].width = _WIDTH / DIGIT_PIXELS
    put_text(worksheet["A1"], "Charts: how the measures have moved", style="Title")
    worksheet.row_dimensions[1].height = LINE_POINTS[styles.TITLE_SIZE] + 3
    introduction: list[str | Link] = [*book.masthead.subtitle]
    introduction += fitted(
        "This worksheet contains no table. Each chart has a text description; its numbers are on the Chart data sheet.",
        (_WIDTH - CELL_PADDING) * 0.98,
    )
    for row, line in enumerate(introduction, 2):
        put_text(worksheet.cell(row, 1), line)
        worksheet.row_dimensions[row].height = LINE_POINTS[styles.BODY_SIZE] + 3
    first = len(introduction) + 2
    for row, picture in zip(range(first, first + 2 * len(drawn), 2), drawn, strict=True):
        heading = f"{picture.indicator_id}: {picture.name}, {picture.window_words.lower()}"
        put_text(worksheet.cell(row, 1), heading, style="Heading 1")
        put_text(worksheet.cell(row + 1, 1), picture.sentence)
        for offset in (0, 1):
            worksheet.cell(row + offset, 1).alignment = Alignment(wrap_text=True, vertical="top")
        worksheet.row_dimensions[row].height = LINE_POINTS[styles.HEADING_SIZE] + 3
        worksheet.row_dimensions[row + 1].height = _sentence_points(picture) + _CHART_HEIGHT * 0.75 + 6
    last = first + 2 * len(drawn) - 1
    breaks = [first + 2 * pairs - 1 for pairs in range(2, len(drawn), 2)]
    printed = first + 2 * min(_PRINTED, len(drawn)) - 1
    finish_page(book.masthead, worksheet, f"A1:A{printed}", breaks=breaks or (last,), scale=_SCALE)
    return worksheet


def draw_charts(charts: Worksheet, data: Worksheet, table: TableSheet, drawn: tuple[Picture, ...]) -> None:
    """Put each chart under its sentence, drawn from the cells of the Chart data sheet."""
    headings = [column.heading for column in table.columns]
    first_data = data.max_row - len(table.rows) + 1
    first_row = charts.max_row - 2 * len(drawn) + 1
    for number, (picture, start) in enumerate(stacked(drawn)):
        cells = DataCells(
            sheet=data,
            first_row=first_data + start,
            last_row=first_data + start + len(picture.quarters) - 1,
            quarter_column=headings.index("Quarter") + 1,
            result_column=headings.index("Result") + 1,
            beside={line.name: headings.index(line.name) + 1 for line in picture.beside},
        )
        row = first_row + 2 * number + 1
        top = round(_sentence_points(picture) / 0.75)
        charts.add_chart(line_chart(picture, cells, row, top=top, width=_CHART_WIDTH, height=_CHART_HEIGHT))


def _sentence_points(picture: Picture) -> float:
    """Height kept for a chart's sentence, in points."""
    return len(wrap(picture.sentence, _WIDTH - CELL_PADDING)) * LINE_POINTS[styles.BODY_SIZE] + 4
