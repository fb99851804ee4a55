-- The tables behind the views. They are an inner matter: analysts read the views of 0002, documented in schemas/database.md.
-- Facts (reply, answer, attribute, unplaced_record, series, raw_text) are only ever inserted. The tables are STRICT, because
-- SQLite otherwise turns the text '007' into the number 7, and raw text stands in a TEXT column beside every typed value.
--
-- Written once for SQLite and PostgreSQL: see src/migrations/render.rs for what differs between them.

-- sqlite:
-- 'verb': says to the program that the file is one of its databases and not another application's.
PRAGMA application_id = 1986359906;
-- both:

-- Schemas ----------------------------------------------------------------------------------------------------------------

-- Which schemas the tables of this section were filled from.
CREATE TABLE schemas_state (
    id     INTEGER PRIMARY KEY CONSTRAINT one_row CHECK (id = 1),
    digest TEXT NOT NULL
) STRICT;

-- Every code of a codelist or area, once.
CREATE TABLE code (
    id   INTEGER PRIMARY KEY,
    code TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE region (
    code    TEXT NOT NULL PRIMARY KEY,
    parent  TEXT,
    name_en TEXT NOT NULL,
    name_fr TEXT NOT NULL,
    name_es TEXT NOT NULL,
    name_ru TEXT NOT NULL,
    name_ar TEXT NOT NULL,
    name_zh TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE area_record (
    code      INTEGER PRIMARY KEY REFERENCES code (id),
    kind      TEXT NOT NULL,
    m49       TEXT,
    name_en   TEXT NOT NULL,
    name_fr   TEXT NOT NULL,
    name_es   TEXT NOT NULL,
    name_ru   TEXT NOT NULL,
    name_ar   TEXT NOT NULL,
    name_zh   TEXT NOT NULL,
    region    TEXT,
    subregion TEXT,
    part_of   INTEGER REFERENCES code (id),
    footnote  TEXT
) STRICT;

CREATE TABLE edition (
    id         INTEGER PRIMARY KEY,
    instrument TEXT NOT NULL,
    name       TEXT NOT NULL,
    kind       TEXT NOT NULL CONSTRAINT edition_kind_known CHECK (kind IN ('reply', 'dataset')),
    title      TEXT NOT NULL,
    origin     TEXT NOT NULL,
    source     TEXT NOT NULL,
    first_year INTEGER,
    last_year  INTEGER,
    cutoff     TEXT,
    digest     TEXT NOT NULL,
    UNIQUE (instrument, name)
) STRICT;

CREATE TABLE item (
    id         INTEGER PRIMARY KEY,
    edition    INTEGER NOT NULL REFERENCES edition (id),
    position   INTEGER NOT NULL,
    code       TEXT NOT NULL,
    section    TEXT NOT NULL,
    pillar     TEXT,
    kind       TEXT NOT NULL
        CONSTRAINT item_kind_known CHECK (kind IN ('count', 'amount', 'choice', 'multi', 'text', 'date', 'contact')),
    unit       TEXT,
    required   INTEGER NOT NULL CONSTRAINT required_is_flag CHECK (required IN (0, 1)),
    external   INTEGER NOT NULL CONSTRAINT external_is_flag CHECK (external IN (0, 1)),
    is_comment INTEGER NOT NULL CONSTRAINT comment_is_flag CHECK (is_comment IN (0, 1)),
    -- The answers are those of measure_tally: the item's list knows yes and no.
    tallied    INTEGER NOT NULL CONSTRAINT tallied_is_flag CHECK (tallied IN (0, 1)),
    -- Of a multi item: the answer code of an option selected.
    selected   INTEGER REFERENCES code (id),
    UNIQUE (edition, code)
) STRICT;

-- Whom an edition was sent to. No row: a dataset.
CREATE TABLE collection_record (
    edition  INTEGER PRIMARY KEY REFERENCES edition (id),
    note     TEXT,
    sent_on  TEXT,
    deadline TEXT
) STRICT;

CREATE TABLE addressee_record (
    edition INTEGER NOT NULL REFERENCES edition (id),
    area    INTEGER NOT NULL REFERENCES area_record (code),
    PRIMARY KEY (edition, area)
) STRICT, WITHOUT ROWID;

CREATE TABLE dimension (
    id   INTEGER PRIMARY KEY,
    code TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE status (
    id   INTEGER PRIMARY KEY,
    code TEXT NOT NULL UNIQUE
) STRICT;

INSERT INTO status (id, code) VALUES
    (0, 'reported'), (1, 'zero'), (2, 'censored'), (3, 'blank'), (4, 'not_available'), (5, 'not_applicable'), (6, 'refused'),
    (7, 'see_annex'), (8, 'not_stated'), (9, 'not_mentioned'), (10, 'unreadable'), (11, 'formula_error'),
    (12, 'not_calculated');

CREATE TABLE kind (
    code     TEXT NOT NULL PRIMARY KEY,
    name     TEXT NOT NULL,
    severity TEXT NOT NULL CONSTRAINT severity_known CHECK (severity IN ('error', 'warning', 'info'))
) STRICT, WITHOUT ROWID;

-- Runs and files ---------------------------------------------------------------------------------------------------------

CREATE TABLE run_record (
    id          INTEGER PRIMARY KEY,
    started_at  TEXT NOT NULL,
    -- NULL until the run has finished; a run that was killed stays so.
    finished_at TEXT,
    tool        TEXT NOT NULL,
    schemas     TEXT NOT NULL,
    operator    TEXT,
    host        TEXT,
    found       INTEGER,
    loaded      INTEGER,
    unchanged   INTEGER,
    rejected    INTEGER,
    ignored     INTEGER,
    registered  INTEGER,
    CONSTRAINT every_file_accounted CHECK (found = loaded + unchanged + rejected + ignored + registered),
    CONSTRAINT totals_with_end CHECK (
        (finished_at IS NULL) = (found IS NULL) AND (found IS NULL) = (loaded IS NULL)
        AND (found IS NULL) = (unchanged IS NULL) AND (found IS NULL) = (rejected IS NULL) AND (found IS NULL) = (ignored IS NULL)
        AND (found IS NULL) = (registered IS NULL))
) STRICT;

-- The chain of runs: each link is a hash over the one before it and over what its run did.
CREATE TABLE run_link (
    -- From 1, without gaps.
    id   INTEGER PRIMARY KEY,
    run  INTEGER NOT NULL UNIQUE REFERENCES run_record (id),
    -- How many links of acts there were.
    acts INTEGER NOT NULL,
    hash TEXT NOT NULL CONSTRAINT hash_is_hexadecimal CHECK (length(hash) = 64)
) STRICT;

-- A file, by its bytes. Its row changes in one case only: a file that gave no answers (rejected, or a registered letter) is evaluated
-- again.
CREATE TABLE file_record (
    id            INTEGER PRIMARY KEY,
    sha256        TEXT NOT NULL UNIQUE CONSTRAINT sha256_is_hexadecimal CHECK (length(sha256) = 64),
    -- The name as first imported, and the same made unique: a corrected file often comes under the old name.
    name          TEXT NOT NULL,
    label         TEXT NOT NULL UNIQUE,
    size          INTEGER NOT NULL,
    format        TEXT NOT NULL,
    encoding      TEXT,
    first_run     INTEGER NOT NULL REFERENCES run_record (id),
    outcome       TEXT NOT NULL CONSTRAINT outcome_known CHECK (outcome IN ('loaded', 'unchanged', 'rejected', 'registered')),
    reason        TEXT,
    edition       INTEGER REFERENCES edition (id),
    layout        TEXT,
    language      TEXT,
    -- As the command line said. The register wins: reply_receipt has what holds.
    received_on   TEXT,
    source        TEXT CONSTRAINT file_source_known
        CHECK (source IN ('state_reply', 'official_publication', 'intergovernmental', 'non_governmental')),
    cells         INTEGER,
    mapped        INTEGER,
    template      INTEGER,
    unmapped      INTEGER,
    "rows"        INTEGER,
    rows_answered INTEGER,
    rows_unplaced INTEGER,
    CONSTRAINT every_cell_accounted CHECK (cells = mapped + template + unmapped),
    CONSTRAINT every_row_accounted CHECK ("rows" = rows_answered + rows_unplaced),
    CONSTRAINT accounting_unless_rejected CHECK (
        (outcome IN ('rejected', 'registered')) = (edition IS NULL) AND (edition IS NULL) = (layout IS NULL)
        AND (edition IS NULL) = (language IS NULL) AND (edition IS NULL) = (cells IS NULL)
        AND (edition IS NULL) = (mapped IS NULL) AND (edition IS NULL) = (template IS NULL)
        AND (edition IS NULL) = (unmapped IS NULL) AND (edition IS NULL) = ("rows" IS NULL)
        AND (edition IS NULL) = (rows_answered IS NULL) AND (edition IS NULL) = (rows_unplaced IS NULL)),
    CONSTRAINT reason_of_rejection CHECK ((outcome = 'rejected') = (reason IS NOT NULL))
) STRICT;

CREATE INDEX file_by_name ON file_record (name);

-- What became of a file in a run. An ignored file is never opened and has no file_record.
CREATE TABLE run_file (
    id      INTEGER PRIMARY KEY,
    run     INTEGER NOT NULL REFERENCES run_record (id),
    name    TEXT NOT NULL,
    file    INTEGER REFERENCES file_record (id),
    outcome TEXT NOT NULL CONSTRAINT run_outcome_known CHECK (outcome IN ('loaded', 'unchanged', 'rejected', 'ignored', 'registered')),
    reason  TEXT,
    -- A file whose bytes could not be read has no file_record either: its bytes are what a file is known by.
    CONSTRAINT ignored_without_file CHECK (outcome <> 'ignored' OR file IS NULL),
    CONSTRAINT loaded_with_file CHECK (file IS NOT NULL OR outcome IN ('ignored', 'rejected'))
) STRICT;

CREATE INDEX run_file_by_run ON run_file (run);

-- A sheet of a workbook (name empty: a CSV file) or a path of an XML document.
CREATE TABLE place (
    id   INTEGER PRIMARY KEY,
    file INTEGER NOT NULL {{refers to file_record (id)}},
    name TEXT NOT NULL,
    xml  INTEGER NOT NULL CONSTRAINT xml_is_flag CHECK (xml IN (0, 1))
) STRICT;

CREATE INDEX place_by_file ON place (file);

-- Raw texts, byte for byte. Each file has a block of ids: an index over the texts would cost more than the repetitions between
-- files do.
CREATE TABLE raw_text (
    id   INTEGER PRIMARY KEY,
    text TEXT NOT NULL
) STRICT;

-- Facts ------------------------------------------------------------------------------------------------------------------

CREATE TABLE series (
    id           INTEGER PRIMARY KEY,
    edition      INTEGER NOT NULL REFERENCES edition (id),
    item         INTEGER NOT NULL REFERENCES item (id),
    -- Canonical: item dimension=code …
    name         TEXT NOT NULL,
    -- The codes of five dimensions once more, for the columns of the views: series_dimension has them all, but fifteen joins an
    -- answer are too many.
    sex          TEXT,
    age          TEXT,
    exploitation TEXT,
    citizenship  TEXT,
    counterpart  TEXT,
    UNIQUE (edition, name)
) STRICT;

CREATE INDEX series_by_item ON series (item);

CREATE TABLE series_dimension (
    series    INTEGER NOT NULL REFERENCES series (id),
    dimension INTEGER NOT NULL REFERENCES dimension (id),
    code      INTEGER NOT NULL REFERENCES code (id),
    PRIMARY KEY (series, dimension)
) STRICT, WITHOUT ROWID;

-- What one area sent for one edition; other content later is another revision. The answers of a reply have consecutive ids, so
-- that a reply is read without an index.
CREATE TABLE reply (
    id           INTEGER PRIMARY KEY,
    file         INTEGER NOT NULL REFERENCES file_record (id),
    edition      INTEGER NOT NULL REFERENCES edition (id),
    area         INTEGER REFERENCES area_record (code),
    revision     INTEGER NOT NULL CONSTRAINT revision_from_one CHECK (revision >= 1),
    digest       TEXT NOT NULL CONSTRAINT digest_is_hexadecimal CHECK (length(digest) = 64),
    received_on  TEXT,
    -- The run that loaded it: when it became known here.
    run          INTEGER NOT NULL REFERENCES run_record (id),
    -- What the file says of itself, where it says anything: that it adds to what was sent before, or takes its place.
    claim        TEXT CONSTRAINT claim_known CHECK (claim IN ('adds', 'replaces')),
    first_answer INTEGER NOT NULL,
    last_answer  INTEGER NOT NULL,
    answers      INTEGER NOT NULL,
    unplaced     INTEGER NOT NULL,
    CONSTRAINT answers_in_a_block CHECK (answers = last_answer - first_answer + 1)
) STRICT;

-- Areas are never 0; "no area that could be told" is a key like any other.
CREATE UNIQUE INDEX reply_revision ON reply (edition, (coalesce(area, 0)), revision);
CREATE UNIQUE INDEX reply_content ON reply (edition, (coalesce(area, 0)), digest);
CREATE INDEX reply_by_file ON reply (file);

-- Rules that hold for each row (a value if and only if the status is reported or zero, bounds in order, …) are checked by the
-- loader before it binds the row: as constraints they would take longer than writing it.
CREATE TABLE answer (
    id       INTEGER PRIMARY KEY,
    reply    INTEGER NOT NULL {{refers to reply (id)}},
    series   INTEGER NOT NULL {{refers to series (id)}},
    year     INTEGER,
    status   INTEGER NOT NULL {{refers to status (id)}},
    -- The number is number × 10^-scale, exactly; scale is NULL for 0.
    number   INTEGER,
    scale    INTEGER,
    -- Bounds of what is known where there is no number.
    low      INTEGER,
    high     INTEGER,
    code     INTEGER {{refers to code (id)}},
    text     INTEGER {{refers to raw_text (id)}},
    -- NULL where what stood in the cell is the number, digit for digit.
    raw      INTEGER {{refers to raw_text (id)}},
    place    INTEGER {{refers to place (id)}},
    -- From 0 in a sheet, from 1 in XML.
    "row"    INTEGER,
    col      INTEGER,
    disputed INTEGER NOT NULL
) STRICT;

-- By reply first: the entries of a reply lie together, so that loading appends to the index. One by series alone costs a page a
-- row, four times the whole load.
CREATE INDEX answer_by_series ON answer (reply, series);

-- Further facts of an answer (a page, a coder), numbered within it: two equal ones are two.
CREATE TABLE attribute (
    answer  INTEGER NOT NULL {{refers to answer (id)}},
    ordinal INTEGER NOT NULL,
    name    INTEGER NOT NULL {{refers to raw_text (id)}},
    raw     INTEGER NOT NULL {{refers to raw_text (id)}},
    PRIMARY KEY (answer, ordinal)
) STRICT, WITHOUT ROWID;

CREATE TABLE unplaced_record (
    id    INTEGER PRIMARY KEY,
    reply INTEGER NOT NULL {{refers to reply (id)}},
    kind  TEXT NOT NULL {{refers to kind (code)}},
    raw   INTEGER NOT NULL {{refers to raw_text (id)}},
    place INTEGER {{refers to place (id)}},
    "row" INTEGER,
    col   INTEGER,
    CONSTRAINT locus_whole CHECK ((place IS NULL) = ("row" IS NULL) AND (place IS NULL) = (col IS NULL))
) STRICT;

CREATE INDEX unplaced_by_reply ON unplaced_record (reply);

-- What was noticed --------------------------------------------------------------------------------------------------------

CREATE TABLE finding_record (
    id      INTEGER PRIMARY KEY,
    file    INTEGER NOT NULL {{refers to file_record (id)}},
    area    INTEGER {{refers to code (id)}},
    kind    TEXT NOT NULL {{refers to kind (code)}},
    place   INTEGER {{refers to place (id)}},
    "row"   INTEGER,
    col     INTEGER,
    -- A JSON object of the arguments, so that the message can be said in another language.
    args    TEXT NOT NULL,
    message TEXT NOT NULL,
    -- Of one that says that a reply is pending: the reply. It is shown as long as that is so.
    pending INTEGER {{refers to reply (id)}},
    CONSTRAINT locus_whole CHECK ((place IS NULL) = ("row" IS NULL) AND (place IS NULL) = (col IS NULL))
) STRICT;

CREATE INDEX finding_by_file ON finding_record (file);

-- Exact, where finding_record keeps the first thousand of a kind.
CREATE TABLE finding_total (
    file  INTEGER NOT NULL {{refers to file_record (id)}},
    kind  TEXT NOT NULL {{refers to kind (code)}},
    count INTEGER NOT NULL CONSTRAINT count_positive CHECK (count > 0),
    PRIMARY KEY (file, kind)
) STRICT, WITHOUT ROWID;

CREATE TABLE label_record (
    id     INTEGER PRIMARY KEY,
    file   INTEGER NOT NULL {{refers to file_record (id)}},
    "column" TEXT NOT NULL,
    raw    INTEGER NOT NULL {{refers to raw_text (id)}},
    code   INTEGER {{refers to code (id)}},
    how    TEXT NOT NULL,
    "rows" INTEGER NOT NULL
) STRICT;

CREATE INDEX label_by_file ON label_record (file);

-- What a workbook says of a cell beside its value: the formula behind it, what may be entered. What a message of statistics says of
-- itself; contacts are personal data and stand in no view.
CREATE TABLE note_record (
    id     INTEGER PRIMARY KEY,
    file   INTEGER NOT NULL {{refers to file_record (id)}},
    kind   TEXT NOT NULL CONSTRAINT note_kind_known CHECK (kind IN ('formula', 'validation', 'message', 'contact')),
    text   TEXT NOT NULL,
    place  INTEGER {{refers to place (id)}},
    "row"  INTEGER,
    col    INTEGER,
    CONSTRAINT locus_whole CHECK ((place IS NULL) = ("row" IS NULL) AND (place IS NULL) = (col IS NULL))
) STRICT;

CREATE INDEX note_by_file ON note_record (file);

-- Decisions ---------------------------------------------------------------------------------------------------------------

-- The same content in the bytes of another file: it makes no reply of its own, and may have been received earlier.
CREATE TABLE reply_copy (
    reply INTEGER NOT NULL REFERENCES reply (id),
    file  INTEGER NOT NULL REFERENCES file_record (id),
    PRIMARY KEY (reply, file)
) STRICT, WITHOUT ROWID;

CREATE INDEX reply_copy_by_file ON reply_copy (file);

-- What an officer settled. Rows are only ever inserted: a later decision on the same subject takes the place of an earlier one.
-- The subject is named by what it is called in every database that holds the same files, so that decisions outlive this one.
CREATE TABLE decision (
    id          INTEGER PRIMARY KEY,
    -- SHA-256 of the decision as it is exported.
    key         TEXT NOT NULL UNIQUE CONSTRAINT key_is_hexadecimal CHECK (length(key) = 64),
    decided_on  TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    author      TEXT NOT NULL,
    authority   TEXT NOT NULL,
    reason      TEXT NOT NULL,
    action      TEXT NOT NULL
        CONSTRAINT action_known CHECK (action IN ('accept', 'correct', 'sum', 'exclude', 'supersede', 'revoke')),
    -- What a file is accepted as; of a file superseding another it is always replacement.
    class       TEXT CONSTRAINT class_known
        CHECK (class IN ('replacement', 'corrigendum', 'supplement', 'joint', 'withdrawal')),
    sha256      TEXT NOT NULL,
    instrument  TEXT NOT NULL,
    edition     TEXT NOT NULL,
    -- NULL: all areas of the file.
    area        TEXT,
    -- Of a decision on an answer.
    series      TEXT,
    year        INTEGER,
    sheet       TEXT,
    cell        TEXT,
    -- Of a correction: the new value, or the status that says why there is none.
    value       TEXT,
    status      TEXT,
    CONSTRAINT class_of_a_file CHECK (class IS NULL OR series IS NULL),
    CONSTRAINT cell_of_an_answer CHECK ((cell IS NULL OR series IS NOT NULL) AND (sheet IS NULL OR cell IS NOT NULL)),
    CONSTRAINT value_of_a_correction CHECK (
        (action = 'correct') = (value IS NOT NULL OR status IS NOT NULL) AND (value IS NULL OR status IS NULL))
) STRICT;

CREATE INDEX decision_by_edition ON decision (instrument, edition);

-- The cells that a corrigendum is about; the sheet is empty for a CSV file.
CREATE TABLE decision_cell (
    decision INTEGER NOT NULL REFERENCES decision (id),
    ordinal  INTEGER NOT NULL,
    sheet    TEXT NOT NULL,
    cell     TEXT NOT NULL,
    PRIMARY KEY (decision, ordinal)
) STRICT, WITHOUT ROWID;

-- The further areas that a joint reply speaks for.
CREATE TABLE decision_area (
    decision INTEGER NOT NULL REFERENCES decision (id),
    ordinal  INTEGER NOT NULL,
    area     TEXT NOT NULL,
    PRIMARY KEY (decision, ordinal)
) STRICT, WITHOUT ROWID;

-- What is in force: derived from replies and decisions in the transaction that changes either, and never a fact. ------------

-- How each reply stands for an area. An area is 0 where none could be told.
CREATE TABLE standing (
    edition     INTEGER NOT NULL REFERENCES edition (id),
    area        INTEGER NOT NULL,
    reply       INTEGER NOT NULL REFERENCES reply (id),
    role        TEXT NOT NULL CONSTRAINT role_known CHECK (role IN (
        'main', 'joint', 'supplement', 'corrigendum', 'pending', 'superseded', 'excluded', 'withdrawn', 'withdrawal')),
    -- Of those in force, from 1, in the order in which they were laid over each other; 0 of the others.
    ordinal     INTEGER NOT NULL,
    -- Its place among the area's replies in the order in which they were received, from 1.
    revision    INTEGER NOT NULL,
    received_on TEXT,
    -- Some of its answers are not in force, or not as they were sent: see settled.
    settled     INTEGER NOT NULL CONSTRAINT settled_is_flag CHECK (settled IN (0, 1)),
    -- What a pending one looks like.
    proposed    TEXT,
    -- Kind of source: each has what is in force by itself. Empty of a dataset of which nobody said.
    source      TEXT NOT NULL,
    PRIMARY KEY (edition, area, reply)
) STRICT, WITHOUT ROWID;

CREATE INDEX standing_by_reply ON standing (reply);

-- Answers of replies in force that do not count as they were sent.
CREATE TABLE settled (
    area     INTEGER NOT NULL,
    answer   INTEGER NOT NULL REFERENCES answer (id),
    -- Whether it counts at all.
    counts   INTEGER NOT NULL CONSTRAINT counts_is_flag CHECK (counts IN (0, 1)),
    -- The decision on the answer; NULL where another reply has taken its place.
    decision INTEGER REFERENCES decision (id),
    -- Whether the value is that of the decision, as it stands here.
    changed  INTEGER NOT NULL CONSTRAINT changed_is_flag CHECK (changed IN (0, 1)),
    status   INTEGER,
    number   INTEGER,
    scale    INTEGER,
    low      INTEGER,
    high     INTEGER,
    code     INTEGER,
    text     TEXT,
    PRIMARY KEY (area, answer)
) STRICT, WITHOUT ROWID;

-- The register -------------------------------------------------------------------------------------------------------------

-- What the Secretariat writes down of each State asked and each letter received. An entry that changes is a new version; the newest
-- one holds. Rows are only ever inserted.
CREATE TABLE register_record (
    id              INTEGER PRIMARY KEY,
    edition         INTEGER NOT NULL REFERENCES edition (id),
    entry           TEXT NOT NULL,
    version         INTEGER NOT NULL CONSTRAINT version_from_one CHECK (version >= 1),
    recorded_at     TEXT NOT NULL,
    recorded_by     TEXT,
    addressee       INTEGER NOT NULL REFERENCES area_record (code),
    note            TEXT,
    note_date       TEXT,
    channel         TEXT,
    received_on     TEXT,
    transmitted_by  TEXT,
    language        TEXT,
    acknowledged_on TEXT,
    source          TEXT NOT NULL CONSTRAINT entry_source_known
        CHECK (source IN ('state_reply', 'official_publication', 'intergovernmental', 'non_governmental')),
    -- Why the entry does not count, where it was struck out.
    struck          TEXT,
    UNIQUE (edition, entry, version)
) STRICT;

-- Areas that an entry speaks for: the addressee (ordinal 0) and those on whose behalf it was sent.
CREATE TABLE register_area (
    record  INTEGER NOT NULL REFERENCES register_record (id),
    ordinal INTEGER NOT NULL,
    area    INTEGER NOT NULL REFERENCES area_record (code),
    PRIMARY KEY (record, ordinal)
) STRICT, WITHOUT ROWID;

CREATE INDEX register_area_by_area ON register_area (area);

-- Names of files, or the SHA-256 of their bytes. The last component of a name stands once more, to be found by.
CREATE TABLE register_file (
    record  INTEGER NOT NULL REFERENCES register_record (id),
    ordinal INTEGER NOT NULL,
    name    TEXT NOT NULL,
    base    TEXT NOT NULL,
    PRIMARY KEY (record, ordinal)
) STRICT, WITHOUT ROWID;

CREATE INDEX register_file_by_base ON register_file (base);

-- The letters that a coding sheet says it was coded from, by file name, SHA-256 or entry.
CREATE TABLE reply_letter (
    reply  INTEGER NOT NULL REFERENCES reply (id),
    letter TEXT NOT NULL,
    PRIMARY KEY (reply, letter)
) STRICT, WITHOUT ROWID;

-- Which file an attachment of an entry in force means. Derived: written again whenever a file is loaded or the register changes.
CREATE TABLE file_entry (
    file    INTEGER NOT NULL REFERENCES file_record (id),
    record  INTEGER NOT NULL REFERENCES register_record (id),
    ordinal INTEGER NOT NULL,
    PRIMARY KEY (file, record, ordinal)
) STRICT, WITHOUT ROWID;

CREATE INDEX file_entry_by_record ON file_entry (record);

-- When each reply was received and from what kind of source, by the register before the command line. Derived likewise.
CREATE TABLE reply_receipt (
    reply       INTEGER PRIMARY KEY REFERENCES reply (id),
    -- The entry that it came under.
    record      INTEGER REFERENCES register_record (id),
    received_on TEXT,
    -- NULL of a dataset of which nobody said.
    source      TEXT,
    -- Several entries or files go by one name, so that nobody can say which is which.
    ambiguous   INTEGER NOT NULL CONSTRAINT ambiguous_is_flag CHECK (ambiguous IN (0, 1))
) STRICT;

CREATE INDEX reply_receipt_by_record ON reply_receipt (record);

-- Clearance ----------------------------------------------------------------------------------------------------------------

-- What was settled about figures before they are published. Natural keys: an event may come before what it is about. Rows are only
-- ever inserted; the newest of the most specific ones holds.
CREATE TABLE clearance_event (
    id          INTEGER PRIMARY KEY,
    instrument  TEXT NOT NULL,
    edition     TEXT NOT NULL,
    area        TEXT NOT NULL,
    item        TEXT,
    series      TEXT,
    year        INTEGER,
    -- The content digest of the reply looked at; NULL: whatever is in force.
    content     TEXT,
    state       TEXT NOT NULL CONSTRAINT clearance_known
        CHECK (state IN ('received', 'under_query', 'confirmed', 'silence_after_deadline', 'cleared', 'withheld')),
    decided_on  TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    author      TEXT NOT NULL,
    authority   TEXT NOT NULL,
    reason      TEXT NOT NULL
) STRICT;

CREATE INDEX clearance_by_area ON clearance_event (edition, instrument, area);

-- The chain of acts: each link is a hash over the one before it and over a row that somebody wrote down, with those that belong to it.
CREATE TABLE act_link (
    -- From 1, without gaps.
    id        INTEGER PRIMARY KEY,
    decision  INTEGER UNIQUE REFERENCES decision (id),
    register  INTEGER UNIQUE REFERENCES register_record (id),
    clearance INTEGER UNIQUE REFERENCES clearance_event (id),
    hash      TEXT NOT NULL CONSTRAINT hash_is_hexadecimal CHECK (length(hash) = 64),
    CONSTRAINT about_one CHECK (
        CASE WHEN decision IS NULL THEN 0 ELSE 1 END + CASE WHEN register IS NULL THEN 0 ELSE 1 END
        + CASE WHEN clearance IS NULL THEN 0 ELSE 1 END = 1)
) STRICT;

-- Crosswalk ----------------------------------------------------------------------------------------------------------------

-- How items of an edition stand to those of an earlier one.
CREATE TABLE crosswalk_record (
    id              INTEGER PRIMARY KEY,
    edition         INTEGER NOT NULL REFERENCES edition (id),
    item            INTEGER REFERENCES item (id),
    earlier_edition INTEGER NOT NULL REFERENCES edition (id),
    earlier_item    INTEGER NOT NULL REFERENCES item (id),
    relation        TEXT NOT NULL CONSTRAINT relation_known CHECK (relation IN ('same', 'widened', 'split', 'lost')),
    note            TEXT NOT NULL,
    CONSTRAINT lost_without_item CHECK ((relation = 'lost') = (item IS NULL))
) STRICT;

-- postgres:
-- Rows that are written in bulk are numbered in blocks, so that those of a reply lie together. Importers work side by side: the
-- sequence of a table is shared by them, and gives a block under a lock that is held for no longer than that.
CREATE FUNCTION _take(numbered TEXT, count BIGINT) RETURNS BIGINT
LANGUAGE plpgsql AS $$
DECLARE
    sequence REGCLASS := pg_get_serial_sequence(numbered, 'id')::REGCLASS;
    first BIGINT;
BEGIN
    PERFORM pg_advisory_lock(1986359906, hashtext(numbered));
    first := nextval(sequence);
    IF count > 1 THEN
        PERFORM setval(sequence, first + count - 1);
    END IF;
    PERFORM pg_advisory_unlock(1986359906, hashtext(numbered));
    RETURN first;
END
$$;
