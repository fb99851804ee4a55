//! Lines under the labels of groups: whether it is certain to which group each of them belongs.
//!
//! A label of a group holds for what follows it, and nothing says where it ends if the next one is missing. So what follows must
//! be what parts of one group are: no part comes back, and none stands before the first group.

use crate::tables::axis::{AxisReader, Reading};
use crate::tables::lines::{Carry, Line, Said, Tag, Why};
use rustc_hash::FxHashSet;
use smallvec::SmallVec;
use verbale_model::DimId;

/// Parts of groups whose order is compared; tables have a handful.
const MOST_PARTS: usize = 64;

/// How parts follow each other. A State may list them now one way, now the other; where one comes back, too, lines were sorted.
#[derive(Default)]
struct Flow {
    mixed: bool,
    back: bool,
}

/// Where the lines of a table have got to.
pub(crate) struct Groups {
    carry: Carry,
    /// The labels of the group, by cell.
    key: SmallVec<[Option<usize>; 2]>,
    /// What its parts said so far.
    seen: Vec<Reading>,
    /// A part came back: the label of another group is missing.
    broken: bool,
    /// A label of a group was met.
    started: bool,
    /// Labels do not stand where their groups begin: a part stood before the first group.
    astray: bool,
    /// How the parts of groups follow each other.
    flow: Flow,
    /// All parts met, those of the group, and which stood before which.
    parts: Vec<Reading>,
    order: Vec<usize>,
    pairs: FxHashSet<(usize, usize)>,
    /// Lines that have the label of their group from further up, and the cells of their own labels.
    carried: Vec<(usize, usize)>,
}

impl Groups {
    pub(crate) fn new(carry: Carry) -> Self {
        Self {
            carry,
            key: SmallVec::new(),
            seen: Vec::new(),
            broken: false,
            started: false,
            astray: false,
            flow: Flow::default(),
            parts: Vec::new(),
            order: Vec::new(),
            pairs: FxHashSet::default(),
            carried: Vec::new(),
        }
    }

    /// Meets the next line, with its labels and those that hold for it from elsewhere; `deepest` is the level of its last own
    /// label. Gives what is wrong with it.
    pub(crate) fn meet(
        &mut self,
        axis: &AxisReader<'_>,
        (line, index): (&Line, usize),
        tags: &[Option<&Tag>],
        deepest: usize,
        dims: &[Option<DimId>],
    ) -> Option<Said> {
        let part = tags[deepest]?;
        let outer = &tags[..deepest];
        let wrong = Some(Said::Wrong { cell: part.cell, why: Why::Ambiguous });
        if outer.iter().all(Option::is_none) {
            let lower = is_lower(part, deepest, dims);
            self.started |= !lower && part.reading.is_label();
            if lower {
                return if self.alone(axis, part) { wrong } else { None };
            }
        } else {
            self.started = true;
        }
        let key = outer.iter().map(|tag| tag.map(|tag| tag.cell)).collect::<SmallVec<[_; 2]>>();
        if outer.is_empty() || key != self.key {
            self.key = if outer.is_empty() { SmallVec::from_slice(&[Some(part.cell)]) } else { key };
            self.seen.clear();
            self.order.clear();
            self.broken = false;
        }
        if outer.is_empty() || part.is_listed() {
            return None;
        }
        if matches!(part.reading, Reading::Said(_) | Reading::Choice(_)) {
            // Right below itself it is the same line twice.
            self.broken |= self.seen.last() != Some(&part.reading) && self.seen.contains(&part.reading);
            self.flow.back |= self.broken;
            self.seen.push(part.reading.clone());
            self.follow(axis, part);
        }
        let elsewhere = |level: usize| tags[level].is_some() && line.tags.get(level).is_none_or(Option::is_none);
        if (0..deepest).any(elsewhere) {
            self.carried.push((index, part.cell));
        }
        if self.broken { wrong } else { None }
    }

    /// A part without any group. True if that makes it wrong.
    fn alone(&mut self, axis: &AxisReader<'_>, part: &Tag) -> bool {
        let total = match &part.reading {
            Reading::Said(saying) => saying.year.is_none() && axis.is_total(&saying.codes),
            Reading::Choice(choice) => axis.is_total(choice),
            _ => false,
        };
        match self.carry {
            Carry::Nested => {
                self.astray |= !self.started;
                true
            }
            Carry::Never => self.started,
            // A total of all groups stands beside them.
            Carry::Headings if total && !axis.axis.years => false,
            Carry::Headings => {
                self.astray |= !self.started;
                false
            }
        }
    }

    /// Notes which part stood before which.
    fn follow(&mut self, axis: &AxisReader<'_>, part: &Tag) {
        let Reading::Said(saying) = &part.reading else { return };
        if self.carry != Carry::Nested || self.broken || axis.is_total(&saying.codes) {
            return;
        }
        let known = self.parts.iter().position(|known| *known == part.reading);
        let place = known.unwrap_or(self.parts.len());
        if place == self.parts.len() {
            if place == MOST_PARTS {
                return;
            }
            self.parts.push(part.reading.clone());
        }
        for before in &self.order {
            self.pairs.insert((*before, place));
            self.flow.mixed |= self.pairs.contains(&(place, *before));
        }
        self.order.push(place);
    }

    /// Takes back what rests on the place of labels alone, where that proved wrong.
    pub(crate) fn close(self, said: &mut [Said]) {
        if self.astray || (self.flow.mixed && self.flow.back) {
            for (index, cell) in self.carried {
                said[index] = Said::Wrong { cell, why: Why::Ambiguous };
            }
        }
    }
}

/// True for a label that is one of a part: a level above it has labels somewhere, and it does not say what those say.
fn is_lower(part: &Tag, deepest: usize, dims: &[Option<DimId>]) -> bool {
    let says = |dimension: &DimId| matches!(&part.reading, Reading::Said(saying) if saying.gives(*dimension));
    deepest > 0 && !part.is_listed() && part.reading.is_label() && !dims[..deepest].iter().flatten().any(says)
}
