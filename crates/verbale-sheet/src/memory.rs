//! What was learned of labels in the files before: most files of a batch are filled in on one template.

use crate::peek::DistinctText;
use crate::wordings::Wordings;
use rustc_hash::FxHashMap;
use std::rc::Rc;
use verbale_model::{EditionId, Schemas};

/// What one thread has learned while it read. It holds what the schemas say of a text, and nothing of a file: each file reads the
/// same with it and without.
pub struct Memory<'s> {
    pub(crate) schemas: &'s Schemas,
    editions: FxHashMap<EditionId, Wordings<'s>>,
    /// Texts met in the first rows of files.
    texts: FxHashMap<Rc<str>, Rc<DistinctText>>,
    /// How many bytes these have.
    held: usize,
    /// Files looked at.
    files: u64,
}

/// Bytes of texts that are kept; the labels of all editions in six languages have a fifth of it.
pub(crate) const MOST_BYTES: usize = 4 << 20;

impl<'s> Memory<'s> {
    /// A memory of nothing.
    pub fn new(schemas: &'s Schemas) -> Self {
        Self { schemas, editions: FxHashMap::default(), texts: FxHashMap::default(), held: 0, files: 0 }
    }

    /// The number of the next file, from 1.
    pub(crate) fn next_file(&mut self) -> u64 {
        self.files += 1;
        self.files
    }

    /// A text with what it is the label of.
    pub(crate) fn text(&mut self, text: &str) -> Rc<DistinctText> {
        if let Some(known) = self.texts.get(text) {
            return Rc::clone(known);
        }
        if self.held > MOST_BYTES {
            self.texts.clear();
            self.held = 0;
        }
        let new = Rc::new(DistinctText::new(text));
        self.held += text.len();
        self.texts.insert(Rc::clone(&new.text), Rc::clone(&new));
        new
    }

    /// The texts met in forms of an edition.
    pub(crate) fn wordings(&mut self, edition: EditionId) -> &mut Wordings<'s> {
        let schemas = self.schemas;
        self.editions.entry(edition).or_insert_with(|| Wordings::new(&schemas.edition(edition).labels, &schemas.words))
    }
}
