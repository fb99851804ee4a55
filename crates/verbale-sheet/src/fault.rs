//! Rejections: why a file as such cannot be read. No cell content ever enters one.

use verbale_model::{Finding, Findings, Kind, Locus, PlaceId, Rejection, catalogue};

/// A fault inside the crate. Boxed, since the streaming loops return it a million times without one.
pub(crate) type Fault = Box<Rejection>;

pub(crate) fn reject(kind: &'static Kind, detail: impl Into<String>) -> Fault {
    Box::new(Finding::new(kind, Locus::File).arg(detail.into()).into())
}

/// The file is damaged (F04).
pub(crate) fn damaged(detail: impl Into<String>) -> Fault {
    reject(catalogue::FILE_DAMAGED, detail)
}

/// The file is protected by a password (F03).
pub(crate) fn encrypted() -> Fault {
    Box::new(Finding::new(catalogue::FILE_ENCRYPTED, Locus::File).into())
}

/// The file goes beyond a bound (F05).
pub(crate) fn limit(what: &str, limit: u64) -> Fault {
    Box::new(Finding::new(catalogue::FILE_LIMIT, Locus::File).arg(what).arg(limit).into())
}

/// Reading failed by a fault of ours (F08).
pub(crate) fn ours(detail: impl Into<String>) -> Fault {
    reject(catalogue::FILE_FAULT, detail)
}

/// Where in a workbook a fault lies.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Spot {
    pub(crate) sheet: usize,
    pub(crate) row: u32,
    pub(crate) col: u32,
}

impl Spot {
    pub(crate) fn locus(self) -> Locus {
        match (u16::try_from(self.sheet), u16::try_from(self.col)) {
            (Ok(sheet), Ok(col)) => Locus::Cell { sheet: PlaceId(sheet), row: self.row, col },
            _ => Locus::File,
        }
    }
}

/// Puts a rejection at a cell; `names` are the sheets of the file.
pub(crate) fn at(mut fault: Fault, spot: Spot, names: impl Iterator<Item = String>) -> Fault {
    fault.reason.at = spot.locus();
    fault.places = names.collect();
    fault
}

/// Adds what was noticed before to a rejection.
pub(crate) fn with_findings(mut fault: Fault, findings: &[Finding]) -> Fault {
    let mut all = Findings::default();
    all.extend(findings.iter().cloned());
    all.extend(fault.findings.kept().iter().cloned());
    fault.findings = all;
    fault
}
