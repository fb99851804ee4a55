//! The register, clearance and treaty actions as an officer works with them.

use crate::support::{Workdir, corpus, root};
use std::path::PathBuf;

const RESPONDENTS: &str = "tests/data/a-74-127-respondents.csv";

fn data(name: &str) -> String {
    std::fs::read_to_string(root().join(name)).unwrap()
}

/// The report's text, as far as the paragraphs on what States reported.
fn report() -> Option<String> {
    let path: PathBuf = corpus("seeds/004_aaa57c1388cc9d44.txt")?;
    Some(std::fs::read_to_string(path).unwrap())
}

/// The names of the 45, as printed.
fn printed() -> Vec<String> {
    let text = data(RESPONDENTS);
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader.records().map(|record| record.unwrap()[2].to_owned()).collect()
}

/// A coding sheet of a State that the report does not know.
const LATE: &str = "State,Measure code,Code\nLorvania,leg_nap,yes\n";
const LATE_ENTRY: &str = "edition,entry,addressee,received_on,attachments\ntip-measures/2019,late,Lorvania,2019-04-16,late.csv\n";

#[test]
fn the_respondents_as_at_15_april_2019_are_the_45_of_the_report_in_whatever_order_they_are_imported() {
    let text = data(RESPONDENTS);
    let mut lines: Vec<&str> = text.lines().skip(1).collect();
    lines.reverse();
    let part = |lines: &[&str]| format!("edition,entry,addressee,received_on\n{}\n", lines.join("\n"));
    let registers = [part(&lines[..17]), part(&lines[17..]), LATE_ENTRY.to_owned()];
    // 0 to 2 are the registers, 3 is the file.
    for order in [[0, 1, 2, 3], [3, 2, 1, 0], [2, 3, 1, 0], [1, 3, 0, 2]] {
        let dir = Workdir::new();
        dir.write("late.csv", LATE);
        for step in order {
            match registers.get(step) {
                Some(register) => {
                    dir.write("r.csv", register);
                    dir.run(&["register", "import", "r.csv"]).exits(0);
                }
                // The day on the command line is wrong, and the register wins.
                None => drop(dir.run(&["import", "late.csv", "--received", "2019-04-10"]).exits(0)),
            }
        }
        let in_time = dir.query(
            "SELECT area.name_en FROM respondent JOIN area ON area.code = respondent.area \
             WHERE instrument = 'tip-measures' AND in_time = 1 ORDER BY area.name_en",
        );
        assert_eq!(in_time.concat(), printed(), "{order:?}");
        let late = dir.query("SELECT area, late, in_time, received_on FROM respondent WHERE in_time = 0");
        assert_eq!(late, [["XAL", "1", "0", "2019-04-16"]], "{order:?}");
        let status = dir.run(&["status", "--on", "2019-04-30", "--format", "json"]).exits(0).json();
        assert_eq!(status["uncoded"].as_array().unwrap().len(), 45);
        assert_eq!(status["rounds"][0]["replied"], 46);
        assert_eq!(status["respondents"][0]["late"], true);
        assert_eq!(status["contradicted"].as_array().unwrap().len(), 1);
        let waiting = status["outstanding"].as_array().unwrap();
        assert!(waiting.iter().all(|row| row["days_since_deadline"] == 15));
        assert_eq!(waiting.len() + 46, usize::try_from(status["rounds"][0]["asked"].as_u64().unwrap()).unwrap());
        let fiji = waiting.iter().find(|row| row["area"] == "FJI").unwrap();
        assert_eq!((&fiji["name"], &fiji["days_since_note"]), (&"Fiji".into(), &serde_json::Value::Null));
    }
}

#[test]
fn the_register_of_the_test_has_the_states_that_the_report_prints() {
    let Some(report) = report() else { return };
    let names = printed();
    assert_eq!(names.len(), 45);
    let (last, others) = names.split_last().unwrap();
    assert!(report.contains(&format!("had replied to that request: {} and {last}.", others.join(", "))));
}

#[test]
fn counts_of_the_report_add_up_and_stand_in_it() {
    let text = data("tests/data/a-74-127-counts.csv");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let value = |fact: &str| rows.iter().find(|row| &row[1] == fact).unwrap()[2].parse::<u32>().unwrap();
    let parts = value("criminalized_broadly") + value("criminalized_in_part") + value("criminalized_not");
    assert_eq!(parts, value("countries_assessed"));
    assert_eq!(value("countries_assessed") - value("criminalized_broadly"), value("remaining"));
    let Some(report) = report() else { return };
    let one_line = report.split_whitespace().collect::<Vec<_>>().join(" ");
    for row in &rows {
        assert!(one_line.contains(&row[3]), "{}", &row[3]);
    }
}

#[test]
fn treaty_actions_are_read_by_data_alone_and_make_nobody_a_respondent() {
    let dir = Workdir::new();
    dir.write("actions.csv", data("tests/data/a-74-127-treaty-actions.csv"));
    dir.run(&["import", "actions.csv"]).exits(0);
    let rows = dir.query("SELECT area, treaty, action, date, binding, cell FROM protocol_status ORDER BY area");
    let expected = [
        ["FJI", "trafficking-protocol", "ratification", "2017-09-19", "1", "C2"],
        ["JPN", "trafficking-protocol", "ratification", "2017-07-11", "1", "C3"],
        ["MDV", "trafficking-protocol", "ratification", "2016-09-14", "1", "C4"],
        ["PSE", "trafficking-protocol", "ratification", "2017-12-29", "1", "C5"],
    ];
    assert_eq!(rows, expected);
    assert_eq!(dir.value("SELECT count(*) FROM respondent"), "0");
    // Within the reporting period of the report, and a signature binds nobody.
    dir.write(
        "more.csv",
        "Participant,Treaty action,Date of action\nAlmerand,Signed,12 December 2000\nAlmerand,Acceded,2018-02-30\n",
    );
    dir.run(&["import", "more.csv"]).exits(0);
    assert_eq!(
        dir.query("SELECT action, date, binding FROM protocol_status WHERE area = 'XAA'"),
        [["signature", "2000-12-12", "0"]]
    );
    if let Some(report) = report() {
        for fact in [
            "Fiji (19 September 2017)",
            "Japan (11 July 2017)",
            "Maldives (14 September 2016)",
            "State of Palestine (29 December 2017)",
        ] {
            assert!(report.contains(fact), "{fact}");
        }
    }
}

#[test]
fn a_register_beside_the_files_is_read_as_one_and_a_letter_in_it_is_no_rejected_file() {
    let dir = Workdir::new();
    let letter = b"%PDF-1.4\na letter\n";
    dir.write("in/XAA/letter.pdf", letter);
    dir.run(&["import", "in"]).exits(3);
    let register = "edition,entry,addressee,received_on,attachments\ntip-measures/2019,1,Almerand,2019-04-10,XAA/letter.pdf\n";
    dir.write("in/register.csv", register);
    let run = dir.run(&["import", "in", "--format", "json"]).exits(0).json();
    assert_eq!((&run["totals"]["registered"], &run["totals"]["ignored"]), (&1.into(), &1.into()));
    assert_eq!(run["register"]["new"], 1);
    assert_eq!(dir.query("SELECT outcome, reason FROM files"), [["registered", ""]]);
    assert_eq!(dir.value("SELECT count(*) FROM findings"), "0", "those of the rejected try are gone");
    assert_eq!(dir.value("SELECT registered FROM runs ORDER BY run DESC LIMIT 1"), "1");
    let text = dir.run(&["status", "--on", "2019-04-12"]).exits(0).stdout;
    assert!(text.contains("tip-measures/2019 XAA Almerand: received 2019-04-10, 2 days ago"), "{text}");
    assert!(text.contains("3 days to the deadline of 2019-04-15"), "{text}");
    // A form that cannot be read is rejected, register or not: its answers would be lost.
    dir.write("in/XAA/form.xlsx", b"PK\x03\x04 torn");
    dir.write("in/register.csv", register.replace("letter.pdf", "letter.pdf | XAA/form.xlsx"));
    let run = dir.run(&["import", "in", "--format", "json"]).exits(3).json();
    assert_eq!((&run["totals"]["rejected"], &run["totals"]["registered"]), (&1.into(), &1.into()));
    assert_eq!(run["register"]["changed"], 1);
    // Coded a year later by a sheet that names it.
    dir.write("coded.csv", "State,Measure code,Code,Letter\nAlmerand,leg_nap,yes,letter.pdf\n");
    dir.run(&["import", "coded.csv", "--received", "2020-05-01"]).exits(0);
    assert_eq!(dir.query("SELECT area, received_on, late, in_time, coded FROM respondent"), [["XAA", "2019-04-10", "0", "1", "1"]]);
}

#[test]
fn a_register_with_an_error_stops_an_import_before_it_begins() {
    let dir = Workdir::new();
    dir.write("in/late.csv", LATE);
    dir.write("r.csv", LATE_ENTRY.replace("2019-04-16", "16/04/2019"));
    let run = dir.run(&["import", "in", "--register", "r.csv"]).exits(2);
    assert!(run.stderr.contains("line 2: `received_on` is `16/04/2019`, not a date; write it as 2019-04-15"), "{}", run.stderr);
    assert!(!dir.path().join("verbale.db").exists());
    let run = dir.run(&["register", "import", "r.csv", "--format", "json"]).exits(3).json();
    assert_eq!((&run["entries"], &run["faults"][0]["line"]), (&0.into(), &2.into()));
    dir.write("r.csv", LATE_ENTRY);
    dir.write("r2.csv", LATE_ENTRY.replace("04-16", "04-17"));
    dir.run(&["import", "in", "--register", "r.csv", "--register", "r2.csv"]).exits(2);
    dir.run(&["import", "in", "--register", "r.csv"]).exits(0);
    assert_eq!(dir.query("SELECT area, late FROM respondent"), [["XAL", "1"]]);
}

#[test]
fn a_database_is_rebuilt_from_originals_register_and_clearance() {
    let dir = Workdir::new();
    dir.write("late.csv", LATE);
    dir.run(&["import", "late.csv", "--source", "non-governmental"]).exits(0);
    assert_eq!(dir.value("SELECT count(*) FROM respondent"), "0");
    dir.write("r.csv", LATE_ENTRY);
    dir.run(&["register", "import", "r.csv"]).exits(0);
    assert_eq!(dir.value("SELECT count(*) FROM respondent"), "1");
    let mark = |dir: &Workdir, state: &str, more: &[&str]| {
        let common = ["--edition", "tip-measures/2019", "--author", "officer", "--authority", "letter", "--reason", "confirmed"];
        dir.run(&[&["clearance", "mark", state], &common[..], more].concat())
    };
    mark(&dir, "cleared", &["--area", "XAL"]).exits(0);
    mark(&dir, "withheld", &["--area", "XAL", "--item", "leg_nap"]).exits(0);
    mark(&dir, "cleared", &["--area", "XAB"]).exits(2);
    mark(&dir, "cleared", &["--area", "XAL", "--item", "leg_map"]).exits(2);
    let public = "SELECT item, status FROM public_answer ORDER BY item";
    let before = dir.query(public);
    assert!(before.len() == 102 && !before.iter().any(|row| row[0] == "leg_nap"), "{}", before.len());
    let status = dir.run(&["status"]).exits(0).stdout;
    assert!(status.contains("tip-measures/2019: 102 cleared, 1 withheld"), "{status}");
    dir.run(&["register", "export", "--output", "register.csv"]).exits(0);
    dir.run(&["clearance", "export", "--output", "clearance.toml"]).exits(0);
    let other = ["--database", "sqlite:other.db"];
    dir.run(&[&["clearance", "import", "clearance.toml"][..], &other].concat()).exits(0);
    dir.run(&[&["register", "import", "register.csv"][..], &other].concat()).exits(0);
    dir.run(&[&["import", "late.csv"][..], &other].concat()).exits(0);
    let rebuilt = crate::support::database::query(&dir.path().join("other.db"), public);
    assert_eq!(rebuilt, before);
    for (command, file) in [("register", "register.csv"), ("clearance", "clearance.toml")] {
        let again = dir.run(&[&[command, "export"][..], &other].concat()).exits(0).stdout;
        assert_eq!(again, std::fs::read_to_string(dir.path().join(file)).unwrap(), "{file}");
    }
}
