"""Line charts that are ordinary spreadsheet charts, can be read in black and white, and describe themselves.

A :class:`Picture` says what is drawn, from published figures; :func:`line_chart` draws it from cells of the
Chart data sheet. No figure is stored in a chart: spreadsheets draw it from cells that hold a number or
nothing, and a gap is left where a figure is hidden or missing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from openpyxl.chart import LineChart, Reference
from openpyxl.chart.axis import ChartLines
from openpyxl.chart.data_source import AxDataSource, StrRef
from openpyxl.chart.label import DataLabel, DataLabelList
from openpyxl.chart.layout import Layout, ManualLayout
from openpyxl.chart.legend import Legend
from openpyxl.chart.marker import Marker
from openpyxl.chart.series import Series
from openpyxl.chart.series_factory import SeriesFactory
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText, Text
from openpyxl.chart.title import Title
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, OneCellAnchor
from openpyxl.drawing.text import CharacterProperties, Font, Paragraph, ParagraphProperties, RegularTextRun
from openpyxl.drawing.xdr import XDRPositiveSize2D
from openpyxl.worksheet.worksheet import Worksheet

from exports import styles
from exports.figures import in_words, months
from exports.text import clean_text
from exports.words import measure_words
from indicators.units import unit_of
from warehouse.calendar import Quarter

#: Names of the lines that stand beside our result.
TARGET, ENGLAND, MEDIAN, UPPER, LOWER = "Target this year", "England", "Median", "Upper limit", "Lower limit"
#: Limits of a chart's description, in characters.
SHORTEST_ALT, LONGEST_ALT = 40, 400
#: Counts up to this get a gridline for each whole number, so that no axis label is rounded.
SMALL_COUNT = 10
#: Faint, since it carries no meaning.
_GRID = LineProperties(solidFill="BFBFBF", w=6350)


@dataclass(frozen=True)
class ChartLine:
    """A line beside our result: a value for each quarter, nothing where it does not hold.

    Attributes:
        name: In the legend, and heading of its column on the Chart data sheet.
        look: How it is drawn.
        values: One for each quarter.
    """

    name: str
    look: styles.LineLook
    values: tuple[float | None, ...]


@dataclass(frozen=True)
class Picture:
    """One chart: a measure over the quarters, with what stands beside it in the quarters it holds for.

    Attributes:
        values: As shown, one for each quarter; ``None`` where hidden or missing.
        message: What the picture tells, its title.
        beside: Target and England where their years match, median and limits where a run rule is used.
        target_words: The target as it stands in a sentence; empty without one.
        england_words: England's figure and its year in a sentence; empty without one.
    """

    indicator_id: str
    label: str
    unit: str
    window_words: str
    better: str
    quarters: tuple[Quarter, ...]
    values: tuple[float | None, ...]
    message: str = ""
    beside: tuple[ChartLine, ...] = ()
    target_words: str = ""
    england_words: str = ""

    @property
    def name(self) -> str:
        """Measure with its unit."""
        return measure_words(self.label, self.unit)

    @property
    def title(self) -> str:
        """What the picture tells."""
        return self.message or self.name

    @property
    def shown(self) -> list[tuple[Quarter, float]]:
        """The points that are drawn."""
        return [(q, v) for q, v in zip(self.quarters, self.values, strict=True) if v is not None]

    @property
    def sentence(self) -> str:
        """What the picture shows, in a sentence that stands above it."""
        latest = self.values[-1]
        if latest is None:
            opening = f"The figure for {months(self.quarters[-1])} is not shown"
        else:
            opening = f"{in_words(latest, self.unit)} in {months(self.quarters[-1])}"
            if self.target_words:
                opening += f"; the target is {self.target_words}"
        if self.england_words:
            opening += f"; England was at {self.england_words}"
        axis = "" if self.ceiling in (None, 100) else f" The axis runs from 0% to {self.ceiling}%."
        return f"{opening}. {self.reading}{axis}"

    @property
    def ceiling(self) -> int | None:
        """Where a percentage's axis ends: the first of 25, 50 and 100 above all that is drawn; it begins at 0."""
        if not unit_of(self.unit).is_share:
            return None
        drawn = [v for values in (self.values, *(line.values for line in self.beside)) for v in values if v is not None]
        return next((end for end in (25, 50) if max(drawn) < end), 100)

    @property
    def reading(self) -> str:
        """How the points lie, without claiming that a movement is real."""
        points = self.shown
        if len(points) < 2:
            return "There are too few points to describe."
        low = min(points, key=lambda point: point[1])
        high = max(points, key=lambda point: point[1])
        if low[1] == high[1]:
            return f"Every point shown is {in_words(low[1], self.unit)}."
        return (
            f"The lowest point shown is {in_words(low[1], self.unit)} ({months(low[0])}) and the highest "
            f"{in_words(high[1], self.unit)} ({months(high[0])})."
        )

    @property
    def alt_text(self) -> str:
        """What assistive software reads: what is drawn, over which time, the sentence, and where the numbers are."""
        span = f"{months(self.quarters[0])} to {months(self.quarters[-1])}"
        name = clean_text(self.name)
        ending = " The numbers are on the Chart data sheet."
        room = LONGEST_ALT - len(ending) - len(self.sentence) - len(f"Line chart of , {span}. ")
        if len(name) > room:
            name = f"{name[: max(room - 1, 1)]}…"
        return f"Line chart of {name}, {span}. {self.sentence}{ending}"


@dataclass(frozen=True)
class DataCells:
    """Where a picture's cells stand on the Chart data sheet; columns are numbers, by the line's name for those beside."""

    sheet: Worksheet
    first_row: int
    last_row: int
    quarter_column: int
    result_column: int
    beside: Mapping[str, int]


def line_chart(picture: Picture, cells: DataCells, row: int, *, top: int, width: int, height: int) -> LineChart:
    """A chart anchored in column A of a row.

    Args:
        picture: What it shows.
        cells: Where its numbers are.
        row: Row it stands in, from 1.
        top: Pixels between the top of the row and the chart.
        width: In pixels.
        height: In pixels.
    """
    chart = LineChart()
    chart.roundedCorners = False
    lines = [("Our result", cells.result_column, styles.OUR_LINE)]
    lines += [(line.name, cells.beside[line.name], line.look) for line in picture.beside]
    for name, column, look in lines:
        chart.series.append(_series(name, column, look, cells))
    _label_last_point(chart.series[0], picture)
    chart.title = _title(picture.title, styles.BODY_SIZE + 1, bold=True)
    chart.display_blanks = "gap"
    chart.legend = Legend(legendPos="r", txPr=_text_look())
    chart.x_axis.title = _title("Quarter", styles.BODY_SIZE)
    chart.y_axis.title = _title(unit_of(picture.unit).axis, styles.BODY_SIZE)
    for axis in (chart.x_axis, chart.y_axis):
        axis.delete = False
        axis.txPr = _text_look()
    chart.x_axis.tickLblPos = "low"
    chart.y_axis.majorGridlines = ChartLines(spPr=GraphicalProperties(ln=_GRID))
    chart.y_axis.number_format = unit_of(picture.unit).display.axis_format
    chart.y_axis.scaling.min = 0
    if picture.ceiling is not None:
        chart.y_axis.scaling.max = picture.ceiling
        chart.y_axis.majorUnit = picture.ceiling / 5
    elif unit_of(picture.unit).display.drops_nought and max(value for _, value in picture.shown) <= SMALL_COUNT:
        chart.y_axis.majorUnit = 1
    chart.layout = Layout(ManualLayout(layoutTarget="inner", xMode="edge", yMode="edge", x=0.1, y=0.18, w=0.6, h=0.5))
    chart.graphical_properties = GraphicalProperties(ln=_GRID)
    chart.anchor = _anchor(row, top, width, height)  # type: ignore[assignment]  # the stubs know only a cell
    # openpyxl has no option for these; exports.normalise writes them into the drawing.
    chart.alt_name = f"Chart of {picture.indicator_id}"  # type: ignore[attr-defined]
    chart.alt_text = picture.alt_text  # type: ignore[attr-defined]
    return chart


def _series(name: str, column: int, look: styles.LineLook, cells: DataCells) -> Series:
    values = Reference(cells.sheet, min_col=column, min_row=cells.first_row, max_row=cells.last_row)
    series: Series = SeriesFactory(values, title=name)
    quarters = Reference(cells.sheet, min_col=cells.quarter_column, min_row=cells.first_row, max_row=cells.last_row)
    series.cat = AxDataSource(strRef=StrRef(f=str(quarters)))
    series.smooth = False
    line = series.graphicalProperties.line
    line.solidFill, line.prstDash, line.width = look.colour, look.dash, int(look.width * 12700)
    series.marker = Marker(symbol=look.marker)
    if look.marker != "none":
        edge = LineProperties(solidFill=look.colour)
        series.marker = Marker(look.marker, 8, GraphicalProperties(solidFill=look.colour, ln=edge))
    return series


def _label_last_point(series: Series, picture: Picture) -> None:
    """Write the newest figure beside its point, when it is shown."""
    latest = picture.values[-1]
    if latest is None:
        return
    label = DataLabel(
        idx=len(picture.values) - 1,
        # Clear of the target's line, when that runs above.
        dLblPos="b" if _is_below(picture, latest) else "t",
        numFmt=unit_of(picture.unit).display.number_format,
        showVal=True,
        showSerName=False,
        showCatName=False,
        showLegendKey=False,
        showPercent=False,
        txPr=_text_look(bold=True),
    )
    series.dLbls = DataLabelList(
        dLbl=[label],
        showVal=False,
        showSerName=False,
        showCatName=False,
        showLegendKey=False,
        showPercent=False,
    )


def _is_below(picture: Picture, latest: float) -> bool:
    """Whether the newest point lies under the target's line."""
    target = next((line.values[-1] for line in picture.beside if line.name == TARGET), None)
    return target is not None and target > latest


def _characters(size: int, *, bold: bool) -> CharacterProperties:
    return CharacterProperties(
        latin=Font(typeface=styles.FONT_NAME), sz=size * 100, b=bold, solidFill=styles.BLACK, lang="en-GB"
    )


def _text_look(*, bold: bool = False) -> RichText:
    """How axis, legend and label text looks."""
    characters = _characters(styles.BODY_SIZE, bold=bold)
    return RichText(p=[Paragraph(pPr=ParagraphProperties(defRPr=characters), endParaRPr=characters)])


def _title(text: str, size: int, *, bold: bool = False) -> Title:
    characters = _characters(size, bold=bold)
    paragraph = Paragraph(
        pPr=ParagraphProperties(defRPr=characters),
        r=[RegularTextRun(rPr=characters, t=clean_text(text))],
    )
    return Title(tx=Text(rich=RichText(p=[paragraph])), overlay=False)


def _emu(pixels: int) -> int:
    """English Metric Units in so many pixels: 914,400 to the inch, 96 pixels to the inch."""
    return pixels * 9525


def _anchor(row: int, top: int, width: int, height: int) -> OneCellAnchor:
    marker = AnchorMarker(col=0, colOff=_emu(4), row=row - 1, rowOff=_emu(top))
    return OneCellAnchor(_from=marker, ext=XDRPositiveSize2D(_emu(width), _emu(height)))


def stacked(pictures: Sequence[Picture]) -> list[tuple[Picture, int]]:
    """Each picture with the row its first point takes when their points are written one under another, from 0."""
    rows, place = [], 0
    for picture in pictures:
        rows.append((picture, place))
        place += len(picture.quarters)
    return rows
