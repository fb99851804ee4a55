//! Digests: SHA-256 of bytes, and the multiset digest of a reply's content.

use sha2::{Digest, Sha256};

/// SHA-256 of bytes.
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// SHA-256 of bytes that come piece by piece.
#[derive(Debug, Clone, Default)]
pub struct Sha256Pieces(Sha256);

impl Sha256Pieces {
    /// The next piece.
    pub fn add(&mut self, piece: &[u8]) {
        self.0.update(piece);
    }

    /// The digest of all pieces.
    pub fn finish(self) -> [u8; 32] {
        self.0.finalize().into()
    }
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes.iter().flat_map(|byte| [DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]]).map(char::from).collect()
}

/// The 32 bytes that lower-case hexadecimal stands for; `None` if it stands for none.
pub fn unhex(text: &str) -> Option<[u8; 32]> {
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    };
    let mut bytes = [0; 32];
    if text.len() != 2 * bytes.len() {
        return None;
    }
    for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
        *byte = digit(pair[0])? << 4 | digit(pair[1])?;
    }
    Some(bytes)
}

/// A digest of a multiset: the sum, modulo 2²⁵⁶, of the SHA-256 of its members, and how many there are.
///
/// Order does not matter, repetition does: two equal rows are two rows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct MultisetDigest {
    lanes: [u64; 4],
    count: u64,
}

impl MultisetDigest {
    /// Adds a member. Its bytes must say by themselves where each part of it ends.
    pub fn add(&mut self, member: &[u8]) {
        let hash = sha256(member);
        let mut carry = false;
        for (lane, chunk) in self.lanes.iter_mut().zip(hash.chunks_exact(8)) {
            let mut bytes = [0; 8];
            bytes.copy_from_slice(chunk);
            let (sum, over) = lane.overflowing_add(u64::from_le_bytes(bytes));
            let (sum, again) = sum.overflowing_add(u64::from(carry));
            *lane = sum;
            carry = over || again;
        }
        self.count += 1;
    }

    /// The digest as hexadecimal.
    pub fn to_hex(self) -> String {
        let mut hasher = Sha256::new();
        for lane in self.lanes {
            hasher.update(lane.to_le_bytes());
        }
        hasher.update(self.count.to_le_bytes());
        hex(&hasher.finalize())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(members: &[&[u8]]) -> String {
        let mut digest = MultisetDigest::default();
        for member in members {
            digest.add(member);
        }
        digest.to_hex()
    }

    #[test]
    fn hexadecimal_stands_for_its_bytes_and_nothing_else_does() {
        let bytes = sha256(b"a");
        assert_eq!(unhex(&hex(&bytes)), Some(bytes));
        for wrong in ["", "ab", &"g".repeat(64), &"A".repeat(64), &"é".repeat(32)] {
            assert_eq!(unhex(wrong), None);
        }
    }

    #[test]
    fn order_does_not_matter_and_repetition_does() {
        assert_eq!(of(&[b"a", b"b"]), of(&[b"b", b"a"]));
        assert_ne!(of(&[b"a"]), of(&[b"a", b"a"]));
        assert_ne!(of(&[]), of(&[b""]));
    }
}
