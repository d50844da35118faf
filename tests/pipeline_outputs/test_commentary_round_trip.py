"""From the template a run leaves, through the submission folder, to the words the panel reads."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from shutil import copytree

import pytest
from openpyxl import load_workbook

from exports.commentary_template import HEADINGS, Refused, template_bytes
from exports.panel import EDITIONS
from exports.published import read_panel
from exports.sheets.commentary import STILL_NEEDED
from schemas.commentary import TEXTS
from submissions.council import Council
from submissions.discover import Submission
from submissions.validate import check_submission
from tests.exports.fixture import AUTHORITY, HOSTILE_TEXTS, database
from tests.exports.test_panel_workbooks import table
from tests.pipeline.conftest import COUNCIL, QUARTER, Installation
from warehouse.calendar import Quarter
from warehouse.connection import connect

WORDS = {
    "what_it_shows": "=More are on time than before",
    "why": "Notice comes late \N{GRINNING FACE} <b>mostly</b>",
    "action": "Send notice the same day",
    "lead": "Head of service",
    "by_when": "30 June 2018",
    "ask": "Ask health partners for more clinics",
    "progress": "Done",
}
#: Where each heading of the template stands.
PLACE = {heading: column for column, heading in enumerate(HEADINGS, 1)}


assert tuple(WORDS) == TEXTS


def template(installation: Installation) -> Path:
    return installation.output / "restricted" / COUNCIL / QUARTER / f"commentary_{QUARTER}_template.xlsx"


def panel_folder(installation: Installation) -> Path:
    return installation.output / "panel" / COUNCIL / QUARTER


def test_the_template_filled_in_and_saved_as_the_extract_reaches_the_panel(
    finished: Installation, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copytree(finished.folder, tmp_path / "copy")
    installation = Installation(tmp_path / "copy")
    book = load_workbook(template(installation))
    sheet = book.worksheets[0]
    assert tuple(cell.value for cell in sheet[1]) == HEADINGS
    assert sheet.max_row > 3
    needing = [sheet.cell(row, 1).value for row in range(2, sheet.max_row + 1)]
    assert all(sheet.cell(row, 2).value for row in range(2, sheet.max_row + 1))
    for path in installation.submission().glob("commentary.*"):
        path.unlink()
    for row in range(2, sheet.max_row + 1):
        for heading, text in WORDS.items():
            cell = sheet.cell(row, PLACE[heading])
            cell.value = text
            cell.data_type = "s"
    # One row speaks of a child, and must not reach the panel.
    sheet.cell(3, PLACE["why"]).value = "The child born 14/05/2010 waited."
    book.save(installation.submission() / "commentary.xlsx")
    capsys.readouterr()
    assert installation.run() == 0
    told = capsys.readouterr().err.splitlines()
    (stage,) = [line for line in told if line.startswith("published: ")]
    assert "; 1 row of commentary left out, as said above (" in stage
    assert len(stage) < 200
    assert [line for line in told if f": commentary row 3 ({needing[1]}), why: " in line]
    assert not [line for line in told if "14/05/2010" in line]

    with connect(installation.warehouse, read_only=True) as connection:
        published = connection.execute(
            f"SELECT indicator_id, {', '.join(TEXTS)} FROM published.commentary ORDER BY 1"
        ).fetchall()
        faults = connection.execute(
            "SELECT DISTINCT rule FROM quality.findings WHERE extract = 'commentary'"
        ).fetchall()
    refused = str(needing[1])
    assert published == [(measure, *WORDS.values()) for measure in sorted(set(needing) - {refused})]
    assert faults == []

    said = {}
    for path in panel_folder(installation).glob("*_v0-*_draft.xlsx"):
        if "Commentary" in load_workbook(path, read_only=True).sheetnames:
            said |= {row["Ref"]: row for row in table(path, "Commentary")}
    assert said
    assert said.keys() <= set(needing)
    assert said[refused]["Why"] == STILL_NEEDED
    others = [row for measure, row in said.items() if measure != refused]
    assert {row["Why"] for row in others} == {WORDS["why"]}
    assert {row["By when"] for row in others} == {date(2018, 6, 30)}
    again = load_workbook(template(installation))
    assert again.sheetnames == ["commentary", "How to fill it in", "Refused last time"]
    assert [cell.value for cell in again.worksheets[2][2]][:3] == [3, refused, "why"]
    assert (
        again.worksheets[0].cell(2, PLACE["why"]).value == WORDS["why"]
    )  # words supplied are not lost to the next author


def test_the_template_has_a_row_for_each_measure_that_needs_words_and_empty_boxes(tmp_path: Path) -> None:
    con = database()
    panels = [read_panel(con, AUTHORITY, QUARTER, edition.scorecard) for edition in EDITIONS]
    (tmp_path / "template.xlsx").write_bytes(template_bytes(panels, Quarter.parse(QUARTER), {}, []))
    heading, *rows = load_workbook(tmp_path / "template.xlsx").worksheets[0].iter_rows(values_only=True)
    assert heading == HEADINGS
    assert [row[0] for row in rows] == [one.indicator_id for panel in panels for one in panel.needing_words]
    assert all(row[1] for row in rows)
    boxes = [n for n, name in enumerate(HEADINGS) if name in TEXTS]
    assert {row[n] for row in rows for n in boxes} == {None}
    # Beside them stand the figures the words are about.
    assert all(row[PLACE[name] - 1] for row in rows for name in ("result", "target", "status"))


def check(folder: Path) -> list[str]:
    """Read a folder as a run would, and give the rules that its commentary breaks."""
    council = Council(name="Demo (synthetic)", ons_code="E06000019")
    checked = check_submission(Submission("demo", Quarter.parse(QUARTER), folder, council), date(2018, 5, 1))
    findings = checked.findings
    assert len(checked.clean["commentary"]) >= 1
    return sorted(set(findings.loc[findings["extract"].eq("commentary"), "rule"]))


def test_the_template_is_read_as_the_extract_whatever_stands_in_it(tmp_path: Path) -> None:
    con = database()
    panels = [read_panel(con, AUTHORITY, QUARTER, edition.scorecard) for edition in EDITIONS]
    refused = [Refused(4, "LAC-40", "why", "it has a number", "Take it out.")]
    data = template_bytes(panels, Quarter.parse(QUARTER), {"LAC-40": {**HOSTILE_TEXTS, "why": "x" * 40_000}}, refused)
    assert data == template_bytes(
        panels, Quarter.parse(QUARTER), {"LAC-40": {**HOSTILE_TEXTS, "why": "x" * 40_000}}, refused
    )
    (tmp_path / "commentary.xlsx").write_bytes(data)
    book = load_workbook(tmp_path / "commentary.xlsx")
    assert all(cell.data_type != "f" for sheet in book.worksheets for row in sheet.iter_rows() for cell in row)
    assert check(tmp_path) == []


@pytest.mark.parametrize(
    "heading",
    [
        "=cmd|' /C calc'!A0",
        "@SUM(1)",
        "+1",
        "-1",
        "\tx",
        "\N{GRINNING FACE}",
        "x" * 2_000,
        "<script>",
        "https://example.invalid",
    ],
)
def test_a_hostile_heading_is_a_column_nobody_asked_for(heading: str, tmp_path: Path) -> None:
    (tmp_path / "commentary.csv").write_text(
        f'indicator_id,why,"{heading}"\nLAC-40,Because.,"{heading}"\n', encoding="utf-8"
    )
    assert check(tmp_path) == ["unknown_column"]
