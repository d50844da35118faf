-- Young people of 16 and 17 looked after on the last day with at least 91 days looked after since the 14th birthday,
-- one row a person, with their pathway plan. These are the "eligible" of section 3.19 of the data contract.
-- Relation: within looked_after_on_the_day where age BETWEEN 16 AND 17
-- Relation: shares age
-- Relation: always has_plan OR NOT is_plan_up_to_date
SELECT
    p.authority,
    p.submission_quarter,
    p.quarter,
    p.time_window,
    c.person_id AS row_id,
    c.person_id,
    coalesce(g.has_plan, FALSE) AS has_plan,
    coalesce(g.has_assessment, FALSE) AS has_assessment,
    coalesce(g.has_draft, FALSE) AS has_draft,
    months_later(g.latest_event_date, 6) AS next_plan_due_date,
    g.latest_event_date,
    coalesce(g.has_plan AND months_later(g.latest_event_date, 6) >= p.ends, FALSE) AS is_plan_up_to_date
FROM period AS p
INNER JOIN core.care_leaver AS c USING (authority, submission_quarter, quarter)
LEFT JOIN core.pathway_plan_at_quarter_end AS g USING (authority, submission_quarter, quarter, person_id)
WHERE c.derived_eligibility = 'eligible'
