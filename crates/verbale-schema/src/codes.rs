//! What the codes of a column mean: a table `code,means,note`, of the edition or shared.

use crate::edition::Frame;
use crate::fault::Faults;
use crate::files::SchemaFiles;
use crate::table::Table;
use rustc_hash::FxHashMap;
use toml::Spanned;
use verbale_model::layout::{Meaning, Role};
use verbale_model::{Edition, Status};

/// Loads the table that a column names; `None` if its role has none, or it is not there.
pub(crate) fn load(
    files: &SchemaFiles,
    frame: &Frame,
    edition: &Edition,
    name: &Spanned<String>,
    role: Role,
    faults: &mut Faults,
) -> FxHashMap<String, Meaning> {
    let mut codes = FxHashMap::default();
    if !matches!(role, Role::Status | Role::Unit | Role::Action | Role::Confidentiality) {
        faults.add(
            &frame.file,
            frame.line(name),
            "`codes` goes with the roles status, unit, action and confidentiality, and with no other",
        );
        return codes;
    }
    let own = format!("{}/{}", frame.folder, name.get_ref());
    let (file, text) = match (files.get(&own), files.get(name.get_ref())) {
        (Some(text), _) => (own, text),
        (None, Some(text)) => (name.get_ref().clone(), text),
        (None, None) => {
            faults.add(
                &frame.file,
                frame.line(name),
                format!("`{}` is neither in the edition nor among the shared files", name.get_ref()),
            );
            return codes;
        }
    };
    let table = Table::read(&file, text, &["code", "means", "note"], faults);
    for row in table.rows() {
        let (Some(code), Some(word)) = (row.required("code", faults), row.required("means", faults)) else { continue };
        match meaning(word, role, edition) {
            Some(meaning) => {
                if codes.insert(code.to_owned(), meaning).is_some() {
                    faults.add(&file, Some(row.line), format!("code `{code}` stands twice"));
                }
            }
            None => faults.unknown(&file, Some(row.line), "meaning", word, known(role, edition)),
        }
    }
    codes
}

fn meaning(word: &str, role: Role, edition: &Edition) -> Option<Meaning> {
    match (role, word) {
        (Role::Status, "plain") => Some(Meaning::Plain),
        (Role::Status, "noted") => Some(Meaning::Noted),
        (Role::Status, word) => absent(word).map(Meaning::Absent),
        (Role::Action, "stands") => Some(Meaning::Stands),
        (Role::Action, "replaces") => Some(Meaning::Replaces),
        (Role::Action, "adds") => Some(Meaning::Adds),
        (Role::Confidentiality, "free") => Some(Meaning::Free),
        (Role::Confidentiality, "restricted") => Some(Meaning::Restricted),
        (Role::Unit, word) => {
            edition.items.iter().any(|item| item.unit.as_deref() == Some(word)).then(|| Meaning::Unit(word.to_owned()))
        }
        _ => None,
    }
}

/// A status that an answer without a value can have.
fn absent(word: &str) -> Option<Status> {
    Status::from_code(word).filter(|status| !status.has_value() && *status != Status::Censored)
}

fn known(role: Role, edition: &Edition) -> Vec<&str> {
    match role {
        Role::Status => {
            let statuses = Status::ALL.into_iter().map(Status::code).filter(|code| absent(code).is_some());
            ["plain", "noted"].into_iter().chain(statuses).collect()
        }
        Role::Action => vec!["stands", "replaces", "adds"],
        Role::Confidentiality => vec!["free", "restricted"],
        _ => edition.items.iter().filter_map(|item| item.unit.as_deref()).collect(),
    }
}
