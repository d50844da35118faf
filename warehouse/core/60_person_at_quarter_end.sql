-- One row per person and quarter end: whether looked after on the day, the episode, period of care and placement that
-- speak for the person then (or last did), and every attribute a breakdown uses. This is the one as-at view: a breakdown
-- means the same wherever it stands.
WITH quarter_end AS (
    SELECT DISTINCT submission_quarter, quarter, ends AS on_date, rolling_year_starts FROM core.reporting_period
),

speaking AS (
    -- The episode open on the day with the later start; with none, the last one begun (section 3.5 and the breakdowns).
    SELECT
        e.*,
        q.quarter,
        e.episode_end IS NULL OR e.episode_end > q.on_date AS is_open
    FROM quarter_end AS q
    INNER JOIN core.episode AS e ON e.submission_quarter = q.submission_quarter AND e.episode_start <= q.on_date
    QUALIFY row_number() OVER (
        PARTITION BY e.authority, e.submission_quarter, e.person_id, q.quarter
        ORDER BY (e.episode_end IS NULL OR e.episode_end > q.on_date) DESC, e.episode_start DESC
    ) = 1
),

lived_in AS (
    -- Type and provider are those of the latest episode of the placement that is not a temporary leg (section 3.10).
    SELECT
        s.authority,
        s.submission_quarter,
        s.quarter,
        s.person_id,
        arg_max(e.placement_type, e.episode_start) AS placement_type,
        arg_min(e.placement_type, e.episode_start) AS first_placement_type,
        last(e.placement_provider ORDER BY e.episode_start) AS placement_provider,
        last(e.urn ORDER BY e.episode_start) AS urn,
        last(e.placement_id ORDER BY e.episode_start) AS placement_id
    FROM speaking AS s
    INNER JOIN quarter_end AS q USING (submission_quarter, quarter)
    INNER JOIN core.episode AS e
        ON e.authority = s.authority
        AND e.submission_quarter = s.submission_quarter
        AND e.person_id = s.person_id
        AND e.period_of_care_number = s.period_of_care_number
        AND e.placement_number = s.placement_number
        AND NOT e.is_temporary
        AND e.episode_start <= q.on_date
    WHERE s.placement_number > 0
    GROUP BY ALL
),

homes AS (
    -- Placements with a day in the 12 and in the 24 months, for "three or more placements".
    SELECT
        p.authority,
        p.submission_quarter,
        q.quarter,
        p.person_id,
        count(*) FILTER (WHERE p.placement_end IS NULL OR p.placement_end > q.rolling_year_starts) AS placements_in_year,
        count(*) AS placements_in_two_years
    FROM quarter_end AS q
    INNER JOIN core.placement AS p
        ON p.submission_quarter = q.submission_quarter
        AND p.placement_start <= q.on_date
        AND (p.placement_end IS NULL OR p.placement_end > months_later(q.on_date, -24) + 1)
    GROUP BY ALL
),

placed AS (
    SELECT
        p.authority,
        p.submission_quarter,
        q.quarter,
        q.on_date,
        p.person_id,
        p.date_of_birth,
        age_on(p.date_of_birth, q.on_date) AS age,
        coalesce(s.is_open, FALSE) AS is_looked_after,
        p.is_uasc AND (p.uasc_end_date IS NULL OR p.uasc_end_date > q.on_date) AS is_uasc_now,
        s.legal_status,
        s.category_of_need,
        s.placement_distance_miles,
        s.placement_authority,
        s.period_of_care_number,
        c.period_of_care_start,
        c.initial_health_due_date,
        h.placement_start,
        h.previous_placement_start,
        h.previous_placement_end,
        l.placement_type,
        l.first_placement_type,
        l.placement_provider,
        l.urn,
        l.placement_id,
        coalesce(homes.placements_in_year, 0) AS placements_in_year,
        coalesce(homes.placements_in_two_years, 0) AS placements_in_two_years,
        p.sex,
        p.ethnic_group,
        p.disability,
        p.is_uasc,
        p.team
    FROM core.person AS p
    INNER JOIN quarter_end AS q USING (submission_quarter)
    LEFT JOIN speaking AS s USING (authority, submission_quarter, quarter, person_id)
    LEFT JOIN core.period_of_care AS c USING (authority, submission_quarter, person_id, period_of_care_number)
    LEFT JOIN core.placement AS h
        ON h.authority = s.authority
        AND h.submission_quarter = s.submission_quarter
        AND h.person_id = s.person_id
        AND h.period_of_care_number = s.period_of_care_number
        AND h.placement_number = s.placement_number
    LEFT JOIN lived_in AS l USING (authority, submission_quarter, quarter, person_id)
    LEFT JOIN homes USING (authority, submission_quarter, quarter, person_id)
)

SELECT
    d.* EXCLUDE (sex, ethnic_group, disability, is_uasc),
    coalesce(d.sex, 'Not recorded') AS sex,
    coalesce(looked_after_band.category, 'Not recorded') AS looked_after_age_band,
    coalesce(care_leaver_band.category, 'Not recorded') AS care_leaver_age_band,
    coalesce(d.ethnic_group, 'Not recorded') AS ethnicity,
    coalesce(d.disability, 'Not recorded') AS disability,
    CASE WHEN d.is_uasc IS NULL THEN 'Not recorded' WHEN d.is_uasc_now THEN 'Yes' ELSE 'No' END AS uasc,
    coalesce(placement.category, 'Not recorded') AS placement_group,
    coalesce(legal.category, 'Not recorded') AS legal_status_group,
    profile.category AS legal_status_profile,
    mix.category AS placement_mix
FROM placed AS d
LEFT JOIN core.age_band AS looked_after_band
    ON looked_after_band.scorecard = 'looked_after' AND d.age BETWEEN looked_after_band.from_age AND looked_after_band.to_age
LEFT JOIN core.age_band AS care_leaver_band
    ON care_leaver_band.scorecard = 'care_leaver' AND d.age BETWEEN care_leaver_band.from_age AND care_leaver_band.to_age
LEFT JOIN core.code_group AS placement ON placement.breakdown = 'placement_group' AND placement.code = d.placement_type
LEFT JOIN core.code_group AS legal ON legal.breakdown = 'legal_status_group' AND legal.code = d.legal_status
LEFT JOIN core.code_group AS profile ON profile.breakdown = 'legal_status_profile' AND profile.code = d.legal_status
LEFT JOIN core.code_group AS mix
    ON mix.breakdown = 'placement_mix'
    AND mix.code IN (d.placement_type, d.placement_type || ' ' || d.placement_provider)
