"""No value, name or identifier of a person reaches logs, Dagster, messages or the panel's files."""

import json
from zipfile import ZipFile

from tests.pipeline.conftest import NAME, QUARTER, SECRET


def test_planted_names_and_identifiers_stay_in_the_warehouse(mixed, query):
    planted, told = mixed.installation, mixed.out + mixed.err + mixed.logged
    assert "healthless" in mixed.err and "healthless" in mixed.logged
    identifiers = [row[0] for row in query(planted, "SELECT DISTINCT person_id FROM landing.children")]
    assert query(planted, "SELECT count(*) FROM landing.sdqs WHERE contains(other_columns, ?)", NAME)[0][0] > 0
    places = {"what is printed or logged": told}
    for path in sorted((planted.warehouse.parent / "dagster").rglob("*")):
        if path.is_file():
            places[f"Dagster's {path.name}"] = path.read_bytes().decode("utf-8", "ignore")
    for book in (planted.output / "panel").rglob("*.xlsx"):
        with ZipFile(book) as parts:
            for part in parts.namelist():
                places[f"{book.name}/{part}"] = parts.read(part).decode("utf-8", "ignore")
    for message, remedy in query(planted, "SELECT DISTINCT message, remedy FROM quality.findings"):
        places[f"the finding «{message[:40]}»"] = message + remedy
    for place, text in places.items():
        assert NAME not in text and "Quillfeather" not in text and SECRET not in text, place
    # Identifiers are seven digits; anywhere but in the warehouse none may be found.
    assert len(identifiers) > 100
    for place, text in places.items():
        found = [identifier for identifier in identifiers if len(identifier) > 5 and identifier in text]
        assert not found, place
    # And those who must correct the records find what was delivered.
    kept = [
        json.loads(row[0])
        for row in query(planted, "SELECT row_json FROM quality.quarantine WHERE extract = 'eet_status'")
    ]
    assert any(NAME in str(row) for row in kept)
    assert (planted.output / "panel" / "healthless" / QUARTER).is_dir()
