-- Pathway plan reviews that fell due in the window of young people who then had a right to a plan, one row a due date: six
-- months after each day with an authorised plan or review (data contract 2, CL-23).
WITH events AS (
    SELECT DISTINCT e.authority, e.submission_quarter, e.person_id, e.event_date
    FROM clean.pathway_plans AS e
    WHERE e.authorised AND e.event_type IN ('plan', 'review')
),

due AS (
    SELECT
        e.*,
        months_later(e.event_date, 6) AS due_date,
        lead(e.event_date) OVER (
            PARTITION BY e.authority, e.submission_quarter, e.person_id ORDER BY e.event_date
        ) AS next_event_date
    FROM events AS e
),

in_window AS (
    SELECT p.quarter, p.time_window, d.*
    FROM period AS p
    INNER JOIN due AS d
        ON d.authority = p.authority
        AND d.submission_quarter = p.submission_quarter
        AND d.due_date BETWEEN p.starts AND p.ends
),

rostered AS (
    -- One category a day, in the order eligible, relevant, former relevant, qualifying.
    SELECT w.authority, w.submission_quarter, w.quarter, w.time_window, w.person_id, w.due_date
    FROM in_window AS w
    INNER JOIN clean.care_leaver_roster AS r
        ON r.authority = w.authority
        AND r.submission_quarter = w.submission_quarter
        AND r.person_id = w.person_id
        AND is_open_on(r.start_date, r.end_date, w.due_date)
    GROUP BY ALL
    HAVING bool_or(r.eligibility IN ('relevant', 'former_relevant')) AND NOT bool_or(r.eligibility = 'eligible')
),

looked_after AS (
    SELECT w.authority, w.submission_quarter, w.quarter, w.time_window, w.person_id, w.due_date
    FROM in_window AS w
    INNER JOIN core.person AS n
        ON n.authority = w.authority AND n.submission_quarter = w.submission_quarter AND n.person_id = w.person_id
    INNER JOIN core.care_spell AS s
        ON s.authority = w.authority AND s.submission_quarter = w.submission_quarter AND s.person_id = w.person_id
    WHERE age_on(n.date_of_birth, w.due_date) BETWEEN 16 AND 17
    GROUP BY ALL
    HAVING
        bool_or(is_open_on(s.spell_start, s.spell_end, w.due_date))
        AND sum(days_within(s.spell_start, s.spell_end, birthday(n.date_of_birth, 14), w.due_date + 1)) >= 91
)

SELECT
    w.authority,
    w.submission_quarter,
    w.quarter,
    w.time_window,
    w.person_id || '|' || w.event_date AS row_id,
    w.person_id,
    w.due_date,
    w.event_date AS last_event_date,
    w.next_event_date AS done_date,
    coalesce(w.next_event_date <= w.due_date, FALSE) AS is_on_time
FROM in_window AS w
LEFT JOIN rostered AS r USING (authority, submission_quarter, quarter, time_window, person_id, due_date)
LEFT JOIN looked_after AS l USING (authority, submission_quarter, quarter, time_window, person_id, due_date)
WHERE r.person_id IS NOT NULL OR l.person_id IS NOT NULL
