//! How much of each pillar the replies in force answer.

use super::table::{Align, Table};
use super::{Output, Tone, count, plural};
use serde::Serialize;
use std::fmt::Write;
use verbale_store::query::PillarCoverage;
use verbale_store::{Store, StoreError};

/// Width of a bar in characters.
const BAR: u64 = 24;

/// Coverage of all editions with replies.
#[derive(Debug, Serialize)]
pub struct Coverage {
    /// One line an edition and pillar.
    pub pillars: Vec<Line>,
}

/// One pillar of one edition.
#[derive(Debug, Serialize)]
pub struct Line {
    /// `instrument/edition`.
    pub edition: String,
    /// Pillar.
    pub pillar: String,
    /// Replies in force.
    pub replies: u64,
    /// Items asked of all of them together.
    pub items: u64,
    /// Items answered.
    pub answered: u64,
}

impl From<PillarCoverage> for Line {
    fn from(row: PillarCoverage) -> Self {
        // Counts of rows are never negative.
        let number = |value: i64| u64::try_from(value).unwrap_or(0);
        Self {
            edition: format!("{}/{}", row.instrument, row.edition),
            pillar: row.pillar,
            replies: number(row.replies),
            items: number(row.items),
            answered: number(row.answered),
        }
    }
}

impl Coverage {
    /// Asks the database.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn new(store: &mut Store) -> Result<Self, StoreError> {
        Ok(Self { pillars: store.coverage()?.into_iter().map(Line::from).collect() })
    }

    /// A table with a bar for each pillar, under the number of replies; nothing without replies.
    pub fn render(&self, output: &Output) -> String {
        let mut text = String::new();
        for lines in self.pillars.chunk_by(|left, right| left.edition == right.edition) {
            let replies = plural(lines[0].replies, "reply", "replies");
            // Writing into a string cannot fail.
            let _ = writeln!(
                text,
                "\n{}",
                output.tone(&format!("{}: {replies} in force, questions answered", lines[0].edition), Tone::Strong)
            );
            let mut table = Table::new(&[
                ("Pillar", Align::Left),
                ("Answered", Align::Right),
                ("Asked", Align::Right),
                ("", Align::Left),
                ("Share", Align::Right),
            ]);
            for line in lines {
                let part = |of: u64| (line.answered * of).checked_div(line.items).unwrap_or(0);
                let (filled, share) = (part(BAR), part(100));
                let bar: String = (0..BAR).map(|step| if step < filled { '█' } else { '░' }).collect();
                table.row(vec![
                    (line.pillar.clone(), Tone::Plain),
                    (count(line.answered), Tone::Plain),
                    (count(line.items), Tone::Faint),
                    (bar, Tone::Good),
                    (format!("{share}%"), Tone::Plain),
                ]);
            }
            text.push_str(&table.render(output));
        }
        text
    }
}
