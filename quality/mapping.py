"""Proposals of how a council's own table is to be read, for a person to confirm: headings and words, never a value of a person.

A proposal is made where one column of the contract fits best by far; between two that fit alike nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

import pandas as pd

from schemas.codes import code_set
from schemas.extracts import EXTRACTS, Column, Extract
from schemas.headers import aliases, normalise
from submissions.cells import type_column
from submissions.reading.sheet import Sheet

#: A heading and a column that are less alike are not proposed for each other.
_ALIKE = 0.6
#: By how much a proposal must be better than the next one.
_CLEARLY = 0.08
#: Words that stand in more cells than this share of the rows may be names or numbers of persons, and are not repeated.
_FEW_WORDS = 25


@dataclass(frozen=True)
class Proposal:
    """What one heading or word of a table may stand for.

    Attributes:
        kind: ``heading`` or ``word``.
        given: The heading, or the word of a coded column.
        column: The contract column.
        code: The code of a word; empty for a heading.
        confidence: From 0 to 1.
        positions: Three rows of the sheet in which it stands.
    """

    kind: str
    given: str
    column: str
    code: str
    confidence: float
    positions: tuple[int, ...]


def fitting_extract(sheet: Sheet) -> Extract | None:
    """The extract that the headings fit best; ``None`` where two fit alike or none does."""
    scores = sorted(((_fit(sheet, extract), extract.name) for extract in EXTRACTS.values()), reverse=True)
    (best, name), (second, _) = scores[0], scores[1]
    return EXTRACTS[name] if best > 0 and best - second >= _CLEARLY else None


def _fit(sheet: Sheet, extract: Extract) -> float:
    found = [one.confidence for one in propose_headings(sheet, extract)]
    return sum(found) / max(len(extract.columns), len(sheet.headings))


def propose_headings(sheet: Sheet, extract: Extract) -> list[Proposal]:
    """For each heading that is no contract column yet, the column it most probably is."""
    names = {name: [normalise(name)] for name in extract.column_names}
    for heading, column in aliases(extract.name).items():
        if column in names:
            names[column].append(heading)
    known = {spelling for spellings in names.values() for spelling in spellings}
    found: list[Proposal] = []
    for place, heading in enumerate(sheet.headings):
        if not heading:
            continue
        plain = normalise(heading)
        if plain in known:
            column = next(name for name, spellings in names.items() if plain in spellings)
            found.append(Proposal("heading", heading, column, "", 1.0, _rows(sheet, place)))
            continue
        scores = sorted(
            (
                (_likeness(plain, spellings, extract.column(name), sheet, place), name)
                for name, spellings in names.items()
            ),
            reverse=True,
        )
        if scores[0][0] >= _ALIKE and scores[0][0] - scores[1][0] >= _CLEARLY:
            found.append(Proposal("heading", heading, scores[0][1], "", round(scores[0][0], 2), _rows(sheet, place)))
    taken: dict[str, list[Proposal]] = {}
    for one in found:
        taken.setdefault(one.column, []).append(one)
    # Two headings for one column are a question for a person.
    return [several[0] for several in taken.values() if len(several) == 1]


def _likeness(plain: str, spellings: Sequence[str], column: Column, sheet: Sheet, place: int) -> float:
    """How alike heading and column are: by their letters, and by whether the cells can be read as what it holds."""
    letters = max(SequenceMatcher(None, plain, one).ratio() for one in spellings)
    if column.kind in ("identifier", "text"):
        return letters
    cells = pd.Series(sheet.columns[place], dtype="str").dropna().head(200)
    if cells.empty:
        return letters
    readable = float(1 - type_column(cells, column).invalid.mean())
    return letters * (0.6 + 0.4 * readable)


def propose_words(sheet: Sheet, extract: Extract, headings: Sequence[Proposal]) -> Iterator[Proposal]:
    """For each word of a coded column that is no code, the code whose meaning it most probably is."""
    places = {heading: place for place, heading in enumerate(sheet.headings)}
    for proposal in headings:
        column = extract.column(proposal.column)
        if column.kind != "code" or column.codes is None or column.codes == "PLACEMENT_LA_SPECIAL":
            continue
        cells = pd.Series(sheet.columns[places[proposal.given]], dtype="str")
        wrong = type_column(cells, column).invalid | ~_read(cells, column)
        words = cells[wrong & cells.notna()].str.strip()
        if words.nunique() > _FEW_WORDS:
            continue
        meaning = code_set(column.codes).meaning
        for word, rows in words.groupby(words).groups.items():
            scores = sorted(
                (
                    (SequenceMatcher(None, str(word).lower(), said.lower()).ratio(), code)
                    for code, said in meaning.items()
                ),
                reverse=True,
            )
            if scores[0][0] >= _ALIKE and (len(scores) == 1 or scores[0][0] - scores[1][0] >= _CLEARLY):
                where = tuple(int(sheet.source_rows[row]) for row in list(rows)[:3])
                yield Proposal("word", str(word), column.name, scores[0][1], round(scores[0][0], 2), where)


def _read(cells: pd.Series, column: Column) -> pd.Series:
    return type_column(cells, column).values.isin(list(code_set(column.codes or "").codes))


def _rows(sheet: Sheet, place: int) -> tuple[int, ...]:
    filled = pd.Series(sheet.columns[place]).notna().to_numpy().nonzero()[0][:3]
    return tuple(int(sheet.source_rows[row]) for row in filled)


def as_toml(extract: str, proposals: Sequence[Proposal]) -> str:
    """The proposals as tables of ``council.toml``, to be confirmed; headings that are read already are left out."""
    headings = [one for one in proposals if one.kind == "heading" and one.confidence < 1]
    words = [one for one in proposals if one.kind == "word"]
    lines: list[str] = []
    if headings:
        lines += [f"[headers.{extract}]", *(f"{_quoted(one.given)} = {_quoted(one.column)}" for one in headings)]
    for column in dict.fromkeys(one.column for one in words):
        lines += ["", f"[values.{extract}.{column}]"]
        lines += [f"{_quoted(one.given)} = {_quoted(one.code)}" for one in words if one.column == column]
    return "\n".join(lines).strip()


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
