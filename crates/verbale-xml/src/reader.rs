//! The reader: tokens in, checked events out.

use crate::chars::{blank, is_space, plain_name, split_name};
use crate::decode::Decoder;
use crate::event::{Attributes, Event, Kind};
use crate::fault::{Fault, FaultKind, Place};
use crate::limits::Limits;
use crate::quick::{self, Shapes};
use crate::reference::resolve;
use crate::scopes::{NamespaceId, Scopes};
use crate::stack::Stack;
use crate::tag::Tag;
use quick_xml::errors::IllFormedError;
use quick_xml::events::Event as Token;
use std::io::BufRead;
use std::mem::take;

type Spot = (FaultKind, Place);

/// A strict reader of one document.
#[expect(clippy::struct_excessive_bools, reason = "where the reader stands, fact by fact")]
pub struct Reader<'d> {
    tokens: quick_xml::Reader<Decoder<'d>>,
    buffer: Vec<u8>,
    /// The document begins with an XML declaration, which was read.
    declared: bool,
    /// Where the next token starts.
    place: Place,
    limits: Limits,
    scopes: Scopes,
    tag: Tag,
    tag_place: Place,
    shapes: Shapes,
    /// The tokenizer stands where markup or text may begin.
    between: bool,
    skip_blank: bool,
    stack: Stack,
    text: String,
    text_place: Place,
    text_given: bool,
    next: Next,
    /// The last event closed an element, which is still on the stack for the sake of its name.
    closing: bool,
    stage: Stage,
    fault: Option<Fault>,
}

/// What follows the text that was read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Next {
    Unread,
    Start,
    Empty,
    End,
    Done,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Before,
    Inside,
    After,
}

enum Step {
    Text,
    Start,
    End,
    Done,
}

impl<'d> Reader<'d> {
    /// Opens a document: reads its byte order mark and declaration.
    pub fn new(bytes: &'d [u8], limits: Limits) -> Result<Self, Fault> {
        Self::from_stream(bytes, limits)
    }

    /// The same for a document that is read as it is needed. Of its bytes, memory holds one piece.
    pub fn from_stream(source: impl BufRead + 'd, limits: Limits) -> Result<Self, Fault> {
        let (decoder, declared) =
            Decoder::new(source, &limits).map_err(|(kind, place)| Fault { kind, place, path: String::new() })?;
        let mut tokens = quick_xml::Reader::from_reader(decoder);
        let config = tokens.config_mut();
        // Checked here, by whole names and with places.
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        config.trim_markup_names_in_closing_tags = false;
        Ok(Self {
            tokens,
            buffer: Vec::new(),
            declared,
            place: Place::START,
            limits,
            scopes: Scopes::new(limits.namespaces),
            tag: Tag::default(),
            tag_place: Place::START,
            shapes: Shapes::default(),
            between: false,
            skip_blank: false,
            stack: Stack::default(),
            text: String::new(),
            text_place: Place::START,
            text_given: false,
            next: Next::Unread,
            closing: false,
            stage: Stage::Before,
            fault: None,
        })
    }

    /// The identity that a namespace has in the events of this reader, seen or not. It counts for [`Limits::namespaces`].
    pub fn namespace(&mut self, uri: &str) -> NamespaceId {
        self.scopes.intern(uri)
    }

    /// The element whose start was the last event is given once more.
    pub(crate) fn start_again(&mut self) {
        // After the start of an empty element comes its end, and nothing was read after another one.
        self.next = if self.next == Next::End { Next::Empty } else { Next::Start };
    }

    /// From here on the document may have so many bytes in all.
    pub(crate) fn bound(&mut self, total_bytes: u64) {
        self.limits.total_bytes = total_bytes;
        self.tokens.get_mut().bound(total_bytes);
    }

    /// White space alone between two tags is no event from here on.
    pub(crate) fn skip_blank(&mut self) {
        self.skip_blank = true;
    }

    /// The next event, or nothing at the end of a document that is whole. After a fault, the same fault again.
    pub fn next_event(&mut self) -> Result<Option<Event<'_>>, Fault> {
        if let Some(fault) = &self.fault {
            return Err(fault.clone());
        }
        match self.step() {
            Ok(step) => Ok(self.event(&step)),
            Err((kind, place)) => {
                let fault = Fault { kind, place, path: self.stack.path() };
                self.fault = Some(fault.clone());
                Err(fault)
            }
        }
    }

    /// Names of the open elements, each after a slash.
    pub(crate) fn path(&self) -> String {
        self.stack.path()
    }

    fn event(&self, step: &Step) -> Option<Event<'_>> {
        let (place, kind) = match step {
            Step::Text => (self.text_place, Kind::Text(&self.text)),
            Step::Start => {
                let attributes = Attributes { tag: &self.tag, scopes: &self.scopes };
                (self.tag_place, Kind::Start { name: self.stack.name(&self.scopes), attributes })
            }
            Step::End => (self.tag_place, Kind::End { name: self.stack.name(&self.scopes) }),
            Step::Done => return None,
        };
        Some(Event { place, kind })
    }

    fn step(&mut self) -> Result<Step, Spot> {
        if take(&mut self.closing) {
            self.close();
        }
        while self.next == Next::Unread {
            // The text before was given.
            if take(&mut self.text_given) {
                self.text.clear();
            }
            self.next = match self.plain_tag() {
                Some(next) => next,
                None => self.token()?,
            };
        }
        if !self.text.is_empty() && !self.text_given {
            self.text_given = true;
            if !(self.skip_blank && blank(&self.text)) {
                return Ok(Step::Text);
            }
        }
        Ok(match self.next {
            Next::Start => {
                self.next = Next::Unread;
                Step::Start
            }
            Next::Empty => {
                self.next = Next::End;
                Step::Start
            }
            Next::End => {
                self.next = Next::Unread;
                self.closing = true;
                Step::End
            }
            Next::Done | Next::Unread => Step::Done,
        })
    }

    /// Takes a plain tag, and blank text before it where that is no event.
    fn plain_tag(&mut self) -> Option<Next> {
        if !self.between || self.stage != Stage::Inside {
            return None;
        }
        let decoder = self.tokens.get_mut();
        let ready = decoder.ready();
        // Blank text goes along with the tag behind it.
        let (skipped, place) = if self.text.is_empty() { quick::blank(ready, self.place) } else { (0, self.place) };
        let (before, text) = ready.split_at(skipped);
        let text_place = self.place;
        if let Some(length) = quick::end_tag(text, &self.stack) {
            if !self.skip_blank && skipped > 0 {
                self.text.push_str(before);
                self.text_place = text_place;
            }
            decoder.skip(skipped + length);
            self.tag_place = place;
            self.place = place;
            self.place.column += u64::try_from(length).unwrap_or(u64::MAX);
            // The name in it may have characters of several bytes.
            if let Some(name) = self.stack.written().filter(|name| !name.is_ascii()) {
                self.place.column -= u64::try_from(name.len() - name.chars().count()).unwrap_or(0);
            }
            return Some(Next::End);
        }
        if !text.starts_with('<') {
            return None;
        }
        let taken = quick::start_tag(text, place, &self.limits, &mut self.tag, &mut self.shapes, &self.scopes, &mut self.stack)?;
        if !self.skip_blank && skipped > 0 {
            self.text.push_str(before);
            self.text_place = text_place;
        }
        decoder.skip(skipped + taken.length);
        self.tag_place = place;
        self.place = taken.after;
        Some(if taken.empty { Next::Empty } else { Next::Start })
    }

    fn token(&mut self) -> Result<Next, Spot> {
        let mut buffer = take(&mut self.buffer);
        buffer.clear();
        self.tokens.get_mut().start_token();
        let result = match self.tokens.read_event_into(&mut buffer) {
            Ok(token) => {
                self.between = !matches!(token, Token::Text(_) | Token::GeneralRef(_) | Token::Eof);
                self.accept(&token)
            }
            Err(error) => Err(self.refused(&error)),
        };
        self.buffer = buffer;
        result
    }

    fn accept(&mut self, token: &Token<'_>) -> Result<Next, Spot> {
        let from = self.place;
        match token {
            Token::Text(raw) => self.markup("", raw, "", |reader| reader.plain(raw, from)),
            Token::CData(raw) => self.markup("<![CDATA[", raw, "]]>", |reader| reader.characters(raw, from)),
            Token::GeneralRef(raw) => self.markup("&", raw, ";", |reader| {
                let c = resolve(raw).map_err(|kind| (kind, from))?;
                reader.characters(c.encode_utf8(&mut [0; 4]), from)
            }),
            Token::Comment(raw) => self.markup("<!--", raw, "-->", |_| {
                let bad = raw.contains("--") || raw.ends_with('-');
                if bad { Err((FaultKind::BadComment, from)) } else { Ok(Next::Unread) }
            }),
            Token::PI(raw) => self.markup("<?", raw, "?>", |_| {
                let target = raw.split(is_space).next().unwrap_or_default();
                let good = plain_name(target) && !target.eq_ignore_ascii_case("xml");
                if good { Ok(Next::Unread) } else { Err((FaultKind::BadInstruction, from)) }
            }),
            Token::Decl(raw) => self.markup("<?", raw, "?>", |reader| {
                let good = from == Place::START && reader.declared;
                if good { Ok(Next::Unread) } else { Err((FaultKind::MisplacedDeclaration, from)) }
            }),
            Token::DocType(_) => Err((FaultKind::Doctype, from)),
            Token::Start(raw) => self.markup("<", raw, ">", |reader| reader.start(raw, from, Next::Start)),
            Token::Empty(raw) => self.markup("<", raw, "/>", |reader| reader.start(raw, from, Next::Empty)),
            Token::End(raw) => self.markup("</", raw, ">", |reader| reader.end(raw, from)),
            Token::Eof => match self.stage {
                Stage::Before => Err((FaultKind::NoRoot, from)),
                Stage::Inside => Err((FaultKind::EndsEarly, from)),
                Stage::After => Ok(Next::Done),
            },
        }
    }

    /// Moves on past one token, and checks it.
    fn markup(
        &mut self,
        open: &str,
        raw: &str,
        close: &str,
        check: impl FnOnce(&mut Self) -> Result<Next, Spot>,
    ) -> Result<Next, Spot> {
        if raw.len() > self.limits.token_bytes {
            return Err((FaultKind::TokenTooLong, self.place));
        }
        for part in [open, raw, close] {
            self.place.advance(part);
        }
        check(self)
    }

    fn plain(&mut self, raw: &str, from: Place) -> Result<Next, Spot> {
        if self.stage != Stage::Inside && blank(raw) {
            return Ok(Next::Unread);
        }
        match raw.find("]]>") {
            Some(at) => Err((FaultKind::CdataEndInText, from.after(&raw[..at]))),
            None => self.characters(raw, from),
        }
    }

    fn characters(&mut self, text: &str, from: Place) -> Result<Next, Spot> {
        if self.stage != Stage::Inside {
            let before = text.len() - text.trim_start_matches(is_space).len();
            return Err((FaultKind::TextOutsideRoot, if before == text.len() { from } else { from.after(&text[..before]) }));
        }
        if self.text.is_empty() {
            self.text_place = from;
        }
        if self.text.len() + text.len() > self.limits.token_bytes {
            return Err((FaultKind::TokenTooLong, self.text_place));
        }
        self.text.push_str(text);
        Ok(Next::Unread)
    }

    fn start(&mut self, raw: &str, from: Place, next: Next) -> Result<Next, Spot> {
        let at = |kind| (kind, from);
        let (name, attributes) = raw.split_at(raw.find(is_space).unwrap_or(raw.len()));
        if self.stage == Stage::After {
            return Err(at(FaultKind::SecondRoot));
        }
        if name.len() > self.limits.name_bytes {
            return Err(at(FaultKind::NameTooLong));
        }
        let (prefix, local) = split_name(name).ok_or(at(FaultKind::BadName))?;
        if self.stack.len() >= self.limits.depth {
            return Err(at(FaultKind::TooDeep));
        }
        self.stage = Stage::Inside;
        self.stack.push(name, local.len(), self.scopes.len());
        self.tag.read(attributes, from.after("<").after(name), &self.limits)?;
        self.tag.bind(&mut self.scopes)?;
        let namespace = self.scopes.resolve(prefix).map_err(at)?;
        self.stack.resolved(namespace);
        self.tag_place = from;
        Ok(next)
    }

    fn end(&mut self, raw: &str, from: Place) -> Result<Next, Spot> {
        let name = raw.trim_end_matches(is_space);
        if self.stack.written() != Some(name) {
            return Err((FaultKind::MismatchedEnd, from));
        }
        self.tag_place = from;
        Ok(Next::End)
    }

    fn close(&mut self) {
        if let Some(bindings) = self.stack.pop() {
            self.scopes.close(bindings);
        }
        if self.stack.len() == 0 {
            self.stage = Stage::After;
        }
    }

    fn refused(&self, error: &quick_xml::Error) -> Spot {
        let decoder = self.tokens.get_ref();
        if let Some((kind, place)) = decoder.fault() {
            return (kind, place.unwrap_or(self.place));
        }
        let kind = match error {
            quick_xml::Error::Syntax(quick_xml::errors::SyntaxError::UnclosedDoctype)
            | quick_xml::Error::IllFormed(IllFormedError::MissingDoctypeName) => FaultKind::Doctype,
            _ if decoder.exhausted() => FaultKind::EndsEarly,
            quick_xml::Error::IllFormed(IllFormedError::UnclosedReference) => FaultKind::BadReference,
            _ => FaultKind::BadMarkup,
        };
        (kind, self.place)
    }
}
