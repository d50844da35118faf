-- Health assessments refused, by appointment date in the window, of children looked after that day, one row a record.
-- Relation: quarters add up
SELECT
    p.authority,
    p.submission_quarter,
    p.quarter,
    p.time_window,
    h.person_id || '|' || h.assessment_type || '|' || h.appointment_date || '|' || coalesce(CAST(h.completed_date AS VARCHAR), '')
        AS row_id,
    h.person_id
FROM period AS p
INNER JOIN clean.health_assessments AS h
    ON h.authority = p.authority
    AND h.submission_quarter = p.submission_quarter
    AND h.status = 'refused'
    AND h.appointment_date BETWEEN p.starts AND p.ends
INNER JOIN core.care_spell AS s
    ON s.authority = h.authority
    AND s.submission_quarter = h.submission_quarter
    AND s.person_id = h.person_id
    AND s.spell_start <= h.appointment_date
    AND (s.spell_end IS NULL OR s.spell_end > h.appointment_date)
