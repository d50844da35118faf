"""Charts, and the numbers they are drawn from."""

from __future__ import annotations

from openpyxl.styles import Alignment
from openpyxl.worksheet.worksheet import Worksheet

from exports import figures, styles
from exports.charts import DataCells, Picture, line_chart, stacked
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
from exports.sheets.trends import MOST_QUARTERS
from exports.text import wrap
from exports.words import SHORTHAND, measure_words
from schemas.rounding import round_half_up

NAME = "Charts"
DATA_NAME = "Chart data"
ANSWERS = "pictures of up to six measures over time"
MOST_CHARTS = 6
#: Points that must be shown, and not be all the same, before a line is worth drawing.
FEWEST_POINTS = 3
_SIDE = 24
#: Percent the sheet is printed at: two charts then fit a page, and 12 point text prints at 10.5.
_SCALE = 88
_WIDTH = int(PAGE_PIXELS * 100 / _SCALE)
_CHART_HEIGHT = 226

_RESULT_BLANK = "the figure is not shown; the last column says why"
_NO_LINE = "no such line is drawn"


def pictures(panel: Panel) -> tuple[Picture, ...]:
    """Up to six rated measures with enough points, in reading order.

    Those whose newest figure is shown come before those whose is not, and among them the first of each theme before
    the others, so that the pictures stay the same from quarter to quarter unless a figure is hidden.
    """
    drawable = [(row, picture) for row in panel.rated if (picture := _picture(panel, row)) is not None]
    drawable.sort(key=lambda pair: pair[1].values[-1] is None)
    first_of_theme: dict[str, ScorecardRow] = {}
    for row, _ in drawable:
        first_of_theme.setdefault(row.theme, row)
    preferred = sorted(
        drawable, key=lambda pair: (pair[1].values[-1] is None, first_of_theme[pair[0].theme] is not pair[0])
    )
    chosen = sorted(preferred[:MOST_CHARTS], key=lambda pair: panel.rated.index(pair[0]))
    return tuple(picture for _, picture in chosen)


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
    single = {"at_least": row.target_low, "at_most": row.target_high}.get(row.target_type or "")
    return Picture(
        indicator_id=row.indicator_id,
        label=row.label,
        unit=row.unit,
        window_words=row.window_words,
        better=row.better,
        quarters=quarters,
        values=values,
        target=round_half_up(single),
        target_words=figures.aimed_at(row),
        england=round_half_up(row.england_value) if row.england_comparable else None,
        england_period=row.england_period,
    )


def chart_data(panel: Panel, drawn: tuple[Picture, ...]) -> TableSheet | None:
    """One row for each point of each chart; only plotted cells may be blank."""
    if not drawn:
        return None
    has_target = any(picture.target is not None for picture in drawn)
    has_england = any(picture.england is not None for picture in drawn)
    rows: list[tuple[Content, ...]] = []
    for picture in drawn:
        window = next(row.time_window for row in panel.rated if row.indicator_id == picture.indicator_id)
        for quarter, value in zip(picture.quarters, picture.values, strict=True):
            cells: list[Content] = [
                picture.indicator_id,
                measure_words(picture.label, picture.unit),
                figures.months(quarter),
                _plotted(value, picture.unit),
            ]
            if has_target:
                cells.append(_plotted(picture.target, picture.unit))
            if has_england:
                cells.append(_plotted(picture.england, picture.unit))
            point = panel.trend.get((picture.indicator_id, window), {}).get(quarter.label)
            why = figures.trend_point(point, picture.unit)
            cells.append(f"[{why.code}] {SHORTHAND[why.code][0]}" if isinstance(why, Shorthand) else None)
            rows.append(tuple(cells))
    columns = [
        Column("Ref", 12.5),
        Column("Measure", 56),
        Column("Quarter", 24, indented=True),
        Column("Result", 13, numeric=True, blank_means=_RESULT_BLANK),
    ]
    if has_target:
        columns.append(Column("Target this year", 13, numeric=True, blank_means=_NO_LINE))
    if has_england:
        columns.append(Column("England", 13, numeric=True, blank_means=_NO_LINE))
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
        "This worksheet contains no table. Each chart has a text description; its numbers are on the Chart data sheet. "
        "A gap means that a figure is not shown. The target drawn is this year's.",
        (_WIDTH - CELL_PADDING) * 0.98,
    )
    introduction.append(book.masthead.way_back(NAME))
    for row, line in enumerate(introduction, 2):
        put_text(worksheet.cell(row, 1), line)
        worksheet.row_dimensions[row].height = LINE_POINTS[styles.BODY_SIZE] + 3
    first = len(introduction) + 2
    for row, picture in zip(range(first, first + 2 * len(drawn), 2), drawn, strict=True):
        heading = f"{picture.indicator_id}: {picture.title}, {picture.window_words.lower()}"
        put_text(worksheet.cell(row, 1), heading, style="Heading 1")
        put_text(worksheet.cell(row + 1, 1), picture.sentence)
        for offset in (0, 1):
            worksheet.cell(row + offset, 1).alignment = Alignment(wrap_text=True, vertical="top")
        worksheet.row_dimensions[row].height = LINE_POINTS[styles.HEADING_SIZE] + 3
        worksheet.row_dimensions[row + 1].height = _sentence_points(picture) + _CHART_HEIGHT * 0.75 + 6
    last = first + 2 * len(drawn) - 1
    breaks = [first + 2 * pairs - 1 for pairs in range(2, len(drawn), 2)]
    finish_page(book.masthead, worksheet, f"A1:A{last}", breaks=breaks or (last,), scale=_SCALE)
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
            target_column=_place(headings, "Target this year"),
            england_column=_place(headings, "England"),
        )
        row = first_row + 2 * number + 1
        top = round(_sentence_points(picture) / 0.75)
        charts.add_chart(line_chart(picture, cells, row, top=top, width=_WIDTH - 2 * _SIDE, height=_CHART_HEIGHT))


def _place(headings: list[str], heading: str) -> int | None:
    return headings.index(heading) + 1 if heading in headings else None


def _sentence_points(picture: Picture) -> float:
    """Height kept for a chart's sentence, in points."""
    return len(wrap(picture.sentence, _WIDTH - CELL_PADDING)) * LINE_POINTS[styles.BODY_SIZE] + 4
