-- Carer households with an open row on the last day, one row a household, by the open row that began last.
SELECT
    p.authority,
    p.submission_quarter,
    p.quarter,
    p.time_window,
    h.household_id AS row_id,
    CAST(NULL AS VARCHAR) AS person_id,
    h.carer_type,
    h.carer_type = 'adopter' AS is_adopter,
    h.vacancies,
    g.category AS ethnic_group,
    h.approved_date <= p.ends AND (h.matched_date IS NULL OR h.matched_date > p.ends) AS is_waiting
FROM period AS p
INNER JOIN clean.carers AS h
    ON h.authority = p.authority
    AND h.submission_quarter = p.submission_quarter
    AND is_open_on(h.start_date, h.end_date, p.ends)
LEFT JOIN core.code_group AS g ON g.breakdown = 'ethnicity' AND g.code = h.ethnicity
QUALIFY row_number() OVER (
    PARTITION BY p.authority, p.submission_quarter, p.quarter, p.time_window, h.household_id, h.carer_type = 'adopter'
    ORDER BY h.start_date DESC
) = 1
