//! Whether a layout of an edition fits what stands in the first rows of a file.

use crate::component;
use crate::fault::{Fault, reject};
use crate::matcher::Keys;
use crate::peek::Peek;
use crate::recognize::Table;
use crate::wordings::{WordingId, Wordings};
use rustc_hash::{FxHashMap, FxHashSet};
use verbale_model::labels::{LabelKey, Labels};
use verbale_model::layout::{Column, FormLayout, Layout, RecordsLayout, Role};
use verbale_model::locus::a1;
use verbale_model::{Edition, ItemId, Language, Locus, PlaceId, catalogue};

/// Whether a layout fits.
pub(crate) enum Fit {
    /// It fits.
    Fits { language: Language, tables: Vec<Table>, found: usize },
    /// It does not; what was found of it.
    Misses(Miss),
    /// It would, were the file not ambiguous.
    Faulty(Fault),
}

/// How far a layout is from fitting.
#[derive(Debug, Default)]
pub(crate) struct Miss {
    /// Labels found.
    pub(crate) found: usize,
    /// Labels that the layout has.
    pub(crate) of: usize,
    /// Required columns or anchors not found, as printed.
    pub(crate) missing: Vec<String>,
    /// The header row that misses a column.
    pub(crate) at: Option<Locus>,
    /// True for a form whose anchors were found.
    pub(crate) anchored: bool,
}

impl Miss {
    /// True for a header row with at least half of the columns.
    pub(crate) const fn is_near(&self) -> bool {
        self.at.is_some() && self.found * 2 >= self.of
    }

    /// In words.
    pub(crate) fn tell(&self, path: &str, layout: &Layout) -> String {
        let what = match layout {
            Layout::Form(_) => "labels",
            Layout::Records(_) => "columns",
        };
        let missing = if self.missing.is_empty() { String::new() } else { format!(", without {}", self.missing.join(", ")) };
        format!("{} of {} {what} of {path} found{missing}", self.found, self.of)
    }
}

/// Fits a form: all anchors in one language, and enough items besides. Of an edition that a person named, the items are enough.
///
/// `texts` are the distinct texts of the file that are labels.
pub(crate) fn fit_form(edition: &Edition, form: &FormLayout, (texts, wordings): (&[WordingId], &Wordings<'_>), named: bool) -> Fit {
    let mut found: FxHashSet<(LabelKey, Language)> = FxHashSet::default();
    found.extend(texts.iter().filter_map(|text| wordings.keys(*text, edition.id)).flatten().copied());
    let mut items = found.iter().filter_map(|(key, _)| asked(form, *key)).collect::<Vec<_>>();
    items.sort_unstable();
    items.dedup();
    let language = most(Language::ALL.map(|language| found.iter().filter(|(_, of)| *of == language).count()));
    let anchored = Language::ALL.into_iter().any(|language| form.anchors.iter().all(|anchor| found.contains(&(*anchor, language))));
    if (anchored || named) && items.len() >= form.min_items.max(1) {
        return Fit::Fits { language, tables: Vec::new(), found: found.len() };
    }
    let any = |anchor: &LabelKey| Language::ALL.into_iter().any(|language| found.contains(&(*anchor, language)));
    let missing = form.anchors.iter().filter(|anchor| !any(anchor)).map(|anchor| printed(&edition.labels, *anchor, language));
    Fit::Misses(Miss {
        found: items.len(),
        of: labelled_items(form, &edition.labels),
        missing: missing.collect(),
        at: None,
        anchored,
    })
}

/// The item that a label asks for: its own, or that of the table which it titles.
fn asked(form: &FormLayout, key: LabelKey) -> Option<ItemId> {
    match key {
        LabelKey::Item(item) => Some(item),
        LabelKey::Table(_) => form.tables.iter().find(|table| table.title == key).map(|table| table.item),
        _ => None,
    }
}

fn labelled_items(form: &FormLayout, labels: &Labels) -> usize {
    labels.list.iter().filter_map(|label| asked(form, label.key)).collect::<FxHashSet<_>>().len()
}

/// The language with the greatest count; the first of equal ones.
fn most(counts: [usize; 6]) -> Language {
    let mut best = Language::En;
    for language in Language::ALL {
        if counts[language.index()] > counts[best.index()] {
            best = language;
        }
    }
    best
}

/// A label as printed, in quotation marks; in English where the language has none.
fn printed(labels: &Labels, key: LabelKey, language: Language) -> String {
    let text = labels.text(key, language).or_else(|| labels.text(key, Language::En));
    text.map_or_else(|| "a label".to_owned(), |text| format!("“{text}”"))
}

/// Fits records: a header row with all required columns, on one sheet or more.
pub(crate) fn fit_records(edition: &Edition, layout: &RecordsLayout, (peek, wordings): (&Peek, &Wordings<'_>)) -> Fit {
    let mut best: Option<Header> = None;
    let mut fitting = Vec::new();
    for index in 0..peek.sheets.len() {
        let rows = rows(edition, layout, (peek, wordings), index);
        let Some(header) = header(edition, layout, &rows, index) else { continue };
        if header.missing(layout).is_empty() {
            fitting.push(header);
        } else if best.as_ref().is_none_or(|best| header.found() > best.found()) {
            best = Some(header);
        }
    }
    if fitting.is_empty() {
        return Fit::Misses(miss(edition, layout, best.as_ref()));
    }
    if let Some(fault) = fitting.iter().find_map(|header| header.twice(layout, &edition.labels)) {
        return Fit::Faulty(fault);
    }
    let mut counts = [0; 6];
    for header in &fitting {
        counts[header.language.index()] += header.found();
    }
    let found = fitting.iter().map(Header::found).sum();
    let tables = fitting.into_iter().map(|header| header.table(layout)).collect();
    Fit::Fits { language: most(counts), tables, found }
}

fn miss(edition: &Edition, layout: &RecordsLayout, best: Option<&Header>) -> Miss {
    let of = layout.columns.len();
    let Some(best) = best else { return Miss { of, ..Miss::default() } };
    let missing = best.missing(layout).into_iter().map(|columns| {
        let names = columns.iter().map(|column| printed(&edition.labels, column.key, best.language)).collect::<Vec<_>>();
        names.join(" or ")
    });
    let sheet = PlaceId(u16::try_from(best.sheet).unwrap_or(u16::MAX));
    let at = Some(Locus::Cell { sheet, row: best.row, col: 0 });
    Miss { found: best.found(), of, missing: missing.collect(), at, anchored: false }
}

/// A row that could be the header row.
struct Header {
    sheet: usize,
    row: u32,
    language: Language,
    /// Where each column of the layout stands in the language; more than one place is a fault.
    places: Vec<Vec<u16>>,
    /// Cells of the row and what they are labels of.
    cells: Vec<(u16, Keys)>,
}

/// A row, and by column what its texts are labels of.
type LabelledRow = (u32, Vec<(u16, Keys)>);

/// The first rows of a sheet.
fn rows(edition: &Edition, layout: &RecordsLayout, (peek, wordings): (&Peek, &Wordings<'_>), sheet: usize) -> Vec<LabelledRow> {
    let mut rows: Vec<LabelledRow> = Vec::new();
    for cell in peek.sheets[sheet].texts.iter().take_while(|cell| cell.row < layout.header_within) {
        let keys = match layout.sdmx {
            None => wordings.keys(cell.text, edition.id).cloned().unwrap_or_default(),
            Some(_) => {
                let column = component::column(edition, layout, wordings.text(cell.text)).map(|index| layout.columns[index].key);
                column.into_iter().flat_map(|key| edition.languages.iter().map(move |language| (key, *language))).collect()
            }
        };
        match rows.last_mut() {
            Some((row, cells)) if *row == cell.row => cells.push((cell.col, keys)),
            _ => rows.push((cell.row, vec![(cell.col, keys)])),
        }
    }
    rows
}

/// The row with the most columns in one language; the first of equal ones.
fn header(edition: &Edition, layout: &RecordsLayout, rows: &[LabelledRow], index: usize) -> Option<Header> {
    let mut best: Option<Header> = None;
    for (row, cells) in rows {
        for language in Language::ALL.into_iter().filter(|language| edition.languages.contains(language)) {
            let places = places(layout, cells, language);
            let header = Header { sheet: index, row: *row, language, places, cells: Vec::new() };
            // One word alone heads no table: `No.` is also an answer.
            if header.found() > best.as_ref().map_or(1, Header::found) {
                best = Some(Header { cells: cells.clone(), ..header });
            }
        }
    }
    best
}

fn places(layout: &RecordsLayout, cells: &[(u16, Keys)], language: Language) -> Vec<Vec<u16>> {
    let here = |column: &Column| {
        let matches = cells.iter().filter(|(_, keys)| keys.contains(&(column.key, language)));
        matches.map(|(col, _)| *col).collect()
    };
    layout.columns.iter().map(here).collect()
}

impl Header {
    /// How many columns stand in it.
    fn found(&self) -> usize {
        self.places.iter().filter(|places| !places.is_empty()).count()
    }

    /// The required columns that it lacks; columns of a group are required once.
    fn missing<'l>(&self, layout: &'l RecordsLayout) -> Vec<Vec<&'l Column>> {
        let has = |column: &Column| {
            layout.columns.iter().zip(&self.places).any(|(other, places)| other.key == column.key && !places.is_empty())
        };
        let mut missing = Vec::new();
        let mut groups: FxHashMap<&str, Vec<&Column>> = FxHashMap::default();
        let mut order = Vec::new();
        for column in &layout.columns {
            if let Some(group) = &column.one_of {
                let members = groups.entry(group).or_default();
                if members.is_empty() {
                    order.push(group.as_str());
                }
                members.push(column);
            } else if column.required && !has(column) {
                missing.push(vec![column]);
            }
        }
        for group in order {
            let members = groups.remove(group).unwrap_or_default();
            if !members.iter().any(|column| has(column)) {
                missing.push(members);
            }
        }
        missing
    }

    /// A column that stands twice, where it matters which one is meant.
    fn twice(&self, layout: &RecordsLayout, labels: &Labels) -> Option<Fault> {
        let (column, places) =
            layout.columns.iter().zip(&self.places).find(|(column, places)| {
                places.len() > 1 && !matches!(column.role, Role::Comment | Role::Attribute | Role::Context)
            })?;
        let name = printed(labels, column.key, self.language);
        let cells = places.iter().map(|col| a1(self.row, *col)).collect::<Vec<_>>().join(" and ");
        Some(reject(catalogue::EDITION_UNKNOWN, format!("the column {name} stands twice, in {cells}")))
    }

    /// The table. A column that is not headed in the language of the row may be headed in another.
    fn table(self, layout: &RecordsLayout) -> Table {
        let mut columns = self.places.iter().map(|places| places.first().copied()).collect::<Vec<_>>();
        for (index, column) in layout.columns.iter().enumerate() {
            if columns[index].is_none() {
                let free = |col: &u16| !columns.contains(&Some(*col));
                let other = self.cells.iter().filter(|(_, keys)| keys.iter().any(|(key, _)| *key == column.key));
                columns[index] = other.map(|(col, _)| *col).find(free);
            }
        }
        Table { sheet: self.sheet, header_row: self.row, columns }
    }
}
