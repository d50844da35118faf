-- Children whose first start of a period of care in the financial year so far falls in the window, one row a child.
-- Relation: within started_in_the_window
-- Relation: quarters add up
SELECT
    p.authority,
    p.submission_quarter,
    p.quarter,
    p.time_window,
    c.person_id AS row_id,
    c.person_id
FROM period AS p
INNER JOIN core.period_of_care AS c
    ON c.authority = p.authority
    AND c.submission_quarter = p.submission_quarter
    AND c.period_of_care_start BETWEEN p.year_starts AND p.ends
GROUP BY p.authority, p.submission_quarter, p.quarter, p.time_window, p.starts, c.person_id
HAVING min(c.period_of_care_start) >= p.starts
