-- One row per person and quarter end for everyone on the leaving-care roster that day, or who on the care history
-- should be: the category recorded, the category derived, and the latest status (data contract, sections 3.11, 3.14, 3.19).
WITH quarter_end AS (
    SELECT DISTINCT submission_quarter, quarter, ends AS on_date FROM core.reporting_period
),

roster AS (
    SELECT
        r.authority,
        r.submission_quarter,
        q.quarter,
        r.person_id,
        -- One category a person.
        arg_min(r.eligibility, CASE r.eligibility
            WHEN 'eligible' THEN 1
            WHEN 'relevant' THEN 2
            WHEN 'former_relevant' THEN 3
            ELSE 4
        END) AS eligibility
    FROM quarter_end AS q
    INNER JOIN clean.care_leaver_roster AS r
        ON r.submission_quarter = q.submission_quarter
        AND r.start_date <= q.on_date
        AND (r.end_date IS NULL OR r.end_date > q.on_date)
    GROUP BY ALL
),

days AS (
    -- Days looked after from the 14th birthday up to and including the quarter end, and those from the 16th.
    SELECT
        p.authority,
        p.submission_quarter,
        q.quarter,
        p.person_id,
        sum(days_within(s.spell_start, s.spell_end, birthday(p.date_of_birth, 14), q.on_date + 1)) AS days_from_14,
        sum(days_within(s.spell_start, s.spell_end, birthday(p.date_of_birth, 16), q.on_date + 1)) AS days_from_16
    FROM quarter_end AS q
    INNER JOIN core.person AS p USING (submission_quarter)
    INNER JOIN core.care_spell AS s USING (authority, submission_quarter, person_id)
    WHERE s.spell_start <= q.on_date
    GROUP BY ALL
),

derived AS (
    SELECT
        a.authority,
        a.submission_quarter,
        a.quarter,
        a.on_date,
        a.person_id,
        a.age,
        a.is_looked_after,
        coalesce(d.days_from_14, 0) AS days_from_14,
        CASE
            WHEN d.days_from_14 >= 91 AND d.days_from_16 >= 1 THEN
                CASE
                    WHEN a.age BETWEEN 16 AND 17 AND a.is_looked_after THEN 'eligible'
                    WHEN a.age BETWEEN 16 AND 17 THEN 'relevant'
                    WHEN a.age >= 18 THEN 'former_relevant'
                END
            WHEN d.days_from_16 >= 1 THEN 'qualifying'
        END AS derived_eligibility
    FROM core.person_at_quarter_end AS a
    LEFT JOIN days AS d USING (authority, submission_quarter, quarter, person_id)
),

activity AS (
    SELECT e.authority, e.submission_quarter, q.quarter, e.person_id, arg_max(e.activity_code, e.status_date) AS activity_code
    FROM quarter_end AS q
    INNER JOIN clean.eet_status AS e ON e.submission_quarter = q.submission_quarter AND e.status_date <= q.on_date
    GROUP BY ALL
),

home AS (
    SELECT
        m.authority,
        m.submission_quarter,
        q.quarter,
        m.person_id,
        arg_max(m.accommodation_code, m.status_date) AS accommodation_code,
        arg_max(accommodation_answer(m.accommodation_code, m.suitability), m.status_date) AS accommodation_answer
    FROM quarter_end AS q
    INNER JOIN clean.accommodation AS m ON m.submission_quarter = q.submission_quarter AND m.status_date <= q.on_date
    GROUP BY ALL
)

SELECT
    d.authority,
    d.submission_quarter,
    d.quarter,
    d.on_date,
    d.person_id,
    d.age,
    d.is_looked_after,
    r.eligibility IS NOT NULL AS is_open,
    r.eligibility,
    d.derived_eligibility,
    d.days_from_14 AS days_looked_after_from_14,
    a.activity_code,
    activity_answer(a.activity_code) AS activity_answer,
    h.accommodation_code,
    coalesce(h.accommodation_answer, 'not known') AS accommodation_answer
FROM derived AS d
LEFT JOIN roster AS r USING (authority, submission_quarter, quarter, person_id)
LEFT JOIN activity AS a USING (authority, submission_quarter, quarter, person_id)
LEFT JOIN home AS h USING (authority, submission_quarter, quarter, person_id)
WHERE r.eligibility IS NOT NULL OR d.derived_eligibility IS NOT NULL
