//! Figures: a cell of the tally of measures, an observation, a total over areas.

use super::ruling::{Rulings, passed_over};
use super::source::{self, Source, sources};
use crate::error::Result;
use crate::session::Session;
use crate::session::row::Row;
use crate::session::value::params;
use serde::Serialize;
use std::collections::BTreeMap;
use verbale_model::SourceType;

const CONTEXT: &str = "trace the figure";

/// A cell of the tally, and what is behind it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TallyTrace {
    /// The edition.
    pub edition: String,
    /// The item.
    pub item: String,
    /// What the replies say: a column of `measure_tally`.
    pub says: String,
    /// The figure: how many replies.
    pub value: u64,
    /// The replies.
    pub replies: Vec<TallySource>,
}

/// One reply behind a cell of the tally.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TallySource {
    /// Its area.
    pub area: String,
    /// What it says on the item.
    pub says: String,
    /// The answers from which that follows; none where the reply does not have the item.
    pub answers: Vec<Source>,
}

/// A figure: a series and year, over areas.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Figure {
    /// The edition.
    pub edition: String,
    /// The canonical name of the series: the item and its dimensions.
    pub series: String,
    /// Reference year.
    pub year: Option<i64>,
    /// The sum of the answers that count; nothing if none does.
    pub total: Option<f64>,
    /// How many areas count.
    pub areas: u64,
    /// The answers.
    pub sources: Vec<FigureSource>,
}

/// One answer behind a figure.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FigureSource {
    /// The answer.
    #[serde(flatten)]
    pub source: Source,
    /// Why it does not count in the total; nothing if it does.
    pub left_out: Option<&'static str>,
}

/// Which figures are wanted. What is not given is not asked.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Code of the area.
    pub area: Option<String>,
    /// Reference year.
    pub year: Option<i64>,
    /// Dimensions with their codes.
    pub dimensions: Vec<(String, String)>,
}

impl Filter {
    fn takes(&self, series: &str) -> bool {
        let has = |(dimension, code): &(String, String)| {
            series.split(' ').skip(1).any(|part| part.split_once('=') == Some((dimension.as_str(), code.as_str())))
        };
        self.dimensions.iter().all(has)
    }
}

pub(super) fn tally(direct: &Session, edition: &str, item: &str, says: &str) -> Result<Option<TallyTrace>> {
    let known = "SELECT 1 FROM item JOIN edition ON edition.id = item.edition \
        WHERE edition.instrument || '/' || edition.name = ? AND item.code = ? AND item.tallied = 1 AND item.external = 0";
    if direct.first(known, params![edition, item], |_| Ok(()), CONTEXT)?.is_none() {
        return Ok(None);
    }
    let sql = "SELECT code.code, said.says FROM _item_of_reply AS said JOIN item ON item.id = said.item \
        JOIN edition ON edition.id = item.edition JOIN code ON code.id = said.area \
        WHERE edition.instrument || '/' || edition.name = ?1 AND item.code = ?2 AND (said.says = ?3 OR ?3 = 'replies') \
        ORDER BY code.code";
    let row = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?));
    let said: Vec<(String, String)> = direct.all(sql, params![edition, item, says], row, CONTEXT)?;
    let rulings = Rulings::read(direct, edition)?;
    let mut replies = Vec::with_capacity(said.len());
    for (area, says) in said {
        let answers = answers(direct, &rulings, edition, item, &area)?;
        replies.push(TallySource { area, says, answers });
    }
    let (edition, item, says) = (edition.to_owned(), item.to_owned(), says.to_owned());
    Ok(Some(TallyTrace { edition, item, says, value: replies.len() as u64, replies }))
}

fn answers(direct: &Session, rulings: &Rulings, edition: &str, item: &str, area: &str) -> Result<Vec<Source>> {
    let sql = sources!(
        "_answer_in_force",
        "said.area = ? AND said.instrument || '/' || said.edition = ? AND said.item = ? AND said.source = 'state_reply' \
         ORDER BY said.answer"
    );
    source::all(direct, rulings, sql, params![area, edition, item])
}

pub(super) fn figures(direct: &Session, edition: &str, item: &str, filter: &Filter) -> Result<Vec<Figure>> {
    let rulings = Rulings::read(direct, edition)?;
    let in_force = sources!(
        "_answer_in_force",
        "said.instrument || '/' || said.edition = ?1 AND said.item = ?2 AND (CAST(?3 AS TEXT) IS NULL OR said.area = CAST(?3 AS TEXT)) \
         AND (CAST(?4 AS BIGINT) IS NULL OR said.year = CAST(?4 AS BIGINT)) ORDER BY said.area, said.answer"
    );
    let passed = sources!(
        "_passed_over",
        "said.instrument || '/' || said.edition = ?1 AND said.item = ?2 AND (CAST(?3 AS TEXT) IS NULL OR said.area = CAST(?3 AS TEXT)) \
         AND (CAST(?4 AS BIGINT) IS NULL OR said.year = CAST(?4 AS BIGINT)) ORDER BY said.area, said.answer"
    );
    let params = params![edition, item, filter.area, filter.year];
    let mut groups: BTreeMap<(String, Option<i64>), Vec<FigureSource>> = BTreeMap::new();
    let mut add = |source: Source, left_out| {
        if filter.takes(&source.series) {
            groups.entry((source.series.clone(), source.year)).or_default().push(FigureSource { source, left_out });
        }
    };
    for source in source::all(direct, &rulings, in_force, params)? {
        let left_out = left_out(&source);
        add(source, left_out);
    }
    for source in source::all(direct, &rulings, passed, params)? {
        let why = passed_over(&source.decisions);
        add(source, Some(why));
    }
    let figure = |((series, year), sources): ((String, Option<i64>), Vec<FigureSource>)| {
        let counted = || sources.iter().filter(|source| source.left_out.is_none());
        let areas = counted().count() as u64;
        let total = (areas > 0).then(|| counted().filter_map(|source| source.source.number).sum());
        Figure { edition: edition.to_owned(), series, year, total, areas, sources }
    };
    Ok(groups.into_iter().map(figure).collect())
}

/// Why an answer is not added up: see the rules in `schemas/database.md`.
fn left_out(source: &Source) -> Option<&'static str> {
    match source {
        source if source.disputed => Some("disputed"),
        source if source.number.is_none() => Some("no number"),
        source if source.aggregate => Some("an aggregate"),
        source if source.area.is_none() => Some("no area that could be told"),
        source if source.from.as_deref().is_some_and(|from| from != SourceType::StateReply.code()) => Some("not from the State"),
        _ => None,
    }
}
