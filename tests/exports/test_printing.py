"""The printed set as PDF, with LibreOffice where it is installed; and what is said where it is not."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook

from exports import printing
from exports.handover import printed_pages
from exports.pack import pack_bytes
from exports.printing import PrintError, find_libreoffice, write_pack
from exports.sheet import printed_names
from pipelines.cli import run
from tests.exports.fixture import AUTHORITY, QUARTER

needs_libreoffice = pytest.mark.skipif(find_libreoffice() is None, reason="LibreOffice is not installed")


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory, books: Callable[[str], list[Path]]) -> Path:
    """An output folder with the two newest panel workbooks of one council."""
    root = tmp_path_factory.mktemp("output")
    shutil.copytree(books("middling")[0].parent, root / "panel" / AUTHORITY / QUARTER.label)
    return root


def workbooks(output: Path) -> list[Path]:
    return sorted((output / "panel" / AUTHORITY / QUARTER.label).glob("*.xlsx"))


def command(output: Path, *options: str) -> int:
    return run(["print", "--quarter", QUARTER.label, "--output", str(output), *options])


@needs_libreoffice
def test_one_pdf_has_the_printed_sheets_of_both_books_with_pages_numbered_through(output: Path, tmp_path: Path) -> None:
    root = tmp_path / "output"
    shutil.copytree(output, root)
    before = {path: path.read_bytes() for path in workbooks(root)}
    assert command(root) == 0
    [pdf] = (root / "print" / AUTHORITY / QUARTER.label).iterdir()
    assert pdf.name == "panel-pack_2017-18-Q4_v0-1_draft.pdf"
    assert {path: path.read_bytes() for path in workbooks(root)} == before
    data = pdf.read_bytes()
    assert data.startswith(b"%PDF-")
    assert b"/Outlines" in data  # bookmarks
    pages = len(re.findall(rb"/Type\s*/Page\b", data))
    # LibreOffice may fit a row more, or one fewer, where a page is filled to the brim.
    assert abs(pages - sum(printed_pages(workbook) for workbook in before)) <= 1
    assert pages <= 12
    if shutil.which("pdftotext"):
        said = subprocess.run(
            ["pdftotext", "-layout", str(pdf), "-"], capture_output=True, text=True, check=True
        ).stdout
        assert all(f"Page {number} of {pages}" in said for number in range(1, pages + 1))
        assert not any(f"DRAFT, {name}, " in said for name in ("Contents", "Context", "Trends", "Definitions", "Notes"))
        assert "Back to the" not in said


def test_the_pack_holds_the_printed_sheets_of_each_book_as_they_stand(output: Path, tmp_path: Path) -> None:
    books = sorted(workbooks(output), key=lambda path: path.name, reverse=True)
    copied = tmp_path / "pack.xlsx"
    copied.write_bytes(pack_bytes(books))
    pack = load_workbook(copied)
    shown = [sheet for sheet in pack.worksheets if sheet.sheet_state == "visible"]
    originals = [
        load_workbook(book)[name]
        for book in books
        for name in load_workbook(book).sheetnames
        if name in printed_names()
    ]
    assert len(shown) == len(originals) > 8
    for sheet, original in zip(shown, originals, strict=True):
        assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
            [cell.value for cell in row] for row in original.iter_rows()
        ]
        assert len(sheet._charts) == len(original._charts)
        assert not any(cell.hyperlink for row in sheet.iter_rows() for cell in row)


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
        write_pack(workbooks(output), tmp_path / "print", "pack", program)
    assert not (tmp_path / "print").exists()
