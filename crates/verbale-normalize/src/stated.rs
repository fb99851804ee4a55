//! What a cell may state instead of a value: no data, does not apply, see annex, the template's own text.

use crate::digits::visible;
use crate::remark::Remark;
use verbale_model::catalogue::{HEADER_AS_DATA, NO_PLAIN_VALUE, NO_VALUE, PLACEHOLDER};
use verbale_model::words::{WordClass, Words};
use verbale_model::{Status, Value};

/// What a whole cell states, if it is one of the words.
pub(crate) fn class(text: &str, words: &Words) -> Option<WordClass> {
    let seen = visible(text);
    // Text that the word form leaves as it is needs no copy.
    words.index.get(seen.as_ref()).copied().or_else(|| words.class(&seen))
}

/// The status that a word gives an answer.
pub(crate) const fn status(class: WordClass) -> Option<Status> {
    Some(match class {
        WordClass::NotAvailable => Status::NotAvailable,
        WordClass::NotApplicable => Status::NotApplicable,
        WordClass::Refused => Status::Refused,
        WordClass::SeeAnnex => Status::SeeAnnex,
        WordClass::NotStated => Status::NotStated,
        WordClass::FormulaError => Status::FormulaError,
        _ => return None,
    })
}

/// Status, value and remark of a cell whose text states why there is no value, or is the template's own.
pub(crate) fn answer(class: WordClass, text: &str) -> Option<(Status, Value, Remark)> {
    if class == WordClass::FormulaError {
        return Some((Status::FormulaError, Value::None, Remark::new(NO_PLAIN_VALUE).quote(text)));
    }
    if let Some(status) = status(class) {
        return Some((status, Value::None, Remark::new(NO_VALUE).quote(text).arg(status.code())));
    }
    let kind = match class {
        WordClass::Placeholder => PLACEHOLDER,
        WordClass::Header | WordClass::Total => HEADER_AS_DATA,
        _ => return None,
    };
    Some((Status::Unreadable, Value::None, Remark::new(kind).quote(text)))
}
