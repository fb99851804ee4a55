-- The views: the public interface, documented in schemas/database.md. Their columns are text codes; a change is announced.
-- A view whose name begins with an underscore is a part of others and may change at any time.
--
-- Look-ups are LEFT JOINs although every one of them finds its row: SQLite may put a plain join's table first, and for two views
-- joined by an analyst it then picked plans that did not end within minutes.

-- postgres:
-- A cell of a sheet as spreadsheets name it, or line and column of an XML document.
CREATE FUNCTION _cell(xml BIGINT, "row" BIGINT, col BIGINT) RETURNS TEXT
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN col IS NULL THEN NULL
    WHEN xml = 1 THEN "row" || ':' || col
    WHEN col < 26 THEN chr((65 + col)::INT4) || ("row" + 1)
    WHEN col < 702 THEN chr((64 + col / 26)::INT4) || chr((65 + col % 26)::INT4) || ("row" + 1)
    WHEN col < 18278
    THEN chr((64 + (col / 26 - 1) / 26)::INT4) || chr((65 + (col / 26 - 1) % 26)::INT4) || chr((65 + col % 26)::INT4)
        || ("row" + 1)
    ELSE chr((64 + ((col / 26 - 1) / 26 - 1) / 26)::INT4) || chr((65 + ((col / 26 - 1) / 26 - 1) % 26)::INT4)
        || chr((65 + (col / 26 - 1) % 26)::INT4) || chr((65 + col % 26)::INT4) || ("row" + 1)
END;
-- both:

-- The replies in force, by area: one for most, several where a supplement or a corrigendum was accepted.
CREATE VIEW _reply_in_force AS
SELECT
    reply.id, reply.file, standing.edition, standing.area, standing.revision, standing.received_on, standing.role, standing.ordinal,
    standing.settled, reply.first_answer, reply.last_answer, reply.unplaced
FROM standing
JOIN reply ON reply.id = standing.reply
WHERE standing.ordinal > 0;

-- The replies that speak for a State, the first of each: those of a dataset never do, nor what belongs to no area that could be
-- told.
CREATE VIEW _respondent_reply AS
SELECT
    reply.id, reply.file, reply.edition, reply.area, reply.revision, reply.received_on, reply.role, reply.first_answer,
    reply.last_answer
FROM _reply_in_force AS reply
LEFT JOIN edition ON edition.id = reply.edition
WHERE edition.kind = 'reply' AND reply.area <> 0 AND reply.ordinal = 1;

-- Every answer in force, as it counts: as it was sent, or as a decision settled it.
CREATE VIEW _stated AS
SELECT
    answer.id, answer.reply, reply.file, reply.edition, reply.area, reply.revision, answer.series, answer.year,
    CASE WHEN settled.changed = 1 THEN settled.status ELSE answer.status END AS status,
    CASE WHEN settled.changed = 1 THEN settled.number ELSE answer.number END AS number,
    CASE WHEN settled.changed = 1 THEN settled.scale ELSE answer.scale END AS scale,
    CASE WHEN settled.changed = 1 THEN settled.low ELSE answer.low END AS low,
    CASE WHEN settled.changed = 1 THEN settled.high ELSE answer.high END AS high,
    CASE WHEN settled.changed = 1 THEN settled.code ELSE answer.code END AS code,
    CASE WHEN settled.changed = 1 THEN NULL ELSE answer.text END AS text,
    settled.text AS settled_text,
    answer.raw,
    answer.number AS sent_number,
    answer.place, answer."row", answer.col,
    CASE WHEN settled.decision IS NULL THEN answer.disputed ELSE 0 END AS disputed,
    settled.decision AS decision
FROM _reply_in_force AS reply
-- Both conditions: the block of ids leads from the reply to its answers, the column from an answer to its reply.
JOIN answer ON answer.reply = reply.id AND answer.id BETWEEN reply.first_answer AND reply.last_answer
-- Of a reply with nothing settled the key is NULL, and nothing is looked up.
LEFT JOIN settled ON settled.area = CASE WHEN reply.settled = 1 THEN reply.area END AND settled.answer = answer.id
WHERE settled.answer IS NULL OR settled.counts = 1;

-- Every answer in force in text codes, contacts included. The casts change nothing but the plan: without them SQLite builds an
-- index of all answers by year for a query that wants one area.
CREATE VIEW _answer_in_force AS
SELECT
    answer.id AS answer,
    area.code AS area,
    edition.instrument AS instrument,
    edition.name AS edition,
    edition.kind AS edition_kind,
    answer.revision AS revision,
    item.code AS item,
    item.section AS section,
    item.pillar AS pillar,
    CAST(answer.year AS INTEGER) AS year,
    series.sex AS sex,
    series.age AS age,
    series.exploitation AS exploitation,
    series.citizenship AS citizenship,
    series.counterpart AS counterpart,
    CASE WHEN answer.scale > 0 THEN {{scaled number of answer}} ELSE answer.number END AS number,
    CASE
        WHEN answer.number IS NULL THEN answer.low
        WHEN answer.scale > 0 THEN {{scaled number of answer}}
        ELSE answer.number
    END AS low,
    CASE
        WHEN answer.number IS NULL THEN answer.high
        WHEN answer.scale > 0 THEN {{scaled number of answer}}
        ELSE answer.number
    END AS high,
    coalesce(answer.settled_text, value_text.text) AS text,
    value_code.code AS code,
    status.code AS status,
    CAST(answer.disputed AS INTEGER) AS disputed,
    CASE WHEN answer.raw IS NULL THEN CAST(answer.sent_number AS TEXT) ELSE raw_text.text END AS raw,
    file_record.label AS file,
    nullif(place.name, '') AS sheet,
    {{cell of answer}} AS cell,
    decision.key AS decision,
    item.kind AS item_kind
FROM _stated AS answer
LEFT JOIN edition ON edition.id = answer.edition
LEFT JOIN series ON series.id = answer.series
LEFT JOIN item ON item.id = series.item
LEFT JOIN status ON status.id = answer.status
LEFT JOIN raw_text ON raw_text.id = answer.raw
LEFT JOIN file_record ON file_record.id = answer.file
LEFT JOIN code AS area ON area.id = answer.area
LEFT JOIN code AS value_code ON value_code.id = answer.code
LEFT JOIN raw_text AS value_text ON value_text.id = answer.text
LEFT JOIN place ON place.id = answer.place
LEFT JOIN decision ON decision.id = answer.decision;

CREATE VIEW current_answer AS
SELECT
    answer, area, instrument, edition, edition_kind, revision, item, section, pillar, year, sex, age, exploitation, citizenship,
    counterpart, number, low, high, text, code, status, disputed, raw, file, sheet, cell, decision
FROM _answer_in_force
WHERE item_kind <> 'contact';

CREATE VIEW observation AS
SELECT
    area, instrument, edition, item, year, sex, age, exploitation, citizenship, counterpart, number, low, high, status, disputed,
    decision
FROM _answer_in_force
WHERE item_kind IN ('count', 'amount');

-- Every answer in force once: one that speaks for several areas (only those of a joint reply do) with the first where it counts.
CREATE VIEW _sent_in_force AS
SELECT answer.id, answer.series
FROM _reply_in_force AS reply
JOIN answer ON answer.reply = reply.id AND answer.id BETWEEN reply.first_answer AND reply.last_answer
LEFT JOIN settled ON settled.area = CASE WHEN reply.settled = 1 THEN reply.area END AND settled.answer = answer.id
WHERE (settled.answer IS NULL OR settled.counts = 1)
    AND (reply.role <> 'joint' OR NOT EXISTS (
        SELECT 1
        FROM standing AS earlier
        LEFT JOIN settled AS there
            ON there.area = CASE WHEN earlier.settled = 1 THEN earlier.area END AND there.answer = answer.id
        WHERE earlier.reply = reply.id AND earlier.ordinal > 0 AND earlier.area < reply.area
            AND (there.answer IS NULL OR there.counts = 1)));

CREATE VIEW answer_dimension AS
SELECT answer.id AS answer, dimension.code AS dimension, code.code AS code
FROM _sent_in_force AS answer
LEFT JOIN series ON series.id = answer.series
LEFT JOIN item ON item.id = series.item
JOIN series_dimension ON series_dimension.series = series.id
LEFT JOIN dimension ON dimension.id = series_dimension.dimension
LEFT JOIN code ON code.id = series_dimension.code
WHERE item.kind <> 'contact';

CREATE VIEW answer_attribute AS
SELECT answer.id AS answer, name.text AS name, raw.text AS raw
FROM _sent_in_force AS answer
LEFT JOIN series ON series.id = answer.series
LEFT JOIN item ON item.id = series.item
JOIN attribute ON attribute.answer = answer.id
LEFT JOIN raw_text AS name ON name.id = attribute.name
LEFT JOIN raw_text AS raw ON raw.id = attribute.raw
WHERE item.kind <> 'contact';

CREATE VIEW unplaced AS
SELECT
    file_record.label AS file,
    nullif(place.name, '') AS sheet,
    {{cell of unplaced_record}} AS cell,
    raw_text.text AS raw,
    kind.code AS rule,
    replace(kind.name, '-', ' ') AS reason
FROM unplaced_record
JOIN reply ON reply.id = unplaced_record.reply
LEFT JOIN file_record ON file_record.id = reply.file
LEFT JOIN raw_text ON raw_text.id = unplaced_record.raw
LEFT JOIN kind ON kind.code = unplaced_record.kind
LEFT JOIN place ON place.id = unplaced_record.place;

-- Every finding that holds: one on a reply that is pending, as long as it is.
CREATE VIEW _finding AS
SELECT finding_record.*
FROM finding_record
WHERE finding_record.pending IS NULL
    OR EXISTS (SELECT 1 FROM standing WHERE standing.reply = finding_record.pending AND standing.role = 'pending');

CREATE VIEW findings AS
SELECT
    file_record.label AS file,
    area.code AS area,
    nullif(place.name, '') AS sheet,
    {{cell of finding_record}} AS cell,
    kind.code AS rule,
    kind.severity AS severity,
    finding_record.message AS message
FROM _finding AS finding_record
LEFT JOIN file_record ON file_record.id = finding_record.file
LEFT JOIN kind ON kind.code = finding_record.kind
LEFT JOIN code AS area ON area.id = finding_record.area
LEFT JOIN place ON place.id = finding_record.place;

CREATE VIEW finding_count AS
SELECT file_record.label AS file, kind.code AS rule, kind.severity AS severity, counted.count AS count
FROM (
    SELECT file, kind, count FROM finding_total
    UNION ALL
    SELECT file, kind, count(*) AS count FROM _finding WHERE pending IS NOT NULL GROUP BY file, kind
) AS counted
LEFT JOIN file_record ON file_record.id = counted.file
LEFT JOIN kind ON kind.code = counted.kind;

CREATE VIEW label_readings AS
SELECT
    file_record.label AS file,
    label_record."column" AS "column",
    raw_text.text AS raw,
    code.code AS code,
    label_record.how AS how,
    label_record."rows" AS "rows"
FROM label_record
LEFT JOIN file_record ON file_record.id = label_record.file
LEFT JOIN raw_text ON raw_text.id = label_record.raw
LEFT JOIN code ON code.id = label_record.code;

CREATE VIEW cell_note AS
SELECT
    file_record.label AS file,
    nullif(place.name, '') AS sheet,
    {{cell of note_record}} AS cell,
    note_record.kind AS kind,
    note_record.text AS text
FROM note_record
LEFT JOIN file_record ON file_record.id = note_record.file
LEFT JOIN place ON place.id = note_record.place;

CREATE VIEW files AS
SELECT
    file_record.label AS file,
    file_record.sha256 AS sha256,
    file_record.size AS size,
    file_record.format AS format,
    edition.instrument AS instrument,
    edition.name AS edition,
    file_record.layout AS layout,
    file_record.language AS language,
    file_record.outcome AS outcome,
    file_record.reason AS reason,
    file_record.cells AS cells,
    file_record.mapped AS mapped,
    file_record.template AS template,
    file_record.unmapped AS unmapped,
    file_record."rows" AS "rows",
    file_record.rows_answered AS rows_answered,
    file_record.rows_unplaced AS rows_unplaced,
    run_record.started_at AS first_seen
FROM file_record
JOIN run_record ON run_record.id = file_record.first_run
LEFT JOIN edition ON edition.id = file_record.edition;

CREATE VIEW runs AS
SELECT
    id AS run, started_at, finished_at, tool, schemas, operator, host, found, loaded, unchanged, rejected, ignored
FROM run_record;

CREATE VIEW area AS
SELECT
    code.code AS code,
    area_record.kind AS kind,
    area_record.m49 AS m49,
    area_record.name_en AS name_en,
    area_record.name_fr AS name_fr,
    area_record.name_es AS name_es,
    area_record.name_ru AS name_ru,
    area_record.name_ar AS name_ar,
    area_record.name_zh AS name_zh,
    area_record.region AS region,
    area_record.subregion AS subregion,
    part_of.code AS part_of,
    area_record.footnote AS footnote
FROM area_record
LEFT JOIN code ON code.id = area_record.code
LEFT JOIN code AS part_of ON part_of.id = area_record.part_of;

CREATE VIEW respondent AS
SELECT
    code.code AS area,
    edition.instrument AS instrument,
    edition.name AS edition,
    reply.revision AS revision,
    reply.received_on AS received_on,
    CASE WHEN reply.received_on > edition.cutoff THEN 1 WHEN reply.received_on <= edition.cutoff THEN 0 END AS late
FROM _respondent_reply AS reply
LEFT JOIN edition ON edition.id = reply.edition
LEFT JOIN code ON code.id = reply.area;

-- What each respondent says on each item: one row an area and item, also where no reply has an answer to it.
CREATE VIEW _item_of_reply AS
SELECT
    item.id AS item,
    reply.area AS area,
    CASE
        -- The item is not in the reply at all (it was asked later, or the form was shortened): that is not a blank, which is a
        -- question seen and left empty, and still less a "no".
        WHEN said.answers IS NULL THEN 'other'
        -- Two figures that disagree are used in no tally until somebody decides.
        WHEN said.disputed = 1 THEN 'other'
        -- One option selected is a yes, whatever stands beside the other options.
        WHEN item.kind = 'multi' AND said.selected > 0 THEN 'yes'
        WHEN said.blanks = said.answers THEN 'blank'
        WHEN said.first_code <> said.last_code OR said.codes + said.blanks <> said.answers THEN 'other'
        WHEN code.code IN ('yes', 'no', 'partly', 'planned', 'no_information') THEN code.code
        ELSE 'other'
    END AS says
FROM _respondent_reply AS reply
JOIN item ON item.edition = reply.edition
LEFT JOIN (
    SELECT
        answer.area AS area,
        series.item AS item,
        count(*) AS answers,
        max(answer.disputed) AS disputed,
        count(answer.code) AS codes,
        min(answer.code) AS first_code,
        max(answer.code) AS last_code,
        count(*) FILTER (WHERE status.code = 'blank') AS blanks,
        count(*) FILTER (WHERE answer.code = chosen.selected OR value.code = 'yes') AS selected
    FROM _stated AS answer
    JOIN edition ON edition.id = answer.edition AND edition.kind = 'reply'
    JOIN series ON series.id = answer.series
    JOIN item AS chosen ON chosen.id = series.item AND chosen.tallied = 1
    JOIN status ON status.id = answer.status
    LEFT JOIN code AS value ON value.id = answer.code
    WHERE answer.area <> 0
    GROUP BY answer.area, series.item
) AS said ON said.area = reply.area AND said.item = item.id
LEFT JOIN code ON code.id = said.first_code
WHERE item.tallied = 1 AND item.external = 0;

CREATE VIEW measure_tally AS
SELECT
    edition.instrument AS instrument,
    edition.name AS edition,
    item.code AS item,
    item.section AS section,
    item.pillar AS pillar,
    count(*) FILTER (WHERE said.says = 'yes') AS yes,
    count(*) FILTER (WHERE said.says = 'no') AS no,
    count(*) FILTER (WHERE said.says = 'partly') AS partly,
    count(*) FILTER (WHERE said.says = 'planned') AS planned,
    count(*) FILTER (WHERE said.says = 'no_information') AS no_information,
    count(*) FILTER (WHERE said.says = 'blank') AS blank,
    count(*) FILTER (WHERE said.says = 'other') AS other,
    count(*) AS replies
FROM _item_of_reply AS said
JOIN item ON item.id = said.item
JOIN edition ON edition.id = item.edition
GROUP BY item.id, edition.id;

CREATE VIEW pillar_coverage AS
SELECT
    edition.instrument AS instrument,
    edition.name AS edition,
    code.code AS area,
    item.pillar AS pillar,
    count(*) AS items,
    -- Item by item, each as far as its first answer with a value: a reply of a thousand series is not read to its end.
    count(*) FILTER (WHERE EXISTS (
        SELECT 1
        FROM standing
        CROSS JOIN series
        CROSS JOIN answer
        LEFT JOIN settled ON settled.area = CASE WHEN standing.settled = 1 THEN standing.area END AND settled.answer = answer.id
        WHERE standing.edition = reply.edition AND standing.area = reply.area AND standing.ordinal > 0
            AND series.item = item.id AND answer.reply = standing.reply AND answer.series = series.id
            AND (settled.answer IS NULL OR settled.counts = 1)
            AND CASE WHEN settled.changed = 1 THEN settled.status ELSE answer.status END
                IN (SELECT id FROM status WHERE code IN ('reported', 'zero', 'censored'))
    )) AS answered
FROM _respondent_reply AS reply
LEFT JOIN edition ON edition.id = reply.edition
LEFT JOIN code ON code.id = reply.area
JOIN item ON item.edition = reply.edition
WHERE item.pillar IS NOT NULL AND item.external = 0 AND item.is_comment = 0 AND item.kind <> 'contact'
GROUP BY edition.instrument, edition.name, code.code, item.pillar;

-- Every reply, and how it stands for an area.
CREATE VIEW replies AS
SELECT
    code.code AS area,
    edition.instrument AS instrument,
    edition.name AS edition,
    standing.revision AS revision,
    standing.role AS role,
    CASE WHEN standing.ordinal > 0 THEN 1 ELSE 0 END AS in_force,
    standing.proposed AS proposed,
    standing.received_on AS received_on,
    file_record.label AS file,
    file_record.sha256 AS sha256
FROM standing
LEFT JOIN edition ON edition.id = standing.edition
LEFT JOIN reply ON reply.id = standing.reply
LEFT JOIN file_record ON file_record.id = reply.file
LEFT JOIN code ON code.id = standing.area;

CREATE VIEW decisions AS
SELECT
    decision.key AS decision,
    decision.decided_on AS decided_on,
    decision.recorded_at AS recorded_at,
    decision.author AS author,
    decision.authority AS authority,
    decision.reason AS reason,
    decision.action AS action,
    decision.class AS class,
    file_record.label AS file,
    decision.sha256 AS sha256,
    decision.instrument AS instrument,
    decision.edition AS edition,
    decision.area AS area,
    decision.series AS series,
    decision.year AS year,
    nullif(decision.sheet, '') AS sheet,
    decision.cell AS cell,
    decision.value AS value,
    decision.status AS status
FROM decision
LEFT JOIN file_record ON file_record.sha256 = decision.sha256;
