-- Children looked after on the last day whose current placement began more than a week before, one row a child, with the
-- last visit at which they were seen there and the interval that applies (data contract 2, LAC-88).
WITH child AS (
    SELECT
        p.authority,
        p.submission_quarter,
        p.quarter,
        p.time_window,
        p.ends,
        c.person_id,
        c.placement_start,
        c.period_of_care_start,
        c.placement_id,
        c.placement_type = 'P1' AND c.legal_status = 'C1' AS is_with_parents_under_interim_order,
        c.placement_start <= months_later(p.ends, -12)
        AND coalesce(t.care_plan IN ('long_term_fostering', 'residential'), FALSE) AS is_settled_for_long
    FROM period AS p
    INNER JOIN core.person_at_quarter_end AS c USING (authority, submission_quarter, quarter)
    LEFT JOIN core.care_plan_at_quarter_end AS t USING (authority, submission_quarter, quarter, person_id)
    WHERE c.is_looked_after AND c.placement_start + 7 < p.ends
),

temporary_home AS (
    SELECT DISTINCT c.authority, c.submission_quarter, c.quarter, c.time_window, c.person_id
    FROM child AS c
    INNER JOIN clean.carers AS h
        ON h.authority = c.authority
        AND h.submission_quarter = c.submission_quarter
        AND h.household_id = c.placement_id
        AND h.carer_type = 'temporary_reg24'
        AND is_open_on(h.start_date, h.end_date, c.ends)
),

reviewed AS (
    SELECT DISTINCT c.authority, c.submission_quarter, c.quarter, c.time_window, c.person_id
    FROM child AS c
    INNER JOIN clean.reviews AS r USING (authority, submission_quarter, person_id)
    WHERE coalesce(r.status, 'held') = 'held' AND r.held_date BETWEEN c.period_of_care_start AND c.ends
),

seen AS (
    SELECT c.authority, c.submission_quarter, c.quarter, c.time_window, c.person_id, max(v.visit_date) AS last_visit_date
    FROM child AS c
    INNER JOIN clean.visits AS v USING (authority, submission_quarter, person_id)
    WHERE v.seen AND v.visit_date BETWEEN c.placement_start AND c.ends
    GROUP BY ALL
),

judged AS (
    SELECT
        c.*,
        s.last_visit_date,
        CASE
            WHEN c.is_with_parents_under_interim_order OR h.person_id IS NOT NULL
                THEN c.ends - CASE WHEN r.person_id IS NOT NULL THEN 28 ELSE 7 END
            WHEN c.is_settled_for_long THEN months_later(c.ends, -3)
            ELSE c.ends - 42
        END AS since,
        CASE
            WHEN c.is_with_parents_under_interim_order OR h.person_id IS NOT NULL
                THEN coalesce(s.last_visit_date, c.placement_start) + CASE WHEN r.person_id IS NOT NULL THEN 28 ELSE 7 END
            WHEN c.is_settled_for_long THEN months_later(coalesce(s.last_visit_date, c.placement_start), 3)
            ELSE coalesce(s.last_visit_date, c.placement_start) + 42
        END AS due_date
    FROM child AS c
    LEFT JOIN temporary_home AS h USING (authority, submission_quarter, quarter, time_window, person_id)
    LEFT JOIN reviewed AS r USING (authority, submission_quarter, quarter, time_window, person_id)
    LEFT JOIN seen AS s USING (authority, submission_quarter, quarter, time_window, person_id)
)

SELECT
    j.authority,
    j.submission_quarter,
    j.quarter,
    j.time_window,
    j.person_id AS row_id,
    j.person_id,
    j.last_visit_date,
    j.due_date,
    coalesce(j.last_visit_date >= j.since, FALSE) AS is_up_to_date
FROM judged AS j
