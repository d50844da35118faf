-- Adopter households approved in the window, one row a household (data contract 2, SUF-25-NEW).
SELECT DISTINCT
    p.authority,
    p.submission_quarter,
    p.quarter,
    p.time_window,
    h.household_id AS row_id,
    CAST(NULL AS VARCHAR) AS person_id
FROM period AS p
INNER JOIN clean.carers AS h
    ON h.authority = p.authority
    AND h.submission_quarter = p.submission_quarter
    AND h.carer_type = 'adopter'
    AND h.approved_date BETWEEN p.starts AND p.ends
