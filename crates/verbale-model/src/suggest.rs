//! Suggestions: the nearest known name. They go into findings and are never used as a reading.

/// How alike two names must be; `barsil` and `brasil` are, with one transposition in six letters.
const LIKENESS: f64 = 0.8;

/// A longer text is prose, and comparing it is slow.
const MAX_LENGTH: usize = 80;

/// The candidate nearest to a folded text, if one is near. Of two equally near ones the first is taken.
pub fn nearest<'a, T>(folded: &str, candidates: impl Iterator<Item = (&'a str, T)>) -> Option<T> {
    let letters = Letters::of(folded);
    if !(2..=MAX_LENGTH).contains(&letters.count) {
        return None;
    }
    let mut best: Option<(f64, T)> = None;
    for (name, candidate) in candidates {
        if !letters.is_about_as_long(name) || !letters.may_be_near(&Letters::of(name)) {
            continue;
        }
        let likeness = strsim::normalized_damerau_levenshtein(folded, name);
        if likeness >= LIKENESS && best.as_ref().is_none_or(|(most, _)| likeness > *most) {
            best = Some((likeness, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// How often each letter stands in a name, wherever. Comparing names letter by letter takes a hundred times as long, and nearly
/// all pairs can be told apart by this.
struct Letters {
    count: usize,
    /// Letters that fall into one place are counted together, which makes names look nearer, never farther.
    places: [u8; 32],
}

impl Letters {
    fn of(name: &str) -> Self {
        let mut letters = Self { count: 0, places: [0; 32] };
        for c in name.chars() {
            letters.count += 1;
            let place = &mut letters.places[usize::from(u32::from(c).to_le_bytes()[0] & 31)];
            *place = place.saturating_add(1);
        }
        letters
    }

    /// True for a name whose length alone does not put it too far away.
    fn is_about_as_long(&self, name: &str) -> bool {
        let count = name.chars().count();
        count.abs_diff(self.count) * 5 <= count.max(self.count)
    }

    /// Each edit takes away one letter, adds one, or both; alike enough are names within edits of a fifth of the longer one.
    fn may_be_near(&self, other: &Self) -> bool {
        let pairs = || self.places.iter().zip(&other.places);
        let missing: usize = pairs().map(|(left, right)| usize::from(left.saturating_sub(*right))).sum();
        let extra: usize = pairs().map(|(left, right)| usize::from(right.saturating_sub(*left))).sum();
        missing.max(extra) * 5 <= self.count.max(other.count)
    }
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

    proptest::proptest! {
        #[test]
        fn the_short_cut_hides_no_near_name(left in "[a-dжш ]{0,12}", right in "[a-dжш ]{0,12}") {
            let near = strsim::normalized_damerau_levenshtein(&left, &right) >= LIKENESS;
            proptest::prop_assert!(!near || Letters::of(&left).may_be_near(&Letters::of(&right)));
        }
    }
}
