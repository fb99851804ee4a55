//! What a label along one side of a table says: codes, a year, or nothing that is known.

use crate::form::Form;
use crate::grid::FormCell;
use crate::matcher::is_mark;
use crate::tables::year::{YearDoubt, YearText, date_year, is_bare_year, may_be_year, read_year, without_marks};
use crate::wordings::WordingId;
use rustc_hash::FxHashMap;
use smallvec::SmallVec;
use verbale_model::codelist::list_form;
use verbale_model::fold::fold;
use verbale_model::intake::SpreadsheetDate;
use verbale_model::labels::LabelKey;
use verbale_model::layout::{Axis, MemberId};
use verbale_model::{CodeId, DimId, Stored};

/// Codes of dimensions; a total is among them where a label says one.
pub(crate) type Codes = SmallVec<[(DimId, CodeId); 3]>;

/// What a label says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Saying {
    /// Codes; none for a total of everything.
    pub(crate) codes: Codes,
    pub(crate) year: Option<i16>,
    /// The year is not the whole year.
    pub(crate) partial: bool,
}

/// How a label reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Reading {
    /// It says this.
    Said(Saying),
    /// A word of several dimensions: `Unknown`, `Total`.
    Choice(Codes),
    /// Years of which none is certain.
    Years(YearDoubt),
    /// Two labels of the axis have this wording.
    Unclear,
    /// No label of the axis.
    Unknown,
}

impl Reading {
    pub(crate) const fn has_year(&self) -> bool {
        matches!(self, Self::Said(Saying { year: Some(_), .. }))
    }

    pub(crate) const fn is_label(&self) -> bool {
        !matches!(self, Self::Unknown)
    }

    /// True for a label that is sure to be one where nothing else is known of its row.
    pub(crate) const fn is_plain(&self) -> bool {
        match self {
            Self::Said(saying) => !saying.partial,
            Self::Choice(_) | Self::Unclear => true,
            Self::Years(_) | Self::Unknown => false,
        }
    }
}

/// Longer texts are no labels of rows or columns.
const LONGEST: usize = 300;
/// How many separators of a text are tried.
const MOST_CUTS: usize = 8;
/// How many parts a composite label has at most.
const MOST_PARTS: usize = 3;
const SEPARATORS: [char; 18] = [',', ';', ':', '/', '(', '[', '–', '—', '-', '|', '\n', '،', '؛', '、', '，', '；', '：', '（'];

/// How the texts of one axis read. Most are no labels of it: names of States, answers.
#[derive(Default)]
pub(crate) struct Readings {
    /// Index into `list` by text; [`UNKNOWN`] for what is no label.
    by_text: FxHashMap<WordingId, u32>,
    list: Vec<Reading>,
}

/// In place of the index of a reading.
const UNKNOWN: u32 = u32::MAX;

impl Readings {
    fn keep(&mut self, text: WordingId, reading: Reading) -> u32 {
        let place = match reading {
            Reading::Unknown => UNKNOWN,
            // Without room, which no table needs, it counts as the text that it is.
            _ => u32::try_from(self.list.len()).unwrap_or(UNKNOWN),
        };
        if place != UNKNOWN {
            self.list.push(reading);
        }
        self.by_text.insert(text, place);
        place
    }
}

/// Reads the labels of one axis; each text is read once.
pub(crate) struct AxisReader<'f> {
    form: Form<'f>,
    pub(crate) axis: &'f Axis,
    pub(crate) known: Readings,
    /// Dates by their number.
    dates: FxHashMap<u64, Reading>,
    unknown: Reading,
    folded: String,
}

impl<'f> AxisReader<'f> {
    /// `known` are readings of the same axis in the same language.
    pub(crate) fn new(form: Form<'f>, axis: &'f Axis, known: Readings) -> Self {
        Self { form, axis, known, dates: FxHashMap::default(), unknown: Reading::Unknown, folded: String::new() }
    }

    /// What a cell says on this axis.
    pub(crate) fn read(&mut self, cell: &FormCell) -> &Reading {
        let readable = match cell.stored {
            Stored::Text => cell.text.len() <= LONGEST,
            Stored::Number(_) => self.axis.years && may_be_year(&cell.text),
            Stored::Date(date) if self.axis.years && !date.duration => return self.date(date),
            _ => false,
        };
        if !readable {
            return &self.unknown;
        }
        let place = match self.known.by_text.get(&cell.id) {
            Some(known) => *known,
            None => {
                let reading = self.text(&cell.text);
                self.known.keep(cell.id, reading)
            }
        };
        self.known.list.get(place as usize).unwrap_or(&self.unknown)
    }

    /// What a date says: its year, in part unless it is the first day, which a year becomes that is typed as a date. The number
    /// of a year that is only shown as a date is that year.
    fn date(&mut self, date: SpreadsheetDate) -> &Reading {
        self.dates.entry(date.serial.to_bits()).or_insert_with(|| match date_year(date) {
            Some((year, first)) => Reading::Said(Saying { year: Some(year), partial: !first, ..Saying::default() }),
            None => Reading::Unknown,
        })
    }

    fn text(&mut self, text: &str) -> Reading {
        let saying = |year, partial| Reading::Said(Saying { codes: Codes::new(), year: Some(year), partial });
        let reading = match self.year(text) {
            YearText::None => return self.words(text).unwrap_or(Reading::Unknown),
            YearText::Doubtful(doubt @ YearDoubt::NoCalendarYear) => return Reading::Years(doubt),
            YearText::Whole(year) => return saying(year, false),
            YearText::Partial(year) => saying(year, true),
            YearText::Doubtful(doubt) => Reading::Years(doubt),
        };
        // Words beside a year can be a label: `Women, 2017`. Then the year is whole, or nothing is sure.
        if let Some(whole) = self.words(text) {
            return whole;
        }
        let rest = text.split(|c: char| !c.is_alphabetic()).filter(|word| word.chars().count() > 1);
        if rest.into_iter().any(|word| self.simple(word).is_some()) { Reading::Unknown } else { reading }
    }

    fn year(&mut self, text: &str) -> YearText {
        if self.axis.years { read_year(text, &self.form.schemas.words, &mut self.folded) } else { YearText::None }
    }

    /// A label, or several set apart.
    fn words(&mut self, text: &str) -> Option<Reading> {
        if self.axis.members.is_empty() && self.axis.dimensions.is_empty() {
            return None;
        }
        self.simple(text).or_else(|| self.composite(text, 1))
    }

    /// One label: as it stands, without footnote marks, or without numbering in front.
    fn simple(&mut self, text: &str) -> Option<Reading> {
        self.whole(text).or_else(|| {
            let bare = without_marks(text);
            if bare != text
                && !bare.trim().is_empty()
                && let Some(found) = self.whole(&bare)
            {
                return Some(found);
            }
            let folded = fold(&bare);
            let mut rest = folded.as_str();
            // Four digits are a year, not a number.
            while let Some((_, after)) = rest.split_once(' ').filter(|(mark, _)| is_mark(mark) && !is_bare_year(mark)) {
                rest = after;
                if let Some(found) = self.find(rest, rest) {
                    return Some(found);
                }
            }
            None
        })
    }

    fn whole(&self, text: &str) -> Option<Reading> {
        let form = list_form(text);
        if form.contains(['<', '>', '≤', '≥', '+', '=']) { self.find(&fold(text), &form) } else { self.find(&form, &form) }
    }

    /// Members first: they are the labels that the table prints.
    fn find(&self, folded: &str, form: &str) -> Option<Reading> {
        if let Some(reading) = self.member(folded) {
            return Some(reading);
        }
        let mut codes = Codes::new();
        for &dimension in &self.axis.dimensions {
            let list = self.form.edition.dimensions.get(usize::from(dimension.0))?.list;
            codes.extend(self.form.schemas.list(list).find(form).map(|code| (dimension, code)));
        }
        match codes.len() {
            0 => None,
            1 => Some(Reading::Said(Saying { codes, ..Saying::default() })),
            _ => Some(Reading::Choice(codes)),
        }
    }

    fn member(&self, folded: &str) -> Option<Reading> {
        let mut own: SmallVec<[MemberId; 2]> = SmallVec::new();
        let mut any: SmallVec<[MemberId; 2]> = SmallVec::new();
        for (key, language) in self.form.edition.labels.find(folded) {
            if let LabelKey::Member(member) = key
                && self.axis.members.contains(member)
            {
                any.push(*member);
                if *language == self.form.language {
                    own.push(*member);
                }
            }
        }
        let mut members = if own.is_empty() { any } else { own };
        members.dedup();
        match members.as_slice() {
            [] => None,
            [member] => {
                let codes = self.form.edition.member(*member).codes.iter().copied().collect();
                Some(Reading::Said(Saying { codes, ..Saying::default() }))
            }
            _ => Some(Reading::Unclear),
        }
    }

    /// Labels of different dimensions in one text: `Female, 0 to 17 years`, `Females under 18`, `Women 2017`.
    fn composite(&mut self, text: &str, parts: usize) -> Option<Reading> {
        if parts == MOST_PARTS {
            return None;
        }
        let cut = |separators: &[char]| {
            let cuts = text.match_indices(separators).map(|(at, sign)| (at, at + sign.len()));
            cuts.take(MOST_CUTS).collect::<SmallVec<[_; MOST_CUTS]>>()
        };
        let trim = |part: &str| part.trim_matches(|c: char| c.is_whitespace() || "()[]（）,;:".contains(c)).to_owned();
        for (end, start) in cut(&SEPARATORS).into_iter().chain(cut(&[' ', '\u{a0}'])) {
            let (left, right) = (trim(&text[..end]), trim(&text[start..]));
            if left.is_empty() || right.is_empty() {
                continue;
            }
            let Some(left) = self.part(&left) else { continue };
            let Some(right) = self.part(&right).or_else(|| self.composite(&right, parts + 1)) else { continue };
            if let Some(both) = self.both(left, right) {
                return Some(both);
            }
        }
        None
    }

    fn part(&mut self, text: &str) -> Option<Reading> {
        match self.year(text) {
            YearText::Whole(year) => Some(Reading::Said(Saying { year: Some(year), ..Saying::default() })),
            YearText::None => self.simple(text),
            YearText::Partial(_) | YearText::Doubtful(_) => None,
        }
    }

    /// Two labels that do not contradict each other. Of a word of several dimensions, the one that the other leaves.
    fn both(&self, left: Reading, right: Reading) -> Option<Reading> {
        match (left, right) {
            (Reading::Said(left), Reading::Said(right)) => left.with(&right).map(Reading::Said),
            (Reading::Said(said), Reading::Choice(choice)) | (Reading::Choice(choice), Reading::Said(said)) => {
                if self.is_total(&choice) || choice.iter().any(|pair| said.codes.contains(pair)) {
                    return Some(Reading::Said(said));
                }
                let mut left = choice.iter().filter(|(dimension, _)| !said.gives(*dimension));
                let pair = *left.next()?;
                let one = Saying { codes: [pair].into_iter().collect(), ..Saying::default() };
                if left.next().is_some() { None } else { said.with(&one).map(Reading::Said) }
            }
            (Reading::Choice(left), Reading::Choice(right)) if left == right => Some(Reading::Choice(left)),
            _ => None,
        }
    }

    /// True for codes all of which are the totals of their dimensions.
    pub(crate) fn is_total(&self, codes: &Codes) -> bool {
        codes.iter().all(|pair| self.is_total_code(*pair))
    }

    fn is_total_code(&self, (dimension, code): (DimId, CodeId)) -> bool {
        self.form.edition.dimensions.get(usize::from(dimension.0)).is_some_and(|dimension| dimension.total == Some(code))
    }
}

impl Saying {
    /// True if it gives a code of the dimension.
    pub(crate) fn gives(&self, dimension: DimId) -> bool {
        self.codes.iter().any(|(own, _)| *own == dimension)
    }

    /// What both say; `None` if they contradict each other.
    pub(crate) fn with(&self, other: &Self) -> Option<Self> {
        let mut both = self.clone();
        for &(dimension, code) in &other.codes {
            match both.codes.iter().find(|(own, _)| *own == dimension) {
                Some((_, own)) if *own != code => return None,
                Some(_) => {}
                None => both.codes.push((dimension, code)),
            }
        }
        both.year = match (self.year, other.year) {
            (Some(own), Some(year)) if own != year => return None,
            (own, year) => own.or(year),
        };
        both.partial |= other.partial;
        Some(both)
    }
}
