//! The distinct texts of a column, each read once.
//!
//! A million rows hold a few hundred labels: after the first meeting, a cell costs a look at a small table, or one hash look-up, and
//! no allocation.

use verbale_model::{TextId, TextPool};

/// A distinct text and what it was read as.
#[derive(Debug)]
pub(crate) struct Slot<T> {
    pub(crate) raw: TextId,
    /// The text again: nearer than in the pool.
    text: Box<str>,
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
    /// Slots met lately, by [`mix`] of their text.
    lately: Box<[u32; LATELY]>,
}

impl<T> Default for Cache<T> {
    fn default() -> Self {
        Self { slots: Vec::new(), by_text: Vec::new(), lately: Box::new([FREE; LATELY]) }
    }
}

/// The mark of a text that has no slot yet.
const FREE: u32 = u32::MAX;

const LATELY: usize = 256;

impl<T> Cache<T> {
    /// The slot of a text, one row further; `read` is asked at the first meeting only.
    pub(crate) fn meet(&mut self, text: &str, texts: &mut TextPool, read: impl FnOnce(&str, &mut TextPool) -> T) -> usize {
        let lately = mix(text);
        if let Some(slot) = self.slots.get_mut(self.lately[lately] as usize)
            && *slot.text == *text
        {
            slot.rows += 1;
            return self.lately[lately] as usize;
        }
        let raw = texts.intern(text);
        let slot = self.slot(raw, text, || read(text, texts));
        self.slots[slot].rows += 1;
        self.lately[lately] = u32::try_from(slot).unwrap_or(FREE);
        slot
    }

    fn slot(&mut self, raw: TextId, text: &str, read: impl FnOnce() -> T) -> usize {
        if self.by_text.len() <= raw.index() {
            self.by_text.resize(raw.index() + 1, FREE);
        }
        let known = self.by_text[raw.index()];
        if known != FREE {
            return known as usize;
        }
        let slot = self.slots.len();
        self.by_text[raw.index()] = u32::try_from(slot).unwrap_or(FREE);
        self.slots.push(Slot { raw, text: text.into(), rows: 0, reading: read() });
        slot
    }

    /// Counts a text that was met before in further rows.
    pub(crate) fn count(&mut self, text: &str, texts: &mut TextPool, rows: u64) {
        let raw = texts.intern(text);
        let known = self.by_text.get(raw.index()).copied().unwrap_or(FREE);
        if let Some(slot) = self.slots.get_mut(known as usize) {
            slot.rows += rows;
        }
    }

    pub(crate) fn get(&self, slot: usize) -> &Slot<T> {
        &self.slots[slot]
    }

    pub(crate) fn slots(&self) -> &[Slot<T>] {
        &self.slots
    }
}

/// A quick mixture of a text's length, beginning and end. It only says where to look first, so it may be poor.
fn mix(text: &str) -> usize {
    let bytes = text.as_bytes();
    let (first, last) = match (bytes.first_chunk(), bytes.last_chunk()) {
        (Some(first), Some(last)) => (u64::from_le_bytes(*first), u64::from_le_bytes(*last)),
        _ => match (bytes.first_chunk(), bytes.last_chunk()) {
            (Some(first), Some(last)) => (u64::from(u32::from_le_bytes(*first)), u64::from(u32::from_le_bytes(*last))),
            _ => bytes
                .first()
                .zip(bytes.last())
                .map_or((0, 0), |(first, last)| (u64::from(*first) << 8 | u64::from(*last), u64::from(bytes[bytes.len() / 2]))),
        },
    };
    let mixed = (first ^ last.rotate_left(29) ^ (bytes.len() as u64)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    usize::from(mixed.to_be_bytes()[0])
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
        // Texts that are looked for at the same place are told apart.
        let long: Vec<String> = (0..2_000).map(|number| format!("Persons convicted {number:04} by citizenship")).collect();
        for text in long.iter().chain(&long) {
            let slot = cache.meet(text, &mut texts, |text, _| text.len());
            assert_eq!(texts.get(cache.get(slot).raw), text);
        }
        assert_eq!(cache.slots().len(), 2_003);
        let rows: Vec<_> = cache.slots()[..3].iter().map(|slot| (texts.get(slot.raw), slot.rows)).collect();
        assert_eq!(rows, [("a", 3), ("b", 2), ("", 1)]);
    }
}
