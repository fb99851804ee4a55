//! The program with a database on a server: the same truth as in a file, and errors in words.

use crate::support::server::Server;
use crate::support::{Workdir, corpus, root};
use std::path::Path;
use verbale_store::Store;

fn dump(url: &str) -> Vec<u8> {
    let mut out = Vec::new();
    Store::open_read_only(url).unwrap().dump(&mut out).unwrap();
    out
}

/// Imports a path into a file and into a server, each afresh; says whether both hold the same, byte for byte.
fn compare(path: &Path, least: usize) {
    let dir = Workdir::new();
    let path = path.to_str().unwrap();
    let file = format!("sqlite:{}", dir.path().join("verbale.db").display());
    let urls = [file, Server::get().make()];
    let codes = urls.each_ref().map(|url| dir.run(&["import", path, "--database", url, "--archive", "originals"]).code);
    assert_eq!(codes[0], codes[1]);
    let [sqlite, postgres] = urls.each_ref().map(|url| dump(url));
    assert!(sqlite.len() > least, "{}", sqlite.len());
    let [left, right] = [&sqlite, &postgres].map(|dump| std::str::from_utf8(dump).unwrap());
    if let Some((left, right)) = left.lines().zip(right.lines()).find(|(left, right)| left != right) {
        panic!("a file says:\n{left}\na server says:\n{right}");
    }
    assert!(sqlite == postgres);
    let [left, right] = urls.each_ref().map(|url| dir.run(&["status", "--database", url]).exits(0).stdout);
    assert_eq!(left, right);
    // And a second time nothing changes.
    let again = dir.run(&["import", path, "--database", &urls[1], "--archive", "originals", "--format", "json"]);
    assert_eq!(again.json()["totals"]["loaded"].as_u64().unwrap_or(0), 0, "{}", again.stdout);
    assert!(dump(&urls[1]) == postgres);
}

#[test]
fn a_server_holds_of_the_fixtures_what_a_file_holds() {
    compare(&root().join("fixtures"), 100_000);
}

#[test]
fn a_server_holds_of_the_published_dataset_what_a_file_holds() {
    let Some(file) = corpus("corpus/glotip/data_glotip.xlsx") else { return };
    compare(&file, 10_000_000);
}

#[test]
fn a_server_that_does_not_answer_is_an_error_of_the_database_without_its_password() {
    let dir = Workdir::new();
    let file = dir.write("a.csv", "a;b\n1;2\n");
    let url = "postgres://officer:hidden@localhost/verbale?host=/nonexistent&password=hidden";
    let run = dir.run(&["import", file.to_str().unwrap(), "--database", url]).exits(4);
    assert!(
        run.stderr.contains("the server does not answer") && run.stderr.contains("postgres://localhost/verbale"),
        "{}",
        run.stderr
    );
    assert!(!format!("{}{}", run.stdout, run.stderr).contains("hidden"));
    let mut help = dir.command(&["import", "--help"]);
    let help = help.env("VERBALE_DATABASE", url).output().unwrap();
    let help = String::from_utf8_lossy(&help.stdout).into_owned();
    assert!(help.contains("VERBALE_DATABASE") && !help.contains("hidden"), "{help}");
    let wrong = dir.run(&["status", "--database", "postgre://officer:hidden@localhost/verbale"]).exits(4);
    assert!(!wrong.stderr.contains("hidden"), "{}", wrong.stderr);
}

#[test]
fn the_report_of_an_import_names_the_server_without_its_password() {
    let dir = Workdir::new();
    let url = Server::get().make().replace("verbale@", "verbale:hidden@");
    let file = dir.write("a.csv", "a;b\n1;2\n");
    // A server has no folder beside it: where the originals go has to be said.
    let without = dir.run(&["import", file.to_str().unwrap(), "--database", &url]).exits(2);
    assert!(without.stderr.contains("--archive"), "{}", without.stderr);
    let archive = ["--archive", "originals"];
    let run = dir.run(&[&["import", file.to_str().unwrap(), "--database", &url, "--format", "json"][..], &archive].concat());
    assert!(run.stdout.contains("postgres://localhost/"), "{}", run.stdout);
    assert!(!format!("{}{}", run.stdout, run.stderr).contains("hidden"));
}

#[test]
fn an_owner_makes_the_tables_before_anything_is_imported() {
    let dir = Workdir::new();
    let url = Server::get().make();
    dir.run(&["status", "--database", &url]).exits(4);
    for _ in 0..2 {
        let said = dir.run(&["migrate", "--database", &url]).exits(0).stdout;
        assert!(said.ends_with(": the tables and the schemas in it are up to date\n") && !said.contains('@'), "{said}");
    }
    dir.run(&["status", "--database", &url]).exits(0);
    let file = format!("sqlite:{}", dir.path().join("verbale.db").display());
    dir.run(&["migrate", "--database", &file, "--format", "json"]).exits(0).json();
    assert!(dump(&file) == dump(&url));
}
