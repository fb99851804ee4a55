//! Codelists: closed lists of codes with labels in six languages.

use crate::CodeId;
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
    /// By folded code, label or alias.
    pub index: FxHashMap<String, CodeId>,
}

impl Codelist {
    /// The code that a folded word stands for.
    pub fn find(&self, folded: &str) -> Option<CodeId> {
        self.index.get(folded).copied()
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
