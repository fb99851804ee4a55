//! The catalogue of finding kinds. Codes are those of the domain dossier's list of checks, family by family:
//! S structure, C codes, N numbers, A arithmetic, X cross-checks, T time, K completeness, P privacy, L languages, plus F for the
//! file as such.
//!
//! Where the dossier gives one check two severities it is split by a letter. A page a kind stands in
//! `crates/verbale-validate/src/rules`, the messages in `schemas/messages`.

use crate::finding::{Kind, Severity::Error, Severity::Info, Severity::Warning};

macro_rules! kinds {
    ($($(#[$doc:meta])* $constant:ident = $code:literal, $name:literal, $severity:ident, [$($arg:literal),*];)*) => {
        $($(#[$doc])* pub const $constant: &Kind = &Kind { code: $code, name: $name, severity: $severity, args: &[$($arg),*] };)*
        /// All kinds, in order of code.
        pub const KINDS: &[&Kind] = &[$($constant),*];
    };
}

kinds! {
    /// Parts by sex exceed the total.
    SUM_SEX_OVER = "A01", "sex-parts-over-total", Error, ["series", "parts", "total"];
    /// Parts by sex fall short of the total.
    SUM_SEX_UNDER = "A02", "sex-parts-under-total", Warning, ["series", "parts", "total"];
    /// Parts by age exceed the total.
    SUM_AGE_OVER = "A03a", "age-parts-over-total", Error, ["series", "parts", "total"];
    /// Parts by age fall short of the total.
    SUM_AGE_UNDER = "A03b", "age-parts-under-total", Warning, ["series", "parts", "total"];
    /// A sex × age table whose cells cannot add up to a margin.
    MARGIN_CONTRADICTED = "A04a", "margin-contradicted", Error, ["series", "parts", "total"];
    /// A sex × age table whose cells fall short of a margin, while a part of it was not given.
    MARGIN_UNDER = "A04b", "cells-under-margin", Warning, ["series", "parts", "total"];
    /// Victims by form of exploitation differ from the total.
    SUM_FORMS = "A05", "forms-differ-from-total", Warning, ["series", "parts", "total"];
    /// Convicted persons by form of exploitation exceed the total.
    FORMS_OVERLAP = "A06", "forms-over-total", Info, ["series", "parts", "total"];
    /// Persons of one citizenship exceed all persons.
    CITIZENSHIP_OVER = "A07a", "citizenship-over-total", Error, ["series", "value", "total"];
    /// Persons by citizenship differ from all persons.
    CITIZENSHIP_SUM = "A07b", "citizenships-differ-from-total", Warning, ["series", "parts", "total"];

    /// A country or citizenship that no list knows.
    AREA_UNKNOWN = "C01", "area-unknown", Error, ["label", "suggestion"];
    /// A known name that is not the official one.
    AREA_UNOFFICIAL = "C02", "area-unofficial-name", Warning, ["label", "official"];
    /// A former name, in force in the data year.
    AREA_FORMER = "C03a", "area-former-name", Info, ["label", "official", "until"];
    /// A former name, no longer in force in the data year.
    AREA_OUTDATED = "C03b", "area-outdated-name", Warning, ["label", "official", "until"];
    /// A demonym in place of a country.
    AREA_DEMONYM = "C04", "demonym-for-area", Warning, ["label", "official"];
    /// A count or several States in one label.
    AREA_COMPOUND = "C05", "count-or-several-areas", Error, ["label"];
    /// A place inside a country.
    AREA_SUBNATIONAL = "C06", "subnational-place", Warning, ["label", "official"];
    /// A group or region instead of a country.
    AREA_BUCKET = "C07", "group-for-area", Warning, ["label", "bucket"];
    /// A code that looks like a State's and is none.
    AREA_AGGREGATE = "C08", "aggregate-code", Error, ["label"];
    /// A category outside its codelist.
    CODE_UNKNOWN = "C10", "category-unknown", Error, ["column", "label", "suggestion"];
    /// An answer word that no language knows.
    ANSWER_UNKNOWN = "C11", "answer-word-unknown", Warning, ["label", "expected"];
    /// An item that the edition does not have, or that is filed elsewhere.
    ITEM_UNKNOWN = "C12", "item-unknown", Error, ["label", "suggestion"];
    /// A disputed or non-State designation.
    AREA_DESIGNATION = "C14", "designation", Warning, ["label", "official"];
    /// A category left blank in a row that gives a value.
    CODE_BLANK = "C15", "category-blank", Error, ["column"];

    /// A breakdown that the edition does not have.
    BREAKDOWN_UNKNOWN = "C16", "breakdown-unknown", Error, ["column", "label"];
    /// A unit that is not that of the item.
    UNIT_DIFFERS = "C17", "unit-differs", Error, ["label", "expected"];
    /// A region or the world where a State is asked for.
    AREA_REGION = "C18", "region-for-state", Warning, ["label"];
    /// An organization where a State is asked for.
    AREA_ORGANIZATION = "C19", "organization-for-state", Error, ["label"];
    /// A second measure that the edition does not have.
    MEASURE_UNKNOWN = "C20", "measure-unknown", Error, ["column", "label"];

    /// The file holds nothing to read.
    FILE_EMPTY = "F01", "file-empty", Error, ["detail"];
    /// The file is no workbook, table or document that can be read.
    FILE_FORMAT = "F02", "file-format-unknown", Error, ["found"];
    /// The file is protected by a password.
    FILE_ENCRYPTED = "F03", "file-encrypted", Error, [];
    /// The file is damaged.
    FILE_DAMAGED = "F04", "file-damaged", Error, ["detail"];
    /// The file exceeds a bound.
    FILE_LIMIT = "F05", "file-beyond-limit", Error, ["what", "limit"];
    /// The name's ending and the content differ.
    FILE_EXTENSION = "F06", "extension-differs", Warning, ["extension", "found"];
    /// The text encoding was guessed or could not be read.
    FILE_ENCODING = "F07", "encoding-not-declared", Warning, ["encoding"];
    /// Reading the file failed by a fault of ours.
    FILE_FAULT = "F08", "reading-failed", Error, ["detail"];
    /// A rule failed by a fault of ours.
    RULE_FAULT = "F09", "rule-could-not-run", Error, ["check"];

    /// A pillar of which no item is answered.
    PILLAR_SILENT = "K01", "pillar-unanswered", Warning, ["pillar", "items"];
    /// Items answered with yes and not described.
    NOT_DESCRIBED = "K02", "yes-not-described", Warning, ["section", "count", "of", "item"];
    /// Few of the items are answered.
    ANSWERED_LITTLE = "K03", "few-items-answered", Info, ["answered", "asked", "share"];
    /// The reply does not say who sends it.
    CONTACT_MISSING = "K04", "contact-missing", Warning, ["item"];
    /// The replier is no addressee of the collection.
    NOT_ADDRESSEE = "K05", "not-an-addressee", Error, ["label"];
    /// A second reply of a State to one edition.
    SECOND_SUBMISSION = "K06", "second-submission", Warning, ["earlier"];
    /// A key twice with values that nothing explains.
    DUPLICATE_CONFLICT = "K07a", "duplicate-contradicts", Error, ["series", "values"];
    /// A key twice whose values are parts that were not added up.
    DUPLICATE_PARTS = "K07b", "components-not-summed", Warning, ["series", "values", "sum", "total"];
    /// A key twice with the same value.
    DUPLICATE_SAME = "K08", "duplicate-same-value", Warning, ["series", "values"];
    /// The values of an earlier reply under other years.
    REPLY_RESENT = "K09", "earlier-reply-resent", Warning, ["earlier", "edition"];
    /// Two States with the same values.
    REPLIES_IDENTICAL = "K10", "identical-replies", Warning, ["other", "earlier"];
    /// A reply that counts only when somebody has decided what it is.
    REPLY_PENDING = "K11", "reply-pending", Warning, ["file", "in_force", "proposed", "command"];

    /// Free text in another language than the questionnaire.
    LANGUAGE_DIFFERS = "L01", "language-differs", Warning, ["language", "declared", "count", "of"];
    /// A word with letters of two scripts that look alike.
    MIXED_SCRIPTS = "L03", "scripts-mixed-in-word", Warning, ["item"];
    /// Free text that was damaged.
    TEXT_DAMAGED = "L04", "free-text-damaged", Warning, ["item"];

    /// A negative or fractional count.
    COUNT_INVALID = "N01", "count-negative-or-fractional", Error, ["value"];
    /// A separator that can be read in two ways.
    SEPARATOR_AMBIGUOUS = "N02", "separator-ambiguous", Warning, ["value", "readings"];
    /// A quantity that is not a number, kept as bounds.
    QUANTITY_CENSORED = "N03", "quantity-not-exact", Warning, ["value", "low", "high"];
    /// A cell that says why there is no value.
    NO_VALUE = "N04", "no-value-stated", Info, ["value", "status"];
    /// Text where a number is asked for.
    QUANTITY_UNREADABLE = "N05", "number-unreadable", Error, ["value"];
    /// A date that cannot be read with certainty.
    DATE_UNREADABLE = "N06", "date-unreadable", Warning, ["value", "detail"];

    /// A footnote mark on a number.
    FOOTNOTE_MARK = "N07", "footnote-mark-on-number", Info, ["value", "read"];
    /// A value beside a status that says there is none.
    STATUS_CONTRADICTS = "N08", "status-contradicts-value", Error, ["value", "status"];
    /// A value that stands beside a power of ten and cannot be multiplied with certainty.
    VALUE_NOT_SCALED = "N09", "value-not-scaled", Error, ["value", "power"];
    /// A year that cannot be read with certainty.
    YEAR_UNREADABLE = "N10", "year-unreadable", Error, ["value", "detail"];

    /// A victim is probably named.
    VICTIM_NAMED = "P01", "victim-named", Error, ["item"];
    /// An e-mail address in free text.
    EMAIL_IN_TEXT = "P02a", "email-in-text", Error, ["item"];
    /// A telephone number in free text.
    PHONE_IN_TEXT = "P02b", "telephone-in-text", Error, ["item"];
    /// The number of a passport or identity card in free text.
    DOCUMENT_NUMBER = "P02c", "document-number-in-text", Error, ["item"];
    /// A person who can be found out by age, country, place and day.
    PERSON_TOLD = "P03", "person-identifiable", Warning, ["item"];

    /// No header row in the first rows.
    HEADER_MISSING = "S01", "header-not-found", Error, ["detail"];
    /// A required column is missing.
    COLUMN_MISSING = "S02", "column-missing", Error, ["column"];
    /// A sheet, column or row that the questionnaire does not have.
    UNKNOWN_PART = "S03", "outside-questionnaire", Warning, ["what", "label"];
    /// The questionnaire or its edition is unknown, or two are mixed.
    EDITION_UNKNOWN = "S04", "edition-unknown", Error, ["detail"];
    /// An XML document that is not well-formed, or not one that is known.
    XML_UNREADABLE = "S05", "xml-unreadable", Error, ["detail"];
    /// Template text left as an answer.
    PLACEHOLDER = "S06", "placeholder-left", Warning, ["label"];
    /// A heading or total row among the data.
    HEADER_AS_DATA = "S07", "heading-as-data", Warning, ["label"];
    /// Damaged text.
    MOJIBAKE = "S08", "text-damaged", Error, ["label", "repaired"];
    /// The reporting State is absent or not unique.
    AREA_NOT_UNIQUE = "S09", "state-not-unique", Error, ["label"];
    /// One question answered twice with different values.
    ANSWERED_TWICE = "S10", "answered-twice", Error, ["item", "values"];
    /// A formula error or a date instead of a value.
    NO_PLAIN_VALUE = "S11", "error-or-date-in-cell", Warning, ["found"];
    /// Sheets, rows or columns that are hidden and hold values.
    HIDDEN_VALUES = "S12", "hidden-values", Warning, ["what", "name"];
    /// A comment on a cell.
    CELL_COMMENT = "S13", "comment-on-cell", Info, [];
    /// A formula that was typed over.
    FORMULA_TYPED_OVER = "S14", "formula-typed-over", Warning, ["series"];
    /// A column that was sorted without the others.
    COLUMN_SORTED_ALONE = "S15", "column-sorted-alone", Warning, ["item", "year"];
    /// A cell that was filled down.
    FILLED_DOWN = "S16", "filled-down", Warning, ["item", "count", "value", "step"];
    /// A message that asks for what is not done with data: to delete, or an unknown action.
    ACTION_REFUSED = "S17", "action-refused", Error, ["action"];
    /// A message that says it is a test.
    MARKED_TEST = "S18", "marked-as-test", Warning, [];
    /// One attribute with different values at two levels of a message.
    LEVELS_DIFFER = "S19", "levels-differ", Warning, ["component", "values"];
    /// A series or group without an observation.
    NO_OBSERVATION = "S20", "no-observation", Warning, ["what"];
    /// A message that may not be published before a day.
    EMBARGOED = "S22", "embargoed", Warning, ["label"];
    /// A note of the sender's system at a message: it may be incomplete.
    SENDER_NOTE = "S23", "sender-note", Warning, ["label"];
    /// A figure that its sender marks as not for publication.
    NOT_FOR_PUBLICATION = "S24", "not-for-publication", Warning, ["component", "label"];
    /// A table that cannot be read as a whole.
    TABLE_NOT_READ = "S30", "table-not-read", Error, ["found", "table"];
    /// One value over several places of a table or several questions.
    VALUE_MERGED = "S31", "value-over-several", Error, ["range"];
    /// The line that says in which unit a table counts is not the one of the questionnaire.
    UNIT_CHANGED = "S32", "unit-line-changed", Warning, ["label", "table"];
    /// A row of a delimited text with another number of fields than the others.
    ROW_WIDTH = "S33", "row-of-another-width", Error, ["fields", "usual"];
    /// A text of which a part is struck out.
    TEXT_STRUCK = "S34", "struck-out-text", Error, ["label"];

    /// A figure that is a multiple or a fraction of the year before.
    CHANGED_GREATLY = "T01", "changed-greatly", Warning, ["series", "value", "before", "year", "factor"];
    /// A figure that doubled or halved against the year before.
    CHANGED_MUCH = "T02", "changed-much", Info, ["series", "value", "before", "year", "factor"];
    /// A column whose heading says that it covers part of a year.
    YEAR_PARTIAL = "T03", "year-partial", Warning, ["year", "heading"];
    /// A year outside the edition's window.
    YEAR_OUTSIDE = "T04", "year-outside-window", Error, ["year", "window"];
    /// The same figure in every year.
    YEARS_IDENTICAL = "T05", "all-years-identical", Warning, ["series", "value", "years"];
    /// A figure that was another one in an earlier reply.
    FIGURE_REVISED = "T07", "figure-revised", Warning, ["series", "value", "before", "earlier"];

    /// More persons convicted than prosecuted.
    CONVICTED_OVER_PROSECUTED = "X01", "convicted-over-prosecuted", Warning, ["year", "value", "against"];
    /// More persons prosecuted than brought into formal contact.
    PROSECUTED_OVER_CONTACT = "X02", "prosecuted-over-formal-contact", Warning, ["year", "value", "against"];
    /// Victims and no offence.
    VICTIMS_WITHOUT_OFFENCES = "X03", "victims-without-offences", Warning, ["year", "value"];
    /// A refining measure without the measure that it refines.
    CHILD_WITHOUT_PARENT = "X05", "part-without-whole", Warning, ["item", "parent"];
    /// A form or target group of campaigns without a campaign.
    CAMPAIGN_WITHOUT_PARENT = "X06", "campaign-form-without-campaign", Error, ["item", "parent"];
    /// A plan on the four pillars without a plan.
    PLAN_PILLARS_WITHOUT_PLAN = "X07", "plan-pillars-without-plan", Warning, ["item", "parent"];
    /// A service where no service is given.
    SERVICE_WITHOUT_ANY = "X08", "service-without-any-service", Warning, ["item", "parent"];
    /// Figures without the law or the source behind them.
    FIGURES_WITHOUT_SOURCE = "X09", "figures-without-source", Warning, ["item", "missing"];
}

/// The kind of a code.
pub fn kind(code: &str) -> Option<&'static Kind> {
    KINDS.iter().copied().find(|kind| kind.code == code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_in_order() {
        assert!(KINDS.is_sorted_by(|left, right| left.code < right.code));
    }

    #[test]
    fn names_describe_the_fault() {
        for kind in KINDS {
            assert!(kind.name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'), "{}", kind.name);
            assert!(!["check-", "must-", "invalid-data"].iter().any(|word| kind.name.contains(word)), "{}", kind.name);
        }
    }
}
