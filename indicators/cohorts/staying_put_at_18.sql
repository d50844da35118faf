-- Young people whose 18th birthday and three months fell in the window and who left foster care on that birthday, one row a
-- person, with where they lived three months on (data contract 2, CL-11-18).
WITH turned AS (
    SELECT
        p.authority,
        p.submission_quarter,
        p.quarter,
        p.time_window,
        p.ends,
        n.person_id,
        birthday(n.date_of_birth, 14) AS birthday_14,
        birthday(n.date_of_birth, 16) AS birthday_16,
        birthday(n.date_of_birth, 18) AS birthday_18,
        months_later(birthday(n.date_of_birth, 18), 3) AS three_months_on
    FROM period AS p
    INNER JOIN core.person AS n USING (authority, submission_quarter)
    WHERE months_later(birthday(n.date_of_birth, 18), 3) BETWEEN p.starts AND p.ends
),

qualified AS (
    SELECT t.authority, t.submission_quarter, t.quarter, t.time_window, t.person_id
    FROM turned AS t
    INNER JOIN core.care_spell AS s USING (authority, submission_quarter, person_id)
    GROUP BY t.authority, t.submission_quarter, t.quarter, t.time_window, t.person_id
    HAVING
        sum(days_within(s.spell_start, s.spell_end, t.birthday_14, t.birthday_18)) >= 91
        AND sum(days_within(s.spell_start, s.spell_end, t.birthday_16, t.birthday_18)) >= 1
),

last_home AS (
    SELECT
        e.authority,
        e.submission_quarter,
        e.person_id,
        e.period_of_care_number,
        last(e.placement_type ORDER BY e.episode_number) AS placement_type
    FROM core.episode AS e
    WHERE NOT e.is_temporary
    GROUP BY ALL
),

in_touch AS (
    SELECT t.authority, t.submission_quarter, t.quarter, t.time_window, t.person_id,
        last(c.in_touch ORDER BY c.contact_date, c.source_row) AS in_touch
    FROM turned AS t
    INNER JOIN clean.care_leaver_contacts AS c USING (authority, submission_quarter, person_id)
    WHERE c.in_touch IS NOT NULL AND c.contact_date <= t.ends
    GROUP BY ALL
),

home AS (
    SELECT t.authority, t.submission_quarter, t.quarter, t.time_window, t.person_id,
        last(a.accommodation_code ORDER BY a.status_date) AS accommodation_code,
        max(a.status_date) AS status_date
    FROM turned AS t
    INNER JOIN clean.accommodation AS a USING (authority, submission_quarter, person_id)
    WHERE a.status_date BETWEEN t.birthday_18 AND t.three_months_on
    GROUP BY ALL
)

SELECT
    t.authority,
    t.submission_quarter,
    t.quarter,
    t.time_window,
    t.person_id AS row_id,
    t.person_id,
    t.three_months_on AS due_date,
    h.status_date,
    h.accommodation_code,
    coalesce(left(h.accommodation_code, 1) = 'Z', FALSE) AS is_staying_put
FROM turned AS t
INNER JOIN qualified AS q USING (authority, submission_quarter, quarter, time_window, person_id)
LEFT JOIN in_touch AS k USING (authority, submission_quarter, quarter, time_window, person_id)
LEFT JOIN home AS h USING (authority, submission_quarter, quarter, time_window, person_id)
WHERE
    (k.in_touch IS NULL OR k.in_touch NOT IN ('DIED', 'RHOM'))
    AND EXISTS (
        SELECT 1
        FROM core.period_of_care AS c
        INNER JOIN last_home AS l USING (authority, submission_quarter, person_id, period_of_care_number)
        WHERE c.authority = t.authority
            AND c.submission_quarter = t.submission_quarter
            AND c.person_id = t.person_id
            AND c.period_of_care_end = t.birthday_18
            AND l.placement_type IN ('U1', 'U2', 'U3', 'U4', 'U5', 'U6')
    )
