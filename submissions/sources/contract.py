"""The extracts of the data contract, under its own column names, the headings accepted for them or the council's own."""

from __future__ import annotations

from pathlib import PurePath

from schemas.extracts import EXTRACTS, Extract
from schemas.headers import normalise
from submissions.council import Council
from submissions.headings import match_headings
from submissions.reading.sheet import Sheet
from submissions.sources.base import Claim, Feed, NearMiss


class _Contract:
    """An extract whose required columns are all there, or that the file is named after."""

    name = ""
    order = 30

    def recognise(self, sheet: Sheet, council: Council) -> Claim | None:
        """The extract that explains most of the headings; its file's name decides between equals."""
        named = named_after(sheet)
        fitting = []
        for extract in EXTRACTS.values():
            match = match_headings(sheet.headings, extract, council.headers.get(extract.name, {}))
            matched = set(match.positions) | set(match.duplicates) | _joined(extract, sheet, council)
            telling = matched - {"person_id"}
            if {c.name for c in extract.columns if c.required} <= matched and telling:
                fitting.append((len(matched), extract.name == named, extract))
        if not fitting:
            return None
        most = max(count for count, _, _ in fitting)
        best = [one for one in fitting if one[0] == most]
        chosen = best[0] if len(best) == 1 else next((one for one in best if one[1]), None)
        return None if chosen is None else claim(chosen[2], sheet, council)

    def near(self, sheet: Sheet, council: Council) -> NearMiss | None:
        """The extract of which one required column is missing and most of the others are there."""
        best: tuple[int, NearMiss] | None = None
        for extract in EXTRACTS.values():
            match = match_headings(sheet.headings, extract, council.headers.get(extract.name, {}))
            needed = [column.name for column in extract.columns if column.required]
            if len(match.missing) != 1 or len(needed) < 3:
                continue
            unknown = tuple(sheet.headings[place] for place in match.unknown if sheet.headings[place])
            if best is None or len(match.positions) > best[0]:
                best = (len(match.positions), NearMiss(f"extract {extract.name}", match.missing, unknown))
        return None if best is None else best[1]


def claim(extract: Extract, sheet: Sheet, council: Council) -> Claim:
    """The sheet read as that extract, whatever its headings."""
    own = council.headers.get(extract.name, {})
    known = frozenset(normalise(name) for name in (*extract.column_names, *own))
    return Claim("", extract.name, sheet, (Feed(extract.name, {}),), known)


def named_after(sheet: Sheet) -> str | None:
    """The extract that the file or the worksheet is named after; ``None`` when it is named after none."""
    stem = PurePath(sheet.file.rpartition("/")[2] or sheet.file).stem.lower()
    worksheet = (sheet.worksheet or "").strip().lower()
    return next((name for name in (worksheet, stem) if name in EXTRACTS), None)


def _joined(extract: Extract, sheet: Sheet, council: Council) -> set[str]:
    """Columns that the council puts together of several, all of which are there."""
    present = {normalise(heading) for heading in sheet.headings}
    return {
        column
        for column, headings in council.join.get(extract.name, {}).items()
        if all(normalise(heading) in present for heading in headings)
    }


SOURCE = _Contract()
