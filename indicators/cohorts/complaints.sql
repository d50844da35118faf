-- Complaints and compliments about services for looked-after children and care leavers, one row a record and event: received
-- in the window, or due for an answer in it (data contract 2, LAC-92).
SELECT
    p.authority,
    p.submission_quarter,
    p.quarter,
    p.time_window,
    c.record_id AS row_id,
    c.person_id,
    v.event,
    c.kind,
    c.service,
    c.made_by,
    c.due_date,
    c.responded_date,
    c.received_date
FROM period AS p
CROSS JOIN (SELECT unnest(['received', 'due']) AS event) AS v
INNER JOIN clean.complaints AS c
    ON c.authority = p.authority
    AND c.submission_quarter = p.submission_quarter
    AND c.service IN ('looked_after', 'care_leavers')
    AND CASE v.event WHEN 'received' THEN c.received_date ELSE c.due_date END BETWEEN p.starts AND p.ends
