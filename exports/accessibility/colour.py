"""Checks 9 and 10: contrast, and fills that never carry meaning alone."""

from __future__ import annotations

from collections.abc import Iterator

from openpyxl.styles.colors import Color

from exports import styles
from exports.accessibility.opened import Opened, Problem, filled_cells
from exports.words import NOT_RATED, RATINGS

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
#: Theme colours every office theme starts with: background, text.
_THEME = {0: styles.WHITE, 1: styles.BLACK}


def contrast(opened: Opened) -> Iterator[Problem]:
    """9: text on its fill 4.5:1 or more, chart lines on white 3:1 or more."""
    for sheet in opened.sheets:
        for cell in filled_cells(sheet):
            text = _rgb(cell.font.color, styles.BLACK)
            ground = _rgb(cell.fill.fgColor, styles.WHITE) if cell.fill.fill_type == "solid" else styles.WHITE
            if text is None or ground is None:
                yield Problem(9, sheet.title, cell.coordinate, "The colour cannot be worked out.", "Use a plain one.")
            elif styles.contrast(text, ground) < styles.TEXT_CONTRAST:
                yield Problem(9, sheet.title, cell.coordinate, "Text is too faint on its fill.", "Darken the text.")
    for path in opened.parts:
        if path.startswith("xl/charts/chart"):
            for line in opened.xml(path).iter(f"{_C}ser"):
                for found in line.findall(f"{_C}spPr/{_A}ln/{_A}solidFill/{_A}srgbClr"):
                    if styles.contrast(found.attrib["val"], styles.WHITE) < styles.GRAPHIC_CONTRAST:
                        yield Problem(9, "", "", "A chart's line is too faint.", "Use a darker colour.")


def fills(opened: Opened) -> Iterator[Problem]:
    """10: a filled cell says its status in words."""
    allowed = (*RATINGS, NOT_RATED)
    for sheet in opened.sheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.fill.fill_type and not str(cell.value or "").startswith(allowed):
                    yield Problem(10, sheet.title, cell.coordinate, "A fill stands without a status in words.",
                                  "Write the status, or take the fill off.")  # fmt: skip


def _rgb(colour: Color | None, default: str) -> str | None:
    """Six-digit RGB of a colour, or ``None`` when it depends on a palette this check does not follow."""
    if colour is None:
        return default
    if colour.type == "rgb" and isinstance(colour.rgb, str):
        return colour.rgb[-6:]
    return _THEME.get(colour.theme) if colour.type == "theme" and not colour.tint else None


CHECKS = (contrast, fills)
