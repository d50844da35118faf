"""The data-quality workbook: what each issue says, and what becomes of it over several deliveries."""

import csv
import io
import json
from datetime import date

from openpyxl import load_workbook

from exports.content import DIGIT_PIXELS, TABLE_PIXELS
from submissions.accepted import read_accepted
from tests.restricted.conftest import QUARTER
from tests.restricted.reading import records, sheets

#: A1's only episode; the second is A2's, sound and in three faulty forms.
A1 = "A1,2016-02-03,S,C2,N1,U6,PR1,,,"
SOUND = "A2,2016-02-03,S,C2,N1,U6,PR1,,,"
NO_SUCH_DAY = "A2,31/02/2016,S,C2,N1,U6,PR1,,,"
NO_SUCH_NEED = "A2,2016-02-03,S,C2,N99,U6,PR1,,,"
STRANGER = "A9,2016-02-03,S,C2,N1,U6,PR1,,,"


def issues(path):
    """Issue -> its row on both sheets; none where they are left out."""
    if "Issues" not in sheets(path):
        return {}
    both = list(zip(records(path, "Issues"), records(path, "Issue details"), strict=True))
    assert all(row["Issue"] == more["Issue"] for row, more in both)
    return {row["Issue"]: row | more for row, more in both}


def first_issues(path):
    """Issues of To fix first; none where the sheet is left out."""
    return [row["Issue"] for row in records(path, "To fix first")] if "To fix first" in sheets(path) else []


def only(path, rule):
    """The one issue of a rule."""
    (found,) = [row for row in issues(path).values() if row["Rule"] == rule]
    return found


def cover(path):
    return "\n".join(str(row[0]) for row in sheets(path)["Cover"])


def test_an_issue_names_field_value_position_and_what_is_allowed(tiny):
    found = only(tiny.receive(A1, NO_SUCH_DAY), "invalid")
    assert found["Severity"] == "Row set aside"
    assert found["Extract and field"] == "care_episodes, episode_start"
    assert (found["Case number"], found["Position"]) == ("A2", 3)
    assert found["Value now"] == "31/02/2016"
    assert found["Allowed or expected"] == "A date: DD/MM/YYYY or YYYY-MM-DD"
    assert found["Status"] == "New"
    assert found["First seen"] == f"{QUARTER}, delivery 1"


def test_a_code_field_lists_its_codes(tiny):
    found = only(tiny.receive(A1, NO_SUCH_NEED), "invalid_code")
    assert found["Value now"] == "N99"
    assert found["Allowed or expected"].startswith("One of N1, N2")


def test_a_long_value_is_trimmed(tiny):
    found = only(tiny.receive(A1, f"A2,2016-02-03,S,C2,{'N' * 60},U6,PR1,,,"), "invalid_code")
    assert found["Value now"] == "N" * 39 + "…"


def test_a_hostile_value_is_text_in_the_workbook_and_in_the_csv(tiny):
    path = tiny.receive(A1, "A2,2016-02-03,S,C2,=1+1,U6,PR1,,,")
    assert only(path, "invalid_code")["Value now"] == "=1+1"
    rows = list(csv.DictReader(io.StringIO(path.with_suffix(".csv").read_text(encoding="utf-8-sig"))))
    assert [row["value_now"] for row in rows if row["rule"] == "invalid_code"] == ["'=1+1"]


def test_fixed_and_returned_over_four_deliveries(tiny):
    first = tiny.receive(A1, NO_SUCH_DAY)
    fault = only(first, "invalid")["Issue"]
    assert "Fixed" not in sheets(first)

    fixed = tiny.receive(A1, SOUND)
    assert fault not in issues(fixed)
    (gone,) = [row for row in records(fixed, "Fixed") if row["Issue"] == fault]
    assert gone["Outcome"] == "No longer found"
    assert gone["Case number"] == "A2"
    assert "1 fixed" in cover(fixed)

    returned = issues(tiny.receive(A1 + " ", NO_SUCH_DAY))[fault]
    assert returned["Status"] == "Returned"
    assert returned["First seen"] == f"{QUARTER}, delivery 1"

    still = issues(tiny.receive(A1, NO_SUCH_DAY, STRANGER))
    assert still[fault]["Status"] == "Open"
    assert [row["Status"] for row in still.values() if row["Rule"] == "person_not_in_children"] == ["New"]


def test_the_same_delivery_again_says_the_same(tiny):
    first = tiny.receive(A1, NO_SUCH_DAY).read_bytes()
    assert tiny.receive(A1, NO_SUCH_DAY).read_bytes() == first


def test_an_issue_of_the_quarter_before_is_open_under_the_same_identifier(tiny):
    before = tiny.receive(A1, NO_SUCH_DAY, quarter="2017-18-Q3")
    now = tiny.receive(A1, NO_SUCH_DAY)
    fault = only(before, "invalid")["Issue"]
    assert issues(now)[fault]["Status"] == "Open"
    assert issues(now)[fault]["First seen"] == "2017-18-Q3, delivery 1"


def test_what_was_accepted_stays_accepted_and_is_not_to_be_fixed_first(tiny):
    first = tiny.receive(A1, NO_SUCH_DAY)
    fault = only(first, "invalid")["Issue"]
    assert fault in first_issues(first)
    (tiny.raw / "accepted.csv").write_text(
        f"finding_id,reason,accepted_by,until\n{fault},Paper file lost in a flood,Head of service,2018-12-31\n",
        encoding="utf-8",
    )
    for rows in ((A1, NO_SUCH_DAY), (A1, NO_SUCH_DAY, STRANGER)):
        path = tiny.receive(*rows)
        assert issues(path)[fault]["Status"] == "Accepted"
        assert fault not in first_issues(path)
        (entry,) = records(path, "Accepted")
        assert (entry["Issue"], entry["Standing"]) == (fault, "Accepted")
        assert entry["Reason"] == "Paper file lost in a flood"

    lapsed = tiny.receive(A1, NO_SUCH_DAY, STRANGER, run_date=date(2019, 1, 1))
    assert issues(lapsed)[fault]["Status"] == "Open"
    assert fault in first_issues(lapsed)
    assert records(lapsed, "Accepted")[0]["Standing"].startswith("Lapsed")

    cleared = tiny.receive(A1, SOUND)
    assert records(cleared, "Accepted")[0]["Standing"] == "No longer found"


def test_rows_of_the_accepted_list_that_cannot_be_used_are_told(tmp_path):
    path = tmp_path / "accepted.csv"
    path.write_text(
        "finding_id,reason,accepted_by,until\n"
        "0123456789abcdef,Known,Head of service,2018-12-31\n"
        "0123456789ABCDEE,Known,Head of service,\n"
        "nonsense,Known,Head of service,\n"
        "0123456789abcdea,,Head of service,\n"
        "0123456789abcdeb,Known,Head of service,soon\n",
        encoding="utf-8",
    )
    read = read_accepted(path)
    assert set(read.accepted) == {"0123456789abcdef", "0123456789abcdee"}
    assert read.accepted["0123456789abcdef"].holds_on(date(2018, 12, 31))
    assert not read.accepted["0123456789abcdef"].holds_on(date(2019, 1, 1))
    assert read.accepted["0123456789abcdee"].holds_on(date(2099, 1, 1))
    assert [problem.split(":")[0] for problem in read.problems] == [
        "accepted.csv, line 4",
        "accepted.csv, line 5",
        "accepted.csv, line 6",
    ]
    assert not read_accepted(tmp_path / "none.csv").problems
    path.write_text("id,why\n", encoding="utf-8")
    assert "lacks finding_id" in read_accepted(path).problems[0]


def test_one_wrong_child_stands_for_the_rows_that_wait_for_it(tiny):
    tiny.raw.joinpath(QUARTER).mkdir(parents=True)
    path = tiny.receive(A1, STRANGER, "A9,2017-02-03,S,C2,N1,U6,PR1,,,")
    first = [row for row in records(path, "To fix first") if row["Case number"] == "A9"]
    assert [row["Issues that go with it"] for row in first] == [1]
    assert len([row for row in issues(path).values() if row["Case number"] == "A9"]) == 2


def test_a_runs_issues_are_the_findings_of_the_warehouse(ran, ask):
    # What is told only, such as how a file was read, is no issue.
    found = ask("SELECT finding_id FROM quality.findings WHERE severity <> 'info'")
    listed = issues(ran.quality)
    assert sorted(listed) == sorted(found["finding_id"])
    assert {row["Severity"] for row in listed.values()} <= {"File not used", "Row set aside", "Row used; please check"}
    files = {row["File"]: row for row in records(ran.quality, "Extracts")}
    counts = ask("SELECT source_file, rows_read, rows_loaded, rows_quarantined FROM quality.row_counts")
    for file, read, used, aside in counts.itertuples(index=False, name=None):
        row = files[file]
        assert (row["Rows read"], row["Rows used"], row["Rows set aside"]) == (read, used, aside)
    assert files["reviews.csv"]["Columns not asked for"] == 2


def test_the_value_shown_is_the_one_that_landed(ran, ask):
    """For rows set aside, against the copy kept in quarantine."""
    aside = ask("SELECT source_file, source_row, row_json FROM quality.quarantine")
    rows = {(file, row): json.loads(cells) for file, row, cells in aside.itertuples(index=False, name=None)}
    file_of = dict(ask("SELECT finding_id, source_file FROM quality.findings").itertuples(index=False, name=None))
    checked = 0
    for row in issues(ran.quality).values():
        cells = rows.get((file_of[row["Issue"]], row["Position"]))
        if row["Severity"] == "Row set aside" and cells is not None and ", " in row["Extract and field"]:
            assert row["Value now"] == cells.get(row["Extract and field"].split(", ")[1], "")
            checked += 1
    assert checked > 5


def test_rated_measures_reached_are_those_whose_base_holds_the_person(ran, ask):
    bases = ask(
        "SELECT e.person_id, e.indicator_id FROM indicators.evidence AS e INNER JOIN indicators.definition AS d "
        "ON d.indicator_id = e.indicator_id AND d.headline_window = e.time_window AND d.is_rated "
        "WHERE e.quarter = e.submission_quarter"
    )
    by_person = bases.groupby("person_id")["indicator_id"].agg(set).to_dict()
    needs = ask("SELECT indicator_id, needs FROM indicators.definition").fillna("")
    contacts = set(needs.loc[needs["needs"].str.contains("health_checks"), "indicator_id"])
    faults = [
        r
        for r in issues(ran.quality).values()
        if r["Extract and field"].startswith("health_checks") and r["Severity"] == "Row set aside"
    ]
    assert faults
    for row in faults:
        assert row["Rated measures reached"] == len(by_person.get(row["Case number"], set()) & contacts)


def test_issues_are_ordered_by_severity_and_then_by_effect(ran):
    order = ["File not used", "Row set aside", "Row used; please check"]
    keys = [order.index(row["Severity"]) for row in issues(ran.quality).values()]
    assert keys == sorted(keys)
    firsts = records(ran.quality, "To fix first")
    assert 0 < len(firsts) <= 20
    depends = "it depends on what is entered"
    tiers = [(order.index(row["Severity"]), depends in str(row["Would the result change"])) for row in firsts]
    assert tiers == sorted(tiers), "what would change a figure comes before what nobody can tell"
    assert not [row for row in firsts if str(row["Would the result change"]).startswith("No")]


def test_the_issues_can_be_read_in_print(ran):
    """At 10 point or more, though they are a working list; what there was no room for stands on the next sheet."""
    book = load_workbook(ran.quality)
    for name in ("Issues", "Issue details"):
        widths = [dimension.width * DIGIT_PIXELS for dimension in book[name].column_dimensions.values()]
        assert sum(widths) <= TABLE_PIXELS, name
    introduction = " ".join(str(row[0]) for row in sheets(ran.quality)["Issues"][:15])
    assert "Issue details" in introduction
    assert f"data-quality_{QUARTER}_restricted_v0-1_draft.csv" in introduction


def test_an_extract_that_did_not_come_again_is_not_called_fixed(tiny):
    tiny.receive(A1, NO_SUCH_DAY)
    broken = tiny.raw / QUARTER / "care_episodes.csv"
    from assets.restricted import write_checked
    from submissions.council import Council
    from submissions.discover import Submission
    from submissions.validate import check_submission
    from warehouse.calendar import Quarter

    broken.write_text("", encoding="utf-8")
    submission = Submission("tiny-demo", Quarter.parse(QUARTER), broken.parent, Council(name="T", ons_code="E06000019"))
    checked = check_submission(submission, date(2018, 5, 1))
    path, _ = write_checked(submission, checked, date(2018, 5, 1), tiny.warehouse, tiny.report)
    outcomes = {row["Rule"]: row["Outcome"] for row in records(path, "Fixed")}
    assert outcomes["invalid"].startswith("Not checked")
    assert "Not checked this time" in cover(path)
