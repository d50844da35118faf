"""Notes: what the markers mean, and how status, change and hidden numbers are decided."""

from __future__ import annotations

from exports.content import Column, TableSheet, shorthand_used
from exports.sheets.marks import NoteRegister
from exports.words import SHORTHAND

#: Size of group -> smallest change that is clear, by where it starts (Newcombe's interval for the
#: difference of two groups of that size, 95%). None: no rise can be clear.
CLEAR_CHANGES: dict[int, dict[int, tuple[int | None, int]]] = {
    30: {50: (27, 27), 70: (23, 27), 90: (None, 23)},
    60: {50: (18, 18), 70: (17, 18), 90: (10, 15)},
    120: {50: (13, 13), 70: (12, 12), 90: (7, 9)},
    240: {50: (9, 9), 70: (8, 9), 90: (5, 6)},
}

_HOW = (
    (
        "Status",
        "Status compares the result, as it is shown, with the target and the floor on the Targets sheet. "
        "A measure is not rated when it has no target, when its group is too small, when its number is "
        "hidden, or when the records behind it are too poor.",
    ),
    (
        "Change",
        "Better or worse means that chance alone would seldom give a difference this large."
        " No clear change means that it could be chance. Too few to say means that one of the two groups "
        "is under 10. Figures that count mostly the same children at both times are described and not "
        "tested.",
    ),
    (
        "Runs and limits",
        "Where each quarter is a different group, the last nine are looked at together. Improving or worsening is said when "
        "six in a row rise or fall, when eight in a row lie on one side of their mean, or when the newest lies outside the "
        "limits, which are 2.66 mean steps from the mean. Stocks and figures of 12 months are not looked at so.",
    ),
    (
        "Charts",
        "A gap in a line means that a figure is not shown. Target and England are drawn for the year they are of.",
    ),
    (
        "Scorecard",
        "A measure without a period speaks of the last day of the quarter. Number of says how many, out of how many. Last "
        "quarter is as it was published. Status is green when the target is met, amber up to the floor, red beyond it.",
    ),
    (
        "Chance",
        "With 25 measures tested, about one will be called a clear change each quarter when nothing has "
        "changed. Look for one that lasts.",
    ),
    (
        "Hidden numbers",
        "Small numbers are hidden so that nobody can be picked out, and others with them so that the "
        "hidden ones cannot be worked out. A true nil is shown as 0.",
    ),
    (
        "Rounding",
        "Percentages, rates and averages are shown to one decimal place, and a half is rounded up. "
        "Status, gap and results all use the figure as shown.",
    ),
)


#: What managers read about hidden numbers instead.
_NOTHING_HIDDEN = (
    "Hidden numbers",
    "Nothing is hidden in this edition. The Hidden in panel sheet lists what the panel edition hides, and why. A true "
    "nil is shown as 0.",
)


def notes(sheets: list[TableSheet], register: NoteRegister, *, is_exact: bool = False) -> TableSheet:
    """One row for each marker used in the workbook, then how to read it.

    Args:
        sheets: Every other table, so that only shorthand that is used is explained.
        register: The notes those tables refer to.
        is_exact: Whether the workbook hides nothing.
    """
    used = set()
    for sheet in sheets:
        used.update(shorthand_used([*sheet.rows, sheet.how_to_read, [column.heading for column in sheet.columns]]))
    rows = [("Shorthand", f"[{code}]", f"{words.capitalize()}. {meaning}")
            for code, (words, meaning) in SHORTHAND.items() if code in used]  # fmt: skip
    rows += [("Note", f"[note {number}]", text) for number, text in enumerate(register.texts, 1)]
    how = [_NOTHING_HIDDEN if is_exact and subject == "Hidden numbers" else (subject, text) for subject, text in _HOW]
    rows += [("How to read", subject, text) for subject, text in how]
    rows += [("Clear change", f"Groups of {size}", _clear_change(size)) for size in CLEAR_CHANGES]
    return TableSheet(
        name="Notes",
        answers="what the markers mean, and how status and change are decided",
        heading="Notes: markers, and how to read the figures",
        table_name="notes",
        columns=(Column("Kind", 18), Column("Marker or subject", 20), Column("Meaning", 108)),
        rows=tuple(rows),
        how_to_read=("Each row explains one marker used in this workbook, or one rule for reading it.",),
    )


def _clear_change(size: int) -> str:
    """The smallest clear change for groups of one size, in words."""
    parts = []
    for start, (up, down) in CLEAR_CHANGES[size].items():
        if up == down:
            parts.append(f"from {start}%, {up} points either way")
        elif up is None:
            parts.append(f"from {start}%, {down} down (no rise can be clear)")
        else:
            parts.append(f"from {start}%, {up} up or {down} down")
    return f"The smallest clear change with {size} in the group both times: {'; '.join(parts)}."
