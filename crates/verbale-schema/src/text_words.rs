//! `text_words.csv`: words by which free text is judged. Without the table, free text is judged by its signs alone.

use crate::fault::Faults;
use crate::files::SchemaFiles;
use crate::table::Table;
use verbale_model::fold::fold;
use verbale_model::text_words::{MAX_LANGUAGES, TextClass};
use verbale_model::{Language, Schemas};

const FILE: &str = "text_words.csv";

pub(crate) fn load(files: &SchemaFiles, schemas: &mut Schemas, faults: &mut Faults) {
    let Some(text) = files.get(FILE) else { return };
    let table = Table::read(FILE, text, &["class", "lang", "word"], faults);
    for row in table.rows() {
        let (Some(class), Some(language), Some(word)) =
            (row.word::<TextClass>("class", faults), row.required("lang", faults), row.required("word", faults))
        else {
            continue;
        };
        let folded = fold(word);
        if folded.is_empty() {
            faults.add(FILE, Some(row.line), format!("`{word}` is no word"));
        } else if !schemas.text_words.add(class, language, folded, language != Language::Zh.code()) {
            faults.add(FILE, Some(row.line), format!("`{language}` is one language too many; {MAX_LANGUAGES} can be told apart"));
        }
    }
}
