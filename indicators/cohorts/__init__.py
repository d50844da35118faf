"""Cohorts: who an indicator asks about, one SELECT a file that an analyst can read and run by hand.

Each reads ``period``, one row per submission, quarter and window. By hand, on the warehouse::

    CREATE TEMP VIEW period AS
    SELECT s.authority, r.* FROM core.submission AS s JOIN core.reporting_period AS r USING (submission_quarter)
    WHERE s.authority = 'herefordshire-demo' AND r.quarter = '2017-18-Q4' AND r.time_window = 'as_at';
"""
