"""What people are told about runs: counts, councils, extracts and rule codes; nothing a child could be known by.

A notice leaves the installation by e-mail or webhook, so it is made only of what is named here: numbers counted in
published tables, slugs of councils, names of extracts and rules, and sentences of our own. Names of files are left out
too, for somebody may have named one after a child.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from assets.outcome import CouncilOutcome, Failure, QuarterOutcome
from automation.overdue import Overdue
from submissions.council import COUNCIL_FILE
from submissions.installation import Occasion
from warehouse.calendar import Quarter, in_words

_RATINGS = ("Green", "Amber", "Red", "Not rated")
#: Councils named one by one in a command to run again; with more, it is for all of them.
_MOST_NAMED = 3


@dataclass(frozen=True)
class Notice:
    """One message.

    Attributes:
        occasion: Success, failure or overdue.
        subject: One line.
        text: The message in plain text.
        facts: The same for machines.
    """

    occasion: Occasion
    subject: str
    text: str
    facts: Mapping[str, object] = field(default_factory=dict)


def _words(council: CouncilOutcome) -> str:
    """How a council's quarter came out, in one line."""
    rated = ", ".join(f"{council.ratings.get(rating, 0)} {rating.lower()}" for rating in _RATINGS)
    files, rows, warnings = (council.findings.get(severity, 0) for severity in ("reject_file", "reject_row", "warn"))
    found = (
        f"{_count(files, 'file')} rejected, {_count(rows, 'finding')} rejecting a row, {_count(warnings, 'warning')}"
    )
    named = "".join(f" {extract} was rejected ({rule})." for extract, rule in council.rejected)
    return f"{council.authority}: {rated}; {_count(council.hidden, 'figure')} hidden; {found}.{named}"


def run_again(quarter: Quarter, authorities: Sequence[str]) -> str:
    """The command that runs a quarter again."""
    named = "".join(f" --authority {a}" for a in authorities) if len(authorities) <= _MOST_NAMED else ""
    return f"scorecards run --quarter {quarter}{named}"


def succeeded(outcome: QuarterOutcome) -> Notice:
    """A run ended and its files are in place."""
    quarter, councils = outcome.quarter, outcome.councils
    others = dict(outcome.without_results) | {
        authority: f"{COUNCIL_FILE} cannot be used ({problems} problems; 'scorecards doctor' lists them)."
        for authority, problems in outcome.misconfigured.items()
    }
    lines = [quarter.words, "", *map(_words, councils)]
    lines += [f"{authority}: no new results. {why}" for authority, why in sorted(others.items())]
    folders = [outcome.output / "panel" / facts.authority / quarter.label for facts in councils]
    if folders:
        lines += [
            "",
            "Panel workbooks, to be approved before they are published:",
            *(f"  {folder}" for folder in folders),
        ]
    lines += ["", f"Anchor of the audit trail, to be kept: {outcome.anchor}"]
    subject = f"Scorecards {quarter}: {_count(len(councils), 'council')} done"
    if others:
        subject += f", {len(others)} without new results"
    facts = {
        "quarter": quarter.label,
        "councils": [
            {
                "authority": c.authority,
                "ratings": dict(c.ratings),
                "hidden": c.hidden,
                "findings": dict(c.findings),
                "rejected_files": [{"extract": extract, "rule": rule} for extract, rule in c.rejected],
            }
            for c in councils
        ],
        "without_results": others,
        "anchor": outcome.anchor,
    }
    return Notice("success", subject, "\n".join(lines), facts)


def failed(failure: Failure) -> Notice:
    """A run failed or was refused; nothing was promoted."""
    quarter, run_id, why, is_refused = failure.quarter.label, failure.run_id, failure.why, failure.is_refused
    command = run_again(failure.quarter, failure.authorities)
    did = "was refused" if is_refused else "failed"
    again = "" if is_refused else f"\nOnce that is put right, run it again with: {command}\n"
    text = (
        f"The run of {quarter} {did}. Figures and files are as before it or as after it, never in between.\n\n{why}\n{again}\n"
        f"Run: {run_id}. 'scorecards doctor' checks the installation."
    )
    facts = {"quarter": quarter, "run_id": run_id, "reason": why, "refused": is_refused, "run_again": command}
    return Notice("failure", f"Scorecards {quarter}: the run {did}", text, facts)


def is_overdue(missing: Overdue) -> Notice:
    """Extracts are missing for a quarter whose run is due."""
    number = _count(len(missing.owed), "council")
    reminder = f" (reminder {missing.reminder})" if missing.reminder else ""
    subject = f"Scorecards {missing.quarter}: extracts overdue from {number}{reminder}"
    facts = {
        "quarter": missing.quarter.label,
        "due": missing.due.isoformat(),
        "councils": [
            {"authority": owed.authority, "required": list(owed.required), "expected": list(owed.expected)}
            for owed in missing.owed
        ],
    }
    lines = [
        f"{missing.quarter.words} was due on {in_words(missing.due)}. These extracts have not arrived:",
        "",
        *(owed.words for owed in missing.owed),
        "",
        f"They belong in the landing folder under <authority>/{missing.quarter}/. Without an extract, the figures that need it "
        "are shown as not available.",
    ]
    return Notice("overdue", subject, "\n".join(lines), facts)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
