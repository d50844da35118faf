"""What people are told about runs: counts, councils, extracts and rule codes; nothing a child could be known by.

A notice leaves the installation by e-mail or webhook, so it is made only of what is named here: numbers counted in
published tables, slugs of councils, names of extracts and rules, and sentences of our own. Names of files are left out
too, for somebody may have named one after a child.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

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


@dataclass(frozen=True)
class CouncilFacts:
    """How one council's quarter came out.

    Attributes:
        authority: Its slug.
        ratings: Green, Amber, Red and Not rated to the number of rated measures.
        hidden: Figures of the scorecards that disclosure control hides.
        findings: Severity to the number of files rejected, of findings that reject a row, and of warnings.
        rejected: Extract and rule of each rejected file.
    """

    authority: str
    ratings: Mapping[str, int]
    hidden: int
    findings: Mapping[str, int]
    rejected: tuple[tuple[str, str], ...]

    @property
    def words(self) -> str:
        """In one line."""
        rated = ", ".join(f"{self.ratings.get(rating, 0)} {rating.lower()}" for rating in _RATINGS)
        files, rows, warnings = (self.findings.get(severity, 0) for severity in ("reject_file", "reject_row", "warn"))
        found = f"{_count(files, 'file')} rejected, {_count(rows, 'finding')} rejecting a row, {_count(warnings, 'warning')}"
        named = "".join(f" {extract} was rejected ({rule})." for extract, rule in self.rejected)
        return f"{self.authority}: {rated}; {_count(self.hidden, 'figure')} hidden; {found}.{named}"


def gather(connection: duckdb.DuckDBPyConnection, authorities: Sequence[str]) -> list[CouncilFacts]:
    """Count how each council's quarter came out, in a build whose stages are done."""
    rated: dict[str, dict[str, int]] = {}
    hidden: dict[str, int] = {}
    for authority, rating, rows, shorthand in connection.execute(
        "SELECT authority, CASE WHEN is_rated THEN rating END, count(*), count(*) FILTER (WHERE shorthand = 'c') FROM ("
        "SELECT authority, is_rated, rating, shorthand FROM published.lac_scorecard "
        "UNION ALL SELECT authority, is_rated, rating, shorthand FROM published.care_leaver_scorecard) GROUP BY ALL"
    ).fetchall():
        if rating is not None:
            rated.setdefault(authority, {})[rating] = int(rows)
        hidden[authority] = hidden.get(authority, 0) + int(shorthand)
    found: dict[str, dict[str, int]] = {}
    for authority, severity, count in connection.execute(
        "SELECT authority, severity, CASE WHEN severity = 'reject_file' THEN count(DISTINCT (extract, source_file)) "
        "ELSE count(*) END FROM quality.findings GROUP BY authority, severity"
    ).fetchall():
        found.setdefault(authority, {})[severity] = int(count)
    rejected: dict[str, list[tuple[str, str]]] = {}
    for authority, extract, rule in connection.execute(
        "SELECT DISTINCT authority, extract, rule FROM quality.findings "
        "WHERE severity = 'reject_file' AND extract IS NOT NULL ORDER BY ALL"
    ).fetchall():
        rejected.setdefault(authority, []).append((extract, rule))
    return [
        CouncilFacts(a, rated.get(a, {}), hidden.get(a, 0), found.get(a, {}), tuple(rejected.get(a, ())))
        for a in authorities
    ]


def run_again(quarter: Quarter, authorities: Sequence[str]) -> str:
    """The command that runs a quarter again."""
    named = "".join(f" --authority {a}" for a in authorities) if len(authorities) <= _MOST_NAMED else ""
    return f"scorecards run --quarter {quarter}{named}"


def succeeded(
    quarter: Quarter,
    councils: Sequence[CouncilFacts],
    without_results: Mapping[str, str],
    misconfigured: Mapping[str, int],
    output: Path,
    anchor: str,
) -> Notice:
    """A run ended and its files are in place.

    Args:
        quarter: The run quarter.
        councils: Councils with results.
        without_results: Other councils, with a sentence of ours why: set aside, locked, no submission.
        misconfigured: Councils whose configuration cannot be used, with the number of problems.
        output: The output folder.
        anchor: Of the audit trail, as it is now.
    """
    others = dict(without_results) | {
        authority: f"{COUNCIL_FILE} cannot be used ({problems} problems; 'scorecards doctor' lists them)."
        for authority, problems in misconfigured.items()
    }
    lines = [quarter.words, "", *(facts.words for facts in councils)]
    lines += [f"{authority}: no new results. {why}" for authority, why in sorted(others.items())]
    folders = [output / "panel" / facts.authority / quarter.label for facts in councils]
    if folders:
        lines += [
            "",
            "Panel workbooks, to be approved before they are published:",
            *(f"  {folder}" for folder in folders),
        ]
    lines += ["", f"Anchor of the audit trail, to be kept: {anchor}"]
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
        "anchor": anchor,
    }
    return Notice("success", subject, "\n".join(lines), facts)


def failed(quarter: str, run_id: str, why: str, command: str, is_refused: bool = False) -> Notice:
    """A run failed or was refused; nothing was promoted.

    Args:
        quarter: Label of the quarter.
        run_id: Identifier of the run.
        why: What happened and what to do, in words of ours.
        command: What runs it again.
        is_refused: A rule forbids the run: trying again changes nothing.
    """
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
