-- Personal advisers with an open allocation of somebody on the roster on the last day, one row an adviser.
-- Relation: always open_allocations >= 1
SELECT
    p.authority,
    p.submission_quarter,
    p.quarter,
    p.time_window,
    w.worker_id AS row_id,
    CAST(NULL AS VARCHAR) AS person_id,
    count(*) AS open_allocations
FROM period AS p
INNER JOIN clean.worker_allocations AS w
    ON w.authority = p.authority
    AND w.submission_quarter = p.submission_quarter
    AND w.role = 'PA'
    AND w.start_date <= p.ends
    AND (w.end_date IS NULL OR w.end_date > p.ends)
INNER JOIN core.care_leaver AS c
    ON c.authority = w.authority
    AND c.submission_quarter = w.submission_quarter
    AND c.quarter = p.quarter
    AND c.person_id = w.person_id
    AND c.is_open
GROUP BY ALL
