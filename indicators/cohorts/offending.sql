-- Children looked after on the last day, one row a child, with convictions and cautions of the year and an open spell with
-- the youth offending team (data contract 2, LAC-105).
WITH recorded AS (
    SELECT
        p.authority,
        p.submission_quarter,
        p.quarter,
        p.time_window,
        o.person_id,
        bool_or(
            o.event_type IN ('conviction', 'youth_caution', 'youth_conditional_caution')
            AND o.start_date BETWEEN p.rolling_year_starts AND p.ends
        ) AS is_convicted,
        bool_or(o.event_type = 'yot' AND is_open_on(o.start_date, o.end_date, p.ends)) AS is_with_team,
        max(o.start_date) FILTER (WHERE o.start_date <= p.ends) AS last_event_date
    FROM period AS p
    INNER JOIN clean.offending AS o ON o.authority = p.authority AND o.submission_quarter = p.submission_quarter
    GROUP BY ALL
)

SELECT
    p.authority,
    p.submission_quarter,
    p.quarter,
    p.time_window,
    c.person_id AS row_id,
    c.person_id,
    c.age,
    c.period_of_care_start <= months_later(p.ends, -12) AS is_in_care_12_months,
    coalesce(r.is_convicted, FALSE) AS is_convicted,
    coalesce(r.is_with_team, FALSE) AS is_with_team,
    r.last_event_date
FROM period AS p
INNER JOIN core.person_at_quarter_end AS c USING (authority, submission_quarter, quarter)
LEFT JOIN recorded AS r USING (authority, submission_quarter, quarter, time_window, person_id)
WHERE c.is_looked_after
