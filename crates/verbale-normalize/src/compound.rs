//! Labels that hold a count or several areas: `97 albanian`, `Aruba/Curacao`, `3 nigériens et 1 tunisien`.

use crate::area::{Lookup, exact};
use crate::digits::digit;
use smallvec::SmallVec;
use verbale_model::CodeId;
use verbale_model::words::Joining;

/// A longer text is prose, and no label.
const MAX_LENGTH: usize = 400;

/// True if a label that names no area as a whole holds a count, or names several in its parts.
pub(crate) fn is_compound(text: &str, lookup: &Lookup<'_>) -> bool {
    if text.len() > MAX_LENGTH {
        return false;
    }
    let pieces = pieces(text, &lookup.schemas.words.joining);
    let counts = |piece: &str| piece.split_whitespace().any(is_count);
    if pieces.iter().any(|piece| piece.split_whitespace().next().is_some_and(is_count)) {
        return true;
    }
    let is_area = |code: &CodeId| lookup.schemas.areas.get(*code).is_some();
    let mut named: SmallVec<[CodeId; 4]> = pieces.iter().filter_map(|piece| exact(piece, lookup)?.code.filter(is_area)).collect();
    if !named.is_empty() && pieces.iter().any(|piece| counts(piece)) {
        return true;
    }
    named.sort_unstable();
    named.dedup();
    // A stroke between two names is as good as a list, even if one of them is unknown.
    named.len() > 1 || named.len() == 1 && pieces.len() > 1 && text.contains(['/', '|', ';', '\n'])
}

fn is_count(word: &str) -> bool {
    word.chars().all(|c| digit(c).is_some())
}

/// The parts of a label between signs and words that join.
fn pieces(text: &str, joining: &Joining) -> SmallVec<[String; 4]> {
    let is_sign =
        |c: char| matches!(c, ',' | ';' | '/' | '|' | '&' | '+' | '\n' | '(' | ')' | '،' | '؛' | '、' | '，' | '；' | '：' | ':');
    let mut pieces = SmallVec::new();
    for part in text.split(|c| is_sign(c) || joining.unspaced.contains(&c)) {
        let mut piece = String::new();
        for word in part.split_whitespace() {
            if joining.names.contains(&word.to_lowercase()) {
                push(&mut pieces, &mut piece);
                continue;
            }
            let bare = joining.prefixes.iter().find_map(|prefix| word.strip_prefix(prefix.as_str()));
            let joined = bare.filter(|rest| rest.chars().count() > 2);
            if joined.is_some() {
                push(&mut pieces, &mut piece);
            }
            if !piece.is_empty() {
                piece.push(' ');
            }
            piece.push_str(joined.unwrap_or(word));
        }
        push(&mut pieces, &mut piece);
    }
    pieces
}

fn push(pieces: &mut SmallVec<[String; 4]>, piece: &mut String) {
    if !piece.is_empty() {
        pieces.push(std::mem::take(piece));
    }
}
