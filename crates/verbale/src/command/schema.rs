//! `verbale schema check` and `verbale schema xsd`.

use super::RunError;
use crate::args::{Common, Format, SchemaAction};
use crate::exit;
use crate::output::table::{Align, Table};
use crate::output::{Output, Tone, count};
use serde::Serialize;
use std::path::PathBuf;
use verbale_model::{Edition, Language, Schemas};
use verbale_schema::Layer;
use verbale_xml::reply;

#[derive(Serialize)]
struct EditionLine {
    edition: String,
    kind: &'static str,
    title: String,
    languages: Vec<Language>,
    items: usize,
    layouts: Vec<String>,
    digest: String,
}

impl From<&Edition> for EditionLine {
    fn from(edition: &Edition) -> Self {
        Self {
            edition: edition.path(),
            kind: edition.kind.code(),
            title: edition.title.clone(),
            languages: edition.languages.clone(),
            items: edition.items.iter().filter(|item| !item.is_comment).count(),
            layouts: edition.layouts.iter().map(|layout| layout.name().to_owned()).collect(),
            digest: edition.digest.clone(),
        }
    }
}

#[derive(Serialize)]
struct XmlSchema<'x> {
    edition: String,
    namespace: &'static str,
    xsd: &'x str,
}

pub(super) fn run(common: &Common, action: &SchemaAction, output: &Output) -> Result<u8, RunError> {
    match action {
        SchemaAction::Check { dir, .. } => check(common, dir.as_ref(), output),
        SchemaAction::Xsd { edition, .. } => xsd(common, edition, output),
    }
}

fn xsd(common: &Common, path: &str, output: &Output) -> Result<u8, RunError> {
    let schemas = super::schemas(common)?;
    let edition = super::edition(&schemas, Some(path))?.map(|id| schemas.edition(id));
    let xsd = edition.and_then(|edition| reply::xsd(&schemas, edition));
    let xsd = xsd.ok_or_else(|| RunError::Usage(format!("`{path}` has no form, so that no reply to it can be sent as XML")))?;
    if common.format == Format::Json {
        output.json(&XmlSchema { edition: path.to_owned(), namespace: reply::NAMESPACE, xsd: &xsd })?;
    } else {
        output.write(&xsd)?;
    }
    Ok(exit::CLEAN)
}

fn check(common: &Common, dir: Option<&PathBuf>, output: &Output) -> Result<u8, RunError> {
    let schemas = match dir {
        Some(dir) => {
            let layers: Vec<Layer> = std::iter::once(dir).chain(&common.overlay).map(Layer::folder).collect();
            verbale_schema::check(&layers)?
        }
        None => verbale_schema::check(&super::layers(common))?,
    };
    let editions: Vec<EditionLine> = schemas.editions.iter().map(EditionLine::from).collect();
    if common.format == Format::Json {
        output.json(&editions)?;
    } else {
        output.write(&render(&schemas, &editions, output))?;
    }
    Ok(exit::CLEAN)
}

fn render(schemas: &Schemas, editions: &[EditionLine], output: &Output) -> String {
    let mut table = Table::new(&[
        ("Edition", Align::Left),
        ("Kind", Align::Left),
        ("Items", Align::Right),
        ("Layouts", Align::Left),
        ("Languages", Align::Left),
        ("Title", Align::Left),
    ]);
    for edition in editions {
        table.row(vec![
            (edition.edition.clone(), Tone::Strong),
            (edition.kind.to_owned(), Tone::Plain),
            (count(edition.items as u64), Tone::Plain),
            (edition.layouts.join(", "), Tone::Plain),
            (edition.languages.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "), Tone::Plain),
            (edition.title.clone(), Tone::Plain),
        ]);
    }
    format!(
        "{}\nNo fault in {} editions, {} areas with {} names, {} codelists.\n",
        table.render(output),
        count(editions.len() as u64),
        count(schemas.areas.list.len() as u64),
        count(schemas.areas.names.len() as u64),
        count(schemas.lists.len() as u64),
    )
}
