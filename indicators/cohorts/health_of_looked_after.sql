-- Children looked after on the last day, one row a child, with an open referral to mental health services and with delay
-- identified in the window (data contract 2, LAC-53-OPEN, LAC-54).
WITH referred AS (
    SELECT p.authority, p.submission_quarter, p.quarter, p.time_window, r.person_id, min(r.referred_date) AS open_since_date
    FROM period AS p
    INNER JOIN clean.referrals AS r
        ON r.authority = p.authority
        AND r.submission_quarter = p.submission_quarter
        AND r.service = 'CAMHS'
        AND is_open_on(r.referred_date, r.closed_date, p.ends)
    GROUP BY ALL
),

delayed AS (
    SELECT DISTINCT p.authority, p.submission_quarter, p.quarter, p.time_window, k.person_id
    FROM period AS p
    INNER JOIN clean.health_checks AS k
        ON k.authority = p.authority
        AND k.submission_quarter = p.submission_quarter
        AND k.check_type = 'DELAY'
        AND k.outcome
        AND k.check_date BETWEEN p.starts AND p.ends
)

SELECT
    p.authority,
    p.submission_quarter,
    p.quarter,
    p.time_window,
    c.person_id AS row_id,
    c.person_id,
    c.age,
    r.open_since_date,
    r.open_since_date IS NOT NULL AS is_with_camhs,
    coalesce(r.open_since_date >= months_later(p.ends, -12), FALSE) AS is_a_year_or_less,
    d.person_id IS NOT NULL AS is_delayed
FROM period AS p
INNER JOIN core.person_at_quarter_end AS c USING (authority, submission_quarter, quarter)
LEFT JOIN referred AS r USING (authority, submission_quarter, quarter, time_window, person_id)
LEFT JOIN delayed AS d USING (authority, submission_quarter, quarter, time_window, person_id)
WHERE c.is_looked_after
