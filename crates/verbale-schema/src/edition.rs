//! `edition.toml`, and the tables beside it, to an [`Edition`].

use crate::fault::Faults;
use crate::files::SchemaFiles;
use crate::labels::LabelInput;
use crate::layouts::{self, FormToml, RecordsToml};
use crate::messages::line;
use crate::{checks, codelists, collection, items, labels, members, tables, totals};
use serde::Deserialize;
use toml::Spanned;
use verbale_model::codelist::{Codelist, ListId};
use verbale_model::edition::{Dimension, EditionKind, Origin, Separators};
use verbale_model::series::MAX_DIMENSIONS;
use verbale_model::{CodeId, DimId, Edition, EditionId, Language, Schemas};

/// The format of the file itself; bumped when its meaning changes.
const FORMAT: u32 = 1;

/// Attributes that a figure of the XML form has beside those of its dimensions.
const FIGURE_ATTRIBUTES: [&str; 2] = ["year", "status"];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EditionToml {
    format: Spanned<u32>,
    instrument: Spanned<String>,
    edition: Spanned<String>,
    kind: EditionKind,
    origin: Origin,
    title: String,
    source: String,
    languages: Vec<Language>,
    years: Option<Spanned<[i16; 2]>>,
    separators: Option<Separators>,
    cutoff: Option<Spanned<String>>,
    multi: Option<MultiToml>,
    #[serde(default)]
    dimension: Vec<DimensionToml>,
    #[serde(default)]
    form: Vec<FormToml>,
    #[serde(default)]
    records: Vec<RecordsToml>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MultiToml {
    answers: Spanned<String>,
    selected: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DimensionToml {
    code: Spanned<String>,
    codelists: Vec<Spanned<String>>,
    #[serde(default)]
    areas: bool,
    total: Option<Spanned<String>>,
}

/// What the tables of an edition refer to.
pub(crate) struct Frame {
    pub(crate) folder: String,
    pub(crate) file: String,
    pub(crate) text: String,
    pub(crate) dimensions: Vec<Dimension>,
    pub(crate) multi: Option<(ListId, CodeId)>,
}

impl Frame {
    pub(crate) fn dimension(&self, name: &str) -> Option<DimId> {
        self.dimensions.iter().position(|dimension| dimension.code == name).and_then(|index| u8::try_from(index).ok()).map(DimId)
    }

    /// The table of rules that a records layout names.
    pub(crate) fn rules(&self, name: Option<&Spanned<String>>) -> String {
        format!("{}/{}", self.folder, name.map_or("records.csv", |name| name.get_ref().as_str()))
    }

    pub(crate) fn line<T>(&self, value: &Spanned<T>) -> Option<u64> {
        line(&self.text, Some(value.span()))
    }
}

pub(crate) fn load(
    files: &SchemaFiles,
    folder: &str,
    id: EditionId,
    schemas: &mut Schemas,
    faults: &mut Faults,
) -> Option<Edition> {
    let file = format!("{folder}/edition.toml");
    let text = files.get(&file)?.to_owned();
    let parsed: EditionToml = match toml::from_str(&text) {
        Ok(parsed) => parsed,
        Err(error) => {
            faults.add(&file, line(&text, error.span()), error.message());
            return None;
        }
    };
    let mut frame = Frame { folder: folder.to_owned(), file, text, dimensions: Vec::new(), multi: None };
    check_head(&parsed, &frame, faults);
    frame.dimensions = dimensions(files, &parsed, &frame, schemas, faults);
    frame.multi = parsed.multi.as_ref().and_then(|multi| self::multi(files, multi, &frame, schemas, faults));
    let items = items::load(files, &frame, schemas, faults);
    let members = members::load(files, &frame, schemas, faults);
    let table = tables::read(files, &frame, faults);
    let names = tables::names(table.as_ref());
    let input =
        LabelInput { folder, kind: parsed.kind, languages: &parsed.languages, items: &items, members: &members, tables: &names };
    let (labels, member_words) = labels::load(files, &input, faults);
    let mut edition = Edition {
        id,
        instrument: parsed.instrument.get_ref().clone(),
        name: parsed.edition.get_ref().clone(),
        kind: parsed.kind,
        title: parsed.title,
        origin: parsed.origin,
        source: parsed.source,
        languages: parsed.languages,
        years: parsed.years.map(|years| (years.get_ref()[0], years.get_ref()[1])),
        separators: parsed.separators,
        cutoff: cutoff(parsed.cutoff.as_ref(), &frame, faults),
        collection: verbale_model::Collection::default(),
        item_index: items.iter().enumerate().filter_map(|(index, item)| Some((item.code.clone(), items::id(index)?))).collect(),
        items,
        dimensions: frame.dimensions.clone(),
        members,
        labels,
        layouts: Vec::new(),
        totals: Vec::new(),
        settings: Vec::new(),
        crosswalk: Vec::new(),
        digest: crate::digest(files, &format!("{folder}/")),
    };
    edition.layouts = layouts::load(files, parsed.form, parsed.records, &frame, &edition, schemas, faults);
    if let Some(table) = table {
        let tables = tables::load(&table, &frame, &edition, &member_words, faults);
        layouts::give_tables(&mut edition.layouts, &tables, &table.file, faults);
    }
    edition.totals = totals::load(files, &frame, &edition, schemas, faults);
    edition.settings = checks::load(files, &frame, &edition, schemas, faults);
    edition.collection = collection::load(files, &frame, &edition, schemas, faults);
    Some(edition)
}

fn check_head(parsed: &EditionToml, frame: &Frame, faults: &mut Faults) {
    if *parsed.format.get_ref() != FORMAT {
        faults.add(
            &frame.file,
            frame.line(&parsed.format),
            format!("format {} is not known; this version reads {FORMAT}", parsed.format.get_ref()),
        );
    }
    let path = format!("{}/{}", parsed.instrument.get_ref(), parsed.edition.get_ref());
    if path != frame.folder {
        faults.add(
            &frame.file,
            frame.line(&parsed.instrument),
            format!("names the edition `{path}`, its folder is `{}`", frame.folder),
        );
    }
    if parsed.languages.is_empty() {
        faults.add(&frame.file, None, "names no language");
    }
    if let Some(years) = parsed.years.as_ref().filter(|years| years.get_ref()[0] > years.get_ref()[1]) {
        faults.add(&frame.file, frame.line(years), "the first year is after the last");
    }
    if parsed.form.is_empty() && parsed.records.is_empty() {
        faults.add(&frame.file, None, "declares no layout: [[form]] or [[records]] is needed");
    }
}

fn cutoff(text: Option<&Spanned<String>>, frame: &Frame, faults: &mut Faults) -> Option<chrono::NaiveDate> {
    let text = text?;
    let date = text.get_ref().parse().ok();
    if date.is_none() {
        faults.add(&frame.file, frame.line(text), format!("cutoff is `{}`, not a date YYYY-MM-DD", text.get_ref()));
    }
    date
}

fn dimensions(
    files: &SchemaFiles,
    parsed: &EditionToml,
    frame: &Frame,
    schemas: &mut Schemas,
    faults: &mut Faults,
) -> Vec<Dimension> {
    if let Some(beyond) = parsed.dimension.get(MAX_DIMENSIONS) {
        faults.add(&frame.file, frame.line(&beyond.code), format!("an edition can have {MAX_DIMENSIONS} dimensions at most"));
    }
    let mut known = Vec::new();
    for dimension in &parsed.dimension {
        let name = dimension.code.get_ref();
        if !items::is_name(name) {
            let message = format!("`{name}` is no code of a dimension: {}", items::NAME_RULE);
            faults.add(&frame.file, frame.line(&dimension.code), message);
        } else if FIGURE_ATTRIBUTES.contains(&name.as_str()) {
            let message = format!("no dimension can be called `{name}`: a figure in XML has an attribute of that name");
            faults.add(&frame.file, frame.line(&dimension.code), message);
        }
        if let Some(list) = union(files, &dimension.codelists, frame, schemas, faults) {
            let total = dimension.total.as_ref().and_then(|total| code(total, list, frame, schemas, faults));
            known.push(Dimension { code: dimension.code.get_ref().clone(), list, areas: dimension.areas, total });
        }
    }
    known
}

/// The list of one name, or the union of several: a code of an earlier list hides its namesake in a later one.
fn union(
    files: &SchemaFiles,
    names: &[Spanned<String>],
    frame: &Frame,
    schemas: &mut Schemas,
    faults: &mut Faults,
) -> Option<ListId> {
    let ids = names.iter().map(|name| list(files, name, frame, schemas, faults)).collect::<Option<Vec<_>>>()?;
    if let [only] = ids[..] {
        return Some(only);
    }
    let mut union =
        Codelist { name: names.iter().map(|name| name.get_ref().as_str()).collect::<Vec<_>>().join("+"), ..Codelist::default() };
    for id in ids {
        let list = schemas.list(id);
        for entry in &list.codes {
            if !union.contains(entry.code) {
                union.codes.push(entry.clone());
            }
        }
        for (word, code) in list.words() {
            union.index.entry(word.to_owned()).or_insert(code);
        }
    }
    let id = u16::try_from(schemas.lists.len()).ok().map(ListId);
    schemas.lists.push(union);
    id
}

fn multi(
    files: &SchemaFiles,
    multi: &MultiToml,
    frame: &Frame,
    schemas: &mut Schemas,
    faults: &mut Faults,
) -> Option<(ListId, CodeId)> {
    let answers = list(files, &multi.answers, frame, schemas, faults)?;
    Some((answers, code(&multi.selected, answers, frame, schemas, faults)?))
}

/// A code of a list.
fn code(text: &Spanned<String>, list: ListId, frame: &Frame, schemas: &Schemas, faults: &mut Faults) -> Option<CodeId> {
    let list = schemas.list(list);
    let found = schemas.codes.get(text.get_ref()).filter(|code| list.contains(*code));
    if found.is_none() {
        let known = list.codes.iter().map(|entry| schemas.codes.text(entry.code));
        faults.unknown(&frame.file, frame.line(text), "code", text.get_ref(), known);
    }
    found
}

fn list(files: &SchemaFiles, name: &Spanned<String>, frame: &Frame, schemas: &mut Schemas, faults: &mut Faults) -> Option<ListId> {
    let found = codelists::find(files, &frame.folder, name.get_ref(), schemas, faults);
    if found.is_none() {
        faults.unknown(
            &frame.file,
            frame.line(name),
            "codelist",
            name.get_ref(),
            schemas.lists.iter().map(|list| list.name.as_str()),
        );
    }
    found
}
