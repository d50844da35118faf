"""Every kind of file: workbooks as they are, archives, XML, and what is refused with a sentence."""

from __future__ import annotations

import io
import os
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from submissions.reading import FileFaultError, Limits, Sheet, open_regular, read_content, read_file

HEADINGS = ("person_id", "date_of_birth", "sex", "team")
CSV = b"person_id,date_of_birth,sex,team\nA1,2005-05-14,F,x\n"
_OPEN = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'


def workbook(*rows: tuple[object, ...], sheet: str = "Data") -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    book.active.title = sheet
    for row in rows:
        book.active.append(row)
    return book


def saved(book: openpyxl.Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def with_sheet_xml(rows: str) -> bytes:
    """A workbook whose first sheet is this XML."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(saved(workbook(HEADINGS)))) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.infolist():
            content = old.read(part)
            if part.filename == "xl/worksheets/sheet1.xml":
                content = f"{_OPEN}{rows}</sheetData></worksheet>".encode()
            new.writestr(part.filename, content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def zipped(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def fault(content: bytes, name: str, limits: Limits | None = None) -> tuple[str, str]:
    with pytest.raises(FileFaultError) as refused:
        read_content(content, name, limits)
    return refused.value.rule, refused.value.detail


def cells(sheet: Sheet, heading: str) -> list[str | None]:
    return list(sheet.columns[sheet.headings.index(heading)])


HEAD = "".join(
    f'<c r="{letter}1" t="inlineStr"><is><t>{name}</t></is></c>' for letter, name in zip("ABCD", HEADINGS, strict=True)
)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ('<c r="D2" t="e"><v>#N/A</v></c>', "#N/A"),
        ("<c t='e' r='D2'><v>#REF!</v></c>", "#REF!"),
        ('<c r="D2"><f>1+1</f></c>', "#FORMULA WITHOUT VALUE"),
        ("<c r='D2' ><f >A1</f ></c>", "#FORMULA WITHOUT VALUE"),
        ('<c r="D2"><f>1+1</f><v /></c>', "#FORMULA WITHOUT VALUE"),
        ('<c r="D2" s="2"><f>DATE(2018,2,6)</f><v></v></c>', "#FORMULA WITHOUT VALUE"),
        ('<c r="D2"><f>1+1</f><v>2</v></c>', "2"),
        ('<c r="D2" t="str"><f>""</f><v></v></c>', None),
        ('<c r="D2" t="inlineStr"><is><t>&lt;f&gt;</t></is></c>', "<f>"),
    ],
)
def test_errors_and_formulas_without_a_value_are_no_blanks(cell: str, text: str | None) -> None:
    row = f'<row r="2"><c r="A2" t="inlineStr"><is><t>A1</t></is></c>{cell}</row>'
    (sheet,) = read_content(with_sheet_xml(f'<row r="1">{HEAD}</row>{row}'), "a.xlsx")
    assert cells(sheet, "team") == [text]


@pytest.mark.parametrize(
    "far",
    [
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        '<row r="2"><c r="XFD2" t="inlineStr"><is><t> </t></is></c></row>',
        "<row r='1048576'><c r='BXX1048576'><v>1</v></c></row>",
        '<row r="1048576"><c r="ZZ1048576"><v>1</v></c></row>',
    ],
)
def test_a_far_cell_is_refused_before_a_rectangle_is_asked_for(far: str) -> None:
    assert fault(with_sheet_xml(f'<row r="1">{HEAD}</row>{far}'), "a.xlsx")[0] == "past_limit"


def test_far_cells_that_are_only_formatted_are_nothing() -> None:
    rows = f'<row r="1">{HEAD}</row><row r="2"><c r="A2"><v>7</v></c><c r="XFD2" s="0"/></row><row r="1048576"><c r="A1048576" s="0"/></row>'
    (sheet,) = read_content(with_sheet_xml(rows), "a.xlsx")
    assert cells(sheet, "person_id") == ["7"]


def test_every_sheet_is_read_hidden_ones_too() -> None:
    book = workbook(("Code", "Meaning"), ("U4", "Long term"), sheet="Lookup")
    book.active.sheet_state = "hidden"
    for name in ("Open", "Closed", "Empty"):
        sheet = book.create_sheet(name)
        if name != "Empty":
            sheet.append(HEADINGS)
            sheet.append((name, date(2005, 5, 14), "F", "x"))
    read = read_content(saved(book), "a.xlsm")
    assert [(one.worksheet, one.is_hidden, len(one)) for one in read] == [
        ("Lookup", True, 1),
        ("Open", False, 1),
        ("Closed", False, 1),
    ]
    assert cells(read[2], "date_of_birth") == ["2005-05-14"]


def test_headings_on_two_rows_with_merged_cells_under_a_title_away_from_the_corner() -> None:
    book = workbook((), (None, "Children of Testshire"))
    sheet = book.active
    for place, text in {"B4": "CHILD", "C4": "Placement", "E4": "team", "C5": "type", "D5": "provider"}.items():
        sheet[place] = text
    for place, value in {"B6": "A1", "C6": "U6", "D6": "PR1", "E6": "x", "B8": "Total", "C8": 1}.items():
        sheet[place] = value
    for merged in ("B4:B5", "C4:D4", "E4:E5"):
        sheet.merge_cells(merged)
    (read,) = read_content(saved(book), "a.xlsx")
    assert [heading for heading in read.headings if heading] == [
        "CHILD",
        "Placement type",
        "Placement provider",
        "team",
    ]
    assert cells(read, "CHILD") == ["A1"] and read.source_rows.tolist() == [6]
    assert [line.row for line in read.aside] == [2, 8]


def test_a_zip_is_opened_in_memory_and_what_cannot_be_read_in_it_is_named() -> None:
    content = zipped(**{
        "return/Header.csv": CSV, "../../up.csv": CSV, "__MACOSX/Header.csv": CSV, "inner.zip": zipped(a=b"x"),
        "notes.docx": b"PK\x03\x04", "book.xlsx": saved(workbook(HEADINGS, ("A2", "2005-05-14", "F", "y"))),
    })  # fmt: skip
    read = read_content(content, "all.zip")
    assert [(one.file, one.worksheet, None if one.fault is None else one.fault.rule) for one in read] == [
        ("all.zip/return/Header.csv", None, None),
        ("all.zip/up.csv", None, None),
        ("all.zip/inner.zip", None, "wrong_file_type"),
        ("all.zip/notes.docx", None, "wrong_file_type"),
        ("all.zip/book.xlsx", "Data", None),
    ]


def test_what_unpacks_past_a_limit_is_refused() -> None:
    bomb = zipped(**{"a.csv": b"x" * 30_000_000})
    assert fault(bomb, "a.zip") == ("past_limit", "more than 200 times as large unpacked as packed")
    assert fault(bomb, "a.zip", Limits(megabytes=20))[1] == "larger than 20 MB once unpacked"
    assert fault(CSV, "a.csv", Limits(columns=3)) == ("past_limit", "wider than 3 columns")
    assert fault(CSV * 3, "a.csv", Limits(rows=1)) == ("past_limit", "longer than 1 rows")


XML = b"""<?xml version="1.0"?><X><CHILD><HEADER><CHILDID>7</CHILDID><DOB>01/02/2003</DOB><UASC/>
<AREVIEW><REVIEW>05/08/2017</REVIEW></AREVIEW><AREVIEW><REVIEW>03/02/2018</REVIEW></AREVIEW></HEADER>
<EPISODE><DECOM>04/03/2014</DECOM><RNE>S</RNE></EPISODE></CHILD>
<CHILD><HEADER><CHILDID>8</CHILDID><DOB/></HEADER><EPISODE><DECOM>04/03/2015</DECOM></EPISODE></CHILD></X>"""


def test_xml_gives_one_sheet_a_kind_of_record_and_each_record_says_whose_it_is() -> None:
    read = {sheet.worksheet: sheet for sheet in read_content(XML, "return.xml")}
    assert {name: len(sheet) for name, sheet in read.items()} == {"AREVIEW": 2, "HEADER": 2, "EPISODE": 2}
    assert cells(read["AREVIEW"], "CHILDID") == ["7", "7"] and cells(read["AREVIEW"], "DOB") == ["01/02/2003"] * 2
    assert cells(read["EPISODE"], "CHILDID") == ["7", "8"] and cells(read["EPISODE"], "RNE") == ["S", None]


@pytest.mark.parametrize(
    ("content", "name", "rule"),
    [
        (b'<?xml version="1.0"?><!DOCTYPE X [<!ENTITY a "lol">]><X>&a;</X>', "a.xml", "xml_entities"),
        (b'<!DOCTYPE X SYSTEM "http://example.org/x.dtd"><X/>', "a.xml", "xml_entities"),
        (b"<X><Y></X>", "a.xml", "unreadable_file"),
        (CSV, "a.xml", "wrong_file_type"),
        (CSV, "a.ods", "wrong_file_type"),
        (CSV, "a.pdf", "wrong_file_type"),
        (XML, "a.csv", "wrong_file_type"),
        (saved(workbook(HEADINGS)), "a.csv", "wrong_file_type"),
        (b"%PDF-1.7", "a.csv", "wrong_file_type"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, "a.xls", "unreadable_file"),
    ],
)
def test_what_a_file_is_not_is_refused(content: bytes, name: str, rule: str) -> None:
    assert fault(content, name)[0] == rule


def test_a_workbook_under_another_workbooks_ending_is_read_as_what_it_is() -> None:
    (sheet,) = read_content(saved(workbook(HEADINGS, ("A1", "2005-05-14", "F", "x"))), "a.xls")
    assert cells(sheet, "person_id") == ["A1"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no pipes")
def test_only_regular_files_inside_the_folder_are_opened(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "a.csv").write_bytes(CSV)
    (tmp_path / "outside.csv").write_bytes(CSV)
    (raw / "inside.csv").symlink_to(raw / "a.csv")
    (raw / "out.csv").symlink_to(tmp_path / "outside.csv")
    (raw / "zero.csv").symlink_to("/dev/zero")
    os.mkfifo(raw / "pipe.csv")
    assert open_regular(raw / "inside.csv", raw) == CSV
    for name, words in (("out.csv", "a link"), ("zero.csv", "a link"), ("pipe.csv", "a pipe"), (".", "a folder")):
        with pytest.raises(FileFaultError) as refused:
            read_file(raw / name, name, raw)
        assert refused.value.rule == "not_a_regular_file" and words in refused.value.detail
    with pytest.raises(FileFaultError) as refused:
        open_regular(raw / "gone.csv", raw)
    assert refused.value.rule == "unreadable_file"
