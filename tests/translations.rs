//! Every word that people read of a validation stands in six languages, those that the program itself puts into findings too.

use crate::support::{root, schemas};
use std::path::{Path, PathBuf};
use verbale_model::wording::{Role, UiWord, role};
use verbale_model::{Finding, Language, Locus, Values, Wording, catalogue};

/// Texts of the sources that are put together from parts; the phrases have each way in which they can come out.
const NO_ARGUMENT: &[&str] =
    &["{} of {} {what} of {path} found{missing}", "; the nearest known is {path}", "it is a reply to `{}`{nearest}"];

/// Sources whose words become arguments of findings.
const SOURCES: &[&str] =
    &["crates/verbale-sheet/src", "crates/verbale-normalize/src", "crates/verbale-validate/src", "crates/verbale-xml/src"];

/// Further ones, of which only the words in calls that make findings count.
const CALLERS: &[&str] =
    &["crates/verbale/src/pipeline.rs", "crates/verbale/src/discover.rs", "crates/verbale/src/command/batch.rs"];

#[test]
fn every_word_stands_in_six_languages() {
    let shipped = verbale_schema::check(&[verbale_schema::Layer::folder(root().join("schemas"))]);
    shipped.unwrap_or_else(|faults| panic!("{faults}"));
}

#[test]
fn what_the_program_says_in_findings_is_a_phrase() {
    let mut sources = Vec::new();
    for folder in SOURCES {
        rust_files(&root().join(folder), &mut sources);
    }
    // What is written into a schema of a form is no word of a finding.
    sources.retain(|path| !path.components().any(|part| part.as_os_str() == "xsd"));
    let mut lacking = Vec::new();
    let mut seen = 0;
    for path in &sources {
        for literal in literals(&std::fs::read_to_string(path).unwrap()) {
            if is_prose(&literal) {
                seen += 1;
                lacking.extend(untranslated(&literal, path));
            }
        }
    }
    for path in CALLERS {
        let path = root().join(path);
        let text = std::fs::read_to_string(&path).unwrap();
        for line in text.lines().filter(|line| line.contains(".arg(") || line.contains("Some(\"") || line.contains("then_some(\""))
        {
            let prose = literals(line).into_iter().filter(|literal| literal.contains(' '));
            lacking.extend(prose.filter_map(|literal| untranslated(&literal, &path)));
        }
    }
    assert!(seen > 100, "only {seen} phrases were found in the sources: the search is broken");
    assert!(lacking.is_empty(), "not in schemas/messages/phrases.csv:\n{}", lacking.join("\n"));
}

fn untranslated(literal: &str, path: &Path) -> Option<String> {
    let sample = filled(literal);
    let name = path.strip_prefix(root()).unwrap().display();
    schemas().phrases.find(&sample).is_none().then(|| format!("{literal}   ({name})"))
}

/// A text that reads like words of a finding.
fn is_prose(literal: &str) -> bool {
    let words = literal.split(' ').filter(|word| word.chars().all(|c| c.is_ascii_lowercase()) && word.len() > 1).count();
    literal.contains(' ') && words >= 2 && !literal.contains('\n') && !NO_ARGUMENT.contains(&literal)
}

/// The text with something in each of its gaps.
fn filled(literal: &str) -> String {
    let mut filled = String::new();
    let mut rest = literal;
    while let Some((before, after)) = rest.split_once('{') {
        let (_, after) = after.split_once('}').unwrap_or(("", ""));
        filled.push_str(before);
        filled.push('7');
        rest = after;
    }
    filled + rest
}

fn rust_files(folder: &Path, files: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            rust_files(&path, files);
        } else if path.extension().is_some_and(|ending| ending == "rs") && path.file_stem().is_some_and(|name| name != "tests") {
            files.push(path);
        }
    }
}

/// The string literals of a source outside its tests, comments and assertions.
fn literals(source: &str) -> Vec<String> {
    let source = source.split("#[cfg(test)]").next().unwrap_or("");
    let mut literals = Vec::new();
    for line in source.lines() {
        let line = line.trim_start();
        let aside = ["//", "#[", "#![", "debug_assert", "assert", "tracing::", "const fn expect", "env!("];
        if aside.iter().any(|start| line.starts_with(start)) || line.contains(".expect(") || line.contains("reason = ") {
            continue;
        }
        let mut rest = line;
        while let Some((_, after)) = rest.split_once('"') {
            let end = after.char_indices().find(|(index, c)| *c == '"' && !after[..*index].ends_with('\\')).map(|(index, _)| index);
            let Some(end) = end else { break };
            literals.push(after[..end].to_owned());
            rest = &after[end + 1..];
        }
    }
    literals
}

#[test]
fn no_language_loses_an_argument_and_hidden_values_are_hidden_in_all() {
    for kind in catalogue::KINDS {
        let mut finding = Finding::new(kind, Locus::File);
        for argument in kind.args {
            finding = finding.arg(format!("canary-{argument}"));
        }
        for language in Language::ALL {
            let (what, action) = Wording::new(schemas(), language, Values::Shown).finding(&finding);
            let said = format!("{} {}", what.plain(), action.plain());
            assert!(!said.contains('{') && !said.contains("[["), "{} {language}: {said}", kind.code);
            let (what, action) = Wording::new(schemas(), language, Values::Hidden).finding(&finding);
            let hidden = format!("{} {}", what.plain(), action.plain());
            for argument in kind.args {
                let value = role(kind, argument).is_none_or(Role::is_value);
                assert!(!value || !hidden.contains(&format!("canary-{argument}")), "{} {language}: {hidden}", kind.code);
            }
        }
    }
}

#[test]
fn messages_follow_the_grammar_of_their_language() {
    let count = |language, word, n| Wording::new(schemas(), language, Values::Shown).ui_count(word, n);
    for (language, n, expected) in [
        (Language::En, 1, "1 error"),
        (Language::En, 1234, "1,234 errors"),
        (Language::Fr, 0, "0 erreur"),
        (Language::Fr, 1234, "1\u{202f}234 erreurs"),
        (Language::Ru, 1, "1 ошибка"),
        (Language::Ru, 22, "22 ошибки"),
        (Language::Ru, 11, "11 ошибок"),
        (Language::Ar, 0, "لا أخطاء"),
        (Language::Ar, 2, "خطآن"),
        (Language::Ar, 3, "3 أخطاء"),
        (Language::Zh, 5, "5 个错误"),
    ] {
        assert_eq!(count(language, UiWord::CountErrors, n), expected);
    }
    let outdated = Finding::new(catalogue::AREA_OUTDATED, Locus::File).arg("Zaire").arg("Democratic Republic of the Congo");
    let (what, _) = Wording::new(schemas(), Language::Fr, Values::Shown).finding(&outdated.arg("2019-06-18"));
    assert_eq!(
        what.plain(),
        "«\u{a0}Zaire\u{a0}» est un ancien nom de République démocratique du Congo, qui n’est plus en usage depuis le 18 juin 2019"
    );
    let damaged = Finding::new(catalogue::FILE_DAMAGED, Locus::File).arg("its part xl/styles.xml: it ends in the middle");
    let (what, _) = Wording::new(schemas(), Language::Es, Values::Hidden).finding(&damaged);
    assert_eq!(what.plain(), "el archivo está dañado: su parte xl/styles.xml: se interrumpe");
}
