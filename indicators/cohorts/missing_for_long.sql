-- Missing episodes begun more than a week before the last day and not ended by it, of children looked after on it, one row
-- an episode (data contract 2, DQ-05).
SELECT
    p.authority,
    p.submission_quarter,
    p.quarter,
    p.time_window,
    m.person_id || '|' || m.started_at || '|' || coalesce(CAST(m.ended_at AS VARCHAR), '') AS row_id,
    m.person_id,
    CAST(m.started_at AS DATE) AS missing_since_date,
    m.ended_at IS NULL AS is_not_ended
FROM period AS p
INNER JOIN clean.missing_episodes AS m
    ON m.authority = p.authority
    AND m.submission_quarter = p.submission_quarter
    AND m.episode_type = 'M'
    AND CAST(m.started_at AS DATE) < p.ends - 7
    AND (m.ended_at IS NULL OR CAST(m.ended_at AS DATE) > p.ends)
INNER JOIN core.person_at_quarter_end AS a
    ON a.authority = m.authority
    AND a.submission_quarter = m.submission_quarter
    AND a.quarter = p.quarter
    AND a.person_id = m.person_id
    AND a.is_looked_after
