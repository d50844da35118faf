-- Housing events of young people on the leaving-care roster on that day, one row an event: presentations and decisions in
-- the window, and tenancies that began so long ago that twelve months are over (data contract 2, CL-31, CL-32).
SELECT
    p.authority,
    p.submission_quarter,
    p.quarter,
    p.time_window,
    h.person_id || '|' || h.event_type || '|' || h.start_date AS row_id,
    h.person_id,
    h.event_type,
    h.jointly_agreed,
    h.start_date AS event_date,
    months_later(h.start_date, 12) AS year_date,
    h.end_date,
    h.end_date IS NULL OR h.end_date >= months_later(h.start_date, 12) OR coalesce(h.end_reason = 'planned_move', FALSE)
        AS is_sustained
FROM period AS p
INNER JOIN clean.housing AS h
    ON h.authority = p.authority
    AND h.submission_quarter = p.submission_quarter
    AND CASE
        WHEN h.event_type = 'tenancy'
            THEN h.start_date > months_later(p.ends, -24) AND h.start_date <= months_later(p.ends, -12)
        ELSE h.event_type <> 'priority_band' AND h.start_date BETWEEN p.starts AND p.ends
    END
WHERE EXISTS (
    SELECT 1
    FROM clean.care_leaver_roster AS r
    WHERE r.authority = h.authority
        AND r.submission_quarter = h.submission_quarter
        AND r.person_id = h.person_id
        AND is_open_on(r.start_date, r.end_date, h.start_date)
)
