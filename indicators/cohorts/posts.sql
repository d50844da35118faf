-- Posts of the workforce, one row a post: those open on the last day, and those of social workers who left the council
-- in the window (data contract 2, ACT-07).
SELECT
    p.authority,
    p.submission_quarter,
    p.quarter,
    p.time_window,
    f.post_id || '|' || f.start_date AS row_id,
    CAST(NULL AS VARCHAR) AS person_id,
    f.role,
    f.team,
    f.fte,
    f.filled_by,
    is_open_on(f.start_date, f.end_date, p.ends) AS is_open,
    f.role = 'social_worker' AND f.filled_by = 'permanent' AND coalesce(f.left_service, FALSE)
    AND coalesce(f.end_date BETWEEN p.starts AND p.ends, FALSE) AS has_left
FROM period AS p
INNER JOIN clean.workforce AS f
    ON f.authority = p.authority
    AND f.submission_quarter = p.submission_quarter
    AND f.start_date <= p.ends
    AND (f.end_date IS NULL OR f.end_date >= p.starts)
