-- Health assessments completed in the window on a day the child was looked after, one row an assessment, with when it was
-- due: twenty working days after the start for a first one; for a review, by the latest earlier assessment from three
-- months before the start or, without one, by the first review's own date (data contract 2, LAC-40-ATT, LAC-44, LAC-56).
WITH done AS (
    SELECT
        p.authority,
        p.submission_quarter,
        p.quarter,
        p.time_window,
        h.person_id,
        h.assessment_type,
        h.completed_date,
        h.done_out_of_area,
        h.source_row,
        c.period_of_care_start,
        c.initial_health_due_date,
        n.date_of_birth
    FROM period AS p
    INNER JOIN clean.health_assessments AS h
        ON h.authority = p.authority
        AND h.submission_quarter = p.submission_quarter
        AND h.status = 'completed'
        AND h.completed_date BETWEEN p.starts AND p.ends
    INNER JOIN core.person AS n
        ON n.authority = h.authority AND n.submission_quarter = h.submission_quarter AND n.person_id = h.person_id
    -- Of the episodes open that day the one begun last speaks for the child.
    INNER JOIN core.episode AS e
        ON e.authority = h.authority
        AND e.submission_quarter = h.submission_quarter
        AND e.person_id = h.person_id
        AND is_open_on(e.episode_start, e.episode_end, h.completed_date)
    INNER JOIN core.period_of_care AS c
        ON c.authority = e.authority
        AND c.submission_quarter = e.submission_quarter
        AND c.person_id = e.person_id
        AND c.period_of_care_number = e.period_of_care_number
    QUALIFY row_number() OVER (
        PARTITION BY p.authority, p.submission_quarter, p.quarter, p.time_window, h.source_file, h.source_row
        ORDER BY e.episode_start DESC
    ) = 1
),

earlier AS (
    SELECT
        d.authority,
        d.submission_quarter,
        d.quarter,
        d.time_window,
        d.person_id,
        d.completed_date,
        max(h.completed_date) AS last_before
    FROM (SELECT DISTINCT * EXCLUDE (assessment_type, done_out_of_area, source_row) FROM done) AS d
    INNER JOIN clean.health_assessments AS h
        ON h.authority = d.authority
        AND h.submission_quarter = d.submission_quarter
        AND h.person_id = d.person_id
        AND h.status = 'completed'
        AND h.completed_date < d.completed_date
        AND h.completed_date >= months_later(d.period_of_care_start, -3)
    GROUP BY ALL
)

SELECT
    d.authority,
    d.submission_quarter,
    d.quarter,
    d.time_window,
    d.person_id || '|' || d.assessment_type || '|' || d.completed_date || '|' || d.source_row AS row_id,
    d.person_id,
    d.assessment_type,
    coalesce(d.done_out_of_area, FALSE) AS is_out_of_area,
    d.completed_date,
    CASE
        WHEN d.assessment_type = 'IHA' THEN d.initial_health_due_date
        ELSE next_assessment_due(coalesce(e.last_before, d.initial_health_due_date), d.date_of_birth)
    END AS due_date
FROM done AS d
LEFT JOIN earlier AS e USING (authority, submission_quarter, quarter, time_window, person_id, completed_date)
