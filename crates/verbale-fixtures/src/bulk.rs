//! Statistical replies in bulk, for benchmarks.

use crate::fault::Fault;
use crate::job::State;
use crate::recipe::Recipe;
use crate::shape::{Numbers, Shape};
use crate::workload::{Workload, prepare};
use crate::workshop::Workshop;
use std::path::Path;
use verbale_schema::Layer;

/// Names in each open list of a reply, and how many of a hundred values beside them are left empty: a reply has about 3,000
/// filled cells, half of them answers.
const LISTED: usize = 330;
const SPARSE: u8 = 88;

/// States in the overlay at least: those that send no reply are citizenships.
const NAMES: u32 = 360;

/// One reply in this many has numbers typed as text among its numbers.
const MIXED: u64 = 8;

/// Persons in the largest item of a reply in a year.
const SCALE: u32 = 4_000;

/// Writes `replies` statistical workbooks into `folder/replies`, one a State, and their States into `folder/overlay`. Languages
/// and shapes are those of the fixtures in turn; each reply has about 3,000 filled cells. The same seed gives the same files.
///
/// # Errors
/// If the folder cannot be written, or more replies are wanted than there are codes.
pub fn statistical_workload(workshop: &Workshop, seed: u64, replies: u32, folder: &Path) -> Result<Workload, Fault> {
    let (mut load, states) = prepare(workshop, seed, replies.max(NAMES), folder)?;
    let target = folder.join("replies");
    std::fs::create_dir_all(&target).map_err(Fault::io(&target))?;
    let schemas = verbale_schema::load(&[Layer::folder(workshop.root.join("schemas")), Layer::folder(&load.overlay)])?;
    let workshop = Workshop { schemas, ..workshop.clone() };
    let recipes = workshop.good_statistics();
    let (recipes, codes) = (&recipes, &states.iter().map(|state| state.code.clone()).collect::<Vec<_>>());
    let states = &states[..states.len().min(replies as usize)];
    let compose = |number: usize, state: &State| {
        let recipe = recipes.get(number % recipes.len().max(1)).ok_or_else(|| Fault::recipe("workload", "no recipe to go by"))?;
        let recipe = enlarged(recipe, seed.wrapping_add(number as u64), number as u64, codes);
        let path = target.join(format!("{}.xlsx", state.code));
        let composed = workshop.compose_for(&recipe, vec![state.clone()])?;
        std::fs::write(&path, &composed.bytes).map_err(Fault::io(&path))?;
        Ok((path, composed.expected.rows.len() as u64))
    };
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let share = states.len().div_ceil(threads).max(1);
    let parts: Vec<Result<Vec<_>, Fault>> = std::thread::scope(|scope| {
        let part = |(part, states): (usize, &'_ [State])| {
            let states = states.to_vec();
            scope.spawn(move || states.iter().enumerate().map(|(index, state)| compose(part * share + index, state)).collect())
        };
        let running: Vec<_> = states.chunks(share).enumerate().map(part).collect();
        running.into_iter().map(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))).collect()
    });
    for part in parts {
        for (path, answers) in part? {
            load.replies.push(path);
            load.answers += answers;
        }
    }
    Ok(load)
}

fn enlarged(recipe: &Recipe, seed: u64, number: u64, codes: &[String]) -> Recipe {
    let numbers = if number.is_multiple_of(MIXED) { Numbers::Mixed } else { Numbers::Stored };
    let tables = Shape { scale: SCALE, listed: LISTED, sparse: SPARSE, names: codes.to_vec(), numbers, ..recipe.tables.clone() };
    Recipe { seed, tables, ..recipe.clone() }
}
