"""What somebody would do to an approved workbook so that its cells still fit: each is named with its place."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.chart import LineChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import FormulaRule
from openpyxl.packaging.custom import StringProperty
from openpyxl.styles import Font, PatternFill

from exports.normalise import workbook_bytes
from exports.package import differences, facts


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workbook with everything that can be tampered with, written as ours are."""
    from datetime import datetime

    book = Workbook()
    sheet = book.active
    sheet.title = "Scorecard"
    for row in (("Measure", "Result"), ("Children", 310), ("Reviews on time", 94.5), ("Hidden", "[c]")):
        sheet.append(row)
    sheet.print_area = "A1:B4"
    sheet.print_title_rows = "1:1"
    sheet.oddHeader.left.text = "Testshire: approved"
    sheet.sheet_properties.pageSetUpPr = None
    chart = LineChart()
    chart.add_data(Reference(sheet, min_col=2, min_row=1, max_row=3), titles_from_data=True)
    chart.title = "Reviews"
    chart.alt_name, chart.alt_text = "Reviews", "Line chart of reviews: 94.5 at the end."  # type: ignore[attr-defined]
    sheet.add_chart(chart, "D2")
    book.create_sheet("Notes")["A1"] = "Read me"
    book.properties.title = "Children in our care"
    book.custom_doc_props.append(StringProperty(name="Version", value="1.0"))  # type: ignore[attr-defined]
    path = tmp_path_factory.mktemp("verify") / "original.xlsx"
    path.write_bytes(workbook_bytes(book, datetime(2018, 5, 1)))
    return path


def parts(source: Path, target: Path, change: dict[str, tuple[str, str]], added: dict[str, str] | None = None) -> Path:
    """The same archive with texts of parts replaced, and parts added."""
    with ZipFile(source) as old, ZipFile(target, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            if name in change:
                before, after = (one.encode() for one in change[name])
                assert before in text, (name, text[:3000])
                text = text.replace(before, after)
            new.writestr(name, text)
        for name, more in (added or {}).items():
            new.writestr(name, more)
    return target


def by_book(what):
    """A change somebody makes in a spreadsheet program."""

    def make(source, target):
        book = load_workbook(source)
        what(book["Scorecard"], book)
        book.save(target)
        return target

    return make


def _hide_column(sheet, book):
    sheet.column_dimensions["B"].hidden = True


def _white(sheet, book):
    sheet["B3"].font = Font(color="FFFFFF")


def _ground(sheet, book):
    sheet["B3"].fill = PatternFill("solid", fgColor="000000")


CHART = "xl/charts/chart1.xml"
ATTEMPTS = {
    "a cell": (by_book(lambda s, b: s.__setitem__("B3", 97)), "Scorecard!B3: value"),
    "a number format": (by_book(lambda s, b: setattr(s["B3"], "number_format", '"97"')), "Scorecard!B3: number format"),
    "white on white": (by_book(_white), "Scorecard!B3: format that hides (text on its own colour)"),
    "black on black": (by_book(_ground), "Scorecard!B3: format that hides (text on its own colour)"),
    "tiny text": (by_book(lambda s, b: setattr(s["B3"], "font", Font(sz=1))), "Scorecard!B3: format that hides (text too small)"),
    "a hidden row": (by_book(lambda s, b: setattr(s.row_dimensions[3], "hidden", True)), "Scorecard!3:3: hidden row"),
    "a flat row": (by_book(lambda s, b: setattr(s.row_dimensions[3], "height", 0.5)), "Scorecard!3:3: hidden row"),
    "a hidden column": (by_book(_hide_column), "Scorecard!B: hidden column"),
    "a hidden sheet": (by_book(lambda s, b: setattr(b["Notes"], "sheet_state", "hidden")), "Notes: hidden sheet"),
    "a deep hidden sheet": (by_book(lambda s, b: setattr(b["Notes"], "sheet_state", "veryHidden")), "Notes: hidden sheet"),
    "a sheet added": (by_book(lambda s, b: b.create_sheet("More")), "More: "),
    "sheets in another order": (by_book(lambda s, b: b.move_sheet("Notes", -1)), "Notes: place among the sheets"),
    "a comment": (by_book(lambda s, b: setattr(s["B3"], "comment", Comment("not so", "x"))), "Scorecard!B3: comment"),
    "a header": (by_book(lambda s, b: setattr(s.oddHeader.left, "text", "DRAFT")), "Scorecard: page header (odd)"),
    "a footer": (by_book(lambda s, b: setattr(s.oddFooter.center, "text", "superseded")), "Scorecard: page footer (odd)"),
    "the print area": (by_book(lambda s, b: setattr(s, "print_area", "A1:B2")), "Scorecard: print area"),
    "a filter": (by_book(lambda s, b: s.auto_filter.add_filter_column(0, ["Children"]) or setattr(s.auto_filter, "ref", "A1:B4")),
                 "Scorecard: filter"),
    "merged cells": (by_book(lambda s, b: s.merge_cells("A3:B3")), "Scorecard: merged cells"),
    "a conditional format": (
        by_book(lambda s, b: s.conditional_formatting.add("B3", FormulaRule(["TRUE"], font=Font(color="FFFFFF")))),
        "Scorecard: conditional formats"),
    "a property": (by_book(lambda s, b: setattr(b.properties, "title", "Care leavers")), "workbook: property title"),
    "a property of ours": (by_book(lambda s, b: setattr(b.custom_doc_props.props[0], "value", "9.9")), "workbook: property Version"),
    "a chart's title": (lambda a, b: parts(a, b, {CHART: (">Reviews<", ">Review<")}), "chart 1, title"),
    "a chart's stored values": (
        lambda a, b: parts(a, b, {CHART: ("</f></numRef>", "</f><numCache><ptCount val=\"2\"/><pt idx=\"0\"><v>1</v>"
                                          "</pt><pt idx=\"1\"><v>99</v></pt></numCache></numRef>")}), "stored values"),
    "a chart's range": (lambda a, b: parts(a, b, {CHART: ("$B$2:$B$3", "$B$2:$B$2")}), "chart 1, line or bar 1, values"),
    "a chart's description": (
        lambda a, b: parts(a, b, {"xl/drawings/drawing1.xml": ("94.5 at the end", "99 at the end")}), "chart 1, description"),
    "a macro": (lambda a, b: parts(a, b, {}, {"xl/vbaProject.bin": "x"}), "workbook: part xl/vbaProject.bin"),
    "a file within": (lambda a, b: parts(a, b, {}, {"xl/embeddings/list.docx": "x"}), "workbook: part xl/embeddings/list.docx"),
    "a chart taken out": (by_book(lambda s, b: s._charts.clear()), "chart 1, "),
}  # fmt: skip


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_what_was_done_to_a_file_is_named_with_its_place(original, tmp_path, attempt):
    change, named = ATTEMPTS[attempt]
    found = differences(facts(change(original, tmp_path / "handed-back.xlsx")), facts(original))
    assert any(named in place for place in found.changed), found
    assert len(found.changed) <= 20, found


def test_a_file_only_saved_again_differs_in_nothing(original, tmp_path):
    """Another program writes other styles and parts, stores the values of charts, and may lose descriptions."""
    again = by_book(lambda s, b: None)(original, tmp_path / "again.xlsx")
    stored = parts(original, tmp_path / "stored.xlsx", {CHART: (
        "</f></numRef>", '</f><numCache><ptCount val="2"/><pt idx="0"><v>310.0</v></pt>'
        '<pt idx="1"><v>94.5</v></pt></numCache></numRef>')})  # fmt: skip
    assert again.read_bytes() != original.read_bytes()
    assert differences(facts(again), facts(original)).changed == ()
    assert differences(facts(again), facts(original)).lost == ("Scorecard: chart 1, description",)
    assert differences(facts(stored), facts(original)) == differences(facts(original), facts(original))


def test_what_is_no_workbook_any_more_is_said_to_be_none(tmp_path):
    (tmp_path / "x.xlsx").write_bytes(b"PK but not an archive")
    with pytest.raises(ValueError, match="cannot be read as a workbook"):
        facts(tmp_path / "x.xlsx")
