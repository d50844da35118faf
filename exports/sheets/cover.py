"""Cover: what, when, who and in what state; and what stands out."""

from __future__ import annotations

from exports import figures
from exports.content import Line, Link, Masthead, TextSheet
from exports.figures import aimed_at, in_words, people_and_percent
from exports.published import Panel, ScorecardRow
from exports.sheets.profile import PROFILED
from exports.sheets.summary import shortfall, status_counts
from exports.versions import Approval
from exports.words import measure_words
from indicators.units import unit_of
from schemas.commentary import BETTER, WORSE
from warehouse.states import DRAFT, PREVIEW

NAME = "Cover"
#: Most highlights of each kind, so that no kind crowds out the others and the cover stays one page.
_MOST_RED, _MOST_CHANGED = 4, 2
#: As wide as the printed page.
PAGE_WIDTH = 145

_PURPOSE = {
    "looked_after": (
        "This workbook shows the corporate parenting panel how well we look after the children in our "
        "care. Use it to see what is going well, what is not, and what to ask about.",
    ),
    "care_leaver": (
        "This workbook shows the corporate parenting panel how young people are doing after they leave "
        "our care. Use it to see what is going well, what is not, and what to ask about.",
        "Figures for the last 12 months describe young people around their birthday, as national figures do. Figures at "
        "quarter end describe everyone we support now: they are local, and must not be set beside national figures.",
    ),
}

_HOW_TO_READ = (
    "Status compares a result with its target. Green: met. Amber: close. Red: missed. Not rated comes with its reason.",
    "Change says whether a difference is more than chance would give. No clear change means that it could be chance.",
    "Status, gap, change and comparison are four separate answers. A measure can be green and getting worse.",
    "Small numbers are hidden to protect children and young people: [c] stands in their place.",
)


#: What each state means for whoever holds the workbook; an approved one says who approved it.
_STATE_WORDS = {
    PREVIEW: "This is a preview. The quarter is not over and figures will change. Do not put it before the panel or publish it.",
    DRAFT: "This is a draft. It has not been approved and must not be published.",
}

_HELP = "For another format, or to ask about a figure, contact the council's children's services performance team."


def cover(panel: Panel, said: Masthead, approval: Approval | None = None) -> TextSheet:
    """The first sheet, one printed page. It depends on the data alone, never on the day of the run.

    Args:
        panel: What is published.
        said: Title, council, state and version, as every sheet repeats them.
        approval: Who approved it and what it replaces.
    """
    lines = [
        Line(said.title, "title"),
        Line(panel.authority.name),
        Line(panel.authority.quarter_words),
        Line(said.standing),
        Line(_STATE_WORDS.get(said.state) or approved_words(said.version, approval)),
        Line(f"From the records supplied for this quarter (delivery {panel.authority.delivery})."),
        Line(commentary_words(panel, said.state)),
        *(Line(text) for text in _PURPOSE[panel.scorecard]),
        Line("What stands out", "heading"),
        *(Line(text) for text in highlights(panel)),
        Line("How to read it", "heading"),
        *(Line(text) for text in _HOW_TO_READ),
        Line("Help", "heading"),
        Line(_HELP),
        Line(Link("Contents: every sheet, and what it tells you", said.contents)),
    ]
    return TextSheet(name=NAME, answers="what this is", lines=tuple(lines), width=PAGE_WIDTH, is_one_page=True)


def approved_words(version: str, approval: Approval | None) -> str:
    """The version, what it replaces, and who approved it when."""
    return f"Approved version {version}; {approval.words}" if approval is not None else f"Approved version {version}."


def commentary_words(panel: Panel, state: str) -> str:
    """How many measures of this workbook still need commentary, and what follows from it."""
    if not panel.needing_words:
        return "No measure needs commentary this quarter."
    count = len(panel.needing_words)
    if state == PREVIEW:
        return f"If these figures stand at the end of the quarter, {count} will need commentary."
    count = len(panel.wordless)
    if not count:
        return "Every measure that needs commentary has it."
    measures = "1 measure still needs" if count == 1 else f"{count} measures still need"
    return f"{measures} commentary{'; the workbooks stay DRAFT' if state == DRAFT else ''}."


def highlights(panel: Panel) -> list[str]:
    """How many there are, the counts of each status, then reds, clear worsenings and improvements; hidden ones never."""
    lines = _how_many(panel)
    if not panel.rated:
        return [*lines, "No measure has a target in this edition."]
    lines.append(status_counts(panel))
    # As on the Summary, the furthest from target leads.
    open_rows = sorted((row for row in panel.rated if row.is_shown), key=shortfall, reverse=True)
    reds = [row for row in open_rows if row.rating == "Red"]
    worse = [row for row in open_rows if (row.tested_change or "").startswith(WORSE)]
    better = [row for row in open_rows if (row.tested_change or "").startswith(BETTER)]
    lines += [_highlight(row, "Red") for row in reds[:_MOST_RED]]
    if len(reds) > _MOST_RED:
        lines.append(f"Further red measures, on the Scorecard: {len(reds) - _MOST_RED}.")
    lines += [_highlight(row, "Clearly worse") for row in worse[:_MOST_CHANGED]]
    return lines + [_highlight(row, "Clearly better") for row in better[:_MOST_CHANGED]]


def _how_many(panel: Panel) -> list[str]:
    """How many children or young people the workbook is about, and since when that has moved; nothing when hidden."""
    row = panel.find(*PROFILED[panel.scorecard])
    if row is None or not row.is_shown or row.displayed_value is None:
        return []
    change = figures.change(row)
    moved = f". {change}" if row.tested_change and isinstance(change, str) else ""
    return [f"{row.label}: {in_words(row.displayed_value, row.unit)} {row.window_words.lower()}{moved}."]


def _highlight(row: ScorecardRow, why: str) -> str:
    """One sentence on one measure whose figure is shown."""
    # A percentage carries its own sign here, so its name needs none.
    name = row.label if unit_of(row.unit).display.after else measure_words(row.label, row.unit)
    words = f"{why}: {name} ({row.indicator_id}), {people_and_percent(row)}"
    if why != "Red" and row.compared_value is not None:
        return f"{words}, from {in_words(row.compared_value, row.unit)}."
    return f"{words}; target {aimed_at(row)}."
