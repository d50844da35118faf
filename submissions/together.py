"""What several tables say of one extract, and of the same persons: strangers, repeated keys, returns that give way.

Of two tables that carry the same record, the contract's extract goes before a return, a later return before an earlier one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import groupby

import numpy as np
import pandas as pd

from schemas.extracts import Extract
from submissions.findings import FindingLog
from submissions.table import Table

#: At least this share of an extract's rows must be about children of the submission.
MOST_KNOWN = 0.9
#: One row about a stranger is a fault of that row; more may be one of the file.
FEWEST_STRANGE = 2
#: What is the same record in two tables of different makes, where that is not the extract's key.
SAME_RECORD: Mapping[str, tuple[str, ...]] = {
    "reviews": ("person_id", "held_date"),
    "missing_episodes": ("person_id", "episode_type", "started_at"),
}
#: The same where one of the tables was dated by the year of a return.
SAME_IN_YEAR: Mapping[str, tuple[str, ...]] = {
    "health_assessments": ("person_id",),
    "health_checks": ("person_id", "check_type"),
    "sdqs": ("person_id",),
}
#: Date of the records of :data:`SAME_IN_YEAR`.
_DATED: Mapping[str, str] = {
    "health_assessments": "completed_date",
    "health_checks": "check_date",
    "sdqs": "recorded_date",
}


class Children:
    """Who the children of a submission are.

    Attributes:
        given: Every identifier that the children's tables hold, also of rows that are set aside.
        loaded: Those of the rows that are loaded.
    """

    def __init__(self, tables: Sequence[Table]) -> None:
        rows = [table for table in tables if not table.is_supplement]
        none = pd.Index([], dtype="str")
        self.is_there = bool(rows)
        self.given = none
        self.loaded = none
        for table in rows:
            typed = table.typed["person_id"]
            self.given = self.given.union(pd.Index(typed.fillna(table.text["person_id"].str.strip()).dropna().unique()))
            self.loaded = self.loaded.union(pd.Index(typed[~table.rejected].dropna().unique()))


def refuse_unmatched(table: Table, children: Children, log: FindingLog) -> None:
    """Set a table aside whose identifiers are not those of the children; its name for the likely cause is told."""
    person = table.typed["person_id"][table.intact]
    person = person[person.notna()]
    if not children.is_there or person.empty or person.isin(children.given).mean() >= MOST_KNOWN:
        return
    strange = person[~person.isin(children.given)]
    if len(strange) < FEWEST_STRANGE:
        return
    share = f"{len(person) - len(strange):,} of {len(person):,} rows are about a child of the children extract"
    everything = pd.Series(True, index=table.text.index)
    log.add(
        "identifiers_do_not_match",
        table.extract.name,
        table.source_file,
        rows=table.about(everything),
        column="person_id",
        heading=table.heading("person_id"),
        detail=f"{share}{_cause(strange, children.given)}",
        key=table.source_part,
        as_one=True,
    )
    table.rejected |= True
    table.is_unmatched = True


def _cause(strange: pd.Series, given: pd.Index) -> str:
    """What probably happened to the identifiers, in words."""
    ours = pd.Series(given, dtype="str")
    tries: tuple[tuple[str, Callable[[pd.Series], pd.Series]], ...] = (
        ("leading zeros were lost in one of the two", lambda ids: ids.str.lstrip("0")),
        ("one of the two adds '.0'", lambda ids: ids.str.removesuffix(".0")),
        ("one of the two adds letters or a suffix", lambda ids: ids.str.extract(r"(\d{3,})", expand=False)),
        (
            "one of the two differs in capitals or spaces",
            lambda ids: ids.str.replace(r"\s+", "", regex=True).str.casefold(),
        ),
    )
    for words, plain in tries:
        same = plain(strange.astype("str"))
        if (same.notna() & same.isin(plain(ours).dropna())).mean() > MOST_KNOWN / 2:
            return f"; probably {words}"
    return "; probably they are the numbers of another system"


def reject_strangers(table: Table, children: Children, log: FindingLog) -> None:
    """Reject rows of persons who are not among the loaded children; a blank number is another rule's matter."""
    person = table.typed["person_id"]
    strangers = person.notna() & ~person.isin(children.loaded) & table.intact & ~table.rejected
    table.outside = strangers & person.isin(children.given)
    log.add(
        "person_not_in_children",
        table.extract.name,
        table.source_file,
        rows=table.about(strangers),
        column="person_id",
        heading=table.heading("person_id"),
    )
    table.rejected |= strangers


def settle(extract: Extract, tables: Sequence[Table], log: FindingLog) -> None:
    """Leave each record once: the first of one key within tables of one rank, and of the same record the highest rank's."""
    ordered = sorted((table for table in tables if not table.is_supplement), key=_rank)
    stand: list[Table] = []
    for _, group in groupby(ordered, key=_rank):
        equals = list(group)
        for table in equals:
            for earlier in stand:
                _give_way(extract, table, earlier, log)
        _reject_repeated(extract, equals, log)
        stand += equals


def _rank(table: Table) -> tuple[int, int]:
    return table.precedence, -table.year_ends.toordinal() if table.year_ends else 0


def _reject_repeated(extract: Extract, tables: Sequence[Table], log: FindingLog) -> None:
    """Of the rows not rejected otherwise, the first with a key is loaded; blank equals blank."""
    key = list(extract.key)
    standing = pd.concat([t.typed.loc[~t.rejected, key] for t in tables], keys=range(len(tables)))
    again = standing[standing.duplicated(keep="first")].index
    for number, table in enumerate(tables):
        repeated = pd.Series(False, index=table.text.index)
        repeated.loc[again[again.get_level_values(0) == number].get_level_values(1)] = True
        if repeated.any():
            log.add("repeated_key", extract.name, table.source_file, rows=table.about(repeated))
            table.rejected |= repeated


def _give_way(extract: Extract, table: Table, earlier: Table, log: FindingLog) -> None:
    """Set aside the rows of a table that a table of higher rank carries too."""
    names = list(SAME_RECORD.get(extract.name, extract.key))
    mine, theirs = table.typed[~table.rejected], earlier.typed[~earlier.rejected]
    in_year = table.is_annual and not earlier.is_annual and extract.name in SAME_IN_YEAR and table.year_ends is not None
    if in_year and table.year_ends is not None:
        names = list(SAME_IN_YEAR[extract.name])
        ends = pd.Timestamp(table.year_ends)
        day = theirs[_DATED[extract.name]]
        theirs = theirs[(day > ends - pd.DateOffset(years=1)) & (day <= ends)]
    if mine.empty or theirs.empty:
        return
    own, other = _hashed(mine, names), _hashed(theirs, names)
    same = pd.Series(False, index=table.text.index)
    same.loc[own.index[own.isin(other)]] = True
    if not same.any():
        return
    table.superseded |= same
    table.rejected |= same
    differing = 0 if in_year else _differing(table, earlier, own[own.isin(other)], other)
    is_contract = earlier.precedence < table.precedence
    rule = "in_contract_extract" if is_contract else "in_later_return"
    said = f", and {differing:,} of them differ" if differing and is_contract else ""
    log.add(
        "differs_from_contract_extract" if said else rule,
        extract.name,
        table.source_file,
        rows=table.about(same),
        detail=f"{earlier.source_file}{said}",
        key=f"{table.source_part}/{earlier.source_file}",
        as_one=True,
    )


def _hashed(rows: pd.DataFrame, names: Sequence[str]) -> pd.Series:
    """One number a row over some columns, by which rows are compared; moments by their day."""
    plain = rows[list(names)].copy()
    for name in names:
        if pd.api.types.is_datetime64_any_dtype(plain[name]):
            plain[name] = plain[name].dt.normalize()
        else:
            plain[name] = plain[name].astype(object).where(plain[name].notna(), "")
    return pd.util.hash_pandas_object(plain, index=False)


def _differing(table: Table, earlier: Table, own: pd.Series, other: pd.Series) -> int:
    """How many rows hold another value than the same record of the other table in a column that both have."""
    names = [c.name for c in table.extract.columns if table.has(c.name) and earlier.has(c.name)]
    matched = other.reset_index().merge(own.reset_index(), on=0, suffixes=("_other", "_own"))
    mine = table.typed.loc[matched["index_own"], names].reset_index(drop=True)
    theirs = earlier.typed.loc[matched["index_other"], names].reset_index(drop=True)
    differ = np.zeros(len(matched), dtype=bool)
    for name in names:
        one, two = mine[name], theirs[name]
        differ |= ((one != two).fillna(False) & ~(one.isna() & two.isna())).to_numpy(dtype=bool)
        differ |= (one.isna() ^ two.isna()).to_numpy(dtype=bool)
    return int(differ.sum())


def supplement(tables: Sequence[Table], children: Children, log: FindingLog) -> None:
    """Fill columns of the children with what tables of another shape say of them, the later return first."""
    mains = [table for table in tables if not table.is_supplement]
    for table in sorted((one for one in tables if one.is_supplement), key=_rank):
        refuse_unmatched(table, children, log)
        reject_strangers(table, children, log)
        rows = table.typed[~table.rejected].drop_duplicates("person_id").set_index("person_id")
        about = ("person_id", "date_of_birth", "sex", "ethnicity")
        names = [column for column in table.match.positions if column not in about]
        for main in mains:
            _fill(main, table, rows, [name for name in names if not main.match.positions.keys() & {name}])


def _fill(main: Table, table: Table, rows: pd.DataFrame, names: Sequence[str]) -> None:
    for name in names:
        given = main.typed["person_id"].map(rows[name]) if len(rows) else main.typed[name]
        main.typed[name] = main.typed[name].fillna(given.astype(main.typed[name].dtype))
        main.filled.add(name)
        if name == "uasc" and main.year_ends in (table.year_ends, None):
            # The table lists them all: a child of its year who is not in it is not one.
            main.typed[name] = main.typed[name].fillna(value=False)
