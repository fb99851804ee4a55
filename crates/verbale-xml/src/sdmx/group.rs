//! Groups: attributes given once for all series that share a part of their key.
//!
//! A generic message says which components of a group are its key. In a structure-specific one they are those that the reader of
//! the message knows as dimensions, whatever stands on an observation: an attribute that is given again nearer to it is an
//! attribute still.

use super::frame::{Entry, Frame, Given};
use super::refusal::Why;
use rustc_hash::FxHashMap;

/// Bytes and entries that the groups of a data set may hold in memory, and in how many ways they may be keyed.
const BYTES: usize = 8 << 20;
const ENTRIES: usize = 200_000;
const KINDS: usize = 64;

/// The groups of a data set.
#[derive(Debug, Default)]
pub(super) struct Groups {
    list: Vec<Group>,
    kinds: Vec<KindOfGroup>,
    bytes: usize,
    entries: usize,
}

#[derive(Debug)]
struct Group {
    frame: Frame,
    /// Which kind it is of.
    kind: usize,
    matched: bool,
}

/// Groups with the same components as their key.
#[derive(Debug)]
struct KindOfGroup {
    key: Vec<u16>,
    /// By the values of the key.
    groups: FxHashMap<String, Vec<usize>>,
}

impl Groups {
    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    pub(super) fn push(&mut self, frame: &Frame, is_dimension: impl Fn(u16) -> bool) -> Result<(), Why> {
        self.bytes += frame.text.len();
        self.entries += frame.entries.len() + 1;
        if self.bytes > BYTES {
            return Err(Why::Limit("bytes of groups", BYTES));
        }
        if self.entries > ENTRIES {
            return Err(Why::Limit("components of groups", ENTRIES));
        }
        let is_key = |entry: &&Entry| match entry.given {
            Given::Key => true,
            Given::Unsaid => is_dimension(entry.component),
            Given::Attribute | Given::Measure => false,
        };
        let mut key: Vec<u16> = frame.entries.iter().filter(is_key).map(|entry| entry.component).collect();
        key.sort_unstable();
        let known = self.kinds.iter().position(|kind| kind.key == key);
        let kind = match known {
            Some(kind) => kind,
            None if self.kinds.len() == KINDS => return Err(Why::Limit("kinds of groups", KINDS)),
            None => {
                self.kinds.push(KindOfGroup { key, groups: FxHashMap::default() });
                self.kinds.len() - 1
            }
        };
        let of_kind = &mut self.kinds[kind];
        let values = of_kind.key.iter().map(|component| frame.find(*component).unwrap_or_default());
        of_kind.groups.entry(joined(values)).or_default().push(self.list.len());
        self.list.push(Group { frame: frame.clone(), kind, matched: false });
        Ok(())
    }

    /// Finds the groups of an observation, whose key stands in these frames. A group without a key holds for all.
    pub(super) fn find(&mut self, frames: [&Frame; 3], found: &mut Vec<usize>) {
        found.clear();
        for kind in &self.kinds {
            let value = |component: &u16| frames.iter().find_map(|frame| frame.find(*component));
            let Some(wanted) = kind.key.iter().map(value).collect::<Option<Vec<_>>>() else { continue };
            found.extend(kind.groups.get(&joined(wanted.into_iter())).into_iter().flatten());
        }
        found.sort_unstable();
        for &group in &*found {
            self.list[group].matched = true;
        }
    }

    /// The components of a group.
    pub(super) fn frame(&self, group: usize) -> &Frame {
        &self.list[group].frame
    }

    /// Those of them that are its key.
    pub(super) fn key(&self, group: usize) -> &[u16] {
        &self.kinds[self.list[group].kind].key
    }

    /// The first group from `from` on that no observation belongs to.
    pub(super) fn unmatched(&self, from: usize) -> Option<usize> {
        self.list.iter().skip(from).position(|group| !group.matched).map(|step| from + step)
    }
}

/// Values as one text; U+0000 stands in no document.
fn joined<'v>(values: impl Iterator<Item = &'v str>) -> String {
    let mut text = String::new();
    for value in values {
        text.push_str(value);
        text.push('\0');
    }
    text
}
