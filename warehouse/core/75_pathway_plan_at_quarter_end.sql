-- One row per person and quarter end with any pathway planning recorded by then (data contract, section 4, CL-20).
SELECT
    e.authority,
    e.submission_quarter,
    q.quarter,
    e.person_id,
    bool_or(e.event_type = 'plan' AND e.authorised) AS has_plan,
    bool_or(e.event_type = 'plan' AND NOT e.authorised) AS has_draft,
    bool_or(e.event_type = 'needs_assessment') AS has_assessment,
    max(e.event_date) FILTER (WHERE e.event_type IN ('plan', 'review') AND e.authorised) AS latest_event_date
FROM (SELECT DISTINCT submission_quarter, quarter, ends FROM core.reporting_period) AS q
INNER JOIN clean.pathway_plans AS e ON e.submission_quarter = q.submission_quarter AND e.event_date <= q.ends
GROUP BY ALL
