//! Bytes of a text file to text, never with loss.

use crate::fault::{Fault, damaged, limit, reject};
use crate::limits::Limits;
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use std::borrow::Cow;
use verbale_model::catalogue;

/// A text and how its encoding was found.
#[derive(Debug)]
pub(crate) struct Decoded<'b> {
    pub(crate) text: Cow<'b, str>,
    /// Name of the encoding, where it was guessed.
    pub(crate) guessed: Option<&'static str>,
}

/// Decodes a text: by its byte order mark, else as UTF-8, else by a guess. What does not decode whole is rejected.
pub(crate) fn decode(bytes: &[u8], limits: Limits) -> Result<Decoded<'_>, Fault> {
    if bytes.len() as u64 > limits.text_bytes {
        return Err(limit("bytes in a text file", limits.text_bytes));
    }
    let decoded = match Encoding::for_bom(bytes) {
        Some((encoding, mark)) => whole(encoding, &bytes[mark..]).ok_or_else(|| undecodable(encoding.name()))?,
        None => match std::str::from_utf8(bytes) {
            Ok(text) => Decoded { text: Cow::Borrowed(text), guessed: None },
            Err(_) => guess(bytes)?,
        },
    };
    if decoded.text.len() as u64 > limits.text_bytes {
        return Err(limit("bytes in a text file", limits.text_bytes));
    }
    if decoded.text.contains('\0') {
        return Err(match unmarked_utf16(bytes) {
            Some(encoding) => undecodable(encoding),
            None => damaged("a text with NUL bytes"),
        });
    }
    Ok(decoded)
}

fn whole<'b>(encoding: &'static Encoding, bytes: &'b [u8]) -> Option<Decoded<'b>> {
    let text = encoding.decode_without_bom_handling_and_without_replacement(bytes)?;
    Some(Decoded { text, guessed: None })
}

fn undecodable(encoding: &str) -> Fault {
    reject(catalogue::FILE_ENCODING, format!("{encoding}, which it is not"))
}

fn guess(bytes: &[u8]) -> Result<Decoded<'_>, Fault> {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let encoding = detector.guess(None, Utf8Detection::Deny);
    // Encodings of other languages are what text in a DOS code page, which none of these is, gets taken for.
    if !["windows-125", "ISO-8859-", "KOI8-", "IBM866", "GB", "Big5"].iter().any(|family| encoding.name().starts_with(family)) {
        return Err(undecodable(encoding.name()));
    }
    let decoded = whole(encoding, bytes).ok_or_else(|| undecodable(encoding.name()))?;
    // Control characters of the upper half stand in no text; they are what is left where a byte has no letter in the encoding.
    if decoded.text.chars().any(|c| matches!(c, '\u{80}'..='\u{9f}')) {
        return Err(undecodable(encoding.name()));
    }
    Ok(Decoded { guessed: Some(encoding.name()), ..decoded })
}

/// UTF-16 without a mark: every other byte of its Latin letters, digits and separators is NUL.
fn unmarked_utf16(bytes: &[u8]) -> Option<&'static str> {
    let nul = |odd: usize| bytes.iter().skip(odd).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (nul(0), nul(1));
    let half = bytes.len() / 8;
    match (even > half, odd > half) {
        (true, false) => Some("UTF-16BE without a byte order mark"),
        (false, true) => Some("UTF-16LE without a byte order mark"),
        _ => None,
    }
}

/// The first characters of a text in any encoding with a mark, for telling markup from tables.
pub(crate) fn head(bytes: &[u8]) -> String {
    let head = &bytes[..bytes.len().min(2048)];
    let (encoding, mark) = Encoding::for_bom(head).unwrap_or((UTF_8, 0));
    debug_assert!([UTF_8, UTF_16BE, UTF_16LE].contains(&encoding));
    encoding.decode_without_bom_handling(&head[mark..]).0.into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::{GB18030, KOI8_R, WINDOWS_1251, WINDOWS_1252, WINDOWS_1256};

    fn decoded(bytes: &[u8]) -> Result<(String, Option<&'static str>), String> {
        decode(bytes, Limits::default())
            .map(|decoded| (decoded.text.into_owned(), decoded.guessed))
            .map_err(|fault| fault.reason.kind.code.to_owned())
    }

    #[test]
    fn a_byte_order_mark_decides() {
        let text = "Pays;Réponse\nCôte d’Ivoire;١٢\n";
        let utf16 = |bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
        for bytes in [
            [&[0xef, 0xbb, 0xbf], text.as_bytes()].concat(),
            [&[0xff, 0xfe], utf16(u16::to_le_bytes).as_slice()].concat(),
            [&[0xfe, 0xff], utf16(u16::to_be_bytes).as_slice()].concat(),
            text.as_bytes().to_vec(),
        ] {
            assert_eq!(decoded(&bytes), Ok((text.to_owned(), None)));
        }
    }

    #[test]
    fn an_undeclared_encoding_is_guessed_and_named() {
        for (encoding, text) in [
            (WINDOWS_1252, "Pays;Réponse\nCôte d’Ivoire;très élevé, à déterminer\n"),
            (WINDOWS_1251, "Государство;Ответ\nРоссийская Федерация;Да, частично\n"),
            (KOI8_R, "Государство;Ответ\nРоссийская Федерация;Да, частично\n"),
            (WINDOWS_1256, "الدولة;الإجابة\nالمملكة العربية السعودية;نعم\n"),
            (GB18030, "国家;答复\n中国;是，部分实施\n"),
        ] {
            let bytes = encoding.encode(text).0;
            let (read, guessed) = decoded(&bytes).unwrap();
            assert_eq!(read, text);
            // A near relation does where it gives the same text.
            assert!(guessed.is_some_and(|name| [encoding.name(), "GBK", "KOI8-U"].contains(&name)), "{guessed:?}");
        }
    }

    #[test]
    fn what_does_not_decode_whole_is_rejected() {
        for bytes in [
            // A mark of UTF-8 before a byte that is none.
            b"\xef\xbb\xbfPer\xfa".as_slice(),
            // Half a character at the end of UTF-16.
            b"\xff\xfea\0b",
            // UTF-16 without a mark.
            b"S\0t\0a\0t\0e\0,\0Y\0e\0s\0",
            // DOS Latin: its letters are control characters elsewhere.
            b"T\x81rkiye;\x90tat;M\x82xico;\x8d\x8f",
        ] {
            assert_eq!(decoded(bytes), Err("F07".to_owned()), "{bytes:?}");
        }
        assert_eq!(decoded(b"a,b\n1,\0\n"), Err("F04".to_owned()));
    }
}
