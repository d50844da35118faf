-- Settings registered on the last day, one row a registration: their places, whether a child looked after lives there, and
-- how they were visited and reviewed in the year (data contract 2, SUF-21, SUF-24).
WITH checked AS (
    SELECT
        p.authority,
        p.submission_quarter,
        p.quarter,
        p.time_window,
        r.urn,
        bool_or(r.record_type = 'visit' AND r.record_date >= p.rolling_year_starts) AS is_visited,
        bool_or(r.record_type = 'quality_assurance' AND r.record_date >= p.rolling_year_starts) AS is_quality_assured,
        max(r.record_date) FILTER (WHERE r.record_type = 'visit') AS last_visit_date,
        max(r.record_date) FILTER (WHERE r.record_type = 'quality_assurance') AS last_quality_assurance_date,
        max(r.record_date) FILTER (WHERE r.record_type = 'inspection') AS last_inspection_date,
        last(r.grade ORDER BY r.record_date) FILTER (WHERE r.record_type = 'inspection') AS grade
    FROM period AS p
    INNER JOIN clean.providers AS r
        ON r.authority = p.authority
        AND r.submission_quarter = p.submission_quarter
        AND r.record_type <> 'registration'
        AND r.record_date <= p.ends
    GROUP BY ALL
),

used AS (
    SELECT DISTINCT c.authority, c.submission_quarter, c.quarter, c.urn
    FROM core.person_at_quarter_end AS c
    WHERE c.is_looked_after AND c.urn IS NOT NULL
)

SELECT
    p.authority,
    p.submission_quarter,
    p.quarter,
    p.time_window,
    r.urn || '|' || r.record_type || '|' || r.record_date AS row_id,
    CAST(NULL AS VARCHAR) AS person_id,
    r.setting_type,
    r.in_house,
    r.places,
    u.urn IS NOT NULL AS is_in_use,
    row_number() OVER (
        PARTITION BY p.authority, p.submission_quarter, p.quarter, p.time_window, r.urn ORDER BY r.record_date DESC
    ) = 1 AS is_latest,
    coalesce(k.is_visited, FALSE)
    AND (k.grade IS DISTINCT FROM 'inadequate' OR coalesce(k.last_visit_date >= k.last_inspection_date, FALSE)) AS is_visited,
    coalesce(k.is_quality_assured, FALSE) AS is_quality_assured,
    k.last_visit_date,
    k.last_quality_assurance_date
FROM period AS p
INNER JOIN clean.providers AS r
    ON r.authority = p.authority
    AND r.submission_quarter = p.submission_quarter
    AND r.record_type = 'registration'
    AND is_open_on(r.record_date, r.end_date, p.ends)
LEFT JOIN checked AS k
    ON k.authority = p.authority
    AND k.submission_quarter = p.submission_quarter
    AND k.quarter = p.quarter
    AND k.time_window = p.time_window
    AND k.urn = r.urn
LEFT JOIN used AS u
    ON u.authority = p.authority AND u.submission_quarter = p.submission_quarter AND u.quarter = p.quarter AND u.urn = r.urn
