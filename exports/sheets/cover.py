"""Cover: what, when, who and in what state; what stands out; and the contents."""

from __future__ import annotations

from exports.content import Line, Link, Masthead, TextSheet
from exports.figures import in_words, target_words
from exports.published import Panel, ScorecardRow
from exports.sheets.summary import shortfall, status_counts
from exports.versions import DRAFT, PREVIEW, Approval
from exports.words import measure_words

NAME = "Cover"
MOST_HIGHLIGHTS = 8
#: The sheets a panel's pack needs; the others are for looking things up.
PRINTED = ("Cover", "Summary", "Scorecard", "Commentary", "Context", "Charts", "Profile", "Comparisons")

_PURPOSE = {
    "looked_after": (
        "This workbook shows the corporate parenting panel how well we look after the children in our "
        "care. Use it to see what is going well, what is not, and what to ask about.",
    ),
    "care_leaver": (
        "This workbook shows the corporate parenting panel how young people are doing after they leave "
        "our care. Use it to see what is going well, what is not, and what to ask about.",
        "Measures named Last 12 months describe young people around their birthday, which is how national"
        " figures are made. Measures named At quarter end describe everyone we support now; they are "
        "local and must not be set beside national figures.",
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


def cover(
    panel: Panel,
    said: Masthead,
    contents: list[tuple[str, str]],
    left_out: list[str],
    approval: Approval | None = None,
) -> TextSheet:
    """The first sheet. It depends on the data alone, never on the day of the run.

    Args:
        panel: What is published.
        said: Title, council, state and version, as every sheet repeats them.
        contents: Name of each other sheet, and what it tells a reader, in order.
        left_out: What this edition lacks and why, one sentence each.
        approval: Who approved it and what it replaces.
    """
    lines = [
        Line(said.title, "title"),
        Line(panel.authority.name),
        Line(panel.authority.quarter_words),
        Line(said.standing),
        Line(f"From the records supplied for this quarter (delivery {panel.authority.delivery})."),
    ]
    lines.append(Line(_STATE_WORDS.get(said.state) or approved_words(said.version, approval)))
    lines.append(Line(commentary_words(panel, said.state)))
    lines += [Line(text) for text in _PURPOSE[panel.scorecard]]
    lines.append(Line("What stands out", "heading"))
    lines += [Line(text) for text in highlights(panel)]
    lines.append(Line("How to read it", "heading"))
    lines += [Line(text) for text in _HOW_TO_READ]
    first_page = len(lines)
    lines.append(Line("Contents", "heading"))
    lines += [Line(Link(f"{name}: {answers}", name)) for name, answers in contents]
    lines += [Line(text) for text in left_out]
    printed = [name for name in PRINTED if name == NAME or any(name == other for other, _ in contents)]
    lines.append(Line(f"For a printed pack, these sheets are enough: {', '.join(printed)}."))
    lines.append(Line("Accessibility and help", "heading"))
    lines.append(
        Line(
            "Text is 12 point or larger, each sheet has at most one table, and each chart has a text "
            "description. Colour never carries meaning alone. For another format, or to ask about a "
            "figure, contact the council's children's services performance team."
        )
    )
    return TextSheet(name=NAME, answers="what this is", lines=tuple(lines), breaks=(first_page,))


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
    """The counts of each status, then red measures, clear worsenings and clear improvements; hidden ones never."""
    if not panel.rated:
        return ["No measure has a target in this edition."]
    lines = [status_counts(panel)]
    # As on the Summary, the furthest from target leads.
    open_rows = sorted((row for row in panel.rated if row.is_shown), key=shortfall, reverse=True)
    groups = (
        [(row, "Red") for row in open_rows if row.rating == "Red"],
        [(row, "Clearly worse") for row in open_rows if (row.tested_change or "").startswith("Worse")],
        [(row, "Clearly better") for row in open_rows if (row.tested_change or "").startswith("Better")],
    )
    return lines + [_highlight(row, why) for group in groups for row, why in _few(group)]


def _few(group: list[tuple[ScorecardRow, str]]) -> list[tuple[ScorecardRow, str]]:
    """At most so many of a group, so that no group crowds out the others; the Scorecard has them all."""
    return group[: MOST_HIGHLIGHTS // 2]


def _highlight(row: ScorecardRow, why: str) -> str:
    """One sentence on one measure whose figure is shown."""
    shown = "not shown" if row.displayed_value is None else in_words(row.displayed_value, row.unit)
    # A percentage carries its own sign here, so its name needs none.
    name = row.label if row.unit == "%" else measure_words(row.label, row.unit)
    words = f"{why}: {name} ({row.indicator_id}), {shown}"
    if why != "Red" and row.compared_value is not None:
        return f"{words}, from {in_words(row.compared_value, row.unit)}."
    rule = target_words(row)
    return f"{words}; target {rule[:1].lower()}{rule[1:]}."
