"""Cohorts: who an indicator asks about, one SELECT a file that an analyst can read and run by hand.

Each reads ``period``, one row per submission, quarter and window. By hand, on the warehouse::

    CREATE TEMP VIEW period AS
    SELECT s.authority, r.* FROM core.submission AS s JOIN core.reporting_period AS r USING (submission_quarter)
    WHERE s.authority = 'herefordshire-demo' AND r.quarter = '2017-18-Q4' AND r.time_window = 'as_at';
"""

from __future__ import annotations

from indicators.definition import Cohort

#: First day of the twelve months to the last day.
TWELVE_MONTHS = "rolling_year_starts"

LOOKED_AFTER_ON_THE_DAY = Cohort("looked_after_on_the_day", "Children looked after on the last day of the quarter")
LOOKED_AFTER_IN_THE_WINDOW = Cohort("looked_after_in_the_window", "Children looked after at any time in the period")
LOOKED_AFTER_HEALTH = Cohort(
    "looked_after_health", "Children looked after on the last day of the quarter", reach=TWELVE_MONTHS
)
CONTINUOUSLY_LOOKED_AFTER = Cohort(
    "continuously_looked_after",
    "Children looked after on the last day and for at least 12 months without a break",
    reach=TWELVE_MONTHS,
)
STARTED_IN_THE_WINDOW = Cohort("started_in_the_window")
STARTED_FIRST_IN_THE_YEAR = Cohort("started_first_in_the_year", reach="year_starts")
CEASED_IN_THE_WINDOW = Cohort(
    "ceased_in_the_window", "Children who ceased to be looked after in the period, once each, by the last time"
)
NET_CHANGE = Cohort("net_change", reach="quarter_starts")
PERIODS_OF_CARE_STARTED = Cohort("periods_of_care_started", reach="months_later(starts, -12)")
INITIAL_HEALTH_ASSESSMENTS_DUE = Cohort("initial_health_assessments_due", reach="months_later(starts, -3)")
HEALTH_ASSESSMENTS_REFUSED = Cohort("health_assessments_refused")
MISSING_EPISODES_STARTED = Cohort("missing_episodes_started")
MISSING_EPISODES_ENDED = Cohort("missing_episodes_ended")
MISSING_ON_THE_DAY = Cohort("missing_on_the_day")
REVIEWS_DUE = Cohort("reviews_due")
REVIEWS_HELD = Cohort("reviews_held")
#: Nearest the birthday, from three months before it; the care that makes a leaver goes back to the 14th birthday.
BIRTHDAY_COHORT = Cohort(
    "birthday_cohort", reach="months_later(starts, -3)", marked_reach="months_later(starts, -12 * 7)"
)
CARE_LEAVERS_OPEN = Cohort("care_leavers_open")
LOOKED_AFTER_16_17 = Cohort("looked_after_16_17", marked_reach="months_later(ends, -12 * 4)")
TURNED_16_IN_CARE = Cohort("turned_16_in_care", marked_reach="months_later(starts, -12 * 2)")
PERSONAL_ADVISERS = Cohort("personal_advisers")
