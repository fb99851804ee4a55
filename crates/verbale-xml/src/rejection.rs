//! Faults of documents as rejections of files, in the words of the catalogue. No content of a document enters one.

use crate::Name;
use crate::fault::{Fault, FaultKind, Place};
use crate::limits::Limits;
use verbale_model::catalogue::{FILE_LIMIT, XML_UNREADABLE};
use verbale_model::{Finding, Kind, Locus, PlaceId, Rejection};

/// The path of what stands outside the root element.
const DOCUMENT: &str = "/";

impl Fault {
    /// The rejection of the file: beyond a bound (F05), or not readable as XML (S05), at its line, column and path.
    pub fn rejection(&self, limits: &Limits) -> Rejection {
        match bound(self.kind, limits) {
            Some((what, most)) => {
                let mut rejection = rejected(FILE_LIMIT, self.place, &self.path);
                rejection.reason = rejection.reason.arg(what).arg(most);
                rejection
            }
            None => unreadable(self.place, &self.path, self.kind.words()),
        }
    }
}

/// The rejection of a document whose root element is none of those that are known (S05).
pub(crate) fn unknown_root(place: Place, name: Name<'_>) -> Rejection {
    let of = if name.uri.is_empty() { "no namespace".to_owned() } else { format!("the namespace `{}`", excerpt(name.uri)) };
    unreadable(place, "", format!("its root element is `{}` of {of}, which is not known", excerpt(name.local)))
}

/// The beginning of a name or value, as a message quotes it.
pub(crate) fn excerpt(text: &str) -> String {
    const CHARACTERS: usize = 80;
    match text.char_indices().nth(CHARACTERS) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// A document that is not one that is known (S05): why, and where that shows.
pub(crate) fn unreadable(place: Place, path: &str, detail: impl Into<String>) -> Rejection {
    let mut rejection = rejected(XML_UNREADABLE, place, path);
    rejection.reason = rejection.reason.arg(detail.into());
    rejection
}

/// A rejection at a place of the document, still without arguments. An empty path is outside the root element.
pub(crate) fn rejected(kind: &'static Kind, place: Place, path: &str) -> Rejection {
    let path = if path.is_empty() { DOCUMENT } else { path };
    let mut rejection = Rejection::from(Finding::new(kind, locus(place, PlaceId(0))));
    rejection.places.push(path.to_owned());
    rejection
}

/// A place of the document as a locus of its file.
pub(crate) fn locus(place: Place, path: PlaceId) -> Locus {
    let number = |number| u32::try_from(number).unwrap_or(u32::MAX);
    Locus::Xml { path, line: number(place.line), col: number(place.column) }
}

/// What has a bound, and which.
fn bound(kind: FaultKind, limits: &Limits) -> Option<(&'static str, u64)> {
    let of = |number| u64::try_from(number).unwrap_or(u64::MAX);
    Some(match kind {
        FaultKind::TooLarge => ("bytes in an XML document", limits.total_bytes),
        FaultKind::TokenTooLong => ("bytes in one tag or text of an XML document", of(limits.token_bytes)),
        FaultKind::NameTooLong => ("bytes in a name of an XML document", of(limits.name_bytes)),
        FaultKind::TooDeep => ("open elements in an XML document", of(limits.depth)),
        FaultKind::TooManyAttributes => ("attributes in an element of an XML document", of(limits.attributes)),
        FaultKind::TooManyNamespaces => ("namespaces in an XML document", of(limits.namespaces)),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Reader;

    fn rejection(document: &str, limits: Limits) -> Rejection {
        let mut reader = Reader::new(document.as_bytes(), limits).unwrap();
        loop {
            match reader.next_event() {
                Ok(Some(_)) => {}
                Ok(None) => panic!("{document} is whole"),
                Err(fault) => return fault.rejection(&limits),
            }
        }
    }

    fn check(document: &str, limits: Limits, expected: &str) {
        let rejection = rejection(document, limits);
        let args: Vec<String> = rejection.reason.args.iter().map(ToString::to_string).collect();
        let told =
            format!("{} {}!{} {}", rejection.reason.kind.code, rejection.places[0], rejection.reason.at.cell(), args.join(" "));
        assert_eq!(told, expected, "{document}");
    }

    #[test]
    fn a_fault_is_told_at_its_line_column_and_path() {
        check("<a>\n <b></c></a>", Limits::default(), "S05 /a/b!2:5 an end tag does not match the open element");
        check("<!DOCTYPE a><a/>", Limits::default(), "S05 /!1:1 a DOCTYPE is not accepted");
        check("<a><b>", Limits::default(), "S05 /a/b!1:7 the document ends before its root element is closed");
    }

    #[test]
    fn a_bound_is_told_with_its_number() {
        let limits = Limits { depth: 2, ..Limits::default() };
        check("<a><b><c/></b></a>", limits, "F05 /a/b!1:7 open elements in an XML document 2");
    }

    #[test]
    fn columns_beyond_those_of_a_workbook_are_kept() {
        let document = format!("<a x=\"{}\"><b></c></a>", "y".repeat(70_000));
        assert_eq!(rejection(&document, Limits::default()).reason.at.cell(), "1:70012");
    }
}
