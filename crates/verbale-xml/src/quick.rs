//! The short way through plain tags.
//!
//! Most of a message is tags of ASCII without references, declarations of namespaces or prefixed attributes, one like the
//! other. Such a tag that is whole in the decoded piece is taken apart here in one pass, with every check that it needs.
//! Whatever is different in any way is left to the tokenizer, from its first character.

use crate::fault::Place;
use crate::limits::Limits;
use crate::scopes::{NamespaceId, Scopes};
use crate::stack::Stack;
use crate::tag::{Entry, Tag};

/// What a byte can be in a plain tag.
const STARTS_NAME: u8 = 1;
const NAME: u8 = 2;
/// It may stand in a value as it is.
const VALUE: u8 = 4;
const SPACE: u8 = 8;

static CLASS: [u8; 256] = classes();

const fn classes() -> [u8; 256] {
    let mut classes = [0; 256];
    let mut byte: u8 = 0;
    while byte < 0x80 {
        let mut class = 0;
        if byte.is_ascii_alphabetic() || byte == b'_' {
            class |= STARTS_NAME | NAME;
        }
        if byte.is_ascii_digit() || byte == b'-' || byte == b'.' {
            class |= NAME;
        }
        if byte >= b' ' && byte != b'&' && byte != b'<' && byte != b'"' && byte != b'\'' {
            class |= VALUE;
        }
        if byte == b' ' || byte == b'\n' || byte == b'\t' {
            class |= SPACE;
        }
        classes[byte as usize] = class;
        byte += 1;
    }
    classes
}

const fn is(byte: u8, class: u8) -> bool {
    CLASS[byte as usize] & class != 0
}

/// The bytes of a plain name at `from`.
fn name_end(bytes: &[u8], from: usize) -> Option<usize> {
    if !is(*bytes.get(from)?, STARTS_NAME) {
        return None;
    }
    let length = bytes[from..].iter().position(|&byte| !is(byte, NAME))?;
    Some(from + length)
}

/// Names of attributes that were found to differ from one another, by the depth of their element.
#[derive(Debug, Default)]
pub(crate) struct Shapes {
    by_depth: Vec<(u64, Vec<String>)>,
    /// How many were learnt; the number of a tag without attributes can also be 0.
    learnt: u64,
}

impl Shapes {
    /// The attributes of the last tag at this depth, and their number.
    fn last(&self, depth: usize) -> (u64, &[String]) {
        self.by_depth.get(depth).map_or((0, &[]), |(number, names)| (*number, names.as_slice()))
    }

    fn learn(&mut self, depth: usize, tag: &Tag) -> u64 {
        if self.by_depth.len() <= depth {
            self.by_depth.resize_with(depth + 1, Default::default);
        }
        self.learnt += 1;
        let (number, shape) = &mut self.by_depth[depth];
        *number = self.learnt;
        shape.clear();
        shape.extend(tag.entries.iter().map(|entry| tag.text[entry.local.clone()].to_owned()));
        self.learnt
    }
}

/// White space at the beginning, in bytes, and the place after it.
pub(crate) fn blank(text: &str, mut place: Place) -> (usize, Place) {
    let mut length = 0;
    for &byte in text.as_bytes() {
        match byte {
            b'\n' => {
                place.line += 1;
                place.column = 1;
            }
            b' ' | b'\t' => place.column += 1,
            _ => break,
        }
        length += 1;
    }
    (length, place)
}

/// The length of the end tag of the open element, if the text begins with that.
pub(crate) fn end_tag(text: &str, stack: &Stack) -> Option<usize> {
    let written = stack.written()?;
    let rest = text.strip_prefix("</")?.strip_prefix(written)?;
    rest.starts_with('>').then_some(written.len() + 3)
}

/// A start tag that was taken.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Taken {
    /// Its bytes.
    pub(crate) length: usize,
    /// The element is empty.
    pub(crate) empty: bool,
    /// The place after it.
    pub(crate) after: Place,
}

/// Takes a start tag at the beginning of the text; `None` leaves everything as it was, but for the tag.
pub(crate) fn start_tag(
    text: &str,
    place: Place,
    limits: &Limits,
    tag: &mut Tag,
    shapes: &mut Shapes,
    scopes: &Scopes,
    stack: &mut Stack,
) -> Option<Taken> {
    let bytes = text.as_bytes();
    let first = name_end(bytes, 1)?;
    let (prefix, local, mut at) = match bytes.get(first)? {
        b':' => (&text[1..first], first + 1, name_end(bytes, first + 1)?),
        _ => ("", 1, first),
    };
    let name_length = at - 1;
    let depth = stack.len();
    let (number, known) = shapes.last(depth);
    let mut same = true;
    tag.text.clear();
    tag.entries.clear();
    let mut after = place;
    let mut line_start = 0;
    let empty = loop {
        let before = at;
        while is(*bytes.get(at)?, SPACE) {
            if bytes[at] == b'\n' {
                after.line += 1;
                after.column = 1;
                line_start = at + 1;
            }
            at += 1;
        }
        match bytes[at] {
            b'>' => break false,
            b'/' if *bytes.get(at + 1)? == b'>' => {
                at += 1;
                break true;
            }
            _ if at == before || tag.entries.len() == limits.attributes => return None,
            _ => {}
        }
        let name = at;
        // Most tags are like the last one, and its names were looked at.
        let expected = known.get(tag.entries.len()).map_or(0, String::len);
        same = same && expected > 0 && bytes.get(at + expected) == Some(&b'=') && text[at..].starts_with(&known[tag.entries.len()]);
        at = if same { at + expected } else { name_end(bytes, at)? };
        let (name_end, value) = (at, at + 2);
        let quote = *bytes.get(at + 1)?;
        if bytes[at] != b'='
            || (quote != b'"' && quote != b'\'')
            || name_end - name > limits.name_bytes
            || (!same && &text[name..name_end] == "xmlns")
        {
            return None;
        }
        at = value + bytes[value..].iter().position(|&byte| !is(byte, VALUE))?;
        if bytes[at] != quote {
            return None;
        }
        let column = after.column + count(name - line_start);
        tag.entries.push(Entry {
            prefix: 0..0,
            local: name..name_end,
            value: value..at,
            namespace: NamespaceId::NONE,
            declares: false,
            place: Place { line: after.line, column },
        });
        at += 1;
    };
    let length = at + 1;
    if length > limits.token_bytes || name_length > limits.name_bytes || depth >= limits.depth {
        return None;
    }
    let namespace = scopes.resolve(prefix).ok()?;
    tag.text.push_str(&text[..length]);
    tag.shape = Some(number).filter(|_| same && known.len() == tag.entries.len());
    if tag.shape.is_none() {
        let differ = |index: usize| {
            let local = &tag.text[tag.entries[index].local.clone()];
            tag.entries[..index].iter().all(|other| tag.text[other.local.clone()] != *local)
        };
        if !(0..tag.entries.len()).all(differ) {
            return None;
        }
        tag.shape = Some(shapes.learn(depth, tag));
    }
    stack.push(&text[1..=name_length], name_length + 1 - local, scopes.len());
    stack.resolved(namespace);
    after.column += count(length - line_start);
    Some(Taken { length, empty, after })
}

fn count(bytes: usize) -> u64 {
    u64::try_from(bytes).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Name, value and column.
    type Attribute = (String, String, u64);

    fn take(text: &str) -> Option<(usize, bool, Place, Vec<Attribute>)> {
        let (mut tag, mut shapes, mut stack) = (Tag::default(), Shapes::default(), Stack::default());
        let scopes = Scopes::new(10);
        let taken = start_tag(text, Place { line: 3, column: 5 }, &Limits::default(), &mut tag, &mut shapes, &scopes, &mut stack)?;
        let entry = |entry: &Entry| {
            (tag.text[entry.local.clone()].to_owned(), tag.text[entry.value.clone()].to_owned(), entry.place.column)
        };
        Some((taken.length, taken.empty, taken.after, tag.entries.iter().map(entry).collect()))
    }

    #[test]
    fn plain_tags_are_taken_with_their_places() {
        let (length, empty, after, entries) = take("<Obs A=\"1\"\n  B='x > y'/>rest").expect("a plain tag");
        assert_eq!((length, empty, after), (24, true, Place { line: 4, column: 14 }));
        assert_eq!(entries, [("A".to_owned(), "1".to_owned(), 10), ("B".to_owned(), "x > y".to_owned(), 3)]);
        assert_eq!(take("<a>").map(|taken| taken.0), Some(3));
    }

    #[test]
    fn tags_with_the_same_names_have_the_same_shape() {
        let (mut tag, mut shapes, mut stack) = (Tag::default(), Shapes::default(), Stack::default());
        let scopes = Scopes::new(10);
        let mut shape = |text: &str| {
            start_tag(text, Place::START, &Limits::default(), &mut tag, &mut shapes, &scopes, &mut stack)?;
            stack.pop();
            let names: Vec<String> = tag.entries.iter().map(|entry| tag.text[entry.local.clone()].to_owned()).collect();
            Some((tag.shape.expect("a number"), names.join(" ")))
        };
        let mut last = None;
        for (text, names, same) in [
            ("<a x='1' y='2'>", "x y", false),
            ("<b x='3'\ny='4'/>", "x y", true),
            ("<b xx='3' y='4'/>", "xx y", false),
            ("<b x='3' y='4'/>", "x y", false),
            ("<b x='3' yy='4'/>", "x yy", false),
            ("<b x='3' yy='4' z='5'/>", "x yy z", false),
            ("<b x='3' yy='4'/>", "x yy", false),
            ("<b yy='3' x='4'/>", "yy x", false),
            ("<b/>", "", false),
            ("<b></b>", "", true),
        ] {
            let (number, found) = shape(text).expect("a plain tag");
            assert_eq!((found.as_str(), last == Some(number)), (names, same), "{text}");
            last = Some(number);
        }
        // What is not plain stays so after a tag that is alike.
        for text in ["<b x=3/>", "<b x='1' x='2'/>", "<b x ='1'/>", "<b x='&amp;'/>", "<b x='1'"] {
            assert!(shape("<b x='3'/>").is_some());
            assert_eq!(shape(text), None, "{text}");
        }
    }

    #[test]
    fn whatever_is_not_plain_is_left_alone() {
        for text in [
            "<a",
            "<a ",
            "<a x",
            "<a x=",
            "<a x=\"",
            "<a x=\"1",
            "<a x=\"1\"",
            "<a x=\"1\"/",
            "<a x='1'y='2'>",
            "<a x='1' x='2'>",
            "<a x=1>",
            "<a x = '1'>",
            "<a x='&amp;'>",
            "<a x='<'>",
            "<a x='é'>",
            "<é/>",
            "<a x:y='1'>",
            "<a xmlns='u'>",
            "<a xmlns:x='u'>",
            "<q:a>",
            "<a:>",
            "<1>",
            "<!-- -->",
            "<?x?>",
            "</a>",
            "< a>",
            "<a x='\n'>",
            "<a x='\t'>",
            "<a/ >",
            "<>",
        ] {
            assert_eq!(take(text), None, "{text}");
        }
    }
}
