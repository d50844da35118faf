-- Answers to the survey questions "I feel safe" and "I am listened to" in the window, one row an answer; a blank person is
-- an answer given without a name.
SELECT
    p.authority,
    p.submission_quarter,
    p.quarter,
    p.time_window,
    a.record_id AS row_id,
    a.person_id,
    a.activity,
    a.answer AS is_yes
FROM period AS p
INNER JOIN clean.participation AS a
    ON a.authority = p.authority
    AND a.submission_quarter = p.submission_quarter
    AND a.activity IN ('survey_safe', 'survey_heard')
    AND a.start_date BETWEEN p.starts AND p.ends
