"""The accessibility checks pass on every workbook we write, and each one fails on a workbook broken on purpose."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path

import pytest
from openpyxl.chart import Reference
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.workbook import Workbook
from openpyxl.worksheet.table import Table

from exports import styles
from exports.accessibility import Problem, check_workbook
from exports.normalise import workbook_bytes
from exports.panel import EDITIONS, build_book, write_panel_workbooks
from exports.published import Panel, read_panel
from indicators.registry import all_indicators
from tests.exports.fixture import AUTHORITY, QUARTER, SIZES, database, measures

KEPT = ("LAC-01", "LAC-21", "LAC-30", "LAC-38", "LAC-60")
WHEN = datetime(2018, 5, 3)


def built(edition: int = 0) -> Workbook:
    """A fresh workbook in memory, ready to be broken."""
    return build_book(panel(edition), EDITIONS[edition], "DRAFT").workbook


@cache
def panel(edition: int) -> Panel:
    """A few measures are enough to break: some plotted, one with a note, one hidden at times, one not available."""
    whole = read_panel(database(), AUTHORITY, QUARTER.label, EDITIONS[edition].scorecard)
    return replace(
        whole,
        rows=tuple(row for row in whole.rows if row.indicator_id in KEPT),
        definitions={name: row for name, row in whole.definitions.items() if name in KEPT},
    )


def problems(workbook: Workbook) -> list[Problem]:
    return check_workbook(workbook_bytes(workbook, WHEN))


@pytest.mark.parametrize("size", SIZES)
def test_every_workbook_passes_every_check(size: str, books: Callable[[str], list[Path]]) -> None:
    for path in books(size):
        assert [str(problem) for problem in check_workbook(path)] == []


def test_hostile_names_and_labels_pass_the_checks_too(tmp_path: Path) -> None:
    for path in write_panel_workbooks(database(hostile=True), AUTHORITY, QUARTER.label, tmp_path):
        assert [str(problem) for problem in check_workbook(path)] == []


def test_the_words_of_every_indicator_the_panel_may_see_pass_the_checks(tmp_path: Path) -> None:
    con = database()
    shown = [declared for declared in all_indicators() if declared.is_published]
    assert len(shown) > len(measures())
    held = {row[0] for row in con.execute("SELECT indicator_id FROM published.definition").fetchall()}
    for order, declared in enumerate(shown, 100):
        card = "care_leaver_scorecard" if declared.scorecard == "care_leaver" else "lac_scorecard"
        if declared.id not in held:
            like = "CL-19-EET" if declared.scorecard == "care_leaver" else "LAC-15"
            for table in (card, "definition"):
                con.execute(
                    f"INSERT INTO published.{table} SELECT * REPLACE (? AS indicator_id, ? AS unit) "
                    f"FROM published.{table} WHERE indicator_id = ?",
                    [declared.id, declared.unit, like],
                )
        for table in (card, "definition"):
            con.execute(
                f"UPDATE published.{table} SET label = ?, title = ?, display_order = ? WHERE indicator_id = ?",
                [declared.label, declared.title, order, declared.id],
            )
        con.execute(
            "UPDATE published.definition SET numerator_words = ?, denominator_words = ?, left_out_words = ?, "
            "source = ?, known_limits = ? WHERE indicator_id = ?",
            [
                declared.numerator_words,
                declared.denominator_words,
                declared.left_out_words,
                declared.source.text,
                declared.source.limits,
                declared.id,
            ],
        )
        if declared.target is not None:
            con.execute(
                f"UPDATE published.{card} SET target_source = ? WHERE is_rated AND indicator_id = ?",
                [declared.target.source, declared.id],
            )
    for path in write_panel_workbooks(con, AUTHORITY, QUARTER.label, tmp_path):
        assert [str(problem) for problem in check_workbook(path)] == []


def _table(book: Workbook, sheet: str) -> Table:
    return next(iter(book[sheet].tables.values()))


def _title(book: Workbook) -> None:
    book.properties.title = "Something else"


def _author(book: Workbook) -> None:
    book.properties.creator = "openpyxl"


def _language(book: Workbook) -> None:
    book.properties.language = None


def _keywords(book: Workbook) -> None:
    book.properties.keywords = None


def _default_name(book: Workbook) -> None:
    book["Profile"].title = "Sheet7"


def _hidden_sheet(book: Workbook) -> None:
    book["Chart data"].sheet_state = "hidden"


def _hidden_row(book: Workbook) -> None:
    book["Scorecard"].row_dimensions[12].hidden = True


def _hidden_column(book: Workbook) -> None:
    book["Scorecard"].column_dimensions["C"].hidden = True


def _empty_sheet(book: Workbook) -> None:
    book.create_sheet("Left empty")


def _merged(book: Workbook) -> None:
    book["Cover"].merge_cells("A1:B1")


def _formula(book: Workbook) -> None:
    book["Data quality"]["B20"].value = "=1+1"


def _comment(book: Workbook) -> None:
    book["Cover"]["A2"].comment = Comment("Said in passing", "A person")


def _filter(book: Workbook) -> None:
    book["Scorecard"].auto_filter.ref = "A11:C13"


def _heading(book: Workbook) -> None:
    sheet = book["Targets"]
    top = int(_table(book, "Targets").ref.split(":")[0][1:])
    sheet.cell(top, 2).value = sheet.cell(top, 1).value


def _beside(book: Workbook) -> None:
    book["Targets"]["H3"].value = "See overleaf"


def _default_table(book: Workbook) -> None:
    _table(book, "Targets").displayName = "Table1"


def _unmarked(book: Workbook) -> None:
    book["Targets"].tables.clear()


def _blank(book: Workbook) -> None:
    book["Scorecard"].cell(book["Scorecard"].max_row, 5).value = None


def _style(book: Workbook) -> None:
    book["Trends"]["A1"].style = "Normal"
    book["Trends"]["A1"].font = styles.font(size=16, bold=True)


def _gap_above(book: Workbook) -> None:
    book["Trends"]["A3"].value = None


def _untrue(book: Workbook) -> None:
    book["Trends"]["A4"].value = "This worksheet contains two tables."


def _unknown_shorthand(book: Workbook) -> None:
    book["Scorecard"].cell(book["Scorecard"].max_row, 5).value = "[q]"


def _unexplained(book: Workbook) -> None:
    book["Scorecard"].cell(book["Scorecard"].max_row, 5).value = "[u]"


def _dangling_note(book: Workbook) -> None:
    book["Scorecard"].cell(book["Scorecard"].max_row, 1).value += " [note 99]"


def _unused_note(book: Workbook) -> None:
    for row in book["Scorecard"].iter_rows():
        for cell in row:
            if isinstance(cell.value, str):
                cell.value = cell.value.replace(" [note 1]", "")


def _charts(book: Workbook) -> list:
    return book["Charts"]._charts


def _alt_text(book: Workbook) -> None:
    _charts(book)[0].alt_text = ""


def _long_alt_text(book: Workbook) -> None:
    _charts(book)[0].alt_text = "word " * 100


def _chart_title(book: Workbook) -> None:
    _charts(book)[0].title = None


def _axis_title(book: Workbook) -> None:
    _charts(book)[0].y_axis.title = None


def _axis_gone(book: Workbook) -> None:
    _charts(book)[0].x_axis.delete = True


def _same_look(book: Workbook) -> None:
    first, second, *_ = _charts(book)[0].series
    second.graphicalProperties.line.prstDash = first.graphicalProperties.line.prstDash
    second.marker.symbol = first.marker.symbol


def _smooth(book: Workbook) -> None:
    _charts(book)[0].series[0].smooth = True


def _text_in_plot(book: Workbook) -> None:
    data = book["Chart data"]
    row = next(row for row in data.iter_rows() if row[0].value in KEPT)
    row[3].value = "[c]"


def _text_series(book: Workbook) -> None:
    cells = Reference(book["Chart data"], min_col=2, min_row=14, max_row=16)
    _charts(book)[0].series[0].val.numRef.f = str(cells)


def _faint_text(book: Workbook) -> None:
    book["Cover"]["A2"].font = Font(name="Arial", size=12, color="FFAAAAAA")


def _faint_line(book: Workbook) -> None:
    _charts(book)[0].series[0].graphicalProperties.line.solidFill = "A9C7E8"


def _bare_fill(book: Workbook) -> None:
    book["Scorecard"].cell(book["Scorecard"].max_row, 1).fill = PatternFill("solid", start_color="FFFFE6A8")


def _outside_link(book: Workbook) -> None:
    book["Cover"]["A2"].hyperlink = "https://example.invalid/"


def _dead_link(book: Workbook) -> None:
    link = next(cell for (cell,) in book["Contents"].iter_rows(max_col=1) if cell.hyperlink is not None)
    link.hyperlink.location = "'Nowhere'!A1"


def _frozen(book: Workbook) -> None:
    book["Scorecard"].freeze_panes = "B12"


def _opens_elsewhere(book: Workbook) -> None:
    book.active = 2


def _typeface(book: Workbook) -> None:
    book["Cover"]["A2"].font = Font(name="Times New Roman", size=12)


def _small(book: Workbook) -> None:
    book["Cover"]["A2"].font = Font(name="Arial", size=9)


def _italic(book: Workbook) -> None:
    book["Cover"]["A2"].font = Font(name="Arial", size=12, italic=True)


def _underlined(book: Workbook) -> None:
    book["Cover"]["A2"].font = Font(name="Arial", size=12, underline="single")


def _header(book: Workbook) -> None:
    book["Scorecard"].oddFooter.right.text = "Only said here"


def _number_as_text(book: Workbook) -> None:
    book["Profile"].cell(book["Profile"].max_row, 3).value = "1,234"


def _date_as_text(book: Workbook) -> None:
    book["Profile"].cell(book["Profile"].max_row, 3).value = "31/03/2018"


def _long_word(book: Workbook) -> None:
    book["Profile"].cell(book["Profile"].max_row, 1).value = "Unpronounceable" * 3


def _cut_off(book: Workbook) -> None:
    book["Definitions"].row_dimensions[book["Definitions"].max_row].height = 15


def _tiny_print(book: Workbook) -> None:
    book["Trends"].column_dimensions["B"].width = 90


def _banned(book: Workbook) -> None:
    book["Profile"].cell(book["Profile"].max_row, 1).value = "Placement group"


def _long_sentences(book: Workbook) -> None:
    for row in range(2, 40):
        book["Cover"].cell(row, 1).value = " ".join(["word"] * 40)


BROKEN: list[tuple[int, Callable[[Workbook], None]]] = [
    *[(1, broken) for broken in (_title, _author, _language, _keywords)],
    *[(2, broken) for broken in (_default_name, _hidden_sheet, _hidden_row, _hidden_column, _empty_sheet)],
    *[(3, broken) for broken in (_merged, _formula, _comment)],
    *[(4, broken) for broken in (_filter, _heading, _beside, _default_table, _unmarked)],
    (5, _blank),
    *[(6, broken) for broken in (_style, _gap_above, _untrue)],
    *[(7, broken) for broken in (_unknown_shorthand, _unexplained, _dangling_note, _unused_note)],
    *[(8, broken) for broken in (_alt_text, _long_alt_text, _chart_title, _axis_title, _axis_gone, _same_look)],
    *[(8, broken) for broken in (_smooth, _text_in_plot, _text_series)],
    *[(9, broken) for broken in (_faint_text, _faint_line)],
    (10, _bare_fill),
    *[(11, broken) for broken in (_outside_link, _dead_link)],
    *[(12, broken) for broken in (_frozen, _opens_elsewhere)],
    *[(13, broken) for broken in (_typeface, _small, _italic, _underlined)],
    (14, _header),
    *[(15, broken) for broken in (_number_as_text, _date_as_text)],
    *[(16, broken) for broken in (_long_word, _cut_off, _tiny_print)],
    *[(17, broken) for broken in (_banned, _long_sentences)],
]


@pytest.fixture(scope="module")
def sound() -> bytes:
    return workbook_bytes(built(), WHEN)


def test_the_workbook_that_is_broken_below_is_sound(sound: bytes) -> None:
    assert check_workbook(sound) == []


@pytest.mark.parametrize(("number", "break_it"), BROKEN, ids=[f"{n}{f.__name__}" for n, f in BROKEN])
def test_a_broken_workbook_fails_its_check(number: int, break_it: Callable[[Workbook], None]) -> None:
    workbook = built()
    break_it(workbook)
    found = [problem for problem in problems(workbook) if problem.check == number]
    assert found
    assert all(problem.what and problem.remedy for problem in found)


def test_each_of_the_seventeen_checks_is_seen_to_fail() -> None:
    assert {number for number, _ in BROKEN} == set(range(1, 18))


def test_what_is_not_a_workbook_is_refused_with_its_name(tmp_path: Path) -> None:
    path = tmp_path / "notes.xlsx"
    path.write_text("not a workbook")
    with pytest.raises(ValueError, match=r"notes\.xlsx is not an \.xlsx workbook"):
        check_workbook(path)


def test_every_colour_pair_has_enough_contrast() -> None:
    for fill in styles.STATUS_FILLS.values():
        assert styles.contrast(styles.BLACK, fill) >= 14
    assert styles.contrast(styles.LINK, styles.WHITE) >= styles.TEXT_CONTRAST
    for line in styles.CHART_LINES:
        assert styles.contrast(line.colour, styles.WHITE) >= styles.GRAPHIC_CONTRAST
    assert styles.contrast("000000", "FFFFFF") == pytest.approx(21)
    assert styles.contrast("777777", "FFFFFF") == pytest.approx(4.48, abs=0.01)  # the well-known near miss


def test_no_two_lines_of_a_chart_look_alike_in_greyscale() -> None:
    assert len({(line.dash, line.marker) for line in styles.CHART_LINES}) == len(styles.CHART_LINES)
