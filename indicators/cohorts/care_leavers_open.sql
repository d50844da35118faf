-- Everyone on the leaving-care roster on the last day, one row a person, with the latest of what is recorded
-- (data contract, section 3.11).
-- Relation: is_relevant means eligibility IN ('relevant', 'former_relevant')
-- Relation: is_care_leaver means eligibility <> 'eligible'
-- Relation: always eligibility IN ('eligible', 'relevant', 'former_relevant', 'qualifying')
-- Relation: always activity_answer IN ('eet', 'neet', 'not known')
-- Relation: always accommodation_answer IN ('suitable', 'unsuitable', 'not known')
-- Relation: always coalesce(accommodation_letter NOT IN ('S', 'V', 'W', 'X'), TRUE) OR accommodation_answer <> 'not known'
-- Relation: always has_plan OR NOT is_plan_up_to_date
-- Relation: split by eligibility from eligibility
-- Relation: split by age_band from age
WITH visited AS (
    SELECT
        p.authority,
        p.submission_quarter,
        p.quarter,
        c.person_id,
        max(c.contact_date) FILTER (WHERE c.method = 'visit' AND c.two_way) AS last_visit_date,
        max(c.contact_date) AS last_contact_date
    FROM period AS p
    INNER JOIN clean.care_leaver_contacts AS c
        ON c.authority = p.authority AND c.submission_quarter = p.submission_quarter AND c.contact_date <= p.ends
    GROUP BY ALL
),

advised AS (
    SELECT
        p.authority,
        p.submission_quarter,
        p.quarter,
        w.person_id,
        bool_or(w.end_date IS NULL OR w.end_date > p.ends) AS is_open,
        max(w.end_date) FILTER (WHERE w.end_date <= p.ends) AS last_allocation_end
    FROM period AS p
    INNER JOIN clean.worker_allocations AS w
        ON w.authority = p.authority
        AND w.submission_quarter = p.submission_quarter
        AND w.role = 'PA'
        AND w.start_date <= p.ends
    GROUP BY ALL
)

SELECT
    p.authority,
    p.submission_quarter,
    p.quarter,
    p.time_window,
    c.person_id AS row_id,
    c.person_id,
    c.age,
    c.eligibility,
    c.eligibility <> 'eligible' AS is_care_leaver,
    c.eligibility IN ('relevant', 'former_relevant') AS is_relevant,
    c.activity_code,
    c.activity_answer,
    c.eligibility IS DISTINCT FROM c.derived_eligibility AS is_at_odds_with_history,
    left(c.accommodation_code, 1) AS accommodation_letter,
    c.accommodation_answer,
    v.last_visit_date,
    v.last_contact_date,
    months_later(v.last_visit_date, 2) AS next_visit_due_date,
    coalesce(v.last_visit_date >= months_later(p.ends, -2), FALSE) AS is_visited,
    coalesce(g.has_plan, FALSE) AS has_plan,
    months_later(g.latest_event_date, 6) AS next_plan_due_date,
    coalesce(g.has_plan AND months_later(g.latest_event_date, 6) >= p.ends, FALSE) AS is_plan_up_to_date,
    coalesce(a.is_open, FALSE) AS has_adviser,
    a.last_allocation_end,
    g.latest_event_date
FROM period AS p
INNER JOIN core.care_leaver AS c USING (authority, submission_quarter, quarter)
LEFT JOIN visited AS v USING (authority, submission_quarter, quarter, person_id)
LEFT JOIN core.pathway_plan_at_quarter_end AS g USING (authority, submission_quarter, quarter, person_id)
LEFT JOIN advised AS a USING (authority, submission_quarter, quarter, person_id)
WHERE c.is_open
