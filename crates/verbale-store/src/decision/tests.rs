use super::*;
use chrono::TimeZone as _;
use proptest::prelude::*;

/// A decision on a whole file.
pub(crate) fn made(action: Action) -> Decision {
    Decision {
        decided_on: "2019-05-03".parse().unwrap(),
        recorded_at: Utc.with_ymd_and_hms(2019, 5, 3, 10, 15, 0).unwrap(),
        author: "Data officer".to_owned(),
        authority: "Note verbale".to_owned(),
        reason: "It says so".to_owned(),
        action,
        class: (action == Action::Supersede).then_some(Class::Replacement),
        sha256: "0a".repeat(32),
        instrument: "measures".to_owned(),
        edition: "2019".to_owned(),
        area: None,
        series: None,
        year: None,
        cell: None,
        value: None,
        status: None,
        cells: Vec::new(),
        areas: Vec::new(),
    }
}

fn cell() -> Cell {
    Cell { sheet: "Sheet".to_owned(), cell: "D9".to_owned() }
}

fn on_answer(action: Action) -> Decision {
    Decision { area: Some("XAA".to_owned()), series: Some("victims sex=F".to_owned()), year: Some(2017), ..made(action) }
}

#[test]
fn what_is_none_is_refused() {
    let accepted = |class| Decision { class: Some(class), ..made(Action::Accept) };
    let sound = [
        made(Action::Supersede),
        made(Action::Exclude),
        made(Action::Revoke),
        accepted(Class::Supplement),
        accepted(Class::Withdrawal),
        Decision { cells: vec![cell()], ..accepted(Class::Corrigendum) },
        Decision { areas: vec!["XAB".to_owned()], ..accepted(Class::Joint) },
        on_answer(Action::Accept),
        on_answer(Action::Sum),
        on_answer(Action::Exclude),
        on_answer(Action::Revoke),
        Decision { cell: Some(cell()), ..on_answer(Action::Accept) },
        Decision { value: Some("5".to_owned()), ..on_answer(Action::Correct) },
        Decision { status: Some(Status::NotAvailable), ..on_answer(Action::Correct) },
    ];
    for decision in &sound {
        assert_eq!(decision.fault(), None, "{decision:?}");
        assert!(Decision { reason: " ".to_owned(), ..decision.clone() }.fault().is_some());
        assert!(Decision { author: String::new(), ..decision.clone() }.fault().is_some());
        assert!(Decision { authority: String::new(), ..decision.clone() }.fault().is_some());
        assert!(Decision { sha256: "0A".repeat(32), ..decision.clone() }.fault().is_some());
    }
    let unsound = [
        made(Action::Accept),
        made(Action::Sum),
        made(Action::Correct),
        accepted(Class::Replacement),
        accepted(Class::Corrigendum),
        accepted(Class::Joint),
        on_answer(Action::Correct),
        on_answer(Action::Supersede),
        Decision { class: None, ..made(Action::Supersede) },
        Decision { class: Some(Class::Supplement), ..made(Action::Exclude) },
        Decision { cells: vec![cell()], ..accepted(Class::Supplement) },
        Decision { areas: vec!["XAB".to_owned()], ..made(Action::Supersede) },
        Decision { year: Some(2017), ..made(Action::Exclude) },
        Decision { cell: Some(cell()), ..made(Action::Exclude) },
        Decision { area: None, ..on_answer(Action::Sum) },
        Decision { value: Some("5".to_owned()), ..on_answer(Action::Sum) },
        Decision { value: Some("5".to_owned()), status: Some(Status::Refused), ..on_answer(Action::Correct) },
        Decision { status: Some(Status::Reported), ..on_answer(Action::Correct) },
    ];
    for decision in &unsound {
        assert!(decision.fault().is_some(), "{decision:?}");
    }
}

#[test]
fn a_cell_is_read_as_it_is_written() {
    for text in ["Sheet!D9", "D9", "a!b!AA10", "reply/answers!12:5"] {
        assert_eq!(Cell::parse(text).map(|cell| cell.to_string()).as_deref(), Some(text));
    }
    for text in ["", "Sheet", "Sheet!", "9D", "Sheet!d9", "12:", "D9 "] {
        assert_eq!(Cell::parse(text), None, "{text}");
    }
}

#[test]
fn faults_of_a_file_are_told_with_their_lines() {
    let good = write(&[made(Action::Exclude)]);
    let told = |text: &str| parse(text).unwrap_err().into_iter().map(|fault| (fault.line, fault.message)).collect::<Vec<_>>();
    let bad = format!("{good}\n{}", good.replace("\"exclude\"", "\"delete\""));
    let [(line, message)] = &told(&bad)[..] else { panic!("{bad}") };
    assert!(*line == 11 && message.contains("no action `delete`") && message.contains("supersede"), "{line} {message}");
    for (from, to, expected) in [
        ("reason", "raison", "raison"),
        ("2019-05-03\n", "2019-05-03T10:00:00\n", "decided_on"),
        ("measures/2019", "measures", "edition"),
        ("Note verbale", " ", "authority"),
    ] {
        let text = good.replace(from, to);
        assert!(text != good && told(&text)[0].1.contains(expected), "{text} {:?}", told(&text));
    }
    let at = good.lines().find(|line| line.starts_with("recorded_at")).unwrap();
    let text = good.replace(at, "recorded_at = 2019-05-03");
    assert!(told(&text)[0].1.contains("recorded_at"), "{text}");
    assert_eq!(parse("").unwrap(), []);
}

fn any_text() -> impl Strategy<Value = String> {
    // With what TOML has to escape, and several scripts.
    "[ -~\u{e9}\u{416}\u{639}\u{4e2d}\"\\\\\n\t]{1,30}".prop_map(|text| format!("x{text}"))
}

prop_compose! {
    fn any_decision()(
        (which, day, micros) in (0..9_usize, 0..4_000_i32, 0..1_000_000_000_i64),
        (author, authority, reason) in (any_text(), any_text(), any_text()),
        (value, sheet, year) in (any_text(), any_text(), proptest::option::of(1990..2030_i16)),
    ) -> Decision {
        let at = Cell { sheet: sheet.replace('!', ""), cell: "AB12".to_owned() };
        let accept = |class| Decision { class: Some(class), ..made(Action::Accept) };
        let decision = match which {
            0 => made(Action::Supersede),
            1 => Decision { area: Some("XAA".to_owned()), ..made(Action::Revoke) },
            2 => accept(Class::Supplement),
            3 => Decision { cells: vec![at, cell()], ..accept(Class::Corrigendum) },
            4 => Decision { areas: vec!["XAB".to_owned(), "XAC".to_owned()], ..accept(Class::Joint) },
            5 => Decision { value: Some(value), year, ..on_answer(Action::Correct) },
            6 => Decision { status: Some(Status::NotAvailable), ..on_answer(Action::Correct) },
            7 => Decision { cell: Some(at), ..on_answer(Action::Accept) },
            _ => on_answer(Action::Sum),
        };
        let decided_on = chrono::NaiveDate::from_num_days_from_ce_opt(737_000 + day).unwrap();
        let recorded_at = DateTime::from_timestamp_micros(1_556_878_500_000_000 + micros).unwrap();
        Decision { decided_on, recorded_at, author, authority, reason, ..decision }
    }
}

proptest! {
    #[test]
    fn what_is_exported_is_imported_exactly_and_in_one_order(mut decisions in proptest::collection::vec(any_decision(), 0..6)) {
        let text = write(&decisions);
        let read = parse(&text).unwrap();
        prop_assert_eq!(&write(&read), &text);
        decisions.reverse();
        prop_assert_eq!(&write(&decisions), &text);
        let keys = |decisions: &[Decision]| {
            let mut keys: Vec<String> = decisions.iter().map(Decision::key).collect();
            keys.sort();
            keys
        };
        prop_assert_eq!(keys(&read), keys(&decisions));
        for decision in &decisions {
            prop_assert!(read.contains(decision));
        }
    }
}
