//! A streaming XML tokenizer for the parts of a workbook, strict where readers differ.
//!
//! It accepts only well-formed UTF-8 without a document type, and holds no more than one tag or text in memory.

use memchr::{memchr, memmem};
use std::io::Read;

/// Why a part is no XML that is read here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum XmlFault {
    /// The part ends in the middle.
    Truncated,
    /// It is not well formed; what is wrong.
    Malformed(&'static str),
    /// It is not in UTF-8.
    Encoding,
    /// One tag or text is longer than this bound.
    TooLong(usize),
    /// Inflating failed, or the checksum differs.
    Inflate,
}

impl XmlFault {
    pub(crate) const fn words(self) -> &'static str {
        match self {
            Self::Truncated => "it ends in the middle",
            Self::Malformed(what) => what,
            Self::Encoding => "it is not in UTF-8",
            Self::TooLong(_) => "one tag or text is too long",
            Self::Inflate => "its compressed data are damaged",
        }
    }
}

/// One token. Names and attributes are as written, with their prefix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Token<'t> {
    Start { name: &'t [u8], attributes: &'t [u8], empty: bool },
    End(&'t [u8]),
    Text(&'t [u8]),
    CData(&'t [u8]),
    Comment,
    Instruction,
}

/// Tokens of a part.
pub(crate) struct Tokens<R> {
    reader: R,
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    /// Up to here the buffer is known to be UTF-8.
    checked: usize,
    finished: bool,
    longest: usize,
    total: u64,
}

const CHUNK: usize = 128 * 1024;
/// A buffer with less room than this is made greater.
const LEAST: usize = 1_024;

impl<R: Read> Tokens<R> {
    /// `size` is about how long the part is: most parts are short, and so need no great buffer. `buffer` is one that another
    /// part has left, or an empty one.
    pub(crate) fn new(reader: R, longest: usize, size: usize, mut buffer: Vec<u8>) -> Result<Self, XmlFault> {
        let size = size.saturating_add(2 * LEAST).min(CHUNK);
        if buffer.len() < size {
            buffer.resize(size, 0);
        }
        let mut tokens = Self { reader, buffer, start: 0, end: 0, checked: 0, finished: false, longest, total: 0 };
        while tokens.end < 3 && tokens.refill()? {}
        let head = &tokens.buffer[..tokens.end];
        if head.starts_with(&[0xef, 0xbb, 0xbf]) {
            tokens.start = 3;
        }
        Ok(tokens)
    }

    /// The buffer, for another part.
    pub(crate) fn into_buffer(self) -> Vec<u8> {
        self.buffer
    }

    /// What is held of the part from here on; at least nothing.
    pub(crate) fn held(&self) -> &[u8] {
        &self.buffer[self.start..self.end]
    }

    /// Goes past bytes that are held.
    pub(crate) const fn take(&mut self, length: usize) {
        self.start += length;
    }

    /// How many bytes the part had so far.
    pub(crate) const fn total(&self) -> u64 {
        self.total
    }

    /// Reads more behind the bytes that are still needed. False at the end of the part.
    fn refill(&mut self) -> Result<bool, XmlFault> {
        if self.finished {
            return Ok(false);
        }
        self.buffer.copy_within(self.start..self.end, 0);
        self.end -= self.start;
        self.checked -= self.start.min(self.checked);
        self.start = 0;
        if self.end > self.longest {
            return Err(XmlFault::TooLong(self.longest));
        }
        let room = if self.buffer.len() < CHUNK { LEAST } else { CHUNK / 2 };
        if self.buffer.len() - self.end < room {
            self.buffer.resize(self.buffer.len() * 2, 0);
        }
        let read = self.reader.read(&mut self.buffer[self.end..]).map_err(|_| XmlFault::Inflate)?;
        self.finished = read == 0;
        self.end += read;
        self.total += read as u64;
        self.check_encoding()?;
        Ok(read > 0)
    }

    fn check_encoding(&mut self) -> Result<(), XmlFault> {
        match std::str::from_utf8(&self.buffer[self.checked..self.end]) {
            Ok(_) => self.checked = self.end,
            // A character may be cut at the end of what was read so far.
            Err(error) if error.error_len().is_none() && !self.finished => self.checked += error.valid_up_to(),
            Err(_) => return Err(XmlFault::Encoding),
        }
        Ok(())
    }

    /// The next token; `None` at the end of the part.
    pub(crate) fn next(&mut self) -> Result<Option<Token<'_>>, XmlFault> {
        if self.start == self.end && !self.refill()? {
            return Ok(None);
        }
        if self.buffer[self.start] != b'<' {
            return self.text().map(Some);
        }
        while self.end - self.start < 2 {
            if !self.refill()? {
                return Err(XmlFault::Truncated);
            }
        }
        match self.buffer[self.start + 1] {
            b'!' => self.bang().map(Some),
            b'?' => {
                let (from, to) = self.until(2, b"?>")?;
                declaration(&self.buffer[from..to])?;
                Ok(Some(Token::Instruction))
            }
            b'/' => {
                let close = self.tag_end()?;
                let name = self.buffer[self.start + 2..close].trim_ascii_end();
                self.start = close + 1;
                if name.is_empty() { Err(XmlFault::Malformed("a tag has no name")) } else { Ok(Some(Token::End(name))) }
            }
            _ => self.start_tag().map(Some),
        }
    }

    fn text(&mut self) -> Result<Token<'_>, XmlFault> {
        let mut from = self.start;
        loop {
            if let Some(at) = memchr(b'<', &self.buffer[from..self.end]) {
                let (from, to) = (self.start, from + at);
                self.start = to;
                return Ok(Token::Text(&self.buffer[from..to]));
            }
            from = self.end - self.start;
            if !self.refill()? {
                let from = self.start;
                self.start = self.end;
                return Ok(Token::Text(&self.buffer[from..self.end]));
            }
        }
    }

    fn start_tag(&mut self) -> Result<Token<'_>, XmlFault> {
        let close = self.tag_end()?;
        let empty = self.buffer[close - 1] == b'/';
        let inner = &self.buffer[self.start + 1..if empty { close - 1 } else { close }];
        self.start = close + 1;
        let split = inner.iter().position(u8::is_ascii_whitespace).unwrap_or(inner.len());
        let (name, attributes) = inner.split_at(split);
        if name.is_empty() {
            return Err(XmlFault::Malformed("a tag has no name"));
        }
        Ok(Token::Start { name, attributes, empty })
    }

    /// The position of the `>` that ends the tag at `start`.
    fn tag_end(&mut self) -> Result<usize, XmlFault> {
        if let Some(close) = plain_tag_end(&self.buffer[self.start + 1..self.end]) {
            return Ok(self.start + 1 + close);
        }
        let mut at = self.start + 1;
        let mut quote = 0;
        loop {
            for &byte in &self.buffer[at..self.end] {
                match byte {
                    b'<' => return Err(XmlFault::Malformed("a tag is not closed")),
                    _ if byte == quote => quote = 0,
                    _ if quote != 0 => {}
                    b'>' => return Ok(at),
                    b'"' | b'\'' => quote = byte,
                    _ => {}
                }
                at += 1;
            }
            at -= self.start;
            if !self.refill()? {
                return Err(XmlFault::Truncated);
            }
        }
    }

    fn bang(&mut self) -> Result<Token<'_>, XmlFault> {
        const CDATA: &[u8] = b"<![CDATA[";
        while self.end - self.start < CDATA.len() && self.refill()? {}
        let head = &self.buffer[self.start..self.end];
        if head.starts_with(b"<!--") {
            self.until(4, b"-->")?;
            Ok(Token::Comment)
        } else if head.starts_with(CDATA) {
            let (from, to) = self.until(CDATA.len(), b"]]>")?;
            Ok(Token::CData(&self.buffer[from..to]))
        } else if head.len() < CDATA.len() {
            Err(XmlFault::Truncated)
        } else {
            Err(XmlFault::Malformed("it has a document type"))
        }
    }

    /// Range between the first `skip` bytes of the token and `mark`; the token is taken with its mark.
    fn until(&mut self, skip: usize, mark: &[u8]) -> Result<(usize, usize), XmlFault> {
        let mut from = skip;
        loop {
            let held = &self.buffer[self.start..self.end];
            if let Some(at) = held.get(from..).and_then(|rest| memmem::find(rest, mark)) {
                let range = (self.start + skip, self.start + from + at);
                self.start = range.1 + mark.len();
                return Ok(range);
            }
            // The mark may be cut at the end of what was read so far.
            from = held.len().saturating_sub(mark.len()).max(skip);
            if !self.refill()? {
                return Err(XmlFault::Truncated);
            }
        }
    }
}

/// Where a tag ends, which begins before `held`, if that can be told at a glance: there is no other mark in it, and its quotation
/// marks are double ones, in pairs.
fn plain_tag_end(held: &[u8]) -> Option<usize> {
    let close = memchr(b'>', held)?;
    let mut pairs = true;
    let mut others = false;
    for byte in &held[..close] {
        pairs ^= *byte == b'"';
        others |= matches!(byte, b'<' | b'\'');
    }
    (pairs && !others).then_some(close)
}

/// An XML declaration must not name an encoding other than UTF-8: readers differ in what they make of it.
fn declaration(instruction: &[u8]) -> Result<(), XmlFault> {
    if !instruction.starts_with(b"xml ") {
        return Ok(());
    }
    for attribute in Attributes::new(&instruction[3..]) {
        let (name, value) = attribute?;
        if name == b"encoding" && !value.eq_ignore_ascii_case(b"utf-8") && !value.eq_ignore_ascii_case(b"us-ascii") {
            return Err(XmlFault::Encoding);
        }
    }
    Ok(())
}

/// The name without its prefix.
pub(crate) fn local(name: &[u8]) -> &[u8] {
    memchr(b':', name).map_or(name, |colon| &name[colon + 1..])
}

/// Attributes of a tag, as written.
pub(crate) struct Attributes<'t> {
    rest: &'t [u8],
}

impl<'t> Attributes<'t> {
    pub(crate) const fn new(attributes: &'t [u8]) -> Self {
        Self { rest: attributes }
    }
}

impl<'t> Iterator for Attributes<'t> {
    type Item = Result<(&'t [u8], &'t [u8]), XmlFault>;

    fn next(&mut self) -> Option<Self::Item> {
        const BAD: XmlFault = XmlFault::Malformed("an attribute is not well formed");
        let rest = self.rest.trim_ascii_start();
        self.rest = &[];
        if rest.is_empty() {
            return None;
        }
        let Some((name, value, after)) = attribute(rest) else { return Some(Err(BAD)) };
        self.rest = after;
        Some(Ok((name, value)))
    }
}

/// Name, value and what follows of the first attribute.
fn attribute(rest: &[u8]) -> Option<(&[u8], &[u8], &[u8])> {
    let equals = memchr(b'=', rest)?;
    let name = rest[..equals].trim_ascii_end();
    let (&quote, value) = rest[equals + 1..].trim_ascii_start().split_first()?;
    if !matches!(quote, b'"' | b'\'') || name.is_empty() || name.iter().any(u8::is_ascii_whitespace) {
        return None;
    }
    let close = memchr(quote, value)?;
    Some((name, &value[..close], &value[close + 1..]))
}
