//! The distinct texts of files: what each is the label of, and which word. Most texts stand in many cells, and many in every file.

use crate::cell::{Cell, Content};
use crate::form::Form;
use crate::matcher::{Keys, LONGEST, Match, Matcher};
use crate::tables::axis::Readings;
use rustc_hash::FxHashMap;
use std::rc::Rc;
use verbale_model::fold::fold_into;
use verbale_model::words::{WordClass, Words};
use verbale_model::{EditionId, Language, Schemas};

/// A distinct text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct WordingId(u32);

impl WordingId {
    const fn index(self) -> usize {
        self.0 as usize
    }
}

/// A distinct text and what is known of it.
struct Wording {
    text: Rc<str>,
    class: Option<WordClass>,
    /// What it is the label of in each edition that has it; most texts are labels of nothing. Looked up when it is first asked for.
    labels: Option<Box<[(EditionId, Match)]>>,
    /// In which file it was met last.
    file: u64,
    /// What was looked up after it last: texts of a form stand in the same order in each file.
    next: WordingId,
}

/// How the labels of one table read.
#[derive(Default)]
pub(crate) struct AxisReadings {
    pub(crate) rows: Readings,
    pub(crate) columns: Readings,
}

/// The distinct texts that one thread has met.
pub(crate) struct Wordings<'s> {
    matchers: Vec<(EditionId, Matcher<'s>)>,
    words: &'s Words,
    known: FxHashMap<Rc<str>, WordingId>,
    list: Vec<Wording>,
    /// By their bits, the texts of numbers.
    numbers: FxHashMap<u64, WordingId>,
    /// The book that is read, and the texts of its shared strings.
    book: u64,
    strings: Vec<Option<WordingId>>,
    /// By edition, layout and language, of each table.
    readings: FxHashMap<(EditionId, usize, Language), Vec<AxisReadings>>,
    /// What was looked up last.
    last: WordingId,
    /// How many bytes the texts have.
    held: usize,
    /// Files looked at.
    file: u64,
    /// Room to write a number or fold a text.
    buffer: String,
}

/// Texts kept from one sheet to the next, and their bytes; the labels of all editions in six languages have a fifth of it.
const MOST_KEPT: usize = 50_000;
const MOST_BYTES: usize = 4 << 20;

impl<'s> Wordings<'s> {
    /// None yet.
    pub(crate) fn new(schemas: &'s Schemas) -> Self {
        let matchers = schemas.editions.iter().map(|edition| (edition.id, Matcher::new(&edition.labels)));
        Self::with(matchers.collect(), &schemas.words)
    }

    fn with(matchers: Vec<(EditionId, Matcher<'s>)>, words: &'s Words) -> Self {
        Self {
            matchers,
            words,
            known: FxHashMap::default(),
            list: Vec::new(),
            numbers: FxHashMap::default(),
            book: 0,
            strings: Vec::new(),
            readings: FxHashMap::default(),
            last: WordingId(0),
            held: 0,
            file: 0,
            buffer: String::new(),
        }
    }

    /// Begins a sheet of a book, or a look at all of them: ids hold until the next one.
    pub(crate) fn begin(&mut self, book: u64) {
        if self.list.len() > MOST_KEPT || self.held > MOST_BYTES {
            self.known.clear();
            self.list.clear();
            self.numbers.clear();
            self.strings.clear();
            self.readings.clear();
            self.held = 0;
        }
        if self.book != book {
            self.book = book;
            self.strings.clear();
        }
    }

    /// Begins a file: no text was met in it.
    pub(crate) fn begin_file(&mut self) {
        self.file += 1;
    }

    /// True for a text that this file has not had so far; it has it now.
    pub(crate) fn is_first(&mut self, id: WordingId) -> bool {
        std::mem::replace(&mut self.list[id.index()].file, self.file) != self.file
    }

    /// How the labels of each table of a form read, as far as they were met. Whoever takes them brings them back.
    pub(crate) fn take_readings(&mut self, form: Form<'_>) -> Vec<AxisReadings> {
        self.readings.remove(&(form.edition.id, form.index, form.language)).unwrap_or_default()
    }

    /// Keeps them for the next sheet.
    pub(crate) fn keep_readings(&mut self, form: Form<'_>, readings: Vec<AxisReadings>) {
        self.readings.insert((form.edition.id, form.index, form.language), readings);
    }

    /// The id of a text.
    pub(crate) fn meet(&mut self, text: &str) -> WordingId {
        let likely = self.list.get(self.last.index()).map_or(self.last, |last| last.next);
        let found = if self.list.get(likely.index()).is_some_and(|likely| *likely.text == *text) {
            likely
        } else {
            let found = self.known.get(text).copied().unwrap_or_else(|| self.learn(text));
            if let Some(last) = self.list.get_mut(self.last.index()) {
                last.next = found;
            }
            found
        };
        self.last = found;
        found
    }

    fn learn(&mut self, text: &str) -> WordingId {
        let id = WordingId(u32::try_from(self.list.len()).expect("a file has fewer than 2^32 texts"));
        let shared: Rc<str> = text.into();
        self.held += text.len();
        self.known.insert(Rc::clone(&shared), id);
        self.list.push(Wording { text: shared, class: self.words.class(text), labels: None, file: 0, next: id });
        id
    }

    /// The id of a cell's text. A string that cells share is looked up once in a book, and a number once at all.
    pub(crate) fn meet_cell(&mut self, cell: &Cell<'_>) -> WordingId {
        match (&cell.content, cell.string) {
            (Content::Text(text), Some(string)) => {
                let string = string as usize;
                if let Some(Some(known)) = self.strings.get(string) {
                    return *known;
                }
                let id = self.meet(text);
                if self.strings.len() <= string {
                    self.strings.resize(string + 1, None);
                }
                self.strings[string] = Some(id);
                id
            }
            (content, _) => match (content.ready(), content.bits()) {
                (Some(text), _) => self.meet(text),
                (None, bits) => self.meet_number(content, bits),
            },
        }
    }

    fn meet_number(&mut self, content: &Content<'_>, bits: Option<u64>) -> WordingId {
        if let Some(known) = bits.and_then(|bits| self.numbers.get(&bits)) {
            return *known;
        }
        let mut text = std::mem::take(&mut self.buffer);
        text.clear();
        content.write(&mut text);
        let id = self.meet(&text);
        self.buffer = text;
        if let Some(bits) = bits {
            self.numbers.insert(bits, id);
        }
        id
    }

    pub(crate) fn text(&self, id: WordingId) -> &Rc<str> {
        &self.list[id.index()].text
    }

    /// Which of the words that a cell may hold instead of a value it is.
    pub(crate) fn class(&self, id: WordingId) -> Option<WordClass> {
        self.list[id.index()].class
    }

    /// What it is the label of in an edition; no keys if of nothing.
    pub(crate) fn label(&mut self, id: WordingId, edition: EditionId) -> Match {
        let labels = self.labels(id).iter();
        labels.into_iter().find(|(of, _)| *of == edition).map(|(_, label)| label.clone()).unwrap_or_default()
    }

    /// The same for a text of which was asked before whether it is a label of anything.
    pub(crate) fn keys(&self, id: WordingId, edition: EditionId) -> Option<&Keys> {
        let labels = self.list[id.index()].labels.as_deref().unwrap_or_default();
        labels.iter().find(|(of, _)| *of == edition).map(|(_, label)| &label.keys)
    }

    /// True for the label of something in one edition or another.
    pub(crate) fn is_label(&mut self, id: WordingId) -> bool {
        !self.labels(id).is_empty()
    }

    fn labels(&mut self, id: WordingId) -> &[(EditionId, Match)] {
        let Self { list, matchers, buffer, .. } = self;
        let Wording { text, labels, .. } = &mut list[id.index()];
        labels.get_or_insert_with(|| {
            if text.len() > LONGEST {
                return Box::default();
            }
            fold_into(text, buffer);
            let found = matchers.iter().map(|(edition, matcher)| (*edition, matcher.find_folded(text, buffer)));
            found.filter(|(_, label)| !label.keys.is_empty()).collect()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::borrow::Cow;
    use verbale_model::fold::fold;
    use verbale_model::labels::{LabelKey, Labels};
    use verbale_model::words::word_form;
    use verbale_model::{ItemId, Language};

    fn labels(text: &str) -> Labels {
        let mut labels = Labels::default();
        labels.index.insert(fold(text), [(LabelKey::Item(ItemId(0)), Language::En)].into_iter().collect());
        labels
    }

    fn cell(content: Content<'_>, string: Option<u32>) -> Cell<'_> {
        Cell { row: 0, col: 0, content, string }
    }

    #[test]
    fn a_text_that_was_met_is_the_same_again() {
        let (countries, years) = (labels("Country"), labels("Year"));
        let mut words = Words::default();
        words.index.insert(word_form("N/A"), WordClass::NotStated);
        let editions = [(EditionId(0), &countries), (EditionId(1), &years)];
        let matchers = || editions.map(|(id, labels)| (id, Matcher::new(labels))).into();
        let mut wordings = Wordings::with(matchers(), &words);
        for text in ["Country", "n/a", "12", "Country", "Year", "COUNTRY", "n/a", ""] {
            let id = wordings.meet(text);
            assert_eq!(id, wordings.meet(text));
            assert_eq!(&**wordings.text(id), text);
            assert_eq!(wordings.class(id), words.class(text), "{text}");
            for (edition, labels) in editions {
                let found = Matcher::new(labels).find(text);
                assert_eq!(found, wordings.label(id, edition), "{text}");
                assert_eq!(found.keys, wordings.keys(id, edition).cloned().unwrap_or_default(), "{text}");
            }
            assert_eq!(wordings.is_label(id), ["Country", "COUNTRY", "Year"].contains(&text));
        }
        assert_ne!(wordings.meet("Country"), wordings.meet("COUNTRY"));
        assert_eq!(wordings.list.len(), 6);
    }

    #[test]
    fn a_string_is_that_of_its_book_and_a_number_that_of_its_text() {
        let words = Words::default();
        let mut wordings = Wordings::with(Vec::new(), &words);
        let text = |text: &'static str| Content::Text(Cow::Borrowed(text));
        wordings.begin(1);
        let first = wordings.meet_cell(&cell(text("Aland"), Some(7)));
        assert_eq!(wordings.meet_cell(&cell(text("Aland"), Some(7))), first);
        assert_eq!(wordings.meet_cell(&cell(text("Aland"), None)), first);
        // The same book again, then another one with another string in that place.
        wordings.begin(1);
        assert_eq!(wordings.meet_cell(&cell(text("Aland"), Some(7))), first);
        wordings.begin(2);
        let second = wordings.meet_cell(&cell(text("Bland"), Some(7)));
        assert_eq!(&**wordings.text(second), "Bland");
        for (number, expected) in [(5.0, "5"), (0.5, "0.5"), (-0.0, "0"), (0.0, "0"), (5.0, "5")] {
            let id = wordings.meet_cell(&cell(Content::Number(number), None));
            assert_eq!(&**wordings.text(id), expected);
            assert_eq!(wordings.meet_cell(&cell(Content::Percent(number), None)), id);
            assert_eq!(wordings.meet(expected), id);
        }
    }

    #[test]
    fn a_text_is_first_once_in_a_file_and_what_is_too_much_is_forgotten() {
        let words = Words::default();
        let mut wordings = Wordings::with(Vec::new(), &words);
        for _ in 0..2 {
            wordings.begin_file();
            let id = wordings.meet("Country");
            assert!(wordings.is_first(id));
            assert!(!wordings.is_first(id));
        }
        let string = cell(Content::Text(Cow::Borrowed("Country")), Some(0));
        wordings.begin(1);
        wordings.meet_cell(&string);
        for number in 0..=MOST_KEPT {
            wordings.meet(&number.to_string());
        }
        wordings.begin(1);
        assert!(wordings.list.is_empty());
        let id = wordings.meet_cell(&string);
        assert_eq!((&**wordings.text(id), wordings.list.len()), ("Country", 1));
    }
}
