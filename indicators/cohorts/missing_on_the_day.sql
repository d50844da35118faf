-- Children looked after on the last day and missing then, one row a child: a missing episode begun by that day and not
-- ended, or ended on a later day.
-- Relation: within looked_after_on_the_day
SELECT
    p.authority,
    p.submission_quarter,
    p.quarter,
    p.time_window,
    c.person_id AS row_id,
    c.person_id,
    min(CAST(m.started_at AS DATE)) AS missing_since_date,
    bool_and(m.ended_at IS NULL) AS is_not_ended
FROM period AS p
INNER JOIN core.person_at_quarter_end AS c USING (authority, submission_quarter, quarter)
INNER JOIN clean.missing_episodes AS m
    ON m.authority = c.authority
    AND m.submission_quarter = c.submission_quarter
    AND m.person_id = c.person_id
    AND m.episode_type = 'M'
    AND CAST(m.started_at AS DATE) <= p.ends
    AND (m.ended_at IS NULL OR CAST(m.ended_at AS DATE) > p.ends)
WHERE c.is_looked_after
GROUP BY ALL
