-- One row per placement: from the start of its first episode to the end of its last episode or temporary leg
-- (data contract, section 3.9). Legs before the first placement of a period of care belong to none.
WITH placements AS (
    SELECT
        e.authority,
        e.submission_quarter,
        e.person_id,
        e.period_of_care_number,
        e.placement_number,
        min(e.episode_start) AS placement_start,
        last(e.episode_end ORDER BY e.episode_number) AS placement_end
    FROM core.episode AS e
    WHERE e.placement_number > 0
    GROUP BY ALL
)

SELECT
    p.*,
    lag(p.placement_start) OVER period_of_care AS previous_placement_start,
    lag(p.placement_end) OVER period_of_care AS previous_placement_end
FROM placements AS p
WINDOW period_of_care AS (
    PARTITION BY p.authority, p.submission_quarter, p.person_id, p.period_of_care_number ORDER BY p.placement_number
)
