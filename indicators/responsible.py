"""Who holds a case on the last day of the run quarter: team and worker, joined to exception lists when they are read.

Kept out of the evidence, which says what happened; who holds the case is a fact of the day the list is read for.
"""

from __future__ import annotations

#: One row per submission, person and scorecard: ``authority``, ``submission_quarter``, ``person_id``, ``scorecard``,
#: ``team``, ``worker_id``, ``role`` (``SW`` or ``PA``). Reads a build, or the warehouse.
RESPONSIBLE = """
    WITH day AS (
        SELECT DISTINCT submission_quarter, ends AS on_date
        FROM core.reporting_period
        WHERE quarter = submission_quarter
    ),
    allocated AS (
        -- Of several open allocations the one begun last.
        SELECT
            w.authority, w.submission_quarter, w.person_id,
            max_by(w.worker_id, (w.start_date, w.worker_id)) FILTER (WHERE w.role = 'SW') AS social_worker,
            max_by(w.worker_id, (w.start_date, w.worker_id)) FILTER (WHERE w.role = 'PA') AS adviser
        FROM day AS d
        INNER JOIN clean.worker_allocations AS w
            ON w.submission_quarter = d.submission_quarter
            AND w.start_date <= d.on_date
            AND (w.end_date IS NULL OR w.end_date > d.on_date)
        GROUP BY ALL
    ),
    leaving AS (
        SELECT r.authority, r.submission_quarter, r.person_id, max_by(r.team, r.start_date) AS team
        FROM day AS d
        INNER JOIN clean.care_leaver_roster AS r
            ON r.submission_quarter = d.submission_quarter
            AND r.start_date <= d.on_date
            AND (r.end_date IS NULL OR r.end_date > d.on_date)
        WHERE r.team IS NOT NULL
        GROUP BY ALL
    )
    SELECT
        p.authority, p.submission_quarter, p.person_id, s.scorecard,
        CASE WHEN s.scorecard = 'care_leaver' THEN coalesce(l.team, p.team) ELSE p.team END AS team,
        -- A care leaver's adviser; before there is one, the social worker.
        CASE WHEN s.scorecard = 'care_leaver' THEN coalesce(a.adviser, a.social_worker) ELSE a.social_worker END
            AS worker_id,
        CASE
            WHEN s.scorecard = 'care_leaver' AND a.adviser IS NOT NULL THEN 'PA'
            WHEN a.social_worker IS NOT NULL THEN 'SW'
        END AS role
    FROM core.person AS p
    CROSS JOIN (VALUES ('looked_after'), ('care_leaver')) AS s(scorecard)
    LEFT JOIN allocated AS a USING (authority, submission_quarter, person_id)
    LEFT JOIN leaving AS l USING (authority, submission_quarter, person_id)
"""
