-- Care leavers whose 17th to 21st birthday fell in the window, one row a person, with the status nearest the birthday
-- (data contract, section 3.13).
SELECT
    p.authority,
    p.submission_quarter,
    p.quarter,
    p.time_window,
    b.person_id AS row_id,
    b.person_id,
    b.birthday_age,
    b.in_touch,
    b.activity_code,
    b.activity_answer,
    left(b.accommodation_code, 1) AS accommodation_letter,
    b.accommodation_answer
FROM period AS p
INNER JOIN core.birthday_status AS b
    ON b.authority = p.authority
    AND b.submission_quarter = p.submission_quarter
    AND b.quarter = p.quarter
    AND b.birthday_date BETWEEN p.starts AND p.ends
