//! What a further reply looks like. Only a proposal: a person decides.

use super::answers::{Key, Said, Value, by_key};
use crate::decision::Class;
use std::collections::BTreeMap;

/// What a reply looks like beside what is in force, where that is obvious.
///
/// What it says of itself goes first. Then: it repeats all that was answered (replacement), it changes none of it (supplement),
/// or it says nothing that was not answered before (corrigendum).
pub(super) fn propose(claim: Option<&str>, stated: &BTreeMap<Key, Vec<Value>>, further: &[Said]) -> Option<Class> {
    match claim {
        Some("adds") => return Some(Class::Supplement),
        Some("replaces") => return Some(Class::Replacement),
        _ => {}
    }
    let further = by_key(further);
    let says = |key: &Key| {
        let mut said: Vec<Value> = further.get(key).into_iter().flatten().map(|said| said.value.clone()).collect();
        said.sort();
        said
    };
    if further.is_empty() || stated.is_empty() {
        return None;
    }
    if stated.keys().all(|key| further.contains_key(key)) {
        return Some(Class::Replacement);
    }
    if further.keys().all(|key| stated.get(key).is_none_or(|stated| *stated == says(key))) {
        return Some(Class::Supplement);
    }
    further.keys().all(|key| stated.contains_key(key)).then_some(Class::Corrigendum)
}

#[cfg(test)]
mod tests;
