-- One row per child or young person of a submission.
SELECT
    c.authority,
    c.submission_quarter,
    c.person_id,
    c.date_of_birth,
    c.sex,
    c.ethnicity,
    g.category AS ethnic_group,
    CASE
        WHEN c.disability_codes IS NULL THEN NULL
        WHEN c.disability_codes = 'NONE' THEN 'No'
        ELSE 'Yes'
    END AS disability,
    c.uasc AS is_uasc,
    c.uasc_end_date,
    c.parent AS is_parent,
    c.upn,
    c.sibling_group,
    c.previous_permanence,
    c.team
FROM clean.children AS c
LEFT JOIN core.code_group AS g ON g.breakdown = 'ethnicity' AND g.code = c.ethnicity
