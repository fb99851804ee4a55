//! A database made again from archived originals, register, decisions and clearance holds what it held, on either database.

use crate::support::server::Server;
use crate::support::{Workdir, corpus, root};
use std::path::Path;
use verbale_model::digest::{hex, sha256};
use verbale_store::Store;

const WARRANT: [&str; 6] = ["--authority", "Note verbale of 2 May 2019", "--reason", "the State wrote so", "--author", "Officer"];

fn digest(url: &str) -> String {
    let mut dump = Vec::new();
    Store::open_read_only(url).unwrap().dump(&mut dump).unwrap();
    assert!(dump.len() > 10_000, "{}", dump.len());
    hex(&sha256(&dump))
}

/// Exports all that people said, makes a database again from it and the archive, and compares.
fn made_again(dir: &Workdir, url: &str, new: &str) {
    let from = ["--database", url];
    let write = |args: &[&str]| drop(dir.run(&[args, &from[..]].concat()).exits(0));
    write(&["originals", "--output", "originals.csv"]);
    write(&["register", "export", "--output", "r.csv"]);
    write(&["decide", "export", "--output", "d.toml"]);
    write(&["clearance", "export", "--output", "c.toml"]);
    let to = ["--database", new, "--archive", "originals"];
    dir.run(&[&["rebuild", "originals.csv", "--register", "r.csv"][..], &to].concat());
    dir.run(&["decide", "import", "d.toml", "--database", new]).exits(0);
    dir.run(&["clearance", "import", "c.toml", "--database", new]).exits(0);
    let [left, right] = [url, new].map(|url| {
        let mut dump = Vec::new();
        Store::open_read_only(url).unwrap().dump(&mut dump).unwrap();
        String::from_utf8(dump).unwrap()
    });
    if let Some((left, right)) = left.lines().zip(right.lines()).find(|(left, right)| left != right) {
        panic!("it held:\n{left}\nmade again it holds:\n{right}");
    }
    assert_eq!(digest(url), digest(new));
    let verify = dir.run(&[&["verify"][..], &to].concat()).exits(0);
    assert!(verify.stdout.contains("verified: "), "{}", verify.stdout);
    // Once there is something in it, it is not made again.
    let again = dir.run(&[&["rebuild", "originals.csv"][..], &to].concat()).exits(2);
    assert!(again.stderr.contains("holds files already"), "{}", again.stderr);
}

/// The fixtures with a register of letters, a decision on a further file and on an answer, and figures that are cleared.
fn fixtures(dir: &Workdir, url: &str) {
    let folder = |name: &str| root().join("fixtures").join(name).to_string_lossy().into_owned();
    let to = ["--database", url, "--archive", "originals"];
    dir.write(
        "register.csv",
        "edition,entry,addressee,received_on,attachments\n\
         tip-measures/2019,1,Lorvania,2019-04-10,form-en-plain.xlsx\n\
         tip-measures/2019,2,Lorvania,2019-04-12,letter.pdf\n",
    );
    let first: Vec<String> = ["good", "bad", "edited", "xml", "sdmx", "dataset"].map(folder).to_vec();
    let first: Vec<&str> = first.iter().map(String::as_str).collect();
    let said = ["--received", "2019-03-01", "--register", "register.csv"];
    dir.run(&[&["import"], &first[..], &said, &to].concat()).exits(3);
    let revision = folder("revision");
    dir.run(&[&["import", &revision, "--received", "2019-04-16"][..], &to].concat()).exits(0);
    let mut store = Store::open(url).unwrap();
    let pending = store.pending().unwrap();
    assert!(pending.len() >= 2, "{}", pending.len());
    drop(store);
    let database = ["--database", url];
    for one in pending.iter().take(2) {
        let edition = format!("{}/{}", one.instrument, one.edition);
        let area = one.area.as_deref().unwrap();
        let what = ["decide", "supersede", &one.sha256, "--edition", &edition, "--state", area];
        dir.run(&[&what[..], &WARRANT, &database].concat()).exits(0);
    }
    let mark = ["clearance", "mark", "cleared", "--edition", "tip-measures/2019", "--all-areas"];
    dir.run(&[&mark[..], &WARRANT, &database].concat()).exits(0);
}

#[test]
fn the_fixtures_are_made_again_in_a_file_and_on_a_server() {
    for server in [false, true] {
        let dir = Workdir::new();
        let [url, new] = ["verbale.db", "new.db"]
            .map(|name| if server { Server::get().make() } else { format!("sqlite:{}", dir.path().join(name).display()) });
        fixtures(&dir, &url);
        made_again(&dir, &url, &new);
    }
}

#[test]
fn the_published_dataset_is_made_again_in_a_file_and_on_a_server() {
    let Some(file) = corpus("corpus/glotip/data_glotip.xlsx") else { return };
    for server in [false, true] {
        let dir = Workdir::new();
        let [url, new] = ["verbale.db", "new.db"]
            .map(|name| if server { Server::get().make() } else { format!("sqlite:{}", dir.path().join(name).display()) });
        dir.run(&["import", file.to_str().unwrap(), "--database", &url, "--archive", "originals"]).exits(0);
        made_again(&dir, &url, &new);
    }
}

#[test]
fn a_list_that_is_none_and_an_original_that_is_not_whole_are_told_before_anything_is_written() {
    let dir = Workdir::new();
    dir.copy(&root().join("fixtures/good/csv-en-utf8.csv"), "in/a.csv");
    dir.run(&["import", "in", "--archive", "originals"]).exits(0);
    let list = dir.run(&["originals"]).exits(0).stdout;
    assert!(list.starts_with("sha256,name,received_on,source,edition\n") && list.contains("in/a.csv"), "{list}");
    let rebuild = |code| dir.run(&["rebuild", "list.csv", "--archive", "originals", "--database", "sqlite:new.db"]).exits(code);
    for (list, told) in [
        ("name\na\n".to_owned(), "no list of originals"),
        (list.replacen("tip-measures/2019", "tip-measures/1919", 1), "line 2: there is no such edition"),
        (format!("{list}{}", list.lines().nth(1).unwrap()), "stands there twice"),
    ] {
        dir.write("list.csv", &list);
        let run = rebuild(2);
        assert!(run.stderr.contains(told), "{list}: {}", run.stderr);
    }
    dir.write("list.csv", &list);
    let name = dir.value("SELECT sha256 FROM files");
    let path: &Path = &dir.path().join("originals").join(&name[..2]).join(&name[2..]);
    let whole = std::fs::read(path).unwrap();
    std::fs::write(path, &whole[1..]).unwrap();
    rebuild(4);
    assert!(!dir.path().join("new.db").exists());
    std::fs::write(path, whole).unwrap();
    rebuild(0);
}
