//! Schemas: an edition of measures as a State answers them, and a published dataset.

use rustc_hash::FxHashMap;
use verbale_model::codelist::{Codelist, ListCode, ListId};
use verbale_model::edition::{Dimension, Multi, Origin};
use verbale_model::schemas::{Message, Region};
use verbale_model::wording::Template;
use verbale_model::{Area, AreaKind, DimId, Edition, EditionId, EditionKind, Item, ItemId, ItemKind, Language, Schemas};

pub(crate) const MEASURES: EditionId = EditionId(0);
pub(crate) const PUBLISHED: EditionId = EditionId(1);

/// Lists, by their ids.
pub(crate) const ANSWERS: ListId = ListId(0);
pub(crate) const CRIMINAL: ListId = ListId(1);
pub(crate) const AUDIENCES: ListId = ListId(2);
pub(crate) const SEXES: ListId = ListId(3);
pub(crate) const AGES: ListId = ListId(4);
pub(crate) const FORMS: ListId = ListId(5);
pub(crate) const BUCKETS: ListId = ListId(6);

const LISTS: [(&str, &[&str]); 7] = [
    ("answers", &["yes", "no", "partly", "planned", "no_information"]),
    ("criminal", &["full", "partial", "none"]),
    ("audiences", &["police", "judges", "teachers"]),
    ("sexes", &["_T", "F", "M", "_U"]),
    ("ages", &["_T", "Y0T17", "Y_GE18"]),
    ("forms", &["_T", "sexual", "labour"]),
    ("buckets", &["_T", "_OWN", "_U"]),
];

/// Dimensions of both editions, in their order.
pub(crate) const DIMENSIONS: [(&str, ListId, bool); 6] = [
    ("sex", SEXES, false),
    ("age", AGES, false),
    ("exploitation", FORMS, false),
    ("citizenship", BUCKETS, true),
    ("counterpart", BUCKETS, true),
    ("audience", AUDIENCES, false),
];

/// The dimension of a code.
pub(crate) fn dim(code: &str) -> DimId {
    DimId(u8::try_from(DIMENSIONS.iter().position(|(known, ..)| *known == code).unwrap()).unwrap())
}

fn names(english: &str) -> [String; 6] {
    let mut names: [String; 6] = Default::default();
    english.clone_into(&mut names[0]);
    names
}

fn item(code: &str, section: &str, pillar: Option<&str>, kind: ItemKind, dimensions: &[&str]) -> Item {
    Item {
        code: code.to_owned(),
        section: section.to_owned(),
        pillar: pillar.map(str::to_owned),
        kind,
        unit: matches!(kind, ItemKind::Count).then(|| "persons".to_owned()),
        dimensions: dimensions.iter().map(|code| dim(code)).collect(),
        required: false,
        parent: None,
        external: false,
        about_sender: matches!(kind, ItemKind::Contact),
        comment: None,
        is_comment: false,
    }
}

fn edition(id: EditionId, instrument: &str, name: &str, kind: EditionKind, items: Vec<Item>) -> Edition {
    let index = |(index, item): (usize, &Item)| (item.code.clone(), ItemId(u16::try_from(index).unwrap()));
    Edition {
        id,
        instrument: instrument.to_owned(),
        name: name.to_owned(),
        kind,
        title: instrument.to_owned(),
        origin: Origin::Reconstructed,
        source: "a test".to_owned(),
        languages: vec![Language::En],
        years: None,
        separators: None,
        cutoff: Some("2019-04-15".parse().unwrap()),
        collection: verbale_model::Collection::default(),
        item_index: items.iter().enumerate().map(index).collect(),
        items,
        dimensions: DIMENSIONS
            .iter()
            .map(|(code, list, areas)| Dimension { code: (*code).to_owned(), list: *list, areas: *areas, total: None })
            .collect(),
        members: Vec::new(),
        labels: verbale_model::labels::Labels::default(),
        layouts: Vec::new(),
        totals: Vec::new(),
        settings: Vec::new(),
        crosswalk: Vec::new(),
        digest: "edition".to_owned(),
    }
}

/// The schemas that most tests use.
pub(crate) fn schemas() -> Schemas {
    let mut schemas = Schemas { digest: "one".to_owned(), ..Schemas::default() };
    for (name, codes) in LISTS {
        let codes = codes.iter().map(|code| ListCode {
            code: schemas.codes.intern(code),
            labels: names(code),
            aliases: Vec::new(),
            note: String::new(),
        });
        let codes = codes.collect();
        schemas.lists.push(Codelist { name: name.to_owned(), codes, index: FxHashMap::default() });
    }
    for (code, name, kind) in [
        ("AAA", "Aland", AreaKind::FictitiousState),
        ("BBB", "Beland", AreaKind::FictitiousState),
        ("CCC", "Celand", AreaKind::FictitiousState),
        ("SAM", "South America", AreaKind::Aggregate),
    ] {
        let code = schemas.codes.intern(code);
        schemas.areas.index.insert(code, schemas.areas.list.len());
        schemas.areas.list.push(area(code, name, kind));
    }
    schemas.regions.push(Region { code: "150".to_owned(), parent: None, names: names("Europe") });
    let yes = schemas.codes.get("yes").unwrap();
    let training = Multi { options: AUDIENCES, dimension: dim("audience"), answers: ANSWERS, selected: yes };
    let mut items = vec![
        item("campaign", "prevention", Some("prevention"), ItemKind::Choice(ANSWERS), &[]),
        item("shelters", "protection", Some("protection"), ItemKind::Choice(ANSWERS), &[]),
        item("training", "prosecution", Some("prosecution"), ItemKind::Multi(training), &["audience"]),
        item("campaign_comment", "prevention", Some("prevention"), ItemKind::Text, &[]),
        item("focal_point", "cover", None, ItemKind::Contact, &[]),
        item("criminal", "legislation", None, ItemKind::Choice(CRIMINAL), &[]),
        item("party", "legislation", None, ItemKind::Choice(ANSWERS), &[]),
        item("victims", "protection", Some("protection"), ItemKind::Count, &["sex", "age"]),
        item("budget", "partnerships", Some("partnerships"), ItemKind::Amount, &[]),
        item("law_date", "legislation", None, ItemKind::Date, &[]),
        item("signed_on", "cover", Some("prevention"), ItemKind::Date, &[]),
    ];
    items[3].is_comment = true;
    items[6].external = true;
    // Not a contact by its kind, but by what it is about.
    items[10].about_sender = true;
    schemas.editions.push(edition(MEASURES, "measures", "2019", EditionKind::Reply, items));
    let all = ["sex", "age", "exploitation", "citizenship", "counterpart"];
    let published = vec![item("victims", "statistics", None, ItemKind::Count, &all)];
    schemas.editions.push(edition(PUBLISHED, "published", "2023", EditionKind::Dataset, published));
    let message = Message {
        what: Template::parse("“{label}” is no known area").unwrap(),
        action: Template::parse("Write {suggestion}.").unwrap(),
    };
    schemas.messages.entry(Language::En).or_default().insert("C01".to_owned(), message);
    schemas
}

fn area(code: verbale_model::CodeId, name: &str, kind: AreaKind) -> Area {
    Area {
        code,
        kind,
        iso2: None,
        m49: None,
        names: names(name),
        region: Some("150".to_owned()),
        subregion: None,
        part_of: None,
        since: None,
        until: None,
        footnote: None,
    }
}
