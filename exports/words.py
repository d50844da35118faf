"""The words readers see: shorthand, status, categories. One place for each, so that sheets cannot disagree."""

from __future__ import annotations

import re

from indicators.units import unit_of
from schemas.extracts import EXTRACTS
from schemas.groups import BREAKDOWNS, ELIGIBILITY, NOT_RECORDED

PANEL_EDITION = "Panel edition"
CLOSED_EDITION = "Closed edition"
MANAGERS_EDITION = "Managers' edition"
QUALITY_EDITION = "Data-quality report"

#: What every sheet, page, file name and property of a workbook that names people says.
RESTRICTED_MARKING = "OFFICIAL-SENSITIVE: personal data. Named officers only"

#: Restricted sheets that are long lists, filtered on screen.
WORKING_LISTS = ("Exceptions", "Due and overdue", "What is coming", "Issues", "Issue details")

#: Columns that hold identifiers, or cells as they were received: text, even where every character is a digit.
AS_RECORDED = ("Case number", "Issue", "Worker", "Team", "Value now", "Allowed or expected", "Accepted by")

#: Code -> (a word or two, what it means), in the order they are explained.
SHORTHAND: dict[str, tuple[str, str]] = {
    "c": (
        "confidential",
        "A small number that could point to a child, or a number that would give one away, is hidden. "
        "Whatever is worked out from it is hidden too.",
    ),
    "x": ("not available", "The records needed were not supplied, or no figure exists for that time."),
    "z": ("not applicable", "There can be no figure here, for example no target, or nobody to count."),
    "u": (
        "low reliability",
        "The group is so small that a percentage would mislead. The numbers are shown and the measure is not rated.",
    ),
    "r": ("revised", "The figure has changed since it was first published."),
    "n": (
        "not tested",
        "Both figures are mostly of the same children, so the difference is described and not tested.",
    ),
    "d": ("default, not adopted", "The target comes with this program; the council has not taken it as its own."),
}
#: A marker in running text: ``[c]``; its letter is the group.
TEXT_MARKER = re.compile(r"\[([a-z]{1,4})\]")
NOTE_MARKER = re.compile(r"\[note (\d+)\]")

RATINGS = {"Green": "Green: met", "Amber": "Amber: close", "Red": "Red: missed"}
NOT_RATED = "Not rated"
#: What stands for the status of a measure whose number is hidden now and was red before.
HIDDEN_NOW = "Red last quarter; hidden now"

#: Whose a target is.
DEFAULT_TARGET, ADOPTED = "Default, not adopted", "The council's"
NOT_FOR_PUBLICATION = "Not for publication"

#: Window -> the period behind a measure's name; a figure at quarter end needs none.
PERIOD_IN_BRIEF = {"quarter": "in the quarter", "ytd": "year to date", "r12": "12 months"}

GOOD_IS = {"higher": "Higher", "lower": "Lower", "range": "In range", "context": "Context only"}

#: Words a panel paper leaves out, matched as whole words whatever the case; measure references do not count.
BANNED_WORDS = (
    "LAC",
    "NEET",
    "EET",
    "UASC",
    "SDQ",
    "IHA",
    "RHA",
    "placement",
    "placements",
    "abscond",
    "absconded",
    "absconding",
    "respite",
    "cohort",
)

#: Breakdown -> heading, from the one list of breakdowns.
BREAKDOWN_LABELS = {breakdown.name: breakdown.label for breakdown in (*BREAKDOWNS, ELIGIBILITY)}

_CATEGORIES: dict[str, dict[str, str]] = {
    "sex": {"M": "Male", "F": "Female", "U": "Not stated"},
    "birthday_age": {
        "17": "17th birthday",
        "18": "18th birthday",
        "19": "19th birthday",
        "20": "20th birthday",
        "21": "21st birthday",
    },
    "age_band": {
        "under 1": "Under 1",
        "1-4": "1 to 4",
        "5-9": "5 to 9",
        "10-15": "10 to 15",
        "under 16": "Under 16",
        "16-17": "16 to 17",
        "18": "Aged 18",
        "19": "Aged 19",
        "20": "Aged 20",
        "21": "Aged 21",
        "22-25": "22 to 25",
    },
    "placement_group": {
        "Foster": "With foster carers",
        "Placed for adoption": "With the family adopting them",
        "With parents": "With their parents",
        "Residential": "In a residential home or school",
        "Supported accommodation": "In supported or independent living",
        "Other": "Somewhere else",
    },
    "legal_status_group": {
        "Care order": "Care order",
        "Voluntary": "By agreement (section 20)",
        "Placement order": "Court agreed an adoption plan",
        "Other": "Another legal status",
    },
    "eligibility": {
        "eligible": "Eligible (in care, 16 to 17)",
        "relevant": "Relevant (left care, 16 to 17)",
        "former_relevant": "Former relevant (18 and over)",
        "qualifying": "Qualifying",
    },
}

#: Extract -> what a reader calls those records.
EXTRACT_WORDS = {name: extract.words for name, extract in EXTRACTS.items()}


def breakdown_words(breakdown: str) -> str:
    """A breakdown as a reader is told it; one of a single measure's own by its name, without underscores."""
    return BREAKDOWN_LABELS.get(breakdown) or breakdown.replace("_", " ").capitalize()


def category_words(breakdown: str, category: str) -> str:
    """A category as a reader is told it; one nobody has named in words is shown as it is recorded."""
    if category == NOT_RECORDED:
        return NOT_RECORDED
    return _CATEGORIES.get(breakdown, {}).get(category, category)


def measure_words(label: str, unit: str) -> str:
    """A measure's plain name with its unit at the end; counts name what they count and need none."""
    ends = unit_of(unit).name_ends
    if not ends or ends.removeprefix("per ") in label.lower():
        return label
    return f"{label} ({ends})"


#: Book -> what it is for, on its cover.
BOOK_PURPOSE: dict[str, tuple[str, ...]] = {
    "looked_after": (
        "This workbook shows the corporate parenting panel how well we look after the children in our "
        "care. Use it to see what is going well, what is not, and what to ask about.",
    ),
    "care_leaver": (
        "This workbook shows the corporate parenting panel how young people are doing after they leave "
        "our care. Use it to see what is going well, what is not, and what to ask about.",
        "Figures for 12 months describe young people around their birthday, as national figures do. Figures at "
        "quarter end describe everyone we support now: they are local, and must not be set beside national figures.",
    ),
}
