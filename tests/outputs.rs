//! What `validate` writes: five formats of one report, each as its readers need it, and none with what it must not hold.

use crate::support::{Workdir, root, schemas};
use calamine::{Data, Reader, Xlsx, open_workbook};
use rust_xlsxwriter::Workbook;
use serde_json::Value;
use std::fmt::Write;
use verbale_model::fold::fold;

const FORMATS: &[&str] = &["text", "json", "sarif", "csv", "html"];

fn fixture(path: &str) -> String {
    root().join("fixtures").join(path).to_string_lossy().into_owned()
}

fn check_against(schema: &str, instance: &Value) {
    let text = std::fs::read_to_string(root().join(schema)).unwrap();
    let schema: Value = serde_json::from_str(&text).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let errors: Vec<String> =
        validator.iter_errors(instance).take(5).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{}", errors.join("\n"));
}

const BATCH: &[&str] = &["good", "bad", "edited", "revision"];

#[test]
fn json_and_sarif_are_what_their_schemas_say() {
    let dir = Workdir::new();
    dir.write("waivers.toml", waiver("N04", "XAB", "2099-12-31"));
    let paths: Vec<String> = BATCH.iter().map(|folder| fixture(folder)).collect();
    let base = ["validate", "--waivers", "waivers.toml", "--lang", "auto", "--values"];
    for format in ["json", "sarif"] {
        let args: Vec<&str> = base.into_iter().chain(["--format", format]).chain(paths.iter().map(String::as_str)).collect();
        let report = dir.run(&args).exits(3).json();
        let (schema, findings) = match format {
            "json" => ("schemas/report.schema.json", report["files"].as_array().unwrap().len()),
            _ => ("tests/data/sarif-schema-2.1.0.json", report["runs"][0]["results"].as_array().unwrap().len()),
        };
        assert!(findings > 50, "{findings}");
        check_against(schema, &report);
    }
    // A schema that takes anything would prove nothing.
    let text = std::fs::read_to_string(root().join("schemas/report.schema.json")).unwrap();
    let validator = jsonschema::validator_for(&serde_json::from_str(&text).unwrap()).unwrap();
    assert!(!validator.is_valid(&serde_json::json!({ "format": 1 })));
}

#[test]
fn a_comparison_is_what_the_schemas_say() {
    let dir = Workdir::new();
    let (old, new) = (fixture("good/form-en-plain.xlsx"), fixture("revision"));
    let report = dir.run(&["validate", "--format", "json", "--against", &old, &new]).json();
    check_against("schemas/report.schema.json", &report);
    let sarif = dir.run(&["validate", "--format", "sarif", "--against", &old, &new]).json();
    check_against("tests/data/sarif-schema-2.1.0.json", &sarif);
}

#[test]
fn threads_and_order_change_no_byte() {
    let dir = Workdir::new();
    for format in FORMATS {
        let run = |threads: &str, folders: &[&str]| {
            let paths: Vec<String> = folders.iter().map(|folder| fixture(folder)).collect();
            let base = ["validate", "--values", "--threads", threads, "--format", format];
            dir.run(&base.into_iter().chain(paths.iter().map(String::as_str)).collect::<Vec<_>>()).exits(3).stdout
        };
        let one = run("1", &["edited", "bad"]);
        assert!(one.len() > 10_000, "{format}");
        for (threads, folders) in [("2", ["edited", "bad"]), ("16", ["bad", "edited"])] {
            assert!(one == run(threads, &folders), "{format} with {threads} threads");
        }
    }
}

#[test]
fn every_finding_stands_in_every_format() {
    let dir = Workdir::new();
    let file = fixture("edited/stat-openpyxl-hidden.xlsx");
    let run = |format: &str| dir.run(&["validate", "--values", "--max", "1000", "--format", format, &file]).exits(0).stdout;
    let json: Value = serde_json::from_str(&run("json")).unwrap();
    let findings = json["files"][0]["findings"].as_array().unwrap();
    let counted: u64 = json["files"][0]["counts"].as_object().unwrap().values().map(|count| count.as_u64().unwrap()).sum();
    assert!(findings.len() as u64 == counted && counted > 20);
    let (text, html) = (run("text"), run("html"));
    let sarif: Value = serde_json::from_str(&run("sarif")).unwrap();
    assert_eq!(sarif["runs"][0]["results"].as_array().unwrap().len(), findings.len());
    let table = run("csv");
    let mut reader = csv::Reader::from_reader(table.trim_start_matches('\u{feff}').as_bytes());
    assert_eq!(reader.records().count(), findings.len());
    for finding in findings {
        let message = finding["message"].as_str().unwrap();
        assert!(text.contains(message) && table.replace("\"\"", "\"").contains(message), "{message}");
        let cell = finding["cell"].as_str().unwrap();
        assert!(html.contains(&format!("<bdi>{cell}</bdi>")), "{cell}");
    }
    // Outcomes of all rules, in the formats that have room for them.
    assert_eq!(json["files"][0]["outcomes"].as_array().unwrap().len(), verbale_validate::RULES.len());
    assert!(html.contains("class=\"outcomes\""));
}

#[test]
fn a_report_goes_to_a_file_and_other_commands_have_two_formats() {
    let dir = Workdir::new();
    let file = fixture("edited/typed.xlsx");
    let run = dir.run(&["validate", "--format", "html", "--output", "report.html", &file]).exits(0);
    assert!(run.stdout.is_empty());
    assert!(std::fs::read_to_string(dir.path().join("report.html")).unwrap().starts_with("<!DOCTYPE html>"));
    let run = dir.run(&["validate", "--output", "nowhere/report.txt", &file]).exits(2);
    assert!(run.stderr.contains("nowhere/report.txt cannot be written"), "{}", run.stderr);
    let run = dir.run(&["rules", "--format", "html"]).exits(2);
    assert!(run.stderr.contains("only `validate` writes"), "{}", run.stderr);
}

#[test]
fn findings_are_told_in_the_language_of_the_file() {
    let dir = Workdir::new();
    let (french, arabic) = (fixture("good/stat-fr-partial.xlsx"), fixture("good/form-ar-words.xlsx"));
    let run = dir.run(&["validate", "--lang", "auto", "--format", "json", &french, &arabic]).exits(0).json();
    assert_eq!(run["language"], "en");
    let languages: Vec<&str> = run["files"].as_array().unwrap().iter().map(|file| file["language"].as_str().unwrap()).collect();
    assert_eq!(languages, ["ar", "fr"]);
    let message = run["files"][0]["findings"][0]["message"].as_str().unwrap();
    assert!(message.chars().any(|c| ('\u{600}'..='\u{6ff}').contains(&c)), "{message}");
    let alone = dir.run(&["validate", "--lang", "auto", "--format", "json", &french]).exits(0).json();
    assert_eq!(alone["language"], "fr");
    // Code and severity are the same in all of them.
    let told = |lang: &str| {
        let run = dir.run(&["validate", "--lang", lang, "--format", "json", &french, &arabic]).exits(0).json();
        let files = run["files"].as_array().unwrap().clone();
        let findings = files.iter().flat_map(|file| file["findings"].as_array().unwrap().clone());
        findings.map(|finding| format!("{} {} {}", finding["rule"], finding["severity"], finding["cell"])).collect::<Vec<_>>()
    };
    let english = told("en");
    for lang in ["fr", "es", "ru", "ar", "zh"] {
        assert_eq!(told(lang), english, "{lang}");
    }
}

#[test]
fn nothing_of_a_cell_is_obeyed() {
    let dir = Workdir::new();
    let nasty = ["=cmd|'/C calc'!A0", "\u{1b}[31mred", "<script>alert(1)</script>", "\u{202e}evil", "a\u{200f}b", "@SUM(A1)"];
    let mut table = "Iso3_code,Indicator,Dimension,Category,Sex,Age,Year,txtVALUE\n".to_owned();
    for text in nasty {
        writeln!(table, "XAA,Detected trafficking victims,by citizenship,\"{text}\",Total,Total,2019,\"{text}\"").unwrap();
    }
    dir.write("in/a.csv", table);
    for format in FORMATS {
        let out = dir.run(&["validate", "--values", "--format", format, "in"]).exits(0).stdout;
        assert!(out.contains("evil") && !out.contains(['\u{1b}', '\u{202e}', '\u{200f}']), "{format}");
        assert!(*format != "html" || (out.contains("&lt;script&gt;alert") && !out.contains("<script>alert")));
        if *format == "csv" {
            let mut reader = csv::Reader::from_reader(out.as_bytes());
            for field in reader.records().flat_map(|row| row.unwrap().iter().map(str::to_owned).collect::<Vec<_>>()) {
                assert!(!field.starts_with(['=', '@', '+']), "{field}");
            }
        }
    }
}

/// Copies a workbook with a canary in place of everything that is no text of the questionnaire, but for the name of the State, and
/// with further canaries beside it. Tells which stand on the sheet of contact details.
fn planted(from: &str, to: &std::path::Path, next: &mut u32) -> Vec<String> {
    let mut book: Xlsx<_> = open_workbook(fixture(from)).unwrap();
    let mut copy = Workbook::new();
    let labels = |text: &str| {
        let known = |text: &str| schemas().editions.iter().any(|edition| !edition.labels.find(&fold(text)).is_empty());
        known(text) || text.split_once(' ').is_some_and(|(_, rest)| known(rest)) || schemas().areas.named(&fold(text)).is_some()
    };
    let mut contacts = Vec::new();
    for (index, name) in book.sheet_names().into_iter().enumerate() {
        let range = book.worksheet_range(&name).unwrap();
        let sheet = copy.add_worksheet().set_name(&name).unwrap();
        let mut plant = |text: &str| {
            *next += 1;
            let canary = format!("CANARY{next}{text}");
            if index == 0 {
                contacts.push(canary.clone());
            }
            canary
        };
        let (top, left) = range.start().unwrap_or((0, 0));
        for (row, col, cell) in range.used_cells() {
            let at = (top + u32::try_from(row).unwrap(), u16::try_from(usize::try_from(left).unwrap() + col).unwrap());
            let text = cell.to_string();
            let year = text.len() == 4 && text.starts_with("20");
            let shown = if labels(&text) || year || matches!(cell, Data::Empty) { text } else { plant("") };
            sheet.write_string(at.0, at.1, shown).unwrap();
        }
        let end = range.end().map_or(0, |(row, _)| row);
        for extra in 0..20 {
            sheet.write_string(end + 3 + extra, 1, plant(" beside")).unwrap();
        }
        // A hidden row with something in it, and a note on a cell.
        sheet.write_string(end + 30, 2, plant(" in a hidden row")).unwrap();
        sheet.set_row_hidden(end + 30).unwrap();
        sheet.insert_note(end + 31, 3, &rust_xlsxwriter::Note::new(plant(" in a note"))).unwrap();
    }
    copy.save(to).unwrap();
    contacts
}

#[test]
fn a_thousand_canaries_stand_in_no_output_log_or_error() {
    let dir = Workdir::new();
    std::fs::create_dir(dir.path().join("in")).unwrap();
    let mut next = 10_000;
    let mut contacts = Vec::new();
    for name in ["form-en-plain.xlsx", "stat-en-gaps.xlsx", "form-en-partial.xlsx"] {
        contacts.extend(planted(&format!("good/{name}"), &dir.path().join("in").join(name), &mut next));
    }
    let mut table = "Iso3_code,Indicator,Dimension,Category,Sex,Age,Year,txtVALUE\n".to_owned();
    for row in 0..300 {
        writeln!(table, "ALB,Detected trafficking victims,by citizenship,CANARY{row}c,Total,CANARY{row}a,2019,CANARY{row}v")
            .unwrap();
    }
    dir.write("in/dataset.csv", table);
    dir.write("in/broken.csv", "State;Measure code;Code\nCANARY1x;\"CANARY2x\nunclosed");
    assert!(next - 10_000 + 900 > 1_000, "{next}");
    for format in FORMATS {
        // The words differ by language, what is left out does not: one other language is enough, and the page.
        for lang in if *format == "html" { &["en", "ar"][..] } else { &["en"] } {
            let args = ["validate", "--no-values", "--log", "trace", "--format", format, "--lang", lang, "in"];
            let run = dir.run(&args).exits(3);
            let leaks = |text: &str| {
                text.to_uppercase().find("CANARY").map(|at| text.chars().skip(at.saturating_sub(80)).take(160).collect())
            };
            assert_eq!(leaks(&run.stdout), None::<String>, "{format} {lang}");
            assert_eq!(leaks(&run.stderr), None::<String>, "{format} {lang}");
        }
        // With values shown they are there, so that the search could have found them; those among the contacts are not even then.
        let shown = dir.run(&["validate", "--values", "--format", format, "in"]).exits(3).stdout;
        assert!(shown.contains("CANARY"), "{format}");
        for canary in &contacts {
            assert!(!shown.contains(canary.as_str()), "{format}: {canary}");
        }
    }
}

#[test]
fn contact_details_of_an_xml_reply_are_never_shown() {
    let dir = Workdir::new();
    let reply = std::fs::read_to_string(fixture("xml/form-en-plain.xml")).unwrap();
    let planted = reply
        .replace("Ms. Benna Askelund", "CANARYname")
        .replace("24 January 2019", "CANARYdate")
        .replace("</contact>", "<further>CANARYstray</further></contact>")
        .replacen("<value>Yes</value>", "<value>CANARYopen</value>", 1);
    assert_eq!(planted.matches("CANARY").count(), 4);
    dir.write("in/a.xml", planted);
    for format in FORMATS {
        let shown = dir.run(&["validate", "--values", "--format", format, "in"]).exits(0).stdout;
        assert!(shown.contains("CANARYopen"), "{format}: {shown}");
        for canary in ["CANARYname", "CANARYdate", "CANARYstray"] {
            assert!(!shown.contains(canary), "{format} shows {canary}");
        }
        let hidden = dir.run(&["validate", "--no-values", "--format", format, "in"]).exits(0).stdout;
        assert!(!hidden.contains("CANARY"), "{format}");
    }
}

#[test]
fn figures_are_hidden_as_texts_are() {
    let dir = Workdir::new();
    let mut table = "Iso3_code,Indicator,Dimension,Category,Sex,Age,Year,txtVALUE\n".to_owned();
    for (sex, value) in [("Total", 771_111), ("Male", 772_222), ("Female", 773_333)] {
        writeln!(table, "XAA,Detected trafficking victims,Total,Total,{sex},Total,2019,{value}").unwrap();
    }
    dir.write("in/a.csv", table);
    for format in FORMATS {
        let run = |values: &str| dir.run(&["validate", values, "--format", format, "in"]).exits(0).stdout;
        let (shown, hidden) = (run("--values"), run("--no-values"));
        assert!(shown.contains("1,545,555") && hidden.contains("A01"), "{format}: {shown}");
        for figure in ["771111", "771,111", "772222", "1545555", "1,545,555"] {
            assert!(!hidden.contains(figure), "{format} shows {figure}");
        }
    }
}

fn waiver(rule: &str, state: &str, expires: &str) -> String {
    format!(
        "[[waiver]]\nrule = \"{rule}\"\nstate = \"{state}\"\nreason = \"Confirmed by the State\"\nauthor = \"A. Officer\"\nexpires = {expires}\n"
    )
}

#[test]
fn a_waived_finding_is_shown_and_does_not_count() {
    let dir = Workdir::new();
    dir.write("in/a.csv", "Iso3_code,Indicator,Dimension,Category,Sex,Age,Year,txtVALUE\nXAA,Detected trafficking victims,Total,Total,Total,Total,2019,-3\nXAA,Detected trafficking victims,Total,Total,Total,Total,2018,-4\n");
    dir.run(&["validate", "in", "--fail-on", "error"]).exits(1);
    dir.write("all.toml", waiver("N01", "XAA", "2099-12-31"));
    let base = ["validate", "in", "--fail-on", "error", "--waivers"];
    let run = |file: &str, more: &[&str]| dir.run(&base.into_iter().chain([file]).chain(more.iter().copied()).collect::<Vec<_>>());
    for format in FORMATS {
        let text = run("all.toml", &["--format", format]).exits(0).stdout;
        assert!(text.contains("N01") && (*format == "csv" || text.contains("Confirmed by the State")), "{format}: {text}");
    }
    let report = run("all.toml", &["--format", "json"]).json();
    assert_eq!(
        (&report["totals"]["errors"], &report["totals"]["waived"], &report["totals"]["open_errors"]),
        (&2.into(), &2.into(), &0.into())
    );
    // One year alone leaves the other.
    dir.write("one.toml", waiver("N01", "XAA", "2099-12-31") + "year = 2019\n");
    let report = run("one.toml", &["--format", "json"]).exits(1).json();
    assert_eq!(report["waivers"][0]["matched"], 1);
    // Another State's covers nothing, and that is said.
    dir.write("other.toml", waiver("N01", "XAB", "2099-12-31"));
    let text = run("other.toml", &[]).exits(1).stdout;
    assert!(text.contains("N01 XAB: matched no finding"), "{text}");
    let sarif = run("all.toml", &["--format", "sarif"]).json();
    assert_eq!(sarif["runs"][0]["results"][0]["suppressions"][0]["status"], "accepted");
}

/// More findings of a rule than are kept, of reading and of the checks: what a waiver covers is counted all the same.
#[test]
fn a_waiver_counts_all_that_it_covers() {
    let dir = Workdir::new();
    let mut text = "Country,Indicator,Dimension,Category,Sex,Age,Year,txtVALUE\n".to_owned();
    for (state, times) in [("Almerand", 1_300), ("Brabonia", 900)] {
        for (year, indicator) in [(2015, "Persons convicted"), (2016, "Persons convicted"), (2016, "Persons prosecuted")] {
            for _ in 0..times {
                let _ = writeln!(text, "{state},{indicator},Total,Total,Total,Total,{year},<5");
            }
        }
    }
    dir.write("in.csv", text);
    let base = ["validate", "in.csv", "--format", "json", "--waivers", "w.toml"];
    for (rule, more, matched) in [
        ("N03", "", 3 * 1_300),
        ("N03", "year = 2016\n", 2 * 1_300),
        ("N03", "item = \"convicted\"\n", 2 * 1_300),
        ("N03", "item = \"convicted\"\nyear = 2016\n", 1_300),
        ("N03", "year = 2017\n", 0),
        ("K08", "", 3),
    ] {
        dir.write("w.toml", waiver(rule, "XAA", "2099-12-31") + more);
        let report = dir.run(&base).json();
        assert_eq!(
            (&report["waivers"][0]["matched"], &report["totals"]["waived"]),
            (&matched.into(), &matched.into()),
            "{rule} {more}"
        );
        assert_eq!(report["files"][0]["counts"]["N03"], 3 * (1_300 + 900));
        let listed = report["files"][0]["findings"].as_array().unwrap().iter().filter(|finding| finding["rule"] == "N03").count();
        assert_eq!(listed, 1_000);
    }
    dir.write("w.toml", waiver("N03", "XAA", "2099-12-31") + &waiver("N03", "XAB", "2099-12-31"));
    let report = dir.run(&base).json();
    assert_eq!(report["totals"]["waived"], 3 * (1_300 + 900));
}

#[test]
fn faults_of_waivers_are_told_with_line_and_nearest_name() {
    let dir = Workdir::new();
    let file = fixture("edited/typed.xlsx");
    for (text, expected) in [
        (waiver("N01", "XAA", "2019-01-31"), "w.toml:6: the waiver of N01 for XAA expired on 2019-01-31"),
        (waiver("N011", "XAA", "2099-01-31"), "w.toml:2: unknown rule `N011`; the nearest known one is `N01`"),
        (waiver("N01", "XAAA", "2099-01-31"), "w.toml:3: unknown State `XAAA`; the nearest known one is `XAA`"),
        (
            waiver("N01", "XAA", "2099-01-31").replace("author", "auhtor"),
            "w.toml:5: unknown key `auhtor`; the nearest known one is `author`",
        ),
        (
            waiver("N01", "XAA", "2099-01-31") + "item = \"leg_nab\"\n",
            "w.toml:7: unknown item `leg_nab`; the nearest known one is `leg_nap`",
        ),
        (waiver("N01", "XAA", "2099-01-31").replace("Confirmed by the State", " "), "w.toml:4: the reason is empty"),
        (waiver("N01", "XAA", "\"2099-01-31\""), "w.toml:6:"),
        (waiver("N01", "XAA", "2099-01-31T10:00:00Z"), "w.toml:6: `expires` is no day"),
        (waiver("N01", "XAA", "2099-01-31").repeat(2), "w.toml:8: the waiver of N01 for XAA stands twice"),
        ("[[waiver]]\nrule = \"N01\"\n".to_owned(), "missing field"),
    ] {
        dir.write("w.toml", text);
        let run = dir.run(&["validate", "--waivers", "w.toml", &file]).exits(2);
        assert!(run.stderr.contains(expected), "{expected}:\n{}", run.stderr);
    }
}

/// The rules of history compare with an earlier reply that is given, and could not with a report, which holds no answers.
#[test]
fn an_earlier_reply_is_what_the_rules_of_history_compare_with() {
    let dir = Workdir::new();
    let figures = "Questionnaire for the Global Report on Trafficking in Persons\nCountry,Almerand\n\nPersons prosecuted,2014,2015\nTotal,12,14\n";
    dir.write("old/a.csv", figures);
    dir.write("new/b.csv", figures.replace("12,14", "12,15"));
    dir.write("old.json", dir.run(&["validate", "--format", "json", "old"]).stdout);
    let outcomes = |against: &[&str], of: &str| {
        let args = [&["validate", "--values", "--format", "json"], against, &[of]].concat();
        let report = dir.run(&args).exits(0).json();
        let all = report["files"][0]["outcomes"].as_array().unwrap();
        let outcome =
            |rule: &str| all.iter().find(|outcome| outcome["rule"] == rule).unwrap()["outcome"].as_str().unwrap().to_owned();
        let message = report["files"][0]["findings"].as_array().unwrap().iter().find(|finding| finding["rule"] == "T07");
        (outcome("K06"), outcome("T07"), message.map(|finding| finding["message"].as_str().unwrap().to_owned()))
    };
    let outcome = |word: &str| word.to_owned();
    for against in [&[][..], &["--against", "old.json"]] {
        assert_eq!(outcomes(against, "new"), (outcome("skipped"), outcome("skipped"), None), "{against:?}");
    }
    for against in ["old", "old/a.csv"] {
        let (second, revised, message) = outcomes(&["--against", against], "new");
        assert_eq!((second, revised), (outcome("failed"), outcome("failed")), "{against}");
        assert!(message.is_some_and(|message| message.starts_with("15, after 14") && message.contains("a.csv")));
    }
    assert_eq!(outcomes(&["--against", "new"], "new"), (outcome("passed"), outcome("passed"), None));
}

#[test]
fn what_changed_is_told_against_a_report_and_against_a_reply() {
    let dir = Workdir::new();
    let head = "Iso3_code,Indicator,Dimension,Category,Sex,Age,Year,txtVALUE\n";
    let row = |year: u16, value: &str| format!("XAA,Detected trafficking victims,Total,Total,Total,Total,{year},{value}\n");
    dir.write("old/a.csv", format!("{head}{}{}{}", row(2017, "-1"), row(2018, "-2"), row(2019, "7")));
    dir.write("new/a.csv", format!("{head}{}{}{}", row(2017, "-1"), row(2018, "22"), row(2019, "-7")));
    let old = dir.run(&["validate", "--format", "json", "old"]).exits(0).stdout;
    dir.write("old.json", &old);
    for (against, answers) in [("old.json", false), ("old", true), ("old/a.csv", true)] {
        let report = dir.run(&["validate", "--values", "--format", "json", "--against", against, "new"]).exits(0).json();
        let of = |rule: &str| {
            let findings = report["files"][0]["findings"].as_array().unwrap().iter();
            findings
                .filter(|finding| finding["rule"] == rule)
                .map(|finding| format!("{} {}", finding["year"], finding["change"]))
                .collect::<Vec<_>>()
        };
        assert_eq!(of("N01"), ["2017 \"unchanged\"", "2019 \"new\""], "{against}");
        let fixed = report["comparison"]["fixed"].as_array().unwrap();
        assert!(fixed.iter().any(|fixed| fixed["rule"] == "N01" && fixed["year"] == 2018), "{fixed:?}");
        let changed = report["comparison"]["answers"].as_array();
        assert_eq!(changed.is_some(), answers, "{against}");
        if let Some(changed) = changed {
            let told: Vec<String> =
                changed.iter().map(|answer| format!("{}: {} {}", answer["year"], answer["before"], answer["after"])).collect();
            assert_eq!(told, ["2018: \"-2\" \"22\"", "2019: \"7\" \"-7\""]);
        }
    }
    let text = dir.run(&["validate", "--values", "--against", "old", "new"]).exits(0).stdout;
    assert!(text.contains("Compared with old") && text.contains("2018: -2 → 22"), "{text}");
    let hidden = dir.run(&["validate", "--no-values", "--against", "old", "new"]).exits(0).stdout;
    assert!(hidden.contains("2018: hidden → hidden"), "{hidden}");
    // A report that was cut cannot be compared with.
    let many = (0..5).fold(head.to_owned(), |table, row_number| table + &row(2010 + row_number, "-1"));
    dir.write("many/a.csv", many);
    let cut = dir.run(&["validate", "--format", "json", "--max", "2", "many"]).exits(0).stdout;
    dir.write("cut.json", cut);
    let run = dir.run(&["validate", "--against", "cut.json", "new"]).exits(2);
    assert!(run.stderr.contains("write it without --max"), "{}", run.stderr);
    dir.write("other.json", "{\"a\": 1}");
    assert!(dir.run(&["validate", "--against", "other.json", "new"]).exits(2).stderr.contains("no report of a validation"));
}
