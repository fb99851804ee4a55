//! Writing HTML: everything that is no markup of ours is escaped.

use std::borrow::Cow;
use verbale_model::Severity;
use verbale_model::wording::{Said, Segment, is_neutral};

/// A page under construction.
#[derive(Default)]
pub(super) struct Page {
    html: String,
}

impl Page {
    /// Markup of ours.
    pub(super) fn raw(&mut self, markup: &str) {
        self.html.push_str(markup);
    }

    /// Text.
    pub(super) fn text(&mut self, text: &str) {
        self.html.push_str(&escaped(text));
    }

    /// An element that holds text alone.
    pub(super) fn element(&mut self, tag: &str, text: &str) {
        let name = tag.split(' ').next().unwrap_or(tag);
        self.raw(&format!("<{tag}>{}</{name}>", escaped(text)));
    }

    /// A text in pieces: arguments are isolated, so that their direction of writing is their own.
    pub(super) fn said(&mut self, said: &Said) {
        for segment in &said.segments {
            match segment {
                Segment::Words(words) => self.text(words),
                Segment::Value(value) => self.isolated(value),
                Segment::Hidden(words) => self.element("span class=\"hidden\"", words),
            }
        }
    }

    /// A text whose direction of writing is its own.
    pub(super) fn isolated(&mut self, text: &str) {
        self.element(if is_neutral(text) { "bdi dir=\"ltr\"" } else { "bdi" }, text);
    }

    pub(super) fn finish(self) -> String {
        self.html
    }
}

/// Text that cannot be taken for markup, in an element or an attribute in double quotation marks.
pub(super) fn escaped(text: &str) -> Cow<'_, str> {
    if !text.contains(['&', '<', '>', '"', '\'']) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c => escaped.push(c),
        }
    }
    Cow::Owned(escaped)
}

/// The class of a severity.
pub(super) const fn class(severity: Severity) -> &'static str {
    severity.code()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_is_taken_for_markup() {
        assert_eq!(
            escaped("<script>alert(\"1\" & '2')</script>"),
            "&lt;script&gt;alert(&quot;1&quot; &amp; &#39;2&#39;)&lt;/script&gt;"
        );
        let mut page = Page::default();
        page.element("td class=\"n\"", "a<b");
        assert_eq!(page.finish(), "<td class=\"n\">a&lt;b</td>");
    }
}
