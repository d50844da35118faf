"""The managers' sheet of revisions, read back from the file."""

from __future__ import annotations

import pandas as pd
import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from exports.managers import write_managers_workbooks
from tests.revisions.conftest import COUNCIL, Q4
from warehouse.connection import connect


@pytest.fixture(scope="module")
def sheet(fourth, tmp_path_factory: pytest.TempPathFactory) -> Worksheet:
    history, _ = fourth
    folder = tmp_path_factory.mktemp("out") / "restricted" / COUNCIL / Q4
    nobody = pd.DataFrame({name: pd.Series(dtype="str") for name in ("scorecard", "person_id", "team", "worker_id")})
    with connect(history.warehouse, read_only=True) as connection:
        made = write_managers_workbooks(connection, COUNCIL, Q4, folder, reasons={}, responsible=nobody)
    return load_workbook(made[0])["Revisions"]


def rows(sheet: Worksheet) -> list[dict[str, object]]:
    (table,) = sheet.tables.values()
    heading, *found = ([cell.value for cell in row] for row in sheet[table.ref])
    return [dict(zip(heading, row, strict=True)) for row in found]


def test_managers_see_exact_figures_then_and_now_the_large_revisions_first(sheet):
    """Immunisations (3 of 40, hidden in public) and distance are large; reviews moved by 0.2 points."""
    found = {str(row["Ref"]): row for row in rows(sheet)}
    assert list(found) == ["LAC-38", "LAC-48", "LAC-85"]
    hidden = found["LAC-48"]
    assert [hidden[name] for name in ("Number then", "Out of then", "Result then")] == [3, 40, 7.5]
    assert [hidden[name] for name in ("Number now", "Out of now", "Result now", "Difference")] == [9, 40, 22.5, 15]
    assert hidden["Why"] == "Records added (1), removed (1) and corrected (6)"
    assert hidden["Reported"] == "Version 1.0, 3 May 2018"
    assert found["LAC-85"]["Status"] == "Red"


def test_the_sheet_says_how_many_are_large_and_is_marked(sheet):
    above = [cell.value for cell in sheet["A"] if isinstance(cell.value, str)]
    assert any(words.startswith("The first 2 are large") for words in above)
    assert above[1].startswith("OFFICIAL-SENSITIVE")
