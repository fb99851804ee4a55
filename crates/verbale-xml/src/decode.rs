//! The bytes of a document as UTF-8, piece by piece: line ends normalized, every character allowed, nothing replaced.

use crate::encoding::{self, Detected};
use crate::fault::{FaultKind, Place};
use crate::limits::Limits;
use encoding_rs::{DecoderResult, UTF_8};
use std::io::{self, BufRead, Read};
use std::ops::RangeInclusive;

/// Bytes decoded at one time.
const PIECE: usize = 8 << 10;

/// Bytes that are taken at one time where they need no decoding.
const PLAIN_PIECE: usize = 32 << 10;

/// The decoded document. After a fault every read fails, once all before it was read.
#[expect(clippy::struct_excessive_bools, reason = "facts of a stream that do not exclude each other")]
pub(crate) struct Decoder<'d> {
    source: Box<dyn BufRead + 'd>,
    inner: encoding_rs::Decoder,
    utf8: bool,
    /// The last bytes were the beginning of a character, which `inner` holds.
    inside_character: bool,
    unused: Option<RangeInclusive<u8>>,
    /// A code page of Windows: controls from U+0080 to U+009F are bytes without a meaning.
    windows: bool,
    raw: String,
    clean: String,
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
    pub(crate) fn new(mut source: impl BufRead + 'd, limits: &Limits) -> Result<(Self, bool), (FaultKind, Place)> {
        let mut head = Vec::with_capacity(encoding::HEAD_BYTES);
        let read = source.by_ref().take(encoding::HEAD_BYTES as u64).read_to_end(&mut head);
        read.map_err(|_| (FaultKind::Unreadable, Place::START))?;
        let Detected { encoding, mark, unused, declared } = encoding::detect(&head)?;
        head.drain(..mark);
        let decoder = Self {
            source: Box::new(io::Cursor::new(head).chain(source)),
            inner: encoding.new_decoder_without_bom_handling(),
            utf8: encoding == UTF_8,
            inside_character: false,
            unused,
            windows: encoding.name().starts_with("windows-"),
            raw: String::new(),
            clean: String::with_capacity(PLAIN_PIECE),
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

    /// From here on so many bytes may come in all.
    pub(crate) fn bound(&mut self, total_bytes: u64) {
        self.total_limit = total_bytes;
    }

    /// Whether everything was read to the end.
    pub(crate) fn exhausted(&self) -> bool {
        self.ended && self.at == self.clean.len()
    }

    /// From here on another token is read.
    pub(crate) fn start_token(&mut self) {
        self.token = 0;
    }

    /// What is decoded and not yet read.
    pub(crate) fn ready(&self) -> &str {
        self.clean.get(self.at..).unwrap_or_default()
    }

    /// Moves on past bytes of [`Self::ready`].
    pub(crate) fn skip(&mut self, bytes: usize) {
        self.at = (self.at + bytes).min(self.clean.len());
    }

    fn refill(&mut self) {
        self.clean.clear();
        self.at = 0;
        while self.clean.is_empty() && !self.ended && self.fault.is_none() {
            let most = if self.utf8 { PLAIN_PIECE } else { PIECE };
            let Ok(available) = self.source.fill_buf() else {
                self.fault = Some((FaultKind::Unreadable, Some(self.place)));
                return;
            };
            let last = available.is_empty();
            let piece = &available[..available.len().min(if self.inside_character { 1 } else { most })];
            let unused = self.unused.as_ref().and_then(|unused| piece.iter().position(|byte| unused.contains(byte)));
            let piece = &piece[..unused.unwrap_or(piece.len())];
            let mut raw = std::mem::take(&mut self.raw);
            raw.clear();
            let mut taken = 0;
            if self.utf8 && !self.inside_character {
                let (valid, _) = whole_characters(piece);
                raw.push_str(valid);
                taken = valid.len();
            }
            let mut malformed = false;
            if taken < piece.len() || last || unused.is_some() {
                let rest = &piece[taken..];
                let before = raw.len();
                raw.reserve(self.inner.max_utf8_buffer_length_without_replacement(rest.len()).unwrap_or(4 * PIECE));
                let (result, read) = self.inner.decode_to_string_without_replacement(rest, &mut raw, last);
                taken += read;
                malformed = matches!(result, DecoderResult::Malformed(..)) || (unused.is_some() && taken == piece.len());
                // Bytes that gave nothing yet are the beginning of a character.
                self.inside_character = self.utf8 && raw.len() == before && !rest.is_empty();
            }
            self.ended = last && !malformed;
            self.source.consume(taken);
            self.clean_up(&raw);
            self.raw = raw;
            if malformed && self.fault.is_none() {
                self.fault = Some((FaultKind::MalformedText, Some(self.place)));
            }
        }
    }

    /// Moves decoded characters to `clean`, up to the first that may not be there.
    fn clean_up(&mut self, raw: &str) {
        // A second byte order mark is a character, and stands before the root.
        if self.total == 0 && raw.starts_with('\u{feff}') {
            self.fault = Some((FaultKind::TextOutsideRoot, Some(Place::START)));
            return;
        }
        let begun = self.clean.len();
        let mut kind = None;
        if self.after_cr || !is_plain(raw.as_bytes()) {
            kind = self.clean_characters(raw);
        } else {
            self.clean.push_str(raw);
        }
        let added = &self.clean[begun..];
        self.total = self.total.saturating_add(u64::try_from(added.len()).unwrap_or(u64::MAX));
        self.place.advance(added);
        if let Some(kind) = kind {
            self.fault = Some((kind, Some(self.place)));
        } else if self.total > self.total_limit {
            self.fault = Some((FaultKind::TooLarge, Some(self.place)));
        }
    }

    /// The same for a text with characters that need a look; what is wrong with the first that may not be there.
    fn clean_characters(&mut self, raw: &str) -> Option<FaultKind> {
        let bytes = raw.as_bytes();
        let mut from = 0;
        if self.after_cr && bytes.first() == Some(&b'\n') {
            from = 1;
        }
        self.after_cr &= raw.is_empty();
        while let Some(step) = bytes[from..].iter().position(|&b| (b < b' ' && b != b'\n' && b != b'\t') || b == 0xEF || b == 0xC2)
        {
            let at = from + step;
            self.clean.push_str(&raw[from..at]);
            match bytes[at..] {
                [b'\r', ref after @ ..] => {
                    self.clean.push('\n');
                    self.after_cr = after.is_empty();
                    from = at + if after.first() == Some(&b'\n') { 2 } else { 1 };
                }
                [0xEF, 0xBF, 0xBE | 0xBF, ..] | [..=0x1F, ..] => return Some(FaultKind::ForbiddenCharacter),
                [0xC2, 0x80..=0x9F, ..] if self.windows => return Some(FaultKind::MalformedText),
                _ => {
                    let length = raw[at..].chars().next().map_or(1, char::len_utf8);
                    self.clean.push_str(&raw[at..at + length]);
                    from = at + length;
                }
            }
        }
        self.clean.push_str(&raw[from..]);
        None
    }
}

/// The beginning of some bytes that is UTF-8, and the rest.
fn whole_characters(bytes: &[u8]) -> (&str, &[u8]) {
    match str::from_utf8(bytes) {
        Ok(text) => (text, &[]),
        Err(error) => {
            let (valid, rest) = bytes.split_at(error.valid_up_to());
            (str::from_utf8(valid).unwrap_or_default(), rest)
        }
    }
}

/// True if every character can stand as it is: no control, no line end of other systems, nothing of U+E000 and beyond.
fn is_plain(bytes: &[u8]) -> bool {
    let odd = |b: u8| (b < b' ' && b != b'\n' && b != b'\t') || b == 0xEF || b == 0xC2;
    // Block by block, so that a block is looked at in a few instructions.
    let mut blocks = bytes.chunks_exact(64);
    blocks.all(|block| !block.iter().fold(false, |found, &b| found | odd(b))) && !blocks.remainder().iter().any(|&b| odd(b))
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
            _ => Ok(&self.clean.as_bytes()[self.at..]),
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
