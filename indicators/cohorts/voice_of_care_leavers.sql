-- Young people on the leaving-care roster on the last day, one row a person, with forum meetings and advocacy in the window.
WITH took_part AS (
    SELECT
        p.authority,
        p.submission_quarter,
        p.quarter,
        p.time_window,
        a.person_id,
        bool_or(a.activity = 'forum_meeting' AND a.start_date BETWEEN p.starts AND p.ends) AS is_at_forum,
        bool_or(a.activity = 'advocacy' AND has_a_day_in(a.start_date, a.end_date, p.starts, p.ends)) AS has_advocate
    FROM period AS p
    INNER JOIN clean.participation AS a
        ON a.authority = p.authority AND a.submission_quarter = p.submission_quarter AND a.person_id IS NOT NULL
    GROUP BY ALL
)

SELECT
    p.authority,
    p.submission_quarter,
    p.quarter,
    p.time_window,
    c.person_id AS row_id,
    c.person_id,
    c.eligibility <> 'eligible' AS is_care_leaver,
    coalesce(t.is_at_forum, FALSE) AS is_at_forum,
    coalesce(t.has_advocate, FALSE) AS has_advocate
FROM period AS p
INNER JOIN core.care_leaver AS c USING (authority, submission_quarter, quarter)
LEFT JOIN took_part AS t USING (authority, submission_quarter, quarter, time_window, person_id)
WHERE c.is_open
