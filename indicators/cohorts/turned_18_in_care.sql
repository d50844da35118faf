-- Young people whose 18th birthday fell in the window and who were looked after the day before it, one row a person, with
-- the health passport (data contract 2, CL-34).
SELECT
    p.authority,
    p.submission_quarter,
    p.quarter,
    p.time_window,
    n.person_id AS row_id,
    n.person_id,
    birthday(n.date_of_birth, 18) AS due_date,
    EXISTS (
        SELECT 1
        FROM clean.health_checks AS k
        WHERE k.authority = n.authority
            AND k.submission_quarter = n.submission_quarter
            AND k.person_id = n.person_id
            AND k.check_type = 'PASSPORT'
            AND k.outcome
            AND k.check_date <= birthday(n.date_of_birth, 18)
    ) AS has_passport
FROM period AS p
INNER JOIN core.person AS n USING (authority, submission_quarter)
WHERE
    birthday(n.date_of_birth, 18) BETWEEN p.starts AND p.ends
    AND EXISTS (
        SELECT 1
        FROM core.care_spell AS s
        WHERE s.authority = n.authority
            AND s.submission_quarter = n.submission_quarter
            AND s.person_id = n.person_id
            AND is_open_on(s.spell_start, s.spell_end, birthday(n.date_of_birth, 18) - 1)
    )
