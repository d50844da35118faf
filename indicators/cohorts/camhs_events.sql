-- Referrals to child and adolescent mental health services made, and closed, in the window on a day the child was looked
-- after; one row an event.
SELECT
    p.authority,
    p.submission_quarter,
    p.quarter,
    p.time_window,
    r.person_id || '|' || r.service || '|' || r.referred_date || '|' || v.event AS row_id,
    r.person_id,
    v.event
FROM period AS p
CROSS JOIN (SELECT unnest(['referred', 'closed']) AS event) AS v
INNER JOIN clean.referrals AS r
    ON r.authority = p.authority
    AND r.submission_quarter = p.submission_quarter
    AND r.service = 'CAMHS'
    AND CASE v.event WHEN 'referred' THEN r.referred_date ELSE r.closed_date END BETWEEN p.starts AND p.ends
INNER JOIN core.care_spell AS s
    ON s.authority = r.authority
    AND s.submission_quarter = r.submission_quarter
    AND s.person_id = r.person_id
    AND is_open_on(
        s.spell_start, s.spell_end, CASE v.event WHEN 'referred' THEN r.referred_date ELSE r.closed_date END
    )
