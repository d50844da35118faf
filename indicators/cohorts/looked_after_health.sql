-- Children looked after on the last day with where their health assessments stand, one row a child
-- (data contract, section 4, LAC-41, LAC-43 and LAC-50).
-- Relation: exactly looked_after_on_the_day
WITH child AS (
    SELECT
        p.authority,
        p.submission_quarter,
        p.quarter,
        p.time_window,
        p.ends,
        c.person_id,
        c.date_of_birth,
        c.period_of_care_start,
        c.initial_health_due_date
    FROM period AS p
    INNER JOIN core.person_at_quarter_end AS c USING (authority, submission_quarter, quarter)
    WHERE c.is_looked_after
),

assessed AS (
    SELECT
        c.authority,
        c.submission_quarter,
        c.quarter,
        c.person_id,
        max(h.completed_date) AS last_assessment_date,
        bool_or(h.assessment_type = 'IHA') AS is_initial_done,
        bool_or(h.assessment_type = 'RHA' AND h.completed_date >= c.period_of_care_start) AS is_review_done
    FROM child AS c
    INNER JOIN clean.health_assessments AS h USING (authority, submission_quarter, person_id)
    WHERE
        h.status = 'completed'
        AND h.completed_date BETWEEN months_later(c.period_of_care_start, -3) AND c.ends
    GROUP BY ALL
),

clock AS (
    SELECT
        c.*,
        a.last_assessment_date,
        coalesce(a.is_initial_done, FALSE) AS is_initial_done,
        coalesce(a.is_review_done, FALSE) AS is_review_done,
        coalesce(a.last_assessment_date, c.initial_health_due_date) AS clock_starts
    FROM child AS c
    LEFT JOIN assessed AS a USING (authority, submission_quarter, quarter, person_id)
),

timed AS (
    SELECT
        k.*,
        -- Every six months before the fifth birthday, every twelve from it, judged when the clock starts.
        months_later(k.clock_starts, CASE WHEN k.clock_starts < birthday(k.date_of_birth, 5) THEN 6 ELSE 12 END)
            AS next_due_date
    FROM clock AS k
),

tried AS (
    -- What has happened since the last assessment, for the reason it is late.
    SELECT
        t.authority,
        t.submission_quarter,
        t.quarter,
        t.person_id,
        bool_or(h.status = 'refused') AS is_refused,
        bool_or(h.status = 'did_not_attend') AS is_not_attended,
        bool_or(h.status = 'planned') AS is_booked,
        max(h.appointment_date) AS last_appointment_date
    FROM timed AS t
    INNER JOIN clean.health_assessments AS h USING (authority, submission_quarter, person_id)
    WHERE
        h.status <> 'completed'
        AND coalesce(h.appointment_date, h.requested_date)
            > coalesce(t.last_assessment_date, months_later(t.period_of_care_start, -3))
    GROUP BY ALL
),

registered AS (
    SELECT
        k.authority,
        k.submission_quarter,
        c.quarter,
        k.person_id,
        arg_max(k.outcome, k.check_date) AS is_with_gp,
        max(k.check_date) AS last_gp_date
    FROM child AS c
    INNER JOIN clean.health_checks AS k USING (authority, submission_quarter, person_id)
    WHERE k.check_type = 'GP' AND k.check_date <= c.ends
    GROUP BY ALL
)

SELECT
    t.authority,
    t.submission_quarter,
    t.quarter,
    t.time_window,
    t.person_id AS row_id,
    t.person_id,
    t.initial_health_due_date,
    t.initial_health_due_date < t.ends AND NOT t.is_initial_done AS is_initial_overdue,
    t.last_assessment_date,
    t.next_due_date,
    -- Left out until the first review is due.
    t.is_review_done OR t.next_due_date <= t.ends AS is_review_expected,
    t.last_assessment_date IS NOT NULL AND t.next_due_date >= t.ends AS is_up_to_date,
    g.is_with_gp,
    g.last_gp_date,
    r.last_appointment_date,
    coalesce(r.is_refused, FALSE) AS is_refused,
    coalesce(r.is_not_attended, FALSE) AS is_not_attended,
    coalesce(r.is_booked, FALSE) AS is_booked
FROM timed AS t
LEFT JOIN tried AS r USING (authority, submission_quarter, quarter, person_id)
LEFT JOIN registered AS g USING (authority, submission_quarter, quarter, person_id)
