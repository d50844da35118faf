-- Children with a period of care that started in the window, one row a child.
-- Relation: persons of periods_of_care_started
-- Relation: quarters overlap
SELECT DISTINCT
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
    AND c.period_of_care_start BETWEEN p.starts AND p.ends
