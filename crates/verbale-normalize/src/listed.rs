//! Labels that a State writes into an open list of a table: a row a citizenship.

use crate::area::resolve;
use crate::cache::Cache;
use crate::context::Context;
use crate::memory::{Label, Labels};
use crate::naming;
use crate::replies::Content;
use verbale_model::reading::LabelReading;
use verbale_model::{CodeId, DimId, Edition, ItemId, Kind, RawCell};

/// The distinct labels of each dimension.
pub(crate) struct Listed {
    dimensions: Vec<Cache<Label>>,
    /// The same of earlier files.
    known: Vec<Labels>,
}

impl Listed {
    pub(crate) fn new(edition: &Edition) -> Self {
        let dimensions = std::iter::repeat_with(Cache::default).take(edition.dimensions.len()).collect();
        Self { dimensions, known: Vec::new() }
    }

    /// Takes what is known of the labels from earlier files.
    pub(crate) fn recall(&mut self, known: Vec<Labels>) {
        self.known = known;
    }

    /// Gives what is known of the labels to later files.
    pub(crate) fn known(&mut self) -> Vec<Labels> {
        std::mem::take(&mut self.known)
    }

    /// The code of a label, with a finding on all that is to be noticed about it.
    pub(crate) fn code(
        &mut self,
        item: ItemId,
        dimension: DimId,
        label: &RawCell<'_>,
        context: &Context<'_>,
        file: &mut Content,
    ) -> Result<CodeId, &'static Kind> {
        let lookup = context.dimension(dimension);
        let index = usize::from(dimension.0);
        if self.known.len() <= index {
            self.known.resize_with(index + 1, Labels::default);
        }
        let (cache, known) = (&mut self.dimensions[index], &mut self.known[index]);
        let slot = cache.meet(&label.text, &mut file.texts, |text, _| known.of(text, || resolve(text, &lookup)));
        let found = match &cache.get(slot).reading {
            Label::Official(code) => return Ok(*code),
            Label::Other(found) => found,
        };
        if !found.is_quiet() {
            let column = &context.edition.item(item).code;
            for kind in found.kinds(context.year(), &lookup) {
                file.findings.push_with(kind, || found.remark(kind, &label.text, column, &lookup).at(label.at, None));
            }
        }
        found.code.ok_or_else(|| naming::fault(found, &lookup))
    }

    /// Each distinct label that is not the official name, how it was read, and how often it stood. Of an official name the code
    /// says all.
    pub(crate) fn labels(&self, context: &Context<'_>) -> Vec<LabelReading> {
        let mut labels = Vec::new();
        for ((index, cache), dimension) in self.dimensions.iter().enumerate().zip(&context.edition.dimensions) {
            let lookup = context.dimension(DimId(u8::try_from(index).unwrap_or(u8::MAX)));
            for slot in cache.slots() {
                let found = match &slot.reading {
                    Label::Other(found) if !found.is_plain() => found,
                    _ => continue,
                };
                let (code, how) = (found.code, found.word(&lookup));
                labels.push(LabelReading { column: dimension.code.clone(), raw: slot.raw, code, how, rows: slot.rows });
            }
        }
        labels
    }
}
