//! Delimited text, read strictly: what can be taken in two ways is rejected, not repaired.
//!
//! The crate `csv` is lenient where a figure could change: it takes an unclosed quote to the end of the file as one field,
//! drops the quote of `"z"w`, and leaves blank lines out of the count of rows.

use memchr::{memchr, memchr_iter, memchr2, memchr3};
use std::borrow::Cow;

/// Characters that separate fields, in the order in which ties between them are settled.
pub(crate) const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// A field that is filled, blank or empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Field<'t> {
    /// Row as a spreadsheet shows it, from 0: a blank line is a row, a line break in quotes is none.
    pub(crate) row: u32,
    pub(crate) col: u32,
    pub(crate) text: Cow<'t, str>,
}

/// Why a text is no table; lines count from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CsvFault {
    Unclosed { line: u64 },
    Stray { line: u64 },
    Long,
}

impl CsvFault {
    pub(crate) fn words(self) -> String {
        match self {
            Self::Unclosed { line } => format!("a quotation mark opened in line {line} is not closed"),
            Self::Stray { line } => format!("a quotation mark in line {line} stands beside other text of its field"),
            Self::Long => "it has more rows or columns than can be counted".to_owned(),
        }
    }
}

/// The delimiter that a first line `sep=;` declares, and the text after that line.
pub(crate) fn declared(text: &str) -> Option<(u8, &str)> {
    let line_end = memchr2(b'\r', b'\n', text.as_bytes()).unwrap_or(text.len());
    let (line, rest) = text.split_at(line_end);
    let line = line.trim_matches('"');
    let named = line.get(..4).filter(|word| word.eq_ignore_ascii_case("sep=")).map(|_| &line[4..])?;
    let [delimiter] = *named.as_bytes() else { return None };
    let usable = delimiter == b'\t' || (delimiter.is_ascii_punctuation() && delimiter != b'"');
    usable.then(|| (delimiter, rest.strip_prefix("\r\n").or_else(|| rest.strip_prefix(['\r', '\n'])).unwrap_or(rest)))
}

/// The fields of a text in their order.
#[derive(Debug, Clone)]
pub(crate) struct Fields<'t> {
    text: &'t str,
    delimiter: u8,
    at: usize,
    row: u32,
    col: u32,
    /// True after the last field, or a fault.
    ended: bool,
    /// True if the text ended without a line end: its last row may have been cut.
    pub(crate) open_end: bool,
}

impl<'t> Fields<'t> {
    pub(crate) const fn new(text: &'t str, delimiter: u8) -> Self {
        Self { text, delimiter, at: 0, row: 0, col: 0, ended: text.is_empty(), open_end: false }
    }

    fn line(&self, at: usize) -> u64 {
        let before = &self.text.as_bytes()[..at];
        // Lines of old Macintosh files end in a carriage return alone.
        let breaks = memchr_iter(b'\n', before).count().max(memchr_iter(b'\r', before).count());
        breaks as u64 + 1
    }

    /// The end of an unquoted field that starts here.
    fn unquoted(&self) -> Result<usize, CsvFault> {
        let rest = &self.text.as_bytes()[self.at..];
        let length = memchr3(self.delimiter, b'\n', b'\r', rest).unwrap_or(rest.len());
        // ` "a, b"`: whether the quotation mark quotes is taken differently.
        let blank = rest[..length].iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        if blank > 0 && rest.get(blank) == Some(&b'"') && self.delimiter != rest[0] {
            return Err(CsvFault::Stray { line: self.line(self.at) });
        }
        Ok(self.at + length)
    }

    /// The text of a quoted field that starts here, and its end.
    fn quoted(&self) -> Result<(Cow<'t, str>, usize), CsvFault> {
        let bytes = self.text.as_bytes();
        let start = self.at + 1;
        let mut from = start;
        loop {
            let Some(close) = memchr(b'"', &bytes[from..]).map(|close| from + close) else {
                return Err(CsvFault::Unclosed { line: self.line(self.at) });
            };
            match bytes.get(close + 1) {
                Some(b'"') => from = close + 2,
                None | Some(b'\r' | b'\n') => return Ok((self.unquote(start, close), close + 1)),
                Some(&next) if next == self.delimiter => return Ok((self.unquote(start, close), close + 1)),
                Some(_) => return Err(CsvFault::Stray { line: self.line(close) }),
            }
        }
    }

    fn unquote(&self, start: usize, end: usize) -> Cow<'t, str> {
        let text = &self.text[start..end];
        if text.contains('"') { Cow::Owned(text.replace("\"\"", "\"")) } else { Cow::Borrowed(text) }
    }

    fn field(&mut self) -> Result<Field<'t>, CsvFault> {
        let bytes = self.text.as_bytes();
        let (text, end) = if bytes.get(self.at) == Some(&b'"') {
            self.quoted()?
        } else {
            let end = self.unquoted()?;
            (Cow::Borrowed(&self.text[self.at..end]), end)
        };
        let field = Field { row: self.row, col: self.col, text };
        self.step(end)?;
        Ok(field)
    }

    /// Goes past the delimiter or line end at `end`.
    fn step(&mut self, end: usize) -> Result<(), CsvFault> {
        let bytes = self.text.as_bytes();
        match bytes.get(end) {
            None => {
                self.ended = true;
                self.open_end = true;
            }
            Some(&byte) if byte == self.delimiter => {
                self.at = end + 1;
                self.col = self.col.checked_add(1).ok_or(CsvFault::Long)?;
            }
            Some(_) => {
                self.at = end + if bytes[end..].starts_with(b"\r\n") { 2 } else { 1 };
                self.ended = self.at == bytes.len();
                self.row = self.row.checked_add(1).ok_or(CsvFault::Long)?;
                self.col = 0;
            }
        }
        Ok(())
    }
}

impl<'t> Iterator for Fields<'t> {
    type Item = Result<Field<'t>, CsvFault>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let field = self.field();
        self.ended |= field.is_err();
        Some(field)
    }
}

/// How evenly a delimiter cuts the first rows: the share of rows, in thousandths, with the most common number of fields. A
/// delimiter that cuts nothing, or that the quotation marks contradict, has 0.
pub(crate) fn evenness(text: &str, delimiter: u8) -> u64 {
    common_width(text, delimiter).map_or(0, |(_, share)| share)
}

/// How many fields nearly all rows have; `None` where rows differ, as in texts that leave out empty fields at the end.
pub(crate) fn usual_width(text: &str, delimiter: u8) -> Option<u32> {
    const NEARLY_ALL: u64 = 900;
    common_width(text, delimiter).filter(|(_, share)| *share >= NEARLY_ALL).map(|(width, _)| width)
}

/// The most common number of fields of the first rows, if it is more than one, and the share of those rows in thousandths.
fn common_width(text: &str, delimiter: u8) -> Option<(u32, u64)> {
    const ROWS: u32 = 200;
    let mut widths: Vec<u32> = Vec::new();
    for field in Fields::new(text, delimiter) {
        let field = field.ok()?;
        if field.row >= ROWS {
            break;
        }
        if field.col == 0 {
            widths.push(u32::from(!field.text.is_empty()));
        } else if let Some(last) = widths.last_mut() {
            *last = field.col + 1;
        }
    }
    widths.retain(|width| *width > 0);
    widths.sort_unstable();
    let common = widths.chunk_by(|left, right| left == right).max_by_key(|run| (run.len(), run[0]))?;
    (common[0] > 1).then(|| (common[0], (common.len() * 1000 / widths.len()) as u64))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, delimiter: u8, expected: &[(u32, u32, &str)]) {
        let fields = Fields::new(text, delimiter).map(|field| field.unwrap()).collect::<Vec<_>>();
        let fields = fields.iter().map(|field| (field.row, field.col, field.text.as_ref())).collect::<Vec<_>>();
        assert_eq!(fields, expected, "{text:?}");
    }

    fn fault(text: &str) -> Option<CsvFault> {
        Fields::new(text, b',').find_map(Result::err)
    }

    #[test]
    fn fields_are_cut_at_delimiters_and_line_ends() {
        check("a,b\n1,\n", b',', &[(0, 0, "a"), (0, 1, "b"), (1, 0, "1"), (1, 1, "")]);
        check("a;b\r\n1;2", b';', &[(0, 0, "a"), (0, 1, "b"), (1, 0, "1"), (1, 1, "2")]);
        check("a\tb\r1\t2\r", b'\t', &[(0, 0, "a"), (0, 1, "b"), (1, 0, "1"), (1, 1, "2")]);
        check("", b',', &[]);
    }

    #[test]
    fn blank_lines_are_rows() {
        check("a\n\n\nb\n", b',', &[(0, 0, "a"), (1, 0, ""), (2, 0, ""), (3, 0, "b")]);
    }

    #[test]
    fn quotes_protect_delimiters_line_breaks_and_themselves() {
        check("\"a,b\",\"c\r\nd\"\n\"e \"\"f\"\"\",g\n", b',', &[(0, 0, "a,b"), (0, 1, "c\r\nd"), (1, 0, "e \"f\""), (1, 1, "g")]);
        check("5\" pipe,6\n", b',', &[(0, 0, "5\" pipe"), (0, 1, "6")]);
        check("\t\"x\"\n", b'\t', &[(0, 0, ""), (0, 1, "x")]);
    }

    #[test]
    fn quotes_that_can_be_taken_in_two_ways_are_faults() {
        assert_eq!(fault("a,b\n1,\"x\n2,y\n"), Some(CsvFault::Unclosed { line: 2 }));
        assert_eq!(fault("\"z\"w,1\n"), Some(CsvFault::Stray { line: 1 }));
        assert_eq!(fault("1,2\n3, \"x, y\"\n"), Some(CsvFault::Stray { line: 2 }));
        assert_eq!(fault("\""), Some(CsvFault::Unclosed { line: 1 }));
    }

    #[test]
    fn a_declared_delimiter_is_taken_from_the_first_line() {
        assert_eq!(declared("sep=;\r\na;b"), Some((b';', "a;b")));
        assert_eq!(declared("\"SEP=|\"\na|b"), Some((b'|', "a|b")));
        assert_eq!(declared("separate;b"), None);
        assert_eq!(declared("sep=\n"), None);
        assert_eq!(declared("sé=;"), None);
    }

    #[test]
    fn a_width_is_usual_where_nearly_all_rows_have_it() {
        let rows = |count: usize| "a,b,c\n".repeat(count);
        assert_eq!(usual_width(&format!("{}1,2,3,4\n", rows(9)), b','), Some(3));
        assert_eq!(usual_width(&format!("{}1,2,3,4\n", rows(8)), b','), None);
        assert_eq!(usual_width("a\nb\nc\n", b','), None);
    }

    #[test]
    fn evenness_tells_delimiters_apart() {
        let text = "State;Answer\nFrance;Oui, partiellement\nTogo;Non\n";
        assert_eq!(evenness(text, b';'), 1000);
        assert_eq!(evenness(text, b','), 0);
        assert_eq!(evenness("Dear Sir, we reply\nas follows\n", b','), 500);
    }
}
