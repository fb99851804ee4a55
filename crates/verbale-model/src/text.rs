//! Raw texts of one file, each kept once.

use rustc_hash::FxHashMap;
use std::num::NonZeroU32;

/// A text in the [`TextPool`] of its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TextId(NonZeroU32);

impl TextId {
    /// Position in the pool, from 0.
    pub const fn index(self) -> usize {
        self.0.get() as usize - 1
    }
}

/// The raw texts of one file, byte for byte as they were read, in order of first use.
///
/// All texts lie in one buffer, so that a file of a million short cells does not cost a million allocations.
#[derive(Debug, Clone, Default)]
pub struct TextPool {
    bytes: String,
    ends: Vec<usize>,
    index: FxHashMap<u64, TextId>,
    clashes: FxHashMap<Box<str>, TextId>,
}

impl TextPool {
    /// The id of `text`, adding it if it is new.
    ///
    /// # Panics
    /// Beyond 2³² distinct texts; the bound on cells of a file is far below.
    pub fn intern(&mut self, text: &str) -> TextId {
        use std::hash::{Hash, Hasher};
        let mut hasher = rustc_hash::FxHasher::default();
        text.hash(&mut hasher);
        let hash = hasher.finish();
        match self.index.get(&hash) {
            Some(&id) if self.get(id) == text => id,
            Some(_) => {
                if let Some(&id) = self.clashes.get(text) {
                    return id;
                }
                let id = self.push(text);
                self.clashes.insert(text.into(), id);
                id
            }
            None => {
                let id = self.push(text);
                self.index.insert(hash, id);
                id
            }
        }
    }

    fn push(&mut self, text: &str) -> TextId {
        self.bytes.push_str(text);
        self.ends.push(self.bytes.len());
        // Counted from one, so that no id takes no room of its own.
        let number = u32::try_from(self.ends.len()).ok().and_then(NonZeroU32::new);
        TextId(number.expect("fewer than 2^32 texts"))
    }

    /// The text of an id.
    #[inline]
    pub fn get(&self, id: TextId) -> &str {
        let index = id.index();
        let start = if index == 0 { 0 } else { self.ends[index - 1] };
        &self.bytes[start..self.ends[index]]
    }

    /// All texts in order of first use.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.ends.len()).map(|index| {
            let start = if index == 0 { 0 } else { self.ends[index - 1] };
            &self.bytes[start..self.ends[index]]
        })
    }

    /// How many distinct texts there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// True if nothing was interned.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_kept_once_and_comes_back_unchanged() {
        let mut pool = TextPool::default();
        let first = pool.intern("1\u{202f}757");
        let second = pool.intern("");
        assert_eq!(pool.intern("1\u{202f}757"), first);
        assert_ne!(first, second);
        assert_eq!(pool.get(first), "1\u{202f}757");
        assert_eq!(pool.get(second), "");
        assert_eq!(pool.iter().collect::<Vec<_>>(), ["1\u{202f}757", ""]);
    }
}
