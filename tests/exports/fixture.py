"""A database that holds only ``published.*``, as the pipeline leaves it, for a made-up council.

Every figure is synthetic, derived by plain arithmetic from ``measures.csv`` and the size asked for, so tests need no
pipeline. Some figures are hidden, some not available, some of low reliability, one not applicable.
"""

from __future__ import annotations

import csv
import hashlib
import math
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import pandas as pd

from exports.normalise import workbook_bytes
from exports.panel import EDITIONS, build_book
from exports.published import read_panel
from schemas.groups import BREAKDOWNS, ELIGIBILITY
from schemas.rounding import round_half_up
from warehouse.calendar import Quarter

#: Table -> its rows.
Rows = dict[str, list[dict[str, Any]]]

AUTHORITY = "herefordshire-demo"
QUARTER = Quarter.parse("2017-18-Q4")
#: How many times the middling council each size is.
SIZES = {"small": 0.12, "middling": 1.0, "large": 7.3}
NAMES = {
    "small": "Rutland (synthetic)",
    "middling": "Herefordshire (synthetic)",
    "large": "Bournemouth, Christchurch & Poole (synthetic)",
}

_CARD = """authority VARCHAR, submission_quarter VARCHAR, delivery INTEGER, quarter VARCHAR, indicator_id VARCHAR,
time_window VARCHAR, display_order INTEGER, theme VARCHAR, title VARCHAR, label VARCHAR, unit VARCHAR, counts VARCHAR,
better VARCHAR, is_rated BOOLEAN, basis VARCHAR, numerator DOUBLE, denominator DOUBLE, value DOUBLE, unknown BIGINT,
status VARCHAR, displayed_value DOUBLE, lower_95 DOUBLE, upper_95 DOUBLE, target_type VARCHAR, target_low DOUBLE,
target_high DOUBLE, floor DOUBLE, target_source VARCHAR, rating VARCHAR, rating_reason VARCHAR, gap DOUBLE,
compared_quarter VARCHAR, compared_numerator DOUBLE, compared_denominator DOUBLE, compared_value DOUBLE,
change VARCHAR,
change_tested BOOLEAN, england_value DOUBLE, england_period VARCHAR, england_comparable BOOLEAN, england_note VARCHAR,
neighbours_value DOUBLE, neighbours_period VARCHAR, neighbours_comparable BOOLEAN, data_quality_note VARCHAR,
notes VARCHAR, target_adopted BOOLEAN, panel_heading VARCHAR, panel_place INTEGER, records_missing VARCHAR,
shorthand VARCHAR, compared_shorthand VARCHAR, last_rating VARCHAR"""

TABLES = {
    "lac_scorecard": _CARD,
    "care_leaver_scorecard": _CARD,
    "profile": """authority VARCHAR, submission_quarter VARCHAR, delivery INTEGER, quarter VARCHAR,
        indicator_id VARCHAR, time_window VARCHAR, breakdown VARCHAR, category VARCHAR, category_order INTEGER,
        numerator DOUBLE, denominator DOUBLE, value DOUBLE, status VARCHAR, year_ago_numerator DOUBLE,
        two_years_ago_numerator DOUBLE,
        shorthand VARCHAR""",
    "trend": """authority VARCHAR, submission_quarter VARCHAR, delivery INTEGER, quarter VARCHAR, indicator_id VARCHAR,
        time_window VARCHAR, numerator DOUBLE, denominator DOUBLE, value DOUBLE, displayed_value DOUBLE, status VARCHAR,
        rating VARCHAR, shorthand VARCHAR""",
    "definition": """indicator_id VARCHAR, scorecard VARCHAR, theme VARCHAR, display_order INTEGER, title VARCHAR,
        label VARCHAR, unit VARCHAR, counts VARCHAR, windows VARCHAR, better VARCHAR, is_rated BOOLEAN,
        headline_window VARCHAR, tier VARCHAR, basis VARCHAR, exceptions VARCHAR, needs VARCHAR,
        numerator_words VARCHAR, denominator_words VARCHAR, left_out_words VARCHAR, source VARCHAR,
        known_limits VARCHAR, target_type VARCHAR, target_low DOUBLE, target_high DOUBLE, floor DOUBLE,
        target_source VARCHAR, in_force_from VARCHAR""",
    "data_quality": """authority VARCHAR, submission_quarter VARCHAR, delivery INTEGER, extract VARCHAR,
        rows_read BIGINT, rows_loaded BIGINT, rows_quarantined BIGINT, findings_reject_file BIGINT,
        findings_reject_row BIGINT, findings_warn BIGINT, shorthand VARCHAR""",
    "commentary": """authority VARCHAR, submission_quarter VARCHAR, delivery INTEGER, indicator_id VARCHAR,
        what_it_shows VARCHAR, why VARCHAR, action VARCHAR, lead VARCHAR, by_when VARCHAR, ask VARCHAR,
        progress VARCHAR""",
    "action": """authority VARCHAR, submission_quarter VARCHAR, delivery INTEGER, indicator_id VARCHAR, action VARCHAR,
        lead VARCHAR, by_when VARCHAR""",
    "reason": """authority VARCHAR, submission_quarter VARCHAR, delivery INTEGER, indicator_id VARCHAR,
        time_window VARCHAR, place INTEGER, reason VARCHAR, missed INTEGER""",
    "authority": """authority VARCHAR, submission_quarter VARCHAR, delivery INTEGER, name VARCHAR, ons_code VARCHAR,
        quarter_words VARCHAR, state VARCHAR, run_date DATE, code_version VARCHAR, schema_version INTEGER,
        definitions_version VARCHAR, contact VARCHAR, meeting_date DATE, records_to DATE""",
    "input_file": """authority VARCHAR, submission_quarter VARCHAR, delivery INTEGER, extract VARCHAR,
        file_hash VARCHAR, rows_read INTEGER""",
    "revision": """authority VARCHAR, submission_quarter VARCHAR, delivery INTEGER, quarter VARCHAR,
        indicator_id VARCHAR, time_window VARCHAR, then_version VARCHAR, reported_at TIMESTAMP, then_numerator DOUBLE,
        then_denominator DOUBLE, then_value DOUBLE, then_displayed_value DOUBLE, then_status VARCHAR,
        then_rating VARCHAR, numerator DOUBLE, denominator DOUBLE, value DOUBLE, displayed_value DOUBLE, status VARCHAR,
        rating VARCHAR, difference DOUBLE, is_beyond_threshold BOOLEAN, reason VARCHAR, then_shorthand VARCHAR,
        shorthand VARCHAR""",
}

#: Measures the made-up council did not send records for.
NOT_AVAILABLE = {"LAC-60", "LAC-61"}
#: Measures with a figure to stand beside: value, period, like for like, why not.
ENGLAND = {
    "LAC-02": (62.0, "2017", True, None),
    "LAC-30": (10.0, "2016 to 2017", True, None),
    "LAC-32": (70.0, "2016 to 2017", True, None),
    "LAC-38": (16.0, "2016 to 2017", True, None),
    "LAC-47": (83.4, "2016 to 2017", True, None),
    "LAC-48": (84.4, "2016 to 2017", True, None),
    "LAC-70": (10.0, "2016 to 2017", False, "England counts a whole year, this figure a quarter"),
    "CL-03": (88.0, "2016 to 2017", True, None),
    "CL-05": (84.0, "2016 to 2017", True, None),
    "CL-12": (50.0, "2016 to 2017", True, None),
}


@dataclass(frozen=True)
class Point:
    """One figure of one quarter before disclosure control, and what may be shown of it."""

    numerator: float | None
    denominator: float | None
    value: float | None
    status: str
    shorthand: str | None

    @property
    def shown(self) -> tuple[float | None, float | None, float | None, float | None]:
        """Numerator, denominator, value and displayed value as published."""
        rounded = round_half_up(self.value)
        match self.shorthand:
            case "c":
                keep = self.denominator if (self.denominator or 0) > 5 else None
                return None, keep, None, None
            case "u":
                return self.numerator, self.denominator, None, None
        return self.numerator, self.denominator, self.value, rounded


def measures() -> list[dict[str, str]]:
    """The rows of ``measures.csv``, in display order."""
    path = Path(__file__).parent / "measures.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def point(measure: dict[str, str], window: str, back: int, size: str) -> Point:
    """One figure so many quarters back; what is hidden follows the rules of the disclosure design in brief."""
    if measure["indicator_id"] in NOT_AVAILABLE:
        return Point(None, None, None, "not_available", "x")
    unit, place = measure["unit"], sum(map(ord, measure["indicator_id"]))
    longer = {"ytd": 3, "r12": 4}.get(window, 1) if window != measure["headline_window"] else 1
    wobble = math.sin(back * 1.7 + place) + math.cos(back + place) * 0.6
    base = round(float(measure["base"]) * SIZES[size] * longer * (1 - 0.004 * back + 0.01 * wobble * (back > 0)))
    if unit == "n":
        hidden = 1 <= base <= 5
        return Point(base, None, base, "ok", "c" if hidden else None)
    if base == 0:
        return Point(0, 0, None, "not_applicable", "z")
    if unit == "rate":
        count = round(312 * SIZES[size] * (1 - 0.004 * back))
        return Point(count, base, 10_000 * count / base, "ok", None)
    if unit == "mean":
        total = round(float(measure["percent"]) * base + wobble * (back > 0))
        return Point(total, base, total / base, "ok", None)
    percent = min(100.0, max(0.0, float(measure["percent"]) + 3.1 * wobble * (back > 0) - 0.6 * back))
    count = round(base * percent / 100)
    outcome_hidden = measure["tier"] == "outcome" and (1 <= count <= 5 or 1 <= base - count <= 5)
    hidden = base <= 5 or outcome_hidden
    shorthand = "c" if hidden else ("u" if base < 10 else None)
    return Point(count, base, 100 * count / base, "ok", shorthand)


def wilson(count: float, base: float) -> tuple[float, float]:
    """Wilson's 95% interval of a percentage, for the made-up rows."""
    z, share = 1.959963984540054, count / base
    middle = share + z * z / (2 * base)
    half = z * math.sqrt(share * (1 - share) / base + z * z / (4 * base * base))
    return 100 * (middle - half) / (1 + z * z / base), 100 * (middle + half) / (1 + z * z / base)


def database(size: str = "middling", *, hostile: bool = False, quarters: int = 9) -> duckdb.DuckDBPyConnection:
    """A connection to a fresh database in memory.

    Args:
        size: ``small``, ``middling`` or ``large``.
        hostile: Whether names and labels carry what an attacker or a slip might put there.
        quarters: How many quarters of trend are held, the reported one included.
    """
    con = duckdb.connect()
    con.execute(f"ATTACH '{_kept(size, hostile, quarters)}' AS kept (READ_ONLY)")
    con.execute("COPY FROM DATABASE kept TO memory")
    con.execute("DETACH kept")
    return con


def one_book(con: duckdb.DuckDBPyConnection, folder: Path, edition: int = 0) -> Path:
    """One of the two workbooks alone, children in our care unless said, for a test that reads no more."""
    panel = read_panel(con, AUTHORITY, QUARTER.label, EDITIONS[edition].scorecard)
    path = folder / f"{EDITIONS[edition].stem}.xlsx"
    book = build_book(panel, EDITIONS[edition], panel.authority.state)
    path.write_bytes(workbook_bytes(book.workbook, datetime.combine(QUARTER.ends, time())))
    return path


_FOLDER = TemporaryDirectory(prefix="published-")


@cache
def _kept(size: str, hostile: bool, quarters: int) -> Path:
    """A file with the database, made once of each kind: copying one takes a third of the time of filling one."""
    path = Path(_FOLDER.name) / f"{size}-{hostile}-{quarters}.duckdb"
    with duckdb.connect(str(path)) as con:
        con.execute("CREATE SCHEMA published")
        for name, frame in _frames(size, hostile, quarters).items():
            con.execute(f"CREATE TABLE published.{name} ({TABLES[name]})")
            if len(frame):  # a table without rows has no columns to insert by
                con.register("rows", frame)
                con.execute(f"INSERT INTO published.{name} BY NAME SELECT * FROM rows")
                con.unregister("rows")
    return path


def _frames(size: str, hostile: bool, quarters: int) -> dict[str, pd.DataFrame]:
    """Every table's rows."""
    rows: Rows = {name: [] for name in TABLES}
    name = NAMES[size]
    if hostile:
        name = '=HYPERLINK("http://example.invalid","Herefordshire")\x07 & &D Co'
    rows["authority"].append(
        {
            "authority": AUTHORITY,
            "submission_quarter": QUARTER.label,
            "delivery": 1,
            "name": name,
            "ons_code": "E06000019",
            "quarter_words": QUARTER.words,
            "state": "DRAFT",
            "run_date": date(2018, 5, 3),
            "code_version": "0.1.0",
            "schema_version": 1,
            "definitions_version": "3f9a2c41d07b",
        }
    )
    for order, measure in enumerate(measures(), 1):
        if hostile and measure["indicator_id"] == "LAC-40":
            measure["label"] = "=1+1|'cmd /c calc'!A0\x01\u202e first health check <a href='//a.b'>"
        if hostile and measure["indicator_id"] == "LAC-43":
            measure["label"] = "@SUM(1) +44 -health check\ton\r\ntime"
        _measure(rows, measure, order, size, quarters)
    _quality(rows, size)
    _commentary(rows, hostile)
    for indicator, window in (("LAC-43", "as_at"), ("LAC-40", "quarter")):
        for place, (reason, missed) in enumerate((("Not yet seen", 21), ("Other reasons", 9)), 1):
            keys = {
                "authority": AUTHORITY,
                "submission_quarter": QUARTER.label,
                "delivery": 1,
                "indicator_id": indicator,
            }
            _add(rows["reason"], **keys, time_window=window, place=place, reason=reason, missed=missed)
    return {table: pd.DataFrame(found) for table, found in rows.items()}


def _add(table: list[dict[str, Any]], **row: Any) -> None:
    table.append(row)


def _keys(quarter: Quarter) -> dict[str, Any]:
    return {
        "authority": AUTHORITY,
        "submission_quarter": QUARTER.label,
        "delivery": 1,
        "quarter": quarter.label,
    }


def _measure(rows: Rows, measure: dict[str, str], order: int, size: str, quarters: int) -> None:
    card = "care_leaver" if measure["indicator_id"].startswith("CL-") else "looked_after"
    rated, windows = measure["rated"] == "1", measure["windows"].split()
    target = float(measure["target"]) if measure["target"] else None
    goal = {
        "target_type": measure["target_type"] or None,
        "target_low": target if measure["target_type"] == "at_least" else None,
        "target_high": target if measure["target_type"] == "at_most" else None,
        "floor": float(measure["floor"]) if measure["floor"] else None,
        "target_source": measure["target_source"] or None,
    }
    shared = {name: measure[name] for name in ("indicator_id", "theme", "title", "label", "unit", "better")}
    _add(
        rows["definition"],
        **shared,
        **goal,
        scorecard=card,
        display_order=order,
        counts="p",
        windows=measure["windows"].replace(" ", ", "),
        is_rated=rated,
        headline_window=measure["headline"],
        tier=measure["tier"],
        basis="stock",
        exceptions="",
        needs="",
        numerator_words=measure["numerator_words"],
        denominator_words=measure["denominator_words"] or None,
        left_out_words=measure["left_out_words"] or None,
        source=measure["source"],
        known_limits=measure["known_limits"] or None,
        in_force_from="2010-11",
    )
    for window in windows:
        spec = {**measure, "headline_window": measure["headline"]}
        points = [point(spec, window, back, size) for back in range(quarters)]
        for back, one in enumerate(points):
            number, base, value, displayed = one.shown
            _add(
                rows["trend"],
                **_keys(QUARTER.shift(-back)),
                indicator_id=measure["indicator_id"],
                time_window=window,
                numerator=number,
                denominator=base,
                value=value,
                displayed_value=displayed,
                status=one.status,
                rating=_rating(measure, displayed, target)["rating"] if goal["target_type"] and target else None,
                shorthand=one.shorthand,
            )
        apart = 1 if window == "quarter" else 4
        before = points[apart] if len(points) > apart else None
        is_rated = rated and window == measure["headline"]
        table = "care_leaver_scorecard" if card == "care_leaver" else "lac_scorecard"
        _add(
            rows[table],
            **_keys(QUARTER),
            **shared,
            **(goal if is_rated else {}),
            **_figures(measure, points[0], before, compared=QUARTER.shift(-apart), is_rated=is_rated, target=target),
            time_window=window,
            display_order=order,
            counts="p",
            is_rated=is_rated,
            basis="stock",
            panel_heading=measure["theme"] if is_rated else None,
            panel_place=order if is_rated else None,
            target_adopted=False if is_rated else None,
        )
    if measure["indicator_id"] in ("LAC-01", "CL-01"):
        _profile(rows, measure["indicator_id"], card, size, quarters)


def _figures(
    measure: dict[str, str],
    now: Point,
    before: Point | None,
    *,
    compared: Quarter,
    is_rated: bool,
    target: float | None,
) -> dict[str, Any]:
    """The columns of a scorecard row that follow from its figures."""
    number, base, value, displayed = now.shown
    lower, upper = (None, None)
    if measure["unit"] == "%" and displayed is not None:
        lower, upper = wilson(number or 0, base or 1)
    row: dict[str, Any] = {
        "numerator": number,
        "denominator": base,
        "value": value,
        "displayed_value": displayed,
        "lower_95": lower,
        "upper_95": upper,
        "status": now.status,
        "shorthand": now.shorthand,
        "unknown": 0,
        "rating": "Not rated",
        "rating_reason": "context measure",
    }
    if is_rated:
        assert target is not None
        row |= _rating(measure, displayed, target)
        if displayed is None:
            row["rating_reason"] = {"c": "hidden", "u": "fewer than 10", "x": "not available", "z": "nobody to count"}[
                now.shorthand or "z"
            ]
    if before is not None and before.status == "ok":
        then = before.shown
        row |= {
            "compared_quarter": compared.label,
            "compared_numerator": then[0],
            "compared_denominator": then[1],
            "compared_value": then[2],
            "compared_shorthand": before.shorthand,
            "change": _change(measure, displayed, then[3]),
        }
    else:
        row["change"] = None if now.status != "ok" else "No earlier figure"
    if measure["indicator_id"] in ENGLAND:
        england, period, comparable, note = ENGLAND[measure["indicator_id"]]
        row |= {
            "england_value": england,
            "england_period": period,
            "england_comparable": comparable,
            "england_note": note or "Department for Education, Children looked after in England, 2016 to 2017",
            "neighbours_value": england + 1.3 if comparable else None,
            "neighbours_period": period if comparable else None,
            "neighbours_comparable": comparable,
        }
    if measure["indicator_id"] == "LAC-38":
        row["data_quality_note"] = "Some children have no distance recorded. They are left out of this figure."
    if measure["indicator_id"] in ("LAC-40", "LAC-43"):
        row["notes"] = "The assessment counts on the day it was completed, not the day its report came back."
    return row


def _rating(measure: dict[str, str], displayed: float | None, target: float) -> dict[str, Any]:
    if displayed is None:
        return {"rating": "Not rated", "gap": None}
    floor, sign = float(measure["floor"]), 1 if measure["target_type"] == "at_least" else -1
    gap = round_half_up(sign * (displayed - target))
    rating = "Green" if sign * displayed >= sign * target else "Amber" if sign * displayed >= sign * floor else "Red"
    return {"rating": rating, "gap": gap, "rating_reason": "Target and floor as on the Targets sheet"}


def _change(measure: dict[str, str], now: float | None, before: float | None) -> str | None:
    if now is None or before is None:
        return None
    if measure["unit"] != "%" or measure["better"] == "context":
        return "Up" if now > before else "Down" if now < before else "The same"
    if abs(now - before) < 4:
        return "No clear change"
    return "Better: clear change" if (now > before) == (measure["better"] == "higher") else "Worse: clear change"


def _profile(rows: Rows, indicator_id: str, card: str, size: str, quarters: int) -> None:
    total = {"LAC-01": 312, "CL-01": 214}[indicator_id] * SIZES[size]
    order = 0
    for breakdown in (*BREAKDOWNS, *([ELIGIBILITY] if card == "care_leaver" else [])):
        categories = breakdown.categories.get(card, ())
        weights = [1 / (2 + (position * 7 + len(breakdown.name)) % 5) for position in range(len(categories))]
        counts = [round(total * weight / sum(weights)) for weight in weights]
        if breakdown.name == "sex":
            counts[2], counts[3] = 2, 0
        hidden = [1 <= number <= 5 for number in counts]
        if sum(hidden) == 1:
            hidden[counts.index(max(counts))] = True
        for category, number, is_hidden in zip(categories, counts, hidden, strict=True):
            order += 1
            _add(
                rows["profile"],
                **_keys(QUARTER),
                indicator_id=indicator_id,
                time_window="as_at",
                breakdown=breakdown.name,
                category=category,
                category_order=order,
                numerator=None if is_hidden else number,
                value=None if is_hidden else number,
                status="ok",
                year_ago_numerator=None if is_hidden or quarters < 5 else number + 6,
                two_years_ago_numerator=None if is_hidden or quarters < 9 else number + 9,
                shorthand="c" if is_hidden else None,
            )


#: What an attacker, or a slip, might put into commentary that publication lets through.
HOSTILE_TEXTS = {
    "what_it_shows": '=HYPERLINK("http://example.invalid","click") =1+1|\'cmd /c calc\'!A0',
    "why": "@SUM(1) +44 -2\t[c] [note 99] <script>alert('x')</script> &amp; <b>bold</b> ]]>",
    "action": "\N{GRINNING FACE}\N{FAMILY} " + "W" * 300 + " " + "many words that go on and on " * 56,
    "lead": "https://example.invalid/" + "very-long-address/" * 12,
    "by_when": "+1",
    "ask": "=cmd|' /C calc'!A0 " + "please " * 280,
    "progress": "\u202e[note 7] done [c]",
}


def _commentary(rows: Rows, hostile: bool) -> None:
    plain = {
        "what_it_shows": "More first checks are in time than a year ago.",
        "why": "Late notice from social care remains the main cause.",
        "action": "Send the notice on the day a child comes into care.",
        "lead": "Designated nurse",
        "by_when": "2018-06-30",
        "ask": "Support the request for a second nurse.",
        "progress": "The health visitors met in February.",
    }
    words_of_before = HOSTILE_TEXTS["action"] if hostile else "Call the health visitors together."
    for indicator in ("LAC-40", "LAC-43", "LAC-32", "CL-12", "CL-05"):
        action = {"indicator_id": indicator, "action": words_of_before, "lead": "Head of service", "by_when": None}
        _add(rows["action"], authority=AUTHORITY, submission_quarter=QUARTER.label, delivery=1, **action)
        words = HOSTILE_TEXTS if hostile else {**plain, **({"lead": None} if indicator == "LAC-32" else {})}
        _add(
            rows["commentary"],
            authority=AUTHORITY,
            submission_quarter=QUARTER.label,
            delivery=1,
            indicator_id=indicator,
            **words,
        )


def _quality(rows: Rows, size: str) -> None:
    extracts = {
        "children": (640, 0, 0, 12),
        "care_episodes": (2410, 14, 14, 71),
        "health_assessments": (3302, 31, 34, 8),
        "health_checks": (5120, 0, 0, 0),
        "missing_episodes": (812, 9, 9, 26),
        "reviews": (4120, 17, 17, 40),
        "care_leaver_roster": (390, 0, 0, 9),
        "pathway_plans": (980, 3, 3, 0),
        "care_leaver_contacts": (6400, 11, 11, 15),
        "eet_status": (1500, 6, 6, 0),
        "accommodation": (1320, 8, 8, 4),
        "worker_allocations": (2210, 0, 0, 0),
    }
    for extract, (at_middling, aside, rejected, warned) in extracts.items():
        read = round(at_middling * SIZES[size])
        values = [None if 1 <= number <= 5 else number for number in (aside, rejected, warned)]
        _add(
            rows["input_file"],
            authority=AUTHORITY,
            submission_quarter=QUARTER.label,
            delivery=1,
            extract=extract,
            file_hash=hashlib.sha256(f"{extract} {size}".encode()).hexdigest()[:12],
            rows_read=read,
        )
        _add(
            rows["data_quality"],
            authority=AUTHORITY,
            submission_quarter=QUARTER.label,
            delivery=1,
            extract=extract,
            rows_read=read,
            rows_loaded=None if values[0] is None else read - aside,
            rows_quarantined=values[0],
            findings_reject_file=0,
            findings_reject_row=values[1],
            findings_warn=values[2],
            shorthand="c" if None in values else None,
        )
