-- Children looked after on the last day (+1) and on the day before the quarter began (-1), one row a child and day.
-- Relation: difference of looked_after_on_the_day
SELECT
    p.authority,
    p.submission_quarter,
    p.quarter,
    p.time_window,
    c.person_id || '|' || day.name AS row_id,
    c.person_id,
    day.sign AS sign
FROM period AS p
CROSS JOIN (VALUES ('last day', 1, 0), ('day before', -1, -1)) AS day(name, sign, quarters)
INNER JOIN core.person_at_quarter_end AS c
    ON c.authority = p.authority
    AND c.submission_quarter = p.submission_quarter
    AND c.on_date = CASE WHEN day.quarters = 0 THEN p.ends ELSE p.quarter_starts - 1 END
WHERE c.is_looked_after
