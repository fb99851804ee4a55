//! What people read of findings, in six languages: messages with their arguments written as the language writes them.
//!
//! All words are data (`schemas/messages`). Where a language lacks some, the English ones stand in; `verbale schema check` tells
//! each of them. Code and severity of a finding never depend on the language.

mod format;
mod interface;
mod phrase;
mod plural;
mod role;
mod template;
mod visible;

pub use format::{Direction, Format, Formats};
pub use interface::{Interface, UiWord};
pub use phrase::{Phrase, Phrases};
pub use plural::PluralForm;
pub use role::{Role, role};
pub use template::Template;
pub use visible::{CUT, LONGEST, visible};

use crate::fold::fold;
use crate::{Arg, Finding, Language, Schemas};
use chrono::NaiveDate;
use template::Piece;

/// How deep phrases stand in phrases.
const DEEPEST: usize = 4;

/// Whether what cells hold is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Values {
    /// It is.
    Shown,
    /// It is not: no text, no number, nothing that was made of them.
    Hidden,
}

/// A piece of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Segment {
    /// Words of the language.
    Words(String),
    /// An argument: it can be in another language and script.
    Value(String),
    /// The place of an argument that is not shown.
    Hidden(String),
}

impl Segment {
    /// The text of the piece.
    pub fn text(&self) -> &str {
        match self {
            Self::Words(text) | Self::Value(text) | Self::Hidden(text) => text,
        }
    }
}

/// A text in pieces.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Said {
    /// The pieces.
    pub segments: Vec<Segment>,
    /// Which way the words are written.
    pub direction: Direction,
}

impl Said {
    /// The text in one piece. In a language written from right to left each argument is isolated, so that it stands where it
    /// belongs whatever its script.
    pub fn plain(&self) -> String {
        let isolate = self.direction == Direction::Rtl;
        self.segments.iter().fold(String::new(), |mut text, segment| {
            match segment {
                Segment::Value(value) if isolate => {
                    text.push(if is_neutral(value) { '\u{2066}' } else { '\u{2068}' });
                    text.push_str(value);
                    text.push('\u{2069}');
                }
                other => text.push_str(other.text()),
            }
            text
        })
    }

    /// True if nothing is said.
    pub fn is_empty(&self) -> bool {
        self.segments.iter().all(|segment| segment.text().is_empty())
    }
}

/// True for a text without a letter, such as `<5`: it has no direction of its own and is read from left to right.
pub fn is_neutral(text: &str) -> bool {
    !text.chars().any(char::is_alphabetic)
}

/// What fills a gap of a template.
struct Given {
    segments: Vec<Segment>,
    number: Option<u64>,
}

/// The words of one language, with or without what cells hold.
#[derive(Debug, Clone, Copy)]
pub struct Wording<'s> {
    schemas: &'s Schemas,
    language: Language,
    values: Values,
}

impl<'s> Wording<'s> {
    /// The words of a language.
    pub const fn new(schemas: &'s Schemas, language: Language, values: Values) -> Self {
        Self { schemas, language, values }
    }

    /// The language.
    pub const fn language(&self) -> Language {
        self.language
    }

    /// How the language writes.
    pub fn format(&self) -> &'s Format {
        self.schemas.formats.of(self.language)
    }

    /// Whether values are shown.
    pub const fn values(&self) -> Values {
        self.values
    }

    /// The same with values hidden.
    #[must_use]
    pub const fn hiding(self) -> Self {
        Self { values: Values::Hidden, ..self }
    }

    /// What a finding says: what is wrong, and what to do.
    pub fn finding(&self, finding: &Finding) -> (Said, Said) {
        let messages = |language| self.schemas.messages.get(&language).and_then(|messages| messages.get(finding.kind.code));
        let Some(message) = messages(self.language).or_else(|| messages(Language::En)) else {
            return (self.said(vec![Segment::Words(finding.kind.name.replace('-', " "))]), Said::default());
        };
        let given = |name: &str| {
            let (_, value) = finding.named_args().find(|(known, _)| *known == name)?;
            Some(self.argument(value, role(finding.kind, name).unwrap_or(Role::Quote)))
        };
        (self.fill(&message.what, &given), self.fill(&message.action, &given))
    }

    /// An argument as it is shown; `None` where it is hidden.
    pub fn shown(&self, finding: &Finding, name: &str) -> Option<String> {
        let (_, value) = finding.named_args().find(|(known, _)| *known == name)?;
        let given = self.argument(value, role(finding.kind, name).unwrap_or(Role::Quote));
        let hidden = given.segments.iter().any(|segment| matches!(segment, Segment::Hidden(_)));
        (!hidden).then(|| given.segments.iter().map(Segment::text).collect())
    }

    /// A word of the reports.
    pub fn ui(&self, word: UiWord) -> String {
        self.ui_with(word, &[])
    }

    /// A word of the reports about a number, which it calls `n`.
    pub fn ui_count(&self, word: UiWord, count: u64) -> String {
        let format = self.format();
        let given =
            |name: &str| (name == "n").then(|| Given { segments: vec![Segment::Words(format.number(count))], number: Some(count) });
        self.fill(self.template(word), &given).plain()
    }

    /// A word of the reports with arguments, by name.
    pub fn ui_with(&self, word: UiWord, arguments: &[(&str, &str)]) -> String {
        let given = |name: &str| {
            let (_, text) = arguments.iter().find(|(known, _)| *known == name)?;
            Some(Given { segments: vec![Segment::Value(visible(text).into_owned())], number: text.parse().ok() })
        };
        self.fill(self.template(word), &given).plain()
    }

    /// A phrase in the language; a text that is none stays as it is.
    pub fn phrase(&self, text: &str) -> String {
        self.phrased(text, 0).unwrap_or_else(|| visible(text).into_owned())
    }

    fn template(&self, word: UiWord) -> &'s Template {
        let words = self.schemas.interface.of(word);
        words[self.language.index()].as_ref().or(words[Language::En.index()].as_ref()).unwrap_or(&EMPTY)
    }

    fn said(&self, segments: Vec<Segment>) -> Said {
        Said { segments, direction: self.format().direction }
    }

    fn argument(&self, value: &Arg, role: Role) -> Given {
        let number = match value {
            Arg::Number(number) => u64::try_from(*number).ok(),
            Arg::Text(text) => text.parse().ok(),
        };
        let text = value.to_string();
        if text.is_empty() {
            return Given { segments: Vec::new(), number: None };
        }
        let shown = match role {
            _ if role.is_value() && self.values == Values::Hidden => None,
            Role::Quote => Some(visible(&text).into_owned()),
            Role::Figure | Role::Measure => Some(self.figure(&text)),
            Role::Meaning => Some(self.meaning(&text)),
            Role::Phrase => self.phrased(&text, 0).or_else(|| self.unless_hidden(&text)),
            Role::Program => Some(self.phrase(&text)),
            Role::Name => Some(text.as_str()).filter(|name| self.is_open(name)).map(|name| visible(name).into_owned()),
            Role::Names => Some(text.split(", ").map(visible).collect::<Vec<_>>().join(&self.format().list)),
            Role::Year => Some(visible(&text).into_owned()),
            Role::Date => {
                Some(text.parse::<NaiveDate>().map_or_else(|_| visible(&text).into_owned(), |date| self.format().date(date)))
            }
        };
        let segment = match shown {
            None => Segment::Hidden(self.ui(UiWord::Hidden)),
            Some(words) if role == Role::Phrase => Segment::Words(words),
            Some(value) => Segment::Value(value),
        };
        // A number that is not shown decides no form either.
        let number = number.filter(|_| !matches!(segment, Segment::Hidden(_)));
        Given { segments: vec![segment], number }
    }

    /// Text of the program that is no known phrase is shown only where everything is.
    fn unless_hidden(&self, text: &str) -> Option<String> {
        (self.values == Values::Shown).then(|| visible(text).into_owned())
    }

    /// A name may be shown where values are hidden if it is one that the schemas give.
    fn is_open(&self, name: &str) -> bool {
        if self.values == Values::Shown {
            return true;
        }
        let folded = fold(name);
        let item = name.split(' ').next().unwrap_or(name);
        self.schemas.editions.iter().any(|edition| {
            edition.item_index.contains_key(item)
                || edition.items.iter().any(|item| item.section == name || item.pillar.as_deref() == Some(name))
                || !edition.labels.find(&folded).is_empty()
                || edition.labels.columns.iter().any(|column| column == name)
                || edition.dimensions.iter().any(|dimension| dimension.code == name)
        }) || self.schemas.phrases.find(name).is_some()
    }

    fn figure(&self, text: &str) -> String {
        self.phrased(text, 0).unwrap_or_else(|| self.number_or_date(text))
    }

    /// Numbers and a date as the language writes them; any other text as it is.
    fn number_or_date(&self, text: &str) -> String {
        let sign = |c: char| c.is_ascii_digit() || matches!(c, '.' | '–' | '-' | ' ' | ',');
        match text.parse::<NaiveDate>() {
            Ok(date) => self.format().date(date),
            Err(_) if text.chars().all(sign) => self.format().figures(text),
            Err(_) => visible(text).into_owned(),
        }
    }

    /// A name of the schemas in the language: an area, a code, a phrase.
    fn meaning(&self, text: &str) -> String {
        if let Some(phrase) = self.phrased(text, 0) {
            return phrase;
        }
        let english = Language::En;
        if self.language == english {
            return visible(text).into_owned();
        }
        let area = self.schemas.areas.list.iter().find(|area| area.name(english) == text);
        let name = area.map(|area| area.name(self.language)).or_else(|| {
            let codes = self.schemas.lists.iter().flat_map(|list| &list.codes);
            let mut labels = codes.map(|code| &code.labels).filter(|labels| labels[english.index()] == text);
            labels.next().map(|labels| labels[self.language.index()].as_str())
        });
        visible(name.filter(|name| !name.is_empty()).unwrap_or(text)).into_owned()
    }

    fn phrased(&self, text: &str, depth: usize) -> Option<String> {
        let Some((phrase, captures)) = self.schemas.phrases.find(text) else {
            if !text.contains("; ") || depth >= DEEPEST {
                return None;
            }
            let parts: Option<Vec<String>> = text.split("; ").map(|part| self.phrased(part, depth + 1)).collect();
            return parts.map(|parts| parts.join("; "));
        };
        let own;
        let template = match phrase.words[self.language.index()].as_ref().or(phrase.words[Language::En.index()].as_ref()) {
            Some(template) => template,
            None => {
                own = Template::parse(&phrase.key).ok()?;
                &own
            }
        };
        let given = |name: &str| {
            let gap = name.parse::<usize>().ok()?.checked_sub(1)?;
            let text = *captures.get(gap)?;
            if self.values == Values::Hidden && phrase.quotes(gap) {
                return Some(Given { segments: vec![Segment::Words(self.ui(UiWord::Hidden))], number: None });
            }
            let nested = if depth < DEEPEST { self.phrased(text, depth + 1) } else { None };
            let mut shown = nested.unwrap_or_else(|| self.number_or_date(text));
            if self.format().direction == Direction::Rtl {
                shown = format!("\u{2068}{shown}\u{2069}");
            }
            Some(Given { segments: vec![Segment::Words(shown)], number: text.parse().ok() })
        };
        Some(self.fill(template, &given).segments.iter().map(Segment::text).collect())
    }

    fn fill(&self, template: &Template, given: &dyn Fn(&str) -> Option<Given>) -> Said {
        let mut segments = Vec::new();
        self.put(&template.pieces, given, &mut segments);
        self.said(segments)
    }

    fn put(&self, pieces: &[Piece], given: &dyn Fn(&str) -> Option<Given>, segments: &mut Vec<Segment>) {
        for piece in pieces {
            match piece {
                Piece::Words(words) => segments.push(Segment::Words(words.clone())),
                Piece::Argument(name) => match given(name) {
                    Some(given) => segments.extend(given.segments),
                    None => segments.push(Segment::Words(format!("{{{name}}}"))),
                },
                Piece::Plural { argument, forms } => {
                    let form = given(argument).and_then(|given| given.number);
                    let form = form.map_or(PluralForm::Other, |number| PluralForm::of(number, self.language));
                    let chosen = forms.iter().find(|(known, _)| *known == form);
                    if let Some((_, pieces)) = chosen.or_else(|| forms.iter().find(|(known, _)| *known == PluralForm::Other)) {
                        self.put(pieces, given, segments);
                    }
                }
                Piece::Optional(pieces) => {
                    let inner = Template { pieces: pieces.clone() };
                    let lacks = |name: &&str| given(name).is_some_and(|given| given.segments.is_empty());
                    if !inner.arguments().iter().any(lacks) {
                        self.put(pieces, given, segments);
                    }
                }
            }
        }
    }
}

static EMPTY: Template = Template { pieces: Vec::new() };
