-- Children on the virtual school's roll: with a row of the latest term over, and looked after on that term's last day; one
-- row a child (data contract 2, LAC-94).
SELECT
    p.authority,
    p.submission_quarter,
    p.quarter,
    p.time_window,
    t.person_id AS row_id,
    t.person_id,
    school_year(t.year_group) AS school_year,
    coalesce(t.alternative_provision, FALSE) AS is_in_alternative_provision
FROM period AS p
INNER JOIN clean.education_terms AS t
    ON t.authority = p.authority AND t.submission_quarter = p.submission_quarter AND t.term = latest_term_over(p.ends)
INNER JOIN core.care_spell AS s
    ON s.authority = t.authority
    AND s.submission_quarter = t.submission_quarter
    AND s.person_id = t.person_id
    AND is_open_on(s.spell_start, s.spell_end, term_ends(t.term))
