-- Children looked after continuously for twelve months on the last day, one row a child, with the number of different
-- social workers and reviewing officers who had them on some day of the year (data contract 2, LAC-36).
SELECT
    p.authority,
    p.submission_quarter,
    p.quarter,
    p.time_window,
    c.person_id AS row_id,
    c.person_id,
    count(DISTINCT w.worker_id) FILTER (WHERE w.role = 'SW') AS social_workers,
    count(DISTINCT w.worker_id) FILTER (WHERE w.role = 'IRO') AS reviewing_officers
FROM period AS p
INNER JOIN core.person_at_quarter_end AS c USING (authority, submission_quarter, quarter)
LEFT JOIN clean.worker_allocations AS w
    ON w.authority = c.authority
    AND w.submission_quarter = c.submission_quarter
    AND w.person_id = c.person_id
    AND has_a_day_in(w.start_date, w.end_date, p.rolling_year_starts, p.ends)
WHERE c.is_looked_after AND c.period_of_care_start <= months_later(p.ends, -12)
GROUP BY ALL
