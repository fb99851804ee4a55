//! Why a document is refused, and where.

use std::fmt;

/// A place in the decoded document, after line ends were normalized.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Place {
    /// Line, from 1.
    pub line: u64,
    /// Column, from 1, in characters (Unicode scalar values).
    pub column: u64,
}

impl Place {
    /// The first character. A byte order mark has no place.
    pub const START: Self = Self { line: 1, column: 1 };

    /// The place after `text`.
    pub(crate) fn advance(&mut self, text: &str) {
        let last = match text.rsplit_once('\n') {
            None => text,
            Some((before, last)) => {
                self.line += line_ends(before) + 1;
                self.column = 1;
                last
            }
        };
        self.column += count(if last.is_ascii() { last.len() } else { last.chars().count() });
    }

    pub(crate) fn after(mut self, text: &str) -> Self {
        self.advance(text);
        self
    }
}

/// How many line ends a text has: counted in bytes, many at a time.
fn line_ends(text: &str) -> u64 {
    let block = |block: &[u8]| block.iter().fold(0_u8, |sum, byte| sum + u8::from(*byte == b'\n'));
    text.as_bytes().chunks(usize::from(u8::MAX)).map(|bytes| u64::from(block(bytes))).sum()
}

fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

/// A document that is refused. It carries no content besides names of elements.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What is wrong.
    pub kind: FaultKind,
    /// Where: at the fault, or at the start of the markup that has it.
    pub place: Place,
    /// Names of the open elements, each after a slash and cut to 100 characters; empty outside the root. A fault in a start tag
    /// has the name of that tag, too, once the name itself is good.
    pub path: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}", self.place.line, self.place.column)?;
        if !self.path.is_empty() {
            write!(f, ", in {}", self.path)?;
        }
        write!(f, ": {}", self.kind.words())
    }
}

impl std::error::Error for Fault {}

/// Cuts a name for a path.
pub(crate) fn push_name(path: &mut String, name: &str) {
    const CHARACTERS: usize = 100;
    path.push('/');
    match name.char_indices().nth(CHARACTERS) {
        Some((cut, _)) => {
            path.push_str(&name[..cut]);
            path.push('…');
        }
        None => path.push_str(name),
    }
}

/// The kinds and their words, one line each.
macro_rules! kinds {
    ($($name:ident = $words:literal,)*) => {
        /// What is wrong with a document.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum FaultKind {
            $(#[doc = $words] $name,)*
        }

        impl FaultKind {
            /// The kind in words.
            pub const fn words(self) -> &'static str {
                match self {
                    $(Self::$name => $words,)*
                }
            }
        }
    };
}

kinds! {
    Unreadable = "its bytes cannot be read",
    UnknownEncoding = "the encoding is not known or not supported",
    EncodingContradiction = "the declared encoding contradicts the first bytes of the document",
    MalformedText = "bytes stand for no character in the encoding of the document",
    ForbiddenCharacter = "a character that XML does not allow",
    BadDeclaration = "the XML declaration is malformed",
    UnsupportedVersion = "the XML version is not 1.0 or another 1.x",
    MisplacedDeclaration = "an XML declaration is not at the start of the document",
    Doctype = "a DOCTYPE is not accepted",
    EndsEarly = "the document ends before its root element is closed",
    NoRoot = "the document has no root element",
    SecondRoot = "a second root element",
    TextOutsideRoot = "text outside the root element",
    MismatchedEnd = "an end tag does not match the open element",
    BadName = "a name is malformed",
    BadAttribute = "an attribute is malformed",
    MarkupInAttribute = "the value of an attribute contains <",
    DuplicateAttribute = "an element has the same attribute twice",
    UndeclaredPrefix = "the prefix of a name is not declared",
    BadNamespace = "the declaration of a namespace is not allowed",
    UndefinedEntity = "a reference to an entity that is not defined",
    BadReference = "a reference is malformed",
    BadComment = "a comment contains -- or ends with -",
    BadInstruction = "a processing instruction is malformed or named xml",
    BadMarkup = "markup is malformed",
    CdataEndInText = "text contains ]]>",
    TooLarge = "the document is larger than the bound",
    TokenTooLong = "a tag, comment, instruction or text is longer than the bound",
    NameTooLong = "a name or namespace is longer than the bound",
    TooDeep = "more elements are open than the bound",
    TooManyAttributes = "an element has more attributes than the bound",
    TooManyNamespaces = "more namespaces than the bound",
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_count_characters_and_lines() {
        assert_eq!(Place::START.after(""), Place::START);
        assert_eq!(Place::START.after("éa"), Place { line: 1, column: 3 });
        assert_eq!(Place { line: 4, column: 9 }.after("a\n\nxy"), Place { line: 6, column: 3 });
        assert_eq!(Place::START.after("a\n"), Place { line: 2, column: 1 });
    }

    #[test]
    fn names_are_cut_to_a_hundred_characters() {
        let mut path = String::new();
        push_name(&mut path, &"é".repeat(100));
        assert_eq!(path.chars().count(), 101);
        push_name(&mut path, &"x".repeat(101));
        assert!(path.ends_with(&format!("/{}…", "x".repeat(100))));
    }
}
