//! Replies against those that came before, of the same State or of others, in the order in which they come.
//!
//! What came before is remembered as figures and codes by series; no file is read again and no text is kept. The [`Facts`] of a
//! file are taken by the thread that reads it; only the comparison goes in order.

mod facts;
mod numbers;

pub use facts::Facts;
pub use numbers::{KnownSeries, SeriesNumbers};

use crate::registry::Scope;
use crate::view::{Bounds, show};
use facts::{Fact, Known};
use rustc_hash::FxHashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use verbale_model::catalogue::{FIGURE_REVISED, REPLIES_IDENTICAL, REPLY_RESENT, SECOND_SUBMISSION};
use verbale_model::reading::series_name;
use verbale_model::thresholds::Threshold;
use verbale_model::{
    CodeId, EditionId, EditionKind, Finding, Kind, Language, Locus, Outcome, Reading, Reason, Reply, RuleOutcome, Schemas,
};

/// The rules that compare with what came before.
pub(crate) const RULES: &[&Kind] = &[SECOND_SUBMISSION, REPLY_RESENT, REPLIES_IDENTICAL, FIGURE_REVISED];
/// What they look at.
pub(crate) const SCOPE: Scope = Scope::History;

/// A reply as it is remembered.
#[derive(Debug, Clone)]
struct Earlier {
    area: CodeId,
    edition: EditionId,
    file: String,
    facts: Facts,
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
    numbers: Arc<SeriesNumbers>,
    replies: Vec<Earlier>,
    /// Which replies are of an area, in the order in which they came.
    by_area: FxHashMap<CodeId, Vec<usize>>,
    /// How many replies an edition has.
    by_edition: FxHashMap<EditionId, usize>,
    /// Which replies have facts of a mark, in the order in which they came.
    by_mark: FxHashMap<u64, Vec<usize>>,
}

impl Past {
    /// The numbers of series with which the [`Facts`] of all replies are taken.
    pub fn numbers(&self) -> Arc<SeriesNumbers> {
        Arc::clone(&self.numbers)
    }

    /// Compares the replies of a file with all that came before, adds what is found to the reading, and remembers them.
    pub fn judge(&mut self, schemas: &Schemas, file: &str, reading: &mut Reading) {
        let facts = Facts::of(&self.numbers, schemas, reading);
        self.judge_facts(schemas, file, reading, facts);
    }

    /// The same with the facts of the file's replies, which were taken elsewhere: see [`Facts::of`].
    pub fn judge_facts(&mut self, schemas: &Schemas, file: &str, reading: &mut Reading, facts: Vec<Facts>) {
        if schemas.edition(reading.edition).kind == EditionKind::Dataset {
            return;
        }
        // Those of another file would be compared in silence.
        let facts = if facts.len() == reading.replies.len() { facts } else { Facts::of(&self.numbers, schemas, reading) };
        let mut found = false;
        for (index, facts) in facts.into_iter().enumerate() {
            let Some(area) = reading.replies[index].area else { continue };
            let now = Earlier { area, edition: reading.edition, file: file.to_owned(), facts };
            let view = Now { schemas, reading, reply: &reading.replies[index], remembered: &now, numbers: &self.numbers };
            let results = RULES.iter().map(|&kind| (kind, self.one(&view, kind))).collect::<Vec<_>>();
            for (kind, result) in results {
                let outcome = match result {
                    Ok(findings) if findings.is_empty() => Outcome::Passed,
                    Ok(findings) => {
                        let count = findings.len() as u64;
                        reading.findings.extend(findings);
                        found = true;
                        Outcome::Failed { count }
                    }
                    Err(outcome) => outcome,
                };
                set(&mut reading.replies[index].outcomes, kind, outcome);
            }
            self.add(now);
        }
        if found {
            reading.findings.sort();
        }
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
                EarlierValue::Code(code) => schemas.codes.get(code).map(|code| Known::Code(code.number())),
            };
            if let Some(known) = known {
                facts.push((self.numbers.named(schemas, edition, answer.series), answer.year, known));
            }
        }
        self.add(Earlier { area, edition, file: file.to_owned(), facts: Facts::new(facts) });
    }

    fn add(&mut self, reply: Earlier) {
        let index = self.replies.len();
        self.by_area.entry(reply.area).or_default().push(index);
        *self.by_edition.entry(reply.edition).or_default() += 1;
        self.by_mark.entry(reply.facts.mark()).or_default().push(index);
        self.replies.push(reply);
    }

    /// The earlier replies of the same State to the same instrument.
    fn own<'p>(&'p self, now: &'p Now<'_>) -> impl DoubleEndedIterator<Item = &'p Earlier> {
        let of_area = self.by_area.get(&now.remembered.area).into_iter().flatten().map(|&index| &self.replies[index]);
        of_area.filter(|earlier| now.same_instrument(earlier))
    }

    /// The replies of other States to the same edition that have facts of the same mark.
    fn alike<'p>(&'p self, now: &'p Now<'_>) -> impl Iterator<Item = &'p Earlier> {
        let of_mark = self.by_mark.get(&now.remembered.facts.mark()).into_iter().flatten().map(|&index| &self.replies[index]);
        of_mark.filter(|earlier| earlier.area != now.remembered.area && earlier.edition == now.remembered.edition)
    }

    /// True if another State replied to the same edition.
    fn has_others(&self, now: &Now<'_>) -> bool {
        let own = self.own(now).filter(|earlier| earlier.edition == now.remembered.edition).count();
        self.by_edition.get(&now.remembered.edition).copied().unwrap_or(0) > own
    }

    fn one(&self, now: &Now<'_>, kind: &'static Kind) -> Result<Vec<Finding>, Outcome> {
        let (any, reason) = if kind == REPLIES_IDENTICAL {
            (self.has_others(now), Reason::NoBatch)
        } else {
            (self.own(now).next().is_some(), Reason::NoHistory)
        };
        if !any {
            return Err(Outcome::Skipped(reason));
        }
        if (kind == REPLY_RESENT || kind == REPLIES_IDENTICAL) && now.schemas.thresholds.is_none() {
            return Err(Outcome::CouldNotRun(Reason::InputMissing));
        }
        let found = catch_unwind(AssertUnwindSafe(|| match () {
            () if kind == SECOND_SUBMISSION => self.own(now).rev().find_map(|earlier| now.second(earlier)).into_iter().collect(),
            () if kind == REPLY_RESENT => self.own(now).find_map(|earlier| now.resent(earlier)).into_iter().collect(),
            () if kind == REPLIES_IDENTICAL => self.alike(now).find_map(|earlier| now.identical(earlier)).into_iter().collect(),
            () => self.own(now).next_back().map(|earlier| now.revised(earlier)).unwrap_or_default(),
        }));
        found.map_err(|_| Outcome::CouldNotRun(Reason::Panicked))
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
    numbers: &'n SeriesNumbers,
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

    /// False for a reply with so few values that they may agree with others by chance.
    fn enough(&self) -> bool {
        let least = self.schemas.thresholds.as_ref().map(|thresholds| thresholds.count(Threshold::ValuesAlikeLeast));
        least.is_some_and(|least| self.remembered.facts.len() >= least)
    }

    /// The values of an earlier reply again, under other years.
    fn resent(&self, earlier: &Earlier) -> Option<Finding> {
        let (before, now) = (&earlier.facts, &self.remembered.facts);
        let said = |(series, _, known): Fact| (series, known);
        let again = self.enough() && before != now && before.iter().map(said).eq(now.iter().map(said));
        again.then(|| {
            let edition = self.schemas.edition(earlier.edition).path();
            self.finding(REPLY_RESENT, Locus::File).arg(earlier.file.as_str()).arg(edition)
        })
    }

    /// The same values from another State.
    fn identical(&self, earlier: &Earlier) -> Option<Finding> {
        (self.enough() && earlier.facts == self.remembered.facts).then(|| {
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
        let known = self.numbers.of(self.schemas, self.reading);
        let mut findings = Vec::new();
        for answer in &self.reply.answers {
            let Some(value) = answer.value.bounds() else { continue };
            let series = self.reading.series.get(answer.series);
            let key = (known[answer.series.index()].number, answer.year);
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
fn single(facts: &Facts) -> FxHashMap<(u32, Option<i16>), Bounds> {
    let facts: Vec<Fact> = facts.iter().collect();
    let runs = facts.chunk_by(|left, right| (left.0, left.1) == (right.0, right.1));
    runs.filter_map(|run| match run {
        [(series, year, Known::Figure(bounds))] => Some(((*series, *year), *bounds)),
        _ => None,
    })
    .collect()
}
