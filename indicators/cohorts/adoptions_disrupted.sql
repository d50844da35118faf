-- Persons whose adoption placement broke down in the window, one row a person (data contract 2, LAC-114).
SELECT
    p.authority,
    p.submission_quarter,
    p.quarter,
    p.time_window,
    r.person_id AS row_id,
    r.person_id,
    max(r.disrupted_date) AS disrupted_date
FROM period AS p
INNER JOIN clean.permanence AS r
    ON r.authority = p.authority
    AND r.submission_quarter = p.submission_quarter
    AND r.disrupted_date BETWEEN p.starts AND p.ends
GROUP BY ALL
