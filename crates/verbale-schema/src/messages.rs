//! `messages/`: what findings say, and the words of the reports, in six languages.
//!
//! `<lang>.toml` has the messages, `phrases.csv` the words that findings take as arguments, `interface.csv` the words of the
//! reports, `formats.toml` how a language writes numbers, dates and lists. What a language lacks is said in English; whoever asks
//! for completeness ([`crate::check`]) is told each thing that lacks.

use crate::fault::Faults;
use crate::files::SchemaFiles;
use crate::table::{Row, Table};
use serde::Deserialize;
use std::collections::BTreeMap;
use verbale_model::schemas::Message;
use verbale_model::wording::{Format, Phrase, Phrases, PluralForm, Template, UiWord};
use verbale_model::{Kind, Language, Schemas, catalogue};

const FORMATS: &str = "messages/formats.toml";
const INTERFACE: &str = "messages/interface.csv";
const PHRASES: &str = "messages/phrases.csv";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    what: String,
    action: String,
}

/// Loads all words. `complete` makes each one that a language lacks a fault.
pub(crate) fn load(files: &SchemaFiles, schemas: &mut Schemas, complete: bool, faults: &mut Faults) {
    formats(files, schemas, faults);
    phrases(files, schemas, complete, faults);
    interface(files, schemas, complete, faults);
    for language in Language::ALL {
        let file = format!("messages/{language}.toml");
        let Some(text) = files.get(&file) else {
            if language == Language::En || complete {
                faults.add(&file, None, "is missing");
            }
            continue;
        };
        match toml::from_str::<BTreeMap<String, Entry>>(text) {
            Ok(entries) => {
                let reader = Reader { file: &file, text, language, complete };
                let messages = reader.messages(entries, faults);
                if language != Language::En {
                    same_arguments(&file, schemas.messages.get(&Language::En), &messages, faults);
                }
                schemas.messages.insert(language, messages);
            }
            Err(error) => faults.add(&file, line(text, error.span()), error.message()),
        }
    }
}

/// The line of a span, from 1.
pub(crate) fn line(text: &str, span: Option<std::ops::Range<usize>>) -> Option<u64> {
    let start = span?.start.min(text.len());
    Some(text.as_bytes()[..start].iter().filter(|&&byte| byte == b'\n').count() as u64 + 1)
}

/// Reads the messages of one language.
struct Reader<'r> {
    file: &'r str,
    text: &'r str,
    language: Language,
    complete: bool,
}

impl Reader<'_> {
    fn messages(&self, entries: BTreeMap<String, Entry>, faults: &mut Faults) -> BTreeMap<String, Message> {
        for kind in catalogue::KINDS {
            if !entries.contains_key(kind.code) && (self.complete || self.language == Language::En) {
                faults.add(self.file, None, format!("has no message for {} ({})", kind.code, kind.name));
            }
        }
        let mut messages = BTreeMap::new();
        for (code, entry) in entries {
            let Some(kind) = catalogue::kind(&code) else {
                faults.unknown(
                    self.file,
                    self.line_of(&code),
                    "finding code",
                    &code,
                    catalogue::KINDS.iter().map(|kind| kind.code),
                );
                continue;
            };
            if entry.what.is_empty() {
                faults.add(self.file, self.line_of(&code), format!("the message of {code} is empty"));
            }
            let what = self.template(&entry.what, kind, faults);
            let action = self.template(&entry.action, kind, faults);
            messages.insert(code, Message { what, action });
        }
        messages
    }

    /// The line on which the message of a code begins.
    fn line_of(&self, code: &str) -> Option<u64> {
        self.text.find(&format!("[{code}]")).and_then(|start| line(self.text, Some(start..start)))
    }

    fn template(&self, text: &str, kind: &Kind, faults: &mut Faults) -> Template {
        let template = parse(text, self.language, self.file, || self.line_of(kind.code), faults).unwrap_or_default();
        for name in template.arguments() {
            if !kind.args.contains(&name) {
                faults.unknown(self.file, self.line_of(kind.code), "argument", name, kind.args.iter().copied());
            }
        }
        template
    }
}

/// A template with the plural forms of its language. `at` is the line of a fault.
fn parse(text: &str, language: Language, file: &str, at: impl Fn() -> Option<u64>, faults: &mut Faults) -> Option<Template> {
    match Template::parse(text) {
        Ok(template) => {
            let wanted = PluralForm::all(language);
            for mut forms in template.choices() {
                forms.sort_unstable();
                if forms != wanted {
                    let names = wanted.iter().map(|form| form.code()).collect::<Vec<_>>().join(", ");
                    faults.add(file, at(), format!("the plural forms of {language} are {names}"));
                }
            }
            Some(template)
        }
        Err(fault) => {
            faults.add(file, at(), format!("`{text}`: {fault}"));
            None
        }
    }
}

/// A translation says what the English message says: no argument is lost.
fn same_arguments(
    file: &str,
    english: Option<&BTreeMap<String, Message>>,
    messages: &BTreeMap<String, Message>,
    faults: &mut Faults,
) {
    let Some(english) = english else { return };
    for (code, message) in messages {
        let Some(original) = english.get(code) else { continue };
        for (ours, theirs) in [(&message.what, &original.what), (&message.action, &original.action)] {
            for name in lost(ours, theirs) {
                faults.add(file, None, format!("the message of {code} leaves out `{{{name}}}`"));
            }
        }
    }
}

/// The arguments that the original has and the translation has not.
fn lost<'t>(translation: &Template, original: &'t Template) -> Vec<&'t str> {
    let ours = translation.arguments();
    let mut lost: Vec<&str> = original.arguments().into_iter().filter(|name| !ours.contains(name)).collect();
    lost.sort_unstable();
    lost.dedup();
    lost
}

fn formats(files: &SchemaFiles, schemas: &mut Schemas, faults: &mut Faults) {
    let Some(text) = files.get(FORMATS) else { return faults.add(FORMATS, None, "is missing") };
    let mut formats = match toml::from_str::<BTreeMap<String, Format>>(text) {
        Ok(formats) => formats,
        Err(error) => return faults.add(FORMATS, line(text, error.span()), error.message()),
    };
    for language in Language::ALL {
        let Some(format) = formats.remove(language.code()) else {
            faults.add(FORMATS, None, format!("has no [{language}]"));
            continue;
        };
        if format.months.len() != 12 {
            faults.add(FORMATS, None, format!("[{language}] has {} months", format.months.len()));
        }
        schemas.formats.list[language.index()] = format;
    }
    for name in formats.keys() {
        faults.unknown(FORMATS, None, "language", name, Language::ALL.iter().map(|language| language.code()));
    }
}

/// The templates of a row in each language. English may stand in the key.
fn six(row: &Row<'_>, file: &str, english_is_key: bool, complete: bool, faults: &mut Faults) -> [Option<Template>; 6] {
    let templates = Language::ALL.map(|language| {
        let text = row.get(language.code());
        if text.is_empty() {
            let needed = if language == Language::En { !english_is_key } else { complete };
            if needed {
                faults.add(file, Some(row.line), format!("`{}` has no words in `{language}`", row.get("key")));
            }
            return None;
        }
        parse(text, language, file, || Some(row.line), faults)
    });
    let key = english_is_key.then(|| Template::parse(row.get("key")).ok()).flatten();
    if let Some(original) = key.as_ref().or(templates[Language::En.index()].as_ref()) {
        for (language, template) in Language::ALL.iter().zip(&templates) {
            for name in template.iter().flat_map(|template| lost(template, original)) {
                faults.add(file, Some(row.line), format!("`{}` leaves out `{{{name}}}` in `{language}`", row.get("key")));
            }
        }
    }
    templates
}

const COLUMNS: &[&str] = &["key", "en", "fr", "es", "ru", "ar", "zh"];

fn phrases(files: &SchemaFiles, schemas: &mut Schemas, complete: bool, faults: &mut Faults) {
    let Some(text) = files.get(PHRASES) else { return faults.add(PHRASES, None, "is missing") };
    let table = Table::read(PHRASES, text, COLUMNS, faults);
    let mut list: Vec<Phrase> = Vec::new();
    for row in table.rows() {
        let Some(key) = row.required("key", faults) else { continue };
        if list.iter().any(|known| known.key == key) {
            faults.add(PHRASES, Some(row.line), format!("`{key}` stands twice"));
        }
        let words = six(&row, PHRASES, true, complete, faults);
        match Phrase::new(key, words) {
            Ok(phrase) => list.push(phrase),
            Err(fault) => faults.add(PHRASES, Some(row.line), format!("`{key}`: {fault}")),
        }
    }
    schemas.phrases = Phrases::new(list);
}

fn interface(files: &SchemaFiles, schemas: &mut Schemas, complete: bool, faults: &mut Faults) {
    let Some(text) = files.get(INTERFACE) else { return faults.add(INTERFACE, None, "is missing") };
    let table = Table::read(INTERFACE, text, COLUMNS, faults);
    let mut known: Vec<UiWord> = Vec::new();
    for row in table.rows() {
        let Some(key) = row.required("key", faults) else { continue };
        let Some(word) = UiWord::ALL.iter().copied().find(|word| word.code() == key) else {
            faults.unknown(INTERFACE, Some(row.line), "word", key, UiWord::ALL.iter().map(|word| word.code()));
            continue;
        };
        if known.contains(&word) {
            faults.add(INTERFACE, Some(row.line), format!("`{key}` stands twice"));
        }
        known.push(word);
        schemas.interface.insert(word, six(&row, INTERFACE, false, complete, faults));
    }
    for word in UiWord::ALL.iter().filter(|word| !known.contains(word)) {
        faults.add(INTERFACE, None, format!("has no `{}`", word.code()));
    }
}
