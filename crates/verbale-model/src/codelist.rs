//! Codelists: closed lists of codes with labels in six languages.

use crate::CodeId;
use crate::fold::fold;
use crate::words::word_form;
use rustc_hash::FxHashMap;

/// A codelist: an index into [`crate::Schemas::lists`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ListId(pub u16);

/// One code of a list.
#[derive(Debug, Clone)]
pub struct ListCode {
    /// The code.
    pub code: CodeId,
    /// Labels by [`crate::Language::index`].
    pub labels: [String; 6],
    /// Other wordings, in any language.
    pub aliases: Vec<String>,
    /// Remark on the code.
    pub note: String,
}

/// A closed list of codes.
#[derive(Debug, Clone, Default)]
pub struct Codelist {
    /// Name: that of its file.
    pub name: String,
    /// Codes in the order of the file.
    pub codes: Vec<ListCode>,
    /// By [`list_form`] of code, label or alias.
    pub index: FxHashMap<String, CodeId>,
}

impl Codelist {
    /// The code that a [`list_form`] stands for.
    pub fn find(&self, form: &str) -> Option<CodeId> {
        self.index.get(form).copied()
    }

    /// All words in order, with their codes.
    pub fn words(&self) -> impl Iterator<Item = (&str, CodeId)> {
        let mut words: Vec<_> = self.index.iter().map(|(word, &code)| (word.as_str(), code)).collect();
        words.sort_unstable();
        words.into_iter()
    }

    /// True if the list has the code.
    pub fn contains(&self, code: CodeId) -> bool {
        self.codes.iter().any(|entry| entry.code == code)
    }

    /// The entry of a code.
    pub fn entry(&self, code: CodeId) -> Option<&ListCode> {
        self.codes.iter().find(|entry| entry.code == code)
    }
}

/// The form in which words of a codelist are compared: folded, but for words with a sign that carries meaning. `<18` and
/// `18+` would otherwise be one word.
pub fn list_form(text: &str) -> String {
    if text.contains(['<', '>', '≤', '≥', '+', '=', '＜', '＞', '＋']) {
        return word_form(text).replace(' ', "");
    }
    let folded = fold(text);
    if folded.is_empty() { word_form(text) } else { folded }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_that_carry_meaning_are_kept() {
        assert_eq!(list_form("< 18"), "<18");
        assert_eq!(list_form("18+"), "18+");
        assert_eq!(list_form("0–17 years"), list_form("0-17 Years"));
        assert_eq!(list_form("?"), "?");
    }
}
