//! Codes: the short texts of codelists and areas, interned once when the schemas are loaded.

use rustc_hash::FxHashMap;
use std::num::NonZeroU32;

/// A code of a codelist or of an area (`Y0T17`, `ALB`, `_OWN`), interned in [`Codes`].
///
/// Two lists that use the same text share the id; which list a code belongs to follows from the dimension or item it stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CodeId(NonZeroU32);

impl CodeId {
    /// Its number among all codes, from 1.
    pub const fn number(self) -> u32 {
        self.0.get()
    }
}

/// The table of all codes. It is filled while schemas are loaded and read-only after that.
#[derive(Debug, Clone, Default)]
pub struct Codes {
    texts: Vec<Box<str>>,
    index: FxHashMap<Box<str>, CodeId>,
}

impl Codes {
    /// The id of `text`, adding it if it is new.
    ///
    /// # Panics
    /// Beyond 2³² codes.
    pub fn intern(&mut self, text: &str) -> CodeId {
        if let Some(&id) = self.index.get(text) {
            return id;
        }
        let next = u32::try_from(self.texts.len() + 1).expect("fewer than 2^32 codes");
        let id = CodeId(NonZeroU32::new(next).expect("one or more"));
        self.texts.push(text.into());
        self.index.insert(text.into(), id);
        id
    }

    /// The id of `text`, if any list has it.
    pub fn get(&self, text: &str) -> Option<CodeId> {
        self.index.get(text).copied()
    }

    /// The text of a code.
    pub fn text(&self, id: CodeId) -> &str {
        &self.texts[id.0.get() as usize - 1]
    }

    /// How many codes there are.
    pub fn len(&self) -> usize {
        self.texts.len()
    }

    /// True before anything was interned.
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }
}
