-- Courses required on the last day, one row an attendee and course, members' corporate parenting once a member
-- (data contract 2, ACT-04, ACT-05).
WITH required AS (
    SELECT
        p.authority,
        p.submission_quarter,
        p.quarter,
        p.time_window,
        t.attendee_id,
        t.attendee_role,
        t.course,
        t.required_from_date,
        coalesce(
            t.completed_date BETWEEN greatest(t.required_from_date, CASE WHEN p.time_window = 'ytd' THEN p.starts ELSE t.required_from_date END)
            AND p.ends,
            FALSE
        ) AS is_completed
    FROM period AS p
    INNER JOIN clean.training AS t
        ON t.authority = p.authority
        AND t.submission_quarter = p.submission_quarter
        AND is_open_on(t.required_from_date, t.required_to_date, p.ends)
)

SELECT
    r.authority, r.submission_quarter, r.quarter, r.time_window,
    r.attendee_id AS row_id,
    CAST(NULL AS VARCHAR) AS person_id,
    TRUE AS is_member,
    'member' AS attendee_role,
    'corporate_parenting' AS course,
    bool_or(r.is_completed) AS is_completed
FROM required AS r
WHERE r.attendee_role = 'member' AND r.course = 'corporate_parenting'
GROUP BY r.authority, r.submission_quarter, r.quarter, r.time_window, r.attendee_id
UNION ALL
SELECT
    r.authority, r.submission_quarter, r.quarter, r.time_window,
    r.attendee_id || '|' || r.course || '|' || r.required_from_date,
    NULL,
    FALSE,
    r.attendee_role,
    r.course,
    r.is_completed
FROM required AS r
WHERE r.attendee_role <> 'member'
