-- Everyone on the leaving-care roster on the last day, one row a person, with needs, parenthood, housing, and where they
-- have lived during the window (data contract 2, section 5.8).
WITH open_case AS (
    SELECT
        p.authority,
        p.submission_quarter,
        p.quarter,
        p.time_window,
        p.starts,
        p.ends,
        c.person_id,
        c.age,
        c.eligibility
    FROM period AS p
    INNER JOIN core.care_leaver AS c USING (authority, submission_quarter, quarter)
    WHERE c.is_open
),

needed AS (
    SELECT
        o.authority,
        o.submission_quarter,
        o.quarter,
        o.time_window,
        o.person_id,
        map_from_entries(list({'k': n.need, 'v': n.present} ORDER BY n.need)) AS latest_needs,
        max(n.recorded_date) FILTER (WHERE n.need = 'PREGNANT' AND n.present) AS pregnant_recorded_date
    FROM open_case AS o
    INNER JOIN (
        SELECT p.quarter, p.time_window, d.*
        FROM (SELECT DISTINCT authority, submission_quarter, quarter, time_window, ends FROM period) AS p
        INNER JOIN clean.needs AS d
            ON d.authority = p.authority AND d.submission_quarter = p.submission_quarter AND d.recorded_date <= p.ends
        QUALIFY row_number() OVER (
            PARTITION BY d.authority, d.submission_quarter, p.quarter, p.time_window, d.person_id, d.need
            ORDER BY d.recorded_date DESC
        ) = 1
    ) AS n USING (authority, submission_quarter, quarter, time_window, person_id)
    GROUP BY ALL
),

own_child AS (
    SELECT
        o.authority,
        o.submission_quarter,
        o.quarter,
        o.time_window,
        o.person_id,
        last(d.need ORDER BY d.recorded_date, d.source_row) AS own_child
    FROM open_case AS o
    INNER JOIN clean.needs AS d USING (authority, submission_quarter, person_id)
    WHERE starts_with(d.need, 'OWN_CHILD_') AND d.present AND d.recorded_date <= o.ends
    GROUP BY ALL
),

homes AS (
    SELECT
        o.authority,
        o.submission_quarter,
        o.quarter,
        o.time_window,
        o.person_id,
        left(a.accommodation_code, 1) AS letter,
        days_within(a.status_date, a.until_date, o.starts, o.ends + 1) AS nights
    FROM open_case AS o
    INNER JOIN (
        SELECT
            m.*,
            lead(m.status_date) OVER (
                PARTITION BY m.authority, m.submission_quarter, m.person_id ORDER BY m.status_date
            ) AS until_date
        FROM clean.accommodation AS m
    ) AS a USING (authority, submission_quarter, person_id)
    WHERE a.status_date <= o.ends
),

nights AS (
    SELECT
        h.authority,
        h.submission_quarter,
        h.quarter,
        h.time_window,
        h.person_id,
        coalesce(sum(h.nights) FILTER (WHERE h.letter IN ('S', 'V', 'W')), 0) AS homeless_nights,
        coalesce(sum(h.nights) FILTER (WHERE h.letter = 'W'), 0) AS bed_and_breakfast_nights
    FROM homes AS h
    GROUP BY ALL
),

banded AS (
    SELECT DISTINCT o.authority, o.submission_quarter, o.quarter, o.time_window, o.person_id
    FROM open_case AS o
    INNER JOIN clean.housing AS h USING (authority, submission_quarter, person_id)
    WHERE h.event_type = 'priority_band' AND is_open_on(h.start_date, h.end_date, o.ends)
),

in_meetings AS (
    SELECT DISTINCT o.authority, o.submission_quarter, o.quarter, o.time_window, o.person_id
    FROM open_case AS o
    INNER JOIN clean.safeguarding AS s USING (authority, submission_quarter, person_id)
    WHERE s.event_type = 'risk_meetings' AND is_open_on(s.event_date, s.end_date, o.ends)
),

contacted AS (
    SELECT
        o.authority,
        o.submission_quarter,
        o.quarter,
        o.time_window,
        o.person_id,
        last(r.in_touch ORDER BY r.contact_date, r.source_row) AS in_touch
    FROM open_case AS o
    INNER JOIN clean.care_leaver_contacts AS r USING (authority, submission_quarter, person_id)
    WHERE r.in_touch IS NOT NULL AND r.contact_date <= o.ends
    GROUP BY ALL
)

SELECT
    o.authority,
    o.submission_quarter,
    o.quarter,
    o.time_window,
    o.person_id AS row_id,
    o.person_id,
    o.age,
    o.eligibility <> 'eligible' AS is_care_leaver,
    n.sex = 'F' AS is_woman,
    coalesce(n.is_parent, FALSE) OR coalesce(d.latest_needs['PARENT'], FALSE) AS is_parent,
    d.latest_needs['CHILD_AT_HOME'] AS has_child_at_home,
    w.own_child,
    coalesce(d.latest_needs['PREGNANT'] AND d.pregnant_recorded_date >= months_later(o.ends, -9), FALSE) AS is_pregnant,
    d.latest_needs['MENTAL_HEALTH'] AS needs_mental_health,
    d.latest_needs['SUBSTANCE'] AS needs_substance,
    d.latest_needs['DOMESTIC_ABUSE'] AS needs_domestic_abuse,
    d.latest_needs['OFFENDING_RISK'] AS needs_offending,
    d.latest_needs['ISOLATED'] AS needs_isolated,
    d.latest_needs['DISABILITY'] AS needs_disability,
    d.latest_needs['ACCOMMODATION_UNMET'] AS needs_accommodation,
    CASE WHEN k.in_touch IN ('DIED', 'RHOM') THEN 'Left the cohort' ELSE k.in_touch END AS contact,
    CASE
        WHEN left(c.accommodation_code, 1) IN ('R', '0') OR c.accommodation_code IS NULL THEN 'Not known'
        ELSE left(c.accommodation_code, 1)
    END AS home,
    coalesce(g.homeless_nights, 0) AS homeless_nights,
    coalesce(g.bed_and_breakfast_nights, 0) AS bed_and_breakfast_nights,
    b.person_id IS NOT NULL AS is_in_priority_band,
    m.person_id IS NOT NULL AS is_in_risk_meetings
FROM open_case AS o
INNER JOIN core.person AS n USING (authority, submission_quarter, person_id)
INNER JOIN core.care_leaver AS c USING (authority, submission_quarter, quarter, person_id)
LEFT JOIN needed AS d USING (authority, submission_quarter, quarter, time_window, person_id)
LEFT JOIN own_child AS w USING (authority, submission_quarter, quarter, time_window, person_id)
LEFT JOIN nights AS g USING (authority, submission_quarter, quarter, time_window, person_id)
LEFT JOIN banded AS b USING (authority, submission_quarter, quarter, time_window, person_id)
LEFT JOIN in_meetings AS m USING (authority, submission_quarter, quarter, time_window, person_id)
LEFT JOIN contacted AS k USING (authority, submission_quarter, quarter, time_window, person_id)
