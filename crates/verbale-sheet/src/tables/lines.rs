//! The rows or columns of a table as lines, each with a label per level: what each line stands for.

use crate::tables::axis::{AxisReader, Reading, Saying};
use crate::tables::groups::Groups;
use crate::tables::year::YearDoubt;
use smallvec::SmallVec;
use verbale_model::{DimId, Kind, catalogue};

/// A label of a line at one level.
#[derive(Debug, Clone)]
pub(crate) struct Tag {
    /// Index of the cell.
    pub(crate) cell: usize,
    pub(crate) reading: Reading,
    /// False where the label is merged into the line from another.
    pub(crate) own: bool,
    /// True for a label merged over several lines: it holds for these alone.
    pub(crate) merged: bool,
    pub(crate) listed: Listed,
}

/// Whether a label is one that the State writes into an open list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Listed {
    No,
    Label,
    /// A code beside the label.
    Code,
}

impl Tag {
    /// True for a label that the State writes into an open list.
    pub(crate) fn is_listed(&self) -> bool {
        self.listed == Listed::Label
    }
}

/// A row or column.
#[derive(Debug, Default)]
pub(crate) struct Line {
    /// Row or column of the sheet.
    pub(crate) at: u32,
    /// One a level, from the outermost.
    pub(crate) tags: SmallVec<[Option<Tag>; 2]>,
    /// True if something stands in it beside its labels.
    pub(crate) filled: bool,
}

impl Line {
    pub(crate) fn has_own(&self) -> bool {
        self.tags.iter().flatten().any(|tag| tag.own)
    }
}

/// What a line stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Said {
    /// It has no label.
    Nothing,
    /// This, and what the label in an open list says.
    Known { saying: Saying, open: Option<usize> },
    /// A label that is not known, or can be read in two ways.
    Wrong { cell: usize, why: Why },
}

/// Why a line stands for nothing certain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Why {
    Unknown,
    Ambiguous,
    Years(YearDoubt),
    /// It heads columns with several figures in one row.
    Several,
}

impl Why {
    /// The finding that it raises.
    pub(crate) const fn kind(self) -> &'static Kind {
        match self {
            Self::Years(YearDoubt::NoCalendarYear) => catalogue::YEAR_UNREADABLE,
            Self::Several => catalogue::TABLE_NOT_READ,
            Self::Unknown | Self::Ambiguous | Self::Years(YearDoubt::Words) => catalogue::CODE_UNKNOWN,
        }
    }
}

/// How labels hold for lines that have none of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Carry {
    /// Not at all.
    Never,
    /// Where a later level has a label, but not beyond what a label is merged over: row labels. A later label without any group
    /// says nothing.
    Nested,
    /// The same for headings, of which some stand under no group.
    Headings,
}

/// What each line stands for, in their order.
pub(crate) fn settle_lines(axis: &AxisReader<'_>, lines: &[Line], carry: Carry, nest: &mut Nest) -> Vec<Said> {
    let levels = lines.iter().map(|line| line.tags.len()).max().unwrap_or(0);
    let dims = (0..levels).map(|level| level_dimension(lines, level)).collect::<Vec<_>>();
    let used = (0..levels).filter(|level| lines.iter().any(|line| line.tags.get(*level).is_some_and(Option::is_some))).count();
    if used <= 1 && axis.axis.nested && axis.axis.dimensions.len() > 1 {
        return (0..lines.len()).map(|index| nest.line(axis, lines, index)).collect();
    }
    let mut last: Vec<Option<Tag>> = vec![None; levels];
    let mut said = Vec::with_capacity(lines.len());
    let mut groups = Groups::new(carry);
    for line in lines {
        let deepest = line.tags.iter().rposition(|tag| tag.as_ref().is_some_and(|tag| tag.own));
        {
            let tags = (0..levels).map(|level| {
                let above = last[level].as_ref().filter(|tag| carry != Carry::Never && !tag.merged);
                let own = line.tags.get(level).and_then(Option::as_ref);
                own.or_else(|| above.filter(|_| deepest.is_some_and(|deepest| level < deepest)))
            });
            let tags = tags.collect::<SmallVec<[_; 2]>>();
            let doubt = match deepest {
                Some(deepest) => groups.meet(axis, (line, said.len()), &tags, deepest, &dims),
                // Under the label of a group, a part has lost its own.
                None if carry == Carry::Nested && used > 1 => Some(Said::Nothing),
                None => None,
            };
            said.push(doubt.unwrap_or_else(|| join(axis, &tags, &dims)));
        }
        for (level, tag) in line.tags.iter().enumerate() {
            if let Some(tag) = tag {
                last[level] = Some(tag.clone());
                // A new group ends what stood below the one before.
                last[level + 1..].fill(None);
            }
        }
    }
    groups.close(&mut said);
    said
}

/// The one dimension of which all clear labels of a level are codes.
fn level_dimension(lines: &[Line], level: usize) -> Option<DimId> {
    let mut found = None;
    for tag in lines.iter().filter_map(|line| line.tags.get(level)?.as_ref()) {
        let Reading::Said(saying) = &tag.reading else { continue };
        for (dimension, _) in &saying.codes {
            match found {
                None => found = Some(*dimension),
                Some(other) if other != *dimension => return None,
                Some(_) => {}
            }
        }
    }
    found
}

/// All that the labels of a line say together.
fn join(axis: &AxisReader<'_>, tags: &[Option<&Tag>], dims: &[Option<DimId>]) -> Said {
    if tags.iter().all(Option::is_none) {
        return Said::Nothing;
    }
    let (mut saying, mut open) = (Saying::default(), None);
    let mut unclear: SmallVec<[&Tag; 2]> = SmallVec::new();
    for (tag, dimension) in tags.iter().zip(dims).filter_map(|(tag, dimension)| Some(((*tag)?, dimension))) {
        let said = match &tag.reading {
            _ if tag.is_listed() => {
                open = Some(tag.cell);
                continue;
            }
            // It is held against the label later.
            _ if tag.listed == Listed::Code => continue,
            Reading::Said(said) => said.clone(),
            Reading::Choice(choice) => {
                let level = choice.iter().find(|(own, _)| Some(*own) == *dimension);
                match level {
                    Some(pair) => Saying { codes: [*pair].into_iter().collect(), ..Saying::default() },
                    None if axis.is_total(choice) => Saying::default(),
                    None => {
                        unclear.push(tag);
                        continue;
                    }
                }
            }
            Reading::Years(doubt) => return Said::Wrong { cell: tag.cell, why: Why::Years(*doubt) },
            Reading::Unclear => return Said::Wrong { cell: tag.cell, why: Why::Ambiguous },
            Reading::Unknown => return Said::Wrong { cell: tag.cell, why: Why::Unknown },
        };
        match saying.with(&said) {
            Some(both) => saying = both,
            None => return Said::Wrong { cell: tag.cell, why: Why::Ambiguous },
        }
    }
    // A word of several dimensions says the one that the other labels leave.
    for tag in unclear {
        let Reading::Choice(choice) = &tag.reading else { continue };
        let mut left = choice.iter().filter(|(dimension, _)| !saying.gives(*dimension));
        match (left.next(), left.next()) {
            (Some(pair), None) if choice.len() > 1 => saying.codes.push(*pair),
            _ => return Said::Wrong { cell: tag.cell, why: Why::Ambiguous },
        }
    }
    Said::Known { saying, open }
}

/// Where a list of nested labels in one column or row has got to: the codes of the outer dimensions.
#[derive(Debug, Clone, Default)]
pub(crate) struct Nest {
    groups: Vec<Group>,
    /// What the labels of the group said so far.
    seen: Vec<Saying>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Group {
    None,
    Code(verbale_model::CodeId),
    /// A label above could have opened a group, and it is not known which.
    Unclear,
    /// Other headings came between: a total is that of everything, and a part has no group.
    Restarted,
}

impl Nest {
    /// Other headings follow: what stands below belongs to no group above.
    pub(crate) fn restart(&mut self) {
        self.groups.fill(Group::Restarted);
        self.seen.clear();
    }

    fn line(&mut self, axis: &AxisReader<'_>, lines: &[Line], index: usize) -> Said {
        let dimensions = &axis.axis.dimensions;
        self.groups.resize(dimensions.len(), Group::None);
        let Some(tag) = only(&lines[index]) else { return Said::Nothing };
        let wrong = |why| Said::Wrong { cell: tag.cell, why };
        match &tag.reading {
            _ if tag.is_listed() => Said::Known { saying: Saying::default(), open: Some(tag.cell) },
            Reading::Said(saying) if saying.codes.is_empty() => self.total(axis, lines, index, saying),
            Reading::Choice(choice) if axis.is_total(choice) => self.total(axis, lines, index, &Saying::default()),
            Reading::Said(saying) => {
                self.take(dimensions, saying).map_or_else(|| wrong(Why::Ambiguous), |saying| Said::Known { saying, open: None })
            }
            // `Unknown` can be a group or a part of one: what follows could belong to it.
            Reading::Choice(_) | Reading::Unclear => {
                self.groups.fill(Group::Unclear);
                wrong(Why::Ambiguous)
            }
            Reading::Unknown => {
                self.groups.fill(Group::Unclear);
                wrong(Why::Unknown)
            }
            Reading::Years(doubt) => wrong(Why::Years(*doubt)),
        }
    }

    /// A label with codes: those of outer dimensions that it does not give stand above.
    fn take(&mut self, dimensions: &[DimId], saying: &Saying) -> Option<Saying> {
        let Some(deepest) = dimensions.iter().rposition(|dimension| saying.gives(*dimension)) else { return Some(saying.clone()) };
        if dimensions.first().is_some_and(|outer| saying.gives(*outer)) {
            self.seen.clear();
        } else if self.seen.last() == Some(saying) {
            // The same line twice.
        } else if self.seen.contains(saying) {
            // A part that comes back is one of a group whose label is missing.
            self.groups.fill(Group::Unclear);
        } else {
            self.seen.push(saying.clone());
        }
        let mut whole = saying.clone();
        for (depth, dimension) in dimensions.iter().enumerate().take(deepest + 1) {
            match saying.codes.iter().find(|(own, _)| own == dimension) {
                Some((_, code)) => self.groups[depth] = Group::Code(*code),
                None => match self.groups[depth] {
                    Group::None => {}
                    Group::Code(code) => whole.codes.push((*dimension, code)),
                    Group::Unclear | Group::Restarted => return None,
                },
            }
        }
        self.groups[deepest + 1..].fill(Group::None);
        Some(whole)
    }

    /// A bare "Total": of everything where no group stands above, of the group where its caption stands right above and its
    /// parts follow. Further down it could be either.
    fn total(&mut self, axis: &AxisReader<'_>, lines: &[Line], index: usize, saying: &Saying) -> Said {
        let cell = only(&lines[index]).map_or(0, |tag| tag.cell);
        let outer = axis.axis.dimensions[0];
        let known = |saying| Said::Known { saying, open: None };
        match self.groups[0] {
            Group::None => known(saying.clone()),
            Group::Restarted => {
                self.groups.fill(Group::None);
                known(saying.clone())
            }
            Group::Code(code) if axis.is_total(&[(outer, code)].into_iter().collect()) => known(saying.clone()),
            Group::Code(code) if captioned(axis, lines, index) => {
                let mut whole = saying.clone();
                whole.codes.push((outer, code));
                known(whole)
            }
            Group::Code(_) | Group::Unclear => {
                self.groups.fill(Group::Unclear);
                Said::Wrong { cell, why: Why::Ambiguous }
            }
        }
    }
}

/// True for a line right below the caption of a group: a label of the outermost dimension with nothing beside it, which opens
/// a new group, before a label of an inner dimension.
fn captioned(axis: &AxisReader<'_>, lines: &[Line], index: usize) -> bool {
    let outer = axis.axis.dimensions[0];
    let heads = |line: &Line| matches!(only(line).map(|tag| &tag.reading), Some(Reading::Said(saying)) if saying.gives(outer));
    let inner = |line: &Line| {
        let inside = |saying: &Saying| axis.axis.dimensions[1..].iter().any(|dimension| saying.gives(*dimension));
        matches!(only(line).map(|tag| &tag.reading), Some(Reading::Said(saying)) if inside(saying) && !saying.gives(outer))
    };
    let labelled = |line: &&Line| only(line).is_some();
    let mut above = lines[..index].iter().rev().filter(labelled);
    let caption = above.next().is_some_and(|line| heads(line) && !line.filled);
    // Two outer labels in a row are no groups with parts, but a plain list.
    let opens = above.next().is_none_or(|line| !heads(line) || inner(line));
    caption && opens && lines[index + 1..].iter().find(labelled).is_some_and(inner)
}

/// True for the caption of a group whose total has a line of its own.
pub(crate) fn has_total_below(axis: &AxisReader<'_>, lines: &[Line], index: usize) -> bool {
    if axis.axis.nested && !lines[index].filled && heads_total(axis, lines, index) {
        return true;
    }
    let total = |line: &Line| match only(line).map(|tag| &tag.reading) {
        Some(Reading::Said(saying)) => saying.codes.is_empty() && saying.year.is_none(),
        Some(Reading::Choice(choice)) => axis.is_total(choice),
        _ => false,
    };
    axis.axis.nested
        && axis.axis.dimensions.len() > 1
        && !lines[index].filled
        && lines[index + 1..].first().is_some_and(|below| total(below) && captioned(axis, lines, index + 1))
}

/// True for a line with a label of an outer level alone, above one with the total at a lower level and no label of its own outside.
fn heads_total(axis: &AxisReader<'_>, lines: &[Line], index: usize) -> bool {
    let deepest = |line: &Line| line.tags.iter().rposition(|tag| tag.as_ref().is_some_and(|tag| tag.own));
    let (Some(level), Some(below)) = (deepest(&lines[index]), lines.get(index + 1)) else { return false };
    let Some(lower) = deepest(below).filter(|lower| *lower > level) else { return false };
    let bare = below.tags[..lower].iter().flatten().all(|tag| !tag.own);
    let total = match below.tags[lower].as_ref().map(|tag| &tag.reading) {
        Some(Reading::Said(saying)) => saying.year.is_none() && axis.is_total(&saying.codes),
        Some(Reading::Choice(choice)) => axis.is_total(choice),
        _ => false,
    };
    bare && total
}

/// The label of a line with labels at one level.
fn only(line: &Line) -> Option<&Tag> {
    line.tags.iter().flatten().next()
}
