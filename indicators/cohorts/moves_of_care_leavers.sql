-- Moves of care leavers in the window: accommodation records whose kind of home differs from the record before, both known,
-- of young people on the roster (not eligible) that day; one row a move (data contract 2, CL-04-MOVE).
WITH steps AS (
    SELECT
        a.*,
        left(a.accommodation_code, 1) AS letter,
        lag(left(a.accommodation_code, 1)) OVER (
            PARTITION BY a.authority, a.submission_quarter, a.person_id ORDER BY a.status_date
        ) AS letter_before
    FROM clean.accommodation AS a
),

moved AS (
    SELECT p.quarter, p.time_window, s.authority, s.submission_quarter, s.person_id, s.status_date
    FROM period AS p
    INNER JOIN steps AS s
        ON s.authority = p.authority
        AND s.submission_quarter = p.submission_quarter
        AND s.status_date BETWEEN p.starts AND p.ends
    WHERE
        s.letter NOT IN ('R', '0')
        AND s.letter_before NOT IN ('R', '0')
        AND s.letter <> s.letter_before
        AND EXISTS (
            SELECT 1
            FROM clean.care_leaver_roster AS r
            WHERE r.authority = s.authority
                AND r.submission_quarter = s.submission_quarter
                AND r.person_id = s.person_id
                AND is_open_on(r.start_date, r.end_date, s.status_date)
        )
        -- Eligible goes before every other category of the day.
        AND NOT EXISTS (
            SELECT 1
            FROM clean.care_leaver_roster AS r
            WHERE r.authority = s.authority
                AND r.submission_quarter = s.submission_quarter
                AND r.person_id = s.person_id
                AND r.eligibility = 'eligible'
                AND is_open_on(r.start_date, r.end_date, s.status_date)
        )
)

SELECT
    m.authority,
    m.submission_quarter,
    m.quarter,
    m.time_window,
    m.person_id || '|' || m.status_date AS row_id,
    m.person_id,
    m.status_date AS moved_date,
    m.status_date + 7 AS due_date,
    min(c.contact_date) AS seen_date,
    coalesce(min(c.contact_date) <= m.status_date + 7, FALSE) AS is_seen
FROM moved AS m
LEFT JOIN clean.care_leaver_contacts AS c
    ON c.authority = m.authority
    AND c.submission_quarter = m.submission_quarter
    AND c.person_id = m.person_id
    AND c.method = 'visit'
    AND c.two_way
    AND c.contact_date >= m.status_date
GROUP BY m.authority, m.submission_quarter, m.quarter, m.time_window, m.person_id, m.status_date
