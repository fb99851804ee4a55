//! The generator's own pseudo-random numbers: a library's may change between versions, the files must not.

/// `SplitMix64` (Steele, Lea and Flood, 2014): one word of state, the same sequence on every machine.
#[derive(Debug, Clone)]
pub(crate) struct Rng(u64);

impl Rng {
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 to `bound` - 1; 0 for a bound of 0.
    pub(crate) fn below(&mut self, bound: u32) -> u32 {
        // The high half of a product: no bias worth the name for bounds this small, and no division.
        let word = self.next() >> 32;
        u32::try_from((word * u64::from(bound)) >> 32).unwrap_or(0)
    }

    /// True in so many of a hundred draws.
    pub(crate) fn percent(&mut self, share: u8) -> bool {
        self.below(100) < u32::from(share)
    }

    /// One of a slice; `None` if it is empty.
    pub(crate) fn pick<'s, T>(&mut self, all: &'s [T]) -> Option<&'s T> {
        let count = u32::try_from(all.len()).unwrap_or(u32::MAX);
        all.get(self.below(count) as usize)
    }

    /// One of a slice by weight; `None` if all weights are 0.
    pub(crate) fn weighted<'s, T>(&mut self, all: &'s [(T, u32)]) -> Option<&'s T> {
        let total = all.iter().map(|(_, weight)| weight).sum();
        let mut left = self.below(total);
        for (value, weight) in all {
            if left < *weight {
                return Some(value);
            }
            left -= weight;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sequence_is_the_published_one() {
        let mut rng = Rng::new(1_234_567);
        assert_eq!([rng.next(), rng.next()], [6_457_827_717_110_365_317, 3_203_168_211_198_807_973]);
    }

    #[test]
    fn weights_of_nothing_give_nothing() {
        assert_eq!(Rng::new(1).weighted(&[("a", 0)]), None);
        assert_eq!(Rng::new(1).weighted(&[("a", 0), ("b", 3)]), Some(&"b"));
    }
}
