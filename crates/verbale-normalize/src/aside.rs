//! Rows that become no answer: kept whole, as text.
//!
//! A row is a JSON object of heading and text. What many observations of a message have in common, since it stands above them, is
//! kept once where it is long, and each row says by its digest which one it goes with. The digest depends on the content alone:
//! the same observations in another order, or on other lines, are the same rows.

use crate::records::Records;
use crate::replies::Content;
use rustc_hash::FxHashSet;
use smallvec::SmallVec;
use verbale_model::digest::{hex, sha256};
use verbale_model::intake::RawRow;
use verbale_model::{CodeId, Kind, Locus, RawCell};

/// Bytes of names and texts above an observation that are written out with each row.
const WRITTEN_OUT: usize = 512;

/// Sets of cells above observations whose digests are remembered: observations can override some of them in turn.
const REMEMBERED: usize = 8;

/// Digits of a digest that are written.
const DIGITS: usize = 16;

/// The key of the digest. No component has such a name.
const ABOVE: &str = "@above";

/// What stood above rows that were set aside.
#[derive(Default)]
pub(crate) struct Above {
    /// By the places of its cells, the digest of what stands there; the oldest gives way.
    digests: Vec<(SmallVec<[Locus; 16]>, String)>,
    oldest: usize,
    /// Digests of what was kept.
    kept: FxHashSet<String>,
}

/// Headings and cells of a row, filled ones alone.
type Cells<'c> = SmallVec<[(&'c str, &'c RawCell<'c>); 48]>;

impl Records<'_> {
    /// Keeps a row as unplaced.
    pub(crate) fn set_aside(&mut self, row: &RawRow<'_, '_>, area: Option<CodeId>, why: &'static Kind, file: &mut Content) {
        let known = self.layout.columns.iter().zip(row.cells);
        let known = known.filter_map(|(column, cell)| Some((column.name.as_str(), cell.as_ref()?)));
        let cells: Cells<'_> = known
            .chain(row.extra.iter().map(|(heading, cell)| (*heading, cell)))
            .filter(|(_, cell)| !cell.text.is_empty())
            .collect();
        let (above, own): (Cells<'_>, Cells<'_>) = cells.iter().copied().partition(|(_, cell)| stands_above(cell.at, row.start));
        let raw = if above.iter().map(|(name, cell)| name.len() + cell.text.len()).sum::<usize>() <= WRITTEN_OUT {
            object(None, &cells)
        } else {
            object(Some(self.above.digest(&above, area, why, file)), &own)
        };
        file.unplaced(area, row.start, &raw, why);
    }
}

impl Above {
    /// The digest of cells, which are kept if they were not before.
    fn digest(&mut self, cells: &Cells<'_>, area: Option<CodeId>, why: &'static Kind, file: &mut Content) -> &str {
        let same = |loci: &[Locus]| loci.iter().copied().eq(cells.iter().map(|(_, cell)| cell.at));
        let known = self.digests.iter().position(|(loci, _)| same(loci));
        let index = known.unwrap_or_else(|| {
            let mut digest = hex(&sha256(object(None, cells).as_bytes()));
            digest.truncate(DIGITS);
            if self.kept.insert(digest.clone()) {
                let at = cells.first().map_or(Locus::File, |(_, cell)| cell.at);
                file.unplaced(area, at, &object(Some(&digest), cells), why);
            }
            let entry = (cells.iter().map(|(_, cell)| cell.at).collect(), digest);
            if self.digests.len() < REMEMBERED {
                self.digests.push(entry);
                return self.digests.len() - 1;
            }
            let index = self.oldest;
            self.oldest = (index + 1) % REMEMBERED;
            self.digests[index] = entry;
            index
        });
        self.digests.get(index).map_or("", |(_, digest)| digest)
    }
}

/// True for what a message says before the observation begins. The cells of a sheet all stand in their row.
const fn stands_above(at: Locus, start: Locus) -> bool {
    match (at, start) {
        (Locus::Xml { line, col, .. }, Locus::Xml { line: first, col: start, .. }) => line < first || line == first && col < start,
        _ => false,
    }
}

/// Cells as a JSON object, in the order of the layout's columns, then of those beyond it.
fn object(above: Option<&str>, cells: &Cells<'_>) -> String {
    let mut json = String::from("{");
    let mut names: SmallVec<[String; 16]> = SmallVec::new();
    let cells = cells.iter().map(|(name, cell)| (*name, cell.text.as_ref()));
    for (name, text) in above.map(|digest| (ABOVE, digest)).into_iter().chain(cells) {
        if json.len() > 1 {
            json.push(',');
        }
        let name = unused(name, &names);
        json.push_str(&serde_json::Value::from(name.as_str()).to_string());
        json.push(':');
        json.push_str(&serde_json::Value::from(text).to_string());
        names.push(name);
    }
    json.push('}');
    json
}

/// A name that no other cell of the row has: of two equal keys a JSON reader would keep one.
fn unused(name: &str, names: &[String]) -> String {
    let mut unused = name.to_owned();
    let mut number = 1;
    while names.contains(&unused) {
        number += 1;
        unused = format!("{name} ({number})");
    }
    unused
}
