-- Placements, days and cost of looked-after rows against the placement plan, one row a cost category and quarter of the
-- window; planned amounts are blank in a quarter without any plan row (data contract 2, SUF-28 to SUF-30).
WITH stretch AS (
    -- The quarters a window is made of: the quarter's own, or those of the year so far.
    SELECT DISTINCT
        p.authority,
        p.submission_quarter,
        p.quarter,
        p.time_window,
        q.quarter AS planned_quarter,
        greatest(p.starts, q.quarter_starts) AS first_day,
        q.ends AS last_day
    FROM (
        SELECT * REPLACE (CASE WHEN time_window = 'as_at' THEN quarter_starts ELSE starts END AS starts) FROM period
    ) AS p
    INNER JOIN (
        SELECT DISTINCT submission_quarter, quarter, quarter_starts, ends FROM core.reporting_period
    ) AS q ON q.submission_quarter = p.submission_quarter AND q.ends <= p.ends AND q.ends >= p.starts
),

plans AS (
    SELECT authority, submission_quarter, quarter AS planned_quarter, count(*) AS plan_rows
    FROM clean.placement_plan
    GROUP BY ALL
),

costed AS (
    SELECT
        s.authority,
        s.submission_quarter,
        s.quarter,
        s.time_window,
        s.planned_quarter,
        c.cost_category,
        sum(days_within(
            t.spell_start,
            t.spell_end,
            greatest(c.start_date, s.first_day),
            least(coalesce(c.end_date, s.last_day + 1), s.last_day + 1)
        )) AS care_days,
        sum(c.weekly_cost / 7 * days_within(
            t.spell_start,
            t.spell_end,
            greatest(c.start_date, s.first_day),
            least(coalesce(c.end_date, s.last_day + 1), s.last_day + 1)
        ) ORDER BY c.weekly_cost, c.person_id, c.start_date, t.spell_start) AS cost,
        count(*) FILTER (
            WHERE is_open_on(c.start_date, c.end_date, s.last_day) AND is_open_on(t.spell_start, t.spell_end, s.last_day)
        ) AS placements
    FROM stretch AS s
    INNER JOIN clean.placement_costs AS c
        ON c.authority = s.authority AND c.submission_quarter = s.submission_quarter AND c.start_date <= s.last_day
    INNER JOIN core.care_spell AS t
        ON t.authority = c.authority AND t.submission_quarter = c.submission_quarter AND t.person_id = c.person_id
    GROUP BY ALL
)

SELECT
    s.authority,
    s.submission_quarter,
    s.quarter,
    s.time_window,
    s.planned_quarter || '|' || k.code AS row_id,
    CAST(NULL AS VARCHAR) AS person_id,
    k.code AS cost_category,
    coalesce(c.placements, 0) AS placements,
    coalesce(c.care_days, 0) AS care_days,
    coalesce(c.cost, 0) AS cost,
    CASE WHEN n.plan_rows > 0 THEN coalesce(r.planned_placements, 0) END AS planned_placements,
    CASE
        WHEN n.plan_rows > 0 THEN coalesce(r.planned_placements, 0) * (date_diff('day', s.first_day, s.last_day) + 1)
    END AS planned_days,
    CASE
        WHEN n.plan_rows > 0
            THEN coalesce(r.planned_placements * r.planned_weekly_cost, 0) / 7
            * (date_diff('day', s.first_day, s.last_day) + 1)
    END AS planned_cost
FROM stretch AS s
CROSS JOIN (SELECT code FROM core.code WHERE code_set = 'COST_CATEGORY' AND family = 'placement') AS k
LEFT JOIN plans AS n USING (authority, submission_quarter, planned_quarter)
LEFT JOIN clean.placement_plan AS r
    ON r.authority = s.authority
    AND r.submission_quarter = s.submission_quarter
    AND r.quarter = s.planned_quarter
    AND r.cost_category = k.code
LEFT JOIN costed AS c
    ON c.authority = s.authority
    AND c.submission_quarter = s.submission_quarter
    AND c.quarter = s.quarter
    AND c.time_window = s.time_window
    AND c.planned_quarter = s.planned_quarter
    AND c.cost_category = k.code
