//! What a row has in common with the one before: rows of one series differ in year, value and status alone.

use crate::records::Records;
use crate::replies::Content;
use crate::row::Said;
use verbale_model::intake::RawRow;
use verbale_model::layout::Role;
use verbale_model::{CodeId, Series};

/// What a row without anything to notice in it is about.
pub(crate) struct Head {
    pub(crate) area: CodeId,
    pub(crate) target: usize,
    pub(crate) series: Series,
    /// Column and text of each label that is counted.
    texts: Vec<(usize, String)>,
    /// How many more rows have had it.
    pub(crate) rows: u64,
}

impl Records<'_> {
    /// What the row is about, if that is what the row before was about.
    pub(crate) fn same_head(&mut self, row: &RawRow<'_, '_>) -> Option<(CodeId, usize, Series)> {
        let columns = row.fresh?;
        let head = self.head.as_mut()?;
        if columns.iter().any(|column| self.plan.of_head[*column]) || !row.extra.is_empty() || row.why.is_some() {
            return None;
        }
        head.rows += 1;
        Some((head.area, head.target, head.series))
    }

    /// Remembers what a row is about, given that there was nothing to notice.
    pub(crate) fn keep_head(&mut self, target: usize, series: Series, said: &Said<'_, '_, '_>, file: &mut Content) {
        self.drop_head(file);
        let Some(area) = said.area.filter(|_| self.layout.sdmx.is_some() && self.plan.category.is_none()) else { return };
        let counted = self.plan.of_head.iter().enumerate().filter(|(column, of_head)| **of_head && self.is_counted(*column));
        let texts = counted.filter_map(|(column, _)| Some((column, said.text(column)?.to_owned()))).collect();
        self.head = Some(Head { area, target, series, texts, rows: 0 });
    }

    /// Counts the labels of the rows that had the head, and forgets it.
    pub(crate) fn drop_head(&mut self, file: &mut Content) {
        let Some(head) = self.head.take().filter(|head| head.rows > 0) else { return };
        for (column, text) in &head.texts {
            let (texts, rows) = (&mut file.texts, head.rows);
            let at = |columns: &[usize]| columns.iter().position(|known| known == column);
            match self.layout.columns[*column].role {
                Role::Area => at(&self.plan.areas).map(|index| self.caches.areas[index].count(text, texts, rows)),
                Role::Select(_) => at(&self.plan.selects).map(|index| self.caches.selects[index].count(text, texts, rows)),
                Role::Context => at(&self.plan.contexts).map(|index| self.caches.contexts[index].count(text, texts, rows)),
                Role::Dimension(_) => {
                    let index = self.plan.dimensions.iter().position(|(known, _)| known == column);
                    index.map(|index| self.caches.dimensions[index].count(text, texts, rows))
                }
                _ => None,
            };
        }
    }

    fn is_counted(&self, column: usize) -> bool {
        matches!(self.layout.columns[column].role, Role::Area | Role::Select(_) | Role::Context | Role::Dimension(_))
    }
}

/// True for a column that says what a row is about, and not what it says on that.
pub(crate) const fn says_about(role: Role) -> bool {
    !matches!(
        role,
        Role::Year
            | Role::Value
            | Role::Comment
            | Role::Attribute
            | Role::Status
            | Role::Unit
            | Role::Multiplier
            | Role::Action
            | Role::Confidentiality
    )
}
