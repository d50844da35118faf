-- Missing (M) and away (A) episodes that began in the window on a day the child was looked after, one row an episode.
-- Relation: quarters add up
SELECT
    p.authority,
    p.submission_quarter,
    p.quarter,
    p.time_window,
    m.person_id || '|' || m.episode_type || '|' || m.started_at || '|' || coalesce(CAST(m.ended_at AS VARCHAR), '') AS row_id,
    m.person_id,
    m.episode_type,
    e.placement_authority <> u.ons_code AS is_placed_outside
FROM period AS p
INNER JOIN clean.missing_episodes AS m
    ON m.authority = p.authority
    AND m.submission_quarter = p.submission_quarter
    AND CAST(m.started_at AS DATE) BETWEEN p.starts AND p.ends
INNER JOIN core.care_spell AS s
    ON s.authority = m.authority
    AND s.submission_quarter = m.submission_quarter
    AND s.person_id = m.person_id
    AND s.spell_start <= CAST(m.started_at AS DATE)
    AND (s.spell_end IS NULL OR s.spell_end > CAST(m.started_at AS DATE))
INNER JOIN core.submission AS u ON u.authority = m.authority AND u.submission_quarter = m.submission_quarter
-- Of the episodes open that day the one begun last says where the child lived.
INNER JOIN core.episode AS e
    ON e.authority = m.authority
    AND e.submission_quarter = m.submission_quarter
    AND e.person_id = m.person_id
    AND is_open_on(e.episode_start, e.episode_end, CAST(m.started_at AS DATE))
QUALIFY row_number() OVER (
    PARTITION BY p.authority, p.submission_quarter, p.quarter, p.time_window, m.source_file, m.source_row
    ORDER BY e.episode_start DESC
) = 1
