-- Children who left care through adoption in the window, by the last end, and children looked after on the last day whose
-- plan is adoption; one row a child, with the day the child moved in (data contract 2, rule 23 and LAC-110 to LAC-112).
WITH ended AS (
    SELECT
        p.authority,
        p.submission_quarter,
        p.quarter,
        p.time_window,
        p.ends,
        c.person_id,
        c.period_of_care_number,
        c.period_of_care_start,
        c.period_of_care_end,
        c.reason_ceased
    FROM period AS p
    INNER JOIN core.period_of_care AS c
        ON c.authority = p.authority
        AND c.submission_quarter = p.submission_quarter
        AND c.period_of_care_end BETWEEN p.starts AND p.ends
    QUALIFY row_number() OVER (
        PARTITION BY p.authority, p.submission_quarter, p.quarter, p.time_window, c.person_id
        ORDER BY c.period_of_care_end DESC, c.period_of_care_number DESC
    ) = 1
),

journey AS (
    SELECT e.* EXCLUDE (reason_ceased), TRUE AS is_adopted
    FROM ended AS e
    WHERE e.reason_ceased IN ('E11', 'E12')
    UNION ALL
    SELECT
        p.authority, p.submission_quarter, p.quarter, p.time_window, p.ends, c.person_id, c.period_of_care_number,
        c.period_of_care_start, CAST(NULL AS DATE), FALSE
    FROM period AS p
    INNER JOIN core.person_at_quarter_end AS c USING (authority, submission_quarter, quarter)
    INNER JOIN core.care_plan_at_quarter_end AS t USING (authority, submission_quarter, quarter, person_id)
    WHERE
        c.is_looked_after
        AND t.care_plan = 'adoption'
        AND NOT EXISTS (
            SELECT 1
            FROM ended AS e
            WHERE e.authority = p.authority
                AND e.submission_quarter = p.submission_quarter
                AND e.quarter = p.quarter
                AND e.time_window = p.time_window
                AND e.person_id = c.person_id
                AND e.reason_ceased IN ('E11', 'E12')
        )
),

adoption_row AS (
    SELECT
        j.authority, j.submission_quarter, j.quarter, j.time_window, j.person_id, r.placed_date, r.match_date,
        r.placement_order_date, r.foster_carer_adoption, r.fostered_from_date
    FROM journey AS j
    INNER JOIN clean.permanence AS r
        ON r.authority = j.authority
        AND r.submission_quarter = j.submission_quarter
        AND r.person_id = j.person_id
        AND r.plan = 'adoption'
        AND r.decision_date <= coalesce(j.period_of_care_end, j.ends)
    QUALIFY row_number() OVER (
        PARTITION BY j.authority, j.submission_quarter, j.quarter, j.time_window, j.person_id ORDER BY r.decision_date DESC
    ) = 1
),

first_adoptive AS (
    SELECT j.authority, j.submission_quarter, j.quarter, j.time_window, j.person_id, min(e.episode_start) AS adoptive_start
    FROM journey AS j
    INNER JOIN core.episode AS e USING (authority, submission_quarter, person_id, period_of_care_number)
    WHERE e.placement_type IN ('A3', 'A4', 'A5', 'A6')
    GROUP BY ALL
),

moved AS (
    SELECT
        j.*,
        r.match_date,
        r.placement_order_date,
        coalesce(r.foster_carer_adoption, FALSE) AS is_by_foster_carer,
        r.fostered_from_date,
        coalesce(r.placed_date, f.adoptive_start) AS moved_on,
        NOT j.is_adopted
        AND NOT coalesce(r.placed_date <= j.ends, FALSE)
        AND NOT coalesce(f.adoptive_start <= j.ends, FALSE) AS is_waiting
    FROM journey AS j
    LEFT JOIN adoption_row AS r USING (authority, submission_quarter, quarter, time_window, person_id)
    LEFT JOIN first_adoptive AS f USING (authority, submission_quarter, quarter, time_window, person_id)
),

judged AS (
    SELECT
        m.*,
        CASE
            WHEN m.moved_on >= m.period_of_care_start AND (m.period_of_care_end IS NULL OR m.moved_on <= m.period_of_care_end)
                THEN m.moved_on
        END AS moved_in_date,
        months_later(m.period_of_care_start, s.adoption_months) AS limit_date
    FROM moved AS m
    INNER JOIN core.setting AS s USING (authority, submission_quarter)
)

SELECT
    j.authority,
    j.submission_quarter,
    j.quarter,
    j.time_window,
    j.person_id AS row_id,
    j.person_id,
    j.is_adopted,
    j.is_waiting,
    j.moved_in_date,
    j.limit_date AS due_date,
    date_diff('day', j.period_of_care_start, j.moved_in_date) AS days_to_moving_in,
    CASE
        WHEN j.is_by_foster_carer AND j.fostered_from_date IS NOT NULL
            THEN greatest(0, date_diff('day', j.period_of_care_start, least(j.moved_in_date, j.fostered_from_date)))
        ELSE date_diff('day', j.period_of_care_start, j.moved_in_date)
    END AS days_to_moving_in_adjusted,
    greatest(0, date_diff('day', j.placement_order_date, j.match_date)) AS days_from_order_to_match,
    j.placement_order_date IS NOT NULL AND j.match_date IS NOT NULL AS is_match_known,
    j.is_waiting OR j.moved_in_date IS NOT NULL AS is_moving_in_known,
    CASE WHEN j.is_waiting THEN j.ends < j.limit_date ELSE coalesce(j.moved_in_date < j.limit_date, FALSE) END AS is_in_time
FROM judged AS j
