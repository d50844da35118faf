-- Pupils with a result of year 11 in the latest academic year ended, looked after continuously for the twelve months to that
-- year's 31 March; one row a pupil (data contract 2, LAC-99-OUT).
WITH results AS (
    SELECT
        p.quarter,
        p.time_window,
        a.authority,
        a.submission_quarter,
        a.person_id,
        make_date(CAST(left(a.academic_year, 4) AS INTEGER) + 1, 3, 31) AS on_date,
        bool_or(NOT a.in_area) AS is_elsewhere
    FROM period AS p
    INNER JOIN clean.attainment AS a
        ON a.authority = p.authority
        AND a.submission_quarter = p.submission_quarter
        AND a.academic_year = academic_year(months_later(date_trunc('month', p.ends), -12))
        AND a.measure IN ('KS4', 'A8')
    GROUP BY ALL
),

speaking AS (
    SELECT r.*, c.period_of_care_start
    FROM results AS r
    INNER JOIN core.episode AS e
        ON e.authority = r.authority
        AND e.submission_quarter = r.submission_quarter
        AND e.person_id = r.person_id
        AND is_open_on(e.episode_start, e.episode_end, r.on_date)
    INNER JOIN core.period_of_care AS c
        ON c.authority = e.authority
        AND c.submission_quarter = e.submission_quarter
        AND c.person_id = e.person_id
        AND c.period_of_care_number = e.period_of_care_number
    QUALIFY row_number() OVER (
        PARTITION BY r.authority, r.submission_quarter, r.quarter, r.time_window, r.person_id ORDER BY e.episode_start DESC
    ) = 1
)

SELECT
    s.authority,
    s.submission_quarter,
    s.quarter,
    s.time_window,
    s.person_id AS row_id,
    s.person_id,
    s.is_elsewhere
FROM speaking AS s
WHERE s.period_of_care_start <= months_later(s.on_date, -12)
