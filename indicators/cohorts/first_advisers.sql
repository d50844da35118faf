-- Young people whose first personal adviser was allocated in the window, one row a person (data contract 2, CL-25).
SELECT
    p.authority,
    p.submission_quarter,
    p.quarter,
    p.time_window,
    n.person_id AS row_id,
    n.person_id,
    f.first_start <= months_later(birthday(n.date_of_birth, 16), 6) AS is_by_16_and_a_half,
    f.first_start <= birthday(n.date_of_birth, 17) AS is_by_17,
    -- Whole months from birth: the greatest k with birth and k months on or before the day.
    date_diff('month', n.date_of_birth, f.first_start)
    - CASE WHEN months_later(n.date_of_birth, date_diff('month', n.date_of_birth, f.first_start)) > f.first_start THEN 1 ELSE 0 END
        AS age_in_months
FROM period AS p
INNER JOIN (
    SELECT w.authority, w.submission_quarter, w.person_id, min(w.start_date) AS first_start
    FROM clean.worker_allocations AS w
    WHERE w.role = 'PA'
    GROUP BY ALL
) AS f
    ON f.authority = p.authority
    AND f.submission_quarter = p.submission_quarter
    AND f.first_start BETWEEN p.starts AND p.ends
INNER JOIN core.person AS n
    ON n.authority = f.authority AND n.submission_quarter = f.submission_quarter AND n.person_id = f.person_id
