//! `register.csv`: what is read, what is refused line by line, and that writing and reading agree.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on")]

use chrono::NaiveDate;
use proptest::prelude::*;
use verbale_model::{RegisterEntry, Schemas, SourceType};
use verbale_register::{Found, Gravity, looks_like_register, read, write};
use verbale_schema::Layer;

fn schemas() -> &'static Schemas {
    static SCHEMAS: std::sync::LazyLock<Schemas> = std::sync::LazyLock::new(|| {
        let overlay = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/overlay");
        verbale_schema::load(&[Layer::embedded(), Layer::folder(overlay)]).unwrap_or_else(|faults| panic!("{faults}"))
    });
    &SCHEMAS
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn reading(text: &str) -> Found {
    read(text, schemas(), Some("tip-measures/2019"), day("2019-05-01"))
}

fn faults(text: &str) -> Vec<String> {
    reading(text).faults.iter().map(ToString::to_string).collect()
}

fn written(entries: &[RegisterEntry]) -> String {
    let mut out = Vec::new();
    write(entries, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

const HEADING: &str = "entry,addressee,note,note_date,channel,received_on,transmitted_by,on_behalf_of,language,attachments,\
                       acknowledged_on,source\n";

#[test]
fn a_line_is_read_with_all_that_it_says() {
    let sha = "AB".repeat(32);
    let text = format!(
        "{HEADING}17,Lorvania,CU 2018/1,2018-11-01,note_verbale,2019-04-10,Permanent Mission,XAB | Corvessa,fr,\
         letter.pdf | XAL/annex.xlsx | {sha},2019-04-12,state_reply\n"
    );
    let found = reading(&text);
    assert_eq!(found.faults, []);
    let expected = RegisterEntry {
        edition: "tip-measures/2019".to_owned(),
        entry: "17".to_owned(),
        addressee: "XAL".to_owned(),
        note: Some("CU 2018/1".to_owned()),
        note_date: Some(day("2018-11-01")),
        channel: Some("note_verbale".to_owned()),
        received_on: Some(day("2019-04-10")),
        transmitted_by: Some("Permanent Mission".to_owned()),
        on_behalf_of: vec!["XAB".to_owned(), "XAC".to_owned()],
        language: Some("fr".to_owned()),
        attachments: vec!["letter.pdf".to_owned(), "XAL/annex.xlsx".to_owned(), "ab".repeat(32)],
        acknowledged_on: Some(day("2019-04-12")),
        source: SourceType::StateReply,
        struck: None,
    };
    assert_eq!(found.entries, [expected]);
}

#[test]
fn a_spreadsheet_of_another_country_is_read_and_other_tables_are_none() {
    let found = reading("\u{feff}entry;addressee;received_on\r\n1;Almerand;2019-04-10\r\n");
    assert_eq!((found.entries.len(), found.faults.len()), (1, 0));
    assert_eq!(reading("entry\taddressee\n1\tXAA\n").entries.len(), 1);
    assert!(looks_like_register("entry,addressee,received_on\n"));
    assert!(looks_like_register("\u{feff}edition;entry;addressee;received_on\r\n"));
    assert!(!looks_like_register("State,Measure code,Code\nLorvania,leg_nap,yes\n"));
}

#[test]
fn every_fault_is_said_with_its_line() {
    let cases = [
        ("entry,addresse\n", "line 1: `heading` names no column of a register: `addresse`; the nearest known is `addressee`"),
        ("addressee\nXAA\n", "line 1: `entry` is missing in the heading"),
        ("entry,entry,addressee\n", "line 1: `entry` stands twice in the heading"),
        ("entry,addressee\n,XAA\n", "line 2: `entry` is empty; each letter has a number of its own"),
        ("entry,addressee\n1,\n", "line 2: `addressee` is empty"),
        (
            "entry,addressee\n1,Lorvannia\n",
            "line 2: `addressee` names no State or other area: `Lorvannia`; the nearest known is `Lorvania`",
        ),
        ("entry,addressee\n1,XAA\n1,XAB\n", "line 3: `entry` `1` stands in line 2 already"),
        (
            "entry,addressee,received_on\n1,XAA,16.04.2019\n",
            "line 2: `received_on` is `16.04.2019`, not a date; write it as 2019-04-15",
        ),
        (
            "entry,addressee,received_on\n1,XAA,2019-02-29\n",
            "line 2: `received_on` is `2019-02-29`, not a date; write it as 2019-04-15",
        ),
        ("entry,addressee,channel\n1,XAA,mail\n", "line 2: `channel` names no channel: `mail`; the nearest known is `email`"),
        ("entry,addressee,source\n1,XAA,state\n", "line 2: `source` names no type of source: `state`"),
        ("entry,addressee,language\n1,XAA,French\n", "line 2: `language` is `French`, not a language code such as en"),
        (
            "entry,addressee,edition\n1,XAA,tip-measures/2018\n",
            "line 2: `edition` names no edition: `tip-measures/2018`; the nearest known is `tip-measures/2019`",
        ),
        (
            "entry,addressee,edition\n1,XAA,glotip-public/2023\n",
            "line 2: `edition` `glotip-public/2023` is a dataset; nobody is asked to reply to it",
        ),
        ("entry,addressee,on_behalf_of\n1,XAA,XAB | XAB\n", "line 2: `on_behalf_of` names XAB twice"),
        (
            "entry,addressee,on_behalf_of\n1,XAA,XAA\n",
            "line 2: `on_behalf_of` names the addressee itself; name only the further areas",
        ),
        ("entry,addressee,attachments\n1,XAA,a.pdf | a.pdf\n", "line 2: `attachments` names `a.pdf` twice"),
        (
            "entry,addressee,attachments\n1,XAA,C:\\a.pdf\n",
            "line 2: `attachments` `C:\\a.pdf` is no name of a file; write its name, with folders before it as XAA/reply.xlsx",
        ),
        ("entry,addressee\n1,XAA,left over\n", "line 2: has 3 cells, the heading has 2"),
        ("entry,addressee,note\n1,XAA,\"two\nlines\"\n", "line 2: `note` holds a line break or another control character"),
    ];
    for (text, expected) in cases {
        let found = reading(text);
        let told: Vec<String> = found.faults.iter().map(ToString::to_string).collect();
        assert!(told.iter().any(|fault| fault == expected), "{text}\n{told:#?}");
        assert_eq!(found.entries, [], "nothing is taken of a register with an error: {text}");
    }
    assert_eq!(
        read("entry,addressee\n1,XAA\n", schemas(), None, day("2019-05-01")).faults[0].to_string(),
        "line 1: `edition` is missing in the heading"
    );
    // All faults are said, not only the first.
    assert_eq!(faults("entry,addressee,source\n,Nowhere,x\n1,Nowhere,x\n").len(), 5);
}

#[test]
fn doubts_keep_nothing_from_being_taken() {
    let cases = [
        (
            "entry,addressee\n1,European Union\n",
            "line 2: `addressee` European Union is not among those whom the collection addresses",
        ),
        ("entry,addressee,received_on\n1,XAA,2019-05-02\n", "line 2: `received_on` is 2019-05-02, which is still to come"),
        (
            "entry,addressee,note_date,received_on\n1,XAA,2019-03-02,2019-03-01\n",
            "line 2: `received_on` is 2019-03-01, before the note verbale of 2019-03-02",
        ),
        (
            "entry,addressee,received_on,acknowledged_on\n1,XAA,2019-03-02,2019-03-01\n",
            "line 2: `acknowledged_on` is 2019-03-01, before the receipt on 2019-03-02",
        ),
        (
            "entry,addressee,acknowledged_on\n1,XAA,2019-03-01\n",
            "line 2: `acknowledged_on` acknowledges what has no day of receipt",
        ),
        (
            "entry,addressee,attachments\n1,XAA,a.pdf\n",
            "line 2: `received_on` is empty although there are attachments; nobody can say whether it was late",
        ),
        ("entry,addressee,language\n1,XAA,pt\n", "line 2: `language` is `pt`, not one of the six official languages"),
    ];
    for (text, expected) in cases {
        let found = reading(text);
        assert_eq!(found.faults.iter().map(ToString::to_string).collect::<Vec<_>>(), [expected], "{text}");
        assert!(found.faults.iter().all(|fault| fault.gravity == Gravity::Warning));
        assert_eq!(found.entries.len(), 1, "{text}");
    }
    let quiet = "entry,addressee,note_date,received_on,acknowledged_on,language\n1,XAA,2019-03-01,2019-03-01,2019-03-01,zh\n";
    assert_eq!(faults(quiet), [""; 0]);
}

fn entry() -> impl Strategy<Value = RegisterEntry> {
    let text = || proptest::option::of("[A-Za-zÀ-ž0-9\"',;=+@-]([ -{}~À-ž]{0,12}[A-Za-z0-9\"',;])?");
    let day = || {
        proptest::option::of(
            (2015_i32..=2019, 1_u32..=4, 1_u32..=28).prop_map(|(y, m, d)| NaiveDate::from_ymd_opt(y, m, d).unwrap()),
        )
    };
    let areas = prop::sample::subsequence(vec!["XAB", "XAC", "FJI", "HKG"], 0..4);
    let files = prop::sample::subsequence(vec!["a.pdf", "XAA/réponse, finale.xlsx", "b \"1\".csv"], 0..3);
    let source = prop::sample::select(SourceType::ALL.to_vec());
    let channel = proptest::option::of(prop::sample::select(vec!["email", "note_verbale"]));
    let language = proptest::option::of(prop::sample::select(vec!["en", "ar"]));
    ((text(), text(), text()), (day(), day(), day()), areas, files, source, channel, language).prop_map(
        |((note, transmitted_by, struck), (note_date, received_on, acknowledged_on), areas, files, source, channel, language)| {
            RegisterEntry {
                edition: "tip-measures/2019".to_owned(),
                entry: String::new(),
                addressee: "XAA".to_owned(),
                note,
                note_date,
                channel: channel.map(str::to_owned),
                received_on,
                transmitted_by,
                on_behalf_of: areas.into_iter().map(str::to_owned).collect(),
                language: language.map(str::to_owned),
                attachments: files.into_iter().map(str::to_owned).collect(),
                acknowledged_on,
                source,
                struck,
            }
        },
    )
}

proptest! {
    #[test]
    fn what_is_written_is_read_back_and_written_the_same(mut entries in prop::collection::vec(entry(), 0..6)) {
        for (index, entry) in entries.iter_mut().enumerate() {
            entry.entry = format!("2019/{index}");
        }
        let text = written(&entries);
        let found = reading(&text);
        prop_assert!(found.faults.iter().all(|fault| fault.gravity == Gravity::Warning), "{:?}", found.faults);
        prop_assert_eq!(&found.entries, &entries);
        prop_assert_eq!(written(&found.entries), text);
    }

    #[test]
    fn no_text_makes_it_panic(text in "\\PC{0,200}", heading in prop::bool::ANY) {
        let text = if heading { format!("{HEADING}{text}") } else { text };
        let found = reading(&text);
        prop_assert!(found.entries.is_empty() || found.faults.iter().all(|fault| fault.gravity == Gravity::Warning));
    }
}
