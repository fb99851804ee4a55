//! `messages/<lang>.toml`: what a finding says, and what to do about it.

use crate::fault::Faults;
use crate::files::SchemaFiles;
use serde::Deserialize;
use std::collections::BTreeMap;
use verbale_model::schemas::Message;
use verbale_model::{Language, Schemas, catalogue};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    what: String,
    action: String,
}

pub(crate) fn load(files: &SchemaFiles, schemas: &mut Schemas, faults: &mut Faults) {
    for language in Language::ALL {
        let file = format!("messages/{language}.toml");
        let Some(text) = files.get(&file) else {
            if language == Language::En {
                faults.add(&file, None, "is missing");
            }
            continue;
        };
        match toml::from_str::<BTreeMap<String, Entry>>(text) {
            Ok(entries) => {
                check(&file, text, &entries, faults);
                let messages = entries.into_iter().map(|(code, entry)| (code, Message { what: entry.what, action: entry.action }));
                schemas.messages.insert(language, messages.collect());
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

fn check(file: &str, text: &str, entries: &BTreeMap<String, Entry>, faults: &mut Faults) {
    let at = |code: &str| text.find(&format!("[{code}]")).and_then(|start| line(text, Some(start..start)));
    for kind in catalogue::KINDS {
        if !entries.contains_key(kind.code) {
            faults.add(file, None, format!("has no message for {} ({})", kind.code, kind.name));
        }
    }
    for (code, entry) in entries {
        let Some(kind) = catalogue::kind(code) else {
            faults.unknown(file, at(code), "finding code", code, catalogue::KINDS.iter().map(|kind| kind.code));
            continue;
        };
        for name in placeholders(&entry.what).chain(placeholders(&entry.action)) {
            if !kind.args.contains(&name) {
                faults.unknown(file, at(code), "argument", name, kind.args.iter().copied());
            }
        }
    }
}

fn placeholders(template: &str) -> impl Iterator<Item = &str> {
    template.split('{').skip(1).filter_map(|part| part.split_once('}')).map(|(name, _)| name)
}
