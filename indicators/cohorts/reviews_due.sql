-- Reviews due in the window of children looked after on the due date, one row a review. A blank status is held.
-- Relation: quarters add up
WITH held AS (
    SELECT p.authority, p.submission_quarter, p.quarter, r.person_id, max(r.held_date) AS last_held_date
    FROM (SELECT DISTINCT authority, submission_quarter, quarter, ends FROM period) AS p
    INNER JOIN clean.reviews AS r
        ON r.authority = p.authority AND r.submission_quarter = p.submission_quarter AND r.held_date <= p.ends
    WHERE coalesce(r.status, 'held') = 'held'
    GROUP BY ALL
)

SELECT
    p.authority,
    p.submission_quarter,
    p.quarter,
    p.time_window,
    r.person_id || '|' || r.due_date || '|' || coalesce(CAST(r.held_date AS VARCHAR), '') AS row_id,
    r.person_id,
    r.due_date,
    r.held_date,
    h.last_held_date,
    coalesce(r.status, 'held') = 'cancelled' AS is_cancelled,
    coalesce(r.status, 'held') = 'held' AND r.held_date IS NULL AS is_held_without_date,
    coalesce(r.status, 'held') = 'held' AND coalesce(r.held_date <= r.due_date, FALSE) AS is_on_time
FROM period AS p
INNER JOIN core.review AS r
    ON r.authority = p.authority
    AND r.submission_quarter = p.submission_quarter
    AND r.due_date BETWEEN p.starts AND p.ends
INNER JOIN core.care_spell AS s
    ON s.authority = r.authority
    AND s.submission_quarter = r.submission_quarter
    AND s.person_id = r.person_id
    AND s.spell_start <= r.due_date
    AND (s.spell_end IS NULL OR s.spell_end > r.due_date)
LEFT JOIN held AS h
    ON h.authority = p.authority
    AND h.submission_quarter = p.submission_quarter
    AND h.quarter = p.quarter
    AND h.person_id = r.person_id
