-- Actions of the council's plans as last recorded by the last day, one row an action (data contract 2, rule 25).
SELECT
    p.authority,
    p.submission_quarter,
    p.quarter,
    p.time_window,
    a.plan || '|' || a.action_ref AS row_id,
    CAST(NULL AS VARCHAR) AS person_id,
    CASE a.status WHEN 'complete' THEN 'Complete' WHEN 'in_progress' THEN 'In progress' ELSE 'Not started' END AS status,
    coalesce(upper(left(a.progress_rag, 1)) || substr(a.progress_rag, 2), 'Not rated') AS progress_rag,
    a.impact_rag,
    a.due_date,
    a.status <> 'complete' AND coalesce(a.due_date < p.ends, FALSE) AS is_overdue,
    date_diff('day', a.due_date, p.ends) AS days_late,
    coalesce(
        a.status = 'complete' AND a.progress_rag IN ('red', 'amber') OR a.status <> 'complete' AND a.progress_rag = 'blue', FALSE
    ) AS is_at_odds
FROM period AS p
INNER JOIN clean.actions AS a
    ON a.authority = p.authority AND a.submission_quarter = p.submission_quarter AND a.recorded_date <= p.ends
QUALIFY row_number() OVER (
    PARTITION BY p.authority, p.submission_quarter, p.quarter, p.time_window, a.plan, a.action_ref
    ORDER BY a.recorded_date DESC
) = 1
