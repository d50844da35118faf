-- Rules that several queries share. Installed in every build and in the warehouse itself.

-- The n-th birthday. A 29 February birthday falls on 1 March in common years (data contract, section 3.1);
-- adding years clamps it to 28 February, so one day is added back.
CREATE OR REPLACE MACRO birthday(date_of_birth, age) AS
    CAST(date_of_birth + to_years(CAST(age AS INTEGER)) AS DATE)
    + CASE
        WHEN month(date_of_birth) = 2 AND day(date_of_birth) = 29
             AND day(date_of_birth + to_years(CAST(age AS INTEGER))) = 28 THEN 1
        ELSE 0
      END;

-- Completed years on a day.
CREATE OR REPLACE MACRO age_on(date_of_birth, on_date) AS
    CAST(year(on_date) - year(date_of_birth)
         - CASE WHEN birthday(date_of_birth, year(on_date) - year(date_of_birth)) > on_date THEN 1 ELSE 0 END AS INTEGER);

-- Calendar months later (earlier when negative), clamped to the end of the month (section 3.2).
CREATE OR REPLACE MACRO months_later(from_date, months) AS
    CAST(from_date + to_months(CAST(months AS INTEGER)) AS DATE);

-- Days of [span_start, span_end) that fall in [first_day, last_day); a blank end is still running.
CREATE OR REPLACE MACRO days_within(span_start, span_end, first_day, last_day) AS
    greatest(0, date_diff('day', greatest(span_start, first_day), least(coalesce(span_end, last_day), last_day)));

-- Section 4, CL-05: letter R, code 0 or no record is not known, whatever else is recorded; otherwise the recorded
-- suitability, or else the second character of the code, or else the default of the letter.
CREATE OR REPLACE MACRO accommodation_answer(code, suitability) AS
    CASE
        WHEN code IS NULL OR code = '0' OR code[1] = 'R' THEN 'not known'
        WHEN coalesce(suitability, nullif(code[2], '')) = '1' THEN 'suitable'
        WHEN coalesce(suitability, nullif(code[2], '')) = '2' THEN 'unsuitable'
        WHEN code[1] IN ('B', 'C', 'D', 'E', 'K', 'T', 'U', 'Z') THEN 'suitable'
        WHEN code[1] IN ('S', 'V', 'W', 'X') THEN 'unsuitable'
        ELSE 'not known'
    END;

-- Section 4, CL-12 to CL-14.
CREATE OR REPLACE MACRO activity_answer(code) AS
    CASE
        WHEN code IS NULL OR code = '0' THEN 'not known'
        WHEN code[1] IN ('F', 'P') THEN 'eet'
        ELSE 'neet'
    END;

-- The status of a figure made of others: not available before not applicable before ok.
CREATE OR REPLACE MACRO worst_status(one, other) AS
    CASE
        WHEN one = 'not_available' OR other = 'not_available' THEN 'not_available'
        WHEN one = 'not_applicable' OR other = 'not_applicable' THEN 'not_applicable'
        ELSE 'ok'
    END;

-- The label of the quarter so many quarters later (earlier when negative).
CREATE OR REPLACE MACRO quarters_later(label, quarters) AS (
    WITH counted AS (SELECT CAST(left(label, 4) AS INTEGER) * 4 + CAST(right(label, 1) AS INTEGER) - 1 + quarters AS n)
    SELECT format('{}-{:02d}-Q{}', n // 4, (n // 4 + 1) % 100, n % 4 + 1) FROM counted
);
