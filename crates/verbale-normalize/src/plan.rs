//! A records layout, made ready for rows: which column says what, and what each selection of an item leads to.

use crate::context::Context;
use crate::head::says_about;
use rustc_hash::FxHashMap;
use smallvec::SmallVec;
use verbale_model::fold::fold;
use verbale_model::labels::LabelKey;
use verbale_model::layout::{Category, RecordsLayout, Role};
use verbale_model::suggest;
use verbale_model::{DimId, ItemId, ItemKind, Series};

/// What a selected item leads to.
#[derive(Debug, Clone)]
pub(crate) struct Target {
    pub(crate) item: ItemId,
    /// The item with the codes of dimensions that no column gives.
    pub(crate) base: Series,
    /// What the category column says for it: an index into [`Plan::categories`].
    pub(crate) category: Option<usize>,
    /// Which cache holds the values of its kind: an index into [`Plan::kinds`].
    pub(crate) kind: usize,
}

/// What the texts of a category column are read as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum CategoryOf {
    /// The folded word for "total", and nothing else.
    Fixed(String),
    /// A code of a dimension.
    Dimension(DimId),
    /// The item is unknown, so nothing can be said.
    Unread,
}

/// Columns by what they say, and the targets.
pub(crate) struct Plan {
    pub(crate) areas: SmallVec<[usize; 2]>,
    pub(crate) item: Option<usize>,
    pub(crate) selects: SmallVec<[usize; 4]>,
    pub(crate) dimensions: SmallVec<[(usize, DimId); 4]>,
    pub(crate) category: Option<usize>,
    pub(crate) year: Option<usize>,
    pub(crate) value: Option<usize>,
    pub(crate) comment: Option<usize>,
    pub(crate) attributes: SmallVec<[usize; 4]>,
    pub(crate) contexts: SmallVec<[usize; 4]>,
    pub(crate) constants: SmallVec<[usize; 12]>,
    pub(crate) status: Option<usize>,
    pub(crate) unit: Option<usize>,
    pub(crate) multiplier: Option<usize>,
    pub(crate) action: Option<usize>,
    pub(crate) confidentiality: Option<usize>,
    /// By column: whether it says what a row is about.
    pub(crate) of_head: Vec<bool>,
    pub(crate) targets: Vec<Target>,
    /// Target by the index of each selecting text in [`Plan::select_texts`].
    pub(crate) by_selection: FxHashMap<SmallVec<[u32; 4]>, usize>,
    /// By selecting column, the texts that any rule has there.
    pub(crate) select_texts: Vec<FxHashMap<String, u32>>,
    /// Target by item, where a column names the item itself.
    pub(crate) by_item: FxHashMap<ItemId, usize>,
    pub(crate) categories: Vec<CategoryOf>,
    pub(crate) kinds: Vec<ItemKind>,
}

impl Plan {
    pub(crate) fn new(layout: &RecordsLayout, context: &Context<'_>) -> Self {
        let all = |role: Role| layout.columns.iter().enumerate().filter(move |(_, column)| column.role == role).map(|(at, _)| at);
        let mut selects: SmallVec<[(u8, usize); 4]> = SmallVec::new();
        let mut dimensions = SmallVec::new();
        for (at, column) in layout.columns.iter().enumerate() {
            match column.role {
                Role::Select(order) => selects.push((order, at)),
                Role::Dimension(dimension) => dimensions.push((at, dimension)),
                _ => {}
            }
        }
        selects.sort_unstable();
        let mut plan = Self {
            areas: all(Role::Area).collect(),
            item: all(Role::Item).next(),
            selects: selects.into_iter().map(|(_, at)| at).collect(),
            dimensions,
            category: all(Role::Category).next(),
            year: all(Role::Year).next(),
            value: all(Role::Value).next(),
            comment: all(Role::Comment).next(),
            attributes: all(Role::Attribute).chain(all(Role::Confidentiality)).collect(),
            contexts: all(Role::Context).collect(),
            constants: all(Role::Constant).collect(),
            status: all(Role::Status).next(),
            unit: all(Role::Unit).next(),
            multiplier: all(Role::Multiplier).next(),
            action: all(Role::Action).next(),
            confidentiality: all(Role::Confidentiality).next(),
            of_head: layout.columns.iter().map(|column| says_about(column.role)).collect(),
            targets: Vec::new(),
            by_selection: FxHashMap::default(),
            select_texts: Vec::new(),
            by_item: FxHashMap::default(),
            categories: vec![CategoryOf::Unread],
            kinds: Vec::new(),
        };
        plan.select_texts = vec![FxHashMap::default(); plan.selects.len()];
        plan.rules(layout, context);
        if plan.item.is_some() {
            for (item, _) in context.edition.items() {
                let target = plan.target(item, None, layout, context);
                plan.by_item.insert(item, target);
            }
        }
        plan
    }

    fn rules(&mut self, layout: &RecordsLayout, context: &Context<'_>) {
        for rule in &layout.items {
            let mut key = SmallVec::new();
            for (texts, text) in self.select_texts.iter_mut().zip(&rule.select) {
                let next = u32::try_from(texts.len()).unwrap_or(u32::MAX);
                key.push(*texts.entry(text.clone()).or_insert(next));
            }
            let category = match rule.category {
                Category::Fixed => CategoryOf::Fixed(rule.fixed.clone()),
                Category::Dimension(dimension) => CategoryOf::Dimension(dimension),
            };
            let target = self.target(rule.item, Some(category), layout, context);
            let base = &mut self.targets[target].base;
            for (dimension, code) in &rule.codes {
                *base = base.with(*dimension, *code);
            }
            self.by_selection.insert(key, target);
        }
    }

    fn target(&mut self, id: ItemId, category: Option<CategoryOf>, layout: &RecordsLayout, context: &Context<'_>) -> usize {
        let item = context.edition.item(id);
        let mut base = Series::of(id);
        for (dimension, code) in layout.defaults.iter().filter(|(dimension, _)| item.dimensions.contains(dimension)) {
            base = base.with(*dimension, *code);
        }
        let category = category.map(|category| position_or_push(&mut self.categories, category));
        let kind = position_or_push(&mut self.kinds, item.kind);
        self.targets.push(Target { item: id, base, category, kind });
        self.targets.len() - 1
    }
}

impl Plan {
    /// The nearest texts that select an item together; nothing if one of those given is near to none.
    pub(crate) fn selection_suggested<'t>(&self, text: impl Fn(usize) -> Option<&'t str>) -> String {
        let nearest = self.selects.iter().zip(&self.select_texts).map(|(&column, known)| {
            let folded = fold(text(column).unwrap_or(""));
            let mut known: Vec<(&str, u32)> = known.iter().map(|(text, index)| (text.as_str(), *index)).collect();
            known.sort_unstable();
            known
                .iter()
                .find(|(text, _)| *text == folded)
                .copied()
                .or_else(|| suggest::nearest(&folded, known.iter().map(|(text, index)| (*text, (*text, *index)))))
        });
        let Some(nearest) = nearest.collect::<Option<Vec<_>>>() else { return String::new() };
        let key: SmallVec<[u32; 4]> = nearest.iter().map(|(_, index)| *index).collect();
        if !self.by_selection.contains_key(&key) {
            return String::new();
        }
        nearest.iter().map(|(text, _)| *text).collect::<Vec<_>>().join(" / ")
    }
}

fn position_or_push<T: PartialEq>(list: &mut Vec<T>, value: T) -> usize {
    list.iter().position(|known| *known == value).unwrap_or_else(|| {
        list.push(value);
        list.len() - 1
    })
}

/// The item that a text names by its code or label; `None` if there is none, or more than one.
pub(crate) fn item_named(text: &str, context: &Context<'_>) -> Option<ItemId> {
    let edition = context.edition;
    let trimmed = text.trim();
    if let Some(item) = edition.item_index.get(trimmed) {
        return Some(*item);
    }
    let folded = fold(trimmed);
    let mut named = edition.labels.find(&folded).iter().filter_map(|(key, _)| match key {
        LabelKey::Item(item) => Some(*item),
        _ => None,
    });
    if let Some(first) = named.next() {
        return named.all(|other| other == first).then_some(first);
    }
    // A code in capitals, or with spaces for underscores.
    let mut codes = edition.items().filter(|(_, item)| fold(&item.code) == folded);
    let (first, _) = codes.next()?;
    codes.next().is_none().then_some(first)
}

/// The code of the item whose code or label is nearest to a text.
pub(crate) fn item_suggested(text: &str, context: &Context<'_>) -> String {
    let edition = context.edition;
    let labels = edition.labels.list.iter().filter_map(|label| match label.key {
        LabelKey::Item(item) => Some((fold(&label.text), item)),
        _ => None,
    });
    let names: Vec<(String, ItemId)> = edition.items().map(|(id, item)| (fold(&item.code), id)).chain(labels).collect();
    let nearest = suggest::nearest(&fold(text), names.iter().map(|(name, item)| (name.as_str(), *item)));
    nearest.map_or_else(String::new, |item| edition.item(item).code.clone())
}
