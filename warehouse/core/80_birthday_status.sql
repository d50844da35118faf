-- One row per care leaver, 17th to 25th birthday and quarter end whose 12 months hold that birthday: the cohort of the
-- national care-leaver figures with the status nearest the birthday as known on that day (data contract, section 3.13).
WITH quarter_end AS (
    SELECT DISTINCT submission_quarter, quarter, ends AS on_date, rolling_year_starts FROM core.reporting_period
),

birthdays AS (
    SELECT
        p.authority,
        p.submission_quarter,
        q.quarter,
        q.on_date,
        p.person_id,
        CAST(a.age AS INTEGER) AS age,
        birthday(p.date_of_birth, 14) AS birthday_14,
        birthday(p.date_of_birth, 16) AS birthday_16,
        birthday(p.date_of_birth, a.age) AS birthday_date
    FROM quarter_end AS q
    INNER JOIN core.person AS p USING (submission_quarter)
    CROSS JOIN range(17, 26) AS a(age)
    WHERE birthday(p.date_of_birth, a.age) BETWEEN q.rolling_year_starts AND q.on_date
),

with_care AS (
    SELECT
        b.*,
        sum(days_within(s.spell_start, s.spell_end, b.birthday_14, b.birthday_date)) AS days_from_14,
        sum(days_within(s.spell_start, s.spell_end, b.birthday_16, b.birthday_date)) AS days_from_16,
        bool_or(s.spell_start <= b.birthday_date AND (s.spell_end IS NULL OR s.spell_end > b.birthday_date))
            AS is_looked_after_on_birthday
    FROM birthdays AS b
    INNER JOIN core.care_spell AS s USING (authority, submission_quarter, person_id)
    GROUP BY ALL
),

ended AS (
    -- How each period of care ended by the last day, and the last of them.
    SELECT
        c.authority,
        c.submission_quarter,
        q.quarter,
        c.person_id,
        bool_or(coalesce(c.reason_ceased IN ('E11', 'E12'), FALSE)) AS is_adopted,
        last(c.reason_ceased ORDER BY c.period_of_care_end, c.period_of_care_number) AS last_reason
    FROM quarter_end AS q
    INNER JOIN core.period_of_care AS c
        ON c.submission_quarter = q.submission_quarter AND c.period_of_care_end <= q.on_date
    GROUP BY ALL
),

cohort AS (
    SELECT
        w.*,
        months_later(w.birthday_date, -3) AS first_day,
        least(months_later(w.birthday_date, 1), w.on_date) AS last_day
    FROM with_care AS w
    LEFT JOIN ended AS e USING (authority, submission_quarter, quarter, person_id)
    WHERE
        w.days_from_14 >= 91
        AND w.days_from_16 >= 1
        AND (w.age > 18 OR NOT w.is_looked_after_on_birthday)
        AND NOT coalesce(e.is_adopted, FALSE)
        -- Nor those whose care passed to another authority (corrected in release 2).
        AND coalesce(e.last_reason <> 'E3', TRUE)
),

-- Nearest the birthday; of two as near, the one after it; of two on one day (contacts only), the later row.
contact AS (
    SELECT b.authority, b.submission_quarter, b.quarter, b.person_id, b.age, r.in_touch
    FROM cohort AS b
    INNER JOIN clean.care_leaver_contacts AS r USING (authority, submission_quarter, person_id)
    WHERE r.in_touch IS NOT NULL AND r.contact_date BETWEEN b.first_day AND b.last_day
    QUALIFY row_number() OVER (
        PARTITION BY b.authority, b.submission_quarter, b.quarter, b.person_id, b.age
        ORDER BY abs(date_diff('day', b.birthday_date, r.contact_date)), r.contact_date DESC, r.source_row DESC
    ) = 1
),

activity AS (
    SELECT
        b.authority,
        b.submission_quarter,
        b.quarter,
        b.person_id,
        b.age,
        r.activity_code,
        coalesce(r.apprenticeship, FALSE) AS is_marked_apprentice
    FROM cohort AS b
    INNER JOIN clean.eet_status AS r USING (authority, submission_quarter, person_id)
    WHERE r.status_date BETWEEN b.first_day AND b.last_day
    QUALIFY row_number() OVER (
        PARTITION BY b.authority, b.submission_quarter, b.quarter, b.person_id, b.age
        ORDER BY abs(date_diff('day', b.birthday_date, r.status_date)), r.status_date DESC
    ) = 1
),

home AS (
    SELECT b.authority, b.submission_quarter, b.quarter, b.person_id, b.age, r.accommodation_code, r.suitability
    FROM cohort AS b
    INNER JOIN clean.accommodation AS r USING (authority, submission_quarter, person_id)
    WHERE r.status_date BETWEEN b.first_day AND b.last_day
    QUALIFY row_number() OVER (
        PARTITION BY b.authority, b.submission_quarter, b.quarter, b.person_id, b.age
        ORDER BY abs(date_diff('day', b.birthday_date, r.status_date)), r.status_date DESC
    ) = 1
)

SELECT
    b.authority,
    b.submission_quarter,
    b.quarter,
    b.on_date,
    b.person_id,
    b.age AS birthday_age,
    b.birthday_date,
    t.in_touch,
    a.activity_code,
    activity_answer(a.activity_code) AS activity_answer,
    activity_in_words(a.activity_code, a.is_marked_apprentice) AS activity,
    h.accommodation_code,
    accommodation_answer(h.accommodation_code, h.suitability) AS accommodation_answer
FROM cohort AS b
LEFT JOIN contact AS t USING (authority, submission_quarter, quarter, person_id, age)
LEFT JOIN activity AS a USING (authority, submission_quarter, quarter, person_id, age)
LEFT JOIN home AS h USING (authority, submission_quarter, quarter, person_id, age)
WHERE t.in_touch IS NULL OR t.in_touch NOT IN ('DIED', 'RHOM')
