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
),

days AS (
    -- Days of the window on which the child is looked after: the first day counts, the day care ends does not.
    SELECT
        i.authority,
        i.submission_quarter,
        i.quarter,
        i.time_window,
        i.person_id,
        sum(days_within(s.spell_start, s.spell_end, i.starts, i.ends + 1)) AS days_looked_after
    FROM in_care AS i
    INNER JOIN core.care_spell AS s USING (authority, submission_quarter, person_id)
    GROUP BY ALL
),

advised AS (
    SELECT DISTINCT i.authority, i.submission_quarter, i.quarter, i.time_window, i.person_id
    FROM in_care AS i
    INNER JOIN clean.participation AS a USING (authority, submission_quarter, person_id)
    WHERE a.activity = 'advocacy' AND has_a_day_in(a.start_date, a.end_date, i.starts, i.ends)
)

SELECT
    i.authority,
    i.submission_quarter,
    i.quarter,
    i.time_window,
    i.person_id AS row_id,
    i.person_id,
    coalesce(w.missing_episodes, 0) AS missing_episodes,
    w.last_missing_date,
    a.is_looked_after AS is_still_looked_after,
    a.looked_after_age_band,
    t.care_plan,
    n.is_uasc AND (n.uasc_end_date IS NULL OR n.uasc_end_date > i.starts) AS is_uasc_in_window,
    coalesce(d.days_looked_after, 0) AS days_looked_after,
    v.person_id IS NOT NULL AS has_advocate
FROM in_care AS i
LEFT JOIN went_missing AS w USING (authority, submission_quarter, quarter, time_window, person_id)
INNER JOIN core.person AS n USING (authority, submission_quarter, person_id)
INNER JOIN core.person_at_quarter_end AS a USING (authority, submission_quarter, quarter, person_id)
LEFT JOIN core.care_plan_at_quarter_end AS t USING (authority, submission_quarter, quarter, person_id)
LEFT JOIN days AS d USING (authority, submission_quarter, quarter, time_window, person_id)
LEFT JOIN advised AS v USING (authority, submission_quarter, quarter, time_window, person_id)
