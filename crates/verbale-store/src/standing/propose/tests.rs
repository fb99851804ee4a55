use super::super::answers::Said;
use super::*;
use verbale_model::Status;

/// An answer to a series: a number, or a blank.
fn said((series, number): (i64, Option<i64>)) -> Said {
    let status = if number.is_some() { Status::Reported } else { Status::Blank };
    Said { id: series, series, year: None, value: Value { status: i64::from(status.id()), number, ..Value::default() }, at: None }
}

fn proposed(claim: Option<&str>, stated: &[(i64, i64)], further: &[(i64, Option<i64>)]) -> Option<Class> {
    let stated: Vec<Said> = stated.iter().map(|(series, number)| said((*series, Some(*number)))).collect();
    let by_key = stated.iter().map(|said| (said.key(), vec![said.value.clone()])).collect();
    propose(claim, &by_key, &further.iter().copied().map(said).collect::<Vec<_>>())
}

#[test]
fn what_is_obvious_is_proposed_and_nothing_else() {
    let stated = &[(1, 10), (2, 20), (3, 30)];
    for (further, expected) in [
        // All is repeated, and some of it changed; more may come with it.
        (&[(1, Some(10)), (2, Some(21)), (3, Some(30))][..], Some(Class::Replacement)),
        (&[(1, Some(10)), (2, Some(21)), (3, Some(30)), (4, Some(4))], Some(Class::Replacement)),
        // Few cells, and nothing of what was said before is changed.
        (&[(4, Some(4)), (5, Some(5))], Some(Class::Supplement)),
        (&[(1, Some(10)), (4, Some(4))], Some(Class::Supplement)),
        (&[(1, None), (2, None), (3, None), (4, Some(4))], Some(Class::Supplement)),
        // A blank is no answer that was repeated.
        (&[(1, Some(10)), (2, Some(21)), (3, None)], Some(Class::Corrigendum)),
        (&[(2, Some(21))], Some(Class::Corrigendum)),
        // It adds one thing and changes another.
        (&[(2, Some(21)), (4, Some(4))], None),
        (&[(1, None)], None),
        (&[], None),
    ] {
        assert_eq!(proposed(None, stated, further), expected, "{further:?}");
        assert_eq!(proposed(Some("adds"), stated, further), Some(Class::Supplement));
        assert_eq!(proposed(Some("replaces"), stated, further), Some(Class::Replacement));
    }
    assert_eq!(proposed(None, &[], &[(1, Some(1))]), None);
}
