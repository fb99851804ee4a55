use super::*;
use crate::decision::Decision;
use crate::decision::tests::made;

const OWN: i64 = 7;
const OTHER: i64 = 8;

fn ruling(words: &str) -> Option<Recorded> {
    let (action, class) = match words.trim_start_matches("other ") {
        "" => return None,
        "supersede" => (Action::Supersede, Some(Class::Replacement)),
        "exclude" => (Action::Exclude, None),
        class => (Action::Accept, Class::from_code(class)),
    };
    let decision = Decision { class, ..made(action) };
    Some(Recorded { id: 1, decision })
}

/// The roles of replies on which so was decided, in the order of receipt; nothing is undecided.
fn of(decided: &[&str]) -> String {
    let sent: Vec<Sent> = (1..)
        .zip(decided)
        .map(|(id, words)| Sent::made(id, if words.starts_with("other") { OTHER } else { OWN }, "2019-05-03"))
        .collect();
    let rulings: Vec<Option<Recorded>> = decided.iter().map(|words| ruling(words)).collect();
    let roles = roles(OWN, &sent.iter().collect::<Vec<_>>(), &rulings.iter().map(Option::as_ref).collect::<Vec<_>>());
    roles.iter().map(|role| role.code()).collect::<Vec<_>>().join(" ")
}

#[test]
fn every_class_has_its_effect() {
    for (decided, expected) in [
        (&[""][..], "main"),
        // A further one is pending.
        (&["", ""], "main pending"),
        (&["", "", ""], "main pending pending"),
        (&["", "supersede"], "superseded main"),
        (&["", "supplement"], "main supplement"),
        (&["", "corrigendum"], "main corrigendum"),
        (&["", "joint"], "superseded joint"),
        (&["", "withdrawal"], "withdrawn withdrawal"),
        (&["", "exclude"], "main excluded"),
        // What was in force is none any more: the next one is the first.
        (&["exclude", ""], "excluded main"),
        // What replaces takes away what lies over the earlier one, and what nobody decided on.
        (&["", "supplement", "", "supersede"], "superseded superseded superseded main"),
        (&["", "supersede", "supplement", ""], "superseded main supplement pending"),
        (&["", "supersede", "supersede"], "superseded superseded main"),
        // After a withdrawal a further file waits as any other.
        (&["", "withdrawal", ""], "withdrawn withdrawal pending"),
        (&["", "withdrawal", "supersede"], "superseded superseded main"),
        (&["", "withdrawal", "supplement"], "withdrawn withdrawal supplement"),
        // A correction that was received before the reply that it corrects.
        (&["corrigendum", ""], "corrigendum main"),
        (&["supersede", ""], "main pending"),
        // Another State's reply that speaks for this one, too.
        (&["other joint"], "joint"),
        (&["other joint", ""], "joint pending"),
        (&["", "other joint"], "superseded joint"),
        (&["", "exclude", "exclude"], "main excluded excluded"),
    ] {
        assert_eq!(of(decided), expected, "{decided:?}");
    }
}

proptest::proptest! {
    #[test]
    fn at_most_one_is_in_force_as_a_whole_and_nothing_undecided_lies_over_it(
        which in proptest::collection::vec(0..8_usize, 1..7),
    ) {
        const WORDS: [&str; 8] = ["", "", "supersede", "supplement", "corrigendum", "joint", "withdrawal", "exclude"];
        let decided: Vec<&str> = which.iter().map(|index| WORDS[*index]).collect();
        let roles = of(&decided);
        let roles: Vec<&str> = roles.split(' ').collect();
        let whole = roles.iter().filter(|role| matches!(**role, "main" | "joint")).count();
        proptest::prop_assert!(whole <= 1, "{decided:?} {roles:?}");
        // Where nothing was taken back, something is in force as a whole unless all that is left only adds.
        let left = decided.iter().any(|words| matches!(*words, "" | "supersede" | "joint"));
        if left && !decided.contains(&"withdrawal") {
            proptest::prop_assert!(whole == 1, "{decided:?} {roles:?}");
        }
        for (words, role) in decided.iter().zip(&roles) {
            proptest::prop_assert!(*role != "pending" || words.is_empty(), "{decided:?} {roles:?}");
            proptest::prop_assert!((*role == "excluded") == (*words == "exclude"), "{decided:?} {roles:?}");
        }
    }
}
