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

-- Whether a spell with a start and a perhaps blank end is open on a day (data contract 2, rule 20).
CREATE OR REPLACE MACRO is_open_on(starts_on, ends_on, on_date) AS
    starts_on <= on_date AND (ends_on IS NULL OR ends_on > on_date);

-- Whether such a spell has a day in [first_day, last_day] (rule 20).
CREATE OR REPLACE MACRO has_a_day_in(starts_on, ends_on, first_day, last_day) AS
    starts_on <= last_day AND (ends_on IS NULL OR ends_on > first_day);

-- First and last day of a school term such as 2017-18-2 (rule 21).
CREATE OR REPLACE MACRO term_starts(term) AS
    CASE right(term, 1)
        WHEN '1' THEN make_date(CAST(left(term, 4) AS INTEGER), 9, 1)
        WHEN '2' THEN make_date(CAST(left(term, 4) AS INTEGER) + 1, 1, 1)
        ELSE make_date(CAST(left(term, 4) AS INTEGER) + 1, 4, 1)
    END;
CREATE OR REPLACE MACRO term_ends(term) AS
    CASE right(term, 1)
        WHEN '1' THEN make_date(CAST(left(term, 4) AS INTEGER), 12, 31)
        WHEN '2' THEN make_date(CAST(left(term, 4) AS INTEGER) + 1, 3, 31)
        ELSE make_date(CAST(left(term, 4) AS INTEGER) + 1, 8, 31)
    END;

-- The academic year (from 1 September) that holds a day, such as 2017-18; and the term.
CREATE OR REPLACE MACRO academic_year(on_date) AS
    format('{}-{:02d}', year(months_later(on_date, -8)), (year(months_later(on_date, -8)) + 1) % 100);
CREATE OR REPLACE MACRO term_holding(on_date) AS
    academic_year(on_date) || CASE WHEN month(on_date) >= 9 THEN '-1' WHEN month(on_date) <= 3 THEN '-2' ELSE '-3' END;

-- The latest term over on a day (T* of rule 21).
CREATE OR REPLACE MACRO latest_term_over(on_date) AS
    CASE
        WHEN term_ends(term_holding(on_date)) <= on_date THEN term_holding(on_date)
        ELSE term_holding(term_starts(term_holding(on_date)) - 1)
    END;

-- A school year as a number: -1 early years, 0 Reception, then 1 to 14.
CREATE OR REPLACE MACRO school_year(year_group) AS
    CASE year_group WHEN 'EY' THEN -1 WHEN 'R' THEN 0 ELSE CAST(year_group AS INTEGER) END;

-- When the next health assessment is due after one: six months before the fifth birthday, twelve from it.
CREATE OR REPLACE MACRO next_assessment_due(assessed_on, date_of_birth) AS
    months_later(assessed_on, CASE WHEN assessed_on < birthday(date_of_birth, 5) THEN 6 ELSE 12 END);

-- What a young person does, in the categories of CL-17; an F3 or P3 that the council marks is an apprenticeship.
CREATE OR REPLACE MACRO activity_in_words(code, is_marked_apprentice) AS
    CASE
        WHEN code IN ('F1', 'P1') THEN 'Higher education'
        WHEN code IN ('F2', 'P2') THEN 'Other education'
        WHEN code IN ('F4', 'P4') OR (code IN ('F3', 'P3') AND is_marked_apprentice) THEN 'Apprenticeship'
        WHEN code IN ('F5', 'P5', 'F3', 'P3') THEN 'Training or employment'
        WHEN code = 'G4' THEN 'Illness or disability'
        WHEN code = 'G5' THEN 'Other not working'
        WHEN code = 'G6' THEN 'Pregnancy or parenting'
        ELSE 'Not known'
    END;
