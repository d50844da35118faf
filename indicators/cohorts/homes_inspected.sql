-- Children looked after on the last day, one row a child, with the latest inspection of the home they live in
-- (data contract 2, SUF-13).
SELECT
    p.authority,
    p.submission_quarter,
    p.quarter,
    p.time_window,
    c.person_id AS row_id,
    c.person_id,
    last(r.grade ORDER BY r.record_date) AS grade,
    max(r.record_date) AS inspection_date
FROM period AS p
INNER JOIN core.person_at_quarter_end AS c USING (authority, submission_quarter, quarter)
LEFT JOIN clean.providers AS r
    ON r.authority = c.authority
    AND r.submission_quarter = c.submission_quarter
    AND r.urn = c.urn
    AND r.record_type = 'inspection'
    AND r.record_date <= p.ends
WHERE c.is_looked_after
GROUP BY p.authority, p.submission_quarter, p.quarter, p.time_window, c.person_id
