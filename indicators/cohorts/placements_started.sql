-- Placements that started in the window other than the first of a period of care, one row a placement, with the reason
-- the one before it ended: that of the row just before it or, where that is a temporary leg without one, of the last row
-- before it that is not (data contract 2, LAC-34).
WITH walked AS (
    SELECT
        e.authority,
        e.submission_quarter,
        e.person_id,
        e.period_of_care_number,
        e.placement_number,
        e.is_placement_start,
        e.episode_start,
        lag(e.is_temporary) OVER row_before AS is_after_leg,
        lag(e.reason_placement_change) OVER row_before AS reason_before,
        last_value(CASE WHEN NOT e.is_temporary THEN {'reason': e.reason_placement_change} END IGNORE NULLS) OVER (
            PARTITION BY e.authority, e.submission_quarter, e.person_id, e.period_of_care_number
            ORDER BY e.episode_number ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS last_placement
    FROM core.episode AS e
    WINDOW row_before AS (
        PARTITION BY e.authority, e.submission_quarter, e.person_id, e.period_of_care_number ORDER BY e.episode_number
    )
)

SELECT
    p.authority,
    p.submission_quarter,
    p.quarter,
    p.time_window,
    w.person_id || '|' || w.episode_start AS row_id,
    w.person_id,
    w.episode_start AS placement_start,
    CASE WHEN w.is_after_leg THEN coalesce(w.reason_before, w.last_placement.reason) ELSE w.reason_before END AS reason
FROM period AS p
INNER JOIN walked AS w
    ON w.authority = p.authority
    AND w.submission_quarter = p.submission_quarter
    AND w.is_placement_start
    AND w.placement_number > 1
    AND w.episode_start BETWEEN p.starts AND p.ends
