-- One row a review, held, due or cancelled. Where no review of a council has a due date, as in the SSDA903 return, the date
-- follows from regulation 33: 20 working days after the child came to be looked after, three months after the first review,
-- then six months after the one before; and one row more says when the next one was due.
WITH source AS (
    SELECT authority, submission_quarter, count(due_date) = 0 AS is_derived FROM clean.reviews GROUP BY ALL
),

given AS (
    SELECT r.authority, r.submission_quarter, r.person_id, r.due_date, r.held_date, r.status, FALSE AS is_due_date_derived
    FROM clean.reviews AS r
    INNER JOIN source AS s USING (authority, submission_quarter)
    WHERE NOT s.is_derived
),

-- The reviews of each period of care in order; whether the first of them is on file, the day the records begin tells.
numbered AS (
    SELECT
        c.authority,
        c.submission_quarter,
        c.person_id,
        c.period_of_care_number,
        c.period_of_care_end,
        c.initial_health_due_date AS first_due,
        r.held_date,
        r.status,
        c.period_of_care_start >= coalesce(h.covers_from, c.period_of_care_start) AS is_first_on_file,
        row_number() OVER care AS review_number,
        lag(r.held_date) OVER care AS held_before
    FROM core.period_of_care AS c
    INNER JOIN source AS s USING (authority, submission_quarter)
    LEFT JOIN core.history AS h
        ON h.authority = c.authority AND h.submission_quarter = c.submission_quarter AND h.extract = 'reviews'
    LEFT JOIN clean.reviews AS r
        ON r.authority = c.authority
        AND r.submission_quarter = c.submission_quarter
        AND r.person_id = c.person_id
        AND r.held_date >= c.period_of_care_start
        AND (c.period_of_care_end IS NULL OR r.held_date <= c.period_of_care_end)
    WHERE s.is_derived
    WINDOW care AS (
        PARTITION BY c.authority, c.submission_quarter, c.person_id, c.period_of_care_number ORDER BY r.held_date
    )
),

-- Three months after the first review; one held later than the second was due can only be a later one.
following AS (
    SELECT
        *,
        months_later(
            held_date,
            CASE WHEN review_number = 1 AND (is_first_on_file OR held_date < months_later(first_due, 3)) THEN 3 ELSE 6 END
        ) AS next_due
    FROM numbered
),

derived AS (
    SELECT
        authority,
        submission_quarter,
        person_id,
        CASE
            WHEN review_number > 1 THEN
                lag(next_due) OVER (
                    PARTITION BY authority, submission_quarter, person_id, period_of_care_number ORDER BY review_number
                )
            WHEN is_first_on_file THEN first_due
        END AS due_date,
        held_date,
        CASE WHEN held_date IS NULL THEN 'not_held' ELSE status END AS status
    FROM following
    UNION ALL BY NAME
    SELECT authority, submission_quarter, person_id, next_due AS due_date, CAST(NULL AS DATE) AS held_date, 'not_held' AS status
    FROM following
    WHERE held_date IS NOT NULL
    QUALIFY review_number = max(review_number) OVER (
        PARTITION BY authority, submission_quarter, person_id, period_of_care_number
    )
)

SELECT authority, submission_quarter, person_id, due_date, held_date, status, is_due_date_derived FROM given
UNION ALL BY NAME
SELECT *, TRUE AS is_due_date_derived FROM derived
