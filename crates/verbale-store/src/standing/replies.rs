//! Which replies are in force.

use super::Role;
use super::facts::Sent;
use crate::decision::table::Recorded;
use crate::decision::{Action, Class};

/// The role of each reply for an area, given in the order in which they were received.
///
/// The last one that a decision lets take the place of the others does so; before any such decision it is the first on which
/// nothing was decided. What corrects or adds lies over it.
pub(super) fn roles(area: i64, sent: &[&Sent], rulings: &[Option<&Recorded>]) -> Vec<Role> {
    let ruled = |index: usize| rulings[index].map(|recorded| (recorded.decision.action, recorded.decision.class));
    let replaces = |index: usize| {
        matches!(
            ruled(index),
            Some((Action::Supersede, _) | (Action::Accept, Some(Class::Replacement | Class::Joint | Class::Withdrawal)))
        )
    };
    let last = (0..sent.len()).rev().find(|&index| replaces(index));
    let first = (0..sent.len()).find(|&index| ruled(index).is_none() && sent[index].area == area);
    let main = first.filter(|&first| !(0..first).any(replaces));
    let taken_back = last.is_some_and(|last| matches!(ruled(last), Some((_, Some(Class::Withdrawal)))));
    (0..sent.len())
        .map(|index| match ruled(index) {
            Some((Action::Exclude, _)) => Role::Excluded,
            _ if last.is_some_and(|last| index < last) => {
                if taken_back {
                    Role::Withdrawn
                } else {
                    Role::Superseded
                }
            }
            None if main == Some(index) => Role::Main,
            None => Role::Pending,
            Some((_, Some(Class::Joint))) => Role::Joint,
            Some((_, Some(Class::Supplement))) => Role::Supplement,
            Some((_, Some(Class::Corrigendum))) => Role::Corrigendum,
            Some((_, Some(Class::Withdrawal))) => Role::Withdrawal,
            Some(_) => Role::Main,
        })
        .collect()
}

#[cfg(test)]
mod tests;
