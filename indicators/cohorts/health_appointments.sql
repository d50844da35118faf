-- Health assessments kept, refused or not attended, by appointment date in the window, of children looked after that day,
-- one row a record (data contract 2, LAC-57).
SELECT
    p.authority,
    p.submission_quarter,
    p.quarter,
    p.time_window,
    concat_ws('|', h.person_id, h.assessment_type, h.status, h.appointment_date, h.completed_date) AS row_id,
    h.person_id,
    h.status
FROM period AS p
INNER JOIN clean.health_assessments AS h
    ON h.authority = p.authority
    AND h.submission_quarter = p.submission_quarter
    AND h.status IN ('completed', 'refused', 'did_not_attend')
    AND h.appointment_date BETWEEN p.starts AND p.ends
INNER JOIN core.care_spell AS s
    ON s.authority = h.authority
    AND s.submission_quarter = h.submission_quarter
    AND s.person_id = h.person_id
    AND is_open_on(s.spell_start, s.spell_end, h.appointment_date)
