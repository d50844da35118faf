-- Episodes begun by the last day that neither start a period of care by their reason nor begin where the one before ended,
-- one row an episode (data contract 2, DQ-03).
SELECT
    p.authority,
    p.submission_quarter,
    p.quarter,
    p.time_window,
    e.person_id || '|' || e.episode_start AS row_id,
    e.person_id
FROM period AS p
INNER JOIN (
    SELECT
        h.*,
        lag(h.episode_end) OVER own AS end_before,
        row_number() OVER own AS place_in_history
    FROM core.episode AS h
    WINDOW own AS (PARTITION BY h.authority, h.submission_quarter, h.person_id ORDER BY h.episode_start)
) AS e
    ON e.authority = p.authority
    AND e.submission_quarter = p.submission_quarter
    AND e.episode_start <= p.ends
    AND e.place_in_history > 1
    AND e.reason_new_episode <> 'S'
    AND e.end_before IS DISTINCT FROM e.episode_start
