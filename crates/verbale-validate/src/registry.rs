//! The registry: every rule with its page, and the checks that decide those which need a whole reply.

use crate::past;
use crate::rules;
use crate::view::{ReplyView, Verdict};
use verbale_model::Kind;
use verbale_model::catalogue;
use verbale_model::outcome::Reason;

/// What a check looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// One cell, row or label, while it is read or normalized.
    Cell,
    /// The file as such, before anything of it is read.
    File,
    /// All answers of one reply.
    Reply,
    /// The replies of one State over time, or of several States in one batch.
    History,
}

impl Scope {
    /// The word for it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Cell => "cell",
            Self::File => "file",
            Self::Reply => "reply",
            Self::History => "history",
        }
    }
}

/// A rule: a kind of finding with its page.
#[derive(Debug)]
pub struct Rule {
    /// Code, name, severity and arguments.
    pub kind: &'static Kind,
    /// Its page: what it is, why, when it fires and stays quiet, what the State can do, source.
    pub page: &'static str,
}

impl Rule {
    /// What the rule looks at.
    pub fn scope(&self) -> Scope {
        match CHECKS.iter().find(|check| check.emits.contains(&self.kind)) {
            Some(check) => check.scope,
            None if past::RULES.contains(&self.kind) => past::SCOPE,
            None if self.kind.code.starts_with('F') => Scope::File,
            None => Scope::Cell,
        }
    }

    /// The rule of a code.
    pub fn find(code: &str) -> Option<&'static Self> {
        RULES.iter().find(|rule| rule.kind.code.eq_ignore_ascii_case(code))
    }
}

/// A check: a function over a reply, and the kinds of finding that it can raise.
pub struct Check {
    /// Its name.
    pub name: &'static str,
    /// What it looks at.
    pub scope: Scope,
    /// The kinds of finding it can raise.
    pub emits: &'static [&'static Kind],
    /// Whether it has anything to say about a reply, or why not.
    pub applies: fn(&ReplyView<'_>) -> Result<(), Reason>,
    /// The check.
    pub run: fn(&ReplyView<'_>, &mut Verdict),
}

/// All checks, in the order in which they run.
pub const CHECKS: &[Check] = &[
    rules::sex_parts::CHECK,
    rules::age_parts::CHECK,
    rules::margins::CHECK,
    rules::forms_differ_from_total::CHECK,
    rules::forms_over_total::CHECK,
    rules::citizenships::CHECK,
    rules::stages::CHECK,
    rules::implications::CHECK,
    rules::figures_without_source::CHECK,
    rules::year_on_year::CHECK,
    rules::year_outside_window::CHECK,
    rules::years_identical::CHECK,
    rules::unanswered::CHECK,
    rules::yes_not_described::CHECK,
    rules::contact_missing::CHECK,
    rules::not_an_addressee::CHECK,
    rules::duplicates::CHECK,
    rules::free_text::CHECK,
    rules::typed_over::CHECK,
    rules::sorted_alone::CHECK,
    rules::filled_down::CHECK,
    rules::answered_twice::CHECK,
];

macro_rules! rules {
    ($($kind:ident: $file:literal),* $(,)?) => {
        /// All rules, in order of code.
        pub const RULES: &[Rule] =
            &[$(Rule { kind: catalogue::$kind, page: include_str!(concat!("rules/", $file, ".md")) }),*];
    };
}

rules! {
    SUM_SEX_OVER: "sex-parts-over-total",
    SUM_SEX_UNDER: "sex-parts-under-total",
    SUM_AGE_OVER: "age-parts-over-total",
    SUM_AGE_UNDER: "age-parts-under-total",
    MARGIN_CONTRADICTED: "margin-contradicted",
    MARGIN_UNDER: "cells-under-margin",
    SUM_FORMS: "forms-differ-from-total",
    FORMS_OVERLAP: "forms-over-total",
    CITIZENSHIP_OVER: "citizenship-over-total",
    CITIZENSHIP_SUM: "citizenships-differ-from-total",
    AREA_UNKNOWN: "area-unknown",
    AREA_UNOFFICIAL: "area-unofficial-name",
    AREA_FORMER: "area-former-name",
    AREA_OUTDATED: "area-outdated-name",
    AREA_DEMONYM: "demonym-for-area",
    AREA_COMPOUND: "count-or-several-areas",
    AREA_SUBNATIONAL: "subnational-place",
    AREA_BUCKET: "group-for-area",
    AREA_AGGREGATE: "aggregate-code",
    CODE_UNKNOWN: "category-unknown",
    ANSWER_UNKNOWN: "answer-word-unknown",
    ITEM_UNKNOWN: "item-unknown",
    AREA_DESIGNATION: "designation",
    CODE_BLANK: "category-blank",
    BREAKDOWN_UNKNOWN: "breakdown-unknown",
    UNIT_DIFFERS: "unit-differs",
    AREA_REGION: "region-for-state",
    AREA_ORGANIZATION: "organization-for-state",
    MEASURE_UNKNOWN: "measure-unknown",
    FILE_EMPTY: "file-empty",
    FILE_FORMAT: "file-format-unknown",
    FILE_ENCRYPTED: "file-encrypted",
    FILE_DAMAGED: "file-damaged",
    FILE_LIMIT: "file-beyond-limit",
    FILE_EXTENSION: "extension-differs",
    FILE_ENCODING: "encoding-not-declared",
    FILE_FAULT: "reading-failed",
    RULE_FAULT: "rule-could-not-run",
    PILLAR_SILENT: "pillar-unanswered",
    NOT_DESCRIBED: "yes-not-described",
    ANSWERED_LITTLE: "few-items-answered",
    CONTACT_MISSING: "contact-missing",
    NOT_ADDRESSEE: "not-an-addressee",
    SECOND_SUBMISSION: "second-submission",
    DUPLICATE_CONFLICT: "duplicate-contradicts",
    DUPLICATE_PARTS: "components-not-summed",
    DUPLICATE_SAME: "duplicate-same-value",
    REPLY_RESENT: "earlier-reply-resent",
    REPLIES_IDENTICAL: "identical-replies",
    REPLY_PENDING: "reply-pending",
    LANGUAGE_DIFFERS: "language-differs",
    MIXED_SCRIPTS: "scripts-mixed-in-word",
    TEXT_DAMAGED: "free-text-damaged",
    COUNT_INVALID: "count-negative-or-fractional",
    SEPARATOR_AMBIGUOUS: "separator-ambiguous",
    QUANTITY_CENSORED: "quantity-not-exact",
    NO_VALUE: "no-value-stated",
    QUANTITY_UNREADABLE: "number-unreadable",
    DATE_UNREADABLE: "date-unreadable",
    FOOTNOTE_MARK: "footnote-mark-on-number",
    STATUS_CONTRADICTS: "status-contradicts-value",
    VALUE_NOT_SCALED: "value-not-scaled",
    YEAR_UNREADABLE: "year-unreadable",
    VICTIM_NAMED: "victim-named",
    EMAIL_IN_TEXT: "email-in-text",
    PHONE_IN_TEXT: "telephone-in-text",
    DOCUMENT_NUMBER: "document-number-in-text",
    PERSON_TOLD: "person-identifiable",
    HEADER_MISSING: "header-not-found",
    COLUMN_MISSING: "column-missing",
    UNKNOWN_PART: "outside-questionnaire",
    EDITION_UNKNOWN: "edition-unknown",
    XML_UNREADABLE: "xml-unreadable",
    PLACEHOLDER: "placeholder-left",
    HEADER_AS_DATA: "heading-as-data",
    MOJIBAKE: "text-damaged",
    AREA_NOT_UNIQUE: "state-not-unique",
    ANSWERED_TWICE: "answered-twice",
    NO_PLAIN_VALUE: "error-or-date-in-cell",
    HIDDEN_VALUES: "hidden-values",
    CELL_COMMENT: "comment-on-cell",
    FORMULA_TYPED_OVER: "formula-typed-over",
    COLUMN_SORTED_ALONE: "column-sorted-alone",
    FILLED_DOWN: "filled-down",
    ACTION_REFUSED: "action-refused",
    MARKED_TEST: "marked-as-test",
    LEVELS_DIFFER: "levels-differ",
    NO_OBSERVATION: "no-observation",
    EMBARGOED: "embargoed",
    SENDER_NOTE: "sender-note",
    NOT_FOR_PUBLICATION: "not-for-publication",
    TABLE_NOT_READ: "table-not-read",
    VALUE_MERGED: "value-over-several",
    UNIT_CHANGED: "unit-line-changed",
    ROW_WIDTH: "row-of-another-width",
    TEXT_STRUCK: "struck-out-text",
    CHANGED_GREATLY: "changed-greatly",
    CHANGED_MUCH: "changed-much",
    YEAR_PARTIAL: "year-partial",
    YEAR_OUTSIDE: "year-outside-window",
    YEARS_IDENTICAL: "all-years-identical",
    FIGURE_REVISED: "figure-revised",
    CONVICTED_OVER_PROSECUTED: "convicted-over-prosecuted",
    PROSECUTED_OVER_CONTACT: "prosecuted-over-formal-contact",
    VICTIMS_WITHOUT_OFFENCES: "victims-without-offences",
    CHILD_WITHOUT_PARENT: "part-without-whole",
    CAMPAIGN_WITHOUT_PARENT: "campaign-form-without-campaign",
    PLAN_PILLARS_WITHOUT_PLAN: "plan-pillars-without-plan",
    SERVICE_WITHOUT_ANY: "service-without-any-service",
    FIGURES_WITHOUT_SOURCE: "figures-without-source",
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_a_rule_and_the_order_is_that_of_the_codes() {
        let rules: Vec<&str> = RULES.iter().map(|rule| rule.kind.code).collect();
        let kinds: Vec<&str> = catalogue::KINDS.iter().map(|kind| kind.code).collect();
        assert_eq!(rules, kinds);
    }

    #[test]
    fn a_kind_is_decided_in_one_place() {
        for rule in RULES {
            assert!(CHECKS.iter().filter(|check| check.emits.contains(&rule.kind)).count() <= 1, "{}", rule.kind.code);
        }
    }

    #[test]
    fn a_page_is_that_of_its_rule_and_opens_with_one_sentence() {
        for rule in RULES {
            let title = format!("# {} ({})", rule.kind.name, rule.kind.code);
            assert_eq!(rule.page.lines().next(), Some(title.as_str()));
            let summary = crate::catalogue::summary(rule.page);
            assert!(summary.ends_with('.') && summary.matches(". ").count() == 0, "{}: {summary}", rule.kind.code);
        }
    }

    #[test]
    fn every_file_of_the_folder_is_used() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/rules");
        let mut used: Vec<String> = RULES.iter().map(|rule| format!("{}.md", rule.kind.name)).collect();
        used.extend(CHECKS.iter().map(|check| format!("{}.rs", check.name.replace('-', "_"))));
        used.push("mod.rs".into());
        used.sort();
        let mut found: Vec<String> =
            std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
        found.sort();
        assert_eq!(found, used);
    }
}
