use super::*;
use crate::decision::Decision;
use crate::decision::tests::made;
use proptest::prelude::*;

const YEAR: Option<i16> = Some(2017);

/// What an answer says: a number, `<5`, a blank, or a word.
fn said(id: i64, series: i64, what: &str) -> Said {
    let (mut number, mut scale, mut low, mut high, mut text) = (None, None, None, None, None);
    let status = match what {
        "" => Status::Blank,
        "-" => Status::NotMentioned,
        "n/a" => Status::NotAvailable,
        "<5" => {
            (low, high) = (Some(0), Some(4));
            Status::Censored
        }
        _ => match decimal(what) {
            Some((digits, places)) => {
                (number, scale) = (Some(digits), (places > 0).then_some(places));
                Status::Reported
            }
            None => {
                text = Some(what.to_owned());
                Status::Reported
            }
        },
    };
    let at = Some(Cell { sheet: "Sheet".to_owned(), cell: format!("D{id}") });
    let value = Value { status: i64::from(status.id()), number, scale, low, high, code: None, text };
    Said { id, series, year: YEAR, value, at }
}

/// A reply from the file `sha256`, its answers numbered from `first`.
fn layer(role: Role, sha256: &str, first: i64, answers: &[(i64, &str)], cells: &[&str]) -> Layer {
    Layer {
        role,
        sha256: vec![sha256.to_owned()],
        cells: cells.iter().filter_map(|cell| Cell::parse(cell)).collect(),
        answers: (first..).zip(answers).map(|(id, (series, what))| said(id, *series, what)).collect(),
    }
}

fn decision(action: Action, cell: Option<&str>, value: Option<&str>) -> Decision {
    Decision {
        class: None,
        sha256: "a".to_owned(),
        series: Some("victims".to_owned()),
        year: YEAR,
        cell: cell.and_then(Cell::parse),
        value: value.map(str::to_owned),
        ..made(action)
    }
}

fn ruling(id: i64, decision: &Decision) -> Ruling<'_> {
    Ruling { id, decision, series: Some(1), kind: "count".to_owned(), code: None }
}

/// What counts, as `id=value`.
fn counting(layers: &[Layer], rulings: &[Ruling<'_>]) -> String {
    let outcome = settle(1, layers, rulings);
    let shown = |said: &Said| match (said.value.number, said.value.low, &said.value.text) {
        (Some(number), ..) => format!("{number}{}", said.value.scale.map(|scale| format!("e-{scale}")).unwrap_or_default()),
        (_, Some(low), _) => format!("{low}..{}", said.value.high.map(|high| high.to_string()).unwrap_or_default()),
        (_, _, Some(text)) => text.clone(),
        _ => String::new(),
    };
    outcome.counting(layers).iter().map(|said| format!("{}={}", said.id, shown(said))).collect::<Vec<_>>().join(" ")
}

#[test]
fn a_supplement_adds_what_is_not_blank() {
    let main = layer(Role::Main, "a", 1, &[(1, "10"), (2, "20"), (3, "")], &[]);
    let more = layer(Role::Supplement, "b", 11, &[(1, ""), (2, "21"), (3, "30"), (4, "40"), (5, ""), (1, "-")], &[]);
    assert_eq!(counting(&[main, more], &[]), "1=10 12=21 13=30 14=40");
}

#[test]
fn a_corrigendum_counts_at_the_cells_that_are_named() {
    let main = layer(Role::Main, "a", 1, &[(1, "10"), (2, "20"), (3, "30")], &[]);
    let cells = &["Sheet!D12", "Sheet!D13"];
    let more = layer(Role::Corrigendum, "b", 11, &[(1, "11"), (2, "21"), (3, "")], cells);
    assert_eq!(counting(&[main, more], &[]), "1=10 12=21 3=30");
}

#[test]
fn of_several_that_lie_over_each_other_the_last_counts() {
    let main = layer(Role::Main, "a", 1, &[(1, "10")], &[]);
    let one = layer(Role::Supplement, "b", 11, &[(1, "11"), (2, "21")], &[]);
    let two = layer(Role::Supplement, "c", 21, &[(1, "12"), (2, "")], &[]);
    assert_eq!(counting(&[main, one, two], &[]), "21=12 12=21");
}

#[test]
fn a_dispute_is_settled_by_each_action() {
    let disputed = || [layer(Role::Main, "a", 1, &[(1, "62"), (1, "43"), (2, "7")], &[])];
    for (action, cell, value, expected) in [
        (Action::Accept, Some("Sheet!D2"), None, "2=43 3=7"),
        (Action::Sum, None, None, "1=105 3=7"),
        (Action::Correct, None, Some("100"), "1=100 3=7"),
        (Action::Exclude, None, None, "3=7"),
        (Action::Exclude, Some("Sheet!D1"), None, "2=43 3=7"),
        (Action::Revoke, None, None, "1=62 2=43 3=7"),
    ] {
        let decision = decision(action, cell, value);
        assert_eq!(counting(&disputed(), &[ruling(1, &decision)]), expected, "{action:?} {cell:?}");
    }
}

#[test]
fn the_later_of_two_decisions_on_one_subject_holds() {
    let disputed = [layer(Role::Main, "a", 1, &[(1, "62"), (1, "43"), (1, "5")], &[])];
    let sum = decision(Action::Sum, None, None);
    let accept = decision(Action::Accept, Some("Sheet!D3"), None);
    let revoke = decision(Action::Revoke, None, None);
    let out = decision(Action::Exclude, Some("Sheet!D3"), None);
    let back = decision(Action::Revoke, Some("Sheet!D3"), None);
    for (decisions, expected) in [
        (&[&sum, &accept][..], "3=5"),
        (&[&accept, &sum], "1=110"),
        (&[&accept, &sum, &revoke], "1=62 2=43 3=5"),
        // What one cell says is another subject: the sum of the others.
        (&[&sum, &out], "1=105"),
        (&[&out, &sum], "1=105"),
        (&[&out, &sum, &back], "1=110"),
        (&[&out, &sum, &revoke], "1=62 2=43"),
    ] {
        let rulings: Vec<_> = (1..).zip(decisions).map(|(id, decision)| ruling(id, decision)).collect();
        assert_eq!(counting(&disputed, &rulings), expected);
    }
}

#[test]
fn a_decision_that_changes_nothing_says_why() {
    for (answers, action, cell, value, expected) in [
        (&[(1, "62"), (1, "43")][..], Action::Accept, None, None, Refusal::Several),
        (&[(1, "62"), (1, "43")], Action::Accept, Some("Sheet!D9"), None, Refusal::NoSuchCell),
        (&[(1, "62"), (1, "43")], Action::Exclude, Some("Sheet!D9"), None, Refusal::NoSuchCell),
        (&[(2, "62")], Action::Exclude, None, None, Refusal::NoAnswer),
        (&[(1, "62")], Action::Sum, None, None, Refusal::NoParts),
        (&[(1, "62"), (1, "")], Action::Sum, None, None, Refusal::NoParts),
        (&[(1, "62"), (1, "n/a")], Action::Sum, None, None, Refusal::NoNumbers),
        (&[(1, "9223372036854775807"), (1, "1")], Action::Sum, None, None, Refusal::NoNumbers),
        (&[(1, "62")], Action::Correct, None, Some("-1"), Refusal::Unfit),
        (&[(1, "62")], Action::Correct, None, Some("1.5"), Refusal::Unfit),
        (&[(1, "62")], Action::Correct, None, Some("many"), Refusal::Unfit),
    ] {
        let decision = decision(action, cell, value);
        let layers = [layer(Role::Main, "a", 1, answers, &[])];
        let outcome = settle(1, &layers, &[ruling(1, &decision)]);
        assert_eq!(outcome.effects[&1], Some(expected));
        assert_eq!(outcome.settled, [], "nothing changes");
    }
    let correct = decision(Action::Correct, None, Some("x"));
    let contact = Ruling { kind: "contact".to_owned(), ..ruling(1, &correct) };
    let layers = [layer(Role::Main, "a", 1, &[(1, "x")], &[])];
    assert_eq!(settle(1, &layers, &[contact]).effects[&1], Some(Refusal::Contact));
}

#[test]
fn a_decision_holds_for_the_file_that_it_judged() {
    let correct = decision(Action::Correct, None, Some("100"));
    let layers = |replaced: &str| {
        let main = layer(Role::Main, "a", 1, &[(1, "10"), (2, "20")], &[]);
        vec![main, layer(Role::Supplement, "b", 11, &[(1, replaced)], &[])]
    };
    assert_eq!(counting(&layers(""), &[ruling(1, &correct)]), "1=100 2=20");
    // A later file said something else on the same question: the correction was of the earlier one.
    assert_eq!(counting(&layers("11"), &[ruling(1, &correct)]), "11=11 2=20");
}

#[test]
fn sums_are_exact_and_of_ranges_ranges() {
    for (answers, expected) in [
        (&[(1, "0.1"), (1, "0.25"), (1, "3")][..], "1=335e-2"),
        (&[(1, "0"), (1, "0")], "1=0"),
        (&[(1, "<5"), (1, "7")], "1=7..11"),
        (&[(1, "<5"), (1, "<5"), (1, "")], "1=0..8"),
    ] {
        let sum = decision(Action::Sum, None, None);
        assert_eq!(counting(&[layer(Role::Main, "a", 1, answers, &[])], &[ruling(1, &sum)]), expected);
    }
    let zero =
        settle(1, &[layer(Role::Main, "a", 1, &[(1, "0"), (1, "0")], &[])], &[ruling(1, &decision(Action::Sum, None, None))]);
    let value = zero.settled[0].value.clone().unwrap();
    assert_eq!(value.status, i64::from(Status::Zero.id()));
}

#[test]
fn an_answer_is_settled_once_and_the_others_of_its_key_do_not_count() {
    let sum = decision(Action::Sum, None, None);
    let outcome = settle(7, &[layer(Role::Main, "a", 1, &[(1, "1"), (1, "2"), (2, "3")], &[])], &[ruling(5, &sum)]);
    let rows: Vec<_> =
        outcome.settled.iter().map(|row| (row.area, row.answer, row.counts, row.decision, row.value.is_some())).collect();
    assert_eq!(rows, [(7, 1, true, Some(5), true), (7, 2, false, Some(5), false)]);
}

const WORDS: [&str; 6] = ["", "-", "1", "2", "<5", "n/a"];

fn any_layers() -> impl Strategy<Value = Vec<Vec<(i64, usize)>>> {
    proptest::collection::vec(proptest::collection::vec((1..5_i64, 0..WORDS.len()), 0..6), 1..4)
}

proptest! {
    /// A blank never overwrites a value, no value is lost that nothing took the place of, and what counts was sent.
    #[test]
    fn a_blank_overwrites_nothing(replies in any_layers()) {
        let layers: Vec<Layer> = (0_i64..).zip(&replies).map(|(index, answers)| {
            let role = if index == 0 { Role::Main } else { Role::Supplement };
            let answers: Vec<(i64, &str)> = answers.iter().map(|(series, word)| (*series, WORDS[*word])).collect();
            layer(role, &index.to_string(), 100 * index + 1, &answers, &[])
        }).collect();
        let outcome = settle(1, &layers, &[]);
        let counting = outcome.counting(&layers);
        for series in 1..5 {
            let valued = |layer: &&Layer| layer.answers.iter().any(|said| said.series == series && !said.is_silent());
            let newest = layers.iter().rev().find(valued);
            let expected: Vec<i64> = newest.or(layers.first()).into_iter().flat_map(|layer| &layer.answers)
                .filter(|said| said.series == series)
                .filter(|said| newest.is_none_or(|newest| newest.role == Role::Main || !said.is_silent()))
                .map(|said| said.id).collect();
            let found: Vec<i64> = counting.iter().filter(|said| said.series == series).map(|said| said.id).collect();
            prop_assert_eq!(found, expected);
        }
        // Every answer counts or is settled as one that does not.
        let out = outcome.settled.iter().filter(|row| !row.counts).count();
        prop_assert_eq!(out + counting.len(), layers.iter().map(|layer| layer.answers.len()).sum::<usize>());
    }
}
