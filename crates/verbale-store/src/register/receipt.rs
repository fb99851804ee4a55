//! Which entry of the register each reply of a State came under: a pure question, asked anew whenever one of the two changes, so that
//! the order in which files and registers are imported does not matter.

use std::collections::BTreeSet;
use verbale_model::collection::{is_sha256, names_file};

/// A reply of an area for an edition, whichever revision.
#[derive(Debug, Clone)]
pub(super) struct Sent {
    pub(super) reply: i64,
    /// The name and SHA-256 of its file.
    pub(super) name: String,
    pub(super) sha256: String,
    /// Letters that it says it was coded from.
    pub(super) letters: Vec<String>,
    /// What the command line said.
    pub(super) received_on: Option<String>,
    pub(super) source: Option<String>,
}

/// An entry in force that speaks for the area.
#[derive(Debug, Clone)]
pub(super) struct Entered {
    pub(super) record: i64,
    pub(super) entry: String,
    pub(super) received_on: Option<String>,
    pub(super) source: String,
    pub(super) attachments: Vec<String>,
}

/// When and from what source a reply came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Receipt {
    pub(super) reply: i64,
    pub(super) record: Option<i64>,
    pub(super) received_on: Option<String>,
    pub(super) source: Option<String>,
    pub(super) ambiguous: bool,
}

/// How a reply stands to the entries.
enum Match<'e> {
    None,
    One(&'e Entered),
    Several,
}

/// Settles the receipts of all replies of one area for one edition. `default` is the source where nobody said.
pub(super) fn settle(sent: &[Sent], entries: &[Entered], default: Option<&str>) -> Vec<Receipt> {
    let mut matched: Vec<Match<'_>> = sent.iter().map(|reply| by_file(reply, sent, entries)).collect();
    by_area(&mut matched, entries);
    let receipt = |(reply, matched): (&Sent, Match<'_>)| {
        let (entry, ambiguous) = match matched {
            Match::None => (None, false),
            Match::One(entry) => (Some(entry), false),
            Match::Several => (None, true),
        };
        let given = reply.source.as_deref().or(default);
        Receipt {
            reply: reply.reply,
            record: entry.map(|entry| entry.record),
            received_on: entry.and_then(|entry| entry.received_on.clone()).or_else(|| reply.received_on.clone()),
            source: entry.map_or(given, |entry| Some(entry.source.as_str())).map(str::to_owned),
            ambiguous,
        }
    };
    sent.iter().zip(matched).map(receipt).collect()
}

/// The entry that names the reply's file by its bytes, that names the letter which it was coded from, or that names the file.
fn by_file<'e>(reply: &Sent, all: &[Sent], entries: &'e [Entered]) -> Match<'e> {
    let naming = entries.iter().filter(|entry| entry.attachments.contains(&reply.sha256));
    // The same bytes sent twice were received when they first came.
    let exact = naming.min_by_key(|entry| (entry.received_on.is_none(), entry.received_on.clone(), entry.record));
    if let Some(entry) = exact {
        return Match::One(entry);
    }
    let of_letters: Vec<&Entered> = entries
        .iter()
        .filter(|entry| reply.letters.iter().any(|letter| *letter == entry.entry || has_letter(entry, letter)))
        .collect();
    if !of_letters.is_empty() {
        return one(&of_letters);
    }
    let named: Vec<&Entered> = entries.iter().filter(|entry| names(entry, &reply.name)).collect();
    if let [entry] = named[..] {
        let files: BTreeSet<&str> =
            all.iter().filter(|other| names(entry, &other.name)).map(|other| other.sha256.as_str()).collect();
        let attachments = entry.attachments.iter().filter(|attachment| names_file(attachment, &reply.name, "")).count();
        // One name for two files, neither of which is known by its bytes: only one of them can be the one that came.
        return if files.len() > attachments { Match::Several } else { Match::One(entry) };
    }
    one(&named)
}

fn names(entry: &Entered, file: &str) -> bool {
    entry.attachments.iter().any(|attachment| !is_sha256(attachment) && names_file(attachment, file, ""))
}

/// True if an attachment is the letter: the same text, or one of the two with folders before its name.
fn has_letter(entry: &Entered, letter: &str) -> bool {
    entry.attachments.iter().any(|attachment| names_file(attachment, letter, letter) || names_file(letter, attachment, attachment))
}

fn one<'e>(found: &[&'e Entered]) -> Match<'e> {
    match found {
        [] => Match::None,
        [entry] => Match::One(entry),
        _ => Match::Several,
    }
}

/// A reply that no entry names came under the only entry that names no file, if it is the only such reply.
fn by_area<'e>(matched: &mut [Match<'e>], entries: &'e [Entered]) {
    let open: Vec<&Entered> = entries.iter().filter(|entry| entry.attachments.is_empty() && entry.received_on.is_some()).collect();
    let unmatched = matched.iter().filter(|matched| matches!(matched, Match::None)).count();
    let found = |open: &[&'e Entered]| if unmatched > 1 && !open.is_empty() { Match::Several } else { one(open) };
    for slot in matched.iter_mut().filter(|matched| matches!(matched, Match::None)) {
        *slot = found(&open);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(reply: i64, name: &str) -> Sent {
        let sha256 = format!("{reply:064x}");
        Sent { reply, name: name.to_owned(), sha256, letters: Vec::new(), received_on: None, source: None }
    }

    fn entry(record: i64, received_on: &str, attachments: &[&str]) -> Entered {
        Entered {
            record,
            entry: format!("no-{record}"),
            received_on: (!received_on.is_empty()).then(|| received_on.to_owned()),
            source: "state_reply".to_owned(),
            attachments: attachments.iter().map(|name| (*name).to_owned()).collect(),
        }
    }

    /// Record and day of each reply; `?` where several could be meant.
    fn told(sent: &[Sent], entries: &[Entered]) -> Vec<String> {
        let receipts = settle(sent, entries, Some("state_reply"));
        let line = |receipt: &Receipt| match (receipt.ambiguous, receipt.record) {
            (true, None) => "?".to_owned(),
            (_, None) => "-".to_owned(),
            (_, Some(record)) => format!("{record} {}", receipt.received_on.as_deref().unwrap_or("-")),
        };
        receipts.iter().map(line).collect()
    }

    #[test]
    fn a_file_is_known_by_its_bytes_before_its_name() {
        let files = [sent(1, "in/reply.xlsx"), sent(2, "in/later/reply.xlsx")];
        let by_bytes = [entry(10, "2019-04-10", &[&files[0].sha256]), entry(11, "2019-04-20", &[&files[1].sha256])];
        assert_eq!(told(&files, &by_bytes), ["10 2019-04-10", "11 2019-04-20"]);
        let by_name = [entry(10, "2019-04-10", &["reply.xlsx"]), entry(11, "2019-04-20", &["later/reply.xlsx"])];
        assert_eq!(told(&files[..1], &by_name), ["10 2019-04-10"]);
        // The second file goes by both names.
        assert_eq!(told(&files, &by_name), ["?", "?"]);
        // One entry cannot be two files.
        assert_eq!(told(&files, &by_name[..1]), ["?", "?"]);
        assert_eq!(
            told(&files, &[entry(10, "2019-04-10", &["in/reply.xlsx"]), by_name[1].clone()]),
            ["10 2019-04-10", "11 2019-04-20"]
        );
    }

    #[test]
    fn the_same_bytes_sent_twice_came_when_they_first_came() {
        let file = sent(1, "reply.xlsx");
        let entries =
            [entry(12, "", &[&file.sha256]), entry(11, "2019-04-20", &[&file.sha256]), entry(13, "2019-04-10", &[&file.sha256])];
        assert_eq!(told(&[file], &entries), ["13 2019-04-10"]);
    }

    #[test]
    fn a_coding_sheet_came_when_its_letter_came() {
        let mut sheet = sent(1, "coding.csv");
        let entries = [entry(10, "2019-04-10", &["XAA/letter.pdf"]), entry(11, "2019-04-20", &["XAA/second.pdf"])];
        for letter in ["letter.pdf", "XAA/letter.pdf", "in/XAA/letter.pdf", "no-10"] {
            sheet.letters = vec![letter.to_owned()];
            assert_eq!(told(&[sheet.clone()], &entries), ["10 2019-04-10"], "{letter}");
        }
        sheet.letters = vec!["other.pdf".to_owned()];
        assert_eq!(told(&[sheet.clone()], &entries), ["-"]);
        sheet.letters = vec!["letter.pdf".to_owned(), "second.pdf".to_owned()];
        assert_eq!(told(&[sheet], &entries), ["?"]);
    }

    #[test]
    fn an_entry_that_names_no_file_is_that_of_the_only_reply() {
        let files = [sent(1, "a.xlsx"), sent(2, "b.xlsx")];
        let open = entry(10, "2019-04-10", &[]);
        assert_eq!(told(&files[..1], std::slice::from_ref(&open)), ["10 2019-04-10"]);
        assert_eq!(told(&files, std::slice::from_ref(&open)), ["?", "?"]);
        assert_eq!(told(&files[..1], &[open.clone(), entry(11, "2019-04-20", &[])]), ["?"]);
        assert_eq!(told(&files, &[open, entry(11, "2019-04-20", &["b.xlsx"])]), ["10 2019-04-10", "11 2019-04-20"]);
        // Nothing was received under it: it says whom the note went to.
        assert_eq!(told(&files[..1], &[entry(10, "", &[])]), ["-"]);
    }

    #[test]
    fn the_register_wins_over_the_command_line_where_it_says_something() {
        let mut file = sent(1, "a.xlsx");
        file.received_on = Some("2019-04-01".to_owned());
        file.source = Some("non_governmental".to_owned());
        let one = |entries: &[Entered]| settle(std::slice::from_ref(&file), entries, Some("state_reply")).remove(0);
        let none = one(&[]);
        assert_eq!((none.received_on.as_deref(), none.source.as_deref()), (Some("2019-04-01"), Some("non_governmental")));
        let won = one(&[entry(10, "2019-04-10", &["a.xlsx"])]);
        assert_eq!((won.received_on.as_deref(), won.source.as_deref()), (Some("2019-04-10"), Some("state_reply")));
        let silent = one(&[entry(10, "", &["a.xlsx"])]);
        assert_eq!((silent.record, silent.received_on.as_deref()), (Some(10), Some("2019-04-01")));
    }
}
