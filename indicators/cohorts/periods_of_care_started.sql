-- Periods of care that started in the window, one row a period of care.
-- Relation: quarters add up
SELECT
    p.authority,
    p.submission_quarter,
    p.quarter,
    p.time_window,
    c.person_id || '|' || c.period_of_care_number AS row_id,
    c.person_id,
    coalesce(c.previous_period_of_care_end >= months_later(c.period_of_care_start, -12), FALSE) AS is_return_within_a_year,
    age_on(n.date_of_birth, c.period_of_care_start) AS age_at_start,
    c.period_of_care_start,
    e.admission_approved_date,
    EXISTS (
        SELECT 1
        FROM clean.housing AS h
        WHERE h.authority = c.authority
            AND h.submission_quarter = c.submission_quarter
            AND h.person_id = c.person_id
            AND h.event_type = 'homeless_presentation'
            AND h.start_date BETWEEN c.period_of_care_start - 28 AND c.period_of_care_start
    ) AS is_after_homelessness
FROM period AS p
INNER JOIN core.period_of_care AS c
    ON c.authority = p.authority
    AND c.submission_quarter = p.submission_quarter
    AND c.period_of_care_start BETWEEN p.starts AND p.ends
INNER JOIN core.person AS n
    ON n.authority = c.authority AND n.submission_quarter = c.submission_quarter AND n.person_id = c.person_id
INNER JOIN core.episode AS e
    ON e.authority = c.authority
    AND e.submission_quarter = c.submission_quarter
    AND e.person_id = c.person_id
    AND e.period_of_care_number = c.period_of_care_number
    AND e.episode_number = 1
