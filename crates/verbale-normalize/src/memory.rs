//! What was learned of labels in the files before: States write the same names of countries.

use crate::area::Resolution;
use rustc_hash::FxHashMap;
use std::rc::Rc;
use verbale_model::{CodeId, EditionId, Language};

/// What one thread has learned while it normalized. It holds what the schemas say of a label, and nothing of a file: each file is
/// normalized to the same with it and without. It belongs to one set of schemas.
#[derive(Debug, Default)]
pub struct Memory {
    /// By edition and language, of each dimension.
    labels: FxHashMap<(EditionId, Language), Vec<Labels>>,
}

impl Memory {
    /// The labels met in the dimensions of an edition. Whoever takes them brings them back.
    pub(crate) fn take(&mut self, edition: EditionId, language: Language) -> Vec<Labels> {
        self.labels.remove(&(edition, language)).unwrap_or_default()
    }

    /// Keeps them for the next file.
    pub(crate) fn keep(&mut self, edition: EditionId, language: Language, labels: Vec<Labels>) {
        self.labels.insert((edition, language), labels);
    }
}

/// Labels kept of a dimension.
const MOST_KEPT: usize = 10_000;
/// Longer ones, in bytes, are not kept: they are no names.
const LONGEST: usize = 200;

/// How a label was read. Nearly all are official names, which lie side by side.
#[derive(Debug, Clone)]
pub(crate) enum Label {
    /// The official name of a code, of which there is nothing to say.
    Official(CodeId),
    /// Any other.
    Other(Rc<Resolution>),
}

impl From<Resolution> for Label {
    fn from(read: Resolution) -> Self {
        match read.code {
            Some(code) if read.is_plain() => Self::Official(code),
            _ => Self::Other(Rc::new(read)),
        }
    }
}

/// The labels of one dimension and how they were read.
#[derive(Debug, Default)]
pub(crate) struct Labels(FxHashMap<Box<str>, Label>);

impl Labels {
    /// How a label was read, or now is by `read`.
    pub(crate) fn of(&mut self, label: &str, read: impl FnOnce() -> Resolution) -> Label {
        if let Some(known) = self.0.get(label) {
            return known.clone();
        }
        let read = Label::from(read());
        if label.len() > LONGEST {
            return read;
        }
        if self.0.len() == MOST_KEPT {
            self.0.clear();
        }
        self.0.insert(label.into(), read.clone());
        read
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::area::How;

    #[test]
    fn a_label_is_read_once_and_no_more_are_kept_than_there_is_room_for() {
        let mut labels = Labels::default();
        let mut reads = 0;
        for round in 0..3 {
            for label in 0..MOST_KEPT - round {
                let how = if label % 2 == 0 { How::Blank } else { How::Unknown };
                let read = labels.of(&label.to_string(), || {
                    reads += 1;
                    Resolution::new(None, how)
                });
                assert!(matches!(read, Label::Other(read) if read.how == how));
            }
        }
        assert_eq!(reads, MOST_KEPT);
        labels.of("one more", || Resolution::new(None, How::Unknown));
        assert_eq!(labels.0.len(), 1);
    }
}
