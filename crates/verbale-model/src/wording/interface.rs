//! The words of the reports themselves: headings, outcomes, buttons. `schemas/messages/interface.csv` has them.

use super::template::Template;
use std::collections::BTreeMap;

macro_rules! words {
    ($($(#[$doc:meta])* $word:ident = $code:literal;)*) => {
        /// A word of the reports.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum UiWord {
            $($(#[$doc])* $word,)*
        }

        impl UiWord {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$word),*];

            /// Its key in the table of words.
            pub const fn code(self) -> &'static str {
                match self {
                    $(Self::$word => $code,)*
                }
            }
        }
    };
}

words! {
    /// In place of what is not shown.
    Hidden = "hidden";
    /// Title of the report.
    Title = "title";
    /// The severity error.
    Error = "error";
    /// The severity warning.
    Warning = "warning";
    /// The severity info.
    Info = "info";
    /// Heading: errors.
    Errors = "errors";
    /// Heading: warnings.
    Warnings = "warnings";
    /// Heading: findings for information.
    Infos = "infos";
    /// Heading: waived findings.
    Waived = "waived";
    /// Heading: State.
    State = "state";
    /// Heading: file.
    File = "file";
    /// Heading: sheet.
    Sheet = "sheet";
    /// Heading: element of an XML document.
    Element = "element";
    /// Heading: cell.
    Cell = "cell";
    /// Heading: question.
    Item = "item";
    /// Heading: year.
    Year = "year";
    /// Heading: rule.
    Rule = "rule";
    /// Heading: severity.
    Severity = "severity";
    /// Heading: what is wrong.
    Message = "message";
    /// Heading: what to do.
    Action = "action";
    /// Heading: what stands there.
    Found = "found";
    /// Heading: outcome.
    Outcome = "outcome";
    /// Heading: answers.
    Answers = "answers";
    /// Heading: what was not placed.
    Unplaced = "unplaced";
    /// Heading: note.
    Note = "note";
    /// Heading: edition of the questionnaire.
    Edition = "edition";
    /// Heading: language of the reply.
    Language = "language";
    /// Outcome of a file: checked.
    Checked = "checked";
    /// Outcome of a file: rejected.
    Rejected = "rejected";
    /// Outcome of a file: ignored.
    Ignored = "ignored";
    /// A reply of no State that could be told.
    NoState = "no-state";
    /// The file as such, as a place.
    WholeFile = "whole-file";
    /// How many files were found, and what came of them.
    Totals = "totals";
    /// How many answers.
    CountAnswers = "count-answers";
    /// How many cells or rows were not placed.
    CountUnplaced = "count-unplaced";
    /// How many errors.
    CountErrors = "count-errors";
    /// How many warnings.
    CountWarnings = "count-warnings";
    /// How many findings for information.
    CountInfos = "count-infos";
    /// How many findings are waived.
    CountWaived = "count-waived";
    /// How many areas.
    CountAreas = "count-areas";
    /// How many more findings of a rule are not listed.
    More = "more";
    /// Nothing was found in a file.
    Nothing = "nothing";
    /// Heading of the overview.
    Overview = "overview";
    /// Heading of the rules and their outcomes.
    Rules = "rules";
    /// Outcome of a rule: passed.
    Passed = "passed";
    /// Outcome of a rule: failed.
    Failed = "failed";
    /// Outcome of a rule: skipped.
    Skipped = "skipped";
    /// Outcome of a rule: could not run.
    CouldNotRun = "could-not-run";
    /// Heading of the filter.
    Filter = "filter";
    /// Choice of the filter: every rule.
    AllRules = "all-rules";
    /// That the messages are a draft.
    Draft = "draft";
    /// That values are not shown.
    ValuesHidden = "values-hidden";
    /// That contact details are never shown.
    ContactsHidden = "contacts-hidden";
    /// Caption of a picture of a sheet.
    Picture = "picture";
    /// How many marked cells a picture leaves out.
    PictureMore = "picture-more";
    /// Who waived a finding, until when, and why.
    WaivedBy = "waived-by";
    /// Heading of the waivers.
    Waivers = "waivers";
    /// A waiver that no finding matched.
    WaiverUnused = "waiver-unused";
    /// A waiver that has expired.
    WaiverExpired = "waiver-expired";
    /// How many findings a waiver matched.
    WaiverMatched = "waiver-matched";
    /// Heading of the comparison, with the name of the older one.
    Compared = "compared";
    /// A finding that the older one does not have.
    New = "new";
    /// A finding that only the older one has.
    Fixed = "fixed";
    /// A finding that both have.
    Unchanged = "unchanged";
    /// Heading of changed answers.
    AnswersChanged = "answers-changed";
    /// Heading: before.
    Before = "before";
    /// Heading: after.
    After = "after";
    /// No answer stood there.
    Absent = "absent";
}

/// The words of the reports in each language.
#[derive(Debug, Clone, Default)]
pub struct Interface {
    words: BTreeMap<UiWord, [Option<Template>; 6]>,
}

impl Interface {
    /// Sets the words for one, by [`crate::Language::index`].
    pub fn insert(&mut self, word: UiWord, words: [Option<Template>; 6]) {
        self.words.insert(word, words);
    }

    /// The words for one, by [`crate::Language::index`].
    pub fn of(&self, word: UiWord) -> &[Option<Template>; 6] {
        const NONE: &[Option<Template>; 6] = &[None, None, None, None, None, None];
        self.words.get(&word).unwrap_or(NONE)
    }
}
