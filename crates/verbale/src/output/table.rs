//! Plain tables: columns as wide as their widest cell, numbers to the right.

use super::{Output, Tone};
use unicode_width::UnicodeWidthStr;

/// Where the text of a column stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// Text.
    Left,
    /// Numbers.
    Right,
}

/// A table under construction.
pub struct Table {
    columns: Vec<(String, Align)>,
    rows: Vec<Vec<(String, Tone)>>,
}

impl Table {
    /// A table with these columns.
    pub fn new(columns: &[(impl AsRef<str>, Align)]) -> Self {
        Self { columns: columns.iter().map(|(heading, align)| (heading.as_ref().to_owned(), *align)).collect(), rows: Vec::new() }
    }

    /// Adds a row: one cell a column.
    pub fn row(&mut self, cells: Vec<(String, Tone)>) {
        self.rows.push(cells);
    }

    /// The table as text, each line ended.
    pub fn render(&self, output: &Output) -> String {
        let widths: Vec<usize> = self
            .columns
            .iter()
            .enumerate()
            .map(|(index, (heading, _))| {
                let cells = self.rows.iter().filter_map(|row| row.get(index)).map(|(text, _)| text.width());
                cells.chain([heading.width()]).max().unwrap_or(0)
            })
            .collect();
        let headings: Vec<(String, Tone)> = self.columns.iter().map(|(heading, _)| (heading.clone(), Tone::Strong)).collect();
        let mut text = String::new();
        for row in std::iter::once(&headings).chain(&self.rows) {
            let mut line = String::new();
            let mut pending = 0;
            for (index, (cell, tone)) in row.iter().enumerate() {
                let fill = widths[index] - cell.width();
                let (before, after) = if self.columns[index].1 == Align::Right { (fill, 0) } else { (0, fill) };
                line.push_str(&" ".repeat(pending + before));
                line.push_str(&output.tone(cell, *tone));
                // Blanks at the end of a line are never written.
                pending = after + 2;
            }
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up_whatever_the_script() {
        let mut table = Table::new(&[("State", Align::Left), ("n", Align::Right)]);
        table.row(vec![("中国".into(), Tone::Plain), ("7".into(), Tone::Plain)]);
        table.row(vec![("Côte".into(), Tone::Bad), ("1,234".into(), Tone::Plain)]);
        assert_eq!(table.render(&Output { colour: false }), "State      n\n中国       7\nCôte   1,234\n");
    }
}
