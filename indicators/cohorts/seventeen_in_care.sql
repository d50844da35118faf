-- Young people of 17 looked after on the last day, one row a person, with an open personal adviser (data contract 2, CL-27).
SELECT
    p.authority,
    p.submission_quarter,
    p.quarter,
    p.time_window,
    c.person_id AS row_id,
    c.person_id,
    EXISTS (
        SELECT 1
        FROM clean.worker_allocations AS w
        WHERE w.authority = p.authority
            AND w.submission_quarter = p.submission_quarter
            AND w.person_id = c.person_id
            AND w.role = 'PA'
            AND is_open_on(w.start_date, w.end_date, p.ends)
    ) AS has_adviser
FROM period AS p
INNER JOIN core.person_at_quarter_end AS c USING (authority, submission_quarter, quarter)
WHERE c.is_looked_after AND c.age = 17
