-- Meetings, audits and reports held in the window, and audits planned in it, one row an event and which of the two
-- (data contract 2, ACT-06, ACT-09).
SELECT
    p.authority,
    p.submission_quarter,
    p.quarter,
    p.time_window,
    e.event_id AS row_id,
    e.person_id,
    v.side,
    e.event_type,
    e.grade,
    e.safe,
    e.young_people,
    coalesce(e.held_date <= p.ends, FALSE) AS is_held
FROM period AS p
CROSS JOIN (SELECT unnest(['held', 'planned']) AS side) AS v
INNER JOIN clean.assurance AS e
    ON e.authority = p.authority
    AND e.submission_quarter = p.submission_quarter
    AND CASE v.side WHEN 'held' THEN e.held_date ELSE e.planned_date END BETWEEN p.starts AND p.ends
