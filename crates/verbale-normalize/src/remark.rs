//! Remarks: findings whose place and area the parser does not know.

use smallvec::SmallVec;
use verbale_model::{Arg, CodeId, Finding, Kind, Locus};

/// How much of a cell's text a finding repeats, in characters. The whole text stands in the answer.
const EXCERPT: usize = 200;

/// What a parser noticed. It becomes a finding once its place and area are known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// What kind of thing.
    pub kind: &'static Kind,
    /// The arguments, in the order of [`Kind::args`].
    pub args: SmallVec<[Arg; 2]>,
}

impl Remark {
    /// A remark without arguments.
    pub fn new(kind: &'static Kind) -> Self {
        Self { kind, args: SmallVec::new() }
    }

    /// Adds the next argument.
    #[must_use]
    pub fn arg(mut self, value: impl Into<Arg>) -> Self {
        self.args.push(value.into());
        self
    }

    /// Adds a cell's text as the next argument, cut to what a message can show.
    #[must_use]
    pub fn quote(self, text: &str) -> Self {
        self.arg(excerpt(text).as_ref())
    }

    /// The finding, at its place.
    pub fn at(self, at: Locus, area: Option<CodeId>) -> Finding {
        debug_assert_eq!(self.args.len(), self.kind.args.len(), "{} takes {:?}", self.kind.code, self.kind.args);
        Finding { kind: self.kind, area, at, args: self.args }
    }
}

/// The beginning of a text, as a finding quotes it.
pub(crate) fn excerpt(text: &str) -> std::borrow::Cow<'_, str> {
    let text = text.trim();
    match text.char_indices().nth(EXCERPT) {
        None => text.into(),
        Some((end, _)) => format!("{}…", &text[..end]).into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quote_is_cut_between_characters() {
        assert_eq!(excerpt(" a "), "a");
        let exact = "é".repeat(EXCERPT);
        assert_eq!(excerpt(&exact), exact);
        assert_eq!(excerpt(&"é".repeat(EXCERPT + 1)), format!("{exact}…"));
    }
}
