//! Whom an edition is sent to, and how it goes back to earlier ones: what is read, and what is a fault.

#![expect(clippy::unwrap_used, reason = "a test that fails says so")]

use std::path::Path;
use verbale_model::crosswalk::Relation;
use verbale_model::{Language, Schemas};
use verbale_schema::{Layer, SchemaFaults, load};

const ITEMS: &str = "code,section,pillar,kind,unit,codelist,dimensions,required,parent,source,comment,paragraph\n\
                     state,head,,contact,,,,yes,,sender,no,\nvictims,body,protection,count,persons,,,,,reply,no,\n\
                     girls,body,protection,count,persons,,,,,reply,no,\nboys,body,protection,count,persons,,,,,reply,no,\n\
                     cases,body,protection,count,cases,,,,,reply,no,\n";

fn write(dir: &Path, edition: &str, kind: &str, more: &[(&str, &str)]) {
    let folder = dir.join("survey").join(edition);
    std::fs::create_dir_all(folder.join("labels")).unwrap();
    let head = format!(
        "format = 1\ninstrument = \"survey\"\nedition = \"{edition}\"\nkind = \"{kind}\"\norigin = \"reconstructed\"\ntitle = \"Survey\"\n\
         source = \"test\"\nlanguages = [\"en\"]\n[[form]]\nname = \"form\"\nanchors = [\"@title\"]\nstate = \"state\"\n\
         sections = [\"head\", \"body\"]\nanswer = \"@column.answer\"\n"
    );
    let labels = "key,label,aliases,draft\n@title,Survey,,yes\n@column.answer,Answer,,yes\nstate,State,,yes\nvictims,Victims,,yes\n\
                  girls,Girls,,yes\nboys,Boys,,yes\ncases,Cases,,yes\n";
    let files = [("edition.toml", head.as_str()), ("items.csv", ITEMS), ("labels/en.csv", labels)];
    for (name, text) in files.iter().chain(more) {
        std::fs::write(folder.join(name), text).unwrap();
    }
}

fn loaded(crosswalk: Option<&str>, collection: Option<&str>) -> Result<Schemas, SchemaFaults> {
    let dir = tempfile::tempdir().unwrap();
    write(dir.path(), "2029", "reply", &[]);
    write(dir.path(), "2028", "dataset", &[]);
    let crosswalk = crosswalk.map(|lines| format!("item,earlier_edition,earlier_item,relation,note\n{lines}"));
    let mut more = Vec::new();
    more.extend(crosswalk.as_deref().map(|text| ("crosswalk.csv", text)));
    more.extend(collection.map(|text| ("collection.toml", text)));
    write(dir.path(), "2030", "reply", &more);
    load(&[Layer::embedded(), Layer::folder(dir.path())])
}

fn faults(result: Result<Schemas, SchemaFaults>) -> Vec<String> {
    let strip = |fault: String| fault.replace("survey/2030/", "");
    result.expect_err("a fault").0.iter().map(|fault| strip(fault.to_string())).collect()
}

#[test]
fn a_crosswalk_says_how_each_item_goes_on() {
    let lines = "victims,survey/2029,victims,widened,labour exploitation was added\ngirls,survey/2029,girls,split,by age\n\
                 boys,survey/2029,girls,split,by age\n,survey/2029,cases,lost,nobody asks for cases any more\n";
    let schemas = loaded(Some(lines), None).unwrap_or_else(|faults| panic!("{faults}"));
    let edition = schemas.edition_at("survey/2030").unwrap();
    let told: Vec<_> = edition
        .crosswalk
        .iter()
        .map(|line| (line.item.map(|item| edition.item(item).code.as_str()), line.earlier_item.as_str(), line.relation))
        .collect();
    let expected = [
        (Some("victims"), "victims", Relation::Widened),
        (Some("girls"), "girls", Relation::Split),
        (Some("boys"), "girls", Relation::Split),
        (None, "cases", Relation::Lost),
    ];
    assert_eq!(told, expected);
}

#[test]
fn every_fault_of_a_crosswalk_is_said() {
    let cases = [
        (
            "victims,survey/2027,victims,same,\n",
            "crosswalk.csv:2: unknown edition `survey/2027`; the nearest known name is `survey/2028`",
        ),
        ("victims,survey/2030,victims,same,\n", "crosswalk.csv:2: `earlier_edition` is this edition itself"),
        (
            "victims,survey/2028,victims,same,\n",
            "crosswalk.csv:2: `survey/2028` is a dataset, this edition a reply; a series goes on from like to like",
        ),
        (
            "victim,survey/2029,victims,same,\n",
            "crosswalk.csv:2: unknown item of survey/2030 `victim`; the nearest known name is `victims`",
        ),
        (
            "victims,survey/2029,victim,same,\n",
            "crosswalk.csv:2: unknown item of survey/2029 `victim`; the nearest known name is `victims`",
        ),
        (
            "victims,survey/2029,victims,equal,\n",
            "crosswalk.csv:2: `relation`: unknown variant `equal`, expected one of `same`, `widened`, `split`, `lost`",
        ),
        (
            "victims,survey/2029,victims,lost,gone\n",
            "crosswalk.csv:2: `lost` says that no item asks for it any more: `item` stays empty",
        ),
        (",survey/2029,victims,same,\n", "crosswalk.csv:2: `item` is empty; only what was `lost` has none"),
        ("victims,survey/2029,victims,widened,\n", "crosswalk.csv:2: `note` is empty; a break in a series has to be said in words"),
        (
            "victims,survey/2029,cases,same,\n",
            "crosswalk.csv:2: `victims` is count of persons, the earlier `cases` is count of cases; they are not `same`",
        ),
        ("girls,survey/2029,victims,split,by sex\n", "crosswalk.csv:2: `victims` was split, and only one part of it stands here"),
        (
            "girls,survey/2029,girls,same,\n,survey/2029,girls,lost,gone\n",
            "crosswalk.csv:3: `girls` was lost, and stands here again",
        ),
        (
            "girls,survey/2029,girls,same,\ngirls,survey/2029,boys,same,\n",
            "crosswalk.csv:3: the item is the `same` as two items of one edition",
        ),
        (
            "girls,survey/2029,girls,widened,more\ngirls,survey/2029,girls,widened,more\n",
            "crosswalk.csv:3: the two items stand here twice",
        ),
    ];
    for (lines, expected) in cases {
        let found = faults(loaded(Some(lines), None));
        assert!(found.iter().any(|fault| fault == expected), "{lines}\n{found:#?}");
    }
}

#[test]
fn editions_that_go_back_to_each_other_are_a_fault() {
    let dir = tempfile::tempdir().unwrap();
    let to = |edition: &str| format!("item,earlier_edition,earlier_item,relation,note\nvictims,survey/{edition},victims,same,\n");
    write(dir.path(), "2029", "reply", &[("crosswalk.csv", &to("2030"))]);
    write(dir.path(), "2030", "reply", &[("crosswalk.csv", &to("2029"))]);
    let found = faults(load(&[Layer::embedded(), Layer::folder(dir.path())]));
    assert_eq!(found.len(), 2);
    assert_eq!(found[1], "crosswalk.csv: the crosswalks lead back to this edition");
}

#[test]
fn a_collection_says_who_was_asked() {
    let text = "format = 1\nnote = \"CU 2030/1\"\nsent_on = \"2030-01-01\"\ndeadline = \"2030-03-01\"\naddressees = [\"member_state\"]\n\
                also = [\"HKG\"]\nexcept = [\"FJI\"]\n";
    let schemas = loaded(None, Some(text)).unwrap_or_else(|faults| panic!("{faults}"));
    let asked = |path: &str| -> Vec<&str> {
        let collection = &schemas.edition_at(path).unwrap().collection;
        let asked = schemas.areas.list.iter().filter(|area| collection.addresses(area));
        asked.map(|area| area.name(Language::En)).collect()
    };
    let names = asked("survey/2030");
    assert_eq!(names.len(), 193);
    assert!(names.contains(&"China, Hong Kong Special Administrative Region"));
    assert!(!names.contains(&"Fiji") && !names.contains(&"Holy See"));
    // Without a collection, all States were asked.
    assert!(asked("survey/2029").contains(&"Holy See"));
    let collection = &schemas.edition_at("survey/2030").unwrap().collection;
    assert_eq!(collection.deadline, "2030-03-01".parse().ok());
}

#[test]
fn every_fault_of_a_collection_is_said() {
    let cases = [
        ("format = 2\n", "collection.toml:1: format 2 is not known; this version reads 1"),
        ("format = 1\nsent_on = \"1 May\"\n", "collection.toml:2: sent_on is `1 May`, not a date YYYY-MM-DD"),
        (
            "format = 1\nsent_on = \"2030-02-01\"\ndeadline = \"2030-01-01\"\n",
            "collection.toml:3: the deadline is before the day of sending",
        ),
        ("format = 1\nexcept = [\"FJIX\"]\n", "collection.toml:2: unknown area `FJIX`; the nearest known name is `FJI`"),
        ("format = 1\nletter = \"anser\"\n", "collection.toml:2: unknown column `anser`; the nearest known name is `answer`"),
    ];
    for (text, expected) in cases {
        let found = faults(loaded(None, Some(text)));
        assert!(found.iter().any(|fault| fault == expected), "{text}\n{found:#?}");
    }
    assert_eq!(faults(loaded(None, Some("format = 1\naddresses = []\n"))).len(), 1);
}
