//! The distinct texts of a form's cells: what each is the label of, and which word. Most texts stand in many cells.

use crate::form::Form;
use crate::matcher::{Match, Matcher};
use crate::memory::MOST_BYTES;
use crate::tables::axis::Readings;
use rustc_hash::FxHashMap;
use std::rc::Rc;
use verbale_model::Language;
use verbale_model::labels::Labels;
use verbale_model::words::{WordClass, Words};

/// A distinct text of a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct WordingId(usize);

/// A distinct text and what is known of it.
struct Wording {
    text: Rc<str>,
    /// Looked up when it is first asked for.
    label: Option<Match>,
    class: Option<WordClass>,
}

/// How the labels of one table read.
#[derive(Default)]
pub(crate) struct AxisReadings {
    pub(crate) rows: Readings,
    pub(crate) columns: Readings,
}

/// The distinct texts of the sheets of an edition's forms.
pub(crate) struct Wordings<'e> {
    matcher: Matcher<'e>,
    words: &'e Words,
    known: FxHashMap<Rc<str>, WordingId>,
    list: Vec<Wording>,
    /// By layout and language, of each table.
    readings: FxHashMap<(usize, Language), Vec<AxisReadings>>,
    /// How many bytes the texts have.
    held: usize,
}

/// Texts kept from one sheet to the next.
const MOST_KEPT: usize = 30_000;

impl<'e> Wordings<'e> {
    pub(crate) fn new(labels: &'e Labels, words: &'e Words) -> Self {
        Self {
            matcher: Matcher::new(labels),
            words,
            known: FxHashMap::default(),
            list: Vec::new(),
            readings: FxHashMap::default(),
            held: 0,
        }
    }

    /// Begins a sheet: ids hold within one.
    pub(crate) fn begin_sheet(&mut self) {
        if self.list.len() > MOST_KEPT || self.held > MOST_BYTES {
            self.known.clear();
            self.list.clear();
            self.readings.clear();
            self.held = 0;
        }
    }

    /// How the labels of each table of a form read, as far as they were met. Whoever takes them brings them back.
    pub(crate) fn take_readings(&mut self, form: Form<'_>) -> Vec<AxisReadings> {
        self.readings.remove(&(form.index, form.language)).unwrap_or_default()
    }

    /// Keeps them for the next sheet.
    pub(crate) fn keep_readings(&mut self, form: Form<'_>, readings: Vec<AxisReadings>) {
        self.readings.insert((form.index, form.language), readings);
    }

    /// The id of a text.
    pub(crate) fn meet(&mut self, text: &str) -> WordingId {
        if let Some(&known) = self.known.get(text) {
            return known;
        }
        let id = WordingId(self.list.len());
        let shared: Rc<str> = text.into();
        self.held += text.len();
        self.known.insert(Rc::clone(&shared), id);
        self.list.push(Wording { text: shared, label: None, class: self.words.class(text) });
        id
    }

    pub(crate) fn text(&self, id: WordingId) -> Rc<str> {
        Rc::clone(&self.list[id.0].text)
    }

    /// Which of the words that a cell may hold instead of a value it is.
    pub(crate) fn class(&self, id: WordingId) -> Option<WordClass> {
        self.list[id.0].class
    }

    /// What it is the label of; no keys if of nothing.
    pub(crate) fn label(&mut self, id: WordingId) -> Match {
        let wording = &mut self.list[id.0];
        wording.label.get_or_insert_with(|| self.matcher.find(&wording.text)).clone()
    }

    /// What a text that stands in no cell is the label of.
    pub(crate) fn find(&mut self, text: &str) -> Match {
        self.matcher.find(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use verbale_model::fold::fold;
    use verbale_model::labels::LabelKey;
    use verbale_model::words::word_form;
    use verbale_model::{ItemId, Language};

    #[test]
    fn a_text_that_was_met_is_the_same_again() {
        let mut labels = Labels::default();
        labels.index.insert(fold("Country"), [(LabelKey::Item(ItemId(0)), Language::En)].into_iter().collect());
        let mut words = Words::default();
        words.index.insert(word_form("N/A"), WordClass::NotStated);
        let mut wordings = Wordings::new(&labels, &words);
        for text in ["Country", "n/a", "12", "Country", "COUNTRY", "n/a", ""] {
            let id = wordings.meet(text);
            assert_eq!(id, wordings.meet(text));
            assert_eq!(&*wordings.text(id), text);
            assert_eq!(wordings.class(id), words.class(text), "{text}");
            let found = wordings.find(text);
            assert_eq!(found, wordings.label(id), "{text}");
            assert_eq!(found, wordings.label(id), "{text}");
        }
        assert_ne!(wordings.meet("Country"), wordings.meet("COUNTRY"));
        assert_eq!(wordings.list.len(), 5);
    }
}
