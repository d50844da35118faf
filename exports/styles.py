"""Fonts, colours and number formats of every workbook; the one place where they are chosen.

Colours are six-digit RGB. Chart colours are those the Government Analysis Function recommends for charts;
the pale status fills always carry black text that says the status in words. Contrast is computed
(:func:`contrast`), never assumed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from openpyxl.styles import Border, Font, NamedStyle, PatternFill, Side
from openpyxl.workbook import Workbook

FONT_NAME = "Arial"
BODY_SIZE = 12
TITLE_SIZE = 16
HEADING_SIZE = 14

BLACK = "000000"
WHITE = "FFFFFF"
LINK = "1D4F91"
RULE = "6B6B6B"

#: Rating -> fill behind the words that state it.
STATUS_FILLS = {"Green": "CFE8D5", "Amber": "FFE6A8", "Red": "F6C9C4", "Not rated": "E6E6E6"}

#: WCAG 2.2 AA: text on its background, and graphics on theirs.
TEXT_CONTRAST = 4.5
GRAPHIC_CONTRAST = 3.0

#: A percentage is stored on the scale 0-100, as in the warehouse, so its sign is literal text in the format.
PERCENT_FORMAT = '0.0"%"'
COUNT_FORMAT = "#,##0"
DECIMAL_FORMAT = "#,##0.0"
GAP_FORMAT = "+#,##0.0;-#,##0.0;0.0"
DATE_FORMAT = "d mmmm yyyy"
TEXT_FORMAT = "@"


@dataclass(frozen=True)
class LineLook:
    """How one line of a chart is drawn; lines differ by dash or marker, so that they do in greyscale too.

    Attributes:
        colour: Six-digit RGB.
        dash: DrawingML preset dash.
        marker: Marker symbol, or ``none``.
        width: In points.
    """

    colour: str
    dash: str
    marker: Literal["circle", "square", "none"]
    width: float


OUR_LINE = LineLook("12436D", "solid", "circle", 2.5)
ENGLAND_LINE = LineLook("801650", "dash", "square", 2.0)
TARGET_LINE = LineLook("3D3D3D", "sysDot", "none", 2.0)
MEDIAN_LINE = LineLook("28A197", "solid", "none", 2.25)
UPPER_LINE = LineLook("3D3D3D", "lgDashDot", "none", 1.0)
LOWER_LINE = LineLook("3D3D3D", "lgDashDotDot", "none", 1.0)
CHART_LINES = (OUR_LINE, ENGLAND_LINE, TARGET_LINE, MEDIAN_LINE, UPPER_LINE, LOWER_LINE)


def _luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it, 0 (black) to 1 (white)."""
    channels = [int(colour[start : start + 2], 16) / 255 for start in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    """Contrast ratio of two colours as WCAG 2.2 defines it: 1 (the same) to 21 (black on white)."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def font(*, size: int = BODY_SIZE, bold: bool = False, link: bool = False) -> Font:
    """The workbook's typeface; only links are underlined, nothing is italic."""
    return Font(
        name=FONT_NAME,
        size=size,
        bold=bold,
        color=f"FF{LINK if link else BLACK}",
        underline="single" if link else None,
    )


def status_fill(rating: str) -> PatternFill:
    """The fill behind a status."""
    return PatternFill("solid", start_color=f"FF{STATUS_FILLS[rating]}", end_color=f"FF{STATUS_FILLS[rating]}")


HEADER_BORDER = Border(bottom=Side("medium", color=f"FF{BLACK}"), top=Side("thin", color=f"FF{BLACK}"))
BODY_BORDER = Border(bottom=Side("hair", color=f"FF{RULE}"))


def install(workbook: Workbook) -> None:
    """Make Arial 12 the workbook's normal text and add the built-in styles assistive software looks for."""
    normal = workbook._named_styles["Normal"]  # type: ignore[attr-defined]
    normal.font = font()
    normal.bind(workbook)
    for name, builtin_id, size in (("Title", 15, TITLE_SIZE), ("Heading 1", 16, HEADING_SIZE)):
        style = NamedStyle(name=name, builtinId=builtin_id)
        style.font = font(size=size, bold=True)
        workbook.add_named_style(style)
