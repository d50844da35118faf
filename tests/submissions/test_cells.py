"""Cells: every form a date, a time, a number, a code and a yes or no may have, and the forms they may not."""

from __future__ import annotations

from datetime import date, datetime

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.codes import code_set
from schemas.extracts import EXTRACTS, Column
from submissions.cells import TypedColumn, trimmed, type_column

#: Year of the run.
THIS_YEAR = 2018


def read(extract: str, column: str, *cells: str | None) -> TypedColumn:
    return type_column(pd.Series(list(cells), dtype="str"), EXTRACTS[extract].column(column), THIS_YEAR)


def one(extract: str, column: str, cell: str) -> tuple[object, bool]:
    """The value of one cell (``None`` when missing), and whether it is invalid."""
    column_read = read(extract, column, cell)
    value = column_read.values.iloc[0]
    return (None if pd.isna(value) else value), bool(column_read.invalid.iloc[0])


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2018-04-03", date(2018, 4, 3)),
        ("03/04/2018", date(2018, 4, 3)),
        ("3/4/2018", date(2018, 4, 3)),
        ("13/4/2018", date(2018, 4, 13)),
        ("  03/04/2018\t", date(2018, 4, 3)),
        ("2018-04-03 10:15", date(2018, 4, 3)),
        ("2018-04-03T10:15:30", date(2018, 4, 3)),
        ("29/02/2016", date(2016, 2, 29)),
        ("03-04-2018", date(2018, 4, 3)),
        ("03.04.2018", date(2018, 4, 3)),
        ("20180403", date(2018, 4, 3)),
        ("03-Apr-2018", date(2018, 4, 3)),
        ("3 April 2018", date(2018, 4, 3)),
        ("03-APR-18", date(2018, 4, 3)),
        ("3/4/18", date(2018, 4, 3)),
        ("03.04.18", date(2018, 4, 3)),
        ("03/04/99", date(1999, 4, 3)),
        ("03/04/19", date(2019, 4, 3)),
        ("03/04/20", date(1920, 4, 3)),
        ("43193", date(2018, 4, 3)),
        ("43193.25", date(2018, 4, 3)),
        ("10000", date(1927, 5, 18)),
        ("60000", date(2064, 4, 8)),
        ("2018-04-03 00:00:00.000", date(2018, 4, 3)),
        ("2018-04-03 00:00:00.0000000", date(2018, 4, 3)),
        ("2018-04-03T10:15Z", date(2018, 4, 3)),
        ("03/04/2018 0:00", date(2018, 4, 3)),
        ("03 Sept 2018 09:05", date(2018, 9, 3)),
        ("01/01/1900", date(1900, 1, 1)),
        ("31/12/2199", date(2199, 12, 31)),
    ],
)
def test_dates_that_are_read(cell: str, day: date) -> None:
    """Day first, always; a date column drops a time of day."""
    assert one("children", "date_of_birth", cell) == (pd.Timestamp(day), False)


@pytest.mark.parametrize(
    "cell",
    [
        "04/13/2018",
        "2018-13-04",
        "2018-4-3",
        "2018-04-3",
        "10-04-17",
        "9999",
        "60001",
        "03-04/2018",
        "3 Avril 2018",
        "31 June 2018",
        "2018-04-03T10:15+01:00",
        "#N/A",
        "#VALUE!",
        "#REF!",
        "Err:502",
        "2018/04/03",
        "30/02/2018",
        "29/02/2017",
        "31/04/2018",
        "00/01/2018",
        "01/00/2018",
        "31/12/1899",
        "01/01/2200",
        "2018-04-03 25:00",
        "2018-04-03 10:60",
        "2018-04-03 10:15:60",
        "2018-04-03  10:15",
        "2018-04-03t10:15",
        "٠٣/٠٤/٢٠١٨",
        "2018-04-03\n10:15",
    ],
)
def test_dates_that_are_not(cell: str) -> None:
    assert one("children", "date_of_birth", cell) == (None, True)


@pytest.mark.parametrize(
    "blank", ["", " ", "\t", "\u00a0", None, "\u200b", "\ufeff ", "NULL", "null", "(null)", "N/A", "NaN", "None", " - "]
)
def test_nothing_whitespace_and_words_for_it_are_blank(blank: str | None) -> None:
    column = read("children", "date_of_birth", blank)
    assert column.values.isna().all() and not column.invalid.any()


@pytest.mark.parametrize(
    ("cell", "moment", "timed"),
    [
        ("2018-04-03 10:15", datetime(2018, 4, 3, 10, 15), True),
        ("2018-04-03T10:15", datetime(2018, 4, 3, 10, 15), True),
        ("03/04/2018 10:15:30", datetime(2018, 4, 3, 10, 15, 30), True),
        ("3/4/2018T23:59:59", datetime(2018, 4, 3, 23, 59, 59), True),
        ("03/04/2018 00:00", datetime(2018, 4, 3), True),
        ("03/04/2018", datetime(2018, 4, 3), False),
    ],
)
def test_moments_know_whether_they_have_a_time(cell: str, moment: datetime, timed: bool) -> None:
    column = read("missing_episodes", "started_at", cell)
    assert column.values.tolist() == [moment]
    assert column.has_time is not None and column.has_time.tolist() == [timed]


def test_a_moment_with_an_impossible_time_is_invalid_and_has_none() -> None:
    column = read("missing_episodes", "started_at", "03/04/2018 24:00", None)
    assert column.invalid.tolist() == [True, False]
    assert column.has_time is not None and column.has_time.tolist() == [False, False]


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_every_day_is_read_alike_in_all_its_forms(day: date) -> None:
    forms = [day.isoformat(), f"{day:%d/%m/%Y}", f"{day.day}/{day.month}/{day.year}"]
    column = read("children", "date_of_birth", *forms)
    assert column.values.tolist() == [pd.Timestamp(day)] * 3


@pytest.mark.parametrize(
    "cell", ["Y", "y", "1", "yes", "YES", "Yes", "true", "TRUE", " y ", "Y - Yes", "a) Yes", "1 - Yes"]
)
def test_yes(cell: str) -> None:
    assert one("children", "uasc", cell) == (True, False)


@pytest.mark.parametrize("cell", ["N", "n", "0", "no", "NO", "false", "FALSE", "N - No", "b) No"])
def test_no(cell: str) -> None:
    assert one("children", "uasc", cell) == (False, False)


@pytest.mark.parametrize("cell", ["2", "ja", "T", "1.0", "Y - No", "#N/A"])
def test_neither_yes_nor_no(cell: str) -> None:
    assert one("children", "uasc", cell) == (None, True)


@pytest.mark.parametrize(("cell", "number"), [("0", 0), ("12", 12), ("40", 40), ("12.0", 12), (" 7 ", 7), ("99", 99)])
def test_whole_numbers(cell: str, number: int) -> None:
    assert one("sdqs", "score", cell) == (number, False)


@pytest.mark.parametrize("cell", ["12.5", "twelve", "1,2", "#NUM!", "1e1", "inf", "0x1", "1_0", "9" * 30])
def test_no_whole_numbers(cell: str) -> None:
    assert one("sdqs", "score", cell) == (None, True)


@pytest.mark.parametrize(
    ("cell", "number"), [("20", 20.0), ("20.5", 20.5), (".5", 0.5), ("999.9", 999.9), ("1e-05", 1e-5)]
)
def test_decimals(cell: str, number: float) -> None:
    assert one("care_episodes", "placement_distance_miles", cell) == (number, False)


@pytest.mark.parametrize("cell", ["20,5", "1,000", "20 miles", "inf", "#DIV/0!", "--1"])
def test_no_decimals(cell: str) -> None:
    assert one("care_episodes", "placement_distance_miles", cell) == (None, True)


@pytest.mark.parametrize(
    ("extract", "column", "cell", "code"),
    [
        ("care_episodes", "legal_status", "c2", "C2"),
        ("children", "sex", "f", "F"),
        ("children", "sex", "1", "M"),
        ("children", "sex", "2", "F"),
        ("children", "ethnicity", "wbri", "WBRI"),
        ("health_assessments", "assessment_type", "iha", "IHA"),
        ("health_assessments", "status", "Did_Not_Attend", "did_not_attend"),
        ("care_leaver_roster", "eligibility", "FORMER_RELEVANT", "former_relevant"),
        ("accommodation", "accommodation_code", "b", "B"),
        ("accommodation", "accommodation_code", "z1", "Z1"),
        ("eet_status", "activity_code", "g4", "G4"),
        ("care_episodes", "placement_authority", "e06000019", "E06000019"),
        ("care_episodes", "placement_authority", "con", "CON"),
        ("care_episodes", "placement_authority", "E06000019 - Herefordshire", "E06000019"),
        ("care_episodes", "legal_status", "V2 - Single period", "V2"),
        ("care_episodes", "legal_status", "C2: Full care order", "C2"),
        ("care_episodes", "legal_status", "Full care order (C2)", "C2"),
        ("care_episodes", "legal_status", "c2\u00a0\u2013 full care order", "C2"),
        ("care_episodes", "legal_status", "Full Care Order in Force", "C2"),
        ("children", "sex", "b) Female", "F"),
        ("children", "sex", "1 - Male", "M"),
        ("children", "sex", "Female", "F"),
    ],
)
def test_codes_are_compared_ignoring_case_and_kept_in_one_spelling(
    extract: str, column: str, cell: str, code: str
) -> None:
    assert one(extract, column, cell) == (code, False)


@pytest.mark.parametrize(
    ("cell", "codes"),
    [
        ("MOB;HEAR", "MOB;HEAR"),
        (" mob ; hear ;", "MOB;HEAR"),
        ("MOB;MOB", "MOB"),
        ("none", "NONE"),
        ("MOB;XX", "MOB;XX"),
    ],
)
def test_lists_of_codes(cell: str, codes: str) -> None:
    assert one("children", "disability_codes", cell) == (codes, False)


@pytest.mark.parametrize("cell", ["00017", "A 1", "1.50", "2018-04-03", "E12", "12E4"])
def test_identifiers_are_text_whatever_they_look_like(cell: str) -> None:
    assert one("children", "person_id", f" {cell} ") == (cell, False)


COLUMNS = [column for extract in EXTRACTS.values() for column in extract.columns]


@given(st.sampled_from(COLUMNS), st.lists(st.one_of(st.none(), st.text(max_size=12)), max_size=8))
def test_a_cell_is_a_value_or_blank_or_invalid_and_never_two_of_them(column: Column, cells: list[str | None]) -> None:
    given = pd.Series(cells, dtype="str")
    texts = trimmed(given, column)
    column_read = type_column(given, column, THIS_YEAR)
    states = pd.DataFrame({"value": column_read.values.notna(), "blank": texts.isna(), "invalid": column_read.invalid})
    assert (states.sum(axis=1) == 1).all()


def test_every_code_is_read_as_itself() -> None:
    for name in {column.codes for column in COLUMNS if column.codes}:
        codes = code_set(name)
        assert [codes.canonical(code.lower()) for code in codes.codes] == list(codes.codes)


@pytest.mark.parametrize("cell", ["A) Female", "F - Male", "care", "V2 / C2", "1 Female"])
def test_a_text_that_might_mean_two_codes_or_none_is_left_for_the_judge(cell: str) -> None:
    column = "sex" if "ale" in cell else "legal_status"
    extract = "children" if column == "sex" else "care_episodes"
    assert one(extract, column, cell)[0] == (cell if cell != "A) Female" else "F")


def told(extract: str, column: str, *cells: str | None) -> dict[str, str]:
    return {one.rule: one.detail for one in read(extract, column, *cells).told}


def test_a_word_of_the_code_set_is_no_blank() -> None:
    column = read("children", "disability_codes", "NONE", "None", "N/A")
    assert column.values.tolist()[:2] == ["NONE", "NONE"] and column.values.isna().tolist() == [False, False, True]
    assert told("children", "disability_codes", "NONE", "N/A") == {"blank_words": "1"}


def test_blanks_written_as_words_are_counted_and_plain_blanks_are_not() -> None:
    assert told("children", "uasc_end_date", "NULL", "NULL", "-", "\u200b", "", " ", None) == {"blank_words": "4"}


def test_two_digit_years_are_told_once() -> None:
    assert told("children", "date_of_birth", "03/04/99", "03/04/18", "03/04/18", "2018-04-03") == {
        "two_digit_years": "3"
    }


@pytest.mark.parametrize(
    ("cells", "month_first"),
    [
        (["04/13/2018", "05/14/2018", "03/04/2018"], True),
        (["04-13-2018", "03-04-2018"], True),
        (["4/13/18", "3/4/18"], True),
        (["04/13/2018", "05/14/2018"], False),  # none of them could be either
        (["04/13/2018", "13/04/2018", "03/04/2018"], False),  # as many the one way as the other
        (["04/13/2018", "2018-04-13", "3 April 2018"], False),
        (["13/04/2018", "03/04/2018"], False),
    ],
)
def test_a_column_is_month_first_as_a_whole_or_not_at_all(cells: list[str], month_first: bool) -> None:
    column = read("children", "date_of_birth", *cells, None)
    assert column.month_first == month_first
    if month_first:
        assert column.invalid.tolist() == [True] * len(cells) + [False]


@pytest.mark.parametrize(
    ("cells", "plain", "words"),
    [
        (['="0123"', '="0124"'], ["0123", "0124"], '="..." (2)'),
        (["1.0", "22.0"], ["1", "22"], "a trailing .0 (2)"),
        (["1.0", "22"], ["1.0", "22"], ""),
        (["\u200b7\ufeff", "8\u00a0"], ["7", "8"], "no-break or zero-width characters (2)"),
    ],
)
def test_identifiers_are_undressed(cells: list[str], plain: list[str], words: str) -> None:
    assert read("children", "person_id", *cells).values.tolist() == plain
    assert told("children", "person_id", *cells).get("dressed_identifiers", "") == words


@pytest.mark.parametrize("cell", ["1.00007E+11", "1.0E+5", "1E+11", "1.00007e+11", '="1.2E+11"', "1.5E11"])
def test_identifiers_that_lost_digits_are_known(cell: str) -> None:
    column = read("children", "person_id", "17", cell)
    assert column.scientific and column.invalid.tolist() == [False, True]


@pytest.mark.parametrize("error", ["#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#FORMULA WITHOUT VALUE"])
@pytest.mark.parametrize(("extract", "column"), [("children", "team"), ("children", "upn"), ("sdqs", "score")])
def test_an_error_of_a_spreadsheet_is_invalid_in_every_kind_of_column(error: str, extract: str, column: str) -> None:
    assert one(extract, column, error) == (None, True)
