//! What a reply says in figures and codes, packed: a batch holds the facts of all its replies at once.

use super::numbers::{KnownSeries, SeriesNumbers};
use crate::view::Bounds;
use rustc_hash::FxHasher;
use std::hash::Hasher;
use verbale_model::{EditionKind, Reading, Reply, Schemas, Value};

/// What is known of a value: bounds of a figure, or a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Known {
    Figure(Bounds),
    /// Its number among all codes.
    Code(u32),
}

/// A value with the number of its series and its year.
pub(super) type Fact = (u32, Option<i16>, Known);

/// What a reply says in figures and codes. Who sends it is no part of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    count: usize,
    /// Fact after fact, in order; equal facts give equal bytes.
    bytes: Box<[u8]>,
}

impl Facts {
    /// The facts of each reply of a file, in their order. They are taken where the file is read, beside whoever compares; a dataset
    /// has none.
    pub fn of(numbers: &SeriesNumbers, schemas: &Schemas, reading: &Reading) -> Vec<Self> {
        if schemas.edition(reading.edition).kind == EditionKind::Dataset {
            return Vec::new();
        }
        Self::by(&numbers.of(schemas, reading), schemas, reading)
    }

    /// The same where the series of the file, which is no dataset, were looked up: see [`SeriesNumbers::of`].
    pub fn by(series: &[KnownSeries], schemas: &Schemas, reading: &Reading) -> Vec<Self> {
        reading.replies.iter().map(|reply| Self::of_reply(series, schemas, reading, reply)).collect()
    }

    fn of_reply(known: &[KnownSeries], schemas: &Schemas, reading: &Reading, reply: &Reply) -> Self {
        let edition = schemas.edition(reading.edition);
        let about_sender: Vec<bool> = reading.series.iter().map(|series| edition.item(series.item).about_sender).collect();
        let of = |answer: &verbale_model::Answer| {
            let value = match answer.value {
                Value::Code(code) => Known::Code(code.number()),
                value => Known::Figure(value.bounds()?),
            };
            let series = answer.series.index();
            (!about_sender[series]).then(|| (known[series].number, answer.year, value))
        };
        Self::new(reply.answers.iter().filter_map(of).collect())
    }

    pub(super) fn new(mut facts: Vec<Fact>) -> Self {
        // Most stand in order, which a stable sort is quick to see.
        facts.sort();
        let mut bytes = Vec::with_capacity(facts.len() * 5);
        let mut last = Last::default();
        for fact in &facts {
            last.put(&mut bytes, *fact);
        }
        Self { count: facts.len(), bytes: bytes.into() }
    }

    /// How many there are.
    pub(super) const fn len(&self) -> usize {
        self.count
    }

    /// The facts in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = Fact> + '_ {
        let mut rest = &*self.bytes;
        let mut last = Last::default();
        std::iter::from_fn(move || last.take(&mut rest))
    }

    /// Equal facts have equal marks; so may others.
    pub(super) fn mark(&self) -> u64 {
        let mut hasher = FxHasher::default();
        hasher.write(&self.bytes);
        hasher.finish()
    }
}

/// Series and year of the fact before: the next one is written as the difference.
#[derive(Default)]
struct Last {
    series: u32,
    year: i64,
}

/// What follows a year.
const CODE: u64 = 0;
const EXACT: u64 = 1;
const BETWEEN: u64 = 2;
const AT_LEAST: u64 = 3;
/// In place of a year where there is none: no year is so early.
const NO_YEAR: i64 = -0x8001;

impl Last {
    fn put(&mut self, bytes: &mut Vec<u8>, (series, year, known): Fact) {
        let year = year.map_or(NO_YEAR, i64::from);
        let (kind, first, second) = match known {
            Known::Code(code) => (CODE, u64::from(code), None),
            Known::Figure((low, Some(high))) if low == high => (EXACT, fold_sign(low), None),
            Known::Figure((low, Some(high))) => (BETWEEN, fold_sign(low), Some(fold_sign(high))),
            Known::Figure((low, None)) => (AT_LEAST, fold_sign(low), None),
        };
        put_number(bytes, u64::from(series - self.series));
        put_number(bytes, fold_sign(year - self.year) << 2 | kind);
        put_number(bytes, first);
        if let Some(second) = second {
            put_number(bytes, second);
        }
        *self = Self { series, year };
    }

    fn take(&mut self, rest: &mut &[u8]) -> Option<Fact> {
        let series = self.series + u32::try_from(take_number(rest)?).ok()?;
        let (year, kind) = take_number(rest).map(|number| (self.year + unfold_sign(number >> 2), number & 3))?;
        let first = take_number(rest)?;
        let known = match kind {
            CODE => Known::Code(u32::try_from(first).ok()?),
            EXACT => Known::Figure((unfold_sign(first), Some(unfold_sign(first)))),
            AT_LEAST => Known::Figure((unfold_sign(first), None)),
            _ => Known::Figure((unfold_sign(first), Some(unfold_sign(take_number(rest)?)))),
        };
        *self = Self { series, year };
        Some((series, i16::try_from(year).ok(), known))
    }
}

/// A number with its sign in the last bit, so that a small one stays short.
const fn fold_sign(number: i64) -> u64 {
    ((number << 1) ^ (number >> 63)).cast_unsigned()
}

const fn unfold_sign(number: u64) -> i64 {
    (number >> 1).cast_signed() ^ -((number & 1).cast_signed())
}

/// Writes seven bits a byte, the lowest first; the last byte has its highest bit clear.
fn put_number(bytes: &mut Vec<u8>, mut number: u64) {
    while number > 0x7f {
        bytes.push(number.to_le_bytes()[0] | 0x80);
        number >>= 7;
    }
    bytes.push(number.to_le_bytes()[0]);
}

fn take_number(rest: &mut &[u8]) -> Option<u64> {
    let mut number = 0;
    for shift in (0..64).step_by(7) {
        let (&byte, after) = rest.split_first()?;
        *rest = after;
        number |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Some(number);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn known() -> impl Strategy<Value = Known> {
        let low = prop_oneof![Just(i64::MIN), Just(i64::MAX), any::<i64>(), -9..9_999_i64];
        let figure = (low, any::<Option<u16>>())
            .prop_map(|(low, more)| Known::Figure((low, more.map(|more| low.saturating_add(i64::from(more))))));
        prop_oneof![any::<u32>().prop_map(Known::Code), figure]
    }

    proptest! {
        #[test]
        fn what_is_packed_is_what_is_unpacked_and_equal_only_to_itself(
            one in prop::collection::vec((any::<u32>(), any::<Option<i16>>(), known()), 0..40),
            other in prop::collection::vec((0..3_u32, prop::option::of(2014..2016_i16), (0..3_i64).prop_map(|n| Known::Figure((n, Some(n))))), 0..3),
            again in prop::collection::vec((0..3_u32, prop::option::of(2014..2016_i16), (0..3_i64).prop_map(|n| Known::Figure((n, Some(n))))), 0..3),
        ) {
            let sorted = |mut facts: Vec<Fact>| {
                facts.sort_unstable();
                facts
            };
            let packed = Facts::new(one.clone());
            prop_assert_eq!(packed.len(), one.len());
            prop_assert_eq!(packed.iter().collect::<Vec<_>>(), sorted(one));
            let (left, right) = (Facts::new(other.clone()), Facts::new(again.clone()));
            prop_assert_eq!(left == right, sorted(other) == sorted(again));
            prop_assert!(left != right || left.mark() == right.mark());
        }
    }
}
