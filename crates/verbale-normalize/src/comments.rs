//! Comments on cells of a workbook: words of the sender, kept with the answer of the cell.

use crate::replies::Content;
use rustc_hash::FxHashMap;
use verbale_model::catalogue::CELL_COMMENT;
use verbale_model::reading::Attribute;
use verbale_model::{Finding, Locus, TextId, Unplaced};

/// The name under which an answer has the comment on its cell.
const NAME: &str = "cell_comment";

/// Gives each comment to the answers of its cell, or keeps it as unplaced where the cell is none.
pub(crate) fn attach(comments: &[(Locus, TextId)], file: &mut Content) {
    if comments.is_empty() {
        return;
    }
    let name = file.texts.intern(NAME);
    let mut answers: FxHashMap<Locus, Vec<(usize, u32)>> = comments.iter().map(|(at, _)| (*at, Vec::new())).collect();
    for (reply, content) in file.replies.list.iter().enumerate() {
        for (answer, index) in content.answers.iter().zip(0u32..) {
            if let Some(of_cell) = answers.get_mut(&answer.at) {
                of_cell.push((reply, index));
            }
        }
    }
    for (at, text) in comments {
        file.findings.push(Finding::new(CELL_COMMENT, *at));
        let of_cell = &answers[at];
        for (reply, answer) in of_cell {
            file.replies.list[*reply].attributes.push(Attribute { answer: *answer, name, raw: *text });
        }
        if of_cell.is_empty() {
            let reply = file.replies.of(None);
            file.replies.list[reply].unplaced.push(Unplaced { at: *at, raw: *text, why: CELL_COMMENT });
        }
    }
}
