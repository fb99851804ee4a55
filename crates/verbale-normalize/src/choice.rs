//! Answer words: one code of a list, as a word in any of the six languages or as a ticked box.

use crate::digits::visible;
use crate::remark::Remark;
use crate::{mojibake, stated, tick};
use smallvec::{SmallVec, smallvec};
use verbale_model::catalogue::{ANSWER_UNKNOWN, MOJIBAKE};
use verbale_model::codelist::{Codelist, list_form};
use verbale_model::words::Words;
use verbale_model::{CodeId, Language, Status};

/// What a cell says in place of an answer word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChoiceReading {
    /// The codes; more than one where several boxes are ticked.
    pub codes: SmallVec<[CodeId; 1]>,
    /// Why there is no code; [`Status::Reported`] if there is one.
    pub status: Status,
    /// What was noticed.
    pub remarks: SmallVec<[Remark; 1]>,
}

impl ChoiceReading {
    fn without(status: Status) -> Self {
        Self { codes: SmallVec::new(), status, remarks: SmallVec::new() }
    }

    fn of(codes: SmallVec<[CodeId; 1]>) -> Self {
        Self { codes, status: Status::Reported, remarks: SmallVec::new() }
    }

    fn with(mut self, remark: Remark) -> Self {
        self.remarks.push(remark);
        self
    }
}

/// Reads a text as a code of a list; the language is that of the labels named in a finding.
///
/// Only whole answers count: `Yes, but only partly` is neither yes nor partly.
pub fn parse(text: &str, list: &Codelist, words: &Words, language: Language) -> ChoiceReading {
    let seen = visible(text);
    if seen.is_empty() {
        return ChoiceReading::without(Status::Blank);
    }
    // The list goes before the words: in some lists "no information" is a code.
    if let Some(code) = find(&seen, list) {
        return ChoiceReading::of(smallvec![code]);
    }
    if let Some((status, _, remark)) = stated::class(&seen, words).and_then(|class| stated::answer(class, &seen)) {
        return ChoiceReading::without(status).with(remark);
    }
    if let Some(codes) = ticked(&seen, list, words) {
        return if codes.is_empty() { ChoiceReading::without(Status::Blank) } else { ChoiceReading::of(codes) };
    }
    if let Some((code, repaired)) = mojibake::repair(&seen).and_then(|repaired| Some((find(&repaired, list)?, repaired))) {
        return ChoiceReading::of(smallvec![code]).with(Remark::new(MOJIBAKE).quote(&seen).quote(&repaired));
    }
    ChoiceReading::without(Status::Unreadable).with(unknown(&seen, list, language))
}

/// The code of a whole text.
pub(crate) fn find(text: &str, list: &Codelist) -> Option<CodeId> {
    let form = list_form(text);
    list.find(&form).filter(|_| !form.is_empty())
}

/// The codes of the ticked options; `None` if the text is not made of options of the list.
fn ticked(text: &str, list: &Codelist, words: &Words) -> Option<SmallVec<[CodeId; 1]>> {
    let options = tick::options(text, words)?;
    let codes: SmallVec<[(CodeId, bool); 4]> =
        options.into_iter().map(|(label, ticked)| Some((find(label, list)?, ticked))).collect::<Option<_>>()?;
    let distinct = codes.iter().enumerate().all(|(index, (code, _))| codes[..index].iter().all(|(other, _)| other != code));
    distinct.then(|| codes.into_iter().filter(|(_, ticked)| *ticked).map(|(code, _)| code).collect())
}

/// The remark on a text that is no answer word, with those that would be.
pub(crate) fn unknown(text: &str, list: &Codelist, language: Language) -> Remark {
    let expected: Vec<&str> = list.codes.iter().map(|entry| label(&entry.labels, language)).collect();
    Remark::new(ANSWER_UNKNOWN).quote(text).arg(expected.join(", "))
}

fn label(labels: &[String; 6], language: Language) -> &str {
    let label = &labels[language.index()];
    if label.is_empty() { &labels[Language::En.index()] } else { label }
}
