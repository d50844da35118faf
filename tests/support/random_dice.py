"""Random choices that lean towards the edges of one quarter, for the nasty councils of the tests."""

import random
from datetime import date, datetime, time, timedelta
from typing import Any

from tests.oracle.dates import Quarter, add_months, birthday

Row = dict[str, Any]


class Dice(random.Random):
    """Random choices that prefer the edges of one quarter."""

    def __init__(self, seed: int, quarter: Quarter) -> None:
        super().__init__(seed)
        self.quarter = quarter
        last, first = quarter.last, quarter.first
        year_ago = add_months(last, -12)
        corners = (
            last,
            first,
            quarter.financial_year_start,
            year_ago,
            add_months(last, -24),
            add_months(last, -30),
            add_months(last, -2),
            add_months(last, -3),
            add_months(last, -6),
            add_months(first, -12),
        )
        near = {corner + timedelta(days=shift) for corner in corners for shift in (-1, 0, 1)}
        month_ends = {add_months(last, -n) for n in range(1, 19)}
        leap_days = {date(2012, 2, 29), date(2016, 2, 29)}
        self.edges = sorted(near | month_ends | leap_days | {date(last.year, 2, 28), date(last.year, 3, 1)})

    def chance(self, share: float) -> bool:
        return self.random() < share

    def any_day(self, months_back: int = 36, months_on: int = 3) -> date:
        """A day around the quarter, now and then after it: a submission knows what came later."""
        first = add_months(self.quarter.last, -months_back)
        return first + timedelta(days=self.randrange((add_months(self.quarter.last, months_on) - first).days))

    def day(self, *preferred: date) -> date:
        """An edge of the quarter or of a preferred day, or any day."""
        if preferred and self.chance(0.5):
            return self.choice(preferred) + timedelta(days=self.choice((-1, 0, 0, 1)))
        return self.choice(self.edges) if self.chance(0.6) else self.any_day()

    def moment(self, day: date) -> date | datetime:
        """The day with no time of day, at midnight, or at some time."""
        roll = self.random()
        if roll < 0.25:
            return day
        if roll < 0.4:
            return datetime.combine(day, time(0, 0))
        return datetime.combine(day, time(self.randrange(24), self.randrange(60)))

    def some(self, most: int) -> range:
        return range(self.randrange(most + 1))

    def birthday_this_year(self, born: date) -> date:
        """The one birthday that falls in the twelve months to D."""
        turns = self.quarter.last.year - born.year
        this = birthday(born, turns)
        return this if this <= self.quarter.last else birthday(born, turns - 1)
