"""Cover: what, when, who and in what state; and what stands out."""

from __future__ import annotations

from datetime import date

from exports import figures
from exports.content import Line, Masthead, TextSheet
from exports.figures import in_words
from exports.published import Panel
from exports.sheets.marks import NoteRegister
from exports.sheets.profile import PROFILED
from exports.sheets.summary import going_well, needing_attention, sentence, status_counts
from exports.versions import Approval
from exports.words import BOOK_PURPOSE, NOT_FOR_PUBLICATION
from warehouse.states import DRAFT, PREVIEW

NAME = "Cover"
#: Most highlights of each kind, so that no kind crowds out the other and the cover stays one page.
_MOST = 3
#: As wide as the printed page.
PAGE_WIDTH = 145

_HOW_TO_READ = (
    "Status compares a result with its target. Green: met. Amber: close. Red: missed. Not rated comes with its reason.",
    "Change says whether a difference is more than chance would give. No clear change means that it could be chance.",
    "Status, gap, change and comparison are four separate answers. A measure can be green and getting worse.",
)
_HIDDEN = "Small numbers are hidden to protect children and young people: [c] stands in their place."

#: What each state means for whoever holds the workbook; an approved one says who approved it.
_STATE_WORDS = {
    PREVIEW: "This is a preview. The quarter is not over and figures will change. Do not put it before the panel or publish it.",
    DRAFT: "This is a draft. It has not been approved and must not be published.",
}


def cover(panel: Panel, said: Masthead, approval: Approval | None = None) -> TextSheet:
    """The first sheet, one printed page. It depends on the data alone, never on the day of the run.

    Args:
        panel: What is published.
        said: Title, council, state and version, as every sheet repeats them.
        approval: Who approved it and what it replaces.
    """
    published = panel.authority
    meeting = [] if published.meeting_date is None else [Line(f"For the meeting on {_day(published.meeting_date)}.")]
    closed = [Line(f"{NOT_FOR_PUBLICATION}. For a session from which press and public are excluded.")]
    lines = [
        Line(said.title, "title"),
        *(closed if panel.is_closed else []),
        Line(published.name),
        Line(published.quarter_words),
        Line(said.standing),
        *meeting,
        Line(_STATE_WORDS.get(said.state) or approved_words(said.version, approval)),
        Line(records_words(panel)),
        Line(commentary_words(panel, said.state)),
        *(Line(text) for text in BOOK_PURPOSE.get(panel.scorecard, ())),
        Line("What stands out", "heading"),
        *(Line(text) for text in highlights(panel)),
        Line("How to read it", "heading"),
        *(Line(text) for text in _HOW_TO_READ),
        *([] if panel.is_closed else [Line(_HIDDEN)]),
        Line("Help", "heading"),
        Line(contact_words(panel)),
    ]
    return TextSheet(name=NAME, answers="what this is", lines=tuple(lines), width=PAGE_WIDTH, is_one_page=True)


def records_words(panel: Panel) -> str:
    """Up to when records were entered, and which delivery of them it is."""
    day = panel.authority.records_to
    entered = (
        f"Information as recorded up to {_day(day)}"
        if day is not None
        else "From the records supplied for this quarter"
    )
    return f"{entered} (delivery {panel.authority.delivery})."


def contact_words(panel: Panel) -> str:
    """Whom to ask."""
    whom = panel.authority.contact or "the council's children's services performance team"
    return f"For another format, or to ask about a figure, contact {whom}"[:400].rstrip(".") + "."


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


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
    """How many there are, the counts of each status, then what needs attention and what goes well, told alike."""
    lines = _how_many(panel)
    if not panel.rated:
        return [*lines, "No measure has a target in this edition."]
    lines.append(status_counts(panel))
    unheard = NoteRegister()
    attention, well = needing_attention(panel), going_well(panel)
    lines += [f"Needs attention: {sentence(panel, row, unheard)}" for row in attention[:_MOST]]
    if len(attention) > _MOST:
        lines.append(f"Further measures that need attention, on the Summary and Scorecard: {len(attention) - _MOST}.")
    lines += [f"Going well: {sentence(panel, row, unheard)}" for row in well[:_MOST]]
    defaults = sum(row.target_type is not None and not row.target_adopted for row in panel.rated)
    if defaults:
        lines.append(
            f"Targets: {defaults} of {len(panel.rated)} are defaults, not adopted by the council. The Targets sheet says which."
        )
    missing = list(dict.fromkeys(row.records_missing for row in panel.rated if row.records_missing))
    if missing:
        lines.append(f"Records: {'; '.join(missing)}. The figures that rest on them are marked.")
    return lines


def _how_many(panel: Panel) -> list[str]:
    """How many children or young people the workbook is about, and since when that has moved; nothing when hidden."""
    row = panel.find(*PROFILED.get(panel.scorecard, ("", "")))
    if row is None or not row.is_shown or row.displayed_value is None:
        return []
    change = figures.change(row)
    moved = f". {change}" if row.tested_change and isinstance(change, str) else ""
    return [f"{row.label}: {in_words(row.displayed_value, row.unit)} {row.window_words.lower()}{moved}."]
