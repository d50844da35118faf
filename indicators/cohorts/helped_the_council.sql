-- Children and young people who helped to recruit, or to design services or train, in the window on a day they were looked
-- after or on the leaving-care roster; one row a person and kind of help (data contract 2, LAC-90-REC, LAC-90-DES).
SELECT DISTINCT
    p.authority,
    p.submission_quarter,
    p.quarter,
    p.time_window,
    a.person_id AS row_id,
    a.person_id,
    a.activity = 'recruitment' AS is_recruitment
FROM period AS p
INNER JOIN clean.participation AS a
    ON a.authority = p.authority
    AND a.submission_quarter = p.submission_quarter
    AND a.activity IN ('recruitment', 'service_design', 'panel', 'training_delivery')
    AND a.start_date BETWEEN p.starts AND p.ends
WHERE
    EXISTS (
        SELECT 1
        FROM core.care_spell AS s
        WHERE s.authority = a.authority
            AND s.submission_quarter = a.submission_quarter
            AND s.person_id = a.person_id
            AND is_open_on(s.spell_start, s.spell_end, a.start_date)
    )
    OR EXISTS (
        SELECT 1
        FROM clean.care_leaver_roster AS r
        WHERE r.authority = a.authority
            AND r.submission_quarter = a.submission_quarter
            AND r.person_id = a.person_id
            AND is_open_on(r.start_date, r.end_date, a.start_date)
    )
