//! Answers per second on one core over all rules, and what a second core adds: on the published dataset, repeated to a million
//! answers, and on 1,930 generated replies with free text.
//!
//! One thread is measured on the processor where the system tells that time, two threads on the clock.
//!
//! `cargo run --release -p verbale-validate --example speed -- data_glotip.xlsx [REPLIES]`

#![expect(clippy::print_stdout, clippy::cast_precision_loss, reason = "an example shows its result")]

use rayon::prelude::*;
use std::path::Path;
use std::time::Instant;
use verbale_fixtures::{Workshop, repository, workload};
use verbale_model::{Reading, Schemas};
use verbale_normalize::Normalizer;
use verbale_schema::Layer;
use verbale_sheet::{Book, Limits};

const ANSWERS: usize = 1_000_000;

fn main() {
    let mut args = std::env::args().skip(1);
    let dataset = args.next().expect("the dataset as a workbook");
    let replies: u32 = args.next().map_or(1_930, |count| count.parse().expect("a number of replies"));
    let folder = tempfile::tempdir().expect("a folder");
    let workshop = Workshop::open(&repository()).expect("the workshop");
    let load = workload(&workshop, 7, replies, folder.path()).expect("replies are written");
    let schemas = Layer::folder(repository().join("schemas"));
    let schemas = verbale_schema::load(&[schemas, Layer::folder(&load.overlay)]).expect("sound schemas");

    let mut product = read(&schemas, Path::new(&dataset));
    let own = product.replies.clone();
    let mut answers: usize = own.iter().map(|reply| reply.answers.len()).sum();
    for reply in own.iter().cycle() {
        if answers >= ANSWERS {
            break;
        }
        answers += reply.answers.len();
        product.replies.push(reply.clone());
    }
    report(&schemas, "published dataset, repeated", &[product]);

    let readings: Vec<Reading> = load.replies.par_iter().map(|path| read(&schemas, path)).collect();
    report(&schemas, &format!("{replies} generated replies"), &readings);
}

fn report(schemas: &Schemas, what: &str, readings: &[Reading]) {
    let answers: usize = readings.iter().flat_map(|reading| &reading.replies).map(|reply| reply.answers.len()).sum();
    // Copies are made before the clock runs: checking is measured, not copying.
    let one = best_of(|| {
        let mut copies = readings.to_vec();
        let pool = rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread().build();
        let start = (processor(), Instant::now());
        match pool {
            Ok(pool) => pool.install(|| run(schemas, &mut copies)),
            // The current thread is in a pool already, of one thread.
            Err(_) => run(schemas, &mut copies),
        }
        (since(start.0), start.1.elapsed().as_secs_f64())
    });
    let two = best_of(|| {
        let mut copies = readings.to_vec();
        let pool = rayon::ThreadPoolBuilder::new().num_threads(2).build().expect("threads");
        let start = Instant::now();
        pool.install(|| run(schemas, &mut copies));
        (Some(start.elapsed().as_secs_f64()), start.elapsed().as_secs_f64())
    });
    let seconds = one.0.unwrap_or(one.1);
    println!(
        "{what}: {answers} answers, {:.2} million a second on one core; two threads {:.2} times one (clock)",
        answers as f64 / seconds / 1e6,
        one.1 / two.1
    );
}

/// Checks all readings; of these many at once, as a batch does.
fn run(schemas: &Schemas, readings: &mut [Reading]) {
    if let [reading] = readings {
        verbale_validate::validate(schemas, reading);
    } else {
        readings.par_iter_mut().for_each(|reading| verbale_validate::validate(schemas, reading));
    }
}

fn best_of(mut measure: impl FnMut() -> (Option<f64>, f64)) -> (Option<f64>, f64) {
    let all: Vec<_> = (0..3).map(|_| measure()).collect();
    let least = |times: &mut dyn Iterator<Item = f64>| times.fold(f64::INFINITY, f64::min);
    let on_processor = all.iter().all(|(time, _)| time.is_some()).then(|| least(&mut all.iter().filter_map(|(time, _)| *time)));
    (on_processor, least(&mut all.iter().map(|(_, time)| *time)))
}

/// Seconds of this thread on the processor.
fn processor() -> Option<f64> {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    Some(stat.split(' ').next()?.parse::<f64>().ok()? * 1e-9)
}

fn since(start: Option<f64>) -> Option<f64> {
    Some(processor()? - start?)
}

fn read(schemas: &Schemas, path: &Path) -> Reading {
    let bytes = std::fs::read(path).expect("the file is there");
    let mut book = Book::open_sniffed(&bytes, verbale_sheet::sniff(&bytes), Limits::default()).unwrap_or_else(|_| panic!("a book"));
    let known = verbale_sheet::recognize(&mut book, schemas, None).unwrap_or_else(|_| panic!("an edition"));
    let mut normalizer = Normalizer::new(schemas, known.edition, known.layout, known.language);
    let accounting = verbale_sheet::read(&mut book, schemas, &known, &mut normalizer).unwrap_or_else(|_| panic!("cells"));
    normalizer.finish(accounting).unwrap_or_else(|_| panic!("a reading"))
}
