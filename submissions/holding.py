"""Whether a submission holds together: shares of rows set aside, extracts of which nothing could be loaded, nobody in care."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from schemas.extracts import REQUIRED_EXTRACTS
from submissions.council import Council
from submissions.findings import FindingLog
from submissions.table import Table

#: More than this share of an extract's rows set aside, and figures may not rest on it.
MOST_OF_REQUIRED = 0.10
MOST_OF_OTHERS = 0.25
_SHORT_BREAKS = ("V3", "V4")


@dataclass(frozen=True)
class Standing:
    """How one extract of a submission stands.

    Attributes:
        state: ``available``, ``absent``, ``not_matched``, ``set_aside`` or ``not_loaded``.
        reason: Why it is not available, in words and without values; empty where it is.
        rows_read: Records read of it, those given up for the same record elsewhere left out.
        rows_set_aside: Of them set aside for a fault of their own.
    """

    state: str
    reason: str
    rows_read: int
    rows_set_aside: int

    @property
    def is_available(self) -> bool:
        """Whether figures may rest on it."""
        return self.state == "available"


def standing_of(
    name: str, tables: Sequence[Table], refused: Sequence[str], council: Council, log: FindingLog
) -> Standing:
    """Judge one extract as a whole; what makes it unusable is a finding.

    Args:
        name: The extract.
        tables: Its judged tables.
        refused: Files and sheets of it that were refused whole.
        council: What the council has accepted.
        log: Where findings go.
    """
    mains = [table for table in tables if not table.is_supplement]
    if not mains:
        if refused:
            return Standing("set_aside", "its file was refused; the findings say why", 0, 0)
        return Standing("absent", "no file of the submission holds it", 0, 0)
    read = sum(table.rows_of_its_own for table in mains)
    aside = sum(table.own_faults for table in mains)
    loaded = sum(int((~table.rejected).sum()) for table in mains)
    if any(table.is_unmatched for table in mains) and all(table.is_unmatched or table.text.empty for table in mains):
        return Standing("not_matched", "its identifiers are not those of the children extract", read, aside)
    if read and not loaded:
        words = "it has rows, and none of them could be loaded"
        log.add("none_loaded", name, mains[0].source_file, detail=f"{read:,}", key=name)
        return Standing("not_loaded", words, read, aside)
    most = MOST_OF_REQUIRED if name in REQUIRED_EXTRACTS else MOST_OF_OTHERS
    accepted = council.accept.get(name)
    if accepted is not None:
        most = max(most, accepted.up_to / 100)
    if read and aside / read > most:
        detail = (
            f"{aside:,} of {read:,} rows ({100 * aside / read:.0f}%) are set aside, and at most {100 * most:g}% may be"
        )
        log.add("too_many_set_aside", name, mains[0].source_file, detail=detail, allowed=name, key=name)
        return Standing("set_aside", detail, read, aside)
    return Standing("available", "", read, aside)


def why_no_results(
    standings: Mapping[str, Standing], tables: Mapping[str, Sequence[Table]], ends: date, log: FindingLog
) -> tuple[str, ...]:
    """Why the council can have no results, in sentences; none where it can.

    Args:
        standings: How each extract stands.
        tables: Judged tables by extract.
        ends: Last day of the quarter.
        log: Where findings go.
    """
    words = [
        f"{name} cannot be used: {standings[name].reason}."
        for name in REQUIRED_EXTRACTS
        if not standings[name].is_available
    ]
    if words:
        return tuple(words)
    day = pd.Timestamp(ends)
    anybody = False
    for table in tables.get("care_episodes", ()):
        rows = table.typed[~table.rejected]
        on = rows["episode_start"].le(day) & (rows["episode_end"].isna() | rows["episode_end"].gt(day))
        anybody |= bool((on & ~rows["legal_status"].isin(_SHORT_BREAKS)).any())
    if anybody:
        return ()
    log.add("nobody_looked_after", "care_episodes", tables["care_episodes"][0].source_file, key="care_episodes")
    return ("by the episodes supplied nobody is looked after on the last day of the quarter, which is no result.",)
