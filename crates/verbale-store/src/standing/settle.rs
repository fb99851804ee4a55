//! Which answers of the replies in force count, and with which value.

use super::answers::{self, Key, Said, Value, by_key};
use super::facts::Sent;
use super::{Role, Settled};
use crate::decision::table::Recorded;
use crate::decision::{Action, Cell, Decision, Refusal};
use crate::error::Result;
use crate::session::Session;
use crate::session::row::Row;
use crate::session::value::params;
use std::collections::{BTreeMap, HashMap, HashSet};
use verbale_model::Status;

/// A reply in force, and what of it counts.
#[derive(Debug)]
pub(super) struct Layer {
    role: Role,
    sha256: Vec<String>,
    cells: HashSet<Cell>,
    answers: Vec<Said>,
}

impl Layer {
    /// Reads the answers of a reply; the decision on it names the cells of a corrigendum.
    pub(super) fn read(session: &Session, sent: &Sent, role: Role, decision: Option<&Decision>) -> Result<Self> {
        Ok(Self {
            role,
            sha256: sent.arrivals.iter().map(|arrival| arrival.sha256.clone()).collect(),
            cells: decision.into_iter().flat_map(|decision| decision.cells.iter().cloned()).collect(),
            answers: answers::read(session, sent.block())?,
        })
    }

    /// True if an answer of it may count.
    fn offers(&self, said: &Said) -> bool {
        match self.role {
            Role::Corrigendum => !said.is_silent() && said.at.as_ref().is_some_and(|at| self.cells.contains(at)),
            Role::Supplement => !said.is_silent(),
            _ => true,
        }
    }
}

/// A decision on an answer, with what the database calls its series, item and code.
#[derive(Debug, Clone)]
pub(crate) struct Ruling<'d> {
    id: i64,
    decision: &'d Decision,
    series: Option<i64>,
    kind: String,
    code: Option<i64>,
}

impl<'d> Ruling<'d> {
    /// Looks up what decisions are about.
    pub(crate) fn read(session: &Session, edition: i64, decisions: &[&'d Recorded]) -> Result<Vec<Self>> {
        const CONTEXT: &str = "look up what a decision is about";
        let look_up = |recorded: &&'d Recorded| {
            let sql = "SELECT series.id, item.kind FROM series JOIN item ON item.id = series.item \
                       WHERE series.edition = ? AND series.name = ?";
            let row = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?));
            let series: Option<(i64, String)> = session.first(sql, params![edition, recorded.decision.series], row, CONTEXT)?;
            let sql = "SELECT id FROM code WHERE code = ?";
            let code = match &recorded.decision.value {
                Some(value) => session.first(sql, params![value], |row| row.get(0), CONTEXT)?,
                None => None,
            };
            let (series, kind) = series.unzip();
            Ok(Self { id: recorded.id, decision: &recorded.decision, series, kind: kind.unwrap_or_default(), code })
        };
        decisions.iter().map(look_up).collect()
    }

    fn key(&self) -> Option<Key> {
        self.series.map(|series| (series, self.decision.year))
    }

    /// True if it is about one cell, and leaves the other answers as they are.
    fn is_on_cell(&self) -> bool {
        self.decision.cell.is_some() && matches!(self.decision.action, Action::Exclude | Action::Revoke)
    }

    /// The value of a correction.
    fn corrected(&self) -> std::result::Result<Value, Refusal> {
        if self.kind == "contact" {
            return Err(Refusal::Contact);
        }
        if let Some(status) = self.decision.status {
            return Ok(Value { status: i64::from(status.id()), ..Value::default() });
        }
        let text = self.decision.value.as_deref().unwrap_or_default();
        let reported = i64::from(Status::Reported.id());
        match self.kind.as_str() {
            "count" | "amount" => {
                let (number, scale) = decimal(text).ok_or(Refusal::Unfit)?;
                if number < 0 || (self.kind == "count" && scale > 0) {
                    return Err(Refusal::Unfit);
                }
                Ok(exact(number, scale))
            }
            "choice" | "multi" => {
                let code = self.code.ok_or(Refusal::Unfit)?;
                Ok(Value { status: reported, code: Some(code), ..Value::default() })
            }
            _ if text.is_empty() => Err(Refusal::Unfit),
            _ => Ok(Value { status: reported, text: Some(text.to_owned()), ..Value::default() }),
        }
    }
}

/// A number with its scale, as answers have it.
fn exact(number: i64, scale: i64) -> Value {
    let status = if number == 0 { Status::Zero } else { Status::Reported };
    Value { status: i64::from(status.id()), number: Some(number), scale: (scale > 0).then_some(scale), ..Value::default() }
}

/// A decimal number with a point, exactly: all digits, and how many stand after the point.
fn decimal(text: &str) -> Option<(i64, i64)> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(fraction) || (text.contains('.') && fraction.is_empty()) {
        return None;
    }
    Some((format!("{whole}{fraction}").parse().ok()?, i64::try_from(fraction.len()).ok()?))
}

/// What came of settling.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    pub(super) settled: Vec<Settled>,
    /// By decision: why it changes nothing, or that it does.
    pub(super) effects: BTreeMap<i64, Option<Refusal>>,
    /// What counts: layer and index of each answer.
    current: BTreeMap<Key, Vec<(usize, usize)>>,
}

impl Outcome {
    /// True if anything of a layer does not count as it was sent.
    pub(super) fn touches(&self, layer: &Layer) -> bool {
        let ids: HashSet<i64> = layer.answers.iter().map(|said| said.id).collect();
        self.settled.iter().any(|settled| ids.contains(&settled.answer))
    }

    /// The answers that count, each with the value that counts.
    pub(super) fn counting(&self, layers: &[Layer]) -> Vec<Said> {
        let values: HashMap<i64, &Value> =
            self.settled.iter().filter_map(|settled| Some((settled.answer, settled.value.as_ref()?))).collect();
        let mut counting: Vec<Said> =
            self.current.values().flatten().map(|&(layer, index)| layers[layer].answers[index].clone()).collect();
        for said in &mut counting {
            if let Some(value) = values.get(&said.id) {
                said.value.clone_from(value);
            }
        }
        counting
    }

    /// What is in force on each series and year, but for silence.
    pub(super) fn stated(&self, layers: &[Layer]) -> BTreeMap<Key, Vec<Value>> {
        let counting = self.counting(layers);
        let mut stated: BTreeMap<Key, Vec<Value>> = by_key(&counting)
            .into_iter()
            .map(|(key, said)| (key, said.into_iter().map(|said| said.value.clone()).collect()))
            .collect();
        for said in stated.values_mut() {
            said.sort();
        }
        stated
    }
}

/// Lays replies over each other, the first at the bottom, then applies the decisions on answers, which come in the order in which
/// they hold.
pub(super) fn settle(area: i64, layers: &[Layer], rulings: &[Ruling<'_>]) -> Outcome {
    let mut work = Work { area, layers, outcome: Outcome { current: laid(layers), ..Outcome::default() }, rows: BTreeMap::new() };
    let last = last_on_each_subject(layers, rulings);
    for ruling in last.iter().filter(|ruling| ruling.is_on_cell()).chain(last.iter().filter(|ruling| !ruling.is_on_cell())) {
        let effect = work.apply(ruling);
        work.outcome.effects.insert(ruling.id, effect.err());
    }
    work.finish()
}

/// What counts before any decision on an answer.
fn laid(layers: &[Layer]) -> BTreeMap<Key, Vec<(usize, usize)>> {
    let mut current: BTreeMap<Key, Vec<(usize, usize)>> = BTreeMap::new();
    for (number, layer) in layers.iter().enumerate() {
        let mut own: BTreeMap<Key, Vec<(usize, usize)>> = BTreeMap::new();
        for (index, said) in layer.answers.iter().enumerate().filter(|(_, said)| layer.offers(said)) {
            own.entry(said.key()).or_default().push((number, index));
        }
        // Of what lies below, what has the same series and year counts no more.
        current.extend(own);
    }
    current
}

/// Of the decisions on one subject the last, if it is no revocation. Those on files that are not in force have no effect.
fn last_on_each_subject<'r, 'd>(layers: &[Layer], rulings: &'r [Ruling<'d>]) -> Vec<&'r Ruling<'d>> {
    type Subject<'a> = (Option<usize>, &'a str, Option<Key>, Option<&'a Cell>);
    let mut last: Vec<(Subject<'_>, &Ruling<'_>)> = Vec::new();
    for ruling in rulings {
        let layer = layers.iter().position(|layer| layer.sha256.contains(&ruling.decision.sha256));
        let cell = ruling.decision.cell.as_ref().filter(|_| ruling.is_on_cell());
        let unknown = if layer.is_none() { ruling.decision.sha256.as_str() } else { "" };
        let subject = (layer, unknown, ruling.key(), cell);
        last.retain(|(known, _)| *known != subject);
        last.push((subject, ruling));
    }
    last.into_iter().map(|(_, ruling)| ruling).filter(|ruling| ruling.decision.action != Action::Revoke).collect()
}

struct Work<'w> {
    area: i64,
    layers: &'w [Layer],
    outcome: Outcome,
    /// By answer.
    rows: BTreeMap<i64, Settled>,
}

impl Work<'_> {
    fn said(&self, at: (usize, usize)) -> &Said {
        &self.layers[at.0].answers[at.1]
    }

    fn row(&mut self, at: (usize, usize), counts: bool, decision: i64, value: Option<Value>) {
        let answer = self.said(at).id;
        self.rows.insert(answer, Settled { area: self.area, answer, counts, decision: Some(decision), value });
    }

    fn apply(&mut self, ruling: &Ruling<'_>) -> std::result::Result<(), Refusal> {
        let layer = self.layers.iter().position(|layer| layer.sha256.contains(&ruling.decision.sha256));
        let layer = layer.ok_or(Refusal::NoAnswer)?;
        let key = ruling.key().ok_or(Refusal::NoAnswer)?;
        let given: Vec<(usize, usize)> =
            self.outcome.current.get(&key).into_iter().flatten().copied().filter(|at| at.0 == layer).collect();
        let (&first, _) = given.split_first().ok_or(Refusal::NoAnswer)?;
        let at_cell =
            |at: &(usize, usize)| ruling.decision.cell.as_ref().is_none_or(|cell| self.said(*at).at.as_ref() == Some(cell));
        let named: Vec<(usize, usize)> = given.iter().copied().filter(at_cell).collect();
        let kept = match ruling.decision.action {
            Action::Exclude => {
                if named.is_empty() {
                    return Err(Refusal::NoSuchCell);
                }
                let left: Vec<_> = given.iter().copied().filter(|at| !named.contains(at)).collect();
                // What is left alone contradicts nothing any more.
                if let [only] = left[..] {
                    self.row(only, true, ruling.id, None);
                }
                left
            }
            Action::Accept => {
                let (&accepted, others) = named.split_first().ok_or(Refusal::NoSuchCell)?;
                if others.iter().any(|other| self.said(*other).value != self.said(accepted).value) {
                    return Err(Refusal::Several);
                }
                self.row(accepted, true, ruling.id, None);
                vec![accepted]
            }
            Action::Sum => {
                let value = self.sum(&given)?;
                self.row(first, true, ruling.id, Some(value));
                vec![first]
            }
            Action::Correct => {
                let value = ruling.corrected()?;
                self.row(first, true, ruling.id, Some(value));
                vec![first]
            }
            Action::Supersede | Action::Revoke => given.clone(),
        };
        for at in given.into_iter().filter(|at| !kept.contains(at)) {
            self.row(at, false, ruling.id, None);
        }
        self.outcome.current.insert(key, kept);
        Ok(())
    }

    /// The sum of what is not blank, exactly.
    fn sum(&self, given: &[(usize, usize)]) -> std::result::Result<Value, Refusal> {
        let parts: Vec<&Value> =
            given.iter().map(|at| self.said(*at)).filter(|said| !said.is_silent()).map(|said| &said.value).collect();
        if parts.len() < 2 {
            return Err(Refusal::NoParts);
        }
        if parts.iter().all(|part| part.number.is_some()) {
            let scale = parts.iter().filter_map(|part| part.scale).max().unwrap_or(0);
            let mut total = 0_i64;
            for part in parts {
                let power = u32::try_from(scale - part.scale.unwrap_or(0)).map_err(|_| Refusal::NoNumbers)?;
                let number = 10_i64.checked_pow(power).and_then(|power| part.number?.checked_mul(power));
                total = number.and_then(|number| total.checked_add(number)).ok_or(Refusal::NoNumbers)?;
            }
            return Ok(exact(total, scale));
        }
        let (mut low, mut high) = (0_i64, Some(0_i64));
        for part in parts {
            if part.scale.is_some() {
                return Err(Refusal::NoNumbers);
            }
            let least = part.number.or(part.low).ok_or(Refusal::NoNumbers)?;
            low = low.checked_add(least).ok_or(Refusal::NoNumbers)?;
            high = high.zip(part.number.or(part.high)).and_then(|(high, most)| high.checked_add(most));
        }
        Ok(Value { status: i64::from(Status::Censored.id()), low: Some(low), high, ..Value::default() })
    }

    fn finish(mut self) -> Outcome {
        let counting: HashSet<i64> = self.outcome.current.values().flatten().map(|at| self.said(*at).id).collect();
        for said in self.layers.iter().flat_map(|layer| &layer.answers).filter(|said| !counting.contains(&said.id)) {
            let (area, answer) = (self.area, said.id);
            self.rows.entry(answer).or_insert(Settled { area, answer, counts: false, decision: None, value: None }).counts = false;
        }
        self.outcome.settled = self.rows.into_values().collect();
        self.outcome
    }
}

#[cfg(test)]
mod tests;
