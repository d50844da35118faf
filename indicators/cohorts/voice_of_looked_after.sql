-- Children looked after on the last day, one row a child, with what they took part in during the window and who stands by
-- them on the day (data contract 2, section 5.5).
WITH took_part AS (
    SELECT
        p.authority,
        p.submission_quarter,
        p.quarter,
        p.time_window,
        a.person_id,
        count(*) FILTER (WHERE a.activity = 'council_meeting' AND a.start_date BETWEEN p.starts AND p.ends) AS council_meetings,
        bool_or(a.activity = 'work_experience' AND a.start_date BETWEEN p.starts AND p.ends) AS is_offered_work_experience,
        bool_or(a.activity = 'independent_visitor' AND is_open_on(a.start_date, a.end_date, p.ends)) AS has_visitor,
        bool_or(a.activity = 'independence_programme' AND is_open_on(a.start_date, a.end_date, p.ends)) AS is_in_programme
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
    c.age,
    coalesce(t.council_meetings, 0) AS council_meetings,
    coalesce(t.is_offered_work_experience, FALSE) AS is_offered_work_experience,
    coalesce(t.has_visitor, FALSE) AS has_visitor,
    coalesce(t.is_in_programme, FALSE) AS is_in_programme,
    coalesce(c.placement_authority <> s.ons_code, FALSE) AS is_placed_outside
FROM period AS p
INNER JOIN core.person_at_quarter_end AS c USING (authority, submission_quarter, quarter)
INNER JOIN core.submission AS s USING (authority, submission_quarter)
LEFT JOIN took_part AS t USING (authority, submission_quarter, quarter, time_window, person_id)
WHERE c.is_looked_after
