//! The report as one HTML file that needs nothing else: it asks no server, can be read without scripts and on paper, and is written
//! from right to left where its language is. Only the filter needs a script.

mod file;
mod overview;
mod picture;
mod write;

use crate::Report;
use verbale_model::wording::UiWord;
use verbale_model::{Schemas, Values, Wording};
use write::{Page, escaped};

const STYLE: &str = include_str!("report.css");
const SCRIPT: &str = include_str!("report.js");

/// The page.
pub fn render(report: &Report, schemas: &Schemas) -> String {
    let values = if report.values { Values::Shown } else { Values::Hidden };
    let wording = Wording::new(schemas, report.language, values);
    let mut page = Page::default();
    let (language, direction) = (report.language.code(), wording.format().direction.code());
    let title = wording.ui(UiWord::Title);
    page.raw(&format!("<!DOCTYPE html>\n<html lang=\"{language}\" dir=\"{direction}\">\n<head>\n<meta charset=\"utf-8\">\n"));
    page.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    // Nothing may be fetched, whatever stood in a cell.
    page.raw("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n");
    page.raw(&format!("<title>{}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n", escaped(&title)));
    overview::header(&mut page, report, wording);
    overview::filter(&mut page, report, wording);
    page.raw("<main>\n");
    overview::table(&mut page, report, wording);
    overview::comparison(&mut page, report, wording);
    for (index, file) in report.files.iter().enumerate() {
        file::article(&mut page, report, schemas, index, Wording::new(schemas, file.language, values));
    }
    overview::waivers(&mut page, report, wording);
    overview::rules(&mut page, report, wording);
    page.raw("</main>\n<footer><p>");
    page.text(&format!("{} {}", report.tool.name, report.tool.version));
    page.raw("</p></footer>\n<script>\n");
    page.raw(SCRIPT);
    page.raw("</script>\n</body>\n</html>\n");
    page.finish()
}
