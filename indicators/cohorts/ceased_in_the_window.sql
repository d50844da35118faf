-- Children with a period of care that ended in the window, one row a child, with the last such end: its reason, the
-- child's age, and how long that period of care was.
-- Relation: quarters overlap
WITH ended AS (
    SELECT
        p.authority,
        p.submission_quarter,
        p.quarter,
        p.time_window,
        c.person_id,
        c.period_of_care_number,
        c.reason_ceased,
        c.period_of_care_start,
        c.period_of_care_end
    FROM period AS p
    INNER JOIN core.period_of_care AS c
        ON c.authority = p.authority
        AND c.submission_quarter = p.submission_quarter
        AND c.period_of_care_end BETWEEN p.starts AND p.ends
    QUALIFY row_number() OVER (
        PARTITION BY p.authority, p.submission_quarter, p.quarter, p.time_window, c.person_id
        ORDER BY c.period_of_care_end DESC, c.period_of_care_number DESC
    ) = 1
)

SELECT
    e.authority,
    e.submission_quarter,
    e.quarter,
    e.time_window,
    e.person_id AS row_id,
    e.person_id,
    e.reason_ceased,
    CASE WHEN e.reason_ceased IS NOT NULL THEN coalesce(g.category, 'Other') END AS reason_for_leaving,
    age_on(n.date_of_birth, e.period_of_care_end) AS age_at_end,
    CASE
        WHEN age_on(n.date_of_birth, e.period_of_care_end) >= 18 THEN '18 and over'
        WHEN age_on(n.date_of_birth, e.period_of_care_end) >= 16 THEN '16-17'
        ELSE b.category
    END AS leaving_age_band,
    e.period_of_care_end = birthday(n.date_of_birth, 18) AS is_on_18th_birthday,
    e.period_of_care_end < birthday(n.date_of_birth, 18) AS is_before_18th_birthday,
    date_diff('day', e.period_of_care_start, e.period_of_care_end) AS days_in_care,
    t.care_plan
FROM ended AS e
INNER JOIN core.person AS n USING (authority, submission_quarter, person_id)
LEFT JOIN core.code_group AS g ON g.breakdown = 'reason_for_leaving' AND g.code = e.reason_ceased
LEFT JOIN core.age_band AS b
    ON b.scorecard = 'looked_after' AND age_on(n.date_of_birth, e.period_of_care_end) BETWEEN b.from_age AND b.to_age
LEFT JOIN core.care_plan_at_quarter_end AS t USING (authority, submission_quarter, quarter, person_id)
