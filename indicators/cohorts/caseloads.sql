-- Open allocations on the last day of children looked after to social workers and of young people on the roster to personal
-- advisers, one row an allocation; and one row more a worker with a known full-time equivalent, which carries it
-- (data contract 2, rule 27, CL-26-FTE, ACT-10).
WITH allocated AS (
    SELECT p.quarter, p.time_window, p.ends, w.authority, w.submission_quarter, w.worker_id, w.role, w.person_id, w.start_date
    FROM period AS p
    INNER JOIN clean.worker_allocations AS w
        ON w.authority = p.authority
        AND w.submission_quarter = p.submission_quarter
        AND w.role IN ('SW', 'PA')
        AND is_open_on(w.start_date, w.end_date, p.ends)
    LEFT JOIN core.person_at_quarter_end AS a
        ON a.authority = w.authority
        AND a.submission_quarter = w.submission_quarter
        AND a.quarter = p.quarter
        AND a.person_id = w.person_id
    LEFT JOIN core.care_leaver AS c
        ON c.authority = w.authority
        AND c.submission_quarter = w.submission_quarter
        AND c.quarter = p.quarter
        AND c.person_id = w.person_id
    WHERE CASE w.role WHEN 'SW' THEN a.is_looked_after ELSE c.is_open END
),

posts AS (
    SELECT p.authority, p.submission_quarter, p.quarter, p.time_window, f.worker_id, sum(f.fte ORDER BY f.fte) AS fte
    FROM period AS p
    INNER JOIN clean.workforce AS f
        ON f.authority = p.authority
        AND f.submission_quarter = p.submission_quarter
        AND f.worker_id IS NOT NULL
        AND is_open_on(f.start_date, f.end_date, p.ends)
    GROUP BY ALL
),

counted AS (
    SELECT a.authority, a.submission_quarter, a.quarter, a.time_window, a.role, a.worker_id, count(*) AS allocations
    FROM allocated AS a
    GROUP BY ALL
),

workers AS (
    SELECT c.*, f.fte, s.caseload_ceiling_pa, s.caseload_ceiling_sw
    FROM counted AS c
    INNER JOIN core.setting AS s USING (authority, submission_quarter)
    LEFT JOIN posts AS f USING (authority, submission_quarter, quarter, time_window, worker_id)
)

SELECT
    a.authority,
    a.submission_quarter,
    a.quarter,
    a.time_window,
    a.worker_id || '|' || a.person_id || '|' || a.start_date AS row_id,
    a.person_id,
    a.role,
    'allocation' AS kind,
    w.fte,
    FALSE AS is_over_ceiling
FROM allocated AS a
INNER JOIN workers AS w USING (authority, submission_quarter, quarter, time_window, role, worker_id)
UNION ALL
SELECT
    w.authority, w.submission_quarter, w.quarter, w.time_window, w.worker_id, NULL, w.role, 'worker', w.fte,
    w.allocations / w.fte > CASE w.role WHEN 'PA' THEN w.caseload_ceiling_pa ELSE w.caseload_ceiling_sw END
FROM workers AS w
