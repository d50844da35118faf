-- Children for whom a need for mental health services was identified in the window on a day they were looked after, one
-- row a child (data contract 2, LAC-55).
SELECT DISTINCT
    p.authority,
    p.submission_quarter,
    p.quarter,
    p.time_window,
    k.person_id AS row_id,
    k.person_id
FROM period AS p
INNER JOIN clean.health_checks AS k
    ON k.authority = p.authority
    AND k.submission_quarter = p.submission_quarter
    AND k.check_type = 'CAMHS_NEED'
    AND k.outcome
    AND k.check_date BETWEEN p.starts AND p.ends
INNER JOIN core.care_spell AS s
    ON s.authority = k.authority
    AND s.submission_quarter = k.submission_quarter
    AND s.person_id = k.person_id
    AND is_open_on(s.spell_start, s.spell_end, k.check_date)
