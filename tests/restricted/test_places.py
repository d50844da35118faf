"""Restricted files have one way out, and it does not lead under the panel root."""

import pandas as pd
import pytest

from exports.content import Column, LayoutError, Masthead, TableSheet
from exports.layout import Book
from exports.restricted import RestrictedPathError, csv_bytes, write_restricted

NAME = "list_restricted.xlsx"


@pytest.mark.parametrize(
    "place",
    [
        "output/panel/demo/2017-18-Q4",
        "output/panel/restricted/demo/2017-18-Q4",
        "output/restricted/demo",
        "output/restricted/../panel/demo/2017-18-Q4",
        "output",
    ],
)
def test_a_restricted_file_is_refused_anywhere_else(tmp_path, place):
    with pytest.raises(RestrictedPathError):
        write_restricted(tmp_path / place, NAME, b"x")
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a_link_into_the_panel_root_is_followed_and_refused(tmp_path):
    panel = tmp_path / "output" / "panel" / "demo" / "2017-18-Q4"
    panel.mkdir(parents=True)
    (tmp_path / "output" / "restricted" / "demo").mkdir(parents=True)
    link = tmp_path / "output" / "restricted" / "demo" / "2017-18-Q4"
    link.symlink_to(panel)
    with pytest.raises(RestrictedPathError):
        write_restricted(link, NAME, b"x")
    assert not list(panel.iterdir())


@pytest.mark.parametrize("name", ["list.xlsx", "../list_restricted.xlsx"])
def test_a_name_that_does_not_say_so_is_refused(tmp_path, name):
    with pytest.raises(RestrictedPathError):
        write_restricted(tmp_path / "restricted" / "demo" / "2017-18-Q4", name, b"x")


def test_the_right_place_is_written_whole(tmp_path):
    folder = tmp_path / "restricted" / "demo" / "2017-18-Q4"
    assert write_restricted(folder, NAME, b"x").read_bytes() == b"x"
    assert [path.name for path in folder.iterdir()] == [NAME]


def test_no_cell_of_a_csv_becomes_a_formula():
    hostile = pd.DataFrame({"text": ["=1+1", "@SUM(A1)", "+1", "-1", "plain", None], "number": [-1, 2, 3, 4, 5, 6]})
    lines = csv_bytes(hostile).decode("utf-8-sig").splitlines()
    assert lines == ["text,number", "'=1+1,-1", "'@SUM(A1),2", "'+1,3", "'-1,4", "plain,5", ",6"]


def test_a_workbook_for_the_panel_may_hold_no_working_list():
    sheet = TableSheet("Exceptions", "who", "Exceptions: who", "exceptions", (Column("A", 9),), (("x",),),
                       is_working_list=True)  # fmt: skip
    with pytest.raises(LayoutError):
        Book(Masthead("T", "C", "Q", "Panel edition", "DRAFT")).add_table(sheet)
    Book(Masthead("T", "C", "Q", "Managers' edition", "DRAFT", "Restricted")).add_table(sheet)
