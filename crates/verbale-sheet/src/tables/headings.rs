//! The headings of a table: which of its rows are headings, and over which columns.

use crate::form::Form;
use crate::grid::{FormCell, Grid, Row};
use crate::tables::axis::{AxisReader, Reading, Saying};
use crate::tables::find::ends;
use crate::tables::stub::is_printed;
use crate::tables::year::is_bare_year;
use smallvec::SmallVec;
use verbale_model::Stored;
use verbale_model::labels::LabelKey;
use verbale_model::words::WordClass;

/// The readers of both axes of a table.
pub(crate) struct Axes<'f> {
    pub(crate) rows: AxisReader<'f>,
    pub(crate) columns: AxisReader<'f>,
}

/// The first row of headings.
pub(crate) struct FirstHeading {
    /// Place among the rows.
    pub(crate) row: usize,
    /// Last column of headings.
    pub(crate) reach: u16,
}

/// Rows of headings are at most so many.
const MOST_LEVELS: usize = 8;

/// Finds the first row with labels of columns. A row that has a label of a row is none.
pub(crate) fn first_heading(
    grid: &Grid,
    form: Form<'_>,
    rows: &[Row],
    axes: &mut Axes<'_>,
    title: Option<usize>,
) -> Option<FirstHeading> {
    let titled = title.map(|title| &grid.cells[title]);
    for (place, row) in rows.iter().enumerate() {
        let cells = row.cells.clone().filter(|index| grid.cells[*index].is_open() && Some(*index) != title);
        let cells = cells.map(|index| &grid.cells[index]).collect::<Vec<_>>();
        let labels = cells.iter().filter(|cell| axes.columns.read(cell).is_label()).copied().collect::<Vec<_>>();
        let stops = cells.iter().any(|cell| asks(form, cell));
        if heads((grid, form, &rows[place + 1..]), axes, &cells, &labels, titled) {
            let last = labels.iter().map(|cell| cell.col).max().unwrap_or(0);
            let others = cells.iter().filter(|cell| cell.col > last).take_while(|cell| !ends(form, cell)).map(|cell| cell.col);
            return Some(FirstHeading { row: place, reach: others.max().unwrap_or(last) });
        }
        if stops && title.is_some() {
            return None;
        }
    }
    None
}

/// True for a cell that is the label of an item outside tables.
fn asks(form: Form<'_>, cell: &FormCell) -> bool {
    ends(form, cell) && cell.items().next().is_some()
}

fn heads(
    (grid, form, below): (&Grid, Form<'_>, &[Row]),
    axes: &mut Axes<'_>,
    cells: &[&FormCell],
    labels: &[&FormCell],
    title: Option<&FormCell>,
) -> bool {
    let [first, ..] = labels else { return false };
    let only = labels.len() == 1;
    // What narrows a year, or gives two, is also said in instructions under the title.
    if !labels.iter().any(|cell| axes.columns.read(cell).is_plain())
        && title.is_none_or(|title| labels.iter().all(|cell| cell.col == title.col))
    {
        return false;
    }
    if only && axes.rows.read(first).is_label() {
        return false;
    }
    // A question with a year beside it is a question; a heading such as "Country" is also what a form asks.
    let asked = |cell: &&&FormCell| asks(form, cell) && !cell.items().any(|item| item == form.layout.state);
    if only && cells.iter().any(|cell| asked(&cell)) {
        return false;
    }
    // A row label to the left makes a row of values; one to the right, too, unless the rows below have theirs on the left.
    let others = cells.iter().filter(|cell| labels.binary_search_by_key(&cell.col, |label| label.col).is_err());
    let others = others.filter(|cell| axes.rows.read(cell).is_label()).map(|cell| cell.col).collect::<Vec<_>>();
    let left = |cell: &FormCell| cell.is_open() && cell.col < first.col;
    others.iter().all(|col| *col > first.col)
        && (others.is_empty()
            || below
                .iter()
                .flat_map(|row| &grid.cells[row.cells.clone()])
                .any(|cell| left(cell) && axes.rows.read(cell).is_label()))
}

/// A block of headings.
#[derive(Debug, Clone, Default)]
pub(crate) struct Head {
    /// The rows that are levels of it, from the outermost: places among the rows.
    pub(crate) levels: Vec<usize>,
    /// First and last column with a label.
    pub(crate) left: u16,
    pub(crate) right: u16,
    /// The row after it.
    pub(crate) end: usize,
}

/// What is needed to look at the rows of a table.
pub(crate) struct Heads<'h, 'f> {
    pub(crate) grid: &'h Grid,
    pub(crate) form: Form<'f>,
    pub(crate) rows: &'h [Row],
    pub(crate) axes: &'h mut Axes<'f>,
}

impl<'h, 'f> Heads<'h, 'f> {
    /// The open cells of a row.
    fn cells(&self, row: usize) -> impl Iterator<Item = usize> + use<'h, 'f> {
        let grid = self.grid;
        self.rows[row].cells.clone().filter(move |index| grid.cells[*index].is_open())
    }

    fn reading(&mut self, cell: usize) -> &Reading {
        self.axes.columns.read(&self.grid.cells[cell])
    }

    fn labels(&mut self, row: usize) -> Vec<usize> {
        self.cells(row).filter(|cell| self.axes.columns.read(&self.grid.cells[*cell]).is_label()).collect()
    }

    /// The block that starts at a row of headings; of the rows above it, unknown ones over its columns are part of it.
    pub(crate) fn block(&mut self, start: usize, from: usize) -> Head {
        let mut head = Head { levels: vec![start], end: start + 1, ..Head::default() };
        self.widen(&mut head);
        let mut row = start + 1;
        while row < self.rows.len() && head.levels.len() < MOST_LEVELS {
            if self.is_lower(&head, row) {
                head.levels.push(row);
                head.end = row + 1;
                self.widen(&mut head);
            } else if row > head.end || !self.is_filler(row) {
                break;
            }
            row += 1;
        }
        // Several texts over the headings say what the columns are, and it is not known what they say.
        if start > from && self.strangers(&head, start - 1) > 1 {
            head.levels.insert(0, start - 1);
        }
        head
    }

    fn widen(&mut self, head: &mut Head) {
        let grid = self.grid;
        let labels = head.levels.iter().flat_map(|row| self.labels(*row)).collect::<Vec<_>>();
        let cols = || labels.iter().map(|cell| grid.cells[*cell].col);
        head.left = cols().min().unwrap_or(0);
        head.right = cols().max().unwrap_or(0);
    }

    /// Texts in the columns of a heading that are labels of nothing.
    fn strangers(&mut self, head: &Head, row: usize) -> usize {
        let cells = self.cells(row).map(|index| &self.grid.cells[index]);
        cells.filter(|cell| (head.left..=head.right).contains(&cell.col) && !is_printed(self.form, cell)).count()
    }

    /// A row of text between two rows of headings: a unit, say.
    fn is_filler(&mut self, row: usize) -> bool {
        let cells = self.cells(row).collect::<SmallVec<[usize; 2]>>();
        let plain = |cell: &FormCell| !cell.text.chars().any(char::is_numeric);
        cells.len() == 1 && cells.iter().all(|cell| plain(&self.grid.cells[*cell]) && !self.is_row_label(*cell))
    }

    fn is_row_label(&mut self, cell: usize) -> bool {
        self.axes.rows.read(&self.grid.cells[cell]).is_label()
    }

    /// True for a lower level of a block of headings: its labels fit under those above, and it is no row of values.
    fn is_lower(&mut self, head: &Head, row: usize) -> bool {
        let labels = self.labels(row);
        let inside = labels.iter().copied().filter(|cell| self.grid.cells[*cell].col >= head.left).collect::<Vec<_>>();
        if inside.is_empty() {
            return false;
        }
        let readings = inside.iter().map(|cell| self.reading(*cell).clone()).collect::<Vec<_>>();
        // No row of values holds two categories: what stands among them is a heading of the State's own, such as `16 to 25`.
        let category = |reading: &&Reading| matches!(reading, Reading::Said(Saying { year: None, .. }));
        let mut categories = readings.iter().filter(category);
        let sure = categories.next().is_some_and(|first| categories.any(|other| other != first));
        let mut stub = false;
        for cell in self.cells(row) {
            let content = &self.grid.cells[cell];
            let outside = content.col < head.left || content.col > head.right;
            let label = labels.binary_search(&cell).is_ok();
            if outside && (self.is_row_label(cell) || !self.is_corner(cell, head)) {
                stub = true;
            } else if !label && (self.is_row_label(cell) || !sure && content.text.chars().any(char::is_numeric)) {
                return false;
            }
        }
        // `Unknown | unknown` beside some label is an answer, not a heading.
        if stub && readings.iter().all(|reading| *reading == readings[0]) {
            return false;
        }
        head.levels.iter().all(|level| {
            let above = self.labels(*level);
            inside.iter().zip(&readings).all(|(cell, reading)| {
                // The label above that is nearest from the left.
                let col = self.grid.cells[*cell].col;
                let next = above.partition_point(|cell| self.grid.cells[*cell].col <= col);
                next.checked_sub(1).is_none_or(|over| {
                    let over = self.reading(above[over]);
                    compatible(over, reading)
                })
            })
        })
    }

    /// True for a text that heads the column of row labels.
    fn is_corner(&self, cell: usize, head: &Head) -> bool {
        let cell = &self.grid.cells[cell];
        self.is_printed_corner(cell) || head.levels.iter().any(|row| self.grid.says(self.rows[*row].at, cell))
    }

    /// The same, for a text that is sure to be printed.
    pub(crate) fn is_printed_corner(&self, cell: &FormCell) -> bool {
        let printed = |(key, _): &(LabelKey, _)| match key {
            LabelKey::Item(item) => *item == self.form.layout.state,
            LabelKey::Member(_) | LabelKey::Table(_) => false,
            _ => true,
        };
        (cell.is_label() && cell.label.keys.iter().all(printed)) || cell.class == Some(WordClass::Header)
    }

    /// True for a row that repeats headings, or heads a second block, below rows of values.
    pub(crate) fn is_repeat(&mut self, head: &Head, row: usize) -> bool {
        let (mut labels, mut bare, mut stub) = (Vec::new(), true, false);
        for cell in self.cells(row) {
            let content = &self.grid.cells[cell];
            if (content.col < head.left || content.col > head.right) && self.is_corner(cell, head) {
                stub = true;
                continue;
            }
            let reading = self.reading(cell);
            let (label, plain) = (reading.is_label(), reading.is_plain());
            // To the left stands a row label, whatever it says; to the right, what is sure to be a heading.
            let sure = content.col >= head.left && (content.col <= head.right || plain);
            if sure && label {
                bare &= is_bare_year(&content.text);
                labels.push(cell);
            } else if !(self.is_comment(cell) || sure && self.is_corner(cell, head)) {
                return false;
            }
        }
        if labels.is_empty() {
            return false;
        }
        if !bare || stub {
            // Words of answers (`unknown`) alone are no headings; the same ones in the same places are.
            return stub || labels.len() > 1 && self.differ(&labels) || self.same(head, &labels);
        }
        // Under a heading of one year alone, another one without a row label heads what follows.
        let only = head.left == head.right && labels.len() == 1 && self.grid.cells[labels[0]].col == head.left;
        self.runs(&labels) || self.same(head, &labels) || only
    }

    /// True for a year alone in the column of row labels.
    pub(crate) fn is_year_caption(&self, head: &Head, row: usize) -> bool {
        if !self.axes.columns.axis.years || self.axes.rows.axis.years {
            return false;
        }
        let mut cells = self.cells(row).map(|index| &self.grid.cells[index]);
        match (cells.next(), cells.next()) {
            (Some(cell), None) => !(head.left..=head.right).contains(&cell.col) && is_bare_year(&cell.text),
            _ => false,
        }
    }

    /// The row of a text of its own right above headings that come again: the title of a table that nobody knows.
    pub(crate) fn text_above(&mut self, head: &Head, row: usize) -> Option<usize> {
        for above in (head.end..row).rev() {
            let written = |index: &usize| {
                let cell = &self.grid.cells[*index];
                !is_printed(self.form, cell) && !self.is_printed_corner(cell)
            };
            let cells = self.cells(above).filter(written).collect::<SmallVec<[usize; 2]>>();
            match cells.as_slice() {
                [] => {}
                &[cell] if self.grid.cells[cell].stored == Stored::Text && !self.is_row_label(cell) => {
                    // A label with nothing printed beside it, and no answer in the words of a status.
                    return self.grid.cells[cell].class.is_none().then_some(above);
                }
                _ => return None,
            }
        }
        None
    }

    /// True for the headings of another table: below an empty row, or beside a text that is no row label, several words that
    /// no cell of values holds.
    pub(crate) fn is_foreign(&mut self, head: &Head, row: usize) -> bool {
        let apart = row > head.end && self.rows[row].at > self.rows[row - 1].at + 1;
        let (mut words, mut stub) = (Vec::new(), false);
        for index in self.cells(row) {
            let cell = &self.grid.cells[index];
            if (head.left..=head.right).contains(&cell.col) {
                let word = cell.stored == Stored::Text && !cell.text.chars().any(char::is_numeric) && !is_printed(self.form, cell);
                if !word || cell.class.is_some() {
                    return false;
                }
                words.push(cell.id);
            } else {
                if self.is_row_label(index) {
                    return false;
                }
                stub = true;
            }
        }
        let several = words.windows(2).any(|pair| pair[0] != pair[1]);
        several && (apart || (stub && self.axes.rows.axis.open.is_none()))
    }

    fn is_comment(&self, cell: usize) -> bool {
        self.form.layout.comment.is_some_and(|comment| self.grid.cells[cell].has_key(comment))
    }

    fn differ(&mut self, labels: &[usize]) -> bool {
        let first = self.reading(labels[0]).clone();
        labels[1..].iter().any(|cell| *self.reading(*cell) != first)
    }

    /// True for years one after the other.
    fn runs(&self, labels: &[usize]) -> bool {
        let years = labels.iter().filter_map(|cell| self.grid.cells[*cell].text.trim().parse::<i32>().ok()).collect::<Vec<_>>();
        let step = |step: i32| years.windows(2).all(|pair| pair[1] - pair[0] == step);
        years.len() > 1 && (step(1) || step(-1))
    }

    /// True for labels each of which stands in its column of the headings.
    fn same(&self, head: &Head, labels: &[usize]) -> bool {
        let headed = |cell: &FormCell| head.levels.iter().any(|row| self.grid.says(self.rows[*row].at, cell));
        labels.iter().all(|cell| headed(&self.grid.cells[*cell]))
    }
}

/// True for labels that can stand one under the other.
fn compatible(above: &Reading, below: &Reading) -> bool {
    match (above, below) {
        (Reading::Years(_), other) | (other, Reading::Years(_)) => {
            !matches!(other, Reading::Years(_) | Reading::Said(_)) || year(other).is_none()
        }
        (Reading::Said(above), Reading::Said(below)) => {
            above.year.is_none_or(|_| below.year.is_none()) && above.with(below).is_some()
        }
        (Reading::Choice(above), Reading::Choice(below)) => above != below,
        (Reading::Said(said), Reading::Choice(choice)) | (Reading::Choice(choice), Reading::Said(said)) => {
            choice.iter().any(|(dimension, _)| !said.gives(*dimension))
        }
        _ => true,
    }
}

fn year(reading: &Reading) -> Option<i16> {
    match reading {
        Reading::Said(saying) => saying.year,
        _ => None,
    }
}
