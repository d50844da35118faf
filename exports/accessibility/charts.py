"""Check 8: charts have alt text, titles and axis titles, lines that differ without colour, and cells fit to plot."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree

from exports.accessibility.opened import Opened, Problem
from exports.charts import LONGEST_ALT, SHORTEST_ALT

_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_XDR = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"


def charts(opened: Opened) -> Iterator[Problem]:
    """8: every chart of every sheet."""
    for sheet, path in opened.sheet_paths().items():
        for drawing in opened.relations(path).values():
            if "/drawings/" not in drawing or not drawing.endswith(".xml"):
                continue
            yield from _frames(opened, sheet, drawing)
            for chart in opened.relations(drawing).values():
                yield from _chart(opened, sheet, opened.xml(chart))


def _frames(opened: Opened, sheet: str, drawing: str) -> Iterator[Problem]:
    for frame in opened.xml(drawing).iter(f"{_XDR}graphicFrame"):
        properties = next(frame.iter(f"{_XDR}cNvPr"))
        if not properties.get("name"):
            yield Problem(8, sheet, "", "A chart has no name.", "Name it.")
        if not SHORTEST_ALT <= len(properties.get("descr", "")) <= LONGEST_ALT:
            yield Problem(8, sheet, "", "A chart has no alt text, or too little or too much.",
                          f"Describe it in {SHORTEST_ALT} to {LONGEST_ALT} characters.")  # fmt: skip


def _chart(opened: Opened, sheet: str, space: ElementTree.Element) -> Iterator[Problem]:
    if not _words(space.find(f"{_C}chart/{_C}title")):
        yield Problem(8, sheet, "", "A chart has no title.", "Give it one.")
    for axis in (*space.iter(f"{_C}catAx"), *space.iter(f"{_C}valAx")):
        if not _words(axis.find(f"{_C}title")):
            yield Problem(8, sheet, "", "A chart's axis has no title.", "Give it one.")
        deleted = axis.find(f"{_C}delete")
        if deleted is None or deleted.get("val") not in ("0", "false"):
            yield Problem(8, sheet, "", "A chart's axis is not shown.", "Show it.")
    series = list(space.iter(f"{_C}ser"))
    looks = [_look(line) for line in series]
    if len(set(looks)) != len(looks):
        yield Problem(8, sheet, "", "Two lines differ by colour alone.", "Give them other dashes or markers.")
    for line in series:
        smooth = line.find(f"{_C}smooth")
        if smooth is not None and smooth.get("val") in ("1", "true"):
            yield Problem(8, sheet, "", "A line is smoothed between points.", "Draw it straight.")
        reference = line.find(f"{_C}val/{_C}numRef/{_C}f")
        if reference is None or not reference.text:
            yield Problem(8, sheet, "", "A line is not drawn from cells.", "Draw it from a data sheet.")
            continue
        name, _, cells = reference.text.rpartition("!")
        for row in opened.workbook[name.strip("'")][cells.replace("$", "")]:
            for cell in row:
                if cell.value is not None and (isinstance(cell.value, bool) or not isinstance(cell.value, int | float)):
                    yield Problem(8, name.strip("'"), cell.coordinate, "A plotted cell holds text.",
                                  "Leave it blank and give the reason beside it.")  # fmt: skip


def _look(line: ElementTree.Element) -> tuple[str, str]:
    """Dash and marker of a line."""
    dash = line.find(f"{_C}spPr/{_A}ln/{_A}prstDash")
    marker = line.find(f"{_C}marker/{_C}symbol")
    return (
        dash.get("val", "solid") if dash is not None else "solid",
        marker.get("val", "auto") if marker is not None else "auto",
    )


def _words(title: ElementTree.Element | None) -> str:
    """The text of a title."""
    return "" if title is None else "".join(text.text or "" for text in title.iter(f"{_A}t")).strip()


CHECKS = (charts,)
