//! Words of people: what a language lacks, loses or declines wrongly is told with its file, and never keeps a reply from being read.

#![expect(clippy::unwrap_used, reason = "a test that fails says so")]

use std::path::Path;
use verbale_schema::{Layer, check, load};

fn shipped() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../schemas"))
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &to);
        } else {
            std::fs::copy(entry.path(), to).unwrap();
        }
    }
}

/// Faults of the shipped schemas with one text of one file of words replaced: of loading, and of the check for completeness.
fn faults(file: &str, from: &str, to: &str) -> (Vec<String>, Vec<String>) {
    let dir = tempfile::tempdir().unwrap();
    copy(shipped(), dir.path());
    let path = dir.path().join("messages").join(file);
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{file} has no {from}");
    std::fs::write(path, text.replacen(from, to, 1)).unwrap();
    let layers = [Layer::folder(dir.path())];
    let told = |result: Result<_, verbale_schema::SchemaFaults>| {
        result.err().map_or_else(Vec::new, |faults| faults.0.iter().map(ToString::to_string).collect())
    };
    (told(load(&layers)), told(check(&layers)))
}

#[test]
fn a_missing_translation_is_told_by_the_check_alone() {
    let (loading, complete) = faults("ru.toml", "[S07]\n", "[S06]\n");
    assert!(loading.len() == 1 && loading[0].contains("duplicate"), "{loading:?}");
    assert!(!complete.is_empty());
    let text = std::fs::read_to_string(shipped().join("messages/ru.toml")).unwrap();
    let (before, after) = text.split_once("[S07]").unwrap();
    let section = format!("[S07]{}", after.split("\n\n").next().unwrap());
    assert!(before.ends_with('\n'));
    let (loading, complete) = faults("ru.toml", &section, "");
    assert_eq!(loading, [""; 0]);
    assert_eq!(complete, ["messages/ru.toml: has no message for S07 (heading-as-data)"]);
    let (loading, complete) = faults("interface.csv", ",скрыто,", ",,");
    assert_eq!(loading, [""; 0]);
    assert_eq!(complete, ["messages/interface.csv:2: `hidden` has no words in `ru`"]);
    let (loading, complete) = faults("phrases.csv", "{1}或以上", "");
    assert_eq!((loading.len(), complete.len()), (0, 1), "{complete:?}");
}

#[test]
fn a_translation_loses_no_argument_and_has_the_forms_of_its_language() {
    for (file, from, to, expected) in [
        ("fr.toml", "totalisent {parts}", "totalisent", "messages/fr.toml: the message of A01 leaves out `{parts}`"),
        ("es.toml", "«{label}»", "«{lable}»", "unknown argument `lable`; the nearest known name is `label`"),
        ("ar.toml", "[[؛", "[؛", "a bracket or brace is closed that was not opened"),
        ("interface.csv", "few {# ошибки} ", "", "the plural forms of ru are one, few, many, other"),
        ("interface.csv", "\nhidden,", "\nhiden,", "unknown word `hiden`; the nearest known name is `hidden`"),
        ("phrases.csv", "{1} ou plus", "ou plus", "leaves out `{1}` in `fr`"),
        ("formats.toml", "\"avril\", ", "", "messages/formats.toml: [fr] has 11 months"),
        ("formats.toml", "group =", "groups =", "unknown field `groups`"),
    ] {
        let (loading, _) = faults(file, from, to);
        assert!(loading.iter().any(|fault| fault.contains(expected)), "{file}: {loading:?}");
    }
}
