//! A sheet of a form, held in memory: filled cells by place, what they are labels of, and what became of them.

use crate::book::{Book, WideRow};
use crate::fault::{Fault, limit};
use crate::ledger::Ledger;
use crate::matcher::Match;
use crate::reference::Area;
use crate::wordings::{WordingId, Wordings};
use rustc_hash::{FxHashMap, FxHashSet};
use std::borrow::Cow;
use std::ops::Range;
use std::rc::Rc;
use verbale_model::labels::LabelKey;
use verbale_model::layout::FormLayout;
use verbale_model::words::WordClass;
use verbale_model::{EditionId, Intake, ItemId, Kind, PlaceId, RawCell, Stored};

/// What became of a cell of a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Settled {
    /// Nothing yet.
    Open,
    Mapped,
    Template,
    /// It has no place, for this reason.
    Unplaced(&'static Kind),
}

/// A filled cell of a form.
pub(crate) struct FormCell {
    pub(crate) row: u32,
    pub(crate) col: u16,
    pub(crate) text: Rc<str>,
    /// Which of the distinct texts of the sheet that is.
    pub(crate) id: WordingId,
    pub(crate) stored: Stored,
    /// Which of the words that can stand instead of a value it is.
    pub(crate) class: Option<WordClass>,
    /// What it is the label of.
    pub(crate) label: Match,
    pub(crate) settled: Settled,
}

impl FormCell {
    pub(crate) fn raw(&self, sheet: PlaceId) -> RawCell<'_> {
        let at = verbale_model::Locus::Cell { sheet, row: self.row, col: self.col };
        RawCell { text: Cow::Borrowed(&self.text), stored: self.stored, at }
    }

    pub(crate) fn has_key(&self, key: LabelKey) -> bool {
        self.label.keys.iter().any(|(known, _)| *known == key)
    }

    /// The items of which it is the label.
    pub(crate) fn items(&self) -> impl Iterator<Item = ItemId> {
        self.label.keys.iter().filter_map(|(key, _)| match key {
            LabelKey::Item(item) => Some(*item),
            _ => None,
        })
    }

    /// True for words that there is no value: they can hold for several answers at once.
    pub(crate) const fn says_none(&self) -> bool {
        use WordClass::{NotApplicable, NotAvailable, NotStated, Refused, SeeAnnex};
        matches!(self.class, Some(NotAvailable | NotApplicable | Refused | SeeAnnex | NotStated))
    }

    /// True for a label of any kind.
    pub(crate) fn is_label(&self) -> bool {
        !self.label.keys.is_empty()
    }

    pub(crate) fn is_open(&self) -> bool {
        self.settled == Settled::Open
    }
}

/// The cells of a sheet in the order of its rows.
pub(crate) struct Grid {
    pub(crate) cells: Vec<FormCell>,
    /// The same row by row.
    lines: Vec<Row>,
    /// Merged ranges by their first cell.
    merges: FxHashMap<(u32, u32), Area>,
    /// The same in order.
    areas: Vec<Area>,
    /// Cells that went to the ledger at once.
    flawed: FxHashSet<(u32, u16)>,
}

/// Cells of one row.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub(crate) at: u32,
    /// Indexes of its cells, in order of columns.
    pub(crate) cells: Range<usize>,
}

/// A label merged over more rows than this is taken as of this many.
const TALLEST: u32 = 1_000;

impl Grid {
    /// Loads a sheet of a form of an edition. Cells that can become no answer go to the ledger at once.
    pub(crate) fn load<I: Intake>(
        book: &mut Book<'_>,
        (sheet, edition): (usize, EditionId),
        wordings: &mut Wordings<'_>,
        ledger: &mut Ledger<'_, I>,
        last: &mut Option<(u32, u16)>,
    ) -> Result<Self, Fault> {
        let most = book.limits().form_cells;
        let nul = book.may_hold_nul();
        let merges = book.merges(sheet).iter().map(|merge| ((merge.top, merge.left), *merge)).collect();
        let mut areas = book.merges(sheet).to_vec();
        areas.sort_unstable();
        let mut grid = Self { cells: Vec::new(), lines: Vec::new(), merges, areas, flawed: FxHashSet::default() };
        wordings.begin(book.number());
        let mut cells = book.cells(sheet)?;
        while let Some(cell) = cells.next()? {
            if last.is_some_and(|(row, _)| row != cell.row) {
                grid.drop_wide(cells.wide(), ledger);
            }
            *last = Some((cell.row, cell.col));
            if grid.cells.len() as u64 == most {
                return Err(limit("filled cells in a sheet of a form", most));
            }
            ledger.enter(1);
            if let Some(flaw) = cell.content.flaw(nul) {
                ledger.flawed(&cell.content, flaw, cell.row, cell.col);
                grid.flawed.insert((cell.row, cell.col));
                continue;
            }
            let stored = cell.content.stored();
            let id = wordings.meet_cell(&cell);
            let label = if stored == Stored::Text { wordings.label(id, edition) } else { Match::default() };
            let (text, class) = (Rc::clone(wordings.text(id)), wordings.class(id));
            let (row, col) = (cell.row, cell.col);
            match grid.lines.last_mut() {
                Some(line) if line.at == row => line.cells.end += 1,
                _ => grid.lines.push(Row { at: row, cells: grid.cells.len()..grid.cells.len() + 1 }),
            }
            grid.cells.push(FormCell { row, col, text, id, stored, class, label, settled: Settled::Open });
        }
        grid.drop_wide(cells.wide(), ledger);
        Ok(grid)
    }

    /// Hands the last row to the ledger if it is one with a field too many.
    fn drop_wide<I: Intake>(&mut self, wide: Option<WideRow>, ledger: &mut Ledger<'_, I>) {
        let Some(wide) = wide else { return };
        if let Some(line) = self.lines.pop_if(|line| line.at == wide.row) {
            let cells = self.cells.split_off(line.cells.start);
            ledger.wide(cells.iter().map(|cell| (cell.row, cell.col, Cow::Borrowed(&*cell.text))), wide);
        }
    }

    /// Takes headings that the layout does not ask for as labels only in its header rows. `No.` heads the numbers there, and
    /// elsewhere it is the answer "no".
    pub(crate) fn weaken(&mut self, layout: &FormLayout) {
        let asked = |key: LabelKey| is_asked(layout, key);
        let heads = |cell: &&FormCell| cell.label.keys.iter().any(|(key, _)| asked(*key) && matches!(key, LabelKey::Column(_)));
        let mut rows = self.cells.iter().filter(heads).map(|cell| cell.row).collect::<Vec<_>>();
        rows.dedup();
        for cell in &mut self.cells {
            let strong = cell.label.keys.iter().any(|(key, _)| asked(*key));
            if !strong && rows.binary_search(&cell.row).is_err() {
                cell.label = Match::default();
            }
        }
    }

    /// Rows with filled cells, in order.
    fn lines(&self, rows: Range<u32>) -> &[Row] {
        let from = self.lines.partition_point(|line| line.at < rows.start);
        let to = from + self.lines[from..].partition_point(|line| line.at < rows.end);
        &self.lines[from..to]
    }

    /// Indexes of the cells of some rows.
    pub(crate) fn rows(&self, rows: Range<u32>) -> Range<usize> {
        match self.lines(rows) {
            [] => 0..0,
            [first, .., last] => first.cells.start..last.cells.end,
            [only] => only.cells.clone(),
        }
    }

    /// The rows of a rectangle that have filled cells in its columns.
    pub(crate) fn rows_of(&self, span: Span) -> Vec<Row> {
        let whole = span.left == 0 && span.right == u16::MAX;
        let lines = self.lines(span.top..span.bottom.saturating_add(1));
        let cut = |line: &Row| {
            let Range { start, end } = line.cells;
            let from = start + self.cells[start..end].partition_point(|cell| cell.col < span.left);
            let to = from + self.cells[from..end].partition_point(|cell| cell.col <= span.right);
            (from < to).then_some(Row { at: line.at, cells: from..to })
        };
        if whole { lines.to_vec() } else { lines.iter().filter_map(cut).collect() }
    }

    /// True if a row has the text of a cell in its column.
    pub(crate) fn says(&self, row: u32, cell: &FormCell) -> bool {
        self.at(row, cell.col).is_some_and(|index| self.cells[index].id == cell.id)
    }

    /// Forgets row and column labels of tables: outside a table, "Total" can be what a State wrote.
    pub(crate) fn forget_members(&mut self) {
        for cell in &mut self.cells {
            let all = cell.label.keys.len();
            cell.label.keys.retain(|(key, _)| !matches!(key, LabelKey::Member(_)));
            if cell.label.keys.is_empty() && all > 0 {
                cell.label = Match::default();
            }
        }
    }

    /// True for a cell that was filled with something that can become no answer.
    pub(crate) fn is_flawed(&self, row: u32, col: u16) -> bool {
        !self.flawed.is_empty() && self.flawed.contains(&(row, col))
    }

    /// Merged ranges that start in some rows, in order.
    pub(crate) fn merges_in(&self, rows: Range<u32>) -> &[Area] {
        let from = self.areas.partition_point(|area| area.top < rows.start);
        let to = from + self.areas[from..].partition_point(|area| area.top < rows.end);
        &self.areas[from..to]
    }

    /// Index of the cell at a place.
    pub(crate) fn at(&self, row: u32, col: u16) -> Option<usize> {
        let line = self.lines.binary_search_by_key(&row, |line| line.at).ok()?;
        let Range { start, end } = self.lines[line].cells;
        self.cells[start..end].binary_search_by_key(&col, |cell| cell.col).ok().map(|index| start + index)
    }

    /// Indexes of the cells in a rectangle.
    pub(crate) fn inside(&self, span: Span) -> impl Iterator<Item = usize> + '_ {
        self.rows(span.rows()).filter(move |index| (span.left..=span.right).contains(&self.cells[*index].col))
    }

    /// The place of a cell with all that is merged into it.
    pub(crate) fn span(&self, row: u32, col: u16) -> Span {
        match self.merges.get(&(row, u32::from(col))) {
            Some(merge) => Span {
                top: row,
                bottom: merge.bottom.min(row.saturating_add(TALLEST)),
                left: col,
                right: u16::try_from(merge.right).unwrap_or(u16::MAX),
            },
            None => Span { top: row, bottom: row, left: col, right: col },
        }
    }

    /// The merged range that covers a place from elsewhere.
    pub(crate) fn covering(&self, row: u32, col: u16) -> Option<Area> {
        let col = u32::from(col);
        let covers = |area: &&Area| {
            (area.top..=area.bottom).contains(&row)
                && (area.left..=area.right).contains(&col)
                && (area.top, area.left) != (row, col)
        };
        self.merges.values().filter(covers).min().copied()
    }

    pub(crate) fn merge_count(&self) -> usize {
        self.merges.len()
    }
}

/// False for the heading of a column that the layout does not ask for.
pub(crate) fn is_asked(layout: &FormLayout, key: LabelKey) -> bool {
    !matches!(key, LabelKey::Column(_)) || key == layout.answer || Some(key) == layout.comment || Some(key) == layout.label
}

/// A rectangle of cells, both corners included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Span {
    pub(crate) top: u32,
    pub(crate) bottom: u32,
    pub(crate) left: u16,
    pub(crate) right: u16,
}

impl Span {
    pub(crate) const fn rows(self) -> Range<u32> {
        self.top..self.bottom + 1
    }

    pub(crate) const fn has_col(self, col: u16) -> bool {
        self.left <= col && col <= self.right
    }
}
