"""The printed set as PDF, with LibreOffice where it is installed; and what is said where it is not."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from exports import printing
from exports.handover import printed_pages, printed_sheets
from exports.panel import write_panel_workbooks
from exports.printing import PrintError, find_libreoffice, only_printed, write_pdfs
from exports.sheets.contents import PRINTED
from pipelines.cli import run
from tests.exports.fixture import AUTHORITY, QUARTER, database

needs_libreoffice = pytest.mark.skipif(find_libreoffice() is None, reason="LibreOffice is not installed")


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An output folder with the two newest panel workbooks of one council."""
    root = tmp_path_factory.mktemp("output")
    write_panel_workbooks(database(), AUTHORITY, QUARTER.label, root / "panel" / AUTHORITY / QUARTER.label)
    return root


def workbooks(output: Path) -> list[Path]:
    return sorted((output / "panel" / AUTHORITY / QUARTER.label).glob("*.xlsx"))


def command(output: Path, *options: str) -> int:
    return run(["print", "--quarter", QUARTER.label, "--output", str(output), *options])


@needs_libreoffice
def test_the_pdf_has_the_printed_sheets_alone_and_the_pages_that_were_estimated(output: Path, tmp_path: Path) -> None:
    root = tmp_path / "output"
    shutil.copytree(output, root)
    before = {path: path.read_bytes() for path in workbooks(root)}
    assert command(root) == 0
    made = sorted((root / "print" / AUTHORITY / QUARTER.label).iterdir())
    assert [path.name for path in made] == [f"{path.stem}.pdf" for path in before]
    assert {path: path.read_bytes() for path in workbooks(root)} == before
    for pdf, workbook in zip(made, before, strict=True):
        data = pdf.read_bytes()
        assert data.startswith(b"%PDF-")
        pages = len(re.findall(rb"/Type\s*/Page\b", data))
        # LibreOffice may fit a row more, or one fewer, where a page is filled to the brim.
        assert abs(pages - printed_pages(workbook)) <= 1
        if shutil.which("pdftotext"):
            said = subprocess.run(
                ["pdftotext", "-layout", str(pdf), "-"], capture_output=True, text=True, check=True
            ).stdout
            for name in (sheet.name for sheet in printed_sheets(workbook) if sheet.name != "Cover"):
                assert f"DRAFT, {name}, " in said
            assert not any(
                f"DRAFT, {name}, " in said for name in ("Contents", "Context", "Trends", "Definitions", "Notes")
            )
            assert f"Page {pages} of {pages}" in said


def test_the_passing_copy_hides_what_is_not_printed_and_changes_nothing_else(output: Path, tmp_path: Path) -> None:
    workbook = workbooks(output)[0]
    copy = tmp_path / "copy.xlsx"
    copy.write_bytes(only_printed(workbook))
    shown = [sheet.title for sheet in load_workbook(copy).worksheets if sheet.sheet_state == "visible"]
    assert shown == [name for name in load_workbook(workbook).sheetnames if name in PRINTED]
    with ZipFile(workbook) as before, ZipFile(copy) as after:
        assert before.namelist() == after.namelist()
        changed = [name for name in before.namelist() if before.read(name) != after.read(name)]
    assert changed == ["xl/workbook.xml"]


def test_without_libreoffice_the_command_says_what_to_install(
    output: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(printing, "_USUAL_PLACES", ())
    assert command(output) == 4
    assert "Install it (Debian and Ubuntu: apt install libreoffice-calc" in capsys.readouterr().err
    assert not (output / "print").exists()


@needs_libreoffice
def test_a_quarter_without_workbooks_and_a_workbook_that_was_changed_are_refused(
    output: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command(tmp_path / "empty") == 2
    assert command(output, "--authority", "nowhere") == 2
    assert "There is no panel workbook of nowhere for 2017-18-Q4" in capsys.readouterr().err
    shutil.copytree(output, tmp_path / "changed")
    altered = workbooks(tmp_path / "changed")[0]
    altered.write_bytes(altered.read_bytes() + b" ")
    assert command(tmp_path / "changed") == 3
    assert "is missing or is not the file that was made" in capsys.readouterr().err
    assert not (tmp_path / "changed" / "print").exists()


def test_a_program_that_fails_leaves_no_pdf_and_says_so(output: Path, tmp_path: Path) -> None:
    program = shutil.which("false")
    if program is None:
        pytest.skip("there is no program here that only fails")
    with pytest.raises(PrintError, match="could not convert"):
        write_pdfs(workbooks(output), tmp_path / "print", program)
    assert not (tmp_path / "print").exists()
