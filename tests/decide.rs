//! `verbale decide`, `diff` and `status` at another moment, as an officer types them.

use crate::support::Workdir;

const WARRANT: [&str; 6] = ["--authority", "Note verbale of 2 May 2019", "--reason", "the State wrote so", "--author", "Officer"];
const HEAD: &str = "State,Measure code,Code\n";

fn decide<'a>(words: &[&'a str]) -> Vec<&'a str> {
    [&["decide"], words, &WARRANT].concat()
}

/// Two files of Lorvania, the second one pending: it changes one measure and adds one.
fn two_files() -> Workdir {
    let dir = Workdir::new();
    dir.write("a.csv", format!("{HEAD}Lorvania,leg_nap,yes\nLorvania,vic_nrm,no\n"));
    dir.write("b.csv", format!("{HEAD}Lorvania,leg_nap,planned\n"));
    dir.run(&["import", "a.csv", "--received", "2019-03-01"]).exits(0);
    dir.run(&["import", "b.csv", "--received", "2019-04-16"]).exits(0);
    dir
}

fn codes(dir: &Workdir) -> Vec<Vec<String>> {
    dir.query("SELECT item, code FROM current_answer WHERE code IS NOT NULL ORDER BY item")
}

#[test]
fn an_import_says_what_is_pending_and_what_to_type() {
    let dir = two_files();
    let state = dir.value("SELECT area FROM replies WHERE role = 'pending'");
    let sha256 = dir.value("SELECT sha256 FROM replies WHERE role = 'pending'");
    let command =
        format!("verbale decide accept {} --as corrigendum --changed --edition tip-measures/2019 --state {state}", &sha256[..12]);
    let run = dir.run(&["status"]).exits(0);
    assert!(run.stdout.contains("1 reply is pending") && run.stdout.contains("corrigendum"), "{}", run.stdout);
    let json = dir.run(&["status", "--format", "json"]).exits(0).json();
    assert_eq!(
        (json["pending"][0]["proposed"].as_str(), json["pending"][0]["sha256"].as_str()),
        (Some("corrigendum"), Some(&*sha256))
    );
    let message = dir.value("SELECT message FROM findings WHERE rule = 'K11'");
    assert!(message.contains(&command) && message.contains("b.csv") && message.contains("a.csv"), "{message}");
    // The command as it was told, with its authority and reason.
    let typed = command.replace("verbale decide ", "").replace('"', "");
    let run = dir.run(&decide(&typed.split(' ').collect::<Vec<_>>())).exits(0);
    assert!(
        run.stdout.contains("pending") && run.stdout.contains("corrigendum") && !run.stdout.contains("still pending"),
        "{}",
        run.stdout
    );
    assert_eq!(codes(&dir), [["leg_nap", "planned"], ["vic_nrm", "no"]]);
    let run = dir.run(&["import", "b.csv"]).exits(0);
    assert!(!run.stdout.contains("verbale decide"), "{}", run.stdout);
    // It is pending no more, and no finding says so.
    assert_eq!(dir.value("SELECT count(*) FROM findings WHERE rule = 'K11'"), "0");
    assert_eq!(dir.value("SELECT count(*) FROM finding_count WHERE rule = 'K11'"), "0");
    dir.run(&decide(&["revoke", "b.csv"])).exits(0);
    assert_eq!(dir.value("SELECT count FROM finding_count WHERE rule = 'K11'"), "1");
}

#[test]
fn the_table_of_an_import_has_the_command() {
    let dir = Workdir::new();
    dir.write("a.csv", format!("{HEAD}Lorvania,leg_nap,yes\n"));
    dir.write("b.csv", format!("{HEAD}Lorvania,leg_nap,no\n"));
    let run = dir.run(&["import", "a.csv", "b.csv"]).exits(0);
    assert!(
        run.stdout.contains("pending: looks like a replacement") && run.stdout.contains("verbale decide supersede"),
        "{}",
        run.stdout
    );
    let json = dir.run(&["import", "b.csv", "--format", "json"]).exits(0).json();
    assert!(json["pending"][0]["command"].as_str().unwrap().starts_with("verbale decide supersede"), "{json}");
}

#[test]
fn a_difference_is_told_with_and_without_values() {
    let dir = two_files();
    let state = dir.value("SELECT area FROM replies WHERE role = 'pending'");
    let run = dir.run(&["diff", &state]).exits(0);
    assert!(run.stdout.contains("leg_nap") && run.stdout.contains("planned") && run.stdout.contains("C2"), "{}", run.stdout);
    let run = dir.run(&["diff", &state, "--no-values"]).exits(0);
    assert!(run.stdout.contains("leg_nap") && !run.stdout.contains("planned") && !run.stdout.contains("yes"), "{}", run.stdout);
    let json = dir.run(&["diff", &state, "--edition", "tip-measures/2019", "--format", "json"]).exits(0).json();
    let change = &json[0]["changes"][0];
    assert_eq!(
        (change["kind"].as_str(), change["old"].as_str(), change["new"].as_str()),
        (Some("changed"), Some("yes"), Some("planned"))
    );
    let json = dir.run(&["diff", &state, "--no-values", "--format", "json"]).exits(0).json();
    assert!(json[0]["changes"][0]["old"].is_null() && json[0]["changes"][0]["new_cells"][0].is_string(), "{json}");
    assert!(dir.run(&["diff", "ALB"]).exits(0).stdout.contains("no further reply"));
}

#[test]
fn decisions_are_exported_and_a_database_is_rebuilt() {
    let dir = two_files();
    let state = dir.value("SELECT area FROM replies WHERE role = 'pending'");
    dir.run(&decide(&["supersede", "b.csv"])).exits(0);
    dir.run(&decide(&["correct", "--state", &state, "--series", "leg_nap", "--value", "no"])).exits(0);
    assert_eq!(codes(&dir), [["leg_nap", "no"]]);
    dir.run(&["decide", "export", "--output", "decisions.toml"]).exits(0);
    let text = std::fs::read_to_string(dir.path().join("decisions.toml")).unwrap();
    assert_eq!(dir.run(&["decide", "export"]).exits(0).stdout, text);
    let rebuilt = ["--database", "sqlite:other.db"];
    let run = dir.run(&[&["decide", "import", "decisions.toml"], &rebuilt[..]].concat()).exits(0);
    assert!(run.stdout.contains("2 decisions recorded") && run.stdout.contains("2 wait for"), "{}", run.stdout);
    dir.run(&[&["import", "a.csv", "--received", "2019-03-01"], &rebuilt[..]].concat()).exits(0);
    dir.run(&[&["import", "b.csv", "--received", "2019-04-16"], &rebuilt[..]].concat()).exits(0);
    assert_eq!(dir.run(&[&["decide", "export"], &rebuilt[..]].concat()).exits(0).stdout, text);
    let status = |words: &[&str]| dir.run(&[&["status"], words].concat()).exits(0).stdout;
    assert_eq!(status(&rebuilt), status(&[]));
    let run = dir.run(&["decide", "import", "decisions.toml"]).exits(0);
    assert!(run.stdout.contains("0 decisions recorded, 2 known already"), "{}", run.stdout);
    let list = dir.run(&["decide", "list"]).exits(0).stdout;
    assert!(list.contains("Note verbale of 2 May 2019") && list.contains("supersede"), "{list}");
    assert_eq!(dir.run(&["decide", "list", "--format", "json"]).exits(0).json()[1]["value"], "no");
    // A fault is told with its line, and nothing is recorded.
    dir.write("bad.toml", text.replacen("\"supersede\"", "\"overwrite\"", 1));
    let run = dir.run(&["decide", "import", "bad.toml"]).exits(2);
    assert!(run.stderr.contains("bad.toml:1") && run.stderr.contains("overwrite"), "{}", run.stderr);
}

#[test]
fn a_decision_that_is_none_is_refused_in_words() {
    let dir = two_files();
    let state = dir.value("SELECT area FROM replies WHERE role = 'pending'");
    for (words, expected) in [
        (&["accept", "b.csv"][..], "--as"),
        (&["accept", "c.csv", "--as", "supplement"], "no file `c.csv`"),
        (&["accept", "b.csv", "--as", "corrigendum", "--cells", "nowhere"], "no cell"),
        (&["accept", "b.csv", "--as", "joint", "--areas", "Lorvania"], "no area"),
        (&["exclude"], "name the file"),
        (&["exclude", "b.csv", "--state", "ALB"], "no such reply"),
        (&["exclude", "b.csv", "--edition", "glotip/2018"], "no such reply"),
        (&["correct", "--state", &state, "--series", "leg_nap", "--value", "perhaps"], "known are yes, no"),
        (&["correct", "--state", &state, "--series", "leg_nap", "--status", "lost"], "no status"),
        (&["correct", "--state", &state, "--series", "leg_napp", "--value", "no"], "no such reply or answer"),
    ] {
        let run = dir.run(&decide(words)).exits(2);
        assert!(run.stderr.contains(expected), "{words:?}: {}", run.stderr);
    }
    let run = dir.run(&decide(&["sum", "--state", &state, "--series", "leg_nap"])).exits(2);
    assert!(run.stderr.contains("two answers at least"), "{}", run.stderr);
    assert_eq!(dir.value("SELECT count(*) FROM decisions"), "0");
}

#[test]
fn a_status_at_another_day_counts_what_had_come_by_then() {
    let dir = two_files();
    dir.run(&decide(&["supersede", "b.csv"])).exits(0);
    dir.write("c.csv", format!("{HEAD}Meravel Islands,leg_nap,no\n"));
    dir.run(&["import", "c.csv", "--received", "2019-04-16"]).exits(0);
    let files = |words: &[&str]| {
        let json = dir.run(&[&["status", "--format", "json"], words].concat()).exits(0).json();
        let rows = json["respondents"].as_array().unwrap().iter();
        rows.map(|row| row["file"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(files(&[]), ["b.csv", "c.csv"]);
    assert_eq!(files(&["--as-at", "2019-04-15"]), ["a.csv"]);
    assert_eq!(files(&["--as-at", "2019-04-16"]), ["b.csv", "c.csv"]);
    assert_eq!(files(&["--as-at", "2019-02-28"]), Vec::<String>::new());
    // Nothing of it was known here before today.
    assert_eq!(files(&["--as-of", "2019-12-31"]), Vec::<String>::new());
    assert_eq!(files(&["--as-of", "2999-12-31"]), ["b.csv", "c.csv"]);
}
