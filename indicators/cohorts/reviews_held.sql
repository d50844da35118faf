-- Reviews held in the window of children looked after that day, one row a review, with how the child took part.
-- Relation: quarters add up
SELECT
    p.authority,
    p.submission_quarter,
    p.quarter,
    p.time_window,
    r.person_id || '|' || r.held_date || '|' || coalesce(CAST(r.due_date AS VARCHAR), '') AS row_id,
    r.person_id,
    r.held_date,
    r.participation_code,
    r.chaired_by_child,
    age_on(n.date_of_birth, r.held_date) AS age_then
FROM period AS p
INNER JOIN clean.reviews AS r
    ON r.authority = p.authority
    AND r.submission_quarter = p.submission_quarter
    AND coalesce(r.status, 'held') = 'held'
    AND r.held_date BETWEEN p.starts AND p.ends
INNER JOIN core.care_spell AS s
    ON s.authority = r.authority
    AND s.submission_quarter = r.submission_quarter
    AND s.person_id = r.person_id
    AND s.spell_start <= r.held_date
    AND (s.spell_end IS NULL OR s.spell_end > r.held_date)
INNER JOIN core.person AS n
    ON n.authority = r.authority AND n.submission_quarter = r.submission_quarter AND n.person_id = r.person_id
