-- Referrals to child and adolescent mental health services, made on a day the child was looked after, for each wait whose
-- last day falls in the window: seen within 28 days, treated within 56 or 126; one row a referral and wait. A referral
-- closed by then without it leaves (data contract 2, LAC-53).
SELECT
    p.authority,
    p.submission_quarter,
    p.quarter,
    p.time_window,
    r.person_id || '|' || r.service || '|' || r.referred_date || '|' || w.days AS row_id,
    r.person_id,
    w.days AS wait_days,
    r.referred_date,
    r.referred_date + CAST(w.days AS INTEGER) AS due_date,
    CASE WHEN w.days = 28 THEN r.first_seen_date ELSE r.treatment_date END AS done_date,
    coalesce(
        CASE WHEN w.days = 28 THEN r.first_seen_date ELSE r.treatment_date END
            <= r.referred_date + CAST(w.days AS INTEGER),
        FALSE
    ) AS is_in_time
FROM period AS p
CROSS JOIN (SELECT unnest([28, 56, 126]) AS days) AS w
INNER JOIN clean.referrals AS r
    ON r.authority = p.authority
    AND r.submission_quarter = p.submission_quarter
    AND r.service = 'CAMHS'
    AND r.referred_date + CAST(w.days AS INTEGER) BETWEEN p.starts AND p.ends
INNER JOIN core.care_spell AS s
    ON s.authority = r.authority
    AND s.submission_quarter = r.submission_quarter
    AND s.person_id = r.person_id
    AND is_open_on(s.spell_start, s.spell_end, r.referred_date)
WHERE NOT (
    coalesce(r.closed_date <= r.referred_date + CAST(w.days AS INTEGER), FALSE)
    AND NOT coalesce(
        CASE WHEN w.days = 28 THEN r.first_seen_date ELSE r.treatment_date END
            <= r.referred_date + CAST(w.days AS INTEGER),
        FALSE
    )
)
