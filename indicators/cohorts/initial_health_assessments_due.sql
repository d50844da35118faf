-- Periods of care whose initial health assessment fell due in the window with the child still looked after then, one
-- row a period of care. Due is the start and twenty working days (data contract, section 4, LAC-40).
-- Relation: quarters add up
WITH due AS (
    SELECT
        p.quarter,
        p.time_window,
        p.ends,
        c.*,
        age_on(n.date_of_birth, c.period_of_care_start) AS age_at_start,
        asked.calendar_date AS request_limit_date
    FROM period AS p
    INNER JOIN core.period_of_care AS c
        ON c.authority = p.authority
        AND c.submission_quarter = p.submission_quarter
        AND c.initial_health_due_date BETWEEN p.starts AND p.ends
        AND (c.period_of_care_end IS NULL OR c.period_of_care_end > c.initial_health_due_date)
    INNER JOIN core.person AS n
        ON n.authority = c.authority AND n.submission_quarter = c.submission_quarter AND n.person_id = c.person_id
    INNER JOIN core.setting AS u ON u.authority = c.authority AND u.submission_quarter = c.submission_quarter
    LEFT JOIN core.calendar_day AS began ON began.calendar_date = c.period_of_care_start
    LEFT JOIN core.calendar_day AS asked
        ON asked.is_working_day AND asked.working_days_so_far = began.working_days_so_far + CAST(u.iha_request_days AS INTEGER)
),

recorded AS (
    -- What is on file for this start: done from three months before it (a recent assessment need not be repeated),
    -- or asked for or booked since then; as known on the last day.
    SELECT
        d.authority,
        d.submission_quarter,
        d.quarter,
        d.time_window,
        d.person_id,
        d.period_of_care_number,
        min(h.requested_date) AS requested_date,
        max(h.appointment_date) AS last_appointment_date,
        bool_or(h.appointment_date > d.initial_health_due_date) AS is_appointment_late,
        bool_or(h.status = 'did_not_attend') AS is_not_attended,
        bool_or(h.status = 'refused') AS is_refused,
        min(h.completed_date) FILTER (WHERE h.status = 'completed' AND h.completed_date <= d.ends) AS completed_date
    FROM due AS d
    INNER JOIN clean.health_assessments AS h USING (authority, submission_quarter, person_id)
    WHERE
        h.assessment_type = 'IHA'
        AND coalesce(h.completed_date, h.appointment_date, h.requested_date)
            >= months_later(d.period_of_care_start, -3)
    GROUP BY ALL
),

asked AS (
    -- Asked for from three months before the start to the council's own limit after it, whatever came of it.
    SELECT DISTINCT d.authority, d.submission_quarter, d.quarter, d.time_window, d.person_id, d.period_of_care_number
    FROM due AS d
    INNER JOIN clean.health_assessments AS h USING (authority, submission_quarter, person_id)
    WHERE
        h.assessment_type = 'IHA'
        AND (
            h.requested_date BETWEEN months_later(d.period_of_care_start, -3) AND d.request_limit_date
            OR (
                h.status = 'completed'
                AND h.completed_date >= months_later(d.period_of_care_start, -3)
                AND h.completed_date < d.period_of_care_start
            )
        )
),

questioned AS (
    SELECT DISTINCT d.authority, d.submission_quarter, d.quarter, d.time_window, d.person_id, d.period_of_care_number
    FROM due AS d
    INNER JOIN clean.sdqs AS s USING (authority, submission_quarter, person_id)
    WHERE s.score IS NOT NULL AND s.recorded_date BETWEEN d.period_of_care_start AND d.initial_health_due_date
)

SELECT
    d.authority,
    d.submission_quarter,
    d.quarter,
    d.time_window,
    d.person_id || '|' || d.period_of_care_number AS row_id,
    d.person_id,
    d.initial_health_due_date AS due_date,
    r.completed_date,
    r.last_appointment_date,
    coalesce(r.completed_date <= d.initial_health_due_date, FALSE) AS is_on_time,
    r.person_id IS NULL AS is_nothing_recorded,
    r.requested_date > d.health_request_due_date AS is_requested_late,
    r.is_appointment_late,
    r.is_not_attended,
    r.is_refused,
    d.age_at_start,
    d.period_of_care_start,
    d.request_limit_date,
    a.person_id IS NOT NULL AS is_requested_in_time,
    q.person_id IS NOT NULL AS is_questioned_on_entry
FROM due AS d
LEFT JOIN recorded AS r USING (authority, submission_quarter, quarter, time_window, person_id, period_of_care_number)
LEFT JOIN asked AS a USING (authority, submission_quarter, quarter, time_window, person_id, period_of_care_number)
LEFT JOIN questioned AS q USING (authority, submission_quarter, quarter, time_window, person_id, period_of_care_number)
