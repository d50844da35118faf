"""Every rule a submission is checked against: one list, read by the checks and by the generated documentation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Severity(StrEnum):
    """What a broken rule does; ``info`` is told and never counted as a fault."""

    REJECT_FILE = "reject_file"
    REJECT_ROW = "reject_row"
    WARN = "warn"
    INFO = "info"


@dataclass(frozen=True)
class Rule:
    """One rule.

    Attributes:
        code: Name in ``quality.findings``.
        severity: What a breach does; ``None`` where the mark of the column decides (data contract, section 2).
        title: The rule in a few words, for lists.
        message: What is wrong, said after the place (file, row, column); may name ``{detail}``.
        remedy: What to do about it; may name ``{allowed}``.
    """

    code: str
    severity: Severity | None
    title: str
    message: str
    remedy: str


_FILE, _ROW, _WARN, _INFO = Severity.REJECT_FILE, Severity.REJECT_ROW, Severity.WARN, Severity.INFO

_RULES = (
    # files
    Rule(
        "required_extract_absent",
        _FILE,
        "A required extract is not there",
        "the submission has no '{detail}' file, and without it the authority has no results",
        "Deliver the extract as .csv or .xlsx under that name.",
    ),
    Rule(
        "unreadable_file",
        _FILE,
        "The file cannot be read",
        "the file cannot be read ({detail})",
        "Export the file again and check that it opens.",
    ),
    Rule(
        "encrypted_file",
        _FILE,
        "The file is protected by a password",
        "the file is encrypted",
        "Save it without a password; the folder itself must be protected.",
    ),
    Rule(
        "utf16_file",
        _FILE,
        "The file is UTF-16 without its mark",
        "the file is in UTF-16 without its byte order mark, or in UTF-32, and its letters cannot be told for certain",
        "Save it as 'CSV UTF-8'.",
    ),
    Rule(
        "wrong_file_type",
        _FILE,
        "The file is not what its extension says",
        "the content is {detail}, which is not what the extension says",
        "Export it as CSV or as an Excel workbook (.xlsx); renaming a file does not change what it is.",
    ),
    Rule(
        "xml_entities",
        _FILE,
        "An XML file with a document type",
        "the XML declares a document type or entities, which a return has no need of and which are never followed",
        "Export the return again from the case system or the collection system, and deliver it unchanged.",
    ),
    Rule(
        "past_limit",
        _FILE,
        "The file is past a limit",
        "the file is {detail}, which is past the limit of what is read",
        "Deliver what belongs to the extract and nothing else, or raise the limit in scorecards.toml under [limits].",
    ),
    Rule(
        "not_a_regular_file",
        _FILE,
        "Not a regular file",
        "it is not a regular file but {detail}, and is not opened",
        "Copy the file itself into the folder.",
    ),
    Rule(
        "empty_file",
        _FILE,
        "The file is empty",
        "the file holds not even a header and counts as absent",
        "Export it again; an extract without records still needs its header.",
    ),
    Rule(
        "missing_column",
        _FILE,
        "A required column is absent",
        "no heading could be read as the required column '{detail}'",
        "Add the column, or map the council's own heading to it in council.toml under [headers.<extract>].",
    ),
    Rule(
        "duplicate_column",
        _FILE,
        "Two columns match one name",
        "columns {detail} have headings that are read as the same column",
        "Leave one of them in the file.",
    ),
    Rule(
        "scientific_identifier",
        _FILE,
        "Identifiers in scientific notation",
        "identifiers are written in scientific notation (as 1.2E+11); their last digits are lost, so different people "
        "would be taken for one, and no row of it is used",
        "Format the column as text in Excel before filling it, or deliver the export that was never opened in Excel.",
    ),
    Rule(
        "identifiers_do_not_match",
        _FILE,
        "Identifiers do not match",
        "identifiers do not match: {detail}",
        "Deliver the children and this table with identifiers from the same system and in the same form; then run again.",
    ),
    Rule(
        "too_many_set_aside",
        _FILE,
        "Too many rows set aside",
        "{detail}, so no figure may rest on it",
        "Put the rows right. To use it all the same, write [accept.{allowed}] with reason and up_to (per cent) in council.toml.",
    ),
    Rule(
        "none_loaded",
        _FILE,
        "Rows and none of them loaded",
        "it has {detail} rows, and none of them could be loaded; it counts as absent",
        "See what is wrong with its rows, put it right and deliver it again.",
    ),
    Rule(
        "nobody_looked_after",
        _FILE,
        "Nobody looked after",
        "by its episodes nobody is looked after on the last day of the quarter, which is no result",
        "Deliver the episodes that are open too, and not the closed ones alone.",
    ),
    Rule(
        "year_not_told",
        _FILE,
        "The year of a return is not told",
        "nothing tells which year's return this {detail} is of",
        "Put the year in the file's name, as in '2018 OC2.csv', or deliver each year's return as one zip.",
    ),
    # rows
    Rule(
        "field_count",
        _ROW,
        "A row has too many or too few fields",
        "the number of fields differs from the header, and the row cannot be read without doubt",
        "Put cells that hold commas or line breaks in double quotes and export again.",
    ),
    Rule(
        "broken_quoting",
        _ROW,
        "A quotation mark stands where none may",
        "text follows a closing quotation mark, so the fields cannot be told apart",
        "Double the quotation marks inside a quoted cell and export again.",
    ),
    Rule(
        "swallowed_line",
        _ROW,
        "A line inside a stray pair of quotation marks",
        "the line stands between a quotation mark and the next one many lines on, so its cells cannot be told apart",
        "Remove or double the stray quotation mark and export again.",
    ),
    Rule(
        "total_among_records",
        _ROW,
        "A total among the records",
        "the row says it is a total where a record says whom it is about",
        "Export without subtotals.",
    ),
    Rule(
        "nul_byte",
        _ROW,
        "A NUL byte",
        "the row holds a NUL byte",
        "Export the file again; a copy was damaged.",
    ),
    Rule(
        "undefined_bytes",
        _ROW,
        "Bytes that no encoding explains",
        "the row holds bytes that are neither UTF-8 nor Windows-1252",
        "Save the file as 'CSV UTF-8'.",
    ),
    Rule(
        "blank",
        None,
        "A cell that must be filled is blank",
        "the cell is blank",
        "Fill it in the case system.",
    ),
    Rule(
        "invalid",
        None,
        "A cell cannot be read",
        "the cell cannot be read as {detail}",
        "Write {allowed}.",
    ),
    Rule(
        "month_first",
        None,
        "A column of dates written month first",
        "the column's dates are written month first (some are dates in no other way), so those that could be either would "
        "be read wrongly and the whole column is refused",
        "Export dates as DD/MM/YYYY or YYYY-MM-DD, or as true date cells in Excel.",
    ),
    Rule(
        "invalid_code",
        None,
        "A code outside its set",
        "the cell is not one of the accepted codes",
        "Use {allowed}.",
    ),
    Rule(
        "out_of_range",
        None,
        "A number out of range",
        "the number is out of range",
        "Write {allowed}.",
    ),
    Rule(
        "completed_without_date",
        _ROW,
        "A completed assessment without its date",
        "the status is completed and the date is missing",
        "Fill completed_date, or correct the status.",
    ),
    Rule(
        "score_or_reason",
        _ROW,
        "Neither or both of score and reason",
        "exactly one of score and reason_not_completed must be filled",
        "Give the score, or the reason why there is none.",
    ),
    Rule(
        "person_missing",
        _ROW,
        "Taking part without a person",
        "the person is blank, which only an answer to a survey may be",
        "Fill person_id; an answer that nobody may be known by is a survey_* activity.",
    ),
    Rule(
        "answer_missing",
        _ROW,
        "A survey without an answer",
        "the activity is a survey and the answer is missing",
        "Fill answer with Y or N, or leave the row out.",
    ),
    Rule(
        "level_missing",
        _ROW,
        "An assessment of risk without a level",
        "the event is an assessment of exploitation and the level is missing",
        "Fill level with none, low, medium or high.",
    ),
    Rule(
        "registration_incomplete",
        _ROW,
        "A registration without its kind or owner",
        "the record is a registration, and setting_type or in_house is missing",
        "Fill setting_type, and in_house with Y or N.",
    ),
    Rule(
        "inspection_without_grade",
        _ROW,
        "An inspection without a grade",
        "the record is an inspection and the grade is missing",
        "Fill grade, or leave the row out until the grade is published.",
    ),
    Rule(
        "worker_missing",
        _ROW,
        "A filled post without a worker",
        "the post is filled and worker_id is missing",
        "Fill worker_id, or set filled_by to vacant.",
    ),
    Rule(
        "planned_or_held",
        _ROW,
        "An event neither planned nor held",
        "planned_date and held_date are both missing",
        "Fill the day it is planned for, the day it was held, or both.",
    ),
    Rule(
        "end_before_start",
        _ROW,
        "An end before its start",
        "the end lies before the start",
        "Correct whichever of the two dates is wrong.",
    ),
    Rule(
        "person_not_in_children",
        _ROW,
        "The person is not in the children extract",
        "the person is not among the loaded rows of the children extract",
        "Add the person to the children extract, or correct the row that was rejected there.",
    ),
    Rule(
        "repeated_key",
        _ROW,
        "A record given twice",
        "an earlier row of the file has the same key; the first one is used",
        "Leave the right one of them in the file.",
    ),
    # warnings
    Rule(
        "column_mostly_invalid",
        _WARN,
        "Most cells of a column are invalid",
        "{detail} of the filled cells are invalid, which points to the column and not to single records",
        "{allowed}",
    ),
    Rule(
        "quotation_mark_swallows_lines",
        _WARN,
        "A quotation mark that swallows lines",
        "a quotation mark was opened and not closed on its line: rows {detail} are set aside",
        "Remove or double the stray quotation mark and export again.",
    ),
    Rule(
        "two_digit_years",
        _WARN,
        "Two-digit years",
        "{detail} dates have a two-digit year; it is read as 20yy up to next year's number and as 19yy above it",
        "Export dates with four-digit years.",
    ),
    Rule(
        "blank_words",
        _INFO,
        "Blanks written as words",
        "{detail} cells hold NULL, N/A, None, a dash or invisible characters, and are read as blank",
        "Leave it as it is: they are read as blank.",
    ),
    Rule(
        "dressed_identifiers",
        _INFO,
        "Identifiers dressed up by a program",
        "identifiers are read without {detail}",
        "Leave it as it is, or deliver identifiers as plain text where the export can.",
    ),
    Rule(
        "no_records",
        _INFO,
        "Rows that are no records",
        "{detail}",
        "Leave it as it is, unless one of them should have been a record.",
    ),
    Rule(
        "looked_after_differs",
        _WARN,
        "The number of children looked after is far from the one published before",
        "{detail}",
        "See whether the export left children out or has too many. If the number is right, say why when approving (--reason).",
    ),
    Rule(
        "near_miss",
        _WARN,
        "Almost a table of a known kind",
        "it looks like {detail}, and it is not used",
        "Rename the heading, or map it to its column in council.toml under [headers.<extract>].",
    ),
    Rule(
        "unused_sheet",
        _INFO,
        "A worksheet that is not used",
        "the worksheet is a table{detail} of no known kind and is not used",
        "If it should be read, map its headings in council.toml ('scorecards map' proposes how).",
    ),
    Rule(
        "unused_table",
        _WARN,
        "A table that is not used",
        "the file is a table{detail} of no known kind and is not used",
        "If it should be read, map its headings in council.toml ('scorecards map' proposes how).",
    ),
    Rule(
        "not_read",
        _INFO,
        "A table that no measure reads",
        "it was recognised as {detail}, of which no measure reads anything",
        "Leave it, or take it out.",
    ),
    Rule(
        "in_contract_extract",
        _INFO,
        "Records of a return that an extract has too",
        "they are in the extract too, whose values stand ({detail})",
        "Leave them: no record counts twice.",
    ),
    Rule(
        "differs_from_contract_extract",
        _WARN,
        "A return differs from the extract",
        "they are in the extract too, whose values stand ({detail} from it)",
        "Find out which of the two is right, and correct the other at its source.",
    ),
    Rule(
        "in_later_return",
        _INFO,
        "Records that a later return has too",
        "they are in a later return too, whose values stand ({detail})",
        "Leave them: no record counts twice.",
    ),
    Rule(
        "due_dates_derived",
        _INFO,
        "Due dates of reviews derived",
        "the return has no due dates; they are derived from the statutory intervals: 20 working days, then three months, then "
        "six months after the review before",
        "Deliver the reviews extract with due_date where the case system holds it.",
    ),
    Rule(
        "postcodes_not_read",
        _WARN,
        "The look-up of postcodes cannot be used",
        "distances and authorities of placements are not filled from postcodes ({detail})",
        "Put the file beside council.toml and name its columns under [postcodes].",
    ),
    Rule(
        "column_blank",
        _WARN,
        "A column that is there and wholly blank",
        "the column is there and wholly blank: perhaps nothing of it happened, perhaps nobody writes it down",
        "Check with the team whether it is filled in; leave the column out of the export where it is not.",
    ),
    Rule(
        "unknown_column",
        _WARN,
        "A column nobody asked for",
        "the column is not part of the extract and is ignored",
        "Nothing need be done, unless it should have been one of the extract's columns: then map its heading in "
        "council.toml.",
    ),
    Rule(
        "unknown_file",
        _WARN,
        "A file nobody asked for",
        "the file is of no kind that is read and is ignored{detail}",
        "If it should be read, deliver it as CSV or as a workbook.",
    ),
    Rule(
        "numeric_identifier",
        _WARN,
        "Identifiers stored as numbers",
        "{detail} identifiers are stored as numbers; they are read without decimals, and leading zeros or digits "
        "after the fifteenth are lost",
        "Format the column as text in Excel before filling it, or deliver CSV.",
    ),
    Rule(
        "overlapping_episodes",
        _WARN,
        "Episodes overlap",
        "the episode starts before an earlier one of the same child has ended",
        "Correct the end of the earlier episode or the start of this one.",
    ),
    Rule(
        "chain_break",
        _WARN,
        "Episodes do not join up",
        "{detail}",
        "Add the missing episode, or correct the dates or the reason.",
    ),
    Rule(
        "open_past_18",
        _WARN,
        "An episode runs past the 18th birthday",
        "the episode lasts beyond the 18th birthday",
        "End the episode on or before the 18th birthday, or correct the date of birth.",
    ),
    Rule(
        "end_without_reason",
        _WARN,
        "An episode ended without a reason",
        "the episode has an end and no reason for it",
        "Fill reason_episode_ceased.",
    ),
    Rule(
        "reason_without_end",
        _WARN,
        "A reason for an end that is not there",
        "the episode has a reason for its end and no end",
        "Fill episode_end, or remove the reason.",
    ),
    Rule(
        "held_without_date",
        _WARN,
        "A review held without a date",
        "the review counts as held (its status is held or blank) and has no date held",
        "Fill held_date, or set the status to cancelled.",
    ),
    Rule(
        "interview_before_return",
        _WARN,
        "A return interview before the return",
        "the return interview lies before the return",
        "Correct the end of the missing episode or the time of the interview.",
    ),
    Rule(
        "date_before_birth",
        _WARN,
        "A date before birth",
        "the date lies before the date of birth",
        "Correct the date, or the date of birth.",
    ),
    Rule(
        "date_in_future",
        _WARN,
        "A date in the future",
        "the date lies after the day of the run",
        "Correct the date; an event that has not happened yet does not belong in the extract.",
    ),
    Rule(
        "roster_without_care",
        _WARN,
        "On the leaving-care roster without care",
        "the person is on the roster and has no care episode on or after the 14th birthday",
        "Add the care history, or correct the roster or the date of birth.",
    ),
    Rule(
        "code_out_of_date",
        _WARN,
        "A code outside its dates",
        "the code was not in use on the date of the row",
        "Use the code that was in force then.",
    ),
    Rule(
        "eligibility_differs",
        _WARN,
        "Recorded eligibility differs from the derived one",
        "the category on the roster differs from the one that the care history and the age give",
        "Correct the roster, or complete the care history.",
    ),
)

#: Every rule by its code, in the order in which a reader meets them.
RULES: Mapping[str, Rule] = MappingProxyType({rule.code: rule for rule in _RULES})
