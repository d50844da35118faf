-- One row per person and quarter end with a plan for permanence in force: on the day for who is looked after then, or on
-- the day before the last period of care ended (data contract 2, rule 22). A parallel plan is not the plan in force.
WITH last_end AS (
    SELECT a.authority, a.submission_quarter, a.quarter, a.person_id, max(c.period_of_care_end) AS left_on
    FROM core.person_at_quarter_end AS a
    INNER JOIN core.period_of_care AS c USING (authority, submission_quarter, person_id)
    WHERE c.period_of_care_end <= a.on_date
    GROUP BY ALL
),

asked AS (
    SELECT
        a.authority,
        a.submission_quarter,
        a.quarter,
        a.person_id,
        CASE WHEN a.is_looked_after THEN a.on_date ELSE l.left_on - 1 END AS plan_day
    FROM core.person_at_quarter_end AS a
    LEFT JOIN last_end AS l USING (authority, submission_quarter, quarter, person_id)
)

SELECT a.authority, a.submission_quarter, a.quarter, a.person_id, p.plan AS care_plan
FROM asked AS a
INNER JOIN clean.permanence AS p
    ON p.authority = a.authority
    AND p.submission_quarter = a.submission_quarter
    AND p.person_id = a.person_id
    AND p.decision_date <= a.plan_day
    AND (p.end_date IS NULL OR p.end_date > a.plan_day)
    AND p.parallel IS DISTINCT FROM TRUE
LEFT JOIN core.code AS k ON k.code_set = 'PERMANENCE_PLAN' AND k.code = p.plan
QUALIFY row_number() OVER (
    PARTITION BY a.authority, a.submission_quarter, a.quarter, a.person_id ORDER BY p.decision_date DESC, k.place
) = 1
