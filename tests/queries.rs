//! The queries of `schemas/database.md`, run as an analyst runs them: on either database, from R and from Python.

use crate::support::server::Server;
use crate::support::{Workdir, corpus, root};
use std::process::Command;
use std::time::{Duration, Instant};

/// The examples in a language.
fn examples(language: &str) -> Vec<String> {
    let text = std::fs::read_to_string(root().join("schemas/database.md")).unwrap();
    let begin = format!("```{language}\n");
    text.split(&begin).skip(1).map(|rest| rest.split("```").next().unwrap().to_owned()).collect()
}

/// Imports the published dataset and the shipped replies; false where there is no dataset.
fn import(dir: &Workdir, url: &str) -> bool {
    let Some(dataset) = corpus("corpus/glotip/data_glotip.xlsx") else { return false };
    let good = root().join("fixtures/good");
    let archive = dir.path().join("originals");
    let [dataset, good, archive] = [&dataset, &good, &archive].map(|path| path.to_str().unwrap());
    dir.run(&["import", dataset, good, "--database", url, "--archive", archive, "--received", "2019-04-10"]).exits(0);
    true
}

fn of_a_file(dir: &Workdir) -> String {
    format!("sqlite:{}", dir.path().join("verbale.db").display())
}

/// The rows of a query on a server, as [`Workdir::query`] gives those of a file.
fn on_a_server(url: &str, sql: &str) -> Vec<Vec<String>> {
    use sqlx::{Connection as _, Row as _};
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let mut connection = sqlx::PgConnection::connect(url).await.unwrap();
        // Not prepared, so that values come as text.
        let rows = sqlx::raw_sql(sqlx::AssertSqlSafe(sql.to_owned())).fetch_all(&mut connection).await.unwrap();
        let cell = |row: &sqlx::postgres::PgRow, index: usize| {
            row.try_get_raw(index).unwrap().as_str().map_or_else(|_| String::new(), str::to_owned)
        };
        rows.iter().map(|row| (0..row.len()).map(|index| cell(row, index)).collect()).collect()
    })
}

#[test]
fn the_examples_give_the_same_rows_on_either_database() {
    let dir = Workdir::new();
    let server = Server::get().make();
    if !(import(&dir, &of_a_file(&dir)) && import(&dir, &server)) {
        return;
    }
    let examples = examples("sql");
    assert!(examples.len() >= 6);
    for example in examples {
        let started = Instant::now();
        let mut there = on_a_server(&server, &example);
        assert!(started.elapsed() < Duration::from_mins(1), "{example}");
        let mut here = dir.query(&example);
        assert!(!here.is_empty(), "{example}");
        // Where the order is left open, each database has its own; that of names follows the language of the server.
        if !example.contains("ORDER BY year") {
            here.sort();
            there.sort();
        }
        assert_eq!(here, there, "{example}");
    }
}

/// Runs a program over the database of a folder; nothing where the program is absent and not required.
fn run(dir: &Workdir, program: &str, arguments: &[&str], script: &str) -> Option<String> {
    let file = dir.write("script", script);
    match Command::new(program).args(arguments).arg(&file).current_dir(dir.path()).output() {
        Ok(output) => {
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            Some(String::from_utf8(output.stdout).unwrap())
        }
        Err(error) => {
            assert!(std::env::var_os("VERBALE_REQUIRE_ANALYSTS").is_none(), "{program}: {error}; tests/run installs it");
            println!("SKIPPED: {program} is not installed; its examples were not run");
            None
        }
    }
}

#[test]
fn the_examples_in_r_and_python_say_what_the_views_say() {
    let dir = Workdir::new();
    if !import(&dir, &of_a_file(&dir)) {
        return;
    }
    let [python] = examples("python").try_into().unwrap();
    if let Some(said) = run(&dir, "python3", &[], &python) {
        let victims: Vec<&str> = said.lines().collect();
        assert!(victims.len() > 10, "{said}");
        // As the round trip of the published dataset has it.
        assert!(victims.contains(&"2020 47448 47532"), "{said}");
    }
    let [r] = examples("r").try_into().unwrap();
    if let Some(said) = run(&dir, "Rscript", &["--vanilla"], &r) {
        assert_eq!(said.lines().count(), 6, "{said}");
        let best = dir.query(
            "SELECT item FROM measure_tally WHERE instrument = 'tip-measures' AND edition = '2019' \
             ORDER BY round(100.0 * (yes + partly) / replies) DESC, item LIMIT 1",
        );
        assert!(said.lines().nth(1).unwrap().contains(&best[0][0]), "{said}");
    }
}
