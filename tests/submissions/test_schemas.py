"""The schemas against the data contract itself: the page is read, and every column, mark and key compared."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from schemas.checks import BLAMES
from schemas.codes import code_set, code_sets
from schemas.extracts import DUCKDB_TYPES, EXTRACTS, REQUIRED_EXTRACTS
from schemas.headers import aliases, normalise
from submissions.rules import RULES

DOCS = Path(__file__).parents[2] / "docs"
CONTRACTS = [(DOCS / name).read_text(encoding="utf-8") for name in ("data-contract.md", "data-contract-2.md")]
SECTION = "".join(text.split("## 2. Extracts")[1].split("## 3.")[0] for text in CONTRACTS)
ROWS = {
    name: (columns, [part.strip() for part in key.split(",")])
    for name, columns, key in re.findall(r"^\| `(\w+)`(?: \(\w+\))? \| (.+) \| ([\w, ]+?)(?: \|)?$", SECTION, re.M)
}
#: A column with its kind's sign (second release), its mark and the SSDA903 headings it is accepted under.
COLUMN = re.compile(r"`([a-z][a-z0-9_]*)([#~?]?)`([*°]?)((?: \[[A-Z_, ]+\])?)")
SIGNS = {"#": "integer", "~": "decimal", "?": "yes_no"}
#: "Columns added to R1 extracts": extract to column names.
ADDED_TEXT = (
    SECTION.split("**Columns added to R1 extracts**")[1].split("| Extract (Needs)")[0].split("`+` in Needs):")[1]
)
ADDED = {
    part.split("`")[1]: COLUMN.findall(part.split(":", 1)[1])
    for part in ADDED_TEXT.split("·")
    if "check_type" not in part
}


#: Columns that the panel's pages need (panel paper, 2.3) and the contract's tables do not list: extract to names.
FOR_THE_PANEL = {"commentary": ("ask", "progress")}


def stated(name: str) -> list[tuple[str, str, str, str]]:
    """Column, sign, mark and headings of an extract as the contract states them."""
    in_words = re.compile(r"\([^()]*\)")
    further = [(column, "", "", "") for column in FOR_THE_PANEL.get(name, ())]
    return COLUMN.findall(in_words.sub("", ROWS[name][0])) + ADDED.get(name, []) + further


def test_the_contract_names_these_extracts_in_this_order() -> None:
    assert list(ROWS) == list(EXTRACTS)
    assert len(ROWS) == 34
    assert set(ADDED) == {
        "children", "care_episodes", "missing_episodes", "reviews", "care_leaver_contacts", "eet_status"
    }  # fmt: skip
    assert set(REQUIRED_EXTRACTS) == {"children", "care_episodes"}


@pytest.mark.parametrize("name", ROWS)
def test_columns_marks_and_keys_are_the_contracts(name: str) -> None:
    about = EXTRACTS[name]
    assert [(column.name, column.mark) for column in about.columns] == [(c, mark) for c, _, mark, _ in stated(name)]
    assert list(about.key) == ROWS[name][1]
    for column, sign, _, _ in stated(name):
        kind = about.column(column).kind
        assert kind == SIGNS.get(sign, kind), column
        if column.endswith("_date"):
            assert kind == "date", column
        elif not sign and name in list(EXTRACTS)[14:]:
            assert kind not in ("date", "datetime", *SIGNS.values()), column


@pytest.mark.parametrize("name", ROWS)
def test_names_in_brackets_are_accepted(name: str) -> None:
    for column, _, _, headings in stated(name):
        for heading in re.findall(r"[A-Z][A-Z_0-9]+", headings):
            assert heading.lower() == column or aliases(name)[normalise(heading)] == column


@pytest.mark.parametrize("name", EXTRACTS)
def test_every_column_is_described_and_typed(name: str) -> None:
    extract = EXTRACTS[name]
    assert extract.description.startswith("One row")
    for column in extract.columns:
        assert len(column.description) > 10 and column.description.endswith("."), column.name
        assert column.duckdb_type == DUCKDB_TYPES[column.kind]
        assert (column.codes is not None) == (column.kind in ("code", "code_list"))
        assert column.judged_on is None or extract.column(column.judged_on).kind in (
            "date",
            "datetime",
            "academic_year",
        )
        assert set(column.accepted_codes) <= set(code_set(column.codes).codes if column.codes else ())
    assert extract.words and extract.serves.endswith(".")


@pytest.mark.parametrize("name", EXTRACTS)
def test_every_check_between_cells_is_a_rule_or_blames_a_column(name: str) -> None:
    for check in EXTRACTS[name].model.to_schema().checks:
        assert check.name in RULES or EXTRACTS[name].column(check.name.removeprefix(BLAMES)), check.name


def test_only_the_end_columns_reject_without_a_mark() -> None:
    ends = {column.name for extract in EXTRACTS.values() for column in extract.columns if column.ends}
    assert ends == {"episode_end", "end_date", "ended_at", "closed_date", "required_to_date"}
    assert {extract.span[1] for extract in EXTRACTS.values() if extract.span} == ends
    for extract in EXTRACTS.values():
        for column in extract.columns:
            assert column.rejects == (column.mark == "*" or column.name in ends)
            assert column.required == (column.mark in ("*", "°"))


@pytest.mark.parametrize(
    ("codes", "listed"),
    [
        ("SEX", "M F U"),
        ("ASSESSMENT_TYPE", "IHA RHA"),
        ("HEALTH_ASSESSMENT_STATUS", "planned completed refused cancelled did_not_attend"),
        (
            "HEALTH_CHECK_TYPE",
            "DENTAL IMMUNISATION DEVELOPMENT GP SUBSTANCE SUBSTANCE_OFFERED SUBSTANCE_RECEIVED PASSPORT DELAY CAMHS_NEED",
        ),
        ("SDQ_COMPLETED_BY", "carer teacher self"),
        ("SDQ_REASON", "SDQ1 SDQ2 SDQ3 SDQ4 SDQ5"),
        ("MISSING_TYPE", "M A"),
        ("REVIEW_STATUS", "held cancelled"),
        ("REVIEW_PARTICIPATION", "PN0 PN1 PN2 PN3 PN4 PN5 PN6 PN7"),
        ("CARE_LEAVER_ELIGIBILITY", "eligible relevant former_relevant qualifying"),
        ("PATHWAY_EVENT", "needs_assessment plan review"),
        ("CONTACT_METHOD", "visit phone text video email letter other"),
        ("OC3_IN_TOUCH", "YES NO REFU NREQ DIED RHOM"),
        ("OC3_ACTIV", "F1 F2 F3 F4 F5 P1 P2 P3 P4 P5 G4 G5 G6 0"),
        ("ACCOMMODATION_SUITABILITY", "1 2"),
        ("WORKER_ROLE", "SW PA IRO"),
        ("PREV_PERM", "P1 P2 P3 P4 Z1"),
        ("YEAR_GROUP", "EY R 1 2 3 4 5 6 7 8 9 10 11 12 13 14"),
        ("PEP_QUALITY", "good improve poor"),
        ("OFSTED_GRADE", "outstanding good requires_improvement inadequate"),
        ("POST_ROLE", "social_worker personal_adviser iro manager other"),
        ("RISK_LEVEL", "none low medium high"),
        ("HOUSING_END_REASON", "planned_move eviction abandoned other"),
        ("PLACEMENT_LA_SPECIAL", "NIR SCO WAL NUK CON"),
    ],
)
def test_code_sets_the_contract_lists_are_exactly_these(codes: str, listed: str) -> None:
    assert set(code_set(codes).codes) == set(listed.split())


def test_accommodation_codes_are_each_letter_alone_and_with_1_and_2_and_nought() -> None:
    letters = "BCDEGHKRSTUVWXYZ"
    assert set(code_set("OC3_ACCOM").codes) == {"0", *(letter + end for letter in letters for end in ("", "1", "2"))}


def test_default_suitability_by_letter_is_the_contracts() -> None:
    group = code_set("OC3_ACCOM").group
    assert {code for code, family in group.items() if len(code) == 1 and family == "suitable"} == set("BCDEKTUZ")
    assert {code for code, family in group.items() if len(code) == 1 and family == "unsuitable"} == set("SVWX")
    assert {code for code, family in group.items() if len(code) == 1 and family == "not_known"} == set("GHYR0")


def test_ethnic_groups_are_the_five_and_unknown() -> None:
    group = code_set("ETHNICITY").group
    assert set(group.values()) == {"White", "Mixed", "Asian", "Black", "Other", "Unknown"}
    assert {code for code, family in group.items() if family == "Unknown"} == {"REFU", "NOBT"}


def test_old_sex_codes_are_read_as_the_letters() -> None:
    assert [code_set("SEX").canonical(text) for text in ("1", "2", "m", " f ", "U", "3")] == [
        "M",
        "F",
        "M",
        "F",
        "U",
        None,
    ]


def test_every_code_has_words_and_a_source_and_none_is_unused() -> None:
    used = {column.codes for extract in EXTRACTS.values() for column in extract.columns if column.codes}
    assert set(code_sets()) == used
    for codes in code_sets().values():
        assert len({entry.code.lower() for entry in codes.entries}) == len(codes.entries)
        for entry in codes.entries:
            assert entry.meaning and entry.source
            assert not (entry.valid_from and entry.valid_to) or entry.valid_from <= entry.valid_to


def test_an_unknown_code_set_is_an_error() -> None:
    with pytest.raises(KeyError):
        code_set("NOTHING")
