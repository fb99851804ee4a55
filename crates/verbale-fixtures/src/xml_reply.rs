//! A reply in XML, put down element by element. It knows the form of the document and no questionnaire.

use crate::fault::Fault;
use serde::Deserialize;
use std::fmt::Write;

/// The namespace of replies.
const NAMESPACE: &str = "urn:verbale:reply:1";

/// A reply as it is to be written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct XmlReply {
    /// Instrument.
    pub instrument: String,
    /// Edition.
    pub edition: String,
    /// ISO 639-1 code of its language.
    pub language: String,
    /// The texts that name the State; one in a good reply.
    pub states: Vec<String>,
    /// Contact details: item and text; an empty text is an empty element.
    pub contact: Vec<(String, String)>,
    /// Answers.
    pub answers: Vec<XmlAnswer>,
    /// Tables.
    pub tables: Vec<XmlTable>,
}

/// What is said on an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct XmlAnswer {
    /// Code of the item.
    pub item: String,
    /// The answer.
    pub said: XmlSaid,
    /// The comment on it.
    pub comment: Option<XmlText>,
}

/// A text, and its language where that is not the reply's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct XmlText {
    /// The text.
    pub text: String,
    /// ISO 639-1 code.
    pub language: Option<String>,
}

impl XmlText {
    /// A text in the language of the reply.
    pub const fn new(text: String) -> Self {
        Self { text, language: None }
    }
}

/// An answer, or why there is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum XmlSaid {
    /// Nothing.
    Blank,
    /// A text.
    Value(XmlText),
    /// Options, each in an element of its own.
    Options(Vec<String>),
    /// A status by its code.
    Status(String),
}

/// A table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct XmlTable {
    /// Code of the item.
    pub item: String,
    /// Comments and notes.
    pub comments: Vec<String>,
    /// Figures.
    pub figures: Vec<XmlFigure>,
}

/// A figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct XmlFigure {
    /// Codes by dimension, and the year.
    pub place: Vec<(String, String)>,
    /// What is said; never options.
    pub said: XmlSaid,
}

/// How a document is put down.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct XmlFormat {
    /// `utf-8-bom`, `utf-16le` and `utf-16be` have a mark; else an encoding as WHATWG names it.
    pub encoding: String,
    /// The prefix of the namespace; none if empty.
    pub prefix: String,
    /// True for one long line.
    pub one_line: bool,
    /// True for texts in CDATA sections.
    pub cdata: bool,
}

impl Default for XmlFormat {
    fn default() -> Self {
        Self { encoding: "utf-8".to_owned(), prefix: String::new(), one_line: false, cdata: false }
    }
}

/// A document, and how many of its attributes and texts are filled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct XmlDocument {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Attributes and texts that are not blank, without declarations of namespaces.
    pub filled: u64,
}

impl XmlReply {
    /// Puts the reply down.
    pub fn write(&self, format: &XmlFormat) -> Result<XmlDocument, Fault> {
        let mut writer = Markup { format, text: String::new(), depth: 0, filled: 0 };
        writer.declaration();
        self.root(&mut writer);
        Ok(XmlDocument { bytes: encode(&writer.text, &format.encoding)?, filled: writer.filled })
    }

    fn root(&self, writer: &mut Markup<'_>) {
        let xmlns = if writer.format.prefix.is_empty() { "xmlns".to_owned() } else { format!("xmlns:{}", writer.format.prefix) };
        let attributes = [
            (xmlns.as_str(), NAMESPACE),
            ("version", "1.0"),
            ("instrument", &self.instrument),
            ("edition", &self.edition),
            ("language", &self.language),
        ];
        // The declaration of the namespace is no content.
        writer.open("reply", &attributes);
        writer.filled -= 1;
        for state in &self.states {
            writer.leaf("state", &[], state);
        }
        if !self.contact.is_empty() {
            writer.open("contact", &[]);
            for (item, text) in &self.contact {
                writer.leaf(item, &[], text);
            }
            writer.close("contact");
        }
        if !self.answers.is_empty() {
            writer.open("answers", &[]);
            for answer in &self.answers {
                answer.write(writer);
            }
            writer.close("answers");
        }
        if !self.tables.is_empty() {
            writer.open("tables", &[]);
            for table in &self.tables {
                table.write(writer);
            }
            writer.close("tables");
        }
        writer.close("reply");
    }
}

impl XmlAnswer {
    fn write(&self, writer: &mut Markup<'_>) {
        if self.said == XmlSaid::Blank && self.comment.is_none() {
            return writer.leaf(&self.item, &[], "");
        }
        writer.open(&self.item, &[]);
        match &self.said {
            XmlSaid::Blank => {}
            XmlSaid::Value(text) => writer.words("value", text),
            XmlSaid::Options(options) => options.iter().for_each(|option| writer.leaf("option", &[], option)),
            XmlSaid::Status(status) => writer.leaf("value", &[("status", status)], ""),
        }
        if let Some(comment) = &self.comment {
            writer.words("comment", comment);
        }
        writer.close(&self.item);
    }
}

impl XmlTable {
    fn write(&self, writer: &mut Markup<'_>) {
        writer.open(&self.item, &[]);
        for comment in &self.comments {
            writer.leaf("comment", &[], comment);
        }
        for figure in &self.figures {
            let mut attributes: Vec<(&str, &str)> =
                figure.place.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            let mut text = "";
            match &figure.said {
                XmlSaid::Value(value) => text = &value.text,
                XmlSaid::Status(status) => attributes.push(("status", status)),
                XmlSaid::Blank | XmlSaid::Options(_) => {}
            }
            writer.leaf("figure", &attributes, text);
        }
        writer.close(&self.item);
    }
}

struct Markup<'f> {
    format: &'f XmlFormat,
    text: String,
    depth: usize,
    filled: u64,
}

impl Markup<'_> {
    // Writing into a string cannot fail.
    fn declaration(&mut self) {
        let encoding = match self.format.encoding.as_str() {
            "utf-8-bom" => "utf-8",
            "utf-16le" | "utf-16be" => "utf-16",
            other => other,
        };
        let _ = write!(self.text, "<?xml version=\"1.0\" encoding=\"{}\"?>", encoding.to_ascii_uppercase());
        self.end_line();
    }

    fn open(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.indent();
        self.start(name, attributes);
        self.text.push('>');
        self.end_line();
        self.depth += 1;
    }

    fn close(&mut self, name: &str) {
        self.depth -= 1;
        self.indent();
        self.end(name);
        self.end_line();
    }

    fn words(&mut self, name: &str, text: &XmlText) {
        match &text.language {
            Some(language) => self.leaf(name, &[("xml:lang", language)], &text.text),
            None => self.leaf(name, &[], &text.text),
        }
    }

    /// An element with nothing but a text.
    fn leaf(&mut self, name: &str, attributes: &[(&str, &str)], text: &str) {
        self.indent();
        self.start(name, attributes);
        if text.is_empty() {
            self.text.push_str("/>");
        } else {
            self.filled += u64::from(!text.trim().is_empty());
            self.text.push('>');
            // A carriage return stays one only as a reference.
            if self.format.cdata && !text.contains('\r') {
                let _ = write!(self.text, "<![CDATA[{}]]>", text.replace("]]>", "]]]]><![CDATA[>"));
            } else {
                self.text.push_str(&escaped(text));
            }
            self.end(name);
        }
        self.end_line();
    }

    fn start(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.text.push('<');
        self.name(name);
        for (name, value) in attributes {
            self.filled += u64::from(!value.trim().is_empty());
            let value = escaped(value).replace('"', "&quot;").replace('\n', "&#10;").replace('\t', "&#9;");
            let _ = write!(self.text, " {name}=\"{value}\"");
        }
    }

    fn end(&mut self, name: &str) {
        self.text.push_str("</");
        self.name(name);
        self.text.push('>');
    }

    fn name(&mut self, name: &str) {
        if !self.format.prefix.is_empty() {
            self.text.push_str(&self.format.prefix);
            self.text.push(':');
        }
        self.text.push_str(name);
    }

    fn indent(&mut self) {
        if !self.format.one_line {
            self.text.push_str(&"  ".repeat(self.depth));
        }
    }

    fn end_line(&mut self) {
        if !self.format.one_line {
            self.text.push('\n');
        }
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('\r', "&#13;")
}

/// The text in an encoding. Characters that it does not have become references, as XML programs write them.
fn encode(text: &str, encoding: &str) -> Result<Vec<u8>, Fault> {
    const MARK: char = '\u{feff}';
    let marked = || MARK.to_string() + text;
    Ok(match encoding {
        "utf-8" => text.as_bytes().to_vec(),
        "utf-8-bom" => marked().into_bytes(),
        "utf-16le" => marked().encode_utf16().flat_map(u16::to_le_bytes).collect(),
        "utf-16be" => marked().encode_utf16().flat_map(u16::to_be_bytes).collect(),
        label => {
            let known = encoding_rs::Encoding::for_label(label.as_bytes());
            let known = known.ok_or_else(|| Fault::recipe(label, "is no encoding"))?;
            // Encoders of the web give control characters the bytes that an encoding leaves open, and private
            // characters those that GB 18030 has since given to others.
            let mut safe = String::with_capacity(text.len());
            for c in text.chars() {
                if matches!(c, '\u{80}'..='\u{9f}' | '\u{e000}'..='\u{f8ff}') {
                    let _ = write!(safe, "&#{};", u32::from(c));
                } else {
                    safe.push(c);
                }
            }
            known.encode(&safe).0.into_owned()
        }
    })
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    #[test]
    fn every_character_comes_back_from_every_encoding_or_is_written_as_a_reference() {
        for label in ["windows-1251", "windows-1252", "windows-1256", "iso-8859-2", "koi8-r", "gb18030"] {
            let encoding = encoding_rs::Encoding::for_label(label.as_bytes()).expect("an encoding of the web");
            for block in ('\u{20}'..=char::MAX).collect::<Vec<_>>().chunks(4_096) {
                let text: String = block.iter().collect();
                let bytes = super::encode(&text, label).expect("a known encoding");
                let back = encoding.decode_without_bom_handling(&bytes).0;
                if back == text {
                    continue;
                }
                let mut rest = back.as_ref();
                for c in block {
                    let mut reference = String::new();
                    let _ = write!(reference, "&#{};", u32::from(*c));
                    let after = rest.strip_prefix(*c).or_else(|| rest.strip_prefix(reference.as_str()));
                    rest = after.unwrap_or_else(|| panic!("{label}: {c:?} comes back as {:?}", rest.chars().next()));
                }
                assert_eq!(rest, "", "{label}");
            }
        }
    }
}
