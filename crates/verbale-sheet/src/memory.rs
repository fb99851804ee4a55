//! What was learned of labels in the files before: most files of a batch are filled in on one template.

use crate::wordings::Wordings;
use verbale_model::Schemas;

/// What one thread has learned while it read. It holds what the schemas say of a text, and nothing of a file: each file reads the
/// same with it and without.
pub struct Memory<'s> {
    pub(crate) schemas: &'s Schemas,
    pub(crate) wordings: Wordings<'s>,
}

impl<'s> Memory<'s> {
    /// A memory of nothing.
    pub fn new(schemas: &'s Schemas) -> Self {
        Self { schemas, wordings: Wordings::new(schemas) }
    }
}
