//! What a person or a program sees on standard output. Nothing else in the workspace prints.

pub mod batch;
pub mod coverage;
pub mod decision;
pub mod lineage;
pub mod rounds;
pub mod table;
pub mod validation;
pub mod verification;

use std::io::{IsTerminal, Write};

/// Standard output, with colour if it is a terminal.
pub struct Output {
    colour: bool,
}

/// Emphasis of a piece of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// As it is.
    Plain,
    /// Headings.
    Strong,
    /// Beside the point.
    Faint,
    /// Errors, rejected files.
    Bad,
    /// Warnings.
    Doubt,
    /// Loaded files.
    Good,
}

impl Output {
    /// Standard output of this process.
    pub fn stdout() -> Self {
        Self { colour: std::io::stdout().is_terminal() }
    }

    /// True if a person is looking.
    pub fn is_terminal(&self) -> bool {
        self.colour
    }

    /// A file: no colour, and no person looks.
    pub const fn file() -> Self {
        Self { colour: false }
    }

    /// Text in a tone.
    pub fn tone(&self, text: &str, tone: Tone) -> String {
        let code = match tone {
            _ if !self.colour || text.is_empty() => return text.to_owned(),
            Tone::Plain => return text.to_owned(),
            Tone::Strong => "1",
            Tone::Faint => "2",
            Tone::Bad => "31",
            Tone::Doubt => "33",
            Tone::Good => "32",
        };
        format!("\u{1b}[{code}m{text}\u{1b}[0m")
    }

    /// Writes text as it is. A reader that closed the pipe has seen enough: that is no error.
    ///
    /// # Errors
    /// Any other failure to write.
    pub fn write(&self, text: &str) -> std::io::Result<()> {
        let mut out = std::io::stdout().lock();
        match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
            Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
            other => other,
        }
    }

    /// Writes a value as indented JSON.
    ///
    /// # Errors
    /// Any failure to write but a closed pipe.
    pub fn json(&self, value: &impl serde::Serialize) -> std::io::Result<()> {
        let mut text = serde_json::to_string_pretty(value).map_err(std::io::Error::other)?;
        text.push('\n');
        self.write(&text)
    }
}

/// A count as people read it: digits in groups of three, a minus never occurs.
pub fn count(value: u64) -> String {
    let digits = value.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `1 file`, `2 files`.
pub fn plural(value: u64, one: &str, many: &str) -> String {
    format!("{} {}", count(value), if value == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_grouped() {
        for (value, expected) in [(0, "0"), (999, "999"), (1_000, "1,000"), (46_556, "46,556"), (1_000_000, "1,000,000")] {
            assert_eq!(count(value), expected);
        }
    }
}
