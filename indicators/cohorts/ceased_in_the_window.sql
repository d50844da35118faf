-- Children with a period of care that ended in the window, one row a child, with the reason of the last such end.
-- Relation: quarters overlap
SELECT
    p.authority,
    p.submission_quarter,
    p.quarter,
    p.time_window,
    c.person_id AS row_id,
    c.person_id,
    last(c.reason_ceased ORDER BY c.period_of_care_end, c.period_of_care_number) AS reason_ceased
FROM period AS p
INNER JOIN core.period_of_care AS c
    ON c.authority = p.authority
    AND c.submission_quarter = p.submission_quarter
    AND c.period_of_care_end BETWEEN p.starts AND p.ends
GROUP BY ALL
