-- Periods of care that started in the window, one row a period of care.
-- Relation: quarters add up
SELECT
    p.authority,
    p.submission_quarter,
    p.quarter,
    p.time_window,
    c.person_id || '|' || c.period_of_care_number AS row_id,
    c.person_id,
    coalesce(c.previous_period_of_care_end >= months_later(c.period_of_care_start, -12), FALSE) AS is_return_within_a_year
FROM period AS p
INNER JOIN core.period_of_care AS c
    ON c.authority = p.authority
    AND c.submission_quarter = p.submission_quarter
    AND c.period_of_care_start BETWEEN p.starts AND p.ends
