//! Suggestions: the nearest known name. They go into findings and are never used as a reading.

/// How alike two names must be; `barsil` and `brasil` are, with one transposition in six letters.
const LIKENESS: f64 = 0.8;

/// A longer text is prose, and comparing it is slow.
const MAX_LENGTH: usize = 80;

/// The candidate nearest to a folded text, if one is near. Of two equally near ones the first is taken.
pub(crate) fn nearest<'a, T>(folded: &str, candidates: impl Iterator<Item = (&'a str, T)>) -> Option<T> {
    let length = folded.chars().count();
    if !(2..=MAX_LENGTH).contains(&length) {
        return None;
    }
    let mut best: Option<(f64, T)> = None;
    for (name, candidate) in candidates {
        if !near_in_length(length, name.chars().count()) {
            continue;
        }
        let likeness = strsim::normalized_damerau_levenshtein(folded, name);
        if likeness >= LIKENESS && best.as_ref().is_none_or(|(most, _)| likeness > *most) {
            best = Some((likeness, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// Names that differ by more than a fifth of the longer one's length cannot be alike enough: most need no comparison.
const fn near_in_length(left: usize, right: usize) -> bool {
    let longer = if left > right { left } else { right };
    left.abs_diff(right) * 5 <= longer
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<&str>) {
        let names = ["brasil", "brazil", "kazakhstan", "niger", "nigeria", "mali"];
        assert_eq!(nearest(text, names.into_iter().map(|name| (name, name))), expected, "{text}");
    }

    #[test]
    fn near_names_are_suggested_and_far_ones_are_not() {
        check("barsil", Some("brasil"));
        check("kazalhstan", Some("kazakhstan"));
        // Of two near names the nearer one.
        check("nigera", Some("nigeria"));
        check("male", None);
        check("atlantis", None);
        check("", None);
        check(&"brasil".repeat(40), None);
    }
}
