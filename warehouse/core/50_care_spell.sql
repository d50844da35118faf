-- One row per unbroken stretch of days on which a person is looked after, overlapping episodes merged; so that a day
-- is counted once however many episodes cover it (data contract, sections 3.5 and 3.12).
WITH reach AS (
    SELECT
        e.authority,
        e.submission_quarter,
        e.person_id,
        e.episode_start,
        coalesce(e.episode_end, DATE '9999-12-31') AS reaches,
        max(coalesce(e.episode_end, DATE '9999-12-31')) OVER (
            PARTITION BY e.authority, e.submission_quarter, e.person_id
            ORDER BY e.episode_start ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS reached_before
    FROM core.episode AS e
    WHERE e.episode_end IS NULL OR e.episode_end > e.episode_start
),

islands AS (
    SELECT
        r.*,
        sum(CASE WHEN r.reached_before IS NULL OR r.reached_before < r.episode_start THEN 1 ELSE 0 END) OVER (
            PARTITION BY r.authority, r.submission_quarter, r.person_id
            ORDER BY r.episode_start ROWS UNBOUNDED PRECEDING
        ) AS island
    FROM reach AS r
)

SELECT
    i.authority,
    i.submission_quarter,
    i.person_id,
    min(i.episode_start) AS spell_start,
    nullif(max(i.reaches), DATE '9999-12-31') AS spell_end
FROM islands AS i
GROUP BY i.authority, i.submission_quarter, i.person_id, i.island
