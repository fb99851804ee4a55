//! What a file says of a cell beside its value and that goes with the answer: comments on cells of a workbook, which are words
//! of the sender, and languages of texts.

use crate::replies::Content;
use rustc_hash::FxHashMap;
use verbale_model::catalogue::{CELL_COMMENT, UNKNOWN_PART};
use verbale_model::intake::NoteKind;
use verbale_model::reading::Attribute;
use verbale_model::{Finding, Locus, TextId, Unplaced};

/// What is said of a cell.
pub(crate) struct OfCell {
    pub(crate) kind: NoteKind,
    pub(crate) at: Locus,
    pub(crate) text: TextId,
}

/// Gives each remark to the answers of its cell, or keeps it as unplaced where the cell is none.
pub(crate) fn attach(remarks: &[OfCell], file: &mut Content) {
    if remarks.is_empty() {
        return;
    }
    let mut answers: FxHashMap<Locus, Vec<(usize, u32)>> = remarks.iter().map(|remark| (remark.at, Vec::new())).collect();
    for (reply, content) in file.replies.list.iter().enumerate() {
        for (answer, index) in content.answers.iter().zip(0u32..) {
            if let Some(of_cell) = answers.get_mut(&answer.at) {
                of_cell.push((reply, index));
            }
        }
    }
    for OfCell { kind, at, text } in remarks {
        // The name under which an answer has it.
        let (name, why) = match kind {
            NoteKind::Comment => ("cell_comment", CELL_COMMENT),
            kind => (kind.code(), UNKNOWN_PART),
        };
        if *kind == NoteKind::Comment {
            file.findings.push(Finding::new(CELL_COMMENT, *at));
        }
        let name = file.texts.intern(name);
        let of_cell = &answers[at];
        for (reply, answer) in of_cell {
            file.replies.list[*reply].attributes.push(Attribute { answer: *answer, name, raw: *text });
        }
        if of_cell.is_empty() {
            let reply = file.replies.of(None);
            file.replies.list[reply].unplaced.push(Unplaced { at: *at, raw: *text, why });
        }
    }
}
