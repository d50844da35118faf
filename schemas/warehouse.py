"""What every table of the warehouse holds: the one description that DDL, comments, the data dictionary and checks use.

Landing and clean tables are described by the pandera models of the extracts; everything computed is described here.
A column name means one thing everywhere, so most descriptions stand once, in :data:`schemas.columns.COLUMNS`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache

from schemas.columns import COLUMNS, Column
from schemas.extracts import EXTRACTS, Extract
from schemas.settings import DESCRIPTIONS as SETTINGS

#: Raised when a table or column is added or changes its name or meaning; written beside every run and into the warehouse,
#: so that an older program leaves a newer warehouse alone. docs/analysts.md says what each version changed.
SCHEMA_VERSION = 2


@dataclass(frozen=True)
class Table:
    """One table or view.

    Attributes:
        schema: ``landing``, ``clean``, ``quality``, ``core``, ``indicators``, ``scorecards``, ``published`` or ``ops``.
        name: Name within the schema.
        description: What one row is.
        columns: In order.
        is_by_delivery: Kept for every delivery in ``<name>_all``, with the name itself a view of the latest.
    """

    schema: str
    name: str
    description: str
    columns: tuple[Column, ...] = field(repr=False)
    is_by_delivery: bool = True

    @property
    def full_name(self) -> str:
        """``schema.name``."""
        return f"{self.schema}.{self.name}"

    @property
    def column_names(self) -> tuple[str, ...]:
        """Names in order."""
        return tuple(column.name for column in self.columns)


_KEYS = ("authority", "submission_quarter")


def _columns(names: str | Iterable[str], **own: tuple[str, str]) -> tuple[Column, ...]:
    listed = names.split() if isinstance(names, str) else names
    return tuple(Column(name, *(own[name] if name in own else COLUMNS[name])) for name in listed)


def _table(
    full_name: str, description: str, names: str | Iterable[str], *, by_delivery: bool = True, **own: tuple[str, str]
) -> Table:
    schema, name = full_name.split(".")
    listed = names.split() if isinstance(names, str) else names
    return Table(schema, name, description, _columns([*(_KEYS if by_delivery else ()), *listed], **own), by_delivery)


_CARD = (
    "quarter indicator_id time_window display_order theme title label unit counts better is_rated basis "
    "numerator denominator value unknown status displayed_value lower_95 upper_95 target_type target_low target_high "
    "floor target_source rating rating_reason gap compared_quarter compared_numerator compared_denominator "
    "compared_value change change_tested england_value england_period england_comparable england_note "
    "neighbours_value neighbours_period neighbours_comparable data_quality_note notes target_adopted panel_heading panel_place "
    "records_missing"
)
_PROFILE = (
    "quarter indicator_id time_window breakdown category category_order numerator denominator value status "
    "year_ago_numerator two_years_ago_numerator"
)
_TREND = "quarter indicator_id time_window numerator denominator value displayed_value status rating"
_DEFINITION = (
    "indicator_id scorecard book theme display_order title label unit measured_in counts windows better is_rated "
    "is_published headline_window tier "
    "basis exceptions needs numerator_words denominator_words left_out_words source known_limits target_type "
    "target_low target_high floor target_source in_force_from"
)

_REVISION = (
    "quarter indicator_id time_window then_version reported_at then_numerator then_denominator then_value "
    "then_displayed_value then_status then_rating numerator denominator value displayed_value status rating difference "
    "is_beyond_threshold reason"
)
_REVISION_REASON = ("VARCHAR", "Why it changed, in words, as far as the records tell")

#: Tables that are computed, in the order they are built.
COMPUTED: tuple[Table, ...] = (
    _table(
        "quality.findings",
        "One row per problem found in a submission",
        "finding_id extract source_file source_sheet source_part source_row person_id column_name rule severity message remedy",
    ),
    _table(
        "quality.quarantine",
        "One row per rejected row, as landed",
        "extract source_file source_sheet source_part source_row row_json finding_ids",
    ),
    _table(
        "quality.row_counts",
        "One row per table of a file and extract it feeds: rows read = rows loaded + rows quarantined",
        "extract source_file source_sheet is_supplement rows_read rows_loaded rows_quarantined",
    ),
    _table(
        "quality.column_alerts",
        "One row per column most of whose filled cells could not be used",
        "extract column_name cells_filled cells_invalid share",
    ),
    _table(
        "quality.availability",
        "One row per extract, and per column or kind of check of it: whether figures may rest on it, and why not",
        "extract column_name state reason rows_read rows_set_aside",
        column_name=("VARCHAR", "Column, or check_type=CODE for one kind of check; blank for the extract as a whole"),
        state=("VARCHAR", "available, absent, blank, not_matched, set_aside or not_loaded"),
        reason=("VARCHAR", "Why it is not available, in words and without values; blank where it is"),
        rows_read=("INTEGER", "Records read of the extract"),
        rows_set_aside=("INTEGER", "Of them set aside for a fault of their own (not because their child was)"),
    ),
    _table(
        "landing.received",
        "As received: one row per row of a table whose rows are not records of one extract, such as OC2 of the return",
        "source_file source_sheet source_row file_hash source_table person_id other_columns",
        other_columns=("VARCHAR", "Its cells, as JSON heading -> text"),
    ),
    _table("core.submission", "One row per submission", "name ons_code content_hash history_from"),
    _table("core.available_extract", "One row per extract a submission holds in usable form", "extract"),
    _table(
        "core.source_file",
        "One row per table of a file of a submission and extract it feeds",
        "extract source_file source_sheet file_hash size_bytes rows_read",
    ),
    _table(
        "core.history",
        "One row per usable extract: the first day from which its records are complete",
        "extract covers_from is_annual",
    ),
    _table("core.population", "One row per mid-year population estimate of a council", "mid_year people"),
    _table("core.projection", "One row per mid-year population projection of a council", "mid_year people"),
    _table(
        "core.setting",
        "One row per submission: what the council has set for itself, defaults filled in",
        SETTINGS,
        by_delivery=True,
        **{name: ("DOUBLE", words) for name, words in SETTINGS.items()},
    ),
    _table(
        "core.person",
        "One row per child or young person",
        "person_id date_of_birth sex ethnicity ethnic_group disability is_uasc uasc_end_date is_parent upn sibling_group "
        "previous_permanence team",
    ),
    _table(
        "core.episode",
        "One row per care episode, short breaks removed",
        "person_id period_of_care_number episode_number placement_number episode_start episode_end "
        "reason_new_episode legal_status category_of_need placement_type placement_provider urn "
        "placement_id admission_approved_date reason_episode_ceased reason_placement_change placement_distance_miles "
        "placement_authority is_temporary "
        "is_placement_start source_file source_row",
    ),
    _table(
        "core.period_of_care",
        "One row per period of care: an unbroken chain of episodes",
        "person_id period_of_care_number period_of_care_start period_of_care_end reason_ceased "
        "previous_period_of_care_end initial_health_due_date health_request_due_date",
    ),
    _table(
        "core.placement",
        "One row per placement, temporary legs included in the placement they interrupt",
        "person_id period_of_care_number placement_number placement_start placement_end previous_placement_start "
        "previous_placement_end",
    ),
    _table(
        "core.care_spell",
        "One row per unbroken stretch of days on which a person is looked after",
        "person_id spell_start spell_end",
    ),
    _table(
        "core.review",
        "One row per review; where a council gives no due dates, by the statutory intervals, the next one due too",
        "person_id due_date held_date status is_due_date_derived",
        status=("VARCHAR", "held, cancelled or (derived) not_held; blank means held"),
    ),
    _table(
        "core.person_at_quarter_end",
        "One row per person and quarter end: the one view every breakdown reads",
        "quarter on_date person_id date_of_birth age is_looked_after is_uasc_now legal_status category_of_need "
        "placement_distance_miles placement_authority period_of_care_number period_of_care_start "
        "initial_health_due_date placement_start previous_placement_start previous_placement_end placement_type "
        "first_placement_type placement_provider urn placement_id placements_in_year placements_in_two_years team sex "
        "looked_after_age_band care_leaver_age_band ethnicity disability uasc placement_group legal_status_group "
        "legal_status_profile placement_mix",
        ethnicity=("VARCHAR", "Ethnic group, or Not recorded"),
        disability=("VARCHAR", "Yes, No or Not recorded"),
        sex=("VARCHAR", "M, F, U or Not recorded"),
    ),
    _table(
        "core.care_plan_at_quarter_end",
        "One row per person and quarter end with a plan for permanence in force, then or when care ended",
        "quarter person_id care_plan",
    ),
    _table(
        "core.care_leaver",
        "One row per person and quarter end, on the roster or entitled to be",
        "quarter on_date person_id age is_looked_after is_open eligibility derived_eligibility "
        "days_looked_after_from_14 activity_code activity_answer accommodation_code accommodation_answer",
    ),
    _table(
        "core.pathway_plan_at_quarter_end",
        "One row per person and quarter end with pathway planning recorded",
        "quarter person_id has_plan has_draft has_assessment latest_event_date",
    ),
    _table(
        "core.birthday_status",
        "One row per care leaver, 17th to 25th birthday and quarter end that counts it",
        "quarter on_date person_id birthday_age birthday_date in_touch activity_code activity_answer activity "
        "accommodation_code accommodation_answer",
    ),
    _table(
        "indicators.evidence",
        "One row per thing counted: every figure is the length of a list of these",
        "quarter indicator_id time_window row_id person_id in_numerator value base category miss_reason due_date "
        "days_overdue last_event last_event_date",
        value=COLUMNS["amount"],
        category=("VARCHAR", "Category the row is in, for a distribution"),
    ),
    _table(
        "indicators.result",
        "One exact figure per indicator, quarter, window, breakdown and category; restricted",
        "quarter indicator_id time_window breakdown category numerator denominator value unknown status missing units",
    ),
    _table(
        "indicators.coming_row",
        "One row per thing that enters a measure with exceptions in the quarter after the run quarter, as now known; "
        "restricted",
        "quarter indicator_id time_window row_id person_id outlook miss_reason due_date done_date last_event "
        "last_event_date",
    ),
    _table(
        "indicators.coming",
        "One row per measure with exceptions: its headline window in the quarter after the run quarter, as now known; "
        "restricted",
        "quarter indicator_id time_window entering already_met certain_to_miss still_open best_possible target_type "
        "target_low target_high floor target_source needed is_reachable status",
    ),
    _table(
        "indicators.worklist",
        "One row per indicator and thing due within four weeks of the last day, or overdue on it; restricted",
        "indicator_id row_id person_id team worker_id role due_date days_overdue miss_reason reason_words last_event "
        "last_event_date",
        days_overdue=("INTEGER", "Days past due on the last day of the quarter; blank when not overdue"),
    ),
    _table(
        "scorecards.lac_scorecard",
        "One row per looked-after indicator and window of the run quarter; restricted",
        _CARD,
    ),
    _table(
        "scorecards.care_leaver_scorecard",
        "One row per care-leaver indicator and window of the run quarter; restricted",
        _CARD,
    ),
    _table("scorecards.profile", "One row per breakdown category of the run quarter; restricted", _PROFILE),
    _table(
        "scorecards.forecast",
        "One row per projected indicator and quarter ahead; restricted",
        "quarter indicator_id horizon horizon_end low central high changes_used drift spread population population_source",
    ),
    _table("scorecards.trend", "One row per indicator, window and quarter computed; restricted", _TREND),
    _table(
        "scorecards.hidden_cells",
        "One row per figure hidden in the panel edition, with the rule; restricted",
        "table_name quarter indicator_id time_window breakdown category rule reason",
        table_name=("VARCHAR", "Published table the cell is in"),
        rule=("VARCHAR", "Disclosure rule that hid it"),
        reason=("VARCHAR", "Why, in words"),
    ),
    _table(
        "scorecards.revision",
        "One row per measure, window and quarter whose figure as now known differs from what its own quarter reported; "
        "restricted",
        _REVISION,
        reason=_REVISION_REASON,
    ),
    _table(
        "published.lac_scorecard",
        "As scorecards.lac_scorecard, protected by disclosure control",
        _CARD + " shorthand compared_shorthand last_rating last_rating_quarter",
    ),
    _table(
        "published.care_leaver_scorecard",
        "As scorecards.care_leaver_scorecard, protected by disclosure control",
        _CARD + " shorthand compared_shorthand last_rating last_rating_quarter",
    ),
    _table("published.profile", "As scorecards.profile, protected by disclosure control", _PROFILE + " shorthand"),
    _table("published.trend", "As scorecards.trend, protected by disclosure control", _TREND + " shorthand"),
    _table(
        "closed.lac_scorecard",
        "As scorecards.lac_scorecard, exact, for a session without press and public; only where council.toml decided so",
        _CARD + " shorthand compared_shorthand last_rating last_rating_quarter",
    ),
    _table(
        "closed.care_leaver_scorecard",
        "As scorecards.care_leaver_scorecard, exact, for a session without press and public",
        _CARD + " shorthand compared_shorthand last_rating last_rating_quarter",
    ),
    _table(
        "closed.profile",
        "As scorecards.profile, exact, for a session without press and public",
        _PROFILE + " shorthand",
    ),
    _table("closed.trend", "As scorecards.trend, exact, for a session without press and public", _TREND + " shorthand"),
    _table(
        "published.data_quality",
        "One row per extract of a submission, small numbers hidden",
        "extract rows_read rows_loaded rows_quarantined findings_reject_file findings_reject_row findings_warn shorthand",
    ),
    _table(
        "published.input_file",
        "One row per file that the figures rest on; no file names, which are free text",
        "extract file_hash rows_read",
        file_hash=("VARCHAR", "First 12 characters of the SHA-256 of the file's bytes"),
        rows_read=("INTEGER", "Data rows in all the files of the extract"),
    ),
    _table(
        "published.commentary",
        "One row per indicator on the scorecard that the service speaks of, refused text left out",
        "indicator_id what_it_shows why action lead by_when ask progress",
    ),
    _table(
        "published.action",
        "One row per action promised for the quarter before, as its commentary said it, refused text left out",
        "indicator_id action lead by_when",
    ),
    _table(
        "published.reason",
        "One row per reason why a rated measure is missed, reasons few share put together",
        "indicator_id time_window place reason missed",
        reason=("VARCHAR", "Why, in words"),
    ),
    _table(
        "published.revision",
        "One row per measure, window and quarter that an approved version of that quarter showed otherwise than now; blank "
        "where either side is hidden",
        _REVISION + " then_shorthand shorthand",
        reason=_REVISION_REASON,
        shorthand=("VARCHAR", "The same for the figure now; r where the revision is too small for the Revisions sheet"),
    ),
    _table(
        "published.authority",
        "One row per submission published",
        "name ons_code quarter_words state run_date code_version schema_version definitions_version disclosure_threshold "
        "contact meeting_date records_to",
    ),
)

#: Tables that do not belong to one submission: replaced as a whole by each run.
REFERENCE: tuple[Table, ...] = (
    _table(
        "core.reporting_period",
        "One row per submission quarter, quarter and window computed for it, and for the quarter to come",
        "submission_quarter quarter time_window starts ends quarter_starts year_starts rolling_year_starts is_given",
        by_delivery=False,
    ),
    _table(
        "core.calendar_day",
        "One row per day, with the working days of England and Wales",
        "calendar_date is_working_day working_days_so_far",
        by_delivery=False,
    ),
    _table(
        "core.code",
        "One row per code of a code set, in the order of the set",
        "code_set code meaning family place",
        by_delivery=False,
    ),
    _table(
        "core.code_group",
        "One row per code and the breakdown category that gathers it",
        "breakdown code category",
        by_delivery=False,
    ),
    _table(
        "core.age_band",
        "One row per age band of a scorecard",
        "scorecard category from_age to_age",
        by_delivery=False,
    ),
    _table(
        "core.category",
        "One row per breakdown category of a scorecard, in reading order",
        "scorecard breakdown category category_order",
        by_delivery=False,
    ),
    _table(
        "indicators.category",
        "One row per indicator, breakdown and category, in reading order",
        "indicator_id breakdown category category_order",
        by_delivery=False,
    ),
    _table(
        "indicators.definition",
        "One row per indicator: the declaration in words",
        _DEFINITION,
        by_delivery=False,
    ),
    _table(
        "published.definition",
        "One row per indicator: the declaration in words",
        _DEFINITION,
        by_delivery=False,
    ),
)

#: Tables only the warehouse has.
OPERATIONS: tuple[Table, ...] = (
    _table(
        "ops.run",
        "One row per run, append only",
        "run_id started_at ended_at quarter input_hashes code_version schema_version outcome outputs run_by command "
        "run_date definitions_version",
        by_delivery=False,
    ),
    _table(
        "ops.input",
        "One row per file read by a run, append only",
        "run_id authority submission_quarter delivery extract source_file file_hash rows_read rows_loaded "
        "rows_quarantined",
        by_delivery=False,
    ),
    _table(
        "ops.output",
        "One row per file a run, an approval or a publication put in place, append only",
        "event_id path authority quarter version state sha256 content_hash",
        by_delivery=False,
        version=("VARCHAR", "Version in the file's name; blank where it has none"),
        content_hash=("VARCHAR", "SHA-256 over every cell of a workbook, which saving it again does not change"),
    ),
    _table(
        "ops.audit",
        "One row per thing done to a quarter of a council, append only; each row holds the hash of the one before",
        "event_number event_id event_at kind authority quarter version done_by role reason run_id details "
        "previous_hash event_hash",
        by_delivery=False,
        authority=("VARCHAR", "Folder slug of the council; blank where it concerns all of them"),
        version=("VARCHAR", "Version approved, published or opened again"),
        role=("VARCHAR", "In which role it was done"),
        reason=("VARCHAR", "Why, in words"),
    ),
    _table(
        "published.as_published",
        "Each figure of each approved version as it was printed; never changed, a restatement adds a version",
        "authority submission_quarter version table_name quarter indicator_id time_window breakdown category numerator "
        "denominator value displayed_value shorthand rating approved_at",
        by_delivery=False,
        version=("VARCHAR", "Approved version, such as 1.0"),
        table_name=("VARCHAR", "Published table the figure stood in: trend or profile"),
    ),
    _table(
        "ops.layout",
        "One row: which layout of tables, views and comments the warehouse was made by",
        "fingerprint schema_version",
        by_delivery=False,
    ),
    _table(
        "ops.copy",
        "One row per copy made for analysts: the hash of its pointer, which names every file of the copy with its hash",
        "copy_version edition sha256 event_id made_at",
        by_delivery=False,
        copy_version=("INTEGER", "Number of the copy, as in the name of its folder"),
        edition=("VARCHAR", "protected (small numbers hidden) or restricted (exact, with case numbers)"),
        event_id=("VARCHAR", "The event the copy was made after"),
        made_at=("TIMESTAMP", "When it was put in place (UTC)"),
    ),
    _table(
        "ops.installation",
        "One row: the identity of this warehouse, which the roots that belong to it carry too",
        "installation_id made_at",
        by_delivery=False,
        installation_id=("VARCHAR", "Made at the first run, and never changed"),
        made_at=("TIMESTAMP", "When it was made (UTC)"),
    ),
    _table(
        "indicators.first_reported",
        "Each quarter's figures as its own first delivery gave them; never changed",
        "authority quarter indicator_id time_window breakdown category numerator denominator value unknown status "
        "run_id",
        by_delivery=False,
    ),
)


def _lineage(*names: str) -> tuple[Column, ...]:
    return _columns((*_KEYS, *names))


def landing_table(extract: Extract) -> Table:
    """The landing table of an extract: every cell as text."""
    cells = tuple(Column(c.name, "VARCHAR", f"As received: {c.description}") for c in extract.columns)
    other = Column("other_columns", "VARCHAR", "Columns the extract does not name, as JSON heading -> text")
    return Table(
        "landing",
        extract.name,
        f"As received. {extract.description}",
        (*_lineage("source_file", "source_sheet", "source_part", "source_row", "file_hash"), *cells, other),
    )


def clean_table(extract: Extract) -> Table:
    """The clean table of an extract: typed columns, rows that passed."""
    columns: list[Column] = []
    for c in extract.columns:
        columns.append(Column(c.name, c.duckdb_type, c.description))
        if c.kind == "datetime":
            columns.append(Column(f"{c.name}_has_time", "BOOLEAN", f"Whether {c.name} came with a time of day"))
    return Table(
        "clean",
        extract.name,
        extract.description,
        (*_lineage("source_file", "source_sheet", "source_part", "source_row"), *columns),
    )


@cache
def build_tables() -> tuple[Table, ...]:
    """Every table of a build, in the order they are made."""
    extracts = EXTRACTS.values()
    return (
        *(landing_table(extract) for extract in extracts),
        *(clean_table(extract) for extract in extracts),
        *REFERENCE,
        *COMPUTED,
    )


@cache
def _by_name() -> dict[str, Table]:
    return {table.full_name: table for table in (*build_tables(), *OPERATIONS)}


def table(full_name: str) -> Table:
    """The table of that name.

    Raises:
        KeyError: When there is none.
    """
    return _by_name()[full_name]


def ddl(described: Table, *, name: str | None = None, extra: Iterable[Column] = ()) -> Iterator[str]:
    """Statements that make a table with a comment on it and on every column.

    Args:
        described: The table.
        name: Full name to use instead of its own.
        extra: Further columns, put first.
    """
    full_name = name or described.full_name
    columns = (*extra, *described.columns)
    body = ", ".join(f'"{column.name}" {column.type}' for column in columns)
    yield f"CREATE TABLE IF NOT EXISTS {full_name} ({body})"
    yield from comments(full_name, "TABLE", described.description, columns)


def comments(full_name: str, kind: str, description: str, columns: Iterable[Column]) -> Iterator[str]:
    """Statements that comment a table or view and each of its columns."""

    def quoted(text: str) -> str:
        return "'" + text.replace("'", "''") + "'"

    yield f"COMMENT ON {kind} {full_name} IS {quoted(description)}"
    for column in columns:
        yield f'COMMENT ON COLUMN {full_name}."{column.name}" IS {quoted(column.description)}'
