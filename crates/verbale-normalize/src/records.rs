//! Records: a long table, one row a value. The caches by column, the vocabulary, and what a reply leaves unsaid.

use crate::area::{Resolution, resolve, resolve_code};
use crate::aside::Above;
use crate::cache::Cache;
use crate::context::Context;
use crate::digits::visible;
use crate::head::Head;
use crate::lexeme::{self, Lexeme};
use crate::plan::{CategoryOf, Plan, item_named};
use crate::replies::Content;
use crate::run::Run;
use crate::value::Drafts;
use rustc_hash::FxHashSet;
use smallvec::SmallVec;
use verbale_model::catalogue::{CODE_UNKNOWN, ITEM_UNKNOWN};
use verbale_model::fold::fold;
use verbale_model::layout::RecordsLayout;
use verbale_model::reading::Claim;
use verbale_model::reading::LabelReading;
use verbale_model::words::Words;
use verbale_model::{Answer, CodeId, ItemId, Locus, Series, TextPool, Value};

/// A text of a category column, read for the item selected.
#[derive(Debug)]
pub(crate) enum CategoryReading {
    /// The word that says nothing: it is the one expected.
    Fixed,
    /// Another word where that one is expected.
    NotFixed,
    /// A code of a dimension, or none.
    Named(Resolution),
    /// The item is unknown.
    Unread,
}

/// The distinct texts of each column.
#[derive(Default)]
pub(crate) struct Caches {
    pub(crate) areas: Vec<Cache<Resolution>>,
    pub(crate) items: Cache<Option<ItemId>>,
    pub(crate) selects: Vec<Cache<Option<u32>>>,
    pub(crate) dimensions: Vec<Cache<Resolution>>,
    pub(crate) categories: Vec<Cache<CategoryReading>>,
    pub(crate) contexts: Vec<Cache<()>>,
    pub(crate) years: Cache<Option<i16>>,
    /// By kind of item: texts, and numbers stored as such.
    pub(crate) values: Vec<[Cache<Drafts>; 2]>,
}

/// Area columns that say something, and the slots of what they say.
pub(crate) type AreaSlots = SmallVec<[(usize, usize); 2]>;

/// A records table as it is read.
pub(crate) struct Records<'s> {
    pub(crate) context: Context<'s>,
    pub(crate) layout: &'s RecordsLayout,
    pub(crate) plan: Plan,
    pub(crate) caches: Caches,
    /// The slots of the area cells that last named an area without anything to notice, and the area.
    pub(crate) last_area: Option<(AreaSlots, CodeId)>,
    /// The texts that selected an item last, and what they led to.
    pub(crate) last_selection: Option<(SmallVec<[u32; 4]>, usize)>,
    /// Items that a row spoke of, even if it could not be placed: on these a reply is not silent.
    pub(crate) spoken_of: FxHashSet<(CodeId, ItemId)>,
    /// What its rows say of themselves beside what was sent before.
    pub(crate) claim: Option<Claim>,
    pub(crate) head: Option<Head>,
    pub(crate) above: Above,
    pub(crate) run: Run,
}

fn caches<T>(count: usize) -> Vec<Cache<T>> {
    std::iter::repeat_with(Cache::default).take(count).collect()
}

impl<'s> Records<'s> {
    pub(crate) fn new(layout: &'s RecordsLayout, context: Context<'s>) -> Self {
        let plan = Plan::new(layout, &context);
        let caches = Caches {
            areas: caches(plan.areas.len()),
            selects: caches(plan.selects.len()),
            dimensions: caches(plan.dimensions.len()),
            categories: caches(plan.categories.len()),
            contexts: caches(plan.contexts.len()),
            values: std::iter::repeat_with(Default::default).take(plan.kinds.len()).collect(),
            ..Caches::default()
        };
        Self {
            context,
            layout,
            plan,
            caches,
            last_area: None,
            last_selection: None,
            spoken_of: FxHashSet::default(),
            claim: None,
            head: None,
            above: Above::default(),
            run: Run::default(),
        }
    }

    pub(crate) fn meet_area(&mut self, index: usize, text: &str, texts: &mut TextPool) -> usize {
        let context = &self.context;
        let coded = self.layout.columns[self.plan.areas[index]].area_codes;
        self.caches.areas[index].meet(text, texts, |text, _| {
            let by_code = if coded { resolve_code(text, context.schemas) } else { None };
            by_code.unwrap_or_else(|| resolve(text, &context.areas()))
        })
    }

    pub(crate) fn meet_item(&mut self, text: &str, texts: &mut TextPool) -> Option<ItemId> {
        let slot = self.caches.items.meet(text, texts, |text, _| item_named(text, &self.context));
        self.caches.items.get(slot).reading
    }

    pub(crate) fn meet_select(&mut self, index: usize, text: &str, texts: &mut TextPool) -> Option<u32> {
        let known = &self.plan.select_texts[index];
        let cache = &mut self.caches.selects[index];
        let slot = cache.meet(text, texts, |text, _| known.get(&fold(text)).copied());
        cache.get(slot).reading
    }

    pub(crate) fn meet_dimension(&mut self, index: usize, text: &str, texts: &mut TextPool) -> usize {
        let (context, dimensions) = (&self.context, &self.plan.dimensions);
        self.caches.dimensions[index].meet(text, texts, |text, _| resolve(text, &context.dimension(dimensions[index].1)))
    }

    pub(crate) fn meet_category(&mut self, category: usize, text: &str, texts: &mut TextPool) -> usize {
        let of = &self.plan.categories[category];
        let context = &self.context;
        self.caches.categories[category].meet(text, texts, |text, _| match of {
            CategoryOf::Fixed(word) if fold(text) == *word => CategoryReading::Fixed,
            CategoryOf::Fixed(_) => CategoryReading::NotFixed,
            CategoryOf::Dimension(dimension) => CategoryReading::Named(resolve(text, &context.dimension(*dimension))),
            CategoryOf::Unread => CategoryReading::Unread,
        })
    }

    pub(crate) fn meet_context(&mut self, index: usize, text: &str, texts: &mut TextPool) {
        self.caches.contexts[index].meet(text, texts, |_, _| ());
    }

    pub(crate) fn meet_year(&mut self, text: &str, texts: &mut TextPool) -> Option<i16> {
        let words = &self.context.schemas.words;
        let slot = self.caches.years.meet(text, texts, |text, _| year(text, words));
        self.caches.years.get(slot).reading
    }

    /// The vocabulary of the file: each distinct text of a closed column, how it was read, and in how many rows it stood.
    pub(crate) fn labels(&self) -> Vec<LabelReading> {
        let mut labels = Vec::new();
        let plan = &self.plan;
        let name = |column: usize| self.layout.columns[column].name.as_str();
        for (cache, &column) in self.caches.areas.iter().zip(&plan.areas) {
            list(&mut labels, name(column), cache, |found| reporter(found, &self.context));
        }
        if let Some(column) = plan.item {
            list(&mut labels, name(column), &self.caches.items, |item| (None, known(item.is_some(), "item")));
        }
        for (cache, &column) in self.caches.selects.iter().zip(&plan.selects) {
            list(&mut labels, name(column), cache, |text| (None, known(text.is_some(), "select")));
        }
        if let Some(column) = plan.category {
            for (cache, of) in self.caches.categories.iter().zip(&plan.categories) {
                list(&mut labels, name(column), cache, |reading| category(reading, of, &self.context));
            }
        }
        for (cache, &(column, dimension)) in self.caches.dimensions.iter().zip(&plan.dimensions) {
            let lookup = self.context.dimension(dimension);
            list(&mut labels, name(column), cache, |found| (found.code, found.word(&lookup)));
        }
        for (cache, &column) in self.caches.contexts.iter().zip(&plan.contexts) {
            list(&mut labels, name(column), cache, |()| (None, "context"));
        }
        merged(labels)
    }

    /// Gives each reply the status of silence on every item asked that it says nothing on.
    pub(crate) fn break_silence(&self, file: &mut Content) {
        let Some(status) = self.layout.silence else { return };
        let asked = asked(&self.context);
        let raw = file.texts.intern("");
        for reply in &mut file.replies.list {
            let Some(area) = reply.area else { continue };
            let mut said = vec![false; self.context.edition.items.len()];
            for answer in &reply.answers {
                said[file.series.get(answer.series).item.index()] = true;
            }
            for item in asked.iter().filter(|item| !said[item.index()] && !self.spoken_of.contains(&(area, **item))) {
                let series = file.series.intern(Series::of(*item));
                reply.answers.push(Answer { series, year: None, status, value: Value::None, raw, at: Locus::File });
            }
        }
    }
}

/// The items that a reply is asked.
fn asked(context: &Context<'_>) -> Vec<ItemId> {
    context.edition.items().filter(|(_, item)| item.is_asked()).map(|(id, _)| id).collect()
}

/// A year of our time.
pub(crate) fn year(text: &str, words: &Words) -> Option<i16> {
    match lexeme::read(&visible(text), None) {
        Lexeme::Number(number) => {
            number.as_whole().and_then(|year| i16::try_from(year).ok()).filter(|year| words.is_of_our_time(*year))
        }
        _ => None,
    }
}

const fn known(known: bool, how: &'static str) -> &'static str {
    if known { how } else { ITEM_UNKNOWN.code }
}

fn reporter(found: &Resolution, context: &Context<'_>) -> (Option<CodeId>, &'static str) {
    let lookup = context.areas();
    match found.code {
        // A place inside a State names no reporter.
        Some(_) if !found.names_reporter() => (None, found.kinds(None, &lookup).last().map_or("", |kind| kind.code)),
        code => (code, found.word(&lookup)),
    }
}

fn category(reading: &CategoryReading, of: &CategoryOf, context: &Context<'_>) -> (Option<CodeId>, &'static str) {
    match (reading, of) {
        (CategoryReading::Fixed, _) => (None, "fixed"),
        (CategoryReading::Named(found), CategoryOf::Dimension(dimension)) => {
            (found.code, found.word(&context.dimension(*dimension)))
        }
        (CategoryReading::Unread, _) => (None, ITEM_UNKNOWN.code),
        _ => (None, CODE_UNKNOWN.code),
    }
}

fn list<T>(labels: &mut Vec<LabelReading>, column: &str, cache: &Cache<T>, how: impl Fn(&T) -> (Option<CodeId>, &'static str)) {
    labels.extend(cache.slots().iter().map(|slot| {
        let (code, how) = how(&slot.reading);
        LabelReading { column: column.to_owned(), raw: slot.raw, code, how, rows: slot.rows }
    }));
}

/// One entry for a text that was read alike for several items.
fn merged(labels: Vec<LabelReading>) -> Vec<LabelReading> {
    let mut merged: Vec<LabelReading> = Vec::with_capacity(labels.len());
    let mut index = rustc_hash::FxHashMap::default();
    for label in labels {
        let at = *index.entry((label.column.clone(), label.raw, label.code, label.how)).or_insert(merged.len());
        match merged.get_mut(at) {
            Some(first) => first.rows += label.rows,
            None => merged.push(label),
        }
    }
    merged
}
