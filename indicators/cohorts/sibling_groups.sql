-- Groups of brothers and sisters of whom two or more are looked after on the last day, one row a group: whether they live
-- together, which is not known where no two known homes differ and one is blank (data contract 2, SUF-12).
SELECT
    p.authority,
    p.submission_quarter,
    p.quarter,
    p.time_window,
    n.sibling_group AS row_id,
    CAST(NULL AS VARCHAR) AS person_id,
    CASE
        WHEN count(DISTINCT c.placement_id) >= 2 THEN FALSE
        WHEN count(c.placement_id) < count(*) THEN NULL
        ELSE TRUE
    END AS is_together
FROM period AS p
INNER JOIN core.person_at_quarter_end AS c USING (authority, submission_quarter, quarter)
INNER JOIN core.person AS n USING (authority, submission_quarter, person_id)
WHERE c.is_looked_after AND n.sibling_group IS NOT NULL
GROUP BY p.authority, p.submission_quarter, p.quarter, p.time_window, n.sibling_group
HAVING count(*) >= 2
