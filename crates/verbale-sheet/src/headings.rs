//! The headings of a form sheet: which columns hold labels, answers and comments, where options stand side by side, and in
//! which section a label stands.

use crate::form::Form;
use crate::grid::{FormCell, Grid, Span, is_asked};
use rustc_hash::FxHashMap;
use verbale_model::codelist::ListId;
use verbale_model::fold::fold;
use verbale_model::labels::LabelKey;
use verbale_model::layout::FormLayout;
use verbale_model::{CodeId, Edition, Item, ItemKind};

/// The headings of one sheet.
pub(crate) struct Headings {
    answers: Vec<Span>,
    comments: Vec<Span>,
    labels: Vec<Span>,
    /// Row and name of each section heading.
    sections: Vec<(u32, String)>,
    /// Rows in which no item is labelled; headings of options are among them.
    frames: Vec<u32>,
    options: FxHashMap<(u32, Lists), Vec<OptionHeading>>,
}

/// The codelists whose words can head options of an item.
type Lists = (ListId, Option<ListId>);

/// A word of an item's codelist as a heading.
#[derive(Debug, Clone, Copy)]
pub(crate) struct OptionHeading {
    /// Index of the cell.
    pub(crate) cell: usize,
    pub(crate) span: Span,
    code: CodeId,
}

/// Where the answer to a label stands.
#[derive(Debug)]
pub(crate) enum AnswerPlace {
    /// Under the heading of the answers, in these columns.
    Under(Span),
    /// Under headings that name the options.
    Options(Vec<OptionHeading>),
    /// No heading: beside the label.
    Beside,
}

/// How many headings above a cell are looked at.
const HEADINGS: usize = 200;
/// How many frame rows above a label are looked at for headings of options.
const FRAMES: usize = 200;

impl Headings {
    pub(crate) fn find(grid: &Grid, edition: &Edition, layout: &FormLayout) -> Self {
        // Headings inside a statistical table are its own.
        let spans = |key: Option<LabelKey>| {
            let cells = grid.cells.iter().filter(move |cell| cell.is_open() && key.is_some_and(|key| cell.has_key(key)));
            cells.map(|cell| grid.span(cell.row, cell.col)).collect::<Vec<_>>()
        };
        let mut headings = Self {
            answers: spans(Some(layout.answer)),
            comments: spans(layout.comment),
            labels: spans(layout.label),
            sections: Vec::new(),
            frames: Vec::new(),
            options: FxHashMap::default(),
        };
        let printed = |cell: &&FormCell| cell.is_open() && cell.is_label() && !headings.under_answers(cell.row, cell.col);
        let printed = grid.cells.iter().filter(printed).collect::<Vec<_>>();
        let labelled = printed.iter().filter(|cell| cell.items().next().is_some()).map(|cell| cell.row).collect::<Vec<_>>();
        headings.sections = printed.iter().filter_map(|cell| Some((cell.row, section_name(cell, edition)?))).collect();
        headings.frames = grid
            .cells
            .iter()
            .filter(|cell| cell.is_open())
            .map(|cell| cell.row)
            .filter(|row| labelled.binary_search(row).is_err())
            .collect();
        headings.frames.dedup();
        headings
    }

    /// True for a sheet without any heading of the form.
    pub(crate) fn is_empty(&self) -> bool {
        self.answers.is_empty() && self.comments.is_empty() && self.labels.is_empty() && self.sections.is_empty()
    }

    /// True for a place under a heading of answers or comments: whatever stands there, it is what a State wrote.
    pub(crate) fn under_answers(&self, row: u32, col: u16) -> bool {
        let above = |spans: &[Span]| above(spans, row).find(|span| span.has_col(col)).map(|span| span.top);
        let wrote = above(&self.answers).max(above(&self.comments));
        wrote > above(&self.labels)
    }

    /// The section whose heading stands nearest above a row, or in it.
    pub(crate) fn section(&self, row: u32) -> Option<&str> {
        let next = self.sections.partition_point(|(at, _)| *at <= row);
        next.checked_sub(1).map(|index| self.sections[index].1.as_str())
    }

    /// The columns of comments on a label.
    pub(crate) fn comment(&self, label: Span) -> Option<Span> {
        self.beside(&self.comments, label)
    }

    /// The nearest of some headings.
    fn beside(&self, spans: &[Span], label: Span) -> Option<Span> {
        nearest(spans, &self.labels, label)
    }

    /// Where the answer to an item labelled in `label` stands.
    pub(crate) fn answer(&mut self, grid: &Grid, form: Form<'_>, item: &Item, label: Span) -> AnswerPlace {
        let heading = self.beside(&self.answers, label);
        let lists = match item.kind {
            ItemKind::Choice(list) => Some((list, None)),
            ItemKind::Multi(multi) => Some((multi.options, Some(multi.answers))),
            _ => None,
        };
        let from = heading.map_or(0, |heading| heading.top);
        if let Some(lists) = lists
            && let Some(options) = self.options(grid, form, lists, label, from)
        {
            return AnswerPlace::Options(options);
        }
        heading.map_or(AnswerPlace::Beside, AnswerPlace::Under)
    }

    /// Headings of options in the nearest row above the label that has some, but not above `from`.
    fn options(&mut self, grid: &Grid, form: Form<'_>, lists: Lists, label: Span, from: u32) -> Option<Vec<OptionHeading>> {
        let next = self.frames.partition_point(|row| *row < label.top);
        let frames = self.frames[next.saturating_sub(FRAMES)..next].to_vec();
        for row in frames.into_iter().rev().take_while(|row| *row >= from) {
            if !self.options.contains_key(&(row, lists)) {
                let found = self.options_in(grid, form, lists, row);
                self.options.insert((row, lists), found);
            }
            let right = self.options[&(row, lists)].iter().filter(|option| option.span.left > label.right).copied();
            let right = right.collect::<Vec<_>>();
            let mut codes = right.iter().map(|option| option.code).collect::<Vec<_>>();
            codes.sort_unstable();
            codes.dedup();
            if codes.len() > 1 && codes.len() == right.len() {
                return Some(right);
            }
        }
        None
    }

    /// The options that a row heads. Every other cell of it must be printed text: a row with words of the State's own is one of
    /// answers, even where these are words of the list.
    fn options_in(&self, grid: &Grid, form: Form<'_>, (list, answers): Lists, row: u32) -> Vec<OptionHeading> {
        let mut options = Vec::new();
        for index in grid.rows(row..row + 1) {
            let cell = &grid.cells[index];
            let folded = fold(&cell.text);
            let find = |list| form.schemas.list(list).find(&folded);
            let code = find(list).or_else(|| answers.and_then(find));
            let span = grid.span(cell.row, cell.col);
            match code {
                _ if cell.label.keys.iter().any(|(key, _)| is_asked(form.layout, *key)) => {}
                None if cell.is_label() => {}
                Some(code) if !above(&self.comments, row).any(|comment| comment.has_col(span.left)) => {
                    options.push(OptionHeading { cell: index, span, code });
                }
                _ => return Vec::new(),
            }
        }
        options
    }
}

fn section_name(cell: &FormCell, edition: &Edition) -> Option<String> {
    cell.label.keys.iter().find_map(|(key, _)| match key {
        LabelKey::Section(index) => edition.labels.sections.get(usize::from(*index)).cloned(),
        _ => None,
    })
}

/// Spans above a row, nearest first.
fn above(spans: &[Span], row: u32) -> impl Iterator<Item = &Span> {
    let next = spans.partition_point(|span| span.top < row);
    spans[next.saturating_sub(HEADINGS)..next].iter().rev()
}

/// The heading nearest above a label: in the nearest row that has one to its right, the first; else, in the nearest row, the
/// last to its left, for forms that run from right to left.
fn nearest(spans: &[Span], labels: &[Span], label: Span) -> Option<Span> {
    let right = above(spans, label.top).find(|span| span.left > label.right);
    let row = |nearest: &Span| above(spans, label.top).filter(move |span| span.top == nearest.top).copied().collect::<Vec<_>>();
    match right {
        Some(nearest) => row(nearest).into_iter().filter(|span| span.left > label.right).min_by_key(|span| span.left),
        None => {
            let left = above(spans, label.top).find(|span| span.right < label.left)?;
            let left = row(left).into_iter().filter(|span| span.right < label.left).max_by_key(|span| span.left)?;
            // The labels' own heading stands to its right, too: it is not the heading of a block further left.
            let mut own = above(labels, label.top).filter(|own| own.top == left.top);
            own.any(|own| own.left > left.right && own.left <= label.right).then_some(left)
        }
    }
}
