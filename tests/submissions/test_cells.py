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


def read(extract: str, column: str, *cells: str | None) -> TypedColumn:
    return type_column(trimmed(pd.Series(list(cells), dtype="str")), EXTRACTS[extract].column(column))


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
        "2018/04/03",
        "03-04-2018",
        "03.04.2018",
        "03/04/18",
        "20180403",
        "3 April 2018",
        "30/02/2018",
        "29/02/2017",
        "31/04/2018",
        "00/01/2018",
        "01/00/2018",
        "31/12/1899",
        "01/01/2200",
        "43193",
        "NULL",
        "N/A",
        "2018-04-03 25:00",
        "2018-04-03 10:60",
        "2018-04-03 10:15:60",
        "2018-04-03 9:15",
        "2018-04-03  10:15",
        "2018-04-03t10:15",
        "2018-04-03 10:15:00.000",
        "2018-04-03T10:15Z",
        "٠٣/٠٤/٢٠١٨",
        "2018-04-03\n10:15",
    ],
)
def test_dates_that_are_not(cell: str) -> None:
    assert one("children", "date_of_birth", cell) == (None, True)


@pytest.mark.parametrize("blank", ["", " ", "\t", "\u00a0", None])
def test_whitespace_alone_is_blank(blank: str | None) -> None:
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


@pytest.mark.parametrize("cell", ["Y", "y", "1", "yes", "YES", "Yes", "true", "TRUE", " y "])
def test_yes(cell: str) -> None:
    assert one("children", "uasc", cell) == (True, False)


@pytest.mark.parametrize("cell", ["N", "n", "0", "no", "NO", "false", "FALSE"])
def test_no(cell: str) -> None:
    assert one("children", "uasc", cell) == (False, False)


@pytest.mark.parametrize("cell", ["2", "ja", "N/A", "NULL", "T", "1.0"])
def test_neither_yes_nor_no(cell: str) -> None:
    assert one("children", "uasc", cell) == (None, True)


@pytest.mark.parametrize(("cell", "number"), [("0", 0), ("12", 12), ("40", 40), ("12.0", 12), (" 7 ", 7), ("99", 99)])
def test_whole_numbers(cell: str, number: int) -> None:
    assert one("sdqs", "score", cell) == (number, False)


@pytest.mark.parametrize("cell", ["12.5", "twelve", "1,2", "NULL", "1e1", "inf", "nan", "0x1", "1_0", "9" * 30])
def test_no_whole_numbers(cell: str) -> None:
    assert one("sdqs", "score", cell) == (None, True)


@pytest.mark.parametrize(
    ("cell", "number"), [("20", 20.0), ("20.5", 20.5), (".5", 0.5), ("999.9", 999.9), ("1e-05", 1e-5)]
)
def test_decimals(cell: str, number: float) -> None:
    assert one("care_episodes", "placement_distance_miles", cell) == (number, False)


@pytest.mark.parametrize("cell", ["20,5", "1,000", "20 miles", "inf", "nan", "N/A", "--1"])
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


@pytest.mark.parametrize("cell", ["00017", "NULL", "N/A", "A 1", "1.0", "2018-04-03"])
def test_identifiers_are_text_whatever_they_look_like(cell: str) -> None:
    assert one("children", "person_id", f" {cell} ") == (cell, False)


COLUMNS = [column for extract in EXTRACTS.values() for column in extract.columns]


@given(st.sampled_from(COLUMNS), st.lists(st.one_of(st.none(), st.text(max_size=12)), max_size=8))
def test_a_cell_is_a_value_or_blank_or_invalid_and_never_two_of_them(column: Column, cells: list[str | None]) -> None:
    texts = trimmed(pd.Series(cells, dtype="str"))
    column_read = type_column(texts, column)
    states = pd.DataFrame({"value": column_read.values.notna(), "blank": texts.isna(), "invalid": column_read.invalid})
    assert (states.sum(axis=1) == 1).all()


def test_every_code_is_read_as_itself() -> None:
    for name in {column.codes for column in COLUMNS if column.codes}:
        codes = code_set(name)
        assert [codes.canonical(code.lower()) for code in codes.codes] == list(codes.codes)
