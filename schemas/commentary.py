"""Commentary: who needs it, what a whole one says, and what day a deadline names. One place, for figures and sheets."""

from __future__ import annotations

import re
from datetime import date

#: The words of one row, in the order of the extract.
TEXTS = ("what_it_shows", "why", "action", "lead", "by_when", "ask", "progress")
#: Columns the template has for whoever fills it in, which say nothing the pipeline reads.
FOR_THE_AUTHOR = ("measure", "result", "last_quarter", "target", "status", "change", "last_words")
#: Without these a red, amber or clearly worse measure still needs words.
NEEDED = ("why", "action", "lead", "by_when")
LONGEST = 2_000

BETTER = "Better: clear change"
WORSE = "Worse: clear change"

MONTH_PATTERN = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_FORMS = (
    (re.compile(r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})(?:[ T]00:00(?::00)?)?"), False),
    (re.compile(r"(?P<d>\d{1,2})[./\-](?P<m>\d{1,2})[./\-](?P<y>\d{4})"), False),
    (re.compile(rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<m>{MONTH_PATTERN})\s+(?P<y>\d{{4}})", re.IGNORECASE), True),
)


def needs_words(rating: str | None, change: str | None) -> bool:
    """Whether a rated measure needs commentary: it is red, amber or clearly worse."""
    return rating in ("Red", "Amber") or (change or "").startswith(WORSE)


def when(text: str) -> date | None:
    """The day a text names when it is a date and nothing else: ``2018-06-30``, ``30/06/2018`` or ``30 June 2018``."""
    for form, in_words in _FORMS:
        found = form.fullmatch(text.strip())
        if found:
            month = _MONTHS.index(found["m"][:3].lower()) + 1 if in_words else int(found["m"])
            try:
                return date(int(found["y"]), month, int(found["d"]))
            except ValueError:
                return None
    return None
