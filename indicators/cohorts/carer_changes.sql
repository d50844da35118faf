-- Carer households approved (by their earliest approval) and left (by the end of their last row) in the window, one row a
-- household and change; adopters are left out (data contract 2, SUF-10).
WITH households AS (
    SELECT
        h.authority,
        h.submission_quarter,
        h.household_id,
        min(h.approved_date) AS approved_date,
        last(h.end_date ORDER BY h.start_date) AS left_date
    FROM clean.carers AS h
    WHERE h.carer_type <> 'adopter'
    GROUP BY ALL
)

SELECT
    p.authority,
    p.submission_quarter,
    p.quarter,
    p.time_window,
    h.household_id || '|' || v.change AS row_id,
    CAST(NULL AS VARCHAR) AS person_id,
    v.change,
    CASE v.change WHEN 'approved' THEN 1 ELSE -1 END AS amount
FROM period AS p
CROSS JOIN (SELECT unnest(['approved', 'left']) AS change) AS v
INNER JOIN households AS h
    ON h.authority = p.authority
    AND h.submission_quarter = p.submission_quarter
    AND CASE v.change WHEN 'approved' THEN h.approved_date ELSE h.left_date END BETWEEN p.starts AND p.ends
