-- One row per period of care: an unbroken chain of episodes (data contract, section 3.6).
WITH chains AS (
    SELECT
        e.authority,
        e.submission_quarter,
        e.person_id,
        e.period_of_care_number,
        min(e.episode_start) AS period_of_care_start,
        last(e.episode_end ORDER BY e.episode_number) AS period_of_care_end,
        last(CASE WHEN e.episode_end IS NOT NULL THEN e.reason_episode_ceased END ORDER BY e.episode_number)
            AS reason_ceased
    FROM core.episode AS e
    GROUP BY ALL
)

SELECT
    c.*,
    lag(c.period_of_care_end) OVER (
        PARTITION BY c.authority, c.submission_quarter, c.person_id ORDER BY c.period_of_care_number
    ) AS previous_period_of_care_end,
    -- Twenty working days on; the start is day 0 whether or not it is a working day (section 3.3).
    due.calendar_date AS initial_health_due_date,
    -- The health service is to be told within five working days.
    told.calendar_date AS health_request_due_date
FROM chains AS c
LEFT JOIN core.calendar_day AS started ON started.calendar_date = c.period_of_care_start
LEFT JOIN core.calendar_day AS due
    ON due.is_working_day AND due.working_days_so_far = started.working_days_so_far + 20
LEFT JOIN core.calendar_day AS told
    ON told.is_working_day AND told.working_days_so_far = started.working_days_so_far + 5
