"""What a secretary prints: paper, pages, size of print, and the note that goes with the two files."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.properties import PageSetupProperties

from exports.handover import handover_note, printed_pages, printed_sheets
from exports.sheet import printed_names
from tests.exports.fixture import QUARTER, database, one_book


@pytest.fixture(scope="module", params=("small", "large"))
def written(request: pytest.FixtureRequest, books: Callable[[str], list[Path]]) -> list[Path]:
    return books(request.param)


def test_every_sheet_is_a4_landscape_one_page_wide_with_its_headings_repeated_and_all_of_it_printed(
    written: list[Path],
) -> None:
    for path in written:
        for sheet in load_workbook(path).worksheets:
            assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 9)
            if sheet.title != "Charts":  # a pack prints the first page of it
                assert sheet.print_area.rpartition("!")[2].replace("$", "") == sheet.calculate_dimension()
            tables = list(sheet.tables.values())
            if tables:
                top = re.findall(r"\d+", tables[0].ref)[0]
                assert sheet.print_title_rows == f"${top}:${top}"
            if sheet.title != "Charts":  # which has its own page breaks, at a scale that is no wider than the page
                assert sheet.sheet_properties.pageSetUpPr.fitToPage
                assert sheet.page_setup.fitToWidth == 1


def test_the_pack_of_both_books_is_twelve_pages_or_fewer_in_nearly_ten_point_or_more(written: list[Path]) -> None:
    for path in written:
        sheets = printed_sheets(path)
        names = load_workbook(path, read_only=True).sheetnames
        assert [sheet.name for sheet in sheets] == [name for name in printed_names() if name in names]
        assert min(sheet.smallest_text for sheet in sheets) >= 9.5
        assert [sheet.pages for sheet in sheets[:3]] == [1, 1, 1]  # the cover, the Summary and the Scorecard
    assert sum(printed_pages(path) for path in written) <= 12


def test_a_cover_with_all_it_may_say_still_prints_on_one_page_in_ten_point(tmp_path: Path) -> None:
    con = database()
    con.execute(
        "UPDATE published.care_leaver_scorecard SET rating = 'Red', change = 'Worse: clear change' WHERE is_rated"
    )
    con.execute(
        "UPDATE published.care_leaver_scorecard SET change = 'Better: clear change' "
        "WHERE is_rated AND indicator_id IN ('CL-03', 'CL-12', 'CL-14')"
    )
    path = one_book(con, tmp_path, edition=1)
    said = [str(cell.value) for (cell,) in load_workbook(path)["Cover"].iter_rows(max_col=1)]
    assert sum(line.startswith("Needs attention: ") for line in said) == 3
    cover = printed_sheets(path)[0]
    assert (cover.name, cover.pages) == ("Cover", 1)
    assert cover.smallest_text >= 10


def sheet_of(rows: int, folder: Path, **setup: Any) -> Path:
    """A workbook with a Summary of so many rows of 50 points, as wide as the page and two headings high."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Summary"
    sheet.column_dimensions["A"].width = setup.get("wide", 114)
    for row in range(1, rows + 1):
        sheet.cell(row, 1, "words")
        sheet.row_dimensions[row].height = 50
    sheet.print_area = f"A1:A{rows}"
    sheet.page_margins.left = sheet.page_margins.right = 0.5
    sheet.page_margins.top = sheet.page_margins.bottom = 0.6
    if "repeat" in setup:
        sheet.print_title_rows = setup["repeat"]
    if "breaks" in setup:
        sheet.row_breaks.append(Break(id=setup["breaks"]))
    else:
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        sheet.page_setup.fitToHeight = setup.get("high", 0)
    path = folder / "one.xlsx"
    book.save(path)
    return path


@pytest.mark.parametrize(
    ("rows", "setup", "pages"),
    [
        (10, {}, 1),  # 509 points of room: ten rows of 50
        (11, {}, 2),
        (20, {}, 2),
        (21, {}, 3),
        (19, {"repeat": "1:1"}, 2),  # each further page holds nine rows and the repeated one
        (20, {"repeat": "1:1"}, 3),
        (12, {"wide": 228}, 1),  # twice as wide: half as large, so twice the rows
        (11, {"high": 1}, 1),
        (4, {"breaks": 2}, 2),
    ],
)
def test_pages_are_counted_as_a_printer_fills_them(
    rows: int, setup: dict[str, Any], pages: int, tmp_path: Path
) -> None:
    assert printed_pages(sheet_of(rows, tmp_path, **setup)) == pages


def test_the_size_of_print_is_that_of_the_smallest_text_once_the_sheet_is_shrunk(tmp_path: Path) -> None:
    assert printed_sheets(sheet_of(3, tmp_path))[0].smallest_text == 11  # openpyxl's own text, at full size
    assert printed_sheets(sheet_of(3, tmp_path, wide=228))[0].smallest_text == 5.5


def test_the_note_says_in_three_lines_what_changed_how_many_pages_and_what_to_print(written: list[Path]) -> None:
    paths = written
    first = handover_note(paths, quarter_words=QUARTER.words, version="1.0").splitlines()
    pages = [printed_pages(path) for path in paths]
    assert first[0] == f"What changed: Version 1.0 is the first approved one for {QUARTER.words}. It replaces nothing."
    assert first[1].startswith(
        f"Pages: about {sum(pages)}, A4 landscape (Children in our care, about {pages[0]}; Care leavers, about {pages[1]})."
    )
    assert first[2].startswith("Print: ")
    for path in paths:
        names = load_workbook(path, read_only=True).sheetnames
        assert ", ".join(name for name in printed_names() if name in names) in first[2]
    assert len(first) == 3
    again = handover_note(
        paths, quarter_words=QUARTER.words, version="1.1", replaces="1.0", reason="Reviews came late."
    )
    assert again.startswith("What changed: Version 1.1 replaces version 1.0 for Quarter 4")
    assert "Why: Reviews came late.\n" in again
