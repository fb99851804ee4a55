//! Which encoding a document has, by its first bytes and its declaration. Nothing is guessed from the content.

use crate::declaration;
use crate::fault::{FaultKind, Place};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use std::ops::RangeInclusive;

/// The encoding of a document.
#[derive(Debug)]
pub(crate) struct Detected {
    pub(crate) encoding: &'static Encoding,
    /// Bytes of the byte order mark.
    pub(crate) mark: usize,
    /// Bytes that stand for nothing in the declared encoding, though its larger relative in `encoding` knows them.
    pub(crate) unused: Option<RangeInclusive<u8>>,
    /// Whether the document begins with an XML declaration.
    pub(crate) declared: bool,
}

/// How the first bytes are to be read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Family {
    /// One byte is one character, as far as the declaration goes.
    Bytes,
    Utf8Mark,
    Utf16(&'static Encoding),
}

/// Characters in which a declaration must end.
const HEAD: usize = 1024;

/// Bytes in which these characters stand, with a byte order mark.
pub(crate) const HEAD_BYTES: usize = 2 * HEAD + 4;

pub(crate) fn detect(bytes: &[u8]) -> Result<Detected, (FaultKind, Place)> {
    let (family, mark) = match bytes {
        // UTF-32 in both orders, with and without a mark, and EBCDIC.
        [0, 0, 0xFE, 0xFF, ..]
        | [0xFF, 0xFE, 0, 0, ..]
        | [0, 0, 0, b'<', ..]
        | [b'<', 0, 0, 0, ..]
        | [0x4C, 0x6F, 0xA7, 0x94, ..] => {
            return Err((FaultKind::UnknownEncoding, Place::START));
        }
        [0xEF, 0xBB, 0xBF, ..] => (Family::Utf8Mark, 3),
        [0xFE, 0xFF, ..] => (Family::Utf16(UTF_16BE), 2),
        [0xFF, 0xFE, ..] => (Family::Utf16(UTF_16LE), 2),
        // Without a mark, but nothing else can begin so.
        [0, b'<', 0, b'?', ..] => (Family::Utf16(UTF_16BE), 0),
        [b'<', 0, b'?', 0, ..] => (Family::Utf16(UTF_16LE), 0),
        _ => (Family::Bytes, 0),
    };
    let (head, ended) = head(&bytes[mark..], family);
    let declared = declaration::begins(&head);
    let label = if declared {
        if ended && !head.ends_with("?>") {
            return Err((FaultKind::EndsEarly, Place::START));
        }
        declaration::encoding(&head).map_err(|(kind, offset)| (kind, Place::START.after(head.get(..offset).unwrap_or_default())))?
    } else {
        None
    };
    let (encoding, unused) = agree(family, label).map_err(|kind| (kind, Place::START))?;
    Ok(Detected { encoding, mark, unused, declared })
}

/// The document up to the first `?>`, at most [`HEAD`] characters, and whether the document ended there. Characters that a
/// declaration cannot have are U+FFFD. Line ends are normalized.
fn head(bytes: &[u8], family: Family) -> (String, bool) {
    let unit = |index: usize| -> Option<u16> {
        match family {
            Family::Utf16(encoding) => {
                let pair = [*bytes.get(2 * index)?, *bytes.get(2 * index + 1)?];
                Some(if encoding == UTF_16BE { u16::from_be_bytes(pair) } else { u16::from_le_bytes(pair) })
            }
            Family::Bytes | Family::Utf8Mark => bytes.get(index).map(|&b| u16::from(b)),
        }
    };
    let mut text = String::new();
    for index in 0..HEAD {
        let Some(unit) = unit(index) else { return (text, true) };
        match u8::try_from(unit) {
            Ok(b'\n') if text.ends_with('\n') && index > 0 => text.push(' '),
            Ok(b'\r') => text.push('\n'),
            Ok(byte) if byte.is_ascii() => text.push(char::from(byte)),
            _ => text.push('\u{fffd}'),
        }
        if text.ends_with("?>") {
            break;
        }
    }
    (text, false)
}

/// The encoding, if the declaration does not contradict the first bytes.
fn agree(family: Family, label: Option<&str>) -> Result<(&'static Encoding, Option<RangeInclusive<u8>>), FaultKind> {
    let named = match label {
        None => None,
        Some(label) => Some(Encoding::for_label_no_replacement(label.as_bytes()).ok_or(FaultKind::UnknownEncoding)?),
    };
    match (family, named) {
        (Family::Bytes | Family::Utf8Mark, None) => Ok((UTF_8, None)),
        (Family::Utf8Mark, Some(encoding)) if encoding == UTF_8 => Ok((UTF_8, None)),
        (Family::Utf16(order), None) => Ok((order, None)),
        (Family::Utf16(order), Some(encoding)) if encoding == order => {
            // `utf-16le` in a document in the other order is caught below.
            Ok((order, None))
        }
        (Family::Utf16(order), Some(encoding))
            if encoding == UTF_16LE && !label.is_some_and(|l| l.eq_ignore_ascii_case("utf-16le")) =>
        {
            // `utf-16` leaves the order to the mark.
            Ok((order, None))
        }
        (Family::Bytes, Some(encoding)) if encoding != UTF_16BE && encoding != UTF_16LE => {
            if encoding.name() == "x-user-defined" {
                return Err(FaultKind::UnknownEncoding);
            }
            Ok((encoding, unused(encoding, label.unwrap_or_default())))
        }
        _ => Err(FaultKind::EncodingContradiction),
    }
}

/// Web browsers read Latin 1 and its like as the larger code pages of Windows. Here a byte outside the declared encoding is a
/// fault.
fn unused(encoding: &'static Encoding, label: &str) -> Option<RangeInclusive<u8>> {
    let label = label.to_ascii_lowercase();
    match encoding.name() {
        "windows-1252" if label.contains("ascii") || label == "ansi_x3.4-1968" => Some(0x80..=0xFF),
        "windows-1252" | "windows-1254" | "windows-874" if !label.contains("125") && label != "windows-874" => Some(0x80..=0x9F),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(bytes: &[u8]) -> Result<&'static str, FaultKind> {
        detect(bytes).map(|found| found.encoding.name()).map_err(|(kind, _)| kind)
    }

    fn wide(text: &str, little: bool) -> Vec<u8> {
        text.encode_utf16().flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect()
    }

    #[test]
    fn marks_and_declarations_agree_or_are_refused() {
        assert_eq!(name(b""), Ok("UTF-8"));
        assert_eq!(name(b"<a/>"), Ok("UTF-8"));
        assert_eq!(name(b"<?xml version='1.0' encoding='koi8-r'?><a/>"), Ok("KOI8-R"));
        assert_eq!(name(b"\xEF\xBB\xBF<?xml version='1.0' encoding='utf-8'?><a/>"), Ok("UTF-8"));
        let contradiction = Err(FaultKind::EncodingContradiction);
        assert_eq!(name(b"\xEF\xBB\xBF<?xml version='1.0' encoding='windows-1252'?><a/>"), contradiction);
        assert_eq!(name(b"<?xml version='1.0' encoding='utf-16'?><a/>"), contradiction);
        for (declared, mark, little, expected) in [
            ("utf-16", true, true, Ok("UTF-16LE")),
            ("UTF-16", true, false, Ok("UTF-16BE")),
            ("UTF-16", false, false, Ok("UTF-16BE")),
            ("utf-16be", true, true, contradiction),
            ("utf-16le", true, false, contradiction),
            ("utf-16be", false, false, Ok("UTF-16BE")),
            ("utf-8", true, true, contradiction),
            ("windows-1252", false, true, contradiction),
        ] {
            let text = format!("{}<?xml version='1.0' encoding='{declared}'?><a/>", if mark { "\u{feff}" } else { "" });
            assert_eq!(name(&wide(&text, little)), expected, "{declared} {mark} {little}");
        }
    }

    #[test]
    fn encodings_that_cannot_be_read_are_refused() {
        for label in ["utf-7", "ebcdic-cp-us", "hz-gb-2312", "x-user-defined", "UCS-4"] {
            assert_eq!(
                name(format!("<?xml version='1.0' encoding='{label}'?>").as_bytes()),
                Err(FaultKind::UnknownEncoding),
                "{label}"
            );
        }
        assert_eq!(name(b"\x00\x00\xFE\xFF\x00\x00\x00<"), Err(FaultKind::UnknownEncoding));
        assert_eq!(name(b"<?xml version='1.0' enc"), Err(FaultKind::EndsEarly));
    }
}
