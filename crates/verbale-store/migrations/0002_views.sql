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

-- The replies in force, by area and kind of source: one for most, several where a supplement or a corrigendum was accepted. What an
-- organization sends about a State stands beside the State's own reply and never takes its place.
CREATE VIEW _reply_in_force AS
SELECT
    reply.id, reply.file, standing.edition, standing.area, standing.revision, standing.received_on, nullif(standing.source, '') AS source,
    standing.role, standing.ordinal, standing.settled, reply.first_answer, reply.last_answer, reply.unplaced
FROM standing
JOIN reply ON reply.id = standing.reply
WHERE standing.ordinal > 0;

-- The replies that speak for a State, the first of each: those of a dataset never do, nor what belongs to no area that could be
-- told, nor what others than the State sent.
CREATE VIEW _respondent_reply AS
SELECT
    reply.id, reply.file, reply.edition, reply.area, reply.revision, reply.received_on, reply.role, reply.first_answer,
    reply.last_answer
FROM _reply_in_force AS reply
LEFT JOIN edition ON edition.id = reply.edition
WHERE edition.kind = 'reply' AND reply.area <> 0 AND reply.ordinal = 1 AND reply.source = 'state_reply';

-- Every answer in force, as it counts: as it was sent, or as a decision settled it.
CREATE VIEW _stated AS
SELECT
    answer.id, answer.reply, reply.file, reply.edition, reply.area, reply.revision, reply.source, answer.series, answer.year,
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
    item.kind AS item_kind,
    answer.source AS source
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

-- Answers of replies in force that do not count themselves, as they were sent: a decision left them out, or the answer of another
-- reply in force has taken their place.
CREATE VIEW _passed_over AS
SELECT
    answer.id AS answer,
    area.code AS area,
    edition.instrument AS instrument,
    edition.name AS edition,
    reply.revision AS revision,
    item.code AS item,
    item.kind AS item_kind,
    CAST(answer.year AS INTEGER) AS year,
    status.code AS status,
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
    value_code.code AS code,
    CAST(answer.disputed AS INTEGER) AS disputed,
    CASE WHEN answer.raw IS NULL THEN CAST(answer.number AS TEXT) ELSE raw_text.text END AS raw,
    nullif(place.name, '') AS sheet,
    {{cell of answer}} AS cell,
    decision.key AS decision,
    reply.source AS source
FROM _reply_in_force AS reply
JOIN settled ON settled.area = CASE WHEN reply.settled = 1 THEN reply.area END
    AND settled.answer BETWEEN reply.first_answer AND reply.last_answer AND settled.counts = 0
JOIN answer ON answer.id = settled.answer
LEFT JOIN edition ON edition.id = reply.edition
LEFT JOIN series ON series.id = answer.series
LEFT JOIN item ON item.id = series.item
LEFT JOIN status ON status.id = answer.status
LEFT JOIN raw_text ON raw_text.id = answer.raw
LEFT JOIN code AS area ON area.id = reply.area
LEFT JOIN code AS value_code ON value_code.id = answer.code
LEFT JOIN place ON place.id = answer.place
LEFT JOIN decision ON decision.id = settled.decision;

CREATE VIEW current_answer AS
SELECT
    answer, area, instrument, edition, edition_kind, revision, item, section, pillar, year, sex, age, exploitation, citizenship,
    counterpart, number, low, high, text, code, status, disputed, raw, file, sheet, cell, source, decision
FROM _answer_in_force
WHERE item_kind <> 'contact';

CREATE VIEW observation AS
SELECT
    area, instrument, edition, item, year, sex, age, exploitation, citizenship, counterpart, number, low, high, status, disputed,
    source, decision
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
LEFT JOIN place ON place.id = note_record.place
WHERE note_record.kind <> 'contact';

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
    run_record.started_at AS first_seen,
    coalesce(
        (SELECT min(entry.source)
         FROM file_entry
         JOIN register_record AS entry ON entry.id = file_entry.record
         WHERE file_entry.file = file_record.id),
        file_record.source) AS source
FROM file_record
JOIN run_record ON run_record.id = file_record.first_run
LEFT JOIN edition ON edition.id = file_record.edition;

CREATE VIEW runs AS
SELECT
    run_record.id AS run,
    run_record.started_at AS started_at,
    run_record.finished_at AS finished_at,
    run_record.tool AS tool,
    run_record.schemas AS schemas,
    run_record.operator AS operator,
    run_record.host AS host,
    run_record.found AS found,
    run_record.loaded AS loaded,
    run_record.unchanged AS unchanged,
    run_record.rejected AS rejected,
    run_record.ignored AS ignored,
    run_record.registered AS registered,
    run_link.id AS link,
    run_link.hash AS hash
FROM run_record
LEFT JOIN run_link ON run_link.run = run_record.id;

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

-- The entries of the register that hold.
CREATE VIEW _register AS
SELECT entry.*
FROM register_record AS entry
WHERE entry.struck IS NULL AND NOT EXISTS (
    SELECT 1 FROM register_record AS newer
    WHERE newer.edition = entry.edition AND newer.entry = entry.entry AND newer.version > entry.version);

-- Replies from States, by area, and whether they count as received: not what was withdrawn or excluded, nor what says so.
CREATE VIEW _sent AS
SELECT
    standing.edition AS edition, standing.area AS area, standing.received_on AS received_on, receipt.record AS record,
    receipt.ambiguous AS ambiguous,
    CASE WHEN standing.role IN ('excluded', 'withdrawn', 'withdrawal') THEN 0 ELSE 1 END AS holds
FROM standing
JOIN reply_receipt AS receipt ON receipt.reply = standing.reply
JOIN edition ON edition.id = standing.edition
WHERE edition.kind = 'reply' AND standing.area <> 0 AND standing.source = 'state_reply';

-- Every receipt from a State: letters that the register has, for each State they speak for, and loaded replies that it does not have.
CREATE VIEW _receipt AS
SELECT entry.edition AS edition, spoken.area AS area, entry.received_on AS received_on
FROM _register AS entry
JOIN register_area AS spoken ON spoken.record = entry.id
WHERE entry.source = 'state_reply'
    AND (entry.received_on IS NOT NULL OR EXISTS (SELECT 1 FROM register_file AS named WHERE named.record = entry.id))
    AND (spoken.ordinal = 0 OR EXISTS (
        SELECT 1 FROM addressee_record AS asked WHERE asked.edition = entry.edition AND asked.area = spoken.area))
    AND coalesce(
        (SELECT max(sent.holds) FROM _sent AS sent
         WHERE sent.record = entry.id AND sent.edition = entry.edition AND sent.area = spoken.area),
        1) = 1
UNION ALL
SELECT sent.edition AS edition, sent.area AS area, sent.received_on AS received_on
FROM _sent AS sent
WHERE sent.holds = 1
    -- A joint reply speaks for further areas by a decision.
    AND (sent.record IS NULL OR NOT EXISTS (
        SELECT 1 FROM register_area AS spoken WHERE spoken.record = sent.record AND spoken.area = sent.area))
    -- Of a name that several go by the register has the days.
    AND sent.ambiguous = 0;

-- Who replied, and when first: in time if anything came in time, and unknown if what has no date may have been it.
CREATE VIEW _respondent AS
SELECT
    receipt.edition AS edition,
    receipt.area AS area,
    min(receipt.received_on) AS first_received_on,
    CASE
        WHEN min(receipt.received_on) <= edition.cutoff THEN 1
        WHEN edition.cutoff IS NULL OR count(receipt.received_on) < count(*) THEN NULL
        ELSE 0
    END AS in_time
FROM _receipt AS receipt
JOIN edition ON edition.id = receipt.edition
GROUP BY receipt.edition, receipt.area, edition.cutoff;

CREATE VIEW respondent AS
SELECT
    code.code AS area,
    edition.instrument AS instrument,
    edition.name AS edition,
    reply.revision AS revision,
    CASE WHEN reply.id IS NULL THEN who.first_received_on ELSE reply.received_on END AS received_on,
    CASE
        WHEN CASE WHEN reply.id IS NULL THEN who.first_received_on ELSE reply.received_on END > edition.cutoff THEN 1
        WHEN CASE WHEN reply.id IS NULL THEN who.first_received_on ELSE reply.received_on END <= edition.cutoff THEN 0
    END AS late,
    who.first_received_on AS first_received_on,
    who.in_time AS in_time,
    CASE WHEN reply.id IS NULL THEN 0 ELSE 1 END AS coded
FROM _respondent AS who
LEFT JOIN edition ON edition.id = who.edition
LEFT JOIN code ON code.id = who.area
LEFT JOIN _respondent_reply AS reply ON reply.edition = who.edition AND reply.area = who.area;

CREATE VIEW addressee AS
SELECT
    code.code AS area,
    edition.instrument AS instrument,
    edition.name AS edition,
    coalesce(sent.note, collection_record.note) AS note,
    coalesce(sent.note_date, collection_record.sent_on) AS note_date,
    coalesce(collection_record.deadline, edition.cutoff) AS deadline,
    CASE WHEN who.area IS NULL THEN 0 ELSE 1 END AS replied,
    who.in_time AS in_time
FROM addressee_record AS asked
JOIN edition ON edition.id = asked.edition
JOIN code ON code.id = asked.area
LEFT JOIN collection_record ON collection_record.edition = asked.edition
LEFT JOIN (
    SELECT entry.edition AS edition, entry.addressee AS area, min(entry.note) AS note, min(entry.note_date) AS note_date
    FROM _register AS entry
    WHERE entry.source = 'state_reply'
    GROUP BY entry.edition, entry.addressee
) AS sent ON sent.edition = asked.edition AND sent.area = asked.area
LEFT JOIN _respondent AS who ON who.edition = asked.edition AND who.area = asked.area;

CREATE VIEW register AS
SELECT
    edition.instrument AS instrument,
    edition.name AS edition,
    entry.entry AS entry,
    entry.version AS version,
    code.code AS area,
    entry.note AS note,
    entry.note_date AS note_date,
    entry.channel AS channel,
    entry.received_on AS received_on,
    CASE
        WHEN entry.received_on > edition.cutoff THEN 1
        WHEN entry.received_on <= edition.cutoff THEN 0
    END AS late,
    entry.language AS language,
    entry.acknowledged_on AS acknowledged_on,
    entry.source AS source
FROM _register AS entry
LEFT JOIN edition ON edition.id = entry.edition
LEFT JOIN code ON code.id = entry.addressee;

CREATE VIEW register_on_behalf_of AS
SELECT edition.instrument AS instrument, edition.name AS edition, entry.entry AS entry, code.code AS area
FROM _register AS entry
JOIN register_area AS spoken ON spoken.record = entry.id AND spoken.ordinal > 0
LEFT JOIN edition ON edition.id = entry.edition
LEFT JOIN code ON code.id = spoken.area;

CREATE VIEW register_attachment AS
SELECT
    edition.instrument AS instrument,
    edition.name AS edition,
    entry.entry AS entry,
    named.name AS attachment,
    file_record.label AS file
FROM _register AS entry
JOIN register_file AS named ON named.record = entry.id
LEFT JOIN edition ON edition.id = entry.edition
LEFT JOIN file_entry ON file_entry.record = named.record AND file_entry.ordinal = named.ordinal
LEFT JOIN file_record ON file_record.id = file_entry.file;

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
    WHERE answer.area <> 0 AND answer.source = 'state_reply'
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
        WHERE standing.edition = reply.edition AND standing.area = reply.area AND standing.source = 'state_reply'
            AND standing.ordinal > 0
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
    file_record.sha256 AS sha256,
    nullif(standing.source, '') AS source
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


-- How far each answer in force has come: the newest of the most specific events about it. Of editions about which nothing was settled
-- there is no row; all of it is received. What was said of the figures of one reply holds for no other, nor for an answer on which
-- something was decided since.
CREATE VIEW _clearance AS
SELECT
    answer.id AS answer,
    answer.area AS area,
    answer.edition AS edition,
    code.code AS area_code,
    coalesce(
        (SELECT event.state
         FROM clearance_event AS event
         WHERE event.edition = edition.name AND event.instrument = edition.instrument AND event.area = code.code
             AND (event.item IS NULL OR event.item = item.code)
             AND (event.series IS NULL OR event.series = series.name)
             AND (event.year IS NULL OR event.year = answer.year)
             AND (event.content IS NULL OR event.content = of_reply.digest AND NOT EXISTS (
                 SELECT 1
                 FROM decision AS since
                 WHERE since.edition = edition.name AND since.instrument = edition.instrument AND since.area = code.code
                     AND since.series = series.name AND coalesce(since.year, -1) = coalesce(answer.year, -1)
                     AND since.recorded_at >= event.recorded_at))
         ORDER BY
             CASE WHEN event.series IS NOT NULL THEN 4 WHEN event.item IS NOT NULL THEN 2 ELSE 0 END
                 + CASE WHEN event.year IS NOT NULL THEN 1 ELSE 0 END DESC,
             event.decided_on DESC, event.recorded_at DESC, event.state DESC
         LIMIT 1),
        'received') AS state
FROM _stated AS answer
JOIN reply AS of_reply ON of_reply.id = answer.reply
LEFT JOIN edition ON edition.id = answer.edition
LEFT JOIN code ON code.id = answer.area
LEFT JOIN series ON series.id = answer.series
LEFT JOIN item ON item.id = series.item
WHERE item.kind <> 'contact'
    AND EXISTS (
        SELECT 1 FROM clearance_event AS any_event
        WHERE any_event.edition = edition.name AND any_event.instrument = edition.instrument);

CREATE VIEW clearance AS
SELECT
    cleared.answer AS answer, cleared.area_code AS area, edition.instrument AS instrument, edition.name AS edition,
    cleared.state AS state
FROM _clearance AS cleared
LEFT JOIN edition ON edition.id = cleared.edition;

CREATE VIEW clearance_history AS
SELECT
    instrument, edition, area, item, series, year, content, state, decided_on, recorded_at, author, authority, reason
FROM clearance_event;

-- Free text stands in neither: it may name persons.
CREATE VIEW public_answer AS
SELECT
    shown.area, shown.instrument, shown.edition, shown.edition_kind, shown.revision, shown.item, shown.section, shown.pillar,
    shown.year, shown.sex, shown.age, shown.exploitation, shown.citizenship, shown.counterpart, shown.number, shown.low, shown.high,
    shown.code, shown.status, shown.source
FROM _clearance AS cleared
JOIN _answer_in_force AS shown ON shown.answer = cleared.answer AND shown.area = cleared.area_code
WHERE cleared.state = 'cleared' AND shown.disputed = 0 AND shown.item_kind IN ('count', 'amount', 'choice', 'multi');

CREATE VIEW public_observation AS
SELECT
    shown.area, shown.instrument, shown.edition, shown.item, shown.year, shown.sex, shown.age, shown.exploitation,
    shown.citizenship, shown.counterpart, shown.number, shown.low, shown.high, shown.status, shown.source
FROM _clearance AS cleared
JOIN _answer_in_force AS shown ON shown.answer = cleared.answer AND shown.area = cleared.area_code
WHERE cleared.state = 'cleared' AND shown.disputed = 0 AND shown.item_kind IN ('count', 'amount');

-- Treaty actions: what datasets say in sections of that name, whatever the treaty.
CREATE VIEW protocol_status AS
SELECT
    shown.area AS area,
    shown.instrument AS treaty,
    shown.edition AS edition,
    shown.item AS action,
    shown.text AS date,
    CASE WHEN shown.section = 'treaty_consent' THEN 1 ELSE 0 END AS binding,
    shown.file AS file,
    shown.sheet AS sheet,
    shown.cell AS cell
FROM _answer_in_force AS shown
WHERE shown.section IN ('treaty_signature', 'treaty_consent', 'treaty_withdrawal') AND shown.item_kind = 'date'
    AND shown.edition_kind = 'dataset' AND shown.status = 'reported';

CREATE VIEW crosswalk AS
SELECT
    edition.instrument AS instrument,
    edition.name AS edition,
    item.code AS item,
    earlier.instrument AS earlier_instrument,
    earlier.name AS earlier_edition,
    earlier_item.code AS earlier_item,
    crosswalk_record.relation AS relation,
    crosswalk_record.note AS note
FROM crosswalk_record
JOIN edition ON edition.id = crosswalk_record.edition
LEFT JOIN item ON item.id = crosswalk_record.item
JOIN edition AS earlier ON earlier.id = crosswalk_record.earlier_edition
JOIN item AS earlier_item ON earlier_item.id = crosswalk_record.earlier_item;

-- Each item, and the items of earlier editions that its series goes back to, step by step. `broken` stays once it is 1.
CREATE VIEW _lineage AS
WITH RECURSIVE back (item, earlier_item, broken, steps) AS (
    SELECT item.id, item.id, 0, 0 FROM item
    UNION
    SELECT
        back.item, crosswalk_record.earlier_item,
        CASE WHEN back.broken = 1 OR crosswalk_record.relation <> 'same' THEN 1 ELSE 0 END,
        back.steps + 1
    FROM back
    JOIN crosswalk_record ON crosswalk_record.item = back.earlier_item
    WHERE back.steps < 20
)
SELECT item, earlier_item, broken, steps FROM back;

CREATE VIEW series_over_editions AS
SELECT
    edition.instrument AS instrument,
    edition.name AS edition,
    item.code AS item,
    shown.area, shown.year, shown.sex, shown.age, shown.exploitation, shown.citizenship, shown.counterpart,
    shown.number, shown.low, shown.high, shown.status, shown.disputed, shown.source,
    shown.instrument AS from_instrument,
    shown.edition AS from_edition,
    shown.item AS from_item,
    lineage.broken AS broken
FROM observation AS shown
LEFT JOIN edition AS earlier ON earlier.instrument = shown.instrument AND earlier.name = shown.edition
LEFT JOIN item AS earlier_item ON earlier_item.edition = earlier.id AND earlier_item.code = shown.item
LEFT JOIN _lineage AS lineage ON lineage.earlier_item = earlier_item.id
LEFT JOIN item ON item.id = lineage.item
LEFT JOIN edition ON edition.id = item.edition
WHERE NOT EXISTS (
    -- The newest item alone: an item that a later one goes back to has no series of its own.
    SELECT 1 FROM crosswalk_record AS later WHERE later.earlier_item = lineage.item AND later.item IS NOT NULL);
