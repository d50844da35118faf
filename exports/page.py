"""Setting a worksheet up for print."""

from __future__ import annotations

from collections.abc import Sequence

from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from exports.content import Masthead
from exports.text import clean_text, text_width

_MARGIN_INCHES = 0.5
_A4 = 9
#: Size of page footers, and the room left of the page number in the middle.
_FOOTER_POINTS = 10
_FOOTER_PIXELS = 440


def finish_page(
    masthead: Masthead,
    worksheet: Worksheet,
    area: str,
    *,
    named: bool = True,
    breaks: Sequence[int] = (),
    scale: int = 100,
    pages: int = 0,
    margins: tuple[float, float] | None = None,
) -> None:
    """Set the page up for print: A4 landscape, one page wide, with a header and footer that repeat cell text.

    Args:
        masthead: The words that are repeated.
        worksheet: The sheet.
        area: What is printed.
        named: Whether the footer repeats the sheet's name.
        breaks: Rows after which a new page begins. Spreadsheets heed these only on a sheet that is not shrunk to
            fit, so a sheet with breaks must be no wider than the page at its scale.
        scale: Percent a sheet with breaks is printed at.
        pages: Most pages a sheet without breaks is shrunk to; 0 for any number.
        margins: Above and below the sheet, and the page's own header and footer, in inches, where they are not the usual ones.
    """
    setup = worksheet.page_setup
    setup.orientation, setup.paperSize = "landscape", _A4
    if breaks:
        setup.scale = scale
        for row in breaks:
            worksheet.row_breaks.append(Break(id=row))
    else:
        setup.fitToWidth, setup.fitToHeight = 1, pages
        worksheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    around, beyond = margins or (_MARGIN_INCHES + 0.1, 0.3)
    page = worksheet.page_margins
    page.left = page.right = _MARGIN_INCHES
    page.top = page.bottom = around
    page.header = page.footer = beyond
    worksheet.print_area = area
    parts = [masthead.state, *([worksheet.title] if named else []), masthead.council]
    if text_width(", ".join(parts), size=_FOOTER_POINTS) > _FOOTER_PIXELS:
        parts.pop()  # a council's name so long that it would run into the page number stands in the cells alone
    if masthead.marking:
        # Who may see the page matters more than where it belongs: the marking has the middle of the header, and the
        # quarter stands in the corner a panel pack would number its pages in.
        _fill(worksheet.oddHeader, masthead.title, masthead.marking, masthead.standing)
        _fill(worksheet.oddFooter, ", ".join(parts), None, masthead.quarter_words)
    else:
        _fill(worksheet.oddHeader, masthead.title, masthead.quarter_words, masthead.standing)
        _fill(worksheet.oddFooter, ", ".join(parts), None, None)
    if worksheet.oddFooter is not None:
        worksheet.oddFooter.center.text = "Page &P of &N"


def _fill(item: HeaderFooterItem | None, left: str, centre: str | None, right: str | None) -> None:
    """Write a header or footer; what is ``None`` is left empty."""
    if item is None:  # openpyxl always makes one, and says it may not have
        return
    for part, text in ((item.left, left), (item.center, centre), (item.right, right)):
        part.text = None if text is None else _literal(text)


def _literal(text: str) -> str:
    """Text for a page header, where an ampersand begins a code."""
    return clean_text(text).replace("&", "&&")
