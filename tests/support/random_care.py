"""Nasty histories of care: chains, gaps, overlaps, legs, and stays that end on the edge of a rule."""

from datetime import date, timedelta

from tests.oracle.dates import add_months, add_working_days, birthday
from tests.support.random_dice import Dice, Row

PLACEMENTS = (
    "U1",
    "U2",
    "U3",
    "U4",
    "U4",
    "U5",
    "U6",
    "U6",
    "A3",
    "A4",
    "A5",
    "A6",
    "K1",
    "K2",
    "R1",
    "R2",
    "R3",
    "R5",
    "S1",
    "P1",
    "P2",
    "P3",
    "H5",
    "K3",
    "Z1",
    "Z12",
)
LEGS = ("T0", "T1", "T2", "T3", "T4")
ADOPTION = ("A3", "A4", "A5", "A6")
LEGAL = ("C1", "C2", "C2", "E1", "D1", "V2", "V2", "L1", "L2", "L3", "J1", "J2", "J3")
PROVIDERS = (None, "PR0", "PR1", "PR1", "PR2", "PR4", "PR5")
REASONS_CEASED = (
    "E11",
    "E12",
    "E2",
    "E3",
    "E4A",
    "E4B",
    "E13",
    "E41",
    "E43",
    "E44",
    "E45",
    "E46",
    "E47",
    "E48",
    "E5",
    "E6",
    "E7",
    "E8",
    "E9",
    "E17",
)
CHANGE_REASONS = (None, None, None, "PLACE", "PLACE", "CARPL", "CHILD", "OTHER")
DISTANCES = (None, 999.9, 0.0, 19.9, 20.0, 20.1, 55.5)


def _episode(dice: Dice, start: date, end: date | None, reason: str) -> Row:
    placement = dice.choice(PLACEMENTS)
    return {
        "episode_start": start,
        "reason_new_episode": reason,
        "legal_status": dice.choice(("V3", "V4")) if dice.chance(0.05) else dice.choice(LEGAL),
        "category_of_need": "N1",
        "placement_type": placement,
        "placement_provider": dice.choice(PROVIDERS),
        "episode_end": end,
        "reason_episode_ceased": None,
        "reason_placement_change": dice.choice(CHANGE_REASONS),
        "placement_distance_miles": dice.choice(DISTANCES),
        "placement_authority": dice.choice((None, "CON", "E06000019", "E06000019", "E08000025", "WAL", "NUK")),
        "urn": dice.choice((None, None, "SC000001", "SC000002")),
    }


def care(dice: Dice) -> list[Row]:
    """A walk through care: chains, gaps, overlaps, legs and returns from them, S inside a chain."""
    if dice.chance(0.06):
        return []
    start = dice.day() if dice.chance(0.75) else _near_assessment_due(dice)
    rows: list[Row] = []
    reason = "S"
    proper: Row | None = None
    for _ in range(dice.choice((1, 1, 2, 3, 4, 5, 6, 8))):
        end = _end_after(dice, start)
        row = _episode(dice, start, end, reason)
        if dice.chance(0.25):
            row["placement_type"] = dice.choice(LEGS)
            row["placement_provider"] = dice.choice((None, None, "PR1"))
        elif proper is not None and dice.chance(0.5):
            back = ("placement_type", "placement_provider", "urn")
            row |= {column: proper[column] for column in back}
            if dice.chance(0.15):
                row["urn"] = dice.choice((None, "SC000003"))
        if row["placement_type"] not in LEGS:
            proper = row
        rows.append(row)
        if end is None and dice.chance(0.9):
            break
        start, reason = _next_start(dice, end or start + timedelta(days=dice.choice((1, 30))))
    _close(dice, rows)
    return rows


def _end_after(dice: Dice, start: date) -> date | None:
    if dice.chance(0.2):
        return None
    if dice.chance(0.3):
        later = [edge for edge in dice.edges if edge >= start]
        return dice.choice(later) if later else None
    return start + timedelta(days=dice.choice((0, 1, 2, 7, 14, 28, 30, 60, 90, 91, 180, 365, 366)))


def _next_start(dice: Dice, end: date) -> tuple[date, str]:
    """Where the next episode starts and why: mostly a clean join."""
    roll = dice.random()
    if roll < 0.72:
        return end, dice.choice("LPPPPBBTU")
    if roll < 0.78:
        return end, "S"
    if roll < 0.84:
        return end + timedelta(days=1), dice.choice("SSP")
    if roll < 0.9:
        return end - timedelta(days=dice.choice((1, 10))), dice.choice("SLP")
    exact_year = add_months(end, 12) + timedelta(days=dice.choice((-1, 0, 1)))
    return dice.choice((exact_year, end + timedelta(days=dice.randrange(2, 400)))), "S"


def _close(dice: Dice, rows: list[Row]) -> None:
    """Give ended episodes a reason: X1 where another follows, a real one otherwise, sometimes neither."""
    for row, after in zip(rows, [*rows[1:], None], strict=True):
        if row["episode_end"] is None or dice.chance(0.05):
            continue
        follows = after is not None and after["episode_start"] == row["episode_end"]
        row["reason_episode_ceased"] = "X1" if follows and dice.chance(0.9) else dice.choice(REASONS_CEASED)


def _near_assessment_due(dice: Dice) -> date:
    """A start whose twentieth working day is an edge of the quarter, or a day or two from it."""
    edge = dice.choice((dice.quarter.first, dice.quarter.last, dice.quarter.financial_year_start))
    start = edge
    while add_working_days(start, 20) > edge:
        start -= timedelta(days=1)
    return start + timedelta(days=dice.choice((-1, 0, 0, 1)))


def long_stay(dice: Dice) -> list[Row]:
    """A chain that has lasted about 30 months on D, the newest placement about 24; or many recent moves."""
    last = dice.quarter.last
    start = add_months(last, -dice.choice((30, 30, 36))) + timedelta(days=dice.choice((-1, 0, 0, 1)))
    moves: set[date] = set()
    if dice.chance(0.4):
        moves = {dice.any_day(13, 1) for _ in range(3)} | {add_months(last, -12), last}
    else:
        two_years_ago = add_months(last, -24) + timedelta(days=dice.choice((-1, 0, 0, 1)))
        moves = {day for day in (two_years_ago, dice.day(), dice.day()) if dice.chance(0.7)}
    days = [start, *sorted(move for move in moves if move > start)]
    rows: list[Row] = []
    for position, (day, end) in enumerate(zip(days, [*days[1:], None], strict=True)):
        row = _episode(dice, day, end, "S" if position == 0 else dice.choice("PPPPBLTU"))
        row["legal_status"] = dice.choice(("C1", "C2", "E1", "V2"))
        if dice.chance(0.3):
            row["placement_type"] = dice.choice(ADOPTION)
        elif dice.chance(0.15):
            row["placement_type"] = dice.choice(LEGS)
        elif rows and dice.chance(0.2):
            row |= {column: rows[0][column] for column in ("placement_type", "placement_provider", "urn")}
        rows.append(row)
    _close(dice, rows)
    return rows


def re_entry(dice: Dice) -> list[Row]:
    """Two stays, the second begun twelve months after the first ended, or a day either side of that."""
    again = dice.any_day(11, 0)
    left = add_months(again, -12) + timedelta(days=dice.choice((-1, 0, 0, 1)))
    rows = [_episode(dice, add_months(left, -7), left, "S"), _episode(dice, again, None, "S")]
    _close(dice, rows)
    return rows


def leaver_care(dice: Dice, born: date) -> list[Row]:
    """Care around the 14th, 16th and later birthdays, 90 or 91 days of it as often as not."""
    sixteenth = birthday(born, 16)
    wanted = dice.choice((90, 90, 91, 91, 200, 700, 700))
    roll = dice.random()
    if roll < 0.3:
        end: date | None = sixteenth + timedelta(days=dice.choice((-1, 0, 1, 2)))
    elif roll < 0.7:
        end = sixteenth + timedelta(days=dice.randrange(1, 360))
    else:
        end = max(dice.birthday_this_year(born), sixteenth) + timedelta(days=dice.choice((-1, 0, 0, 1)))
    assert end is not None
    start = end - timedelta(days=wanted)
    if dice.chance(0.15):
        start = birthday(born, 14) - timedelta(days=dice.choice((0, 1, 100)))
        if dice.chance(0.5):  # 90 or 91 days from the 14th birthday, the last of them on the 16th
            days = dice.choice((89, 90))
            early = _episode(dice, start, birthday(born, 14) + timedelta(days=days), "S")
            rows = [early, _episode(dice, sixteenth, sixteenth + timedelta(days=1), "S")]
            _close(dice, rows)
            return rows
    if dice.chance(0.3):
        end = None
        if dice.chance(0.5):
            until = dice.choice((dice.quarter.last + timedelta(days=1), sixteenth))
            start = until - timedelta(days=dice.choice((90, 91)))
    first = _episode(dice, start, end, "S")
    rows = [first]
    if end is not None and dice.chance(0.3):
        middle = start + timedelta(days=dice.randrange(1, max(2, (end - start).days)))
        first["episode_end"] = middle
        shift = dice.choice((-5, -1, 0, 0, 0, 1))
        rows.append(_episode(dice, middle + timedelta(days=shift), max(end, middle + timedelta(days=1)), "L"))
    rows = [row for row in rows if row["episode_end"] is None or row["episode_end"] >= row["episode_start"]]
    _close(dice, rows)
    if rows and dice.chance(0.85) and rows[-1]["reason_episode_ceased"] in ("E11", "E12"):
        rows[-1]["reason_episode_ceased"] = "E4A"
    return rows
