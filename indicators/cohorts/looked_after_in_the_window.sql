-- Children looked after at some time in the window, one row a child, with their missing episodes that began in it on a
-- day they were looked after (data contract, sections 3.7 and 4, LAC-03 and LAC-70).
-- Relation: always missing_episodes >= 0
-- Relation: counts missing_episodes in missing_episodes_started where episode_type = 'M'
-- Relation: holds looked_after_on_the_day
-- Relation: covered by looked_after_on_the_day before and started_in_the_window
-- Relation: covered by looked_after_on_the_day and ceased_in_the_window
-- Relation: quarters overlap
WITH in_care AS (
    SELECT DISTINCT p.authority, p.submission_quarter, p.quarter, p.time_window, p.starts, p.ends, e.person_id
    FROM period AS p
    INNER JOIN core.episode AS e
        ON e.authority = p.authority
        AND e.submission_quarter = p.submission_quarter
        AND e.episode_start <= p.ends
        AND (e.episode_end IS NULL OR e.episode_end > p.starts)
),

went_missing AS (
    SELECT
        i.authority,
        i.submission_quarter,
        i.quarter,
        i.time_window,
        i.person_id,
        count(*) AS missing_episodes,
        max(CAST(m.started_at AS DATE)) AS last_missing_date
    FROM in_care AS i
    INNER JOIN clean.missing_episodes AS m USING (authority, submission_quarter, person_id)
    INNER JOIN core.care_spell AS s
        ON s.authority = i.authority
        AND s.submission_quarter = i.submission_quarter
        AND s.person_id = i.person_id
        AND s.spell_start <= CAST(m.started_at AS DATE)
        AND (s.spell_end IS NULL OR s.spell_end > CAST(m.started_at AS DATE))
    WHERE m.episode_type = 'M' AND CAST(m.started_at AS DATE) BETWEEN i.starts AND i.ends
    GROUP BY ALL
)

SELECT
    i.authority,
    i.submission_quarter,
    i.quarter,
    i.time_window,
    i.person_id AS row_id,
    i.person_id,
    coalesce(w.missing_episodes, 0) AS missing_episodes,
    w.last_missing_date
FROM in_care AS i
LEFT JOIN went_missing AS w USING (authority, submission_quarter, quarter, time_window, person_id)
