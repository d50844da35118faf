-- Children with a term of the present academic year that is over, looked after on its last day; one row a child, with the
-- sessions and suspensions of those terms by stage (rows "AY" of data contract 2, rule 21).
WITH terms AS (
    SELECT p.quarter, p.time_window, p.ends, t.*, school_year(t.year_group) AS school_year
    FROM period AS p
    INNER JOIN clean.education_terms AS t
        ON t.authority = p.authority
        AND t.submission_quarter = p.submission_quarter
        AND left(t.term, 7) = left(latest_term_over(p.ends), 7)
        AND term_ends(t.term) <= p.ends
    INNER JOIN core.care_spell AS s
        ON s.authority = t.authority
        AND s.submission_quarter = t.submission_quarter
        AND s.person_id = t.person_id
        AND is_open_on(s.spell_start, s.spell_end, term_ends(t.term))
)

SELECT
    t.authority,
    t.submission_quarter,
    t.quarter,
    t.time_window,
    t.person_id AS row_id,
    t.person_id,
    bool_or(t.school_year BETWEEN 0 AND 11) AS is_of_school_age,
    bool_or(t.school_year = 11) AS is_in_year_11,
    sum(t.sessions_possible) FILTER (WHERE t.school_year BETWEEN 0 AND 11 AND t.sessions_absent IS NOT NULL)
        AS sessions_possible,
    sum(t.sessions_absent) FILTER (WHERE t.school_year BETWEEN 0 AND 11 AND t.sessions_possible > 0) AS sessions_absent,
    sum(t.sessions_possible) FILTER (WHERE t.school_year >= 12 AND t.sessions_absent IS NOT NULL) AS sessions_possible_16,
    sum(t.sessions_absent) FILTER (WHERE t.school_year >= 12 AND t.sessions_possible > 0) AS sessions_absent_16,
    sum(t.suspensions) FILTER (WHERE t.school_year BETWEEN 0 AND 11) AS suspensions,
    coalesce(sum(t.sessions_suspended) FILTER (WHERE t.school_year BETWEEN 0 AND 11), 0) / 2 AS days_suspended,
    coalesce(bool_or(t.permanently_excluded) FILTER (WHERE t.school_year BETWEEN 0 AND 11), FALSE) AS is_excluded,
    coalesce(bool_or(t.offer) FILTER (WHERE t.school_year = 11), FALSE) AS has_offer,
    -- A tenth of sessions; fifteen in a hundred before 2015-16.
    CASE WHEN left(min(t.term), 7) < '2015-16' THEN 15 ELSE 10 END AS persistent_percent
FROM terms AS t
GROUP BY t.authority, t.submission_quarter, t.quarter, t.time_window, t.person_id
