//! Replies against those that came before, of the same State or of others, in the order in which they come.
//!
//! What came before is remembered as figures and codes by series; no file is read again and no text is kept.

use crate::registry::Scope;
use crate::view::{Bounds, show};
use rustc_hash::FxHashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use verbale_model::catalogue::{FIGURE_REVISED, REPLIES_IDENTICAL, REPLY_RESENT, SECOND_SUBMISSION};
use verbale_model::reading::series_name;
use verbale_model::{
    CodeId, EditionId, EditionKind, Finding, Kind, Language, Locus, Outcome, Reading, Reason, Reply, RuleOutcome, Schemas, Series,
    Value,
};

/// The rules that compare with what came before.
pub(crate) const RULES: &[&Kind] = &[SECOND_SUBMISSION, REPLY_RESENT, REPLIES_IDENTICAL, FIGURE_REVISED];
/// What they look at.
pub(crate) const SCOPE: Scope = Scope::History;

/// So few values may agree by chance.
const FEWEST_VALUES: usize = 10;

/// What is known of a value: bounds of a figure, or a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Known {
    Figure(Bounds),
    Code(CodeId),
}

/// A value with its series and year.
type Fact = (u32, Option<i16>, Known);

/// A reply as it is remembered.
#[derive(Debug, Clone)]
struct Earlier {
    area: CodeId,
    edition: EditionId,
    file: String,
    /// In order.
    facts: Vec<Fact>,
}

/// A value of an earlier reply, as whoever kept it hands it over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EarlierAnswer<'a> {
    /// The canonical name of its series: see [`series_name`].
    pub series: &'a str,
    /// Reference year.
    pub year: Option<i16>,
    /// The value.
    pub value: EarlierValue<'a>,
}

/// What is known of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EarlierValue<'a> {
    /// Bounds of a figure, equal where it is exact; without an upper one where there is none.
    Figure(i64, Option<i64>),
    /// A code of the item's codelist.
    Code(&'a str),
}

/// The replies that came before.
#[derive(Debug, Default)]
pub struct Past {
    /// Numbers of series names, the same for all editions of an instrument.
    names: FxHashMap<(String, String), u32>,
    /// The same by edition, so that a name is written out once.
    numbers: FxHashMap<(EditionId, Series), u32>,
    replies: Vec<Earlier>,
}

impl Past {
    /// Compares the replies of a file with all that came before, adds what is found to the reading, and remembers them.
    pub fn judge(&mut self, schemas: &Schemas, file: &str, reading: &mut Reading) {
        let edition = schemas.edition(reading.edition);
        if edition.kind == EditionKind::Dataset {
            return;
        }
        for index in 0..reading.replies.len() {
            let Some(area) = reading.replies[index].area else { continue };
            let facts = self.facts(schemas, reading, &reading.replies[index]);
            let now = Earlier { area, edition: reading.edition, file: file.to_owned(), facts };
            let view = Now { schemas, reading, reply: &reading.replies[index], remembered: &now, numbers: &self.numbers };
            let results = RULES.iter().map(|&kind| (kind, self.one(&view, kind))).collect::<Vec<_>>();
            for (kind, result) in results {
                let outcome = match result {
                    Ok(findings) if findings.is_empty() => Outcome::Passed,
                    Ok(findings) => {
                        let count = findings.len() as u64;
                        reading.findings.extend(findings);
                        Outcome::Failed { count }
                    }
                    Err(outcome) => outcome,
                };
                set(&mut reading.replies[index].outcomes, kind, outcome);
            }
            self.replies.push(now);
        }
        reading.findings.sort();
    }

    /// Remembers a reply that was read before, by another run: its answers but for those on the sender. Codes that the schemas do
    /// not know any more say nothing.
    pub fn remember<'a>(
        &mut self,
        schemas: &Schemas,
        (edition, area): (EditionId, CodeId),
        file: &str,
        answers: impl IntoIterator<Item = EarlierAnswer<'a>>,
    ) {
        let mut facts = Vec::new();
        for answer in answers {
            let known = match answer.value {
                EarlierValue::Figure(low, high) => Some(Known::Figure((low, high))),
                EarlierValue::Code(code) => schemas.codes.get(code).map(Known::Code),
            };
            if let Some(known) = known {
                facts.push((self.named(schemas, edition, answer.series.to_owned()), answer.year, known));
            }
        }
        facts.sort_unstable();
        self.replies.push(Earlier { area, edition, file: file.to_owned(), facts });
    }

    fn one(&self, now: &Now<'_>, kind: &'static Kind) -> Result<Vec<Finding>, Outcome> {
        let own = || self.replies.iter().filter(|earlier| earlier.area == now.remembered.area && now.same_instrument(earlier));
        let others = || {
            self.replies.iter().filter(|earlier| earlier.area != now.remembered.area && earlier.edition == now.remembered.edition)
        };
        let (any, reason) = if kind == REPLIES_IDENTICAL {
            (others().next().is_some(), Reason::NoBatch)
        } else {
            (own().next().is_some(), Reason::NoHistory)
        };
        if !any {
            return Err(Outcome::Skipped(reason));
        }
        let found = catch_unwind(AssertUnwindSafe(|| match () {
            () if kind == SECOND_SUBMISSION => own().rev().find_map(|earlier| now.second(earlier)).into_iter().collect(),
            () if kind == REPLY_RESENT => own().find_map(|earlier| now.resent(earlier)).into_iter().collect(),
            () if kind == REPLIES_IDENTICAL => others().find_map(|earlier| now.identical(earlier)).into_iter().collect(),
            () => own().next_back().map(|earlier| now.revised(earlier)).unwrap_or_default(),
        }));
        found.map_err(|_| Outcome::CouldNotRun(Reason::Panicked))
    }

    /// What a reply says in figures and codes. Who sends it is no part of what it says.
    fn facts(&mut self, schemas: &Schemas, reading: &Reading, reply: &Reply) -> Vec<Fact> {
        let edition = schemas.edition(reading.edition);
        let mut facts = Vec::new();
        for answer in &reply.answers {
            let series = reading.series.get(answer.series);
            let known = match answer.value {
                Value::Code(code) => Some(Known::Code(code)),
                value => value.bounds().map(Known::Figure),
            };
            let Some(known) = known.filter(|_| !edition.item(series.item).about_sender) else { continue };
            facts.push((self.number(schemas, reading.edition, series), answer.year, known));
        }
        facts.sort_unstable();
        facts
    }

    fn number(&mut self, schemas: &Schemas, edition: EditionId, series: &Series) -> u32 {
        if let Some(number) = self.numbers.get(&(edition, *series)) {
            return *number;
        }
        let number = self.named(schemas, edition, series_name(schemas, edition, series));
        self.numbers.insert((edition, *series), number);
        number
    }

    fn named(&mut self, schemas: &Schemas, edition: EditionId, name: String) -> u32 {
        let next = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        *self.names.entry((schemas.edition(edition).instrument.clone(), name)).or_insert(next)
    }
}

/// Until they are compared with what came before, replies have nothing to be compared with.
pub(crate) fn not_compared(schemas: &Schemas, reading: &mut Reading) {
    let reply = schemas.edition(reading.edition).kind == EditionKind::Reply;
    for outcomes in reading.replies.iter_mut().map(|reply| &mut reply.outcomes) {
        for &kind in RULES {
            let reason = match reply {
                false => Reason::NotForDatasets,
                true if kind == REPLIES_IDENTICAL => Reason::NoBatch,
                true => Reason::NoHistory,
            };
            set(outcomes, kind, Outcome::Skipped(reason));
        }
    }
}

fn set(outcomes: &mut Vec<RuleOutcome>, kind: &'static Kind, outcome: Outcome) {
    match outcomes.binary_search_by_key(&kind.code, |known| known.kind.code) {
        Ok(index) => outcomes[index].outcome = outcome,
        Err(index) => outcomes.insert(index, RuleOutcome { kind, outcome }),
    }
}

/// The reply that has just come.
struct Now<'n> {
    schemas: &'n Schemas,
    reading: &'n Reading,
    reply: &'n Reply,
    remembered: &'n Earlier,
    numbers: &'n FxHashMap<(EditionId, Series), u32>,
}

impl Now<'_> {
    fn same_instrument(&self, earlier: &Earlier) -> bool {
        self.schemas.edition(earlier.edition).instrument == self.schemas.edition(self.remembered.edition).instrument
    }

    fn finding(&self, kind: &'static Kind, at: Locus) -> Finding {
        Finding::new(kind, at).area(self.reply.area)
    }

    /// A second reply to the same edition that says something else.
    fn second(&self, earlier: &Earlier) -> Option<Finding> {
        (earlier.edition == self.remembered.edition && earlier.facts != self.remembered.facts)
            .then(|| self.finding(SECOND_SUBMISSION, Locus::File).arg(earlier.file.as_str()))
    }

    /// The values of an earlier reply again, under other years.
    fn resent(&self, earlier: &Earlier) -> Option<Finding> {
        let sequence = |facts: &[Fact]| facts.iter().map(|(series, _, known)| (*series, *known)).collect::<Vec<_>>();
        let again = self.remembered.facts.len() >= FEWEST_VALUES
            && earlier.facts != self.remembered.facts
            && sequence(&earlier.facts) == sequence(&self.remembered.facts);
        again.then(|| {
            let edition = self.schemas.edition(earlier.edition).path();
            self.finding(REPLY_RESENT, Locus::File).arg(earlier.file.as_str()).arg(edition)
        })
    }

    /// The same values from another State.
    fn identical(&self, earlier: &Earlier) -> Option<Finding> {
        (self.remembered.facts.len() >= FEWEST_VALUES && earlier.facts == self.remembered.facts).then(|| {
            let name = self.schemas.areas.get(earlier.area).map_or("", |area| area.name(Language::En));
            self.finding(REPLIES_IDENTICAL, Locus::File).arg(name).arg(earlier.file.as_str())
        })
    }

    /// Figures that cannot be what they were said to be before.
    fn revised(&self, earlier: &Earlier) -> Vec<Finding> {
        let before: FxHashMap<(u32, Option<i16>), Bounds> = single(&earlier.facts);
        let now = single(&self.remembered.facts);
        let differ =
            |one: Bounds, other: Bounds| one.1.is_some_and(|most| most < other.0) || other.1.is_some_and(|most| most < one.0);
        let mut findings = Vec::new();
        for answer in &self.reply.answers {
            let Some(value) = answer.value.bounds() else { continue };
            let series = self.reading.series.get(answer.series);
            let Some(&number) = self.numbers.get(&(self.remembered.edition, *series)) else { continue };
            let key = (number, answer.year);
            let Some(before) = before.get(&key).filter(|before| now.contains_key(&key) && differ(value, **before)) else {
                continue;
            };
            let mut name = series_name(self.schemas, self.reading.edition, series);
            if let Some(year) = answer.year {
                name = format!("{name} year={year}");
            }
            let finding = self.finding(FIGURE_REVISED, answer.at);
            findings.push(finding.arg(name).arg(show(value)).arg(show(*before)).arg(earlier.file.as_str()));
        }
        findings
    }
}

/// Figures that stand there once; what is printed twice has a finding of its own.
fn single(facts: &[Fact]) -> FxHashMap<(u32, Option<i16>), Bounds> {
    let runs = facts.chunk_by(|left, right| (left.0, left.1) == (right.0, right.1));
    runs.filter_map(|run| match run {
        [(series, year, Known::Figure(bounds))] => Some(((*series, *year), *bounds)),
        _ => None,
    })
    .collect()
}
