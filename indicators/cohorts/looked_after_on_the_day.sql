-- Children looked after on the last day of the quarter, one row a child (data contract, section 3.5).
-- Relation: split by age_band from age
-- Relation: split by placement_group from placement_type
-- Relation: split by legal_status_group from legal_status
-- Relation: split by uasc from is_uasc_now
-- Relation: moves in started_first_in_the_year, started_in_the_window; out ceased_in_the_window
SELECT
    p.authority,
    p.submission_quarter,
    p.quarter,
    p.time_window,
    c.person_id AS row_id,
    c.person_id,
    c.age,
    c.is_uasc_now,
    c.sex,
    c.ethnicity,
    n.ethnicity AS ethnicity_code,
    c.disability,
    c.looked_after_age_band,
    n.upn,
    c.legal_status,
    c.legal_status_profile,
    c.category_of_need,
    t.care_plan,
    c.placement_type,
    c.placement_provider,
    c.placement_mix,
    c.placement_distance_miles,
    c.placement_authority,
    s.ons_code AS responsible_authority,
    c.placements_in_year,
    c.placements_in_two_years,
    c.period_of_care_start,
    c.period_of_care_start <= months_later(p.ends, -30) AS is_in_care_30_months,
    c.period_of_care_start <= months_later(p.ends, -24) AS is_in_care_24_months,
    coalesce(c.placement_start <= months_later(p.ends, -30), FALSE) AS is_in_placement_30_months,
    date_diff('day', c.placement_start, p.ends) AS days_in_placement,
    c.placement_start,
    -- Were the present home to become the adoptive one, the home before it would count with it.
    coalesce(
        c.previous_placement_start <= months_later(p.ends, -24) AND c.previous_placement_end = c.placement_start, FALSE
    ) AS is_settled_with_home_before,
    -- The present home for two years; or placed for adoption from its first day, where the home before it runs straight on
    -- into it and the two together make two years (section 4, LAC-32).
    coalesce(c.placement_start <= months_later(p.ends, -24), FALSE)
    OR coalesce(
        c.placement_type IN ('A3', 'A4', 'A5', 'A6')
        AND c.first_placement_type IN ('A3', 'A4', 'A5', 'A6')
        AND c.previous_placement_start <= months_later(p.ends, -24)
        AND c.previous_placement_end = c.placement_start,
        FALSE
    ) AS is_settled
FROM period AS p
INNER JOIN core.person_at_quarter_end AS c USING (authority, submission_quarter, quarter)
INNER JOIN core.person AS n USING (authority, submission_quarter, person_id)
INNER JOIN core.submission AS s USING (authority, submission_quarter)
LEFT JOIN core.care_plan_at_quarter_end AS t USING (authority, submission_quarter, quarter, person_id)
WHERE c.is_looked_after
