"""The workbook commentary is written in: saved as ``commentary.xlsx`` in the submission's folder, it is the extract.

So its first sheet begins with the contract's headings in row 1 and is the table alone; guidance, and what was refused
last time, stand on the sheets behind it. Restricted: it is working material, not a paper for the panel.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from exports import changes, styles
from exports.content import CELL_PADDING, DIGIT_PIXELS, as_shown
from exports.figures import people_and_percent, result, status, target_words
from exports.fitting import MOST_LINES
from exports.layout import LINE_POINTS, put_text
from exports.normalise import workbook_bytes
from exports.published import Panel, ScorecardRow
from exports.text import LONGEST_CELL, clean_text, lines_needed
from exports.words import measure_words
from schemas.commentary import FOR_THE_AUTHOR, LONGEST, NEEDED, TEXTS
from warehouse.calendar import Quarter

MARKING = "OFFICIAL-SENSITIVE: working material. Not for the panel"
HEADINGS = ("indicator_id", *FOR_THE_AUTHOR, *TEXTS)
_WIDTHS = (13, 36, 16, 13, 15, 17, 30, 36, 40, 44, 44, 24, 20, 36, 36)

_GUIDANCE = (
    "Write in the sheet commentary, one row for each measure. Leave the headings and the references as they are.",
    "what_it_shows: what the figures show. why: the reasons. action: what you are doing about it.",
    "lead: who leads on it, by job title, never by name. by_when: by when it will be done.",
    "ask: what you ask of the panel. progress: what became of the action promised last quarter, which stands under last_words.",
    "The columns from measure to last_words are there to help you write; what stands in them is not read back.",
    f"A measure that is red, amber or clearly worse needs {', '.join(NEEDED[:-1])} and {NEEDED[-1]}.",
    "Save the workbook as commentary.xlsx in the quarter's submission folder and run the quarter again.",
    f"Keep each text under 60 words if you can, and under {LONGEST:,} characters.",
    "Never write a name, a case number, a date of birth, a postcode, an e-mail address or a school.",
    "Where any figure of a measure is hidden in the panel edition, write no number about it.",
    "Words already supplied are filled in, so that saving this workbook loses none of them.",
)


@dataclass(frozen=True)
class Refused:
    """One reason why a row supplied was left out.

    Attributes:
        source_row: Row of the file supplied.
        indicator_id: The measure it speaks of.
        column_name: The text concerned.
        what: What is wrong, without quoting it.
        remedy: What to do.
    """

    source_row: int
    indicator_id: str
    column_name: str
    what: str
    remedy: str


def template_bytes(
    panels: Sequence[Panel],
    quarter: Quarter,
    supplied: Mapping[str, Mapping[str, str | None]],
    refused: Sequence[Refused],
) -> bytes:
    """The template as a file; the same arguments give the same bytes.

    Args:
        panels: The scorecards of one council, as published.
        quarter: Which quarter.
        supplied: Measure -> its words by contract column, as far as they were supplied, refused ones included: their
            author is to correct them.
        refused: Why rows were left out.
    """
    workbook = Workbook()
    styles.install(workbook)
    sheet = workbook.worksheets[0]
    sheet.title = "commentary"
    _headings(sheet, HEADINGS, _WIDTHS)
    for number, row in enumerate(template_rows(panels, supplied), 2):
        said = supplied.get(row.indicator_id, {})
        panel = next(panel for panel in panels if row in panel.rows)
        texts = (row.indicator_id, *_beside(panel, row), *(_kept(said.get(name)) for name in TEXTS))
        for position, text in enumerate(texts, 1):
            _put(sheet.cell(number, position), text)
        needed = max(
            lines_needed(clean_text(text), width * DIGIT_PIXELS - CELL_PADDING)
            for text, width in zip(texts, _WIDTHS, strict=True)
        )
        sheet.row_dimensions[number].height = min(needed, MOST_LINES) * LINE_POINTS[styles.BODY_SIZE] + 3
    _limit_length(sheet)
    guidance = workbook.create_sheet("How to fill it in")
    guidance.column_dimensions["A"].width = 110
    for number, text in enumerate((MARKING, *_GUIDANCE), 1):
        put_text(guidance.cell(number, 1), text, bold=number == 1)
        guidance.cell(number, 1).alignment = Alignment(wrap_text=True, vertical="top")
    if refused:
        left_out = workbook.create_sheet("Refused last time")
        _headings(left_out, ("Row", "Measure", "Column", "What is wrong", "What to do"), (10, 22, 20, 60, 60))
        for number, one in enumerate(refused, 2):
            left_out.cell(number, 1, one.source_row).font = styles.font()
            for position, text in enumerate((one.indicator_id, one.column_name, one.what, one.remedy), 2):
                _put(left_out.cell(number, position), text)
    for one_sheet in workbook.worksheets:
        if one_sheet.oddHeader is not None:  # openpyxl always makes one, and says it may not have
            one_sheet.oddHeader.center.text = MARKING
        one_sheet.page_setup.orientation = "landscape"
    properties = workbook.properties
    properties.title, properties.language = "Commentary template", "en-GB"
    properties.creator = properties.lastModifiedBy = "Corporate parenting scorecards"
    properties.subject, properties.keywords = MARKING, f"commentary, {quarter.label}, working material"
    return workbook_bytes(workbook, datetime.combine(quarter.ends, time()))


def _beside(panel: Panel, row: ScorecardRow) -> tuple[str, ...]:
    """What stands beside the boxes: measure, result, last quarter, target, status, change, and what was promised then."""
    action = next((one for one in panel.actions if one.indicator_id == row.indicator_id), None)
    before, _ = changes.last_quarter(panel, row)
    return (
        measure_words(row.label, row.unit),
        people_and_percent(row) if row.displayed_value is not None else as_shown(result(row)),
        as_shown(before),
        target_words(row),
        as_shown(status(row, panel)),
        as_shown(changes.in_short(panel, row)),
        action.action if action is not None else "",
    )


def template_rows(
    panels: Sequence[Panel], supplied: Mapping[str, Mapping[str, str | None]]
) -> tuple[ScorecardRow, ...]:
    """Each measure that needs words, then those that were written about without need, each once."""
    needing = [row for panel in panels for row in panel.needing_words]
    named = {row.indicator_id for row in needing}
    others = [
        row
        for panel in panels
        for row in panel.rows
        if panel.headline(row) and row.indicator_id in supplied and row.indicator_id not in named
    ]
    return (*needing, *others)


def _kept(text: str | None) -> str:
    """Words supplied, unless they are more than a cell can hold: those were refused, and their file still has them."""
    return text if text and len(text) <= LONGEST_CELL else ""


def _headings(sheet: Worksheet, headings: Sequence[str], widths: Sequence[float]) -> None:
    for position, (heading, width) in enumerate(zip(headings, widths, strict=True), 1):
        cell = sheet.cell(1, position)
        put_text(cell, heading, bold=True)
        cell.border = styles.HEADER_BORDER
        sheet.column_dimensions[get_column_letter(position)].width = width
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"


def _put(cell: Cell | MergedCell, text: str) -> None:
    """Text as text, whatever it begins with; a blank cell is made text too, so that what is typed there stays text."""
    if text:
        put_text(cell, text)
    cell.number_format = styles.TEXT_FORMAT
    cell.font = styles.font()
    cell.alignment = Alignment(wrap_text=True, vertical="top")


def _limit_length(sheet: Worksheet) -> None:
    """Spreadsheet programs say at once when a text is longer than may be published."""
    rule = DataValidation(type="textLength", operator="lessThanOrEqual", formula1=str(LONGEST), allow_blank=True)
    rule.showErrorMessage, rule.errorTitle = True, "Too long"
    rule.error = f"Keep each text under {LONGEST} characters."
    first = get_column_letter(len(FOR_THE_AUTHOR) + 2)
    rule.add(f"{first}2:{get_column_letter(len(HEADINGS))}{max(2, sheet.max_row)}")
    sheet.add_data_validation(rule)
