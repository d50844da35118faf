"""Reads the worked examples and turns them into the rows a council would have delivered.

A mistake in an example (an unknown key, column or code, a word of expectation that is not understood) is an error
that names the document and the example, so that nothing is silently left untested.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml

from schemas.codes import code_set
from schemas.extracts import EXTRACTS

FOLDER = Path(__file__).parent
Row = dict[str, Any]

PERSONAL = {name for name, extract in EXTRACTS.items() if extract.has_person and name != "children"}
#: Extracts of which an example may give rows that are nobody's: those without persons, and those where one may be blank.
COUNCILS = {
    name for name, extract in EXTRACTS.items() if name != "commentary"
    and not (extract.has_person and extract.column("person_id").mark == "*")
}  # fmt: skip
DOCUMENT_KEYS = PERSONAL | {"indicator", "indicators", "quarter", "child", "examples"}
EXAMPLE_KEYS = PERSONAL | {
    "case", "boundary", "quarter", "child", "people", "council", "population", "absent",
    "expect", "expect_result", "expect_breakdowns", "due", "unknown",
}  # fmt: skip
CHILD = {
    "date_of_birth": date(2008, 5, 14),
    "sex": "F",
    "ethnicity": "WBRI",
    "disability_codes": "NONE",
    "uasc": False,
}
EPISODE = {
    "reason_new_episode": "S",
    "legal_status": "C2",
    "category_of_need": "N1",
    "placement_type": "U6",
    "placement_provider": "PR1",
}
OTHERS = "others"
EVERY_WINDOW = "every window"


class ExampleError(ValueError):
    """An example is not written the way README.md says."""


@dataclass(frozen=True)
class Expected:
    """What the evidence should hold of one person: so many rows, of which so many in the numerator."""

    rows: int
    met: int | None = None
    value: float | None = None
    met_either_way: bool = False
    base: float | None = None
    category: str | None = None


@dataclass(frozen=True)
class Example:
    """One sentence, the people it speaks of, and the answers; ``answers`` is keyed by indicator, then window."""

    document: "Document"
    number: int
    case: str
    boundary: str | None
    quarter: str
    population: Mapping[int, int] | None
    absent: tuple[str, ...]
    people: tuple[Mapping[str, Any], ...]
    council: Mapping[str, Any]
    answers: Mapping[str, Mapping[str, Expected]]
    results: Mapping[str, Mapping[str, Any]]
    breakdowns: Mapping[str, Mapping[str, Mapping[str, int]]]
    due: date | None
    unknown: frozenset[str]

    @property
    def own_council(self) -> bool:
        """Whether it is computed alone, because it states what a whole council shows."""
        return not self.answers

    def person_id(self, number: int = 0) -> str:
        """Key of one of its people: nothing in it says who or what."""
        return f"{self.document.key}-{self.number}-{number}"


@dataclass
class Document:
    """The examples of one indicator, or of a rule that several indicators share."""

    file: str
    position: int
    indicators: tuple[str, ...]
    examples: list[Example] = field(default_factory=list)

    @property
    def key(self) -> str:
        """File and position in it."""
        return f"{self.file}-{self.position}"

    @property
    def shared(self) -> bool:
        """Whether it speaks of a rule rather than of one indicator."""
        return len(self.indicators) > 1

    @property
    def windows(self) -> tuple[str, ...]:
        """The windows its first answer speaks of: those of the indicator, in a document of one indicator."""
        first = self.examples[0]
        return tuple(first.answers.get(self.indicators[0], first.results))


def read_all() -> list[Document]:
    """Every document of every file, in reading order.

    Raises:
        ExampleError: When an example is not written the way README.md says.
    """
    documents = []
    for path in sorted(FOLDER.glob("*.yaml")):
        with path.open(encoding="utf-8") as stream:
            for position, content in enumerate(yaml.safe_load_all(stream), start=1):
                documents.append(_document(path.stem, position, content))
    return documents


def extracts_of(examples: Iterable[Example]) -> dict[str, list[Row]]:
    """The files one council would deliver for these examples; an extract nobody mentions has no rows."""
    extracts: dict[str, list[Row]] = {name: [] for name in EXTRACTS if name != "commentary"}
    absent: set[str] = set()
    for example in examples:
        absent |= set(example.absent)
        for number, person in enumerate(example.people):
            person_id = example.person_id(number)
            extracts["children"].append({"person_id": person_id, **_child(person)})
            for name in PERSONAL & person.keys():
                rows = _episodes(person[name]) if name == "care_episodes" else person[name]
                extracts[name] += [{"person_id": person_id, **_typed(name, row)} for row in rows]
        for name, rows in example.council.items():
            extracts[name] += [_typed(name, row) for row in rows]
    return {name: rows for name, rows in extracts.items() if name not in absent}


def _document(file: str, position: int, content: Mapping[str, Any]) -> Document:
    where = f"{file}.yaml, document {position}"
    _refuse_unknown(content, DOCUMENT_KEYS, where)
    single = content.get("indicator")
    document = Document(file, position, (single,) if single else tuple(content["indicators"]))
    for number, example in enumerate(content["examples"], start=1):
        document.examples.append(_example(document, number, content, example, f"{where}, example {number}"))
    return document


def _example(
    document: Document, number: int, defaults: Mapping[str, Any], content: Mapping[str, Any], where: str
) -> Example:
    _refuse_unknown(content, EXAMPLE_KEYS, where)
    usual = {key: value for key, value in defaults.items() if key in PERSONAL or key == "child"}
    council = content.get("council", {})
    _refuse_unknown(council, COUNCILS, where)
    if "people" in content or council:
        people = tuple({**usual, **person} for person in content.get("people", ({"care_episodes": []},)))
        if "expect" in content or not ({"expect_result", "expect_breakdowns"} & content.keys()):
            raise ExampleError(
                f"{where}: people and council go with expect_result or expect_breakdowns, not with expect."
            )
    else:
        people = ({**usual, **{k: v for k, v in content.items() if k in PERSONAL or k == "child"}},)
    unknown = content.get("unknown", ())
    return Example(
        document=document,
        number=number,
        case=content["case"],
        boundary=content.get("boundary"),
        quarter=content.get("quarter", defaults["quarter"]),
        population=content.get("population"),
        absent=tuple(content.get("absent", ())),
        people=people,
        council=council,
        answers=_answers(document.indicators, content["expect"], where) if "expect" in content else {},
        results=content.get("expect_result", {}),
        breakdowns=content.get("expect_breakdowns", {}),
        due=content.get("due"),
        unknown=frozenset(document.indicators if unknown is True else unknown),
    )


def _answers(indicators: tuple[str, ...], expect: Mapping[str, Any], where: str) -> dict[str, dict[str, Expected]]:
    """Indicator -> window -> what is expected. Windows may be left to the harness (``EVERY_WINDOW``)."""
    if not (expect.keys() & ({OTHERS} | set(indicators))):
        return {indicator: _windows(expect, where) for indicator in indicators}
    if not expect.keys() <= {OTHERS} | set(indicators):
        raise ExampleError(f"{where}: expect names an indicator the document does not speak of.")
    if OTHERS not in expect and set(expect) != set(indicators):
        raise ExampleError(f"{where}: expect says nothing of some indicators; name them or write '{OTHERS}'.")
    return {i: _windows(expect.get(i, expect.get(OTHERS)), where) for i in indicators}


def _windows(expect: Any, where: str) -> dict[str, Expected]:
    if isinstance(expect, str):
        return {EVERY_WINDOW: _expected(expect, where)}
    _refuse_unknown(expect, {"as_at", "quarter", "ytd", "r12", "r36"}, where)
    return {window: _expected(words, where) for window, words in expect.items()}


_WORDS = re.compile(
    r"counted(?: (?P<rows>\d+))?(?:(?P<met> and met)|(?P<not_met>, not met)"
    r"|, met (?P<some>\d+)|, value (?P<value>-?\d+(?:\.\d+)?)(?: of (?P<base>-?\d+(?:\.\d+)?))?|, in (?P<category>.+))?"
)


def _expected(words: str, where: str) -> Expected:
    if words == "not counted":
        return Expected(rows=0)
    if words == "in the base":
        return Expected(rows=1, met_either_way=True)
    found = _WORDS.fullmatch(words)
    if not found:
        raise ExampleError(f"{where}: expectation not understood: {words!r}.")
    rows = int(found["rows"] or 1)
    if found["value"] is not None:
        base = None if found["base"] is None else float(found["base"])
        return Expected(rows, value=float(found["value"]), base=base)
    if found["category"] is not None:
        return Expected(rows, category=found["category"])
    met = rows if found["met"] else 0 if found["not_met"] else int(found["some"]) if found["some"] else None
    return Expected(rows, met=met)


def _child(person: Mapping[str, Any]) -> Row:
    return {**CHILD, **_typed("children", person.get("child", {}))}


def _episodes(rows: Iterable[Mapping[str, Any]]) -> list[Row]:
    """Care episodes with what README.md says is usual where nothing is said."""
    typed = [_typed("care_episodes", row) for row in rows]
    starts = {row["episode_start"] for row in typed}
    for row in typed:
        temporary = str(row.get("placement_type", "")).startswith("T")
        usual = {**EPISODE, "placement_provider": None} if temporary else EPISODE
        row.update({key: value for key, value in usual.items() if key not in row})
        if row.get("episode_end") and "reason_episode_ceased" not in row:
            row["reason_episode_ceased"] = "X1" if row["episode_end"] in starts else "E4A"
    return typed


def _typed(extract: str, row: Mapping[str, Any]) -> Row:
    """A row with values of the kinds the extract's columns hold.

    Raises:
        ExampleError: When a column is not in the extract, or a value is not of its kind or not in its code set.
    """
    return {name: _value(extract, name, value) for name, value in row.items()}


def _value(extract: str, name: str, value: Any) -> Any:
    try:
        column = EXTRACTS[extract].column(name)
    except KeyError as error:
        raise ExampleError(f"{extract} has no column {name!r}.") from error
    where = f"{extract}.{name}: {value!r}"
    if value is None:
        return None
    if column.kind == "yes_no":
        return _of_type(value, bool, where)
    if column.kind in ("integer", "decimal"):
        return _of_type(value, (int, float), where)
    if column.kind == "date":
        if type(value) is not date:
            raise ExampleError(f"{where} is not a date.")
        return value
    if column.kind == "datetime":
        return value if type(value) is date else datetime.strptime(value, "%Y-%m-%d %H:%M")
    if isinstance(value, bool):
        raise ExampleError(f"{where} was read as yes or no; put it in quotation marks.")
    text = str(value)
    ons_code = name == "placement_authority" and re.fullmatch(r"[ENSW]\d{8}", text)
    if column.kind == "code" and column.codes and not ons_code and text not in code_set(column.codes).codes:
        raise ExampleError(f"{where} is not in code set {column.codes}.")
    return text


def _of_type(value: Any, kind: Any, where: str) -> Any:
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise ExampleError(f"{where} is not of the kind the column holds.")
    return value


def _refuse_unknown(content: Mapping[str, Any], allowed: set[str], where: str) -> None:
    unknown = set(content) - allowed
    if unknown:
        raise ExampleError(f"{where}: unknown key {sorted(map(str, unknown))}.")
