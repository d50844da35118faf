-- Review health assessments that fell due in the window while the child was looked after, one row a due date
-- (data contract 2, LAC-44). Each assessment dated in a period of care, and the latest from three months before its start,
-- sets a due date; without any by the first review's own date, that date is one too, and not met.
WITH assessed AS (
    SELECT DISTINCT h.authority, h.submission_quarter, h.person_id, h.completed_date AS assessed_on
    FROM clean.health_assessments AS h
    WHERE h.status = 'completed'
),

care AS (
    SELECT
        c.authority,
        c.submission_quarter,
        c.person_id,
        c.period_of_care_number,
        c.period_of_care_start,
        c.period_of_care_end,
        n.date_of_birth,
        next_assessment_due(c.initial_health_due_date, n.date_of_birth) AS first_review_due
    FROM core.period_of_care AS c
    INNER JOIN core.person AS n USING (authority, submission_quarter, person_id)
),

set_by AS (
    SELECT c.*, a.assessed_on, next_assessment_due(a.assessed_on, c.date_of_birth) AS due_date
    FROM care AS c
    INNER JOIN assessed AS a
        ON a.authority = c.authority
        AND a.submission_quarter = c.submission_quarter
        AND a.person_id = c.person_id
        AND a.assessed_on >= months_later(c.period_of_care_start, -3)
        AND (c.period_of_care_end IS NULL OR a.assessed_on < c.period_of_care_end)
    -- Of those before the start only the latest sets a date.
    QUALIFY a.assessed_on >= c.period_of_care_start OR row_number() OVER (
        PARTITION BY c.authority, c.submission_quarter, c.person_id, c.period_of_care_number,
            a.assessed_on >= c.period_of_care_start
        ORDER BY a.assessed_on DESC
    ) = 1
),

due AS (
    SELECT
        s.authority, s.submission_quarter, s.person_id, s.period_of_care_number, s.period_of_care_start,
        s.period_of_care_end, s.due_date, s.assessed_on
    FROM set_by AS s
    UNION ALL
    SELECT
        c.authority, c.submission_quarter, c.person_id, c.period_of_care_number, c.period_of_care_start,
        c.period_of_care_end, c.first_review_due, NULL
    FROM care AS c
    WHERE NOT EXISTS (
        SELECT 1
        FROM assessed AS a
        WHERE a.authority = c.authority
            AND a.submission_quarter = c.submission_quarter
            AND a.person_id = c.person_id
            AND a.assessed_on BETWEEN months_later(c.period_of_care_start, -3) AND c.first_review_due
    )
),

in_window AS (
    SELECT
        p.authority,
        p.submission_quarter,
        p.quarter,
        p.time_window,
        d.person_id,
        d.period_of_care_number,
        d.due_date,
        d.assessed_on,
        min(a.assessed_on) AS done_date
    FROM period AS p
    INNER JOIN due AS d
        ON d.authority = p.authority
        AND d.submission_quarter = p.submission_quarter
        AND d.due_date BETWEEN p.starts AND p.ends
        AND is_open_on(d.period_of_care_start, d.period_of_care_end, d.due_date)
    LEFT JOIN assessed AS a
        ON a.authority = d.authority
        AND a.submission_quarter = d.submission_quarter
        AND a.person_id = d.person_id
        AND a.assessed_on > d.assessed_on
    GROUP BY ALL
)

SELECT
    w.authority,
    w.submission_quarter,
    w.quarter,
    w.time_window,
    w.person_id || '|' || w.period_of_care_number || '|' || coalesce(CAST(w.assessed_on AS VARCHAR), 'first') AS row_id,
    w.person_id,
    w.due_date,
    w.assessed_on AS last_assessment_date,
    w.done_date,
    coalesce(w.done_date <= w.due_date, FALSE) AS is_on_time
FROM in_window AS w
