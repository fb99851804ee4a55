//! What the arguments of findings are: what a cell holds, and what does not come from a cell.

use crate::Kind;

/// What an argument is. It decides how the argument is written in a language, and whether it is shown where values are hidden.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Text of the file, or what was read from it.
    Quote,
    /// A number of the file, or a sum of such numbers.
    Figure,
    /// What a text of the file was taken for, in words of the schemas.
    Meaning,
    /// Words of the program: `schemas/messages/phrases.csv`.
    Phrase,
    /// A name that the program gives, such as that of an encoding, or a phrase around it.
    Program,
    /// A name that the schemas give: an item, a column, a series.
    Name,
    /// Several of these.
    Names,
    /// A year, or a span of years.
    Year,
    /// A date as `YYYY-MM-DD`.
    Date,
    /// A count, a limit, or a place in the file: rows, columns, a sheet.
    Measure,
}

impl Role {
    /// True if it comes from a cell.
    pub const fn is_value(self) -> bool {
        matches!(self, Self::Quote | Self::Figure | Self::Meaning)
    }
}

/// What an argument of a kind is; `None` if nobody has said it. Such an argument is treated as a quote.
pub fn role(kind: &Kind, argument: &str) -> Option<Role> {
    Some(match (kind.code, argument) {
        ("S11", "found") | ("S17", "action") | ("S30", "table") => Role::Quote,
        (_, "table") => Role::Name,
        (_, "range" | "fields" | "usual") => Role::Measure,
        ("K05", "label") => Role::Meaning,
        (_, "column" | "item" | "series" | "parent" | "missing" | "pillar" | "section" | "component") => Role::Name,
        (_, "label" | "value" | "values" | "heading" | "readings" | "read" | "repaired") => Role::Quote,
        (_, "parts" | "total" | "sum" | "low" | "high" | "before" | "against" | "step") => Role::Figure,
        (_, "official" | "bucket" | "suggestion" | "status" | "other") => Role::Meaning,
        (_, "detail" | "what" | "found") => Role::Phrase,
        (_, "encoding") => Role::Program,
        (_, "expected") => Role::Names,
        (_, "year" | "window") => Role::Year,
        (_, "until") => Role::Date,
        (_, "limit" | "name" | "extension") => Role::Measure,
        (
            _,
            "items" | "count" | "of" | "answered" | "asked" | "share" | "factor" | "years" | "check" | "language" | "declared"
            | "earlier" | "edition",
        ) => Role::Measure,
        (_, "action" | "file" | "in_force" | "command" | "power") => Role::Measure,
        (_, "proposed") => Role::Phrase,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::KINDS;

    #[test]
    fn every_argument_of_every_kind_has_a_role() {
        for kind in KINDS {
            for argument in kind.args {
                assert!(role(kind, argument).is_some(), "say in `role` what the argument `{argument}` of {} is", kind.code);
            }
        }
    }
}
