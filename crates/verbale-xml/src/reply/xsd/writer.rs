//! Markup of a schema, line by line.

use std::fmt::Write;

/// A document that is written element by element, indented.
#[derive(Default)]
pub(super) struct Writer {
    text: String,
    open: Vec<&'static str>,
}

impl Writer {
    pub(super) fn new() -> Self {
        Self { text: "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned(), open: Vec::new() }
    }

    /// An element that holds others, until [`Self::close`].
    pub(super) fn open(&mut self, name: &'static str, attributes: &[(&str, &str)]) {
        self.tag(name, attributes, ">\n");
        self.open.push(name);
    }

    /// Ends the element that was opened last.
    pub(super) fn close(&mut self) {
        if let Some(name) = self.open.pop() {
            self.indent();
            // Writing into a string cannot fail.
            let _ = writeln!(self.text, "</xs:{name}>");
        }
    }

    /// An element without content.
    pub(super) fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.tag(name, attributes, "/>\n");
    }

    /// Documentation of the open element: texts with their languages.
    pub(super) fn documentation<'t>(&mut self, texts: impl IntoIterator<Item = (&'t str, &'t str)>) {
        let mut texts = texts.into_iter().filter(|(_, text)| !text.is_empty()).peekable();
        if texts.peek().is_none() {
            return;
        }
        self.open("annotation", &[]);
        for (language, text) in texts {
            self.indent();
            let _ =
                writeln!(self.text, "<xs:documentation xml:lang=\"{}\">{}</xs:documentation>", escaped(language), escaped(text));
        }
        self.close();
    }

    pub(super) fn finish(mut self) -> String {
        while !self.open.is_empty() {
            self.close();
        }
        self.text
    }

    fn tag(&mut self, name: &str, attributes: &[(&str, &str)], end: &str) {
        self.indent();
        let _ = write!(self.text, "<xs:{name}");
        for (name, value) in attributes {
            let _ = write!(self.text, " {name}=\"{}\"", escaped(value));
        }
        self.text.push_str(end);
    }

    fn indent(&mut self) {
        for _ in &self.open {
            self.text.push_str("  ");
        }
    }
}

/// A text as it stands in content or in an attribute. What XML cannot hold is left out: it stands in no label.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\n' | '\t' | '\r' => escaped.push(' '),
            c if c < ' ' || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_are_nested_and_texts_escaped() {
        let mut writer = Writer::new();
        writer.open("element", &[("name", "a\"b")]);
        writer.documentation([("en", "x < y & z"), ("fr", "")]);
        writer.empty("any", &[]);
        let expected = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<xs:element name=\"a&quot;b\">\n  <xs:annotation>\n    \
                        <xs:documentation xml:lang=\"en\">x &lt; y &amp; z</xs:documentation>\n  </xs:annotation>\n  <xs:any/>\n\
                        </xs:element>\n";
        assert_eq!(writer.finish(), expected);
    }
}
