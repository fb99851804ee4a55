//! `verbale trace`: every figure leads to its cells, and every cell to its figures.

use crate::support::{Workdir, root};
use serde_json::Value;

fn loaded() -> Workdir {
    let dir = Workdir::new();
    let fixture = |path: &str| root().join("fixtures").join(path).to_string_lossy().into_owned();
    dir.run(&["import", &fixture("good"), &fixture("xml"), &fixture("dataset"), "--received", "2019-03-01"]).exits(0);
    dir.run(&["import", &fixture("revision"), "--received", "2019-04-16"]).exits(0);
    dir
}

fn traced(dir: &Workdir, args: &[&str]) -> Value {
    let report = dir.run(&[&["trace"], args, &["--format", "json"]].concat()).exits(0).json();
    let text = std::fs::read_to_string(root().join("schemas/trace.schema.json")).unwrap();
    let validator = jsonschema::validator_for(&serde_json::from_str(&text).unwrap()).unwrap();
    let errors: Vec<String> = validator.iter_errors(&report).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{args:?}: {errors:?}");
    assert!(!validator.is_valid(&serde_json::json!({ "format": 1, "database": "", "values": true })));
    report
}

#[test]
fn every_cell_of_the_tally_leads_to_as_many_replies_as_it_says() {
    let dir = loaded();
    let columns = ["yes", "no", "partly", "planned", "no_information", "blank", "other", "replies"];
    let sql = format!("SELECT instrument || '/' || edition, item, {} FROM measure_tally ORDER BY item", columns.join(", "));
    let rows = dir.query(&sql);
    assert!(rows.len() > 80, "{}", rows.len());
    // Items of every kind of figure; all of them take long.
    let mut traced_cells = 0;
    for row in rows.iter().step_by(23) {
        for (column, value) in columns.iter().zip(&row[2..]) {
            let tally = &traced(&dir, &["tally", &row[0], &row[1], column])["tally"];
            assert_eq!(tally["value"].to_string(), *value, "{row:?} {column}");
            let replies = tally["replies"].as_array().unwrap();
            assert_eq!(replies.len().to_string(), *value, "{row:?} {column}");
            traced_cells += 1;
            for reply in replies {
                assert!(*column == "replies" || reply["says"] == *column);
                for answer in reply["answers"].as_array().unwrap() {
                    let sql = format!("SELECT area, item, raw, file, cell FROM current_answer WHERE answer = {}", answer["answer"]);
                    let found = &dir.query(&sql)[0];
                    let shown = |value: &Value| value.as_str().unwrap_or_default().to_owned();
                    let told = [
                        &reply["area"],
                        &Value::from(row[1].as_str()),
                        &answer["raw"],
                        &answer["original"]["file"],
                        &answer["cell"],
                    ];
                    assert_eq!(*found, told.map(shown));
                }
            }
        }
    }
    assert!(traced_cells >= 32, "{traced_cells}");
}

#[test]
fn totals_over_areas_are_the_sums_of_their_answers_and_say_what_is_left_out() {
    let dir = loaded();
    let sql = "SELECT instrument || '/' || edition, item, year FROM observation WHERE number IS NOT NULL AND disputed = 0 \
               GROUP BY 1, 2, 3 ORDER BY count(*) DESC LIMIT 6";
    for row in dir.query(sql) {
        let report = traced(&dir, &["figure", &row[0], &row[1], "--year", &row[2]]);
        let figures = report["figures"].as_array().unwrap();
        assert!(!figures.is_empty());
        let (mut sum, mut answers) = (0.0, 0);
        for figure in figures {
            let sources = figure["sources"].as_array().unwrap();
            let counted: Vec<f64> =
                sources.iter().filter(|one| one["left_out"].is_null()).map(|one| one["number"].as_f64().unwrap()).collect();
            assert_eq!(figure["total"].as_f64(), (!counted.is_empty()).then(|| counted.iter().sum()), "{figure}");
            assert_eq!(figure["areas"], counted.len());
            for one in sources.iter().filter(|one| !one["left_out"].is_null()) {
                assert!(one["disputed"] == true || one["number"].is_null() || one["aggregate"] == true, "{one}");
            }
            sum += counted.iter().sum::<f64>();
            answers += sources.len();
        }
        let same = format!(
            "FROM current_answer LEFT JOIN area ON area.code = current_answer.area WHERE instrument || '/' || edition = '{}' AND item = '{}' AND year = {}",
            row[0], row[1], row[2]
        );
        assert_eq!(dir.value(&format!("SELECT count(*) {same}")), answers.to_string());
        let total = dir.value(&format!("SELECT CAST(total(number) AS REAL) {same} AND disputed = 0 AND kind <> 'aggregate'"));
        assert!((total.parse::<f64>().unwrap() - sum).abs() < 1e-9, "{row:?}: {total} {sum}");
    }
}

#[test]
fn a_figure_leads_to_a_cell_and_the_cell_back_to_the_figure() {
    let dir = loaded();
    let sql = "SELECT instrument || '/' || edition, item, area, year, coalesce(sheet, ''), file, cell, answer FROM current_answer \
               WHERE number > 0 AND disputed = 0 AND sheet IS NOT NULL AND edition_kind = 'reply' ORDER BY answer LIMIT 400";
    let rows = dir.query(sql);
    for row in rows.iter().step_by(80) {
        let answer: i64 = row[7].parse().unwrap();
        let figures = traced(&dir, &["figure", &row[0], &row[1], "--area", &row[2], "--year", &row[3]]);
        let sources = figures["figures"].as_array().unwrap().iter().flat_map(|figure| figure["sources"].as_array().unwrap());
        let source = sources.into_iter().find(|source| source["answer"] == answer).expect("the figure has the answer");
        assert_eq!((&source["original"]["file"], &source["cell"]), (&row[5].as_str().into(), &row[6].as_str().into()));
        let back = traced(&dir, &["cell", &row[5], &format!("'{}'!{}", row[4].replace('\'', "''"), row[6])]);
        let standing = back["cell"]["answers"].as_array().unwrap().iter().find(|one| one["answer"] == answer).unwrap();
        assert_eq!(standing["feeds"]["observation"], true);
        let over = traced(&dir, &["figure", &row[0], &row[1], "--year", &row[3]]);
        let figure = over["figures"].as_array().unwrap().iter().find(|figure| figure["series"] == standing["series"]).unwrap();
        assert_eq!(standing["feeds"]["total"], figure["total"], "{row:?}");
        assert_eq!(standing["feeds"]["areas"], figure["areas"]);
    }
    // A yes in a form feeds its tally.
    let yes = &dir.query("SELECT file, sheet, cell, item FROM current_answer WHERE code = 'yes' AND sheet IS NOT NULL AND instrument = 'tip-measures' ORDER BY answer LIMIT 1")[0];
    let cell = traced(&dir, &["cell", &yes[0], &format!("'{}'!{}", yes[1], yes[2])]);
    let tally = &cell["cell"]["answers"][0]["feeds"]["tally"];
    let value = dir.value(&format!("SELECT {} FROM measure_tally WHERE item = '{}'", tally["says"].as_str().unwrap(), yes[3]));
    assert_eq!(tally["value"].to_string(), value);
    assert!(
        cell["cell"]["answers"][0]["feeds"]["pillar"].is_string()
            || dir.value(&format!("SELECT count(*) FROM item WHERE code = '{}' AND pillar IS NULL", yes[3])) != "0"
    );
}

#[test]
fn what_is_superseded_or_of_the_sender_feeds_nothing_and_is_not_shown() {
    let dir = loaded();
    let pending = dir.query("SELECT sha256, instrument || '/' || edition, area FROM replies WHERE role = 'pending'");
    for row in &pending {
        let decide = ["decide", "supersede", &row[0], "--edition", &row[1], "--state", &row[2]];
        dir.run(&[&decide[..], &["--author", "Officer", "--authority", "letter", "--reason", "it says so"]].concat()).exits(0);
    }
    let old = &dir.query(
        "SELECT file_record.label, place.name, answer.\"row\" + 1 FROM answer JOIN reply ON reply.id = answer.reply JOIN place ON place.id = answer.place \
         JOIN file_record ON file_record.id = reply.file JOIN series ON series.id = answer.series JOIN item ON item.id = series.item \
         WHERE item.kind = 'choice' AND answer.col = 2 AND place.xml = 0 AND EXISTS (SELECT 1 FROM reply AS newer WHERE newer.edition = reply.edition AND newer.area = reply.area \
         AND newer.revision > reply.revision) ORDER BY answer.id LIMIT 1",
    )[0];
    let trace = traced(&dir, &["cell", &old[0], &format!("'{}'!C{}", old[1], old[2])]);
    let standing = &trace["cell"]["answers"][0];
    assert!(
        standing["in_force"].is_null() && standing["silent"].as_str().unwrap().contains("revision 1, which is superseded"),
        "{trace}"
    );
    assert!(standing["feeds"]["tally"].is_null());
    let contact = &dir.query(
        "SELECT file_record.label, place.name, answer.\"row\" + 1, answer.col, raw_text.text FROM answer JOIN reply ON reply.id = answer.reply \
         JOIN place ON place.id = answer.place JOIN file_record ON file_record.id = reply.file JOIN series ON series.id = answer.series \
         JOIN item ON item.id = series.item JOIN raw_text ON raw_text.id = answer.raw \
         WHERE item.kind = 'contact' AND place.xml = 0 AND place.name <> '' AND length(raw_text.text) > 8 AND answer.col < 26 ORDER BY answer.id LIMIT 1",
    )[0];
    let column = char::from(b'A' + contact[3].parse::<u8>().unwrap());
    let run = dir.run(&["trace", "cell", &contact[0], &format!("'{}'!{column}{}", contact[1], contact[2])]).exits(0);
    assert!(run.stdout.contains("a detail of the sender") && !run.stdout.contains(&contact[4]), "{}", run.stdout);
}

#[test]
fn values_are_hidden_where_that_is_asked() {
    let dir = Workdir::new();
    dir.write("a.csv", "State,Measure code,Code,Excerpt\nLorvania,leg_nap,yes,CANARY one\n");
    dir.run(&["import", "a.csv"]).exits(0);
    for args in [&["tally", "tip-measures/2019", "leg_nap", "yes"][..], &["cell", "a.csv", "C2"], &["cell", "a.csv", "D2"]] {
        for format in ["text", "json"] {
            let all = [&["trace"], args, &["--format", format, "--no-values"]].concat();
            let hidden = dir.run(&all).exits(0);
            assert!(!hidden.stdout.contains("CANARY") && hidden.stdout.contains("a.csv"), "{}", hidden.stdout);
        }
    }
    let shown = dir.run(&["trace", "tally", "tip-measures/2019", "leg_nap", "yes"]).exits(0).stdout;
    assert!(shown.starts_with("tip-measures/2019 leg_nap yes: 1 reply\n"), "{shown}");
    assert!(shown.contains("a.csv (revision 1, main)"), "{shown}");
    // What there is not is said, and what to look at.
    for args in [
        &["tally", "tip-measures/2019", "leg_no_such", "yes"][..],
        &["figure", "glotip/2018", "offences"],
        &["cell", "b.csv", "A1"],
    ] {
        let run = dir.run(&[&["trace"], args].concat()).exits(2);
        assert!(run.stderr.contains("the view"), "{}", run.stderr);
    }
    dir.run(&["trace", "tally", "tip-measures/2019", "leg_nap", "perhaps"]).exits(2);
}

#[test]
fn decisions_stand_in_the_lineage_in_words_and_without_values() {
    let dir = Workdir::new();
    let head = "State,Measure code,Code\n";
    dir.write("a.csv", format!("{head}Lorvania,leg_nap,yes\nLorvania,vic_nrm,no\n"));
    dir.write("b.csv", format!("{head}Lorvania,leg_nap,planned\nLorvania,vic_nrm,no\n"));
    dir.run(&["import", "a.csv", "--received", "2019-03-01"]).exits(0);
    dir.run(&["import", "b.csv", "--received", "2019-04-16"]).exits(0);
    let waiting = dir.run(&["trace", "cell", "b.csv", "C2"]).exits(0).stdout;
    assert!(waiting.contains("feeds nothing: it is of revision 2, which is pending"), "{waiting}");
    let warrant =
        ["--author", "Officer", "--authority", "Note verbale of 2 May", "--reason", "CANARY said so", "--on", "2019-05-03"];
    dir.run(&[&["decide", "supersede", "b.csv"][..], &warrant].concat()).exits(0);
    let correct =
        ["decide", "correct", "--state", "XAL", "--series", "vic_nrm", "--edition", "tip-measures/2019", "--value", "partly"];
    dir.run(&[&correct[..], &warrant].concat()).exits(0);
    let key = |action: &str| dir.value(&format!("SELECT substr(decision, 1, 12) FROM decisions WHERE action = '{action}'"));
    let line = |action: &str, rest: &str| {
        format!("decided 2019-05-03: {action}{rest}, by Officer, Note verbale of 2 May: CANARY said so ({})", key(action))
    };
    let (supersede, correct) = (line("supersede", " as replacement"), line("correct", " to partly"));
    let tally = dir.run(&["trace", "tally", "tip-measures/2019", "vic_nrm", "partly"]).exits(0).stdout;
    assert!(tally.contains("1 reply") && tally.contains(&format!("b.csv (revision 2, main): {supersede}")), "{tally}");
    assert!(tally.contains(&correct), "{tally}");
    let cell = dir.run(&["trace", "cell", "b.csv", "C3"]).exits(0).stdout;
    for told in [&supersede, &correct, "its reply for XAL: revision 2, main, received 2019-04-16", "clearance: received"] {
        assert!(cell.contains(told), "{told}: {cell}");
    }
    let old = dir.run(&["trace", "cell", "a.csv", "C2"]).exits(0).stdout;
    assert!(old.contains("feeds nothing: it is of revision 1, which is superseded"), "{old}");
    for format in ["text", "json"] {
        let hidden = ["trace", "tally", "tip-measures/2019", "vic_nrm", "partly", "--no-values", "--format", format];
        let hidden = dir.run(&hidden).exits(0).stdout;
        assert!(!hidden.contains("CANARY") && hidden.contains("supersede"), "{hidden}");
    }
    let json = traced(&dir, &["tally", "tip-measures/2019", "vic_nrm", "partly"]);
    let decisions = json["tally"]["replies"][0]["answers"][0]["decisions"].as_array().unwrap();
    assert_eq!(decisions.iter().map(|one| one["action"].as_str().unwrap()).collect::<Vec<_>>(), ["supersede", "correct"]);
}
