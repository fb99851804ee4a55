//! What the register says of the rounds, for people and for programs: who has not replied and for how long, letters that nobody has
//! coded or acknowledged, what is missing or contradicted, how far figures have come.

use super::{Output, Tone, count, plural};
use chrono::NaiveDate;
use serde::Serialize;
use std::fmt::Write as _;
use verbale_model::fold::fold;
use verbale_store::registered::{self, Missing, Outstanding, Unregistered};

/// Columns of running text.
const WIDTH: usize = 100;

/// All of it, with days counted to one day.
#[derive(Debug, Serialize)]
pub struct Standing {
    /// How many were asked and replied.
    rounds: Vec<Round>,
    /// Who has not replied.
    outstanding: Vec<Waiting>,
    /// Whose letters nobody has coded.
    uncoded: Vec<Uncoded>,
    /// Letters not acknowledged.
    unacknowledged: Vec<Unacknowledged>,
    /// Attachments not imported.
    missing: Vec<NotImported>,
    /// Replies not in the register.
    unregistered: Vec<Reply>,
    /// What the register contradicts, in words.
    contradicted: Vec<String>,
    /// Answers by state of clearance.
    clearance: Vec<Cleared>,
}

#[derive(Debug, Serialize)]
struct Round {
    edition: String,
    asked: u64,
    replied: u64,
    outstanding: u64,
    registered: bool,
}

#[derive(Debug, Serialize)]
struct Waiting {
    edition: String,
    area: String,
    name: String,
    note: Option<String>,
    note_date: Option<String>,
    days_since_note: Option<i64>,
    deadline: Option<String>,
    /// Negative before the deadline.
    days_since_deadline: Option<i64>,
}

#[derive(Debug, Serialize)]
struct Uncoded {
    edition: String,
    area: String,
    name: String,
    received_on: Option<String>,
    days: Option<i64>,
    late: Option<bool>,
}

#[derive(Debug, Serialize)]
struct Unacknowledged {
    edition: String,
    entry: String,
    area: String,
    name: String,
    received_on: String,
    days: Option<i64>,
}

#[derive(Debug, Serialize)]
struct NotImported {
    edition: String,
    entry: String,
    area: String,
    attachment: String,
}

#[derive(Debug, Serialize)]
struct Reply {
    edition: String,
    area: String,
    revision: u32,
    file: String,
    ambiguous: bool,
}

#[derive(Debug, Serialize)]
struct Cleared {
    edition: String,
    state: String,
    answers: u64,
}

/// Days from a date to another, where the first is one.
fn days(from: Option<&str>, to: NaiveDate) -> Option<i64> {
    let from: NaiveDate = from?.parse().ok()?;
    Some((to - from).num_days())
}

fn number(value: i64) -> u64 {
    u64::try_from(value).unwrap_or(0)
}

impl Standing {
    /// Counts days to `on`.
    pub fn new(found: registered::Rounds, contradicted: Vec<String>, on: NaiveDate) -> Self {
        let path = |instrument: &str, edition: &str| format!("{instrument}/{edition}");
        let round = |round: registered::Round| Round {
            edition: path(&round.instrument, &round.edition),
            asked: number(round.asked),
            replied: number(round.replied),
            outstanding: number(round.asked - round.replied),
            registered: round.registered,
        };
        let waiting = |found: Outstanding| Waiting {
            edition: path(&found.instrument, &found.edition),
            days_since_note: days(found.note_date.as_deref(), on),
            days_since_deadline: days(found.deadline.as_deref(), on),
            area: found.area,
            name: found.name,
            note: found.note,
            note_date: found.note_date,
            deadline: found.deadline,
        };
        let uncoded = |found: registered::Uncoded| Uncoded {
            edition: path(&found.instrument, &found.edition),
            days: days(found.received_on.as_deref(), on),
            area: found.area,
            name: found.name,
            received_on: found.received_on,
            late: found.late,
        };
        let unacknowledged = |found: registered::Unacknowledged| Unacknowledged {
            edition: path(&found.instrument, &found.edition),
            days: days(Some(&found.received_on), on),
            entry: found.entry,
            area: found.area,
            name: found.name,
            received_on: found.received_on,
        };
        let missing = |found: Missing| NotImported {
            edition: path(&found.instrument, &found.edition),
            entry: found.entry,
            area: found.area,
            attachment: found.attachment,
        };
        let unregistered = |found: Unregistered| Reply {
            edition: path(&found.instrument, &found.edition),
            area: found.area,
            revision: found.revision,
            file: found.file,
            ambiguous: found.ambiguous,
        };
        let cleared = |found: registered::Cleared| Cleared {
            edition: path(&found.instrument, &found.edition),
            state: found.state,
            answers: number(found.answers),
        };
        Self {
            rounds: found.rounds.into_iter().map(round).collect(),
            outstanding: found.outstanding.into_iter().map(waiting).collect(),
            uncoded: found.uncoded.into_iter().map(uncoded).collect(),
            unacknowledged: found.unacknowledged.into_iter().map(unacknowledged).collect(),
            missing: found.missing.into_iter().map(missing).collect(),
            unregistered: found.unregistered.into_iter().map(unregistered).collect(),
            contradicted,
            clearance: found.clearance.into_iter().map(cleared).collect(),
        }
    }

    /// True if anybody replied, in answers or in letters.
    pub fn anybody_replied(&self) -> bool {
        self.rounds.iter().any(|round| round.replied > 0) || !self.uncoded.is_empty()
    }

    /// The same for people.
    pub fn render(&self, output: &Output) -> String {
        let mut text = String::new();
        for round in &self.rounds {
            self.render_waiting(round, output, &mut text);
        }
        let list = |text: &mut String, heading: &str, lines: Vec<String>| {
            if !lines.is_empty() {
                // Writing into a string cannot fail.
                let _ = writeln!(text, "{}", output.tone(heading, Tone::Strong));
                for line in lines {
                    let _ = writeln!(text, "  {line}");
                }
            }
        };
        let uncoded = self.uncoded.iter().map(|row| {
            let late = if row.late == Some(true) { ", late" } else { "" };
            let since = match (&row.received_on, row.days) {
                (Some(day), Some(days)) => format!("received {day}{late}, {} ago", day_count(days)),
                _ => "received, day not recorded".to_owned(),
            };
            format!("{} {} {}: {since}", row.edition, row.area, row.name)
        });
        list(&mut text, "Received, not coded", uncoded.collect());
        let unacknowledged = self.unacknowledged.iter().map(|row| {
            let ago = row.days.map(|days| format!(", {} ago", day_count(days))).unwrap_or_default();
            format!("{} entry {}, {} {}: received {}{ago}", row.edition, row.entry, row.area, row.name, row.received_on)
        });
        list(&mut text, "Receipt not acknowledged", unacknowledged.collect());
        let missing =
            self.missing.iter().map(|row| format!("{} entry {}, {}: {}", row.edition, row.entry, row.area, row.attachment));
        list(&mut text, "In the register, not imported", missing.collect());
        let unregistered = self.unregistered.iter().map(|row| {
            let why =
                if row.ambiguous { "; several entries or files go by this name, write its SHA-256 into the register" } else { "" };
            format!("{} {} revision {}: {}{why}", row.edition, row.area, row.revision, row.file)
        });
        list(&mut text, "Imported, not in the register", unregistered.collect());
        list(&mut text, "The register contradicts the command line", self.contradicted.clone());
        let cleared = self.clearance.chunk_by(|left, right| left.edition == right.edition).map(|rows| {
            let parts: Vec<String> =
                rows.iter().map(|row| format!("{} {}", count(row.answers), row.state.replace('_', " "))).collect();
            format!("{}: {}", rows[0].edition, parts.join(", "))
        });
        list(&mut text, "Clearance of answers", cleared.collect());
        text
    }

    /// Who has not replied, one paragraph for all who are waited for equally long.
    fn render_waiting(&self, round: &Round, output: &Output, text: &mut String) {
        let mut waiting: Vec<&Waiting> = self.outstanding.iter().filter(|row| row.edition == round.edition).collect();
        let of =
            format!("{} of {} asked have not replied", count(round.outstanding), plural(round.asked, "addressee", "addressees"));
        let _ = writeln!(text, "{}", output.tone(&format!("{}: {of}", round.edition), Tone::Strong));
        waiting.sort_by_key(|row| (row.note_date.clone(), row.note.clone(), fold(&row.name)));
        let same = |left: &&Waiting, right: &&Waiting| (&left.note_date, &left.note) == (&right.note_date, &right.note);
        for rows in waiting.chunk_by(same) {
            let first = rows[0];
            let note = match (&first.note, &first.note_date, first.days_since_note) {
                (note, Some(date), Some(days)) => {
                    let of = note.as_ref().map(|note| format!(" {note}")).unwrap_or_default();
                    format!("Note verbale{of} of {date}, {} ago", day_count(days))
                }
                (Some(note), ..) => format!("Note verbale {note}"),
                _ => "No note verbale on record".to_owned(),
            };
            let deadline = match (&first.deadline, first.days_since_deadline) {
                (Some(day), Some(days)) if days >= 0 => format!("; {} past the deadline of {day}", day_count(days)),
                (Some(day), Some(days)) => format!("; {} to the deadline of {day}", day_count(-days)),
                _ => String::new(),
            };
            let _ = writeln!(text, "  {note}{deadline}: {}", plural(rows.len() as u64, "State", "States"));
            let names = rows.iter().map(|row| row.name.as_str()).collect::<Vec<_>>();
            text.push_str(&wrapped(&names));
        }
        text.push('\n');
    }
}

fn day_count(days: i64) -> String {
    plural(days.unsigned_abs(), "day", "days")
}

/// Names as running text, indented.
fn wrapped(names: &[&str]) -> String {
    use unicode_width::UnicodeWidthStr;
    let mut text = String::from("   ");
    let mut width = text.width();
    for (index, name) in names.iter().enumerate() {
        let end = if index + 1 == names.len() { "" } else { "," };
        if width + 1 + name.width() + end.len() > WIDTH {
            text.push_str("\n   ");
            width = 3;
        }
        let _ = write!(text, " {name}{end}");
        width += 1 + name.width() + end.len();
    }
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_to_the_day_given() {
        let on = "2019-04-30".parse().unwrap();
        assert_eq!(days(Some("2019-04-15"), on), Some(15));
        assert_eq!(days(Some("2019-05-02"), on), Some(-2));
        assert_eq!(days(None, on), None);
        assert_eq!(day_count(1), "1 day");
    }

    #[test]
    fn names_run_on_within_the_width() {
        let name = "x".repeat(40);
        let text = wrapped(&[&name, &name, &name]);
        assert_eq!(text.lines().count(), 2);
        assert!(text.lines().all(|line| line.len() <= WIDTH) && text.ends_with("x\n"));
        assert_eq!(wrapped(&["Fiji"]), "    Fiji\n");
    }
}
