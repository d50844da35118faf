"""What every table of the warehouse holds: the one description that DDL, comments, the data dictionary and checks use.

Landing and clean tables are described by the pandera models of the extracts; everything computed is described here.
A column name means one thing everywhere, so most descriptions stand once, in :data:`COLUMNS`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

from schemas.extracts import EXTRACTS, Extract

#: Raised when a table or column changes its name or meaning; written beside every run.
SCHEMA_VERSION = 1


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Attributes:
        name: As in SQL.
        type: DuckDB type.
        description: What it holds, with its unit.
    """

    name: str
    type: str
    description: str


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


#: name -> (type, description). Alphabetical within a subject.
COLUMNS: Mapping[str, tuple[str, str]] = {
    # Keys and lineage
    "authority": ("VARCHAR", "Folder slug of the council"),
    "submission_quarter": ("VARCHAR", "Quarter of the folder the data came in, such as 2017-18-Q4"),
    "delivery": (
        "INTEGER",
        "1 for the first content received for this submission, 2 for a corrected one, ...",
    ),
    "quarter": ("VARCHAR", "Quarter the figure speaks of, such as 2017-18-Q4"),
    "on_date": ("DATE", "Last day of the quarter"),
    "source_file": ("VARCHAR", "File name within the submission folder"),
    "source_row": ("INTEGER", "Worksheet row, or the record's position in the CSV with the header as 1"),
    "file_hash": ("VARCHAR", "SHA-256 of the file's bytes"),
    "person_id": ("VARCHAR", "Council's identifier of the child or young person"),
    "extract": ("VARCHAR", "Name of the extract"),
    # Quality
    "finding_id": ("VARCHAR", "Identifier of the problem, the same in every run that finds it"),
    "column_name": ("VARCHAR", "Column concerned, where there is one"),
    "rule": ("VARCHAR", "Code of the rule; the rules are listed in docs/validation-rules.md"),
    "severity": ("VARCHAR", "reject_file, reject_row or warn"),
    "message": ("VARCHAR", "What is wrong and where, in a sentence without any value"),
    "remedy": ("VARCHAR", "What to do"),
    "rows_read": ("INTEGER", "Data rows in the file"),
    "rows_loaded": ("INTEGER", "Rows that passed into clean"),
    "rows_quarantined": ("INTEGER", "Rows set aside; read = loaded + quarantined"),
    "row_json": ("VARCHAR", "The row as landed, as JSON"),
    "finding_ids": ("VARCHAR", "JSON list of the findings that set the row aside"),
    "cells_filled": ("BIGINT", "Filled cells of the column"),
    "cells_invalid": ("BIGINT", "Filled cells that could not be used"),
    "share": ("DOUBLE", "Invalid cells as a share of filled ones, 0 to 1"),
    # Persons and care
    "name": ("VARCHAR", "Name of the council"),
    "ons_code": ("VARCHAR", "ONS code of the council"),
    "content_hash": ("VARCHAR", "SHA-256 over the names and hashes of the submission's extract files"),
    "mid_year": ("INTEGER", "Year of the mid-year population estimate (30 June)"),
    "people": ("INTEGER", "Residents aged 0 to 17"),
    "date_of_birth": ("DATE", "Date of birth"),
    "sex": ("VARCHAR", "M, F or U"),
    "ethnicity": ("VARCHAR", "DfE ethnicity code"),
    "ethnic_group": (
        "VARCHAR",
        "White, Mixed, Asian, Black or Other; blank when refused, not obtained or not recorded",
    ),
    "disability": ("VARCHAR", "Yes for any code but NONE, No for NONE"),
    "is_uasc": ("BOOLEAN", "Recorded as an unaccompanied asylum-seeking child"),
    "is_uasc_now": ("BOOLEAN", "Unaccompanied on the last day: recorded so and not ended by then"),
    "uasc_end_date": ("DATE", "Date the unaccompanied status ended"),
    "is_parent": ("BOOLEAN", "Recorded as a parent"),
    "team": ("VARCHAR", "Team responsible"),
    "age": ("INTEGER", "Completed years on the last day of the quarter"),
    "period_of_care_number": ("INTEGER", "1 for the person's first period of care, 2 for the next, ..."),
    "episode_number": ("INTEGER", "Position of the episode in its period of care"),
    "placement_number": (
        "INTEGER",
        "Placement within the period of care; 0 for legs before the first placement",
    ),
    "episode_start": ("DATE", "First day of the episode"),
    "episode_end": ("DATE", "Day the episode ended; blank while open"),
    "reason_new_episode": ("VARCHAR", "Why the episode began: S, L, P, T, B or U"),
    "legal_status": ("VARCHAR", "Legal status code"),
    "category_of_need": ("VARCHAR", "Main reason for needing care, N1 to N8"),
    "placement_type": ("VARCHAR", "Placement type code"),
    "placement_provider": ("VARCHAR", "Provider code, PR0 to PR5"),
    "urn": ("VARCHAR", "Ofsted unique reference number of the setting"),
    "reason_episode_ceased": ("VARCHAR", "Why the episode ended"),
    "reason_placement_change": ("VARCHAR", "Why the placement changed"),
    "placement_distance_miles": ("DOUBLE", "Miles from home; blank when not known (999.9 in the return)"),
    "placement_authority": ("VARCHAR", "Where the placement is; blank when not known (CON in the return)"),
    "is_temporary": ("BOOLEAN", "A temporary leg (T0 to T4), not a placement"),
    "is_placement_start": ("BOOLEAN", "A new placement begins with this episode"),
    "period_of_care_start": ("DATE", "First day of the period of care"),
    "period_of_care_end": ("DATE", "Day the period of care ended; blank while open"),
    "reason_ceased": ("VARCHAR", "Why the period of care ended"),
    "previous_period_of_care_end": ("DATE", "Day the person's previous period of care ended"),
    "initial_health_due_date": ("DATE", "Start of the period of care and 20 working days"),
    "health_request_due_date": ("DATE", "Start of the period of care and 5 working days"),
    "placement_start": ("DATE", "First day of the placement"),
    "placement_end": ("DATE", "Day the placement ended; blank while open"),
    "previous_placement_start": ("DATE", "First day of the placement just before it in the period of care"),
    "previous_placement_end": ("DATE", "Day that placement ended"),
    "placements_in_year": ("INTEGER", "Placements with a day in the 12 months to the last day"),
    "spell_start": ("DATE", "First day of an unbroken stretch of being looked after"),
    "spell_end": ("DATE", "Day it ended; blank while open"),
    "is_looked_after": ("BOOLEAN", "Looked after on the last day"),
    "looked_after_age_band": ("VARCHAR", "Age band of the looked-after scorecard"),
    "care_leaver_age_band": ("VARCHAR", "Age band of the care-leaver scorecard"),
    "uasc": ("VARCHAR", "Unaccompanied on the last day: Yes, No or Not recorded"),
    "placement_group": ("VARCHAR", "Where the child lives: group of the current placement type"),
    "legal_status_group": ("VARCHAR", "Group of the legal status"),
    # Leaving care
    "is_open": ("BOOLEAN", "Open on the leaving-care roster on the last day"),
    "eligibility": ("VARCHAR", "Category on the roster: eligible, relevant, former_relevant or qualifying"),
    "derived_eligibility": ("VARCHAR", "Category that follows from the care history"),
    "days_looked_after_from_14": ("BIGINT", "Days looked after from the 14th birthday to the last day"),
    "activity_code": ("VARCHAR", "Activity code: F1-F5, P1-P5, G4-G6 or 0"),
    "activity_answer": ("VARCHAR", "eet, neet or not known"),
    "accommodation_code": ("VARCHAR", "Accommodation code"),
    "accommodation_answer": ("VARCHAR", "suitable, unsuitable or not known"),
    "in_touch": ("VARCHAR", "In-touch status: YES, NO, REFU or NREQ"),
    "birthday_age": ("INTEGER", "Birthday the row is about, 17 to 21"),
    "birthday_date": ("DATE", "Date of that birthday"),
    "has_plan": ("BOOLEAN", "An authorised pathway plan is recorded by the last day"),
    "has_draft": ("BOOLEAN", "A plan not yet authorised is recorded"),
    "has_assessment": ("BOOLEAN", "A needs assessment is recorded"),
    "latest_event_date": ("DATE", "Latest authorised plan or review by the last day"),
    # Calendar and lists
    "time_window": ("VARCHAR", "as_at, quarter, ytd (from 1 April) or r12 (last 12 months)"),
    "starts": ("DATE", "First day of the window"),
    "ends": ("DATE", "Last day of the window"),
    "quarter_starts": ("DATE", "First day of the quarter"),
    "year_starts": ("DATE", "1 April on or before the last day"),
    "rolling_year_starts": ("DATE", "First day of the 12 months ending on the last day"),
    "calendar_date": ("DATE", "A day"),
    "is_working_day": ("BOOLEAN", "Monday to Friday and no bank holiday in England and Wales"),
    "working_days_so_far": (
        "INTEGER",
        "Working days up to and including this day, from the first day of the table",
    ),
    "breakdown": ("VARCHAR", "How the figure is divided; 'all' for the headline"),
    "category": ("VARCHAR", "Category of the breakdown; 'all' for the headline"),
    "category_order": ("INTEGER", "Reading order of the category"),
    "code": ("VARCHAR", "Code gathered in the category"),
    "scorecard": ("VARCHAR", "looked_after or care_leaver"),
    "from_age": ("INTEGER", "First age of the band, completed years"),
    "to_age": ("INTEGER", "Last age of the band, completed years"),
    # Figures
    "indicator_id": ("VARCHAR", "Identifier of the indicator, never reused"),
    "row_id": ("VARCHAR", "Identifier of the thing counted, unique within indicator, quarter and window"),
    "in_numerator": ("BOOLEAN", "Counted in the numerator"),
    "amount": ("DOUBLE", "Amount of the row: what a mean averages, or +1 and -1 in a net change"),
    "miss_reason": ("VARCHAR", "Why the row is an exception"),
    "due_date": ("DATE", "When it should have been done"),
    "days_overdue": ("INTEGER", "Days past due, to the day it was done or the last day of the quarter"),
    "last_event": ("VARCHAR", "Last thing on file that bears on the miss, in words, where there is one"),
    "last_event_date": ("DATE", "Date of that event"),
    "done_date": ("DATE", "When it was done after all, where that is known"),
    "outlook": ("VARCHAR", "As now known: met, certain_to_miss or open (missed so far, and can still be met)"),
    "entering": ("INTEGER", "Rows that enter the measure, as now known; blank when not available"),
    "already_met": ("INTEGER", "Of them, met as now known (for an exception in the numerator: not in it)"),
    "certain_to_miss": ("INTEGER", "Of them, missed and no longer able to be met"),
    "still_open": ("INTEGER", "Of them, missed as now known, and able to be met yet"),
    "best_possible": ("DOUBLE", "Best figure still possible, unrounded: 0-100 for percentages, a count otherwise"),
    "needed": ("INTEGER", "How many of the open ones must yet be met for the target; blank without a target"),
    "is_reachable": ("BOOLEAN", "Whether the target can still be reached; blank without a target"),
    "worker_id": ("VARCHAR", "Council's identifier of the worker who holds the case on the last day"),
    "role": ("VARCHAR", "Role of that worker: SW social worker, PA personal adviser"),
    "reason_words": ("VARCHAR", "Why, in words"),
    "numerator": (
        "DOUBLE",
        "How many (persons, periods of care or records as the indicator says); a sum for means",
    ),
    "denominator": (
        "DOUBLE",
        "Out of how many; the population for rates, the base for means, blank for counts",
    ),
    "value": ("DOUBLE", "Exact, unrounded figure: 0-100 for percentages, per 10,000 for rates"),
    "unknown": ("INTEGER", "How many are not known; see the indicator's definition"),
    "status": (
        "VARCHAR",
        "ok, not_available (an extract is missing) or not_applicable (nobody in the denominator)",
    ),
    "state": ("VARCHAR", "PREVIEW, DRAFT, APPROVED or PUBLISHED; blank for files without one"),
    # Definitions
    "theme": ("VARCHAR", "Heading the indicator stands under"),
    "display_order": ("INTEGER", "Reading order"),
    "title": ("VARCHAR", "Statutory wording"),
    "label": ("VARCHAR", "Plain words for the panel"),
    "unit": ("VARCHAR", "n (count), %, rate (per 10,000) or mean"),
    "counts": ("VARCHAR", "What is counted: p persons, c periods of care, r records"),
    "windows": ("VARCHAR", "Windows it is computed for, separated by commas"),
    "better": ("VARCHAR", "Which way is good: higher, lower, range or context"),
    "is_rated": ("BOOLEAN", "Whether a status against a target is given"),
    "headline_window": ("VARCHAR", "Window the scorecard shows first and rates"),
    "tier": ("VARCHAR", "Disclosure tier: process (about the council) or outcome (about children)"),
    "basis": ("VARCHAR", "How quarters relate: flow, stock or birthday"),
    "exceptions": ("VARCHAR", "Which rows are exceptions: + numerator, - denominator without it, blank none"),
    "needs": ("VARCHAR", "Extracts needed besides children and care_episodes, separated by commas"),
    "numerator_words": ("VARCHAR", "Who is counted, in words"),
    "denominator_words": ("VARCHAR", "Out of whom, in words"),
    "left_out_words": ("VARCHAR", "Who is left out, in words"),
    "source": ("VARCHAR", "Regulation, guidance or return the rule comes from"),
    "known_limits": ("VARCHAR", "What to know before relying on the figure"),
    "target_type": ("VARCHAR", "at_least, at_most or between"),
    "target_low": ("DOUBLE", "Lowest figure that meets the target"),
    "target_high": ("DOUBLE", "Highest figure that meets the target"),
    "floor": ("DOUBLE", "Bound beyond which the figure is red"),
    "target_source": ("VARCHAR", "Who set the target"),
    "in_force_from": ("VARCHAR", "First financial year of the definition"),
    # Scorecards
    "displayed_value": ("DOUBLE", "The figure as shown and judged: one decimal, half up"),
    "lower_95": ("DOUBLE", "Lower end of the Wilson 95% interval"),
    "upper_95": ("DOUBLE", "Upper end of the Wilson 95% interval"),
    "rating": ("VARCHAR", "Green, Amber, Red or Not rated"),
    "rating_reason": ("VARCHAR", "The rule that gave the rating, or why there is none"),
    "gap": ("DOUBLE", "Distance to target in points or units; plus is good"),
    "compared_quarter": ("VARCHAR", "Quarter the change is measured from"),
    "compared_numerator": ("DOUBLE", "Numerator in that quarter, as now known"),
    "compared_denominator": ("DOUBLE", "Denominator in that quarter, as now known"),
    "compared_value": ("DOUBLE", "Figure in that quarter, as now known"),
    "change": ("VARCHAR", "Change in words"),
    "change_tested": ("BOOLEAN", "Whether the change was tested against chance"),
    "england_value": ("DOUBLE", "England figure"),
    "england_period": ("VARCHAR", "Period of the England figure"),
    "england_comparable": ("BOOLEAN", "Same definition and age group"),
    "england_note": ("VARCHAR", "Source, or why it is not comparable"),
    "neighbours_value": ("DOUBLE", "Statistical neighbours' figure"),
    "neighbours_period": ("VARCHAR", "Period of the neighbours' figure"),
    "neighbours_comparable": ("BOOLEAN", "Same definition and age group"),
    "data_quality_note": ("VARCHAR", "What limits the figure this quarter"),
    "notes": ("VARCHAR", "Further notes"),
    "year_ago_numerator": ("DOUBLE", "Numerator in the same quarter last year"),
    "two_years_ago_numerator": ("DOUBLE", "Numerator in the same quarter two years ago"),
    "shorthand": (
        "VARCHAR",
        "Why the numbers are blank: c hidden, x not available, z not applicable, u unreliable",
    ),
    "compared_shorthand": ("VARCHAR", "The same for the compared figures"),
    # Revisions
    "then_version": ("VARCHAR", "Approved version the earlier figure stood in, or 'first reported'"),
    "reported_at": ("TIMESTAMP", "When that version was approved, or the run that first reported it ended (UTC)"),
    "then_numerator": ("DOUBLE", "Numerator as reported then"),
    "then_denominator": ("DOUBLE", "Denominator as reported then"),
    "then_value": ("DOUBLE", "Figure as reported then, unrounded"),
    "then_displayed_value": ("DOUBLE", "Figure as shown then: one decimal, half up"),
    "then_status": ("VARCHAR", "Status of the figure then: ok, not_available or not_applicable"),
    "then_rating": ("VARCHAR", "Rating then: Green, Amber, Red or Not rated"),
    "difference": ("DOUBLE", "Shown figure now less then: points for percentages, units otherwise"),
    "is_beyond_threshold": (
        "BOOLEAN",
        "Large enough for the Revisions sheet: rating or availability changed, clear change, two points or more (two per "
        "cent for others, and more people than the disclosure threshold for counts), or the quarter itself restated",
    ),
    "then_shorthand": ("VARCHAR", "Why the figure then is blank: c hidden, x not available, z not applicable, u unreliable"),
    # Commentary
    "what_it_shows": ("VARCHAR", "What the figures show, in the service's words"),
    "why": ("VARCHAR", "Why they are as they are"),
    "action": ("VARCHAR", "What the service is doing about it"),
    "lead": ("VARCHAR", "Who leads on it, by role"),
    "by_when": ("VARCHAR", "By when it will be done, in words or as a date"),
    "quarter_words": ("VARCHAR", "The quarter in words"),
    "run_date": ("DATE", "Day the figures were computed"),
    "findings_reject_file": ("INTEGER", "Problems that rejected a file"),
    "findings_reject_row": ("INTEGER", "Problems that set a row aside"),
    "findings_warn": ("INTEGER", "Warnings"),
    # Runs
    "run_id": ("VARCHAR", "Identifier of the run"),
    "started_at": ("TIMESTAMP", "When the run began (UTC)"),
    "ended_at": ("TIMESTAMP", "When the run ended (UTC)"),
    "input_hashes": ("VARCHAR", "JSON: authority -> content hash of its submission"),
    "code_version": ("VARCHAR", "Version of the pipeline"),
    "schema_version": ("INTEGER", "Version of the table layout"),
    "outcome": ("VARCHAR", "What came of it"),
    "outputs": ("VARCHAR", "JSON: output files put in place by the run, relative to the output folder"),
    "run_by": ("VARCHAR", "Who started the run: account of the computer, or the name set for the service"),
    "command": ("VARCHAR", "How it was started"),
    "definitions_version": ("VARCHAR", "Changes whenever a declaration or a query behind a figure does"),
    "event_id": ("VARCHAR", "Identifier of the event: a run's own, or one made for the approval, publication, ..."),
    "event_number": ("INTEGER", "1 for the first event, 2 for the next, ... without a gap"),
    "event_at": ("TIMESTAMP", "When it was recorded (UTC)"),
    "kind": ("VARCHAR", "run, approve, publish, restate, erase or expire"),
    "done_by": ("VARCHAR", "Who did it"),
    "details": ("VARCHAR", "JSON: counts and hashes that belong to the event; never a person's data"),
    "previous_hash": ("VARCHAR", "event_hash of the event before; 64 zeros for the first"),
    "event_hash": ("VARCHAR", "SHA-256 over the event's other columns"),
    "path": ("VARCHAR", "Place of the file, relative to the output folder"),
    "sha256": ("VARCHAR", "SHA-256 of the file's bytes"),
    "approved_at": ("TIMESTAMP", "When the version was approved (UTC)"),
    "fingerprint": ("VARCHAR", "SHA-256 over the description of every table"),
    "size_bytes": ("BIGINT", "Size of the file"),
}

_KEYS = ("authority", "submission_quarter")


def _columns(names: str | Iterable[str], **own: tuple[str, str]) -> tuple[Column, ...]:
    listed = names.split() if isinstance(names, str) else names
    return tuple(Column(name, *(own[name] if name in own else COLUMNS[name])) for name in listed)


def _table(
    full_name: str, description: str, names: str, *, by_delivery: bool = True, **own: tuple[str, str]
) -> Table:
    schema, name = full_name.split(".")
    keys = "authority submission_quarter " if by_delivery else ""
    return Table(schema, name, description, _columns(keys + names, **own), by_delivery)


_CARD = (
    "quarter indicator_id time_window display_order theme title label unit counts better is_rated basis "
    "numerator denominator value unknown status displayed_value lower_95 upper_95 target_type target_low target_high "
    "floor target_source rating rating_reason gap compared_quarter compared_numerator compared_denominator "
    "compared_value change change_tested england_value england_period england_comparable england_note "
    "neighbours_value neighbours_period neighbours_comparable data_quality_note notes"
)
_PROFILE = (
    "quarter indicator_id time_window breakdown category category_order numerator denominator value status "
    "year_ago_numerator two_years_ago_numerator"
)
_TREND = "quarter indicator_id time_window numerator denominator value displayed_value status rating"
_DEFINITION = (
    "indicator_id scorecard theme display_order title label unit counts windows better is_rated headline_window tier "
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
        "finding_id extract source_file source_row person_id column_name rule severity message remedy",
    ),
    _table(
        "quality.quarantine",
        "One row per rejected row, as landed",
        "extract source_file source_row row_json finding_ids",
    ),
    _table(
        "quality.row_counts",
        "One row per file: rows read = rows loaded + rows quarantined",
        "extract source_file rows_read rows_loaded rows_quarantined",
    ),
    _table(
        "quality.column_alerts",
        "One row per column most of whose filled cells could not be used",
        "extract column_name cells_filled cells_invalid share",
    ),
    _table("core.submission", "One row per submission", "name ons_code content_hash"),
    _table("core.available_extract", "One row per extract a submission holds in usable form", "extract"),
    _table(
        "core.source_file",
        "One row per file of a submission",
        "extract source_file file_hash size_bytes rows_read",
    ),
    _table("core.population", "One row per mid-year population estimate of a council", "mid_year people"),
    _table(
        "core.person",
        "One row per child or young person",
        "person_id date_of_birth sex ethnicity ethnic_group disability is_uasc uasc_end_date is_parent team",
    ),
    _table(
        "core.episode",
        "One row per care episode, short breaks removed",
        "person_id period_of_care_number episode_number placement_number episode_start episode_end "
        "reason_new_episode legal_status category_of_need placement_type placement_provider urn "
        "reason_episode_ceased reason_placement_change placement_distance_miles placement_authority is_temporary "
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
        "core.person_at_quarter_end",
        "One row per person and quarter end: the one view every breakdown reads",
        "quarter on_date person_id date_of_birth age is_looked_after is_uasc_now legal_status "
        "placement_distance_miles placement_authority period_of_care_number period_of_care_start "
        "initial_health_due_date placement_start previous_placement_start previous_placement_end placement_type "
        "placement_provider placements_in_year team sex looked_after_age_band care_leaver_age_band ethnicity "
        "disability uasc placement_group legal_status_group",
        ethnicity=("VARCHAR", "Ethnic group, or Not recorded"),
        disability=("VARCHAR", "Yes, No or Not recorded"),
        sex=("VARCHAR", "M, F, U or Not recorded"),
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
        "One row per care leaver, 17th to 21st birthday and quarter end that counts it",
        "quarter on_date person_id birthday_age birthday_date in_touch activity_code activity_answer "
        "accommodation_code accommodation_answer",
    ),
    _table(
        "indicators.evidence",
        "One row per thing counted: every figure is the length of a list of these",
        "quarter indicator_id time_window row_id person_id in_numerator value miss_reason due_date days_overdue "
        "last_event last_event_date",
        value=COLUMNS["amount"],
    ),
    _table(
        "indicators.result",
        "One exact figure per indicator, quarter, window, breakdown and category; restricted",
        "quarter indicator_id time_window breakdown category numerator denominator value unknown status",
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
        _CARD + " shorthand compared_shorthand",
    ),
    _table(
        "published.care_leaver_scorecard",
        "As scorecards.care_leaver_scorecard, protected by disclosure control",
        _CARD + " shorthand compared_shorthand",
    ),
    _table(
        "published.profile", "As scorecards.profile, protected by disclosure control", _PROFILE + " shorthand"
    ),
    _table("published.trend", "As scorecards.trend, protected by disclosure control", _TREND + " shorthand"),
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
        "indicator_id what_it_shows why action lead by_when",
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
        "name ons_code quarter_words state run_date code_version schema_version definitions_version",
    ),
)

#: Tables that do not belong to one submission: replaced as a whole by each run.
REFERENCE: tuple[Table, ...] = (
    _table(
        "core.reporting_period",
        "One row per submission quarter, quarter and window computed for it, and for the quarter to come",
        "submission_quarter quarter time_window starts ends quarter_starts year_starts rolling_year_starts",
        by_delivery=False,
    ),
    _table(
        "core.calendar_day",
        "One row per day, with the working days of England and Wales",
        "calendar_date is_working_day working_days_so_far",
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
        "fingerprint",
        by_delivery=False,
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
        (*_lineage("source_file", "source_row", "file_hash"), *cells, other),
    )


def clean_table(extract: Extract) -> Table:
    """The clean table of an extract: typed columns, rows that passed."""
    columns: list[Column] = []
    for c in extract.columns:
        columns.append(Column(c.name, c.duckdb_type, c.description))
        if c.kind == "datetime":
            columns.append(
                Column(f"{c.name}_has_time", "BOOLEAN", f"Whether {c.name} came with a time of day")
            )
    return Table(
        "clean", extract.name, extract.description, (*_lineage("source_file", "source_row"), *columns)
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
