//! What recording a decision came to.

use super::Class;
use crate::standing::Role;

/// Why a decision on an answer changes nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Refusal {
    /// The file is not in the database, or has no reply of that edition and area.
    #[error("no file of that SHA-256 with a reply of that edition and area is in the database")]
    NoReply,
    /// No answer of the file to that series and year is in force.
    #[error("no answer of this file to that series and year is in force")]
    NoAnswer,
    /// None of the answers stands at the cell.
    #[error("no answer to that series and year stands at this cell")]
    NoSuchCell,
    /// There are several, with different values.
    #[error("there are several answers with different values; name the cell of the one that counts")]
    Several,
    /// There is only one, or none with a number.
    #[error("a sum needs two answers at least")]
    NoParts,
    /// Some of the answers are no numbers.
    #[error("a sum needs numbers, and some of the answers are none")]
    NoNumbers,
    /// The new value does not fit the item.
    #[error(
        "the new value does not fit the question: a whole number that is not negative for a count, one of its codes for a choice"
    )]
    Unfit,
    /// What is on the sender is kept out of all views, and so is never corrected.
    #[error("answers on the sender are not corrected")]
    Contact,
}

/// How a reply stands after a decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// False if the very decision was recorded before.
    pub new: bool,
    /// Replies whose standing it changed: area, file, and the role before (none: no standing) and after.
    pub changed: Vec<(String, String, Option<Role>, Option<Role>)>,
}

/// The command that settles a pending reply as what it looks like. The first digits of the digest are enough to name the file.
pub fn command(sha256: &str, proposed: Option<Class>, edition: &str, area: Option<&str>) -> String {
    let file = sha256.get(..12).unwrap_or(sha256);
    let verb = match proposed {
        Some(Class::Replacement) => format!("supersede {file}"),
        Some(Class::Corrigendum) => format!("accept {file} --as corrigendum --changed"),
        Some(class) => format!("accept {file} --as {}", class.code()),
        None => format!("accept {file} --as …"),
    };
    let state = area.map(|code| format!(" --state {code}")).unwrap_or_default();
    format!("verbale decide {verb} --edition {edition}{state} --authority … --reason …")
}
