//! The text of shared strings and of cells: pieces put together, line ends unified, references and escapes resolved.

use crate::cell::Content;
use crate::elements::unescape;
use crate::xml::{Attributes, Token, local};
use memchr::memchr2;
use memchr::memmem;
use std::borrow::Cow;

/// Adds the text of a token as XML means it: line ends are one line feed, references are resolved. False for a reference that
/// XML does not define; nothing is added then.
pub(crate) fn append(raw: &[u8], out: &mut String) -> bool {
    let Ok(text) = std::str::from_utf8(raw) else { return false };
    if memchr2(b'&', b'\r', raw).is_none() {
        out.push_str(text);
        return true;
    }
    // Before references: a carriage return that is written as one stays.
    let unified = line_ends(text);
    match unescape(unified.as_bytes()) {
        Some(text) => {
            out.push_str(&text);
            true
        }
        None => false,
    }
}

/// The text with each line end as one line feed.
fn line_ends(text: &str) -> Cow<'_, str> {
    if text.contains('\r') { Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n")) } else { Cow::Borrowed(text) }
}

/// The text with the escapes of spreadsheets resolved: `_x000D_` is a carriage return, `_x005F_` an underscore.
///
/// Each stands for a unit of UTF-16; two of them can be one character, and half of one is U+FFFD.
pub(crate) fn resolve_escapes(text: &str) -> Cow<'_, str> {
    if memmem::find(text.as_bytes(), b"_x").is_none() {
        return Cow::Borrowed(text);
    }
    let mut resolved = String::with_capacity(text.len());
    let mut units: Vec<u16> = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        if let Some(unit) = escape(&rest[at..]) {
            if at > 0 {
                flush(&mut units, &mut resolved);
                resolved.push_str(&rest[..at]);
            }
            units.push(unit);
            rest = &rest[at + ESCAPE..];
        } else {
            flush(&mut units, &mut resolved);
            // The second underscore may begin an escape.
            resolved.push_str(&rest[..=at]);
            rest = &rest[at + 1..];
        }
    }
    flush(&mut units, &mut resolved);
    resolved.push_str(rest);
    Cow::Owned(resolved)
}

/// Length of an escape.
const ESCAPE: usize = "_x0000_".len();

/// The unit of the escape that starts here.
fn escape(text: &str) -> Option<u16> {
    let digits = text.get(..ESCAPE)?.strip_prefix("_x")?.strip_suffix('_')?;
    digits.bytes().all(|byte| byte.is_ascii_hexdigit()).then(|| u16::from_str_radix(digits, 16).ok()).flatten()
}

fn flush(units: &mut Vec<u16>, out: &mut String) {
    out.extend(char::decode_utf16(units.drain(..)).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)));
}

/// Texts with runs of formats in them, put together one after the other in one string.
#[derive(Debug, Default)]
pub(crate) struct RichText {
    /// All texts so far.
    pub(crate) text: String,
    /// Name of the piece that is open, and where it starts; white space around it counts only if it says so.
    name: Vec<u8>,
    piece: Option<(usize, bool)>,
    /// True inside of what says how a text is pronounced.
    ruby: bool,
    run: Run,
    /// A piece of the text is struck out.
    pub(crate) struck: bool,
}

/// How a run of a text is written.
#[derive(Debug, Clone, Copy, Default)]
struct Run {
    /// Raised or lowered: a mark beside what stands before it.
    shifted: Option<Shift>,
    struck: bool,
}

/// Where the characters of a run stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shift {
    Raised,
    Lowered,
}

/// Writes raised and lowered characters from `start` on as such: `84` with a raised `1` is `84¹`, not 841. Letters of a longer
/// run stay: `1er`.
pub(crate) fn shift(text: &mut String, start: usize, shift: Shift) {
    let run = &text[start..];
    let alone = run.chars().filter(|c| c.is_alphabetic()).count() == 1;
    let shifted = run.chars().map(|c| match shift {
        Shift::Raised => raised(c, alone),
        Shift::Lowered => lowered(c),
    });
    let shifted = shifted.collect::<String>();
    text.replace_range(start.., &shifted);
}

fn raised(c: char, alone: bool) -> char {
    const DIGITS: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    // From `a`; there is none of `q`.
    const LETTERS: [char; 26] = [
        'ᵃ', 'ᵇ', 'ᶜ', 'ᵈ', 'ᵉ', 'ᶠ', 'ᵍ', 'ʰ', 'ⁱ', 'ʲ', 'ᵏ', 'ˡ', 'ᵐ', 'ⁿ', 'ᵒ', 'ᵖ', 'q', 'ʳ', 'ˢ', 'ᵗ', 'ᵘ', 'ᵛ', 'ʷ', 'ˣ',
        'ʸ', 'ᶻ',
    ];
    match c {
        '0'..='9' => c.to_digit(10).and_then(|digit| DIGITS.get(usize::try_from(digit).ok()?)).copied().unwrap_or(c),
        'a'..='z' if alone => c.to_digit(36).and_then(|place| LETTERS.get(usize::try_from(place - 10).ok()?)).copied().unwrap_or(c),
        c => c,
    }
}

fn lowered(c: char) -> char {
    const DIGITS: [char; 10] = ['₀', '₁', '₂', '₃', '₄', '₅', '₆', '₇', '₈', '₉'];
    c.to_digit(10).and_then(|digit| DIGITS.get(usize::try_from(digit).ok()?)).copied().unwrap_or(c)
}

impl RichText {
    /// Begins a text.
    pub(crate) fn begin(&mut self) {
        self.piece = None;
        self.ruby = false;
        self.run = Run::default();
        self.struck = false;
    }

    /// Takes a token inside the element of the text. False if it is not well formed.
    pub(crate) fn see(&mut self, token: Token<'_>) -> bool {
        match (token, self.piece) {
            (Token::Text(raw), Some(_)) => append(raw, &mut self.text),
            (Token::CData(raw), Some(_)) => match std::str::from_utf8(raw) {
                Ok(text) => {
                    self.text.push_str(&line_ends(text));
                    true
                }
                Err(_) => false,
            },
            (Token::End(name), Some((start, kept))) => {
                if name == self.name {
                    self.piece = None;
                    self.close(start, kept);
                }
                true
            }
            (Token::Start { name, attributes, empty }, None) => {
                match local(name) {
                    b"t" if !self.ruby && !empty => {
                        let mut kept = Attributes::new(attributes).flatten();
                        let kept = kept.find(|(name, _)| *name == b"xml:space").is_some_and(|(_, value)| value == b"preserve");
                        self.name.clear();
                        self.name.extend_from_slice(name);
                        self.piece = Some((self.text.len(), kept));
                    }
                    b"rPh" => self.ruby = !empty,
                    b"r" => self.run = Run::default(),
                    b"vertAlign" => {
                        self.run.shifted = match value(attributes) {
                            Some(b"superscript") => Some(Shift::Raised),
                            Some(b"subscript") => Some(Shift::Lowered),
                            _ => None,
                        }
                    }
                    b"strike" | b"dstrike" => {
                        self.run.struck = !matches!(value(attributes), Some(b"0" | b"false" | b"off"));
                    }
                    _ => {}
                }
                true
            }
            (Token::End(name), None) => {
                if local(name) == b"rPh" {
                    self.ruby = false;
                }
                true
            }
            _ => true,
        }
    }

    /// Ends a piece: white space around it goes, escapes are resolved.
    fn close(&mut self, start: usize, kept: bool) {
        const SPACE: [char; 4] = [' ', '\t', '\r', '\n'];
        if !kept {
            self.text.truncate(start + self.text[start..].trim_end_matches(SPACE).len());
            let leading = self.text[start..].len() - self.text[start..].trim_start_matches(SPACE).len();
            if leading > 0 {
                self.text.replace_range(start..start + leading, "");
            }
        }
        if let Cow::Owned(resolved) = resolve_escapes(&self.text[start..]) {
            self.text.truncate(start);
            self.text.push_str(&resolved);
        }
        if let Some(to) = self.run.shifted {
            shift(&mut self.text, start, to);
        }
        self.struck |= self.run.struck && !self.text[start..].trim().is_empty();
    }
}

/// The attribute `val` of a property of a run.
fn value(attributes: &[u8]) -> Option<&[u8]> {
    Attributes::new(attributes).flatten().find(|(name, _)| local(name) == b"val").map(|(_, value)| value)
}

/// The shared strings of a workbook, one after the other.
#[derive(Debug, Default)]
pub(crate) struct SharedStrings {
    pub(crate) rich: RichText,
    ends: Vec<usize>,
    /// Those of which a piece is struck out, in order.
    struck: Vec<usize>,
}

impl SharedStrings {
    /// Ends the string that was put together.
    pub(crate) fn end(&mut self) {
        if self.rich.struck {
            self.struck.push(self.ends.len());
        }
        self.ends.push(self.rich.text.len());
    }

    /// The content of a cell that refers to a string; `None` for a blank one.
    pub(crate) fn content(&self, index: u32) -> Option<Content<'_>> {
        let content = Content::text(Cow::Borrowed(self.get(index)));
        if self.struck.is_empty() {
            return content;
        }
        let struck = usize::try_from(index).is_ok_and(|index| self.struck.binary_search(&index).is_ok());
        if struck { content.map(Content::struck) } else { content }
    }

    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The string at an index that a cell refers to; those of a scanned sheet are there.
    pub(crate) fn get(&self, index: u32) -> &str {
        let at = usize::try_from(index).unwrap_or(usize::MAX);
        let Some(&end) = self.ends.get(at) else { return "" };
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.rich.text[start..end]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::elements::Elements;

    /// The texts of the `si` elements.
    fn texts(items: &str) -> Option<Vec<String>> {
        let part = format!("<sst>{items}</sst>");
        let mut elements = Elements::new(part.as_bytes(), 1 << 20, part.len(), Vec::new()).ok()?;
        let mut strings = SharedStrings::default();
        while let Some((token, depth)) = elements.next().ok()? {
            match token {
                Token::Start { empty: true, .. } | Token::End(_) if depth == 1 => strings.end(),
                _ if depth < 2 => strings.rich.begin(),
                token => {
                    if !strings.rich.see(token) {
                        return None;
                    }
                }
            }
        }
        let indexes = 0..u32::try_from(strings.len()).ok()?;
        Some(indexes.map(|index| strings.get(index).to_owned()).collect())
    }

    fn check(items: &str, expected: &[&str]) {
        assert_eq!(texts(items).expect(items), expected, "{items}");
    }

    #[test]
    fn runs_are_put_together_without_what_says_how_they_are_pronounced() {
        check("<si><t>plain</t></si><si/><si><t/></si><si></si><si><t>x</t></si>", &["plain", "", "", "", "x"]);
        check("<si><r><rPr><b/></rPr><t>bo</t></r><r><t xml:space=\"preserve\"> ld </t></r></si>", &["bo ld "]);
        check("<si><t>課</t><rPh sb=\"0\" eb=\"1\"><t>カ</t></rPh><phoneticPr fontId=\"1\"/></si><si><t>y</t></si>", &["課", "y"]);
        check("<x:si xmlns:x=\"m\"><x:t>prefix</x:t></x:si>", &["prefix"]);
    }

    #[test]
    fn raised_and_lowered_marks_are_not_glued_to_what_they_stand_beside() {
        let run = |property: &str, text: &str| format!("<si><r><t>84</t></r><r><rPr>{property}</rPr><t>{text}</t></r></si>");
        let raised = "<vertAlign val=\"superscript\"/>";
        check(&run(raised, "1"), &["84¹"]);
        check(&run(raised, "0,9)"), &["84⁰,⁹)"]);
        check(&run(raised, "a"), &["84ᵃ"]);
        check(&run(raised, "er"), &["84er"]);
        check(&run("<vertAlign val=\"subscript\"/>", "2"), &["84₂"]);
        check(&run("<vertAlign val=\"baseline\"/>", "1"), &["841"]);
        // The next run is written as usual.
        check(
            "<si><r><rPr><vertAlign val=\"superscript\"/></rPr><t>1</t></r><r><t>84</t></r></si><si><t>7</t></si>",
            &["¹84", "7"],
        );
    }

    #[test]
    fn a_text_with_a_struck_out_piece_is_told_from_others() {
        let mut strings = SharedStrings::default();
        for (property, struck) in [("<strike/>", true), ("<dstrike val=\"1\"/>", true), ("<strike val=\"0\"/>", false), ("", false)]
        {
            let item = format!("<sst><si><r><rPr>{property}</rPr><t>84</t></r><r><t>79</t></r></si></sst>");
            let mut elements = Elements::new(item.as_bytes(), 1 << 20, item.len(), Vec::new()).unwrap();
            strings.rich.begin();
            while let Some((token, _)) = elements.next().unwrap() {
                assert!(strings.rich.see(token));
            }
            strings.end();
            let last = u32::try_from(strings.len() - 1).unwrap();
            let content = strings.content(last).unwrap();
            assert_eq!(matches!(content, Content::Doubtful(..)), struck, "{property}");
            assert_eq!(content.into_text(), "8479");
        }
    }

    #[test]
    fn white_space_around_a_piece_counts_only_if_it_says_so() {
        check("<si><t> \n x y\t</t></si><si><t xml:space='preserve'> x </t></si>", &["x y", " x "]);
        check("<si><t>\u{a0}x\u{a0}</t></si><si><t>   </t></si>", &["\u{a0}x\u{a0}", ""]);
    }

    #[test]
    fn line_ends_references_and_escapes_are_resolved_in_this_order() {
        check("<si><t>a\r\nb\rc&#13;d</t></si>", &["a\nb\nc\rd"]);
        check("<si><t>&lt;&amp;amp;&gt;</t></si><si><t>a<![CDATA[&amp;<]]>b</t></si>", &["<&amp;>", "a&amp;<b"]);
        check("<si><t>a_x000D_b</t></si><si><t>_x005F_x000D_</t></si>", &["a\rb", "_x000D_"]);
        check("<si><t>x_x0041</t></si><si><t>_x_x0041_</t></si><si><t>_X0041_</t></si>", &["x_x0041", "_xA", "_X0041_"]);
        // The white space of an escape is not taken away.
        check("<si><t>x_x0020_</t></si>", &["x "]);
    }

    #[test]
    fn escapes_are_units_of_utf_16() {
        check("<si><t>_xD83D__xDE00_</t></si>", &["😀"]);
        check("<si><t>_xD83D_x</t></si><si><t>_xDE00__xD83D_</t></si>", &["\u{fffd}x", "\u{fffd}\u{fffd}"]);
        check("<si><t>a_x0000_b</t></si>", &["a\0b"]);
    }

    #[test]
    fn an_undefined_reference_is_a_fault() {
        for item in ["<si><t>&nbsp;</t></si>", "<si><t>a & b</t></si>", "<si><t>&#0;</t></si>"] {
            assert_eq!(texts(item), None, "{item}");
        }
    }
}
