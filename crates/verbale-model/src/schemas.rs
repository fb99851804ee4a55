//! Everything that `schemas/` holds, checked and indexed once.

use crate::area::Areas;
use crate::codelist::{Codelist, ListId};
use crate::text_words::TextWords;
use crate::words::Words;
use crate::{Arg, Codes, Edition, EditionId, Finding, Language};
use std::collections::BTreeMap;
use std::fmt::Write as _;

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
            Some(message) => (filled(&message.what, finding), filled(&message.action, finding)),
            None => (finding.kind.name.replace('-', " "), String::new()),
        }
    }
}

/// Fills in the arguments. A segment in double brackets is left out where an argument of it is empty: `[[; nearest: {name}]]`.
fn filled(template: &str, finding: &Finding) -> String {
    let mut filled = String::with_capacity(template.len() + 32);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once("[[") {
        let Some((segment, after)) = after.split_once("]]") else { break };
        put_in(before, finding, &mut filled);
        let is_empty = |value: &Arg| matches!(value, Arg::Text(text) if text.is_empty());
        let lacks = |(name, value): (&str, &Arg)| is_empty(value) && segment.contains(&format!("{{{name}}}"));
        if !finding.named_args().any(lacks) {
            put_in(segment, finding, &mut filled);
        }
        rest = after;
    }
    put_in(rest, finding, &mut filled);
    filled
}

/// Adds a part of a template. Each argument is put in once from the template, so that braces inside a cell's text are never taken
/// for a name.
fn put_in(template: &str, finding: &Finding, filled: &mut String) {
    let mut rest = template;
    while let Some(open) = rest.find('{') {
        let Some(close) = rest[open..].find('}').map(|close| open + close) else { break };
        let name = &rest[open + 1..close];
        filled.push_str(&rest[..open]);
        match finding.named_args().find(|(known, _)| *known == name) {
            Some((_, Arg::Text(text))) => filled.push_str(text),
            // Writing into a string cannot fail.
            Some((_, Arg::Number(number))) => drop(write!(filled, "{number}")),
            None => filled.push_str(&rest[open..=close]),
        }
        rest = &rest[close + 1..];
    }
    filled.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Locus;
    use crate::catalogue::AREA_UNKNOWN;

    #[test]
    fn a_template_takes_its_arguments_once_and_leaves_out_what_has_none() {
        let of = |label: &str, suggestion: &str| Finding::new(AREA_UNKNOWN, Locus::File).arg(label).arg(suggestion);
        let template = "“{label}” is none[[; nearest: {suggestion}]], {other}{";
        assert_eq!(filled(template, &of("Narnia", "Albania")), "“Narnia” is none; nearest: Albania, {other}{");
        assert_eq!(filled(template, &of("{suggestion}", "")), "“{suggestion}” is none, {other}{");
        assert_eq!(filled("[[no end {label}", &of("a", "b")), "[[no end a");
        assert_eq!(filled("[[{label}]][[!]]", &Finding::new(AREA_UNKNOWN, Locus::File).arg(7_i64).arg("")), "7!");
    }
}
