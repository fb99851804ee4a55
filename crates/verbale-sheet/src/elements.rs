//! Tokens with their nesting checked, and text with its references resolved.

use crate::xml::{Token, Tokens, XmlFault, local};
use std::io::Read;

/// The text of an attribute value or text token with its references resolved; `None` for one that XML does not define.
pub(crate) fn unescape(raw: &[u8]) -> Option<String> {
    let mut rest = std::str::from_utf8(raw).ok()?;
    let mut text = String::with_capacity(rest.len());
    while let Some(at) = rest.find('&') {
        text.push_str(&rest[..at]);
        let end = rest[at..].find(';')? + at;
        text.push(match &rest[at + 1..end] {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "apos" => '\'',
            number => {
                let number = number.strip_prefix('#')?;
                let (digits, radix) = number.strip_prefix('x').map_or((number, 10), |hex| (hex, 16));
                // A sign in front is no digit.
                let code = digits.chars().all(|c| c.is_digit(radix)).then(|| u32::from_str_radix(digits, radix).ok())??;
                char::from_u32(code).filter(|c| *c != '\0')?
            }
        });
        rest = &rest[end + 1..];
    }
    text.push_str(rest);
    Some(text)
}

/// Tokens with their nesting checked: each end has its start, and there is one root.
pub(crate) struct Elements<R> {
    pub(crate) tokens: Tokens<R>,
    open: Vec<u8>,
    marks: Vec<usize>,
    rooted: bool,
}

const MAX_DEPTH: usize = 256;

impl<R: Read> Elements<R> {
    /// `size` is about how long the part is; `buffer` is used if it is great enough.
    pub(crate) fn new(reader: R, longest: usize, size: usize, buffer: Vec<u8>) -> Result<Self, XmlFault> {
        Ok(Self { tokens: Tokens::new(reader, longest, size, buffer)?, open: Vec::new(), marks: Vec::new(), rooted: false })
    }

    /// Says that the end of the innermost element was taken from the tokens directly; `local_name` is what it must be.
    pub(crate) fn leave(&mut self, local_name: &[u8]) -> Result<(), XmlFault> {
        let start = self.marks.pop().unwrap_or(0);
        let matches = local(&self.open[start..]) == local_name;
        self.open.truncate(start);
        if matches { Ok(()) } else { Err(XmlFault::Malformed("start and end tags do not match")) }
    }

    /// The next token and how many elements enclose it.
    pub(crate) fn next(&mut self) -> Result<Option<(Token<'_>, usize)>, XmlFault> {
        let Some(token) = self.tokens.next()? else {
            return match (self.rooted, self.marks.is_empty()) {
                (true, true) => Ok(None),
                _ => Err(XmlFault::Truncated),
            };
        };
        let depth = self.marks.len();
        match token {
            Token::Start { name, empty, .. } => {
                if depth == 0 && self.rooted {
                    return Err(XmlFault::Malformed("it has two roots"));
                }
                if depth >= MAX_DEPTH {
                    return Err(XmlFault::Malformed("its elements are nested too deep"));
                }
                self.rooted = true;
                if !empty {
                    self.marks.push(self.open.len());
                    self.open.extend_from_slice(name);
                }
                Ok(Some((token, depth)))
            }
            Token::End(name) => {
                let start = self.marks.pop().ok_or(XmlFault::Malformed("an end tag has no start"))?;
                if &self.open[start..] != name {
                    return Err(XmlFault::Malformed("start and end tags do not match"));
                }
                self.open.truncate(start);
                Ok(Some((token, depth - 1)))
            }
            Token::Text(text) | Token::CData(text) if depth == 0 && !text.trim_ascii().is_empty() => {
                Err(XmlFault::Malformed("text stands outside the root"))
            }
            _ => Ok(Some((token, depth))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn walk(text: &str) -> Result<usize, XmlFault> {
        // One byte at a time: every token is cut everywhere.
        let mut reader = Trickle(text.as_bytes());
        let mut elements = Elements::new(&mut reader, 1 << 20, text.len(), Vec::new())?;
        let mut tokens = 0;
        while elements.next()?.is_some() {
            tokens += 1;
        }
        Ok(tokens)
    }

    struct Trickle<'t>(&'t [u8]);

    impl Read for Trickle<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            let Some((first, rest)) = self.0.split_first() else { return Ok(0) };
            buffer[0] = *first;
            self.0 = rest;
            Ok(1)
        }
    }

    #[test]
    fn well_formed_documents_are_walked_to_their_end() {
        for (text, tokens) in [
            ("<a/>", 1),
            ("\u{feff}<?xml version='1.0' encoding='utf-8'?>\n<a b='>'>x<!-- > --><![CDATA[<]]></a>\n", 8),
            ("<x:a xmlns:x='é'><x:b></x:b ></x:a>", 4),
        ] {
            assert_eq!(walk(text), Ok(tokens), "{text}");
        }
    }

    #[test]
    fn others_are_faults() {
        for text in [
            "",
            "<a>",
            "<a></b>",
            "<a/><b/>",
            "<a/>x",
            "</a>",
            "<a b=<>",
            "<a",
            "<!DOCTYPE a><a/>",
            "<a><!-- </a>",
            "< a/>",
            "<a></>",
        ] {
            assert!(walk(text).is_err(), "{text}");
        }
        assert_eq!(walk("<?xml version='1.0' encoding='latin1'?><a/>"), Err(XmlFault::Encoding));
        assert_eq!(walk(&"<a>".repeat(300)), Err(XmlFault::Malformed("its elements are nested too deep")));
    }

    #[test]
    fn references_are_resolved() {
        assert_eq!(unescape(b"a &amp; b &#233;&#xe9;&lt;").as_deref(), Some("a & b éé<"));
        for text in ["&nbsp;", "&", "&#0;", "&#xd800;", "&#;", "&#+65;", "&#x+41;"] {
            assert_eq!(unescape(text.as_bytes()), None, "{text}");
        }
    }
}
