-- One row per care episode that counts: short breaks (legal status V3, V4) are removed before anything else
-- (data contract, section 3.4), then episodes are chained into periods of care (3.6) and placements (3.9).
WITH ordered AS (
    SELECT
        e.*,
        starts_with(e.placement_type, 'T') AS is_temporary,
        lag(e.episode_end) OVER person AS end_of_episode_before,
        row_number() OVER person AS place_in_history
    FROM clean.care_episodes AS e
    WHERE e.legal_status NOT IN ('V3', 'V4')
    WINDOW person AS (PARTITION BY e.authority, e.submission_quarter, e.person_id ORDER BY e.episode_start)
),

chained AS (
    SELECT
        o.*,
        -- A new period of care begins with reason S, or where the chain of dates is broken.
        sum(CASE
            WHEN o.place_in_history = 1
                OR o.reason_new_episode = 'S'
                OR o.end_of_episode_before IS DISTINCT FROM o.episode_start THEN 1
            ELSE 0
        END) OVER (
            PARTITION BY o.authority, o.submission_quarter, o.person_id
            ORDER BY o.episode_start ROWS UNBOUNDED PRECEDING
        ) AS period_of_care_number
    FROM ordered AS o
),

looking_back AS (
    SELECT
        c.*,
        row_number() OVER period_of_care AS episode_number,
        lag(c.is_temporary) OVER period_of_care AS row_before_is_temporary,
        lag(c.reason_placement_change) OVER period_of_care AS row_before_reason_change,
        last_value(CASE
            WHEN NOT c.is_temporary
                THEN {'type': c.placement_type, 'provider': c.placement_provider, 'urn': c.urn}
        END IGNORE NULLS) OVER (
            PARTITION BY c.authority, c.submission_quarter, c.person_id, c.period_of_care_number
            ORDER BY c.episode_start ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS last_placement
    FROM chained AS c
    WINDOW period_of_care AS (
        PARTITION BY c.authority, c.submission_quarter, c.person_id, c.period_of_care_number ORDER BY c.episode_start
    )
),

judged AS (
    SELECT
        l.*,
        NOT l.is_temporary AND (
            -- The first episode that is not a temporary leg always starts a placement.
            l.last_placement IS NULL
            OR (
                l.reason_new_episode IN ('P', 'B')
                -- ... but a change of status with the same carer is not a move,
                AND coalesce(l.row_before_reason_change <> 'PLACE', TRUE)
                -- ... nor is coming back from a temporary leg to the same placement.
                AND NOT (
                    l.row_before_is_temporary
                    AND l.placement_type IS NOT DISTINCT FROM l.last_placement.type
                    AND l.placement_provider IS NOT DISTINCT FROM l.last_placement.provider
                    AND l.urn IS NOT DISTINCT FROM l.last_placement.urn
                )
                -- ... nor is adoption by the foster carers a child already lives with (corrected in release 2).
                AND NOT (
                    l.placement_type IN ('A3', 'A5') AND l.last_placement.type IN ('U1', 'U2', 'U3', 'U4', 'U5', 'U6')
                )
            )
        ) AS is_placement_start
    FROM looking_back AS l
)

SELECT
    j.authority,
    j.submission_quarter,
    j.person_id,
    CAST(j.period_of_care_number AS INTEGER) AS period_of_care_number,
    CAST(j.episode_number AS INTEGER) AS episode_number,
    CAST(sum(CASE WHEN j.is_placement_start THEN 1 ELSE 0 END) OVER (
        PARTITION BY j.authority, j.submission_quarter, j.person_id, j.period_of_care_number
        ORDER BY j.episode_start ROWS UNBOUNDED PRECEDING
    ) AS INTEGER) AS placement_number,
    j.episode_start,
    j.episode_end,
    j.reason_new_episode,
    j.legal_status,
    j.category_of_need,
    j.placement_type,
    j.placement_provider,
    j.urn,
    j.placement_id,
    j.admission_approved_date,
    j.reason_episode_ceased,
    j.reason_placement_change,
    -- 999.9 is the return's own mark for a distance that cannot be worked out.
    nullif(j.placement_distance_miles, 999.9) AS placement_distance_miles,
    -- CON is a confidential address: the authority is not known to us.
    nullif(j.placement_authority, 'CON') AS placement_authority,
    j.is_temporary,
    j.is_placement_start,
    j.source_file,
    j.source_row
FROM judged AS j
