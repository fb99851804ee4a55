//! The distinct texts of a column, each read once.
//!
//! A million rows hold a few hundred labels: after the first meeting, a cell costs a comparison with the cell above it, or one
//! hash look-up.

use verbale_model::{TextId, TextPool};

/// A distinct text and what it was read as.
#[derive(Debug)]
pub(crate) struct Slot<T> {
    pub(crate) raw: TextId,
    /// In how many rows it stood.
    pub(crate) rows: u64,
    pub(crate) reading: T,
}

/// The distinct texts of a column, in order of first use.
#[derive(Debug)]
pub(crate) struct Cache<T> {
    slots: Vec<Slot<T>>,
    /// Slot by text.
    by_text: Vec<u32>,
    last: String,
    last_slot: usize,
}

impl<T> Default for Cache<T> {
    fn default() -> Self {
        Self { slots: Vec::new(), by_text: Vec::new(), last: String::new(), last_slot: usize::MAX }
    }
}

/// The mark of a text that has no slot yet.
const FREE: u32 = u32::MAX;

impl<T> Cache<T> {
    /// The slot of a text, one row further; `read` is asked at the first meeting only.
    pub(crate) fn meet(&mut self, text: &str, texts: &mut TextPool, read: impl FnOnce(&str, &mut TextPool) -> T) -> usize {
        if self.last_slot < self.slots.len() && self.last == text {
            self.slots[self.last_slot].rows += 1;
            return self.last_slot;
        }
        let raw = texts.intern(text);
        let slot = self.slot(raw, || read(text, texts));
        self.slots[slot].rows += 1;
        self.last.clear();
        self.last.push_str(text);
        self.last_slot = slot;
        slot
    }

    fn slot(&mut self, raw: TextId, read: impl FnOnce() -> T) -> usize {
        if self.by_text.len() <= raw.index() {
            self.by_text.resize(raw.index() + 1, FREE);
        }
        let known = self.by_text[raw.index()];
        if known != FREE {
            return known as usize;
        }
        let slot = self.slots.len();
        self.by_text[raw.index()] = u32::try_from(slot).unwrap_or(FREE);
        self.slots.push(Slot { raw, rows: 0, reading: read() });
        slot
    }

    pub(crate) fn get(&self, slot: usize) -> &Slot<T> {
        &self.slots[slot]
    }

    pub(crate) fn slots(&self) -> &[Slot<T>] {
        &self.slots
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_text_is_read_once_and_its_rows_are_counted() {
        let mut texts = TextPool::default();
        let mut cache = Cache::default();
        let mut reads = 0;
        for text in ["a", "a", "b", "a", "", "b"] {
            let slot = cache.meet(text, &mut texts, |text, _| {
                reads += 1;
                text.len()
            });
            assert_eq!(texts.get(cache.get(slot).raw), text);
            assert_eq!(cache.get(slot).reading, text.len());
        }
        assert_eq!(reads, 3);
        let rows: Vec<_> = cache.slots().iter().map(|slot| (texts.get(slot.raw), slot.rows)).collect();
        assert_eq!(rows, [("a", 3), ("b", 2), ("", 1)]);
    }
}
