//! Schemas and short ways of writing cells, rows and readings.

use std::path::Path;
use std::sync::OnceLock;
use verbale_model::intake::{Entry, Fate, Intake, RawRow};
use verbale_model::{
    Accounting, Answer, Finding, Findings, Language, Locus, PlaceId, RawCell, Reading, Rejection, Reply, Schemas, Stored, Value,
};
use verbale_normalize::{Normalizer, Remark};
use verbale_schema::Layer;

/// The shipped schemas, and the edition `demo/2020` of `tests/schemas`.
pub(crate) fn schemas() -> &'static Schemas {
    static SCHEMAS: OnceLock<Schemas> = OnceLock::new();
    SCHEMAS.get_or_init(|| {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let layers = [Layer::folder(here.join("../../schemas")), Layer::folder(here.join("tests/schemas"))];
        verbale_schema::load(&layers).unwrap_or_else(|faults| panic!("{faults}"))
    })
}

/// A normalizer for a layout of an edition.
pub(crate) fn normalizer(path: &str, layout: &str, language: Language) -> Normalizer<'static> {
    let edition = schemas().edition_at(path).expect("the edition");
    let index = edition.layouts.iter().position(|known| known.name() == layout).expect("the layout");
    let mut normalizer = Normalizer::new(schemas(), edition.id, index, language);
    assert_eq!(normalizer.place("Sheet1"), PlaceId(0));
    normalizer
}

/// A cell of text in the first sheet.
pub(crate) fn text(text: &str, row: u32, col: u16) -> RawCell<'_> {
    stored(text, Stored::Text, row, col)
}

/// A cell in the first sheet.
pub(crate) fn stored(text: &str, stored: Stored, row: u32, col: u16) -> RawCell<'_> {
    RawCell { text: text.into(), stored, at: Locus::Cell { sheet: PlaceId(0), row, col } }
}

/// A form of `demo/2020`, filled in item by item; the State says Albania unless an entry for `state` is among them.
pub(crate) struct Form {
    normalizer: Normalizer<'static>,
    row: u32,
    speaks: bool,
}

impl Form {
    pub(crate) fn new(language: Language) -> Self {
        Self { normalizer: normalizer("demo/2020", "form", language), row: 0, speaks: false }
    }

    pub(crate) fn cell(&mut self, item: &str, value: &str, how: Stored) -> &mut Self {
        let cell = stored(value, how, self.row, 1);
        self.entry(item, Entry::Cell(cell))
    }

    pub(crate) fn options(&mut self, item: &str, cells: &[(&str, &str)]) -> &mut Self {
        let at = Locus::Cell { sheet: PlaceId(0), row: self.row, col: 0 };
        let cells = cells.iter().zip(1..).map(|((heading, value), col)| ((*heading).to_owned().into(), text(value, self.row, col)));
        let cells = cells.collect();
        self.entry(item, Entry::Options(cells, at))
    }

    pub(crate) fn entry(&mut self, item: &str, entry: Entry<'_>) -> &mut Self {
        let edition = schemas().edition_at("demo/2020").expect("the edition");
        self.speaks |= item == "state";
        self.normalizer.entry(edition.item_index[item], entry);
        self.row += 1;
        self
    }

    pub(crate) fn finish(mut self) -> Result<Reading, Rejection> {
        if !self.speaks {
            self.cell("state", "Albania", Stored::Text);
        }
        self.normalizer.finish(Accounting::default())
    }
}

/// Rows of a records layout. A cell is written as its text; an empty one is not there.
pub(crate) struct Table {
    pub(crate) normalizer: Normalizer<'static>,
    row: u32,
    pub(crate) fates: Vec<Fate>,
}

/// Each column of a layout in the sheet's column of its own number.
pub(crate) const COLUMNS: [Option<u16>; 16] = {
    let mut columns = [None; 16];
    let mut index: u16 = 0;
    while (index as usize) < columns.len() {
        columns[index as usize] = Some(index);
        index += 1;
    }
    columns
};

impl Table {
    pub(crate) fn new(path: &str, layout: &str, language: Language) -> Self {
        Self { normalizer: normalizer(path, layout, language), row: 0, fates: Vec::new() }
    }

    pub(crate) fn row(&mut self, cells: &[&str]) -> &mut Self {
        self.row_with(cells, &[])
    }

    pub(crate) fn row_with(&mut self, cells: &[&str], extra: &[(&str, &str)]) -> &mut Self {
        self.row += 1;
        let cells: Vec<_> =
            cells.iter().zip(0..).map(|(value, col)| (!value.is_empty()).then(|| text(value, self.row, col))).collect();
        let extra: Vec<_> = extra.iter().zip(20..).map(|((heading, value), col)| (*heading, text(value, self.row, col))).collect();
        let fate = self.normalizer.row(&RawRow {
            sheet: PlaceId(0),
            row: self.row,
            cells: &cells,
            columns: &COLUMNS,
            extra: &extra,
            start: first_place(&cells),
            why: None,
            fresh: None,
        });
        self.fates.push(fate);
        self
    }

    pub(crate) fn finish(self) -> Reading {
        self.normalizer.finish(Accounting::default()).expect("records are never rejected")
    }
}

/// An answer as `item dims @year status value "raw" cell`.
pub(crate) fn shown(reading: &Reading, answer: &Answer) -> String {
    let schemas = schemas();
    let year = answer.year.map_or_else(String::new, |year| format!(" @{year}"));
    let value = match answer.value {
        Value::None => String::new(),
        Value::Number(number) => format!(" {number}"),
        Value::Range { low, high } => format!(" {low}..{}", high.map_or_else(String::new, |high| high.to_string())),
        Value::Code(code) => format!(" {}", schemas.codes.text(code)),
        Value::Text(text) => format!(" `{}`", reading.texts.get(text)),
    };
    format!(
        "{}{year} {}{value} \"{}\" {}",
        reading.series_name(schemas, answer.series),
        answer.status.code(),
        reading.texts.get(answer.raw),
        answer.at.cell()
    )
}

/// All answers of all replies.
pub(crate) fn answers(reading: &Reading) -> Vec<String> {
    reading.replies.iter().flat_map(|reply| reply.answers.iter().map(|answer| shown(reading, answer))).collect()
}

/// The unplaced of a reply: cell, kind, raw.
pub(crate) fn unplaced(reading: &Reading, reply: &Reply) -> Vec<String> {
    let show = |unplaced: &verbale_model::Unplaced| {
        format!("{} {} {}", unplaced.at.cell(), unplaced.why.code, reading.texts.get(unplaced.raw))
    };
    reply.unplaced.iter().map(show).collect()
}

/// A finding as `code cell arguments`, with the area in front where there is one.
pub(crate) fn finding(finding: &Finding) -> String {
    let area = finding.area.map_or_else(String::new, |area| format!("{} ", schemas().codes.text(area)));
    let args: Vec<String> = finding.args.iter().map(ToString::to_string).collect();
    format!("{area}{} {} {}", finding.kind.code, finding.at.cell(), args.join(" | ")).trim_end().to_owned()
}

pub(crate) fn findings(findings: &Findings) -> Vec<String> {
    findings.kept().iter().map(finding).collect()
}

/// Codes of the findings, in their order.
pub(crate) fn codes(findings: &Findings) -> Vec<&'static str> {
    findings.kept().iter().map(|finding| finding.kind.code).collect()
}

/// Codes of the remarks, each behind a space.
pub(crate) fn remarked(remarks: &[Remark]) -> String {
    remarks.iter().fold(String::new(), |codes, remark| codes + " " + remark.kind.code)
}

/// Where the first cell of a row stands.
pub(crate) fn first_place(cells: &[Option<RawCell<'_>>]) -> Locus {
    cells.iter().flatten().map(|cell| cell.at).min().unwrap_or(Locus::File)
}
