-- Rows of placement costs, one row a cost: those open on the last day (window as_at), and otherwise those with days of the
-- window on which they are open and the child is looked after (data contract 2, rule 24).
WITH costed AS (
    SELECT p.quarter, p.time_window, p.starts, p.ends, k.family, c.*
    FROM period AS p
    INNER JOIN clean.placement_costs AS c
        ON c.authority = p.authority
        AND c.submission_quarter = p.submission_quarter
        AND c.start_date <= p.ends
        AND (c.end_date IS NULL OR c.end_date > p.starts)
    INNER JOIN core.code AS k ON k.code_set = 'COST_CATEGORY' AND k.code = c.cost_category
),

days AS (
    -- Days of the window on which the row is open and the child looked after.
    SELECT
        c.authority,
        c.submission_quarter,
        c.quarter,
        c.time_window,
        c.source_file,
        c.source_row,
        sum(days_within(
            s.spell_start, s.spell_end, greatest(c.start_date, c.starts), least(coalesce(c.end_date, c.ends + 1), c.ends + 1)
        )) AS care_days
    FROM costed AS c
    INNER JOIN core.care_spell AS s USING (authority, submission_quarter, person_id)
    WHERE c.family = 'placement'
    GROUP BY ALL
)

SELECT
    c.authority,
    c.submission_quarter,
    c.quarter,
    c.time_window,
    c.person_id || '|' || c.cost_category || '|' || c.start_date AS row_id,
    c.person_id,
    c.cost_category,
    c.weekly_cost,
    c.bespoke_outcomes,
    c.family = 'allowance' AS is_allowance,
    is_open_on(c.start_date, c.end_date, c.ends) AS is_open,
    c.family = 'placement' AND is_open_on(c.start_date, c.end_date, c.ends) AND a.is_looked_after AS is_looked_after_row,
    c.family = 'placement' AND is_open_on(c.start_date, c.end_date, c.ends) AND NOT a.is_looked_after AND a.age >= 18
        AS is_over_18_row,
    coalesce(d.care_days, 0) AS care_days,
    CASE WHEN c.time_window = 'as_at' THEN 1.0 ELSE coalesce(d.care_days, 0) / 7 END AS weeks,
    CASE
        WHEN c.time_window = 'as_at'
            THEN c.family = 'placement' AND is_open_on(c.start_date, c.end_date, c.ends) AND a.is_looked_after
        ELSE coalesce(d.care_days, 0) > 0
    END AS is_costed
FROM costed AS c
INNER JOIN core.person_at_quarter_end AS a
    ON a.authority = c.authority
    AND a.submission_quarter = c.submission_quarter
    AND a.quarter = c.quarter
    AND a.person_id = c.person_id
LEFT JOIN days AS d
    ON d.authority = c.authority
    AND d.submission_quarter = c.submission_quarter
    AND d.quarter = c.quarter
    AND d.time_window = c.time_window
    AND d.source_file = c.source_file
    AND d.source_row = c.source_row
