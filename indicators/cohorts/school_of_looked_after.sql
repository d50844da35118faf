-- Children looked after on the last day, one row a child, with school: the year group and plan of the latest term over,
-- moves in two years, and whether an early-years place is due and taken (data contract 2, section 5.6).
WITH child AS (
    SELECT
        p.authority,
        p.submission_quarter,
        p.quarter,
        p.time_window,
        p.ends,
        c.person_id,
        c.age,
        c.date_of_birth,
        c.period_of_care_start,
        c.initial_health_due_date AS twenty_working_days_in,
        latest_term_over(p.ends) AS term_over
    FROM period AS p
    INNER JOIN core.person_at_quarter_end AS c USING (authority, submission_quarter, quarter)
    WHERE c.is_looked_after
),

this_term AS (
    SELECT c.authority, c.submission_quarter, c.quarter, c.time_window, c.person_id, school_year(t.year_group) AS school_year
    FROM child AS c
    INNER JOIN clean.education_terms AS t
        ON t.authority = c.authority
        AND t.submission_quarter = c.submission_quarter
        AND t.person_id = c.person_id
        AND t.term = c.term_over
),

quality AS (
    SELECT c.authority, c.submission_quarter, c.quarter, c.time_window, c.person_id, t.pep_quality
    FROM child AS c
    INNER JOIN clean.education_terms AS t USING (authority, submission_quarter, person_id)
    WHERE t.pep_date BETWEEN term_starts(c.term_over) AND c.ends
    QUALIFY row_number() OVER (
        PARTITION BY c.authority, c.submission_quarter, c.quarter, c.time_window, c.person_id
        ORDER BY t.pep_date DESC, t.term DESC
    ) = 1
),

steps AS (
    SELECT
        t.authority,
        t.submission_quarter,
        t.person_id,
        t.term,
        coalesce(t.school_id <> lag(t.school_id) OVER own, FALSE) AND t.phase_transfer IS DISTINCT FROM TRUE AS is_move
    FROM clean.education_terms AS t
    WINDOW own AS (PARTITION BY t.authority, t.submission_quarter, t.person_id ORDER BY t.term)
),

moved AS (
    SELECT DISTINCT c.authority, c.submission_quarter, c.quarter, c.time_window, c.person_id
    FROM child AS c
    INNER JOIN steps AS s USING (authority, submission_quarter, person_id)
    WHERE s.is_move AND term_ends(s.term) <= c.ends AND term_ends(s.term) > months_later(c.ends, -24)
),

early AS (
    SELECT
        c.authority,
        c.submission_quarter,
        c.quarter,
        c.time_window,
        c.person_id,
        bool_or(t.year_group <> 'EY') AS is_in_school,
        bool_or(t.year_group = 'EY' AND coalesce(t.place_taken, FALSE)) AS is_place_taken
    FROM child AS c
    INNER JOIN clean.education_terms AS t
        ON t.authority = c.authority
        AND t.submission_quarter = c.submission_quarter
        AND t.person_id = c.person_id
        AND t.term = term_holding(c.ends)
    GROUP BY ALL
)

SELECT
    c.authority,
    c.submission_quarter,
    c.quarter,
    c.time_window,
    c.person_id AS row_id,
    c.person_id,
    t.school_year,
    c.period_of_care_start <= months_later(c.ends, -24) AS is_in_care_24_months,
    c.twenty_working_days_in <= term_ends(c.term_over) AS is_plan_due,
    q.person_id IS NOT NULL AS has_plan,
    q.pep_quality AS plan_quality,
    m.person_id IS NOT NULL AS has_moved_school,
    -- From the term after the second birthday until school.
    c.age BETWEEN 2 AND 4
    AND birthday(c.date_of_birth, 2) < term_starts(term_holding(c.ends))
    AND NOT coalesce(e.is_in_school, FALSE) AS is_entitled_to_early_years,
    coalesce(e.is_place_taken, FALSE) AS is_place_taken
FROM child AS c
LEFT JOIN this_term AS t USING (authority, submission_quarter, quarter, time_window, person_id)
LEFT JOIN quality AS q USING (authority, submission_quarter, quarter, time_window, person_id)
LEFT JOIN moved AS m USING (authority, submission_quarter, quarter, time_window, person_id)
LEFT JOIN early AS e USING (authority, submission_quarter, quarter, time_window, person_id)
