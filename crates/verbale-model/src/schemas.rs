//! Everything that `schemas/` holds, checked and indexed once.

use crate::area::Areas;
use crate::codelist::{Codelist, ListId};
use crate::text_words::TextWords;
use crate::thresholds::Thresholds;
use crate::wording::{Formats, Interface, Phrases, Template, Values, Wording};
use crate::words::Words;
use crate::{Codes, Edition, EditionId, Finding, Language};
use std::collections::BTreeMap;

/// Message templates of one language, by finding code.
#[derive(Debug, Clone)]
pub struct Message {
    /// What is wrong.
    pub what: Template,
    /// What to do about it.
    pub action: Template,
}

/// A region of M49 with its names by [`Language::index`].
#[derive(Debug, Clone)]
pub struct Region {
    /// M49 code, three digits.
    pub code: String,
    /// The region it belongs to.
    pub parent: Option<String>,
    /// Names.
    pub names: [String; 6],
}

/// All schemas.
#[derive(Debug, Clone, Default)]
pub struct Schemas {
    /// All codes.
    pub codes: Codes,
    /// Areas.
    pub areas: Areas,
    /// Regions.
    pub regions: Vec<Region>,
    /// Codelists.
    pub lists: Vec<Codelist>,
    /// Words.
    pub words: Words,
    /// Words by which free text is judged.
    pub text_words: TextWords,
    /// Thresholds of rules that all editions have in common; none without their table.
    pub thresholds: Option<Thresholds>,
    /// Editions, in order of path.
    pub editions: Vec<Edition>,
    /// Messages by language and code.
    pub messages: BTreeMap<Language, BTreeMap<String, Message>>,
    /// Words of the program that findings take as arguments.
    pub phrases: Phrases,
    /// Words of the reports.
    pub interface: Interface,
    /// How each language writes numbers, dates and lists.
    pub formats: Formats,
    /// SHA-256 over all files, hexadecimal.
    pub digest: String,
}

impl Schemas {
    /// The edition of an id.
    pub fn edition(&self, id: EditionId) -> &Edition {
        &self.editions[id.0 as usize]
    }

    /// The edition of a path such as `tip-measures/2019`.
    pub fn edition_at(&self, path: &str) -> Option<&Edition> {
        self.editions.iter().find(|edition| edition.path() == path)
    }

    /// The list of an id.
    pub fn list(&self, id: ListId) -> &Codelist {
        &self.lists[id.0 as usize]
    }

    /// What a finding says, in a language: what is wrong, and what to do. Everything is shown.
    pub fn message(&self, finding: &Finding, language: Language) -> (String, String) {
        let (what, action) = Wording::new(self, language, Values::Shown).finding(finding);
        (what.plain(), action.plain())
    }
}
