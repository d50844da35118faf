-- Children with a period of care that started in the window, one row a child, with the first such start: the child's
-- age, need and legal status then, and whether any of them is a return after adoption or guardianship.
-- Relation: persons of periods_of_care_started
-- Relation: quarters overlap
WITH started AS (
    SELECT
        p.quarter,
        p.time_window,
        c.*,
        lag(c.reason_ceased) OVER (
            PARTITION BY p.quarter, p.time_window, c.authority, c.submission_quarter, c.person_id
            ORDER BY c.period_of_care_number
        ) AS previous_reason_ceased,
        c.period_of_care_start BETWEEN p.starts AND p.ends AS is_in_window
    FROM period AS p
    INNER JOIN core.period_of_care AS c
        ON c.authority = p.authority
        AND c.submission_quarter = p.submission_quarter
        AND c.period_of_care_start <= p.ends
),

first_start AS (
    SELECT
        s.authority,
        s.submission_quarter,
        s.quarter,
        s.time_window,
        s.person_id,
        min(s.period_of_care_number) AS period_of_care_number,
        min(s.period_of_care_start) AS period_of_care_start,
        bool_or(
            s.previous_reason_ceased IN ('E11', 'E12')
            OR s.previous_reason_ceased IN ('E43', 'E44', 'E45', 'E46', 'E47', 'E48')
            OR (s.period_of_care_number = 1 AND n.previous_permanence IN ('P1', 'P2'))
        ) AS is_back_after_permanence
    FROM started AS s
    INNER JOIN core.person AS n USING (authority, submission_quarter, person_id)
    WHERE s.is_in_window
    GROUP BY ALL
)

SELECT
    f.authority,
    f.submission_quarter,
    f.quarter,
    f.time_window,
    f.person_id AS row_id,
    f.person_id,
    e.category_of_need,
    b.category AS entry_age_band,
    g.category AS entry_legal_status,
    coalesce(f.is_back_after_permanence, FALSE) AS is_back_after_permanence,
    f.period_of_care_start
FROM first_start AS f
INNER JOIN core.person AS n USING (authority, submission_quarter, person_id)
INNER JOIN core.episode AS e
    ON e.authority = f.authority
    AND e.submission_quarter = f.submission_quarter
    AND e.person_id = f.person_id
    AND e.period_of_care_number = f.period_of_care_number
    AND e.episode_number = 1
LEFT JOIN core.age_band AS b
    ON b.scorecard = 'looked_after' AND age_on(n.date_of_birth, f.period_of_care_start) BETWEEN b.from_age AND b.to_age
LEFT JOIN core.code_group AS g ON g.breakdown = 'legal_status_profile' AND g.code = e.legal_status
