-- Missing episodes that ended in the window, of children looked after on the day they went, one row an episode, with
-- the return interview (data contract, sections 3.18 and 4, LAC-77 to LAC-79).
-- Relation: quarters add up
-- Relation: always is_held OR NOT is_held_in_time
SELECT
    p.authority,
    p.submission_quarter,
    p.quarter,
    p.time_window,
    m.person_id || '|' || m.started_at || '|' || m.ended_at AS row_id,
    m.person_id,
    CAST(m.ended_at AS DATE) AS returned_date,
    CAST(m.ended_at AS DATE) + 3 AS due_date,
    CAST(m.interview_held_at AS DATE) AS held_date,
    m.interview_offered_date,
    coalesce(m.interview_declined, FALSE) AS is_declined,
    m.interview_held_at IS NOT NULL AS is_held,
    m.interviewer_independent AS is_independent,
    greatest(1, date_diff('day', CAST(m.started_at AS DATE), CAST(m.ended_at AS DATE))) AS days_missing,
    CASE
        WHEN m.started_at_has_time AND m.ended_at_has_time THEN m.ended_at - m.started_at > INTERVAL 24 HOUR
    END AS is_over_24_hours,
    coalesce(
        CASE
            WHEN m.interview_held_at_has_time AND m.ended_at_has_time
                THEN m.interview_held_at <= m.ended_at + INTERVAL 72 HOUR
            -- Where either value has no time of day, days are all there is.
            ELSE CAST(m.interview_held_at AS DATE) <= CAST(m.ended_at AS DATE) + 3
        END,
        FALSE
    ) AS is_held_in_time
FROM period AS p
INNER JOIN clean.missing_episodes AS m
    ON m.authority = p.authority
    AND m.submission_quarter = p.submission_quarter
    AND m.episode_type = 'M'
    AND CAST(m.ended_at AS DATE) BETWEEN p.starts AND p.ends
INNER JOIN core.care_spell AS s
    ON s.authority = m.authority
    AND s.submission_quarter = m.submission_quarter
    AND s.person_id = m.person_id
    AND s.spell_start <= CAST(m.started_at AS DATE)
    AND (s.spell_end IS NULL OR s.spell_end > CAST(m.started_at AS DATE))
