//! Everything that `schemas/` holds, checked and indexed once.

use crate::area::Areas;
use crate::codelist::{Codelist, ListId};
use crate::text_words::TextWords;
use crate::words::Words;
use crate::{Codes, Edition, EditionId, Finding, Language};
use std::collections::BTreeMap;

/// Message templates of one language, by finding code.
#[derive(Debug, Clone)]
pub struct Message {
    /// What is wrong, with `{argument}` in place of each argument.
    pub what: String,
    /// What to do about it.
    pub action: String,
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
    /// Editions, in order of path.
    pub editions: Vec<Edition>,
    /// Messages by language and code.
    pub messages: BTreeMap<Language, BTreeMap<String, Message>>,
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

    /// What a finding says, in a language: what is wrong, and what to do.
    pub fn message(&self, finding: &Finding, language: Language) -> (String, String) {
        let template = self
            .messages
            .get(&language)
            .and_then(|messages| messages.get(finding.kind.code))
            .or_else(|| self.messages.get(&Language::En).and_then(|messages| messages.get(finding.kind.code)));
        match template {
            Some(message) => (fill(&message.what, finding), fill(&message.action, finding)),
            None => (finding.kind.name.replace('-', " "), String::new()),
        }
    }
}

/// Fills in the arguments. A segment in double brackets is left out where an argument of it is empty: `[[; nearest: {name}]]`.
fn fill(template: &str, finding: &Finding) -> String {
    let mut filled = String::with_capacity(template.len() + 32);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once("[[") {
        let Some((segment, after)) = after.split_once("]]") else { break };
        filled.push_str(&put_in(before, finding));
        let lacks = |(name, value): (&str, &crate::Arg)| segment.contains(&format!("{{{name}}}")) && value.to_string().is_empty();
        if !finding.named_args().any(lacks) {
            filled.push_str(&put_in(segment, finding));
        }
        rest = after;
    }
    filled.push_str(&put_in(rest, finding));
    filled
}

fn put_in(template: &str, finding: &Finding) -> String {
    let mut text = template.to_owned();
    // Each argument is put in once from the template, so that braces inside a cell's text are never taken for a name.
    let mut filled = String::with_capacity(text.len() + 32);
    while let Some(open) = text.find('{') {
        let Some(close) = text[open..].find('}').map(|close| open + close) else { break };
        let name = &text[open + 1..close];
        filled.push_str(&text[..open]);
        match finding.named_args().find(|(known, _)| *known == name) {
            Some((_, value)) => filled.push_str(&value.to_string()),
            None => filled.push_str(&text[open..=close]),
        }
        text.drain(..=close);
    }
    filled.push_str(&text);
    filled
}
