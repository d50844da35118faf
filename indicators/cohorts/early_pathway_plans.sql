-- Pathway plan events by the last day that are dated before the 15th birthday, one row an event (data contract 2, DQ-06).
SELECT
    p.authority,
    p.submission_quarter,
    p.quarter,
    p.time_window,
    e.person_id || '|' || e.event_type || '|' || e.event_date AS row_id,
    e.person_id
FROM period AS p
INNER JOIN clean.pathway_plans AS e
    ON e.authority = p.authority AND e.submission_quarter = p.submission_quarter AND e.event_date <= p.ends
INNER JOIN core.person AS n
    ON n.authority = e.authority AND n.submission_quarter = e.submission_quarter AND n.person_id = e.person_id
WHERE e.event_date < birthday(n.date_of_birth, 15)
