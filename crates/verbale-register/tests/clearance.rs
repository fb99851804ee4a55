//! `clearance.toml`: what is read, what is refused, and that writing and reading agree.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on")]

use chrono::{DateTime, NaiveDate, Utc};
use proptest::prelude::*;
use verbale_model::{ClearanceEvent, ClearanceState, Schemas};
use verbale_register::clearance::{read, write};
use verbale_schema::Layer;

fn schemas() -> &'static Schemas {
    static SCHEMAS: std::sync::LazyLock<Schemas> =
        std::sync::LazyLock::new(|| verbale_schema::load(&[Layer::embedded()]).unwrap_or_else(|faults| panic!("{faults}")));
    &SCHEMAS
}

const GOOD: &str = r#"[[event]]
edition = "tip-measures/2019"
area = "FJI"
item = "leg_nap"
state = "under_query"
decided_on = 2019-05-06
recorded_at = 2019-05-06T09:30:00.000001Z
author = "Data officer"
authority = "Letter of 6 May 2019"
reason = "The plan has no date"
"#;

fn faults(text: &str) -> Vec<String> {
    read(text, schemas()).expect_err("a fault").iter().map(ToString::to_string).collect()
}

#[test]
fn an_event_is_read_with_all_that_it_says() {
    let events = read(GOOD, schemas()).unwrap();
    assert_eq!(events.len(), 1);
    assert_eq!((events[0].state, events[0].item.as_deref()), (ClearanceState::UnderQuery, Some("leg_nap")));
    assert_eq!(events[0].recorded_at, "2019-05-06T09:30:00.000001Z".parse::<DateTime<Utc>>().unwrap());
    assert_eq!(read("", schemas()).unwrap(), []);
}

#[test]
fn every_fault_is_said_with_its_line() {
    let cases = [
        (
            "tip-measures/2019",
            "tip-measures/2018",
            "line 2: `edition` names no edition: `tip-measures/2018`; the nearest known is `tip-measures/2019`",
        ),
        ("FJI", "Fiji", "line 3: `area` names no area: `Fiji`; the nearest known is `FJI`"),
        ("leg_nap", "leg_map", "line 4: `item` names no item of tip-measures/2019: `leg_map`; the nearest known is `leg_nap`"),
        ("under_query", "queried", "line 5: `state` names no state of clearance: `queried`"),
        ("under_query", "cleared", "line 5: `state` `cleared` is said of the figures of one reply; `content` has to name it"),
        (
            "2019-05-06\n",
            "2019-05-06T00:00:00Z\n",
            "line 6: `decided_on` is no day; write it as 2019-05-06, without quotation marks",
        ),
        (
            "09:30:00.000001Z",
            "09:30:00+02:00",
            "line 7: `recorded_at` is no moment in UTC; write it as 2019-05-06T09:30:00Z, without quotation marks",
        ),
        ("Data officer", " ", "line 8: `author` is empty"),
        ("Letter of 6 May 2019", "", "line 9: `authority` is empty"),
        ("The plan has no date", "", "line 10: `reason` is empty"),
    ];
    for (from, to, expected) in cases {
        let text = GOOD.replacen(from, to, 1);
        assert_ne!(text, GOOD);
        assert_eq!(faults(&text), [expected]);
    }
    let content = GOOD.replacen("state =", &format!("content = \"{}\"\nstate =", "a1".repeat(32)), 1);
    assert_eq!(faults(&content), ["line 6: `state` `under_query` holds for whatever is in force; `content` has no place here"]);
    assert_eq!(
        faults(&content.replace("under_query", "cleared").replace("a1a1", "A1A1")),
        ["line 5: `content` is no content digest: 64 hexadecimal digits"]
    );
    assert_eq!(read(&content.replace("under_query", "cleared"), schemas()).unwrap().len(), 1);
    assert_eq!(faults(&format!("{GOOD}\n{GOOD}")), ["line 13: the event stands twice"]);
    assert_eq!(faults(&GOOD.replace("author", "autor")).len(), 1);
    assert!(!faults("[[event]]\narea = \"CANARY\nx").iter().any(|fault| fault.contains("CANARY")));
}

fn event() -> impl Strategy<Value = ClearanceEvent> {
    let text = || "[!-~À-ž][ -~À-ž\n]{0,12}";
    let state = prop::sample::select(ClearanceState::ALL.to_vec());
    let scope = (
        proptest::option::of(prop::sample::select(vec!["leg_nap", "vic_nrm"])),
        proptest::option::of(prop::sample::select(vec!["leg_nap", "pro_training audience=police"])),
        proptest::option::of(2000_i16..2030),
    );
    (state, scope, 0_i64..10_000, (text(), text(), text())).prop_map(
        |(state, (item, series, year), at, (author, authority, reason))| ClearanceEvent {
            edition: "tip-measures/2019".to_owned(),
            area: "FJI".to_owned(),
            item: item.map(str::to_owned),
            series: series.map(str::to_owned),
            year,
            content: state.is_of_content().then(|| "0f".repeat(32)),
            state,
            decided_on: NaiveDate::from_ymd_opt(2019, 5, 6).unwrap(),
            recorded_at: DateTime::from_timestamp_micros(1_557_130_000_000_000 + at * 333).unwrap(),
            author,
            authority,
            reason,
        },
    )
}

proptest! {
    #[test]
    fn what_is_written_is_read_back_and_written_the_same(events in prop::collection::btree_set(event(), 0..5)) {
        let events: Vec<_> = events.into_iter().collect();
        let text = write(&events).unwrap();
        let again = read(&text, schemas()).unwrap();
        prop_assert_eq!(&again, &events);
        prop_assert_eq!(write(&again).unwrap(), text);
    }

    #[test]
    fn no_text_makes_it_panic(text in "\\PC{0,200}") {
        let _ = read(&text, schemas());
        let _ = read(&GOOD.replacen("Data officer", &text, 1), schemas());
    }
}
