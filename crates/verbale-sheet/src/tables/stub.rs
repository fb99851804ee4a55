//! The labels beside the rows of a table, and the notes under it.

use crate::form::Form;
use crate::grid::{FormCell, is_asked};
use crate::matcher::numbering;
use crate::tables::columns::Columns;
use crate::tables::headings::{Head, Heads};
use crate::tables::lines::{Line, Listed, Tag};
use rustc_hash::FxHashMap;
use smallvec::SmallVec;
use std::collections::BTreeMap;
use std::ops::Range;
use verbale_model::Stored;
use verbale_model::fold::fold;
use verbale_model::labels::LabelKey;
use verbale_model::words::WordClass;

/// What stands beside the values of a block, and under them.
#[derive(Default)]
pub(crate) struct Stub {
    pub(crate) lines: Vec<Line>,
    /// The rows of the lines: places among the rows.
    pub(crate) rows: Vec<usize>,
    /// Rows of notes.
    pub(crate) notes: Vec<usize>,
    /// By column, cells with numbers beside row labels, listed from below.
    pub(crate) numbers: Vec<Vec<(usize, u32)>>,
}

/// A row with what labels it, by column.
struct Labelled {
    /// Place among the rows.
    row: usize,
    tags: Vec<(u16, Tag)>,
    /// True if something stands in it beside its labels.
    filled: bool,
}

/// Columns with labels of rows are at most so many; more of them count as the outermost.
const MOST_LEVELS: usize = 8;
/// Longer texts are notes, in characters. The longest name of a State in a questionnaire has 52.
const LONGEST_LABEL: usize = 60;
/// The same for a text that ends like a sentence.
const LONGEST_SENTENCE: usize = 24;

/// True where the row labels stand to the right of the values, as in forms that run from right to left.
pub(crate) fn is_mirrored(heads: &mut Heads<'_, '_>, head: &Head, below: Range<usize>) -> bool {
    let open = heads.axes.rows.axis.open.is_some();
    let mut right = false;
    for row in below {
        for index in heads.rows[row].cells.clone() {
            let cell = &heads.grid.cells[index];
            if !cell.is_open() || (head.left..=head.right).contains(&cell.col) {
                continue;
            }
            let label = heads.axes.rows.read(cell).is_label();
            if cell.col < head.left && (label || open && cell.stored == Stored::Text) {
                return false;
            }
            right |= cell.col > head.right && (label || open && cell.stored == Stored::Text);
        }
    }
    right
}

/// True for printed text of the form that is no label of a question or table.
pub(crate) fn is_printed(form: Form<'_>, cell: &FormCell) -> bool {
    let kind = |key: LabelKey| match key {
        LabelKey::Item(_) | LabelKey::Member(_) | LabelKey::Table(_) => false,
        // `No.` is a heading in a row of headings, and an answer elsewhere.
        key => is_asked(form.layout, key),
    };
    cell.label.printed && cell.label.keys.iter().any(|(key, _)| kind(*key))
}

/// True for a note printed on the form.
pub(crate) fn is_note(cell: &FormCell) -> bool {
    cell.label.keys.iter().any(|(key, _)| matches!(key, LabelKey::Note(_)))
}

/// True for text that invites to write.
pub(crate) fn is_placeholder(cell: &FormCell) -> bool {
    is_note(cell) || cell.class == Some(WordClass::Placeholder)
}

/// Reads the labels of the rows below a block's headings. `last` says that nothing of the table follows.
pub(crate) fn read_stub(heads: &mut Heads<'_, '_>, columns: &Columns, below: Range<usize>, last: bool) -> Stub {
    let mut stub = Stub::default();
    let mut numbers: BTreeMap<u16, Vec<(usize, u32)>> = BTreeMap::new();
    let mut labels: Vec<Labelled> = Vec::new();
    for row in below {
        let filled = heads.rows[row].cells.clone().any(|index| {
            let cell = &heads.grid.cells[index];
            cell.is_open() && columns.has_values(cell.col) && !is_note(cell)
        });
        // In a list of the State's own, what alone stands before values is their label, even if it is `0` or `N/A`.
        let alone = heads.axes.rows.axis.open.is_some() && filled && {
            let is_stub = |cell: &FormCell| cell.is_open() && columns.is_stub(cell.col);
            heads.rows[row].cells.clone().filter(|index| is_stub(&heads.grid.cells[*index])).count() == 1
        };
        let mut tags = Vec::new();
        for index in heads.rows[row].cells.clone() {
            let cell = &heads.grid.cells[index];
            if !cell.is_open() || !columns.is_stub(cell.col) {
                continue;
            }
            let reading = heads.axes.rows.read(cell).clone();
            if !reading.is_label() {
                if let Some(number) = numbering(&cell.text).filter(|_| !alone && !is_range(&cell.text)) {
                    numbers.entry(cell.col).or_default().push((index, number));
                    continue;
                }
                // A placeholder with values beside it is a label that was not written.
                let invites = heads.axes.rows.axis.open.is_some() && is_note(cell) && filled;
                if is_printed(heads.form, cell) && !invites {
                    continue;
                }
            }
            let span = heads.grid.span(cell.row, cell.col);
            let tag = Tag { cell: index, reading, own: true, merged: span.top < span.bottom, listed: Listed::No };
            tags.push((cell.col, tag));
        }
        labels.push(Labelled { row, tags, filled });
    }
    if last {
        stub.notes = notes(heads, columns, &labels);
        labels.retain(|labelled| stub.notes.binary_search(&labelled.row).is_err());
    }
    stub.numbers = numbers.into_values().map(|column| column.into_iter().rev().collect()).collect();
    lines(heads, columns, labels, &mut stub);
    stub
}

/// Makes lines of rows with labels.
fn lines(heads: &Heads<'_, '_>, columns: &Columns, labels: Vec<Labelled>, stub: &mut Stub) {
    // By column, of the texts that are no labels: how many are words, neither codes nor numbers, and how many there are.
    let mut unknown: BTreeMap<u16, (usize, usize)> = BTreeMap::new();
    for (col, tag) in labels.iter().flat_map(|labelled| &labelled.tags) {
        let (words, all) = unknown.entry(*col).or_default();
        let own = usize::from(!tag.reading.is_label());
        *all += own;
        let text = &heads.grid.cells[tag.cell].text;
        *words += if is_code(text) || !text.contains(char::is_alphabetic) { 0 } else { own };
    }
    // Of several columns, the State's own list is the one with the most words of its own; codes may stand beside them.
    let listed = heads.axes.rows.axis.open.and_then(|_| unknown.iter().max_by_key(|(_, count)| **count)).map(|(col, _)| *col);
    let mut cols = unknown.into_keys().collect::<Vec<_>>();
    if columns.mirrored {
        cols.reverse();
    }
    let spare = cols.len().saturating_sub(MOST_LEVELS);
    let level = cols.iter().enumerate().map(|(place, col)| (*col, place.saturating_sub(spare))).collect::<FxHashMap<_, _>>();
    let levels = cols.len() - spare;
    for Labelled { row, tags, filled } in labels {
        let mut line = Line { at: heads.rows[row].at, filled, ..Line::default() };
        line.tags.resize(levels, None);
        let mut labelled = tags.iter().any(|(col, _)| listed == Some(*col));
        for (col, mut tag) in tags {
            let (unknown, here) = (!tag.reading.is_label(), listed == Some(col));
            let code = unknown && !here && listed.is_some() && is_code(&heads.grid.cells[tag.cell].text);
            // Without a name, the code is the label.
            tag.listed = match (unknown && here, code) {
                (true, _) => Listed::Label,
                (false, true) if !std::mem::replace(&mut labelled, true) => Listed::Label,
                (false, true) => Listed::Code,
                (false, false) => Listed::No,
            };
            line.tags[level[&col]].get_or_insert(tag);
        }
        stub.lines.push(line);
        stub.rows.push(row);
    }
    fill_down(heads, &mut stub.lines);
}

/// Lets labels that are merged over several rows hold for each of them.
fn fill_down(heads: &Heads<'_, '_>, lines: &mut [Line]) {
    for index in 0..lines.len() {
        for level in 0..lines[index].tags.len() {
            let Some(tag) = lines[index].tags[level].clone().filter(|tag| tag.own && tag.merged) else { continue };
            let cell = &heads.grid.cells[tag.cell];
            let bottom = heads.grid.span(cell.row, cell.col).bottom;
            for line in lines[index + 1..].iter_mut().take_while(|line| line.at <= bottom) {
                line.tags[level].get_or_insert_with(|| Tag { own: false, ..tag.clone() });
            }
        }
    }
}

/// True for a text of the form of a country's code of three letters.
fn is_code(text: &str) -> bool {
    let text = text.trim();
    text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_uppercase())
}

/// True for a text that bounds a number, or goes from one to another: a group of ages, and no number of a row.
fn is_range(text: &str) -> bool {
    if text.contains(['+', '<', '>', '≤', '≥', '＋', '＜', '＞']) {
        return true;
    }
    let parts = text.split(['-', '–', '—', '−', '~', '～', '至']).map(str::trim).collect::<SmallVec<[&str; 2]>>();
    parts.windows(2).any(|pair| pair[0].ends_with(char::is_numeric) && pair[1].starts_with(char::is_numeric))
}

/// Rows of notes: text under the last row of the table.
fn notes(heads: &Heads<'_, '_>, columns: &Columns, labels: &[Labelled]) -> Vec<usize> {
    let in_table = |Labelled { tags, filled, .. }: &Labelled| {
        tags.iter().any(|(_, tag)| tag.reading.is_label()) || (*filled && !tags.is_empty())
    };
    let end = labels.iter().rposition(in_table).map_or(0, |last| last + 1);
    let mut above = match end.checked_sub(1) {
        Some(last) => heads.rows[labels[last].row].at,
        None => labels.first().map_or(0, |first| heads.rows[first.row.saturating_sub(1)].at),
    };
    let mut notes = Vec::new();
    let mut continues = false;
    for Labelled { row, .. } in &labels[end..] {
        let at = heads.rows[*row].at;
        let apart = at > above + 1;
        above = at;
        let cells = heads.rows[*row].cells.clone().map(|index| &heads.grid.cells[index]);
        let cells = cells.filter(|cell| cell.is_open() && !is_printed(heads.form, cell)).collect::<Vec<_>>();
        let Some(first) = cells.first() else { continue };
        let texts = cells.iter().all(|cell| cell.stored == Stored::Text);
        let marked = opens_note(heads.form, &first.text) || is_long(&first.text);
        let alone = cells.len() == 1 || cells[1..].iter().all(|cell| !columns.has_values(cell.col)) || (marked && cells.len() == 2);
        let aside = !columns.has_values(first.col);
        continues = texts && alone && (marked || ((apart || continues) && aside));
        if continues {
            notes.push(*row);
        }
    }
    notes
}

fn is_long(text: &str) -> bool {
    let sentence = text.trim_end().ends_with(['.', '。', '؟', '!', '।']);
    text.chars().nth(if sentence { LONGEST_SENTENCE } else { LONGEST_LABEL }).is_some()
}

/// True for a text that starts as notes do: with a footnote mark, or the word for a note.
fn opens_note(form: Form<'_>, text: &str) -> bool {
    let text = text.trim_start();
    let mut chars = text.chars();
    let marked = match chars.next() {
        Some('*' | '†' | '‡' | '§' | '#' | '¹' | '²' | '³' | '⁰' | '⁴'..='⁹') => true,
        Some('(' | '[') => chars.next().is_some_and(char::is_alphanumeric) && matches!(chars.next(), Some(')' | ']')),
        Some(mark) if mark.is_ascii_alphanumeric() => chars.next() == Some(')'),
        _ => false,
    };
    let opens = |folded: &str, word: &String| match folded.strip_prefix(word.as_str()) {
        Some(rest) => rest.is_empty() || rest.starts_with(|c: char| c == ' ' || c.is_ascii_digit()),
        None => false,
    };
    marked || {
        let folded = fold(text.get(..text.floor_char_boundary(200)).unwrap_or(text));
        form.schemas.words.notes.iter().any(|word| opens(&folded, word))
    }
}
