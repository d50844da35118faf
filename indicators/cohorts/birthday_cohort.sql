-- Care leavers whose 17th to 21st birthday fell in the window, one row a person, with the status nearest the birthday
-- (data contract, section 3.13).
-- Relation: always activity_answer IN ('eet', 'neet', 'not known')
-- Relation: always coalesce(activity_code NOT IN ('F1', 'P1', 'F4', 'P4'), TRUE) OR activity_answer = 'eet'
-- Relation: always accommodation_answer IN ('suitable', 'unsuitable', 'not known')
-- Relation: always coalesce(accommodation_letter NOT IN ('S', 'V', 'W', 'X'), TRUE) OR accommodation_answer <> 'not known'
-- Relation: always birthday_age BETWEEN 17 AND 21
-- Relation: quarters add up
WITH contacted AS (
    SELECT p.authority, p.submission_quarter, p.quarter, c.person_id, max(c.contact_date) AS last_contact_date
    FROM (SELECT DISTINCT authority, submission_quarter, quarter, ends FROM period) AS p
    INNER JOIN clean.care_leaver_contacts AS c
        ON c.authority = p.authority AND c.submission_quarter = p.submission_quarter AND c.contact_date <= p.ends
    GROUP BY ALL
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
    left(b.accommodation_code, 1) AS accommodation_letter,
    b.accommodation_answer,
    t.last_contact_date,
    months_later(b.birthday_date, 1) AS last_status_date
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
