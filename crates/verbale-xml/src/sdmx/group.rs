//! Groups: attributes given once for all series that share a part of their key.
//!
//! A generic message says which components of a group are its key. In a structure-specific one they are those that stand on
//! the series or observation, too: an attribute is given at one level.

use super::frame::{Frame, Given};
use super::refusal::Why;
use rustc_hash::FxHashMap;

/// Bytes and entries that the groups of a data set may hold in memory.
const BYTES: usize = 8 << 20;
const ENTRIES: usize = 200_000;

/// The groups of a data set.
#[derive(Debug, Default)]
pub(super) struct Groups {
    pub(super) list: Vec<Frame>,
    matched: Vec<bool>,
    shapes: Vec<Shape>,
    bytes: usize,
    entries: usize,
}

/// Groups with the same components.
#[derive(Debug)]
struct Shape {
    components: Vec<(u16, Given)>,
    groups: Vec<usize>,
    /// By the components that are the key: groups by the values of it.
    indexes: FxHashMap<Vec<u16>, FxHashMap<String, Vec<usize>>>,
}

impl Groups {
    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    pub(super) fn push(&mut self, frame: &Frame) -> Result<(), Why> {
        self.bytes += frame.text.len();
        self.entries += frame.entries.len() + 1;
        if self.bytes > BYTES {
            return Err(Why::Limit("bytes of groups", BYTES));
        }
        if self.entries > ENTRIES {
            return Err(Why::Limit("components of groups", ENTRIES));
        }
        let components: Vec<_> = frame.entries.iter().map(|entry| (entry.component, entry.given)).collect();
        let index = self.list.len();
        match self.shapes.iter_mut().find(|shape| shape.components == components) {
            Some(shape) => shape.groups.push(index),
            None => self.shapes.push(Shape { components, groups: vec![index], indexes: FxHashMap::default() }),
        }
        self.list.push(frame.clone());
        self.matched.push(false);
        Ok(())
    }

    /// Finds the groups of an observation, whose key stands in these frames, and says which of their components are keys.
    pub(super) fn find(&mut self, frames: [&Frame; 2], found: &mut Vec<(usize, Vec<u16>)>) {
        found.clear();
        let value = |component| frames.iter().find_map(|frame| frame.find(component));
        for shape in &mut self.shapes {
            let is_key = |&(component, given): &(u16, Given)| match given {
                Given::Key => true,
                Given::Unsaid => value(component).is_some(),
                Given::Attribute | Given::Measure => false,
            };
            let key: Vec<u16> = shape.components.iter().filter(|entry| is_key(entry)).map(|(component, _)| *component).collect();
            if key.is_empty() {
                continue;
            }
            let wanted = key.iter().map(|component| value(*component)).collect::<Option<Vec<_>>>();
            let Some(wanted) = wanted else { continue };
            let index = shape.indexes.entry(key.clone()).or_insert_with(|| {
                let mut index: FxHashMap<String, Vec<usize>> = FxHashMap::default();
                for &group in &shape.groups {
                    let frame = &self.list[group];
                    let values = key.iter().map(|component| frame.find(*component).unwrap_or_default());
                    index.entry(joined(values)).or_default().push(group);
                }
                index
            });
            for &group in index.get(&joined(wanted.into_iter())).into_iter().flatten() {
                self.matched[group] = true;
                found.push((group, key.clone()));
            }
        }
    }

    /// The first group from `from` on that no observation belongs to.
    pub(super) fn unmatched(&self, from: usize) -> Option<usize> {
        self.matched.iter().skip(from).position(|matched| !matched).map(|step| from + step)
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
