"""Rules between the rows and extracts of one submission; all of them warn, none changes a row.

They look at loaded rows only. Short breaks (legal status V3 and V4) are left out wherever care is counted, as
everywhere else (data contract, section 3.4).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import pandas as pd

from schemas.checks import before
from schemas.codes import code_set
from submissions.findings import FindingLog
from submissions.table import Table

_SHORT_BREAKS = ("V3", "V4")


def birthdays(born: pd.Series, age: int) -> pd.Series:
    """The day each person reaches an age; a 29 February birthday falls on 1 March in common years."""
    month, day, year = born.dt.month, born.dt.day, born.dt.year + age
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    moved = month.eq(2) & day.eq(29) & ~leap
    parts = pd.DataFrame({"year": year, "month": month.mask(moved, 3), "day": day.mask(moved, 1)}, index=born.index)
    return pd.to_datetime(parts, errors="coerce").astype("datetime64[us]")


class Loaded:
    """The loaded rows of a submission, by extract, with each person's date of birth."""

    def __init__(self, tables: Mapping[str, Sequence[Table]]) -> None:
        self.tables = {
            name: [table for table in several if not table.is_supplement] for name, several in tables.items()
        }
        children = self.rows("children")
        self._born = pd.Series(dtype="datetime64[us]", index=pd.Index([], dtype="str"))
        if children is not None:
            self._born = children.set_index("person_id")["date_of_birth"]

    def rows(self, extract: str) -> pd.DataFrame | None:
        """The loaded rows of an extract, labelled by number of the table and row in it; ``None`` when there is none."""
        tables = self.tables.get(extract)
        if not tables:
            return None
        return pd.concat([table.typed[~table.rejected] for table in tables], keys=range(len(tables)))

    def born(self, rows: pd.DataFrame) -> pd.Series:
        """Date of birth of the person of each row."""
        return self._born.reindex(rows["person_id"]).set_axis(rows.index)


def warn_between_rows(
    tables: Mapping[str, Sequence[Table]], quarter_ends: date, run_date: date, log: FindingLog
) -> None:
    """Apply every rule between rows to the usable files of a submission.

    Args:
        tables: Extract to its judged tables.
        quarter_ends: Last day of the submission's quarter, on which an open episode is judged.
        run_date: Day of the run.
        log: Where the findings go.
    """
    loaded = Loaded(tables)
    for table in (table for several in loaded.tables.values() for table in several):
        _dates(table, loaded, run_date, log)
        _code_validity(table, log)
    _episodes(loaded, quarter_ends, log)
    _reviews(loaded, log)
    _interviews(loaded, log)
    _roster(loaded, log)


def _warn(
    tables: Table | Sequence[Table], rows: pd.Series, rule: str, log: FindingLog, column: str, *, detail: str = ""
) -> None:
    """Record a warning on the marked rows that are loaded.

    Args:
        tables: The table whose labels the rows have, or the several that :meth:`Loaded.rows` numbers.
        rows: Boolean.
        rule: Code of the rule.
        log: Where the findings go.
        column: The column they are about.
        detail: Fills the rule's message.
    """
    if not isinstance(tables, Table):
        for number, table in enumerate(tables):
            own = rows[rows.index.get_level_values(0) == number].droplevel(0)
            _warn(table, own, rule, log, column, detail=detail)
        return
    table = tables
    found = rows.reindex(table.text.index, fill_value=False).astype(bool) & ~table.rejected
    if found.any():
        log.add(
            rule,
            table.extract.name,
            table.source_file,
            rows=table.about(found),
            column=column,
            heading=table.heading(column),
            detail=detail,
            key=f"{column}/{detail}",
        )


def _dates(table: Table, loaded: Loaded, run_date: date, log: FindingLog) -> None:
    rows = table.typed[~table.rejected]
    born = loaded.born(rows) if table.extract.has_person else None
    tomorrow = pd.Timestamp(run_date) + pd.Timedelta(days=1)
    for column in table.extract.columns:
        if column.kind not in ("date", "datetime"):
            continue
        values = rows[column.name]
        if born is not None and column.name != "date_of_birth":
            _warn(table, values < born, "date_before_birth", log, column.name)
        if not column.planned:
            _warn(table, values >= tomorrow, "date_in_future", log, column.name)


def _code_validity(table: Table, log: FindingLog) -> None:
    rows = table.typed
    for column in table.extract.columns:
        if column.judged_on is None or column.codes is None:
            continue
        codes = code_set(column.codes)
        if not codes.valid_from and not codes.valid_to:
            continue
        if table.extract.column(column.judged_on).kind == "academic_year":
            day = pd.to_datetime(rows[column.judged_on].str[:4] + "-09-01").astype("datetime64[us]")
        else:
            # A reason without its end date is judged on the start, the only date the row has.
            day = rows[column.judged_on].fillna(rows[_start_of(table)])
        first = rows[column.name].map({code: pd.Timestamp(when) for code, when in codes.valid_from.items()})
        last = rows[column.name].map({code: pd.Timestamp(when) for code, when in codes.valid_to.items()})
        early = day < first.astype("datetime64[us]")
        late = day.dt.normalize() > last.astype("datetime64[us]")
        _warn(table, early | late, "code_out_of_date", log, column.name)


def _start_of(table: Table) -> str:
    return next(
        column.name for column in table.extract.columns if column.mark == "*" and column.kind in ("date", "datetime")
    )


def _episodes(loaded: Loaded, quarter_ends: date, log: FindingLog) -> None:
    rows = loaded.rows("care_episodes")
    if rows is None:
        return
    table = loaded.tables["care_episodes"]
    ended, reason = rows["episode_end"].notna(), rows["reason_episode_ceased"].notna()
    _warn(table, ended & ~reason, "end_without_reason", log, "reason_episode_ceased")
    _warn(table, reason & ~ended, "reason_without_end", log, "episode_end")

    care = rows[~rows["legal_status"].isin(_SHORT_BREAKS)].sort_values(["person_id", "episode_start"], kind="stable")
    person, start = care["person_id"], care["episode_start"]
    never = pd.Timestamp.max.as_unit("us").normalize()
    end = care["episode_end"].fillna(never)
    # The latest end among all earlier episodes of the person, so one long episode overlaps all it covers.
    latest_end = end.groupby(person).cummax().groupby(person).shift()
    _warn(table, start < latest_end, "overlapping_episodes", log, "episode_start")

    starts_care = care["reason_new_episode"].eq("S")
    gap = ~starts_care & (latest_end.isna() | (latest_end < start))
    _warn(
        table,
        gap,
        "chain_break",
        log,
        "episode_start",
        detail="the episode continues a period of care (its reason is not S), but no earlier one ends on its first day",
    )
    next_start = start.groupby(person).shift(-1)
    followed_by_gap = gap.groupby(person).shift(-1, fill_value=False)
    unfinished = care["reason_episode_ceased"].eq("X1") & care["episode_end"].notna() & ~followed_by_gap
    _warn(
        table,
        unfinished & ~(next_start <= care["episode_end"]),
        "chain_break",
        log,
        "episode_end",
        detail="the episode ends because another starts the same day (X1), but none does",
    )
    adult = birthdays(loaded.born(care), 18)
    last_day = care["episode_end"].fillna(pd.Timestamp(quarter_ends))
    _warn(table, last_day > adult, "open_past_18", log, "episode_end")


def _reviews(loaded: Loaded, log: FindingLog) -> None:
    rows = loaded.rows("reviews")
    if rows is not None:
        held = rows["status"].isna() | rows["status"].eq("held")
        _warn(loaded.tables["reviews"], held & rows["held_date"].isna(), "held_without_date", log, "held_date")


def _interviews(loaded: Loaded, log: FindingLog) -> None:
    rows = loaded.rows("missing_episodes")
    if rows is not None:
        timed = rows["interview_held_at_has_time"] & rows["ended_at_has_time"]
        early = before(rows["interview_held_at"], rows["ended_at"], timed)
        _warn(loaded.tables["missing_episodes"], early, "interview_before_return", log, "interview_held_at")


def _roster(loaded: Loaded, log: FindingLog) -> None:
    rows, episodes = loaded.rows("care_leaver_roster"), loaded.rows("care_episodes")
    if rows is None or episodes is None:
        return
    care = episodes[~episodes["legal_status"].isin(_SHORT_BREAKS)]
    lasted = care["episode_end"].isna() | (care["episode_end"] > birthdays(loaded.born(care), 14))
    looked_after = set(care.loc[lasted, "person_id"])
    _warn(
        loaded.tables["care_leaver_roster"],
        ~rows["person_id"].isin(looked_after),
        "roster_without_care",
        log,
        "person_id",
    )
