-- Young people of 16 or over looked after on the last day and everyone on the leaving-care roster, one row a person, with
-- what they do now and did on 30 September, and the year's health check (data contract 2, CL-15-N, CL-16, CL-35, CL-38).
WITH person AS (
    SELECT
        p.authority,
        p.submission_quarter,
        p.quarter,
        p.time_window,
        p.ends,
        p.rolling_year_starts,
        a.person_id,
        a.age,
        a.date_of_birth,
        a.is_looked_after,
        coalesce(c.is_open, FALSE) AS is_open,
        coalesce(c.is_open AND c.eligibility <> 'eligible', FALSE) AS is_care_leaver,
        CASE
            WHEN make_date(year(p.ends), 9, 30) <= p.ends THEN make_date(year(p.ends), 9, 30)
            ELSE make_date(year(p.ends) - 1, 9, 30)
        END AS september_date
    FROM period AS p
    INNER JOIN core.person_at_quarter_end AS a USING (authority, submission_quarter, quarter)
    LEFT JOIN core.care_leaver AS c USING (authority, submission_quarter, quarter, person_id)
    WHERE a.is_looked_after OR coalesce(c.is_open, FALSE)
),

doing AS (
    SELECT
        w.authority,
        w.submission_quarter,
        w.quarter,
        w.time_window,
        w.person_id,
        last(e.activity_code ORDER BY e.status_date) AS activity_code,
        last(coalesce(e.apprenticeship, FALSE) ORDER BY e.status_date) AS is_marked_apprentice,
        last(coalesce(e.council_provided, FALSE) ORDER BY e.status_date) AS is_with_council,
        max(e.status_date) AS status_date,
        last(e.activity_code ORDER BY e.status_date) FILTER (WHERE e.status_date <= w.september_date) AS september_code
    FROM person AS w
    INNER JOIN clean.eet_status AS e USING (authority, submission_quarter, person_id)
    WHERE e.status_date <= w.ends
    GROUP BY ALL
),

checked AS (
    SELECT DISTINCT w.authority, w.submission_quarter, w.quarter, w.time_window, w.person_id
    FROM person AS w
    INNER JOIN clean.health_assessments AS h USING (authority, submission_quarter, person_id)
    WHERE h.status = 'completed' AND h.completed_date BETWEEN w.rolling_year_starts AND w.ends
)

SELECT
    w.authority,
    w.submission_quarter,
    w.quarter,
    w.time_window,
    w.person_id AS row_id,
    w.person_id,
    w.age,
    w.is_looked_after,
    w.is_open,
    w.is_care_leaver,
    w.is_looked_after AND w.age >= 16 OR w.is_open AS is_counted,
    activity_in_words(d.activity_code, d.is_marked_apprentice) AS activity,
    coalesce(d.is_with_council, FALSE) AS is_with_council,
    age_on(w.date_of_birth, w.september_date) AS september_age,
    d.september_code IN ('F1', 'F2', 'F4', 'P1', 'P2', 'P4') AS was_on_course,
    coalesce(d.activity_code IN ('G4', 'G5', 'G6', '0') AND d.status_date <= w.ends - 28, FALSE) AS has_left_course,
    d.status_date,
    h.person_id IS NOT NULL AS is_assessed
FROM person AS w
LEFT JOIN doing AS d USING (authority, submission_quarter, quarter, time_window, person_id)
LEFT JOIN checked AS h USING (authority, submission_quarter, quarter, time_window, person_id)
