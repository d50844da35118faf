-- Children with a strategy discussion or a section 47 enquiry in the window on a day
-- they were looked after, one row a child, kind and whether within the first week in care (data contract 2,
-- LAC-89).
WITH events AS (
    SELECT
        p.authority,
        p.submission_quarter,
        p.quarter,
        p.time_window,
        s.person_id,
        s.event_type,
        s.event_date,
        c.period_of_care_start
    FROM period AS p
    INNER JOIN clean.safeguarding AS s
        ON s.authority = p.authority
        AND s.submission_quarter = p.submission_quarter
        AND s.event_type IN ('strategy_discussion', 'section_47')
        AND s.event_date BETWEEN p.starts AND p.ends
    INNER JOIN core.episode AS e
        ON e.authority = s.authority
        AND e.submission_quarter = s.submission_quarter
        AND e.person_id = s.person_id
        AND is_open_on(e.episode_start, e.episode_end, s.event_date)
    INNER JOIN core.period_of_care AS c
        ON c.authority = e.authority
        AND c.submission_quarter = e.submission_quarter
        AND c.person_id = e.person_id
        AND c.period_of_care_number = e.period_of_care_number
    QUALIFY row_number() OVER (
        PARTITION BY p.authority, p.submission_quarter, p.quarter, p.time_window, s.source_file, s.source_row
        ORDER BY e.episode_start DESC
    ) = 1
)

SELECT DISTINCT
    e.authority,
    e.submission_quarter,
    e.quarter,
    e.time_window,
    e.person_id || '|' || e.event_type || '|' || CASE WHEN e.event_date <= e.period_of_care_start + 7 THEN 'first week' ELSE 'later' END
        AS row_id,
    e.person_id,
    e.event_type,
    e.event_date <= e.period_of_care_start + 7 AS is_in_first_week
FROM events AS e
