"""Whose record is whose, and what stays of a file when one person's records are taken out."""

import io
import zipfile

import pytest
from openpyxl import Workbook, load_workbook

from submissions.council import Council
from submissions.removal import mentions, remove_person

HEAD = "person_id,due_date,held_date,status,participation_code"

COUNCIL = Council(name="Handshire", ons_code="E06000019")


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "testshire" / "2017-18-Q4"
    made.mkdir(parents=True)
    return made


def after(folder, content, person="1234567", name="reviews.csv"):
    (folder / name).write_bytes(content)
    removal = remove_person(folder, COUNCIL, person)
    return removal.files[0].content if removal.files else content


def test_only_the_persons_records_are_emptied_and_every_other_byte_stays(folder):
    content = (
        b"\xef\xbb\xbf" + HEAD.encode() + b"\r\n"
        b"1234567,01/02/2018,01/02/2018,held,PN1\r\n"
        b'7654321,,"01/03/2018",held,"a ""quoted""\r\nsecond line"\r\n'
        b"\r\n"
        b' 1234567 ,,03/03/2018,held,"PN1,\r\n2"\r\n'
        b"12345678,,03/03/2018,held,PN2\n"
        b"A1234567,,03/03/2018,held,Ren\xc3\xa9e"
    )
    expected = (
        b"\xef\xbb\xbf" + HEAD.encode() + b"\r\n"
        b"\r\n"
        b'7654321,,"01/03/2018",held,"a ""quoted""\r\nsecond line"\r\n'
        b"\r\n"
        b"\r\n"
        b"12345678,,03/03/2018,held,PN2\n"
        b"A1234567,,03/03/2018,held,Ren\xc3\xa9e"
    )
    assert after(folder, content) == expected


def test_a_file_in_the_old_encoding_keeps_its_bytes(folder):
    content = HEAD.encode() + b"\n1234567,,01/02/2018,held,\x80\n2,,01/02/2018,held,caf\xe9 \x80\n"
    assert after(folder, content) == HEAD.encode() + b"\n\n2,,01/02/2018,held,caf\xe9 \x80\n"


def test_a_short_identifier_is_not_taken_for_another_cell(folder):
    content = HEAD.encode() + b"\n7,,01/02/2018,held,PN1\n17,,01/02/2018,held,7\n"
    assert after(folder, content, person="7") == HEAD.encode() + b"\n\n17,,01/02/2018,held,7\n"


def test_a_record_that_could_not_be_read_is_the_persons_when_it_names_nobody_else(folder):
    content = HEAD.encode() + b'\n1234567,"01/02"2018,held\n2,,01/02/2018,held,PN1\n'
    assert after(folder, content) == HEAD.encode() + b"\n\n2,,01/02/2018,held,PN1\n"


def test_a_sibling_who_mentions_the_person_stays_and_is_told(folder):
    (folder / "reviews.csv").write_bytes(HEAD.encode() + b",brother\n2,,01/02/2018,held,PN1,1234567\n")
    removal = remove_person(folder, COUNCIL, "1234567")
    assert not removal.files
    assert [path.name for path in removal.mentioned] == ["reviews.csv"]


def test_commentary_that_names_a_person_is_left_for_somebody_to_look_at(folder):
    (folder / "commentary.csv").write_bytes(b"indicator_id,why\nLAC-43,Only 1234567 was late\n")
    removal = remove_person(folder, COUNCIL, "1234567")
    assert not removal.files
    assert [path.name for path in removal.mentioned] == ["commentary.csv"]


def test_a_file_nobody_can_look_into_is_told(folder):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("letter.txt", "about 1234567")
    (folder / "letters.zip").write_bytes(out.getvalue())
    (folder / "broken.zip").write_bytes(out.getvalue().replace(b"1234567", b"7654321"))
    (folder / "notes.txt").write_text("12345678", encoding="utf-8")
    assert [path.name for path in remove_person(folder, COUNCIL, "1234567").mentioned] == ["broken.zip", "letters.zip"]


def test_the_councils_own_heading_names_the_person_too(folder):
    (folder / "reviews.csv").write_bytes(
        HEAD.replace("person_id", "Client No").encode() + b"\n1234567,,01/02/2018,held,PN1\n"
    )
    removal = remove_person(
        folder, COUNCIL.model_copy(update={"headers": {"reviews": {"Client No": "person_id"}}}), "1234567"
    )
    assert [one.rows for one in removal.files] == [1]


@pytest.mark.parametrize("identifier", ["1234567", 1234567])
def test_a_row_of_a_workbook_goes_with_the_texts_only_it_used(folder, identifier):
    book = Workbook()
    sheet = book.active
    sheet.append(HEAD.split(","))
    sheet.append([identifier, None, "2018-02-01", "held", "only theirs"])
    sheet.append(["2", None, "2018-02-01", "held", "PN1"])
    book.create_sheet("Notes").append(["held"])
    out = io.BytesIO()
    book.save(out)
    content = after(folder, out.getvalue(), name="reviews.xlsx")
    rows = list(load_workbook(io.BytesIO(content)).worksheets[0].iter_rows(values_only=True))
    assert rows == [tuple(HEAD.split(",")), (None,) * 5, ("2", None, "2018-02-01", "held", "PN1")]
    assert load_workbook(io.BytesIO(content))["Notes"]["A1"].value == "held"
    assert mentions("x.xlsx", out.getvalue(), "1234567") and not mentions("x.xlsx", content, "1234567")
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert not [part for part in parts.namelist() if b"only theirs" in parts.read(part)]
