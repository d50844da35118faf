"""The writer refuses what would mislead or be cut off, and measures text as a page shows it."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils import range_boundaries

from exports.content import DIGIT_PIXELS, TABLE_PIXELS, Column, LayoutError, Masthead, Number, Shorthand, TableSheet
from exports.layout import Book, fitted
from exports.styles import COUNT_FORMAT, PERCENT_FORMAT
from exports.text import clean_text, text_width, wrap

#: Points of the tallest row a spreadsheet draws.
TALLEST = 409
MASTHEAD = Masthead("Children in our care", "Anywhere (synthetic)", "Quarter 4", "Panel edition", "DRAFT")
SHEET = TableSheet(
    name="Numbers",
    answers="how many",
    heading="Numbers: how many",
    table_name="numbers",
    columns=(Column("Group", 20), Column("Number", 12, numeric=True)),
    rows=(("Everyone", Number(3, COUNT_FORMAT)), ("Nobody", Shorthand("z"))),
)


def test_a_table_is_marked_up_without_filter_buttons() -> None:
    sheet = Book(MASTHEAD).add_table(SHEET)
    [table] = sheet.tables.values()
    assert table.autoFilter is None
    assert [column.name for column in table.tableColumns] == ["Group", "Number"]
    assert sheet["A1"].style == "Title"
    assert sheet[table.ref][1][1].value == 3
    top = range_boundaries(table.ref)[1]
    assert sheet.print_title_rows == f"${top}:${top}"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"rows": ()}, "no rows"),
        ({"rows": (("Everyone", Shorthand("q")),)}, "not explained"),
        ({"rows": (("Everyone",),)}, "1 cells for 2 columns"),
        ({"columns": (Column("Group", 20), Column("Group", 12))}, "same heading"),
    ],
)
def test_a_table_that_is_described_wrongly_is_refused(change: dict, message: str) -> None:
    with pytest.raises(LayoutError, match=message):
        Book(MASTHEAD).add_table(replace(SHEET, **change))


@pytest.mark.parametrize(
    ("row", "shown"),
    [
        (("Everyone", None), "[x]"),
        (("Everyone", Number(math.nan, COUNT_FORMAT)), "[x]"),
        (("Everyone", Number(math.inf, COUNT_FORMAT)), "[x]"),
        (("\u200b\x07", Number(1, COUNT_FORMAT)), 1),
    ],
)
def test_a_cell_nobody_filled_says_that_nothing_is_available(row: tuple, shown: object) -> None:
    sheet = Book(MASTHEAD).add_table(replace(SHEET, rows=(row,)))
    assert sheet.cell(sheet.max_row, 2).value == shown
    assert sheet.cell(sheet.max_row, 1).value == ("Everyone" if row[0] == "Everyone" else "[x]")


def test_columns_too_wide_together_give_way_where_they_hold_words() -> None:
    columns = (Column("Group", 200), Column("Number", 12, numeric=True))
    sheet = Book(MASTHEAD).add_table(replace(SHEET, columns=columns))
    widths = [sheet.column_dimensions[letter].width * DIGIT_PIXELS for letter in "AB"]
    assert sum(widths) <= TABLE_PIXELS
    assert widths[1] == columns[1].pixels


def test_a_number_longer_than_its_column_widens_it() -> None:
    sheet = Book(MASTHEAD).add_table(replace(SHEET, rows=(("Everyone", Number(123_456_789_012, COUNT_FORMAT)),)))
    assert sheet.column_dimensions["B"].width * DIGIT_PIXELS >= text_width("123,456,789,012")


def test_text_that_no_row_can_hold_ends_with_a_word_that_says_so() -> None:
    sheet = Book(MASTHEAD).add_table(replace(SHEET, rows=(("word " * 4_000, Number(1, COUNT_FORMAT)),)))
    shown = sheet.cell(sheet.max_row, 1).value
    assert shown.endswith("word (shortened)")
    assert sheet.row_dimensions[sheet.max_row].height <= TALLEST


def test_a_row_is_as_tall_as_its_longest_text() -> None:
    rows = (("one", Number(1, COUNT_FORMAT)), ("a good many more words than fit one line", Number(1, COUNT_FORMAT)))
    sheet = Book(MASTHEAD).add_table(replace(SHEET, rows=rows))
    heights = [sheet.row_dimensions[sheet.max_row - 1].height, sheet.row_dimensions[sheet.max_row].height]
    assert heights == [18, 48]


def test_widths_are_arials() -> None:
    # Digits of Arial are 1139/2048 em wide; 12 point is 16 pixels.
    assert text_width("0123456789") == pytest.approx(10 * 1139 / 2048 * 16)
    assert text_width("W", bold=True) > text_width("i", bold=True)
    assert text_width("Number", size=24) == pytest.approx(2 * text_width("Number"))


@given(st.text(max_size=200))
def test_clean_text_can_always_be_stored_and_is_left_alone_the_second_time(text: str) -> None:
    cleaned = clean_text(text)
    assert clean_text(cleaned) == cleaned
    assert not any(ord(character) < 32 or 0xD800 <= ord(character) <= 0xDFFF for character in cleaned)
    cleaned.encode("utf-8")


def test_text_too_long_for_a_cell_is_shortened_and_says_so() -> None:
    shown = clean_text("x" * 33_000)
    assert len(shown) == 32_000
    assert shown.endswith("x (shortened)")


def test_a_text_of_a_hundred_thousand_words_is_wrapped_in_one_pass() -> None:
    text = "word " * 100_000
    assert sum(len(line.split()) for line in wrap(text, 400)) == 100_000
    assert len("".join(wrap("W" * 200_000, 400))) == 200_000


@settings(max_examples=200)
@given(
    st.lists(st.text(st.characters(codec="ascii", categories=("L", "N", "P")), min_size=1, max_size=20), max_size=20)
)
def test_wrapped_lines_lose_nothing_and_fit(words: list[str]) -> None:
    text = " ".join(words)
    lines = wrap(text, 120)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(text_width(line) <= 120 for line in lines)


def test_lines_above_a_table_break_between_sentences_first() -> None:
    assert fitted("One short sentence. Another short one.", 400) == ["One short sentence. Another short one."]
    assert fitted("One short sentence. Another short one.", 200) == ["One short sentence.", "Another short one."]


def test_a_percentage_is_stored_as_it_is_published_and_shown_with_its_sign() -> None:
    sheet = Book(MASTHEAD).add_table(replace(SHEET, rows=(("Everyone", Number(70.9, PERCENT_FORMAT)),)))
    cell = sheet.cell(sheet.max_row, 2)
    assert (cell.value, cell.number_format) == (70.9, '0.0"%"')
