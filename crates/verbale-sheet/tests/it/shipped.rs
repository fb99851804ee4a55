//! The shipped editions: a form with every label of each language, and every label of an edition against its answer words.

use crate::support::{Outcome, outcome_of, tell, workbook};
use verbale_model::codelist::ListId;
use verbale_model::labels::LabelKey;
use verbale_model::layout::Layout;
use verbale_model::{Edition, ItemId, ItemKind, Language, Schemas};

fn schemas() -> Schemas {
    verbale_schema::load(&[verbale_schema::Layer::embedded()]).expect("the shipped schemas have no fault")
}

/// The items that a form in a language asks for, with their labels.
fn items(edition: &Edition, language: Language) -> Vec<(ItemId, &str)> {
    let asked = edition.items().filter(|(_, item)| !item.external);
    asked.filter_map(|(id, _)| Some((id, edition.labels.text(LabelKey::Item(id), language)?))).collect()
}

/// A form with every item, answered by its own code.
fn filled(edition: &Edition, language: Language) -> Vec<String> {
    let Some(Layout::Form(form)) = edition.layouts.iter().find(|layout| matches!(layout, Layout::Form(_))) else { unreachable!() };
    let text = |key| edition.labels.text(key, language).unwrap_or_default();
    let mut rows = vec![text(LabelKey::Title).to_owned()];
    let (label, comment) = (form.label.map(text).unwrap_or_default(), form.comment.map(text).unwrap_or_default());
    rows.push(format!("|{label}|{}|{comment}", text(form.answer)));
    let mut number = 0;
    for section in &form.sections {
        rows.push(format!("|{}", edition.labels.section(section).map(text).unwrap_or_default()));
        for (id, label) in items(edition, language).into_iter().filter(|(id, _)| edition.item(*id).section == *section) {
            number += 1;
            let comment = edition.item(id).comment.map_or("", |_| "a comment");
            rows.push(format!("{number}|{label}|answer to {}|{comment}", edition.item(id).code));
        }
    }
    rows
}

fn read(schemas: &Schemas, rows: &[String]) -> Outcome {
    let rows = rows.iter().map(String::as_str).collect::<Vec<_>>();
    outcome_of(schemas, &workbook(&rows), None).unwrap_or_else(|rejection| panic!("{}", tell(&rejection.reason)))
}

#[test]
fn a_form_is_read_whole_in_every_language() {
    let schemas = schemas();
    let edition = schemas.edition_at("tip-measures/2019").unwrap();
    for &language in &edition.languages {
        let outcome = read(&schemas, &filled(edition, language));
        assert_eq!(outcome.recognized.language, language);
        assert_eq!(outcome.findings, [""; 0], "{language}");
        let asked = items(edition, language);
        for (id, _) in &asked {
            let item = edition.item(*id);
            let line = |code: &str, text: &str| {
                outcome.lines.iter().filter(|line| line.starts_with(&format!("{code} ")) && line.contains(text)).count()
            };
            assert_eq!(line(&item.code, &format!("\"answer to {}\"", item.code)), 1, "{language} {}", item.code);
            if let Some(comment) = item.comment {
                assert_eq!(line(&edition.item(comment).code, "\"a comment\""), 1, "{language} {}", item.code);
            }
        }
        assert_eq!(outcome.accounting.unmapped, 0, "{language}");
        assert!(asked.len() > 100, "{language}: {}", asked.len());
    }
}

/// What a State writes must not be taken for a label: that would drop it. `No.` heads a column, which the reader knows.
/// Row and column labels of tables are labels in tables alone.
#[test]
fn answer_words_are_no_labels_but_of_headings() {
    let schemas = schemas();
    let mut asked_with = 0;
    for edition in &schemas.editions {
        let of_items = edition.items.iter().flat_map(|item| match item.kind {
            ItemKind::Choice(list) => vec![list],
            ItemKind::Multi(multi) => vec![multi.options, multi.answers],
            _ => Vec::new(),
        });
        // The lists that the edition asks with; what a register calls the ways of sending is no answer.
        let lists: Vec<ListId> = of_items.chain(edition.dimensions.iter().map(|dimension| dimension.list)).collect();
        asked_with += lists.len();
        let mut labels = edition.labels.index.keys().map(String::as_str).collect::<Vec<_>>();
        labels.sort_unstable();
        labels.retain(|label| {
            let known = |key: &LabelKey| matches!(key, LabelKey::Column(_) | LabelKey::Member(_));
            let asked = edition.labels.find(label).iter().any(|(key, _)| !known(key));
            let answers = |list: &ListId| schemas.list(*list).find(label).is_some();
            let word = lists.iter().any(answers) || schemas.areas.named(label).is_some();
            asked && word
        });
        assert_eq!(labels, [""; 0], "{}", edition.path());
    }
    assert!(asked_with > 10, "{asked_with}");
}
