"""Which of the service's words may be published; a row that may not is named by number and indicator, never quoted."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from indicators.commentary import Judged, hidden_indicators, judge_commentary
from schemas.commentary import TEXTS, needs_words, when

ON_CARD = frozenset({("demo", "LAC-40"), ("demo", "LAC-43"), ("demo", "CL-12")})
HIDDEN = frozenset({("demo", "LAC-43")})
SOUND = {
    "what_it_shows": "23 of 30 first checks were in time.",
    "why": "Late notice from social care.",
    "action": "Send notice within 2 days; 95% by March 2019, in 2018-19 and in 2018/19.",
    "lead": "Head of service, 16+",
    "by_when": "2018-06-30",
}


def judge(*rows: dict[str, Any]) -> Judged:
    frame = pd.DataFrame(
        [
            {
                **dict.fromkeys(TEXTS),
                "authority": "demo",
                "submission_quarter": "2017-18-Q4",
                "source_row": n,
                "indicator_id": "LAC-40",
                **row,
            }
            for n, row in enumerate(rows, 2)
        ]
    )
    return judge_commentary(frame, ON_CARD, HIDDEN)


def test_sound_words_are_published_as_they_are() -> None:
    judged = judge(SOUND)
    assert judged.remarks == ()
    assert judged.accepted.to_dict("records") == [
        {"authority": "demo", "submission_quarter": "2017-18-Q4", "indicator_id": "LAC-40", **dict.fromkeys(TEXTS), **SOUND}
    ]


@pytest.mark.parametrize(
    ("column", "text", "what"),
    [
        ("why", "See case 10432 for an example.", "case number"),
        ("why", "See case HX/2017-0932 for an example.", "case number"),
        ("action", "Ask for A1B2C3D4E5.", "case number"),
        ("what_it_shows", "The child born 14/05/2010 waited.", "date of birth"),
        ("what_it_shows", "The child born 14.5.10 waited.", "date of birth"),
        ("why", "Born on 2010-05-14.", "date of birth"),
        ("why", "Born on 14 May 2010.", "date of birth"),
        ("why", "Born on the 3rd of May 2010.", "date of birth"),
        ("why", "Born on May 14, 2010.", "date of birth"),
        ("by_when", "2010-05-14", "before the quarter"),
        ("by_when", "when the child born 14 May 2010 moves", "date of birth"),
        ("action", "Visits to HR1 2QX are late.", "postcode"),
        ("action", "Visits to hr12qx are late.", "postcode"),
        ("action", "Visits to SW1A 1AA are late.", "postcode"),
        ("lead", "jo.bloggs@example.invalid", "e-mail"),
        ("why", "Pasted\x07 text", "control"),
        ("why", "Turned \u202eround", "control"),
        ("why", "Hidden\u200bspace", "control"),
        ("why", "x " * 1_000 + "xx", "2,000 characters"),
        ("why", "12", "no words"),
        ("why", "???", "no words"),
    ],
)
def test_text_that_breaks_a_rule_leaves_the_row_out_and_names_it(column: str, text: str, what: str) -> None:
    judged = judge({**SOUND, column: text}, {**SOUND, "indicator_id": "CL-12"})
    assert list(judged.accepted["indicator_id"]) == ["CL-12"]
    (remark,) = judged.refused
    assert (remark.source_row, remark.indicator_id, remark.column_name) == (2, "LAC-40", column)
    assert what in remark.what
    assert text.strip() not in f"{remark} {remark.remedy}"


@pytest.mark.parametrize(
    "text",
    [
        "Only 3 were late.",
        "\u0663 were late.",
        "\u00bd were late.",
        "Only three were late.",
        "One in five was late.",
        "Half were late.",
    ],
)
def test_a_number_beside_a_hidden_measure_is_refused_and_beside_a_shown_one_is_not(text: str) -> None:
    assert "hidden" in judge({"indicator_id": "LAC-43", "what_it_shows": text}).refused[0].what
    assert judge({"indicator_id": "LAC-40", "what_it_shows": text}).refused == ()


def test_words_about_a_hidden_measure_may_say_how_long_and_by_when() -> None:
    said = {"why": "Visits take six months to arrange in 2018-19.", "by_when": "30 June 2018", "lead": "Named nurse"}
    assert judge({"indicator_id": "LAC-43", **said}).refused == ()
    assert judge({"indicator_id": "LAC-43", **said, "by_when": "By June 2018"}).refused == ()
    assert judge({"indicator_id": "LAC-43", **said, "by_when": "for 3 children, June 2018"}).refused != ()


def test_a_number_that_speaks_of_another_hidden_measure_is_refused() -> None:
    assert "speaks of a measure" in judge({"why": "It follows LAC-43, where 3 were late."}).refused[0].what
    assert judge({"why": "It follows LAC-43, where some were late."}).refused == ()


def test_long_words_are_remarked_on_and_published() -> None:
    judged = judge({**SOUND, "why": "word " * 61})
    assert len(judged.accepted) == 1
    assert [(remark.refuses, remark.column_name) for remark in judged.remarks] == [(False, "why")]
    assert judge({**SOUND, "why": "word " * 60}).remarks == ()


def test_two_thousand_characters_are_allowed_and_one_more_is_not() -> None:
    assert len(judge({**SOUND, "why": "x" * 2_000}).accepted) == 1
    assert len(judge({**SOUND, "why": "x" * 2_001}).accepted) == 0


def test_hostile_markup_is_text_like_any_other() -> None:
    hostile = (
        '=HYPERLINK("http://example.invalid","x") @SUM(1) +1 -2 \N{GRINNING FACE} <script>alert(1)</script> &amp;\tx'
    )
    judged = judge({**SOUND, "why": hostile})
    assert judged.accepted["why"].tolist() == [hostile]


def test_a_measure_that_is_not_on_the_scorecard_is_refused_without_repeating_what_stood_there() -> None:
    judged = judge({**SOUND, "indicator_id": "Jo Bloggs 14/05/2010"}, {**SOUND, "indicator_id": "LAC-99"})
    assert judged.accepted.empty
    assert [remark.indicator_id for remark in judged.refused] == ["no indicator of ours", "LAC-99"]


def test_of_two_rows_on_one_measure_the_first_stands_and_the_second_is_named() -> None:
    judged = judge({**SOUND, "why": "First."}, {**SOUND, "indicator_id": " lac-40 ", "why": "Second."})
    assert judged.accepted["why"].tolist() == ["First."]
    assert [remark.source_row for remark in judged.refused] == [3]


def test_a_row_without_any_words_is_neither_published_nor_a_fault() -> None:
    judged = judge(dict.fromkeys(SOUND))
    assert judged.accepted.empty
    assert judged.remarks == ()


def test_a_measure_counts_as_hidden_when_any_published_figure_of_it_is() -> None:
    frames = {
        "published.lac_scorecard": pd.DataFrame(
            {
                "authority": "demo",
                "indicator_id": ["LAC-40", "LAC-43"],
                "shorthand": [None, "c"],
                "compared_shorthand": [None, None],
            }
        ),
        "published.trend": pd.DataFrame(
            {"authority": "demo", "indicator_id": ["LAC-47", "LAC-48"], "shorthand": ["c", "u"]}
        ),
    }
    assert hidden_indicators(frames) == {("demo", "LAC-43"), ("demo", "LAC-47")}


@pytest.mark.parametrize(
    ("rating", "change", "needed"),
    [
        ("Red", None, True),
        ("Amber", "Better: clear change", True),
        ("Green", "Worse: clear change", True),
        ("Green", "Better: clear change", False),
        ("Green", "No clear change", False),
        ("Not rated", None, False),
    ],
)
def test_who_needs_words(rating: str, change: str | None, needed: bool) -> None:
    assert needs_words(rating, change) is needed


@pytest.mark.parametrize(
    ("text", "day"),
    [("2018-06-30", "2018-06-30"), ("30/06/2018", "2018-06-30"), ("30 June 2018", "2018-06-30"), ("1st Sept 2018", "2018-09-01"),
     ("2018-06-30 00:00:00", "2018-06-30"), ("31/02/2018", None), ("June 2018", None), ("soon", None)],
)  # fmt: skip
def test_a_deadline_that_is_a_date_is_read_as_one(text: str, day: str | None) -> None:
    found = when(text)
    assert (None if found is None else found.isoformat()) == day
