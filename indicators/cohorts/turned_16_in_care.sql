-- Young people looked after on the last day whose 16th birthday fell in the window and who had 91 days looked after
-- between the 14th and 16th birthdays, one row a person.
-- Relation: within looked_after_16_17 where age = 16
WITH turned AS (
    SELECT p.authority, p.submission_quarter, p.quarter, p.time_window, c.person_id, c.date_of_birth
    FROM period AS p
    INNER JOIN core.person_at_quarter_end AS c USING (authority, submission_quarter, quarter)
    WHERE c.is_looked_after AND birthday(c.date_of_birth, 16) BETWEEN p.starts AND p.ends
),

cared_for AS (
    SELECT
        t.authority,
        t.submission_quarter,
        t.quarter,
        t.time_window,
        t.person_id,
        birthday(t.date_of_birth, 16) AS due_date,
        sum(days_within(s.spell_start, s.spell_end, birthday(t.date_of_birth, 14), birthday(t.date_of_birth, 16)))
            AS days_looked_after
    FROM turned AS t
    INNER JOIN core.care_spell AS s USING (authority, submission_quarter, person_id)
    GROUP BY ALL
)

SELECT
    t.authority,
    t.submission_quarter,
    t.quarter,
    t.time_window,
    t.person_id AS row_id,
    t.person_id,
    t.due_date,
    min(e.event_date) AS first_plan_date,
    coalesce(min(e.event_date) <= t.due_date, FALSE) AS is_planned_in_time
FROM cared_for AS t
LEFT JOIN clean.pathway_plans AS e
    ON e.authority = t.authority
    AND e.submission_quarter = t.submission_quarter
    AND e.person_id = t.person_id
    AND e.event_type = 'plan'
    AND e.authorised
WHERE t.days_looked_after >= 91
GROUP BY t.authority, t.submission_quarter, t.quarter, t.time_window, t.person_id, t.due_date
