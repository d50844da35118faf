-- Care leavers whose 17th to 25th birthday fell in the window, one row a person, with the status nearest the birthday
-- (data contract, section 3.13).
-- Relation: always activity_answer IN ('eet', 'neet', 'not known')
-- Relation: always coalesce(activity_code NOT IN ('F1', 'P1', 'F4', 'P4'), TRUE) OR activity_answer = 'eet'
-- Relation: always accommodation_answer IN ('suitable', 'unsuitable', 'not known')
-- Relation: always coalesce(accommodation_letter NOT IN ('S', 'V', 'W', 'X'), TRUE) OR accommodation_answer <> 'not known'
-- Relation: always birthday_age BETWEEN 17 AND 25
-- Relation: quarters add up
WITH contacted AS (
    SELECT p.authority, p.submission_quarter, p.quarter, c.person_id, max(c.contact_date) AS last_contact_date
    FROM (SELECT DISTINCT authority, submission_quarter, quarter, ends FROM period) AS p
    INNER JOIN clean.care_leaver_contacts AS c
        ON c.authority = p.authority AND c.submission_quarter = p.submission_quarter AND c.contact_date <= p.ends
    GROUP BY ALL
),

last_home AS (
    SELECT
        c.authority,
        c.submission_quarter,
        c.person_id,
        c.period_of_care_end,
        (
            SELECT last(e.placement_type ORDER BY e.episode_number)
            FROM core.episode AS e
            WHERE e.authority = c.authority
                AND e.submission_quarter = c.submission_quarter
                AND e.person_id = c.person_id
                AND e.period_of_care_number = c.period_of_care_number
                AND NOT e.is_temporary
        ) IN ('U1', 'U2', 'U3', 'U4', 'U5', 'U6') AS is_fostered
    FROM core.period_of_care AS c
    QUALIFY row_number() OVER (
        PARTITION BY c.authority, c.submission_quarter, c.person_id ORDER BY c.period_of_care_number DESC
    ) = 1
),

supported AS (
    SELECT DISTINCT p.authority, p.submission_quarter, p.quarter, p.time_window, c.person_id
    FROM period AS p
    INNER JOIN clean.care_leaver_contacts AS c
        ON c.authority = p.authority
        AND c.submission_quarter = p.submission_quarter
        AND c.two_way
        AND c.support_given
        AND c.contact_date BETWEEN p.starts AND p.ends
)

SELECT
    p.authority,
    p.submission_quarter,
    p.quarter,
    p.time_window,
    b.person_id AS row_id,
    b.person_id,
    b.birthday_age,
    b.birthday_date,
    b.in_touch,
    b.activity_code,
    b.activity_answer,
    b.activity,
    left(b.accommodation_code, 1) AS accommodation_letter,
    b.accommodation_answer,
    t.last_contact_date,
    months_later(b.birthday_date, 1) AS last_status_date,
    CASE
        WHEN b.accommodation_code IS NULL OR left(b.accommodation_code, 1) IN ('R', '0') THEN 'Not known'
        ELSE left(b.accommodation_code, 1)
    END AS home,
    -- The last period of care ended on the 18th birthday, in foster care.
    coalesce(h.period_of_care_end = birthday(n.date_of_birth, 18) AND h.is_fostered, FALSE) AS has_left_fostering_at_18,
    s.person_id IS NOT NULL AS is_supported
FROM period AS p
INNER JOIN core.birthday_status AS b
    ON b.authority = p.authority
    AND b.submission_quarter = p.submission_quarter
    AND b.quarter = p.quarter
    AND b.birthday_date BETWEEN p.starts AND p.ends
LEFT JOIN contacted AS t
    ON t.authority = b.authority
    AND t.submission_quarter = b.submission_quarter
    AND t.quarter = b.quarter
    AND t.person_id = b.person_id
INNER JOIN core.person AS n
    ON n.authority = b.authority AND n.submission_quarter = b.submission_quarter AND n.person_id = b.person_id
LEFT JOIN last_home AS h
    ON h.authority = b.authority AND h.submission_quarter = b.submission_quarter AND h.person_id = b.person_id
LEFT JOIN supported AS s
    ON s.authority = b.authority
    AND s.submission_quarter = b.submission_quarter
    AND s.quarter = p.quarter
    AND s.time_window = p.time_window
    AND s.person_id = b.person_id
