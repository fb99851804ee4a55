//! The statistical questionnaire and the published dataset: what one says must be comparable with the other.

use std::collections::{BTreeMap, BTreeSet};
use verbale_model::codelist::ListId;
use verbale_model::labels::LabelKey;
use verbale_model::layout::{Axis, Layout, TableLayout};
use verbale_model::{DimId, Edition, ItemKind, Language, Schemas};
use verbale_schema::{Layer, load};

fn schemas() -> Schemas {
    load(&[Layer::embedded()]).unwrap_or_else(|faults| panic!("{faults}"))
}

fn edition<'s>(schemas: &'s Schemas, path: &str) -> &'s Edition {
    schemas.edition_at(path).expect("the edition is shipped")
}

#[test]
fn items_dimensions_and_codes_are_those_of_the_published_dataset() {
    let schemas = schemas();
    let (published, asked) = (edition(&schemas, "glotip-public/2023"), edition(&schemas, "glotip/2018"));
    let tell = |edition: &Edition, code: &str| {
        let item = edition.item(*edition.item_index.get(code).expect("the item is asked"));
        let dimensions: Vec<_> = item.dimensions.iter().map(|id| edition.dimensions[usize::from(id.0)].code.clone()).collect();
        let parent = item.parent.map(|id| edition.item(id).code.clone());
        (item.section.clone(), item.pillar.clone(), item.kind, item.unit.clone(), dimensions, parent)
    };
    for item in &published.items {
        assert_eq!(tell(published, &item.code), tell(asked, &item.code), "{}", item.code);
    }
    let lists = |edition: &Edition| {
        let codes = |list| schemas.list(list).codes.iter().map(|entry| entry.code).collect::<Vec<_>>();
        edition
            .dimensions
            .iter()
            .map(|dimension| (dimension.code.clone(), codes(dimension.list), dimension.areas))
            .collect::<Vec<_>>()
    };
    assert_eq!(lists(published), lists(asked));
    assert_eq!(published.totals.len(), asked.totals.len());
}

/// By item, the pairs of sex and age that occur in the dataset.
const PERSONS: &str = "_T/_T F/Y0T17 F/Y_GE18 F/_T M/Y0T17 M/Y_GE18 M/_T _O/Y0T17 _O/Y_GE18 _O/_T _T/Y0T17 _T/Y_GE18 _U/_U";
const FORMS: &str = "_T/_T F/Y0T17 F/Y_GE18 M/Y0T17 M/Y_GE18 _O/Y0T17 _O/Y_GE18 _T/Y0T17 _T/Y_GE18 _U/_U";

#[test]
fn every_pair_of_sex_and_age_that_is_published_can_be_written() {
    let schemas = schemas();
    let edition = edition(&schemas, "glotip/2018");
    for (item, pairs) in [
        ("offences", "_T/_T"),
        ("formal_contact", PERSONS),
        ("prosecuted", PERSONS),
        ("convicted", PERSONS),
        ("convicted_citizenship", "_T/_T"),
        ("convicted_form", "_T/_T"),
        ("victims", PERSONS),
        ("victims_form", FORMS),
        ("victims_citizenship", "_T/_T"),
        ("victims_repatriation", "_T/_T"),
    ] {
        let writable = writable(edition, item, &schemas);
        for pair in pairs.split(' ') {
            assert!(writable.contains(pair), "{item}: {pair} is not among {writable:?}");
        }
    }
}

/// The pairs of sex and age that the tables of an item have a place for.
fn writable(edition: &Edition, item: &str, schemas: &Schemas) -> BTreeSet<String> {
    let pair = [edition.dimension("sex").expect("sex"), edition.dimension("age").expect("age")];
    let tables =
        edition.layouts.iter().filter_map(|layout| if let Layout::Form(form) = layout { Some(&form.tables) } else { None });
    let mut all = BTreeSet::new();
    for table in tables.flatten().filter(|table| edition.item(table.item).code == item) {
        assert!(table.has_years(), "{}", table.name);
        for row in labels(&table.rows, edition, schemas) {
            for column in labels(&table.columns, edition, schemas) {
                let code = |dimension: DimId| {
                    let given = row.iter().chain(&column).find(|(of, _)| *of == dimension).map(|(_, code)| code.clone());
                    given.unwrap_or_else(|| total(edition, dimension, schemas))
                };
                all.insert(pair.map(code).join("/"));
            }
        }
    }
    all
}

fn total(edition: &Edition, dimension: DimId, schemas: &Schemas) -> String {
    let code = edition.dimensions[usize::from(dimension.0)].total.expect("sex and age have a total");
    schemas.codes.text(code).to_owned()
}

/// What each label of an axis gives; one that gives nothing for years.
fn labels(axis: &Axis, edition: &Edition, schemas: &Schemas) -> Vec<Vec<(DimId, String)>> {
    let text = |code| schemas.codes.text(code).to_owned();
    let members = axis
        .members
        .iter()
        .map(|&id| edition.member(id).codes.iter().map(|(dimension, code)| (*dimension, text(*code))).collect::<Vec<_>>());
    let mut all: Vec<Vec<_>> = members.collect();
    let mut outer = vec![Vec::new()];
    for &dimension in &axis.dimensions {
        let list = schemas.list(edition.dimensions[usize::from(dimension.0)].list);
        let above = if axis.nested { outer.clone() } else { vec![Vec::new()] };
        outer = above
            .iter()
            .flat_map(|above| {
                list.codes.iter().map(|entry| above.iter().cloned().chain([(dimension, text(entry.code))]).collect::<Vec<_>>())
            })
            .collect();
        all.extend(outer.iter().cloned());
    }
    if all.is_empty() {
        all.push(Vec::new());
    }
    all
}

#[test]
fn no_word_is_the_label_of_two_things_in_one_language() {
    let schemas = schemas();
    let labels = &edition(&schemas, "glotip/2018").labels;
    let words: BTreeMap<_, _> = labels.index.iter().collect();
    let mut twice: Vec<String> = Vec::new();
    for language in Language::ALL {
        for (word, keys) in &words {
            let of: BTreeSet<_> = keys.iter().filter(|(_, of)| *of == language).map(|(key, _)| *key).collect();
            if of.len() > 1 {
                twice.push(format!("{language}: {word}: {of:?}"));
            }
        }
    }
    assert_eq!(twice, Vec::<String>::new());
}

#[test]
fn the_two_questionnaires_are_told_apart_by_their_titles() {
    let schemas = schemas();
    let (measures, figures) = (edition(&schemas, "tip-measures/2019"), edition(&schemas, "glotip/2018"));
    for language in Language::ALL {
        let title = |edition: &Edition| {
            let title = edition.labels.text(LabelKey::Title, language).expect("it has a title");
            verbale_model::fold::fold(title)
        };
        let (one, two) = (title(measures), title(figures));
        assert!(!one.contains(&two) && !two.contains(&one), "{language}");
        assert!(measures.labels.find(&two).is_empty() && figures.labels.find(&one).is_empty(), "{language}");
    }
}

#[test]
fn who_replies_is_asked_in_the_same_words() {
    let schemas = schemas();
    let (measures, figures) = (edition(&schemas, "tip-measures/2019"), edition(&schemas, "glotip/2018"));
    let words = |edition: &Edition| {
        let mut words = Vec::new();
        for (id, item) in edition.items().filter(|(_, item)| item.section == "contact") {
            let key = LabelKey::Item(id);
            let labels = Language::ALL.map(|language| edition.labels.text(key, language).map(str::to_owned));
            words.push((item.code.clone(), item.kind, labels));
        }
        words
    };
    assert!(words(figures).len() == 8 && words(figures) == words(measures));
}

#[test]
fn the_tables_are_those_of_the_published_indicators_and_the_assets() {
    let schemas = schemas();
    let edition = edition(&schemas, "glotip/2018");
    let Layout::Form(form) = &edition.layouts[0] else { panic!("it is a form") };
    let item = |table: &TableLayout| edition.item(table.item).code.clone();
    let mut items: Vec<String> = form.tables.iter().map(item).collect();
    assert_eq!(items.pop().as_deref(), Some("assets"));
    let published = schemas.edition_at("glotip-public/2023").expect("it is shipped");
    assert_eq!(items, published.items.iter().map(|item| item.code.clone()).collect::<Vec<_>>());
    for item in form.tables.iter().map(|table| edition.item(table.item)) {
        assert!(item.comment.is_some(), "{} has no place for notes", item.code);
        for what in ["articles", "sources"] {
            assert!(edition.item_index.contains_key(&format!("{}_{what}", item.code)), "{}", item.code);
        }
    }
}

/// What a State writes must not be taken for text of the template. Row and column labels stand in tables alone.
#[test]
fn answer_words_are_no_labels() {
    let schemas = schemas();
    let edition = edition(&schemas, "glotip/2018");
    let of_items = edition.items.iter().flat_map(|item| match item.kind {
        ItemKind::Choice(list) => vec![list],
        ItemKind::Multi(multi) => vec![multi.options, multi.answers],
        _ => Vec::new(),
    });
    let of_dimensions = edition.dimensions.iter().map(|dimension| dimension.list);
    let lists: BTreeSet<u16> = of_items.chain(of_dimensions).map(|list| list.0).collect();
    assert!(lists.len() > 3, "{lists:?}");
    let answers = |word: &str| lists.iter().any(|&list| schemas.list(ListId(list)).find(word).is_some());
    let words: BTreeMap<_, _> = edition.labels.index.iter().collect();
    let taken: Vec<_> = words
        .into_iter()
        .filter(|(word, _)| answers(word) || schemas.areas.named(word).is_some())
        .filter(|(_, keys)| keys.iter().any(|(key, _)| !matches!(key, LabelKey::Column(_) | LabelKey::Member(_))))
        .collect();
    assert!(taken.is_empty(), "{taken:?}");
}
