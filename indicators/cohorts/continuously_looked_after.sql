-- Children looked after continuously for twelve months on the last day, one row a child, with their health checks and
-- questionnaires (data contract, sections 3.8 and 4, LAC-46 to LAC-51 and LAC-60 to LAC-62).
-- Relation: within looked_after_on_the_day
-- Relation: contains looked_after_on_the_day where is_in_care_30_months
-- Relation: shares age
-- Relation: always NOT is_questionnaire_age OR age BETWEEN 4 AND 16
-- Relation: always score IS NULL OR score BETWEEN 0 AND 40
WITH child AS (
    SELECT
        p.authority,
        p.submission_quarter,
        p.quarter,
        p.time_window,
        p.ends,
        p.rolling_year_starts,
        c.person_id,
        c.age,
        c.age BETWEEN 5 AND 16 AS is_questionnaire_age
    FROM period AS p
    INNER JOIN core.person_at_quarter_end AS c USING (authority, submission_quarter, quarter)
    WHERE c.is_looked_after AND c.period_of_care_start <= months_later(p.ends, -12)
),

assessed AS (
    SELECT
        c.authority,
        c.submission_quarter,
        c.quarter,
        c.person_id,
        bool_or(h.status = 'completed' AND h.completed_date BETWEEN c.rolling_year_starts AND c.ends) AS is_assessed,
        bool_or(h.status = 'refused' AND h.appointment_date BETWEEN c.rolling_year_starts AND c.ends) AS is_refused,
        bool_or(h.status = 'did_not_attend' AND h.appointment_date BETWEEN c.rolling_year_starts AND c.ends)
            AS is_not_attended,
        max(h.completed_date) FILTER (WHERE h.status = 'completed' AND h.completed_date <= c.ends)
            AS last_assessment_date
    FROM child AS c
    INNER JOIN clean.health_assessments AS h USING (authority, submission_quarter, person_id)
    GROUP BY ALL
),

checked AS (
    SELECT
        c.authority,
        c.submission_quarter,
        c.quarter,
        c.person_id,
        bool_or(k.outcome) FILTER (WHERE k.check_type = 'DENTAL' AND k.check_date >= c.rolling_year_starts)
            AS is_seen_by_dentist,
        bool_or(k.outcome) FILTER (WHERE k.check_type = 'SUBSTANCE' AND k.check_date >= c.rolling_year_starts)
            AS is_substance_misuse,
        bool_or(k.outcome) FILTER (WHERE k.check_type = 'SUBSTANCE_RECEIVED' AND k.check_date >= c.rolling_year_starts)
            AS is_helped,
        bool_or(k.outcome) FILTER (WHERE k.check_type = 'SUBSTANCE_OFFERED' AND k.check_date >= c.rolling_year_starts)
            AS is_offered_help,
        arg_max(k.outcome, k.check_date) FILTER (WHERE k.check_type = 'IMMUNISATION') AS is_immunised,
        arg_max(k.outcome, k.check_date) FILTER (WHERE k.check_type = 'DEVELOPMENT') AS is_developing_checked,
        max(k.check_date) FILTER (WHERE k.check_type = 'DENTAL') AS last_dental_date,
        max(k.check_date) FILTER (WHERE k.check_type = 'IMMUNISATION') AS last_immunisation_date,
        max(k.check_date) FILTER (WHERE k.check_type = 'DEVELOPMENT') AS last_development_date
    FROM child AS c
    INNER JOIN clean.health_checks AS k USING (authority, submission_quarter, person_id)
    WHERE k.check_date <= c.ends
    GROUP BY ALL
),

questioned AS (
    SELECT
        c.authority,
        c.submission_quarter,
        c.quarter,
        c.person_id,
        -- The latest score of the year: the carer's if that date has one, otherwise the later row.
        last(s.score ORDER BY s.recorded_date, coalesce(s.completed_by = 'carer', FALSE), s.source_row)
            FILTER (WHERE s.score IS NOT NULL) AS score,
        last(s.reason_not_completed ORDER BY s.recorded_date, s.source_row)
            FILTER (WHERE s.reason_not_completed IS NOT NULL) AS reason_not_completed
    FROM child AS c
    INNER JOIN clean.sdqs AS s USING (authority, submission_quarter, person_id)
    WHERE s.recorded_date BETWEEN c.rolling_year_starts AND c.ends
    GROUP BY ALL
),

questioned_before AS (
    SELECT c.authority, c.submission_quarter, c.quarter, c.person_id, max(s.recorded_date) AS last_questionnaire_date
    FROM child AS c
    INNER JOIN clean.sdqs AS s USING (authority, submission_quarter, person_id)
    WHERE s.recorded_date < c.rolling_year_starts AND s.score IS NOT NULL
    GROUP BY ALL
)

SELECT
    c.authority,
    c.submission_quarter,
    c.quarter,
    c.time_window,
    c.person_id AS row_id,
    c.person_id,
    c.age,
    c.is_questionnaire_age,
    coalesce(a.is_assessed, FALSE) AS is_assessed,
    coalesce(a.is_refused, FALSE) AS is_refused,
    coalesce(a.is_not_attended, FALSE) AS is_not_attended,
    a.last_assessment_date,
    k.last_dental_date,
    k.last_immunisation_date,
    k.last_development_date,
    k.is_seen_by_dentist,
    k.is_immunised,
    k.is_developing_checked,
    coalesce(k.is_substance_misuse, FALSE) AS is_substance_misuse,
    coalesce(k.is_helped, FALSE) AS is_helped,
    coalesce(k.is_offered_help, FALSE) AS is_offered_help,
    q.score,
    q.reason_not_completed,
    b.last_questionnaire_date
FROM child AS c
LEFT JOIN assessed AS a USING (authority, submission_quarter, quarter, person_id)
LEFT JOIN checked AS k USING (authority, submission_quarter, quarter, person_id)
LEFT JOIN questioned AS q USING (authority, submission_quarter, quarter, person_id)
LEFT JOIN questioned_before AS b USING (authority, submission_quarter, quarter, person_id)
