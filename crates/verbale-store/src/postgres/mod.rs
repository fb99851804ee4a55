//! Everything that is so only because the database is `PostgreSQL`: opening it, migrations, locks, bulk copies, error codes.

pub(crate) mod copy;
pub(crate) mod lock;
mod migrate;
mod open;
pub(crate) mod server;
pub(crate) mod text;

pub(crate) use open::is_url;
pub use open::shown;

use crate::error::ErrorKind;

/// What kind of fault an SQLSTATE is. The message is not used: it may quote what stands in a row.
pub(crate) fn kind_of_code(code: &str, constraint: Option<&str>) -> ErrorKind {
    match code {
        "23514" => match constraint.filter(|name| crate::error::is_name(name)) {
            Some(name) => ErrorKind::Fault(format!("the constraint {name} refused the data")),
            None => ErrorKind::Fault("a constraint refused the data".to_owned()),
        },
        "28000" | "28P01" => ErrorKind::Denied,
        "3D000" => ErrorKind::NoDatabase,
        "42501" | "25006" => ErrorKind::NoRight,
        "53100" => ErrorKind::Full,
        // Two importers waited for each other, or wrote the same row.
        "40001" | "40P01" | "23505" => ErrorKind::Conflict,
        // One waited too long.
        "55P03" | "57014" => ErrorKind::Busy,
        "53300" | "57P01" | "57P02" | "57P03" => ErrorKind::Unreachable,
        _ if code.starts_with("08") => ErrorKind::Unreachable,
        // A trigger of somebody's, too.
        _ if code.starts_with("23") || code == "P0001" => {
            ErrorKind::Fault(format!("the database refused the data, SQLSTATE {code}"))
        }
        _ => ErrorKind::Server(code.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_says_what_to_do_and_no_row_is_quoted() {
        assert!(matches!(kind_of_code("53100", None), ErrorKind::Full));
        assert!(matches!(kind_of_code("08006", None), ErrorKind::Unreachable));
        assert!(matches!(kind_of_code("28P01", None), ErrorKind::Denied));
        assert!(matches!(kind_of_code("40P01", None), ErrorKind::Conflict));
        assert!(kind_of_code("23514", Some("every_cell_accounted")).to_string().contains("every_cell_accounted"));
        let canary = "CANARY-4711";
        for code in ["23514", "23505", "23503", "22001", "42501", "XX000", "57014"] {
            assert!(!kind_of_code(code, Some(canary)).to_string().contains(canary), "{code}");
        }
    }
}
