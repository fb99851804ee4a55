//! The bytes of a document as UTF-8, piece by piece: line ends normalized, every character allowed, nothing replaced.

use crate::encoding::{self, Detected};
use crate::fault::{FaultKind, Place};
use crate::limits::Limits;
use encoding_rs::DecoderResult;
use std::io::{self, BufRead, Read};
use std::ops::RangeInclusive;

/// Bytes decoded at one time.
const PIECE: usize = 8 << 10;

/// The decoded document. After a fault every read fails, once all before it was read.
pub(crate) struct Decoder<'d> {
    rest: &'d [u8],
    inner: encoding_rs::Decoder,
    unused: Option<RangeInclusive<u8>>,
    /// A code page of Windows: controls from U+0080 to U+009F are bytes without a meaning.
    windows: bool,
    raw: Vec<u8>,
    clean: Vec<u8>,
    at: usize,
    after_cr: bool,
    ended: bool,
    /// The end of `clean`.
    place: Place,
    total: u64,
    total_limit: u64,
    token: usize,
    token_limit: usize,
    fault: Option<(FaultKind, Option<Place>)>,
}

impl<'d> Decoder<'d> {
    /// The decoded document, and whether it begins with an XML declaration, which was read.
    pub(crate) fn new(bytes: &'d [u8], limits: &Limits) -> Result<(Self, bool), (FaultKind, Place)> {
        let Detected { encoding, mark, unused, declared } = encoding::detect(bytes)?;
        let decoder = Self {
            rest: &bytes[mark..],
            inner: encoding.new_decoder_without_bom_handling(),
            unused,
            windows: encoding.name().starts_with("windows-"),
            raw: vec![0; 4 * PIECE],
            clean: Vec::with_capacity(4 * PIECE),
            at: 0,
            after_cr: false,
            ended: false,
            place: Place::START,
            total: 0,
            total_limit: limits.total_bytes,
            token: 0,
            token_limit: limits.token_bytes,
            fault: None,
        };
        Ok((decoder, declared))
    }

    /// What reading failed with. Without a place, it is where the token starts.
    pub(crate) fn fault(&self) -> Option<(FaultKind, Option<Place>)> {
        self.fault
    }

    /// Whether everything was read to the end.
    pub(crate) fn exhausted(&self) -> bool {
        self.ended && self.at == self.clean.len()
    }

    /// From here on another token is read.
    pub(crate) fn start_token(&mut self) {
        self.token = 0;
    }

    fn refill(&mut self) {
        self.clean.clear();
        self.at = 0;
        while self.clean.is_empty() && !self.ended && self.fault.is_none() {
            let piece = &self.rest[..self.rest.len().min(PIECE)];
            let unused = self.unused.as_ref().and_then(|unused| piece.iter().position(|byte| unused.contains(byte)));
            let piece = &piece[..unused.unwrap_or(piece.len())];
            let last = piece.len() == self.rest.len();
            let (result, read, written) = self.inner.decode_to_utf8_without_replacement(piece, &mut self.raw, last);
            self.rest = &self.rest[read..];
            self.clean_up(written);
            let malformed = match result {
                DecoderResult::Malformed(..) => true,
                DecoderResult::InputEmpty => {
                    self.ended = last;
                    unused.is_some()
                }
                DecoderResult::OutputFull => false,
            };
            if malformed && self.fault.is_none() {
                self.fault = Some((FaultKind::MalformedText, Some(self.place)));
            }
        }
    }

    /// Moves the first bytes of `raw` to `clean`, up to the first that may not be there.
    fn clean_up(&mut self, written: usize) {
        let raw = &self.raw[..written];
        let begun = self.clean.len();
        let mut kind = None;
        // A second byte order mark is a character, and stands before the root.
        if self.total == 0 && raw.starts_with("\u{feff}".as_bytes()) {
            self.fault = Some((FaultKind::TextOutsideRoot, Some(Place::START)));
            return;
        }
        let mut from = 0;
        if self.after_cr && raw.first() == Some(&b'\n') {
            from = 1;
        }
        self.after_cr &= raw.is_empty();
        while let Some(step) = raw[from..].iter().position(|&b| (b < b' ' && b != b'\n' && b != b'\t') || b == 0xEF || b == 0xC2) {
            let at = from + step;
            self.clean.extend_from_slice(&raw[from..at]);
            match raw[at..] {
                [b'\r', ref after @ ..] => {
                    self.clean.push(b'\n');
                    self.after_cr = after.is_empty();
                    from = at + if after.first() == Some(&b'\n') { 2 } else { 1 };
                }
                [0xEF, 0xBF, 0xBE | 0xBF, ..] | [..=0x1F, ..] => kind = Some(FaultKind::ForbiddenCharacter),
                [0xC2, 0x80..=0x9F, ..] if self.windows => kind = Some(FaultKind::MalformedText),
                _ => {
                    self.clean.push(raw[at]);
                    from = at + 1;
                }
            }
            if kind.is_some() {
                from = raw.len();
                break;
            }
        }
        self.clean.extend_from_slice(&raw[from..]);
        let added = &self.clean[begun..];
        self.total = self.total.saturating_add(u64::try_from(added.len()).unwrap_or(u64::MAX));
        if let Ok(text) = str::from_utf8(added) {
            self.place.advance(text);
        }
        if let Some(kind) = kind {
            self.fault = Some((kind, Some(self.place)));
        } else if self.total > self.total_limit {
            self.fault = Some((FaultKind::TooLarge, Some(self.place)));
        }
    }
}

impl BufRead for Decoder<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.token > self.token_limit && self.fault.is_none() {
            self.fault = Some((FaultKind::TokenTooLong, None));
        } else if self.at == self.clean.len() {
            self.refill();
        }
        let pending = self.at == self.clean.len() || matches!(self.fault, Some((FaultKind::TokenTooLong, _)));
        match self.fault {
            Some((kind, _)) if pending => Err(io::Error::other(kind.words())),
            _ => Ok(&self.clean[self.at..]),
        }
    }

    fn consume(&mut self, amount: usize) {
        self.at = (self.at + amount).min(self.clean.len());
        self.token += amount;
    }
}

impl Read for Decoder<'_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let amount = available.len().min(buf.len());
        buf[..amount].copy_from_slice(&available[..amount]);
        self.consume(amount);
        Ok(amount)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decode(bytes: &[u8]) -> (String, Option<(FaultKind, Option<Place>)>) {
        let limits = Limits { token_bytes: usize::MAX, ..Limits::default() };
        let (mut decoder, _) = Decoder::new(bytes, &limits).expect("a known encoding");
        let mut text = String::new();
        let mut piece = [0; 100];
        let mut all = Vec::new();
        while let Ok(amount) = decoder.read(&mut piece) {
            if amount == 0 {
                break;
            }
            all.extend_from_slice(&piece[..amount]);
        }
        text.push_str(str::from_utf8(&all).expect("whole characters"));
        (text, decoder.fault())
    }

    #[test]
    fn line_ends_are_normalized_across_pieces() {
        for shift in 0..3 {
            let text = format!("{}\r\n\r\r\nx\n", "é".repeat(PIECE / 2 - 2) + &"a".repeat(shift));
            let (decoded, fault) = decode(text.as_bytes());
            assert_eq!(fault, None);
            assert_eq!(decoded, text.replace("\r\n", "\n").replace('\r', "\n"));
        }
    }

    #[test]
    fn bytes_without_a_meaning_are_faults_with_a_place() {
        let place = |line, column| Some(Place { line, column });
        assert_eq!(decode(b"a\n\xC3\xA9\xFF<").1, Some((FaultKind::MalformedText, place(2, 2))));
        assert_eq!(decode(b"a\x01").1, Some((FaultKind::ForbiddenCharacter, place(1, 2))));
        assert_eq!(decode("ab\u{ffff}".as_bytes()).1, Some((FaultKind::ForbiddenCharacter, place(1, 3))));
        assert_eq!(decode(b"a\xC3").1, Some((FaultKind::MalformedText, place(1, 2))));
        for (label, byte, expected) in [
            ("us-ascii", b"\xE9".as_slice(), None),
            ("iso-8859-1", b"\xE9", Some("é")),
            ("iso-8859-1", b"\x92", None),
            ("windows-1252", b"\x92", Some("’")),
            ("windows-1252", b"\x81", None),
            ("iso-8859-2", b"\x81", Some("\u{81}")),
            ("iso-8859-9", b"\xFD", Some("ı")),
            ("iso-8859-9", b"\x80", None),
            ("gb18030", b"\x81\x30\x81\x31", Some("\u{81}")),
        ] {
            let head = format!("<?xml version='1.0' encoding='{label}'?>");
            let (text, fault) = decode(&[head.as_bytes(), byte].concat());
            match expected {
                Some(expected) => assert_eq!((text.strip_prefix(&head), fault), (Some(expected), None), "{label}"),
                None => assert_eq!(fault.map(|(kind, _)| kind), Some(FaultKind::MalformedText), "{label}"),
            }
        }
    }
}
