//! Every file of `fixtures/manifest.toml`, against the truth that the generator wrote down before it wrote the file.

use crate::support::{Workdir, root, schemas};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;
use verbale::pipeline::{self, Wanted};
use verbale_fixtures::{Expect, Expected, ExpectedFile, FileEntry, Manifest, Workshop};
use verbale_model::{Reading, Reply, Status, Value};

fn manifest() -> Manifest {
    Manifest::read(&root().join("fixtures/manifest.toml")).unwrap_or_else(|fault| panic!("{fault}"))
}

#[test]
fn every_fixture_ends_as_the_manifest_says() {
    let mut wrong = String::new();
    for entry in &manifest().files {
        if let Err(message) = check(entry) {
            let _ = writeln!(wrong, "{}: {message}", entry.path);
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn a_file_reads_the_same_whatever_was_read_before_it() {
    let files = manifest().files;
    let wanted = Wanted { program: Some(Path::new(env!("CARGO_BIN_EXE_verbale"))), ..Wanted::default() };
    let mut memory = pipeline::Memory::new(schemas());
    // Forwards and backwards, so that each comes after and before each other.
    for entry in files.iter().chain(files.iter().rev()) {
        let bytes = std::fs::read(root().join("fixtures").join(&entry.path)).unwrap();
        let alone = pipeline::read(schemas(), &entry.path, &bytes, wanted).result;
        let after = pipeline::read_with(&mut memory, &entry.path, &bytes, wanted).result;
        assert!(format!("{after:?}") == format!("{alone:?}"), "{}", entry.path);
    }
}

fn check(entry: &FileEntry) -> Result<(), String> {
    let bytes = std::fs::read(root().join("fixtures").join(&entry.path)).map_err(|error| error.to_string())?;
    let wanted = Wanted { program: Some(Path::new(env!("CARGO_BIN_EXE_verbale"))), ..Wanted::default() };
    let result = pipeline::read(schemas(), &entry.path, &bytes, wanted).result;
    match (&entry.expect, result) {
        (Expect::Rejected { reason }, Err(rejection)) if rejection.reason.kind.code == reason => Ok(()),
        (Expect::Rejected { reason }, Err(rejection)) => Err(format!("rejected with {}, not {reason}", rejection.reason.kind.code)),
        (Expect::Rejected { reason }, Ok(_)) => Err(format!("loaded, though {reason} stands against it")),
        (Expect::Loaded { .. }, Err(rejection)) => Err(format!("rejected with {}", rejection.reason.kind.code)),
        (Expect::Loaded { answers, silent, cells, unplaced }, Ok(reading)) => {
            if unplaced.is_some_and(|unplaced| unplaced != reading.accounting.unmapped) {
                return Err(format!("{unplaced:?} cells have no place, and the accounting is {:?}", reading.accounting));
            }
            loaded(entry, &reading, *answers, silent.unwrap_or(0), *cells)
        }
    }
}

fn loaded(entry: &FileEntry, reading: &Reading, answers: u64, silent: u64, cells: Option<u64>) -> Result<(), String> {
    let edition = schemas().edition(reading.edition);
    if (edition.path(), reading.layout.as_str(), reading.language.code())
        != (entry.edition.clone(), entry.layout.as_str(), entry.language.as_str())
    {
        return Err(format!("read as {} {} in {}", edition.path(), reading.layout, reading.language));
    }
    if !reading.accounting.adds_up() || cells.is_some_and(|cells| cells != reading.accounting.cells) {
        return Err(format!("{cells:?} cells, and the accounting is {:?}", reading.accounting));
    }
    let expected =
        ExpectedFile::read(&root().join(format!("fixtures/expected/{}.csv", entry.stem()))).map_err(|fault| fault.to_string())?;
    let mut open: BTreeMap<Vec<String>, i64> = BTreeMap::new();
    for row in &expected.rows {
        *open.entry(fields(row)).or_default() += 1;
    }
    let found: Vec<(Status, Vec<String>)> = reading.replies.iter().flat_map(|reply| reply_fields(reading, reply)).collect();
    for (_, row) in found.iter().filter(|(status, _)| *status != Status::NotMentioned) {
        *open.entry(row.clone()).or_default() -= 1;
    }
    open.retain(|_, difference| *difference != 0);
    let said = found.iter().filter(|(status, _)| *status != Status::NotMentioned).count() as u64;
    let unsaid = found.len() as u64 - said;
    if !open.is_empty() || (said, unsaid) != (answers, silent) {
        return Err(format!("{said} answers and {unsaid} silent, expected {answers} and {silent}; +expected -found: {open:#?}"));
    }
    Ok(())
}

fn fields(row: &Expected) -> Vec<String> {
    let mut fields = vec![row.area.clone(), row.item.clone()];
    fields.extend(row.dimensions.iter().cloned());
    fields.extend([&row.year, &row.status, &row.number, &row.low, &row.high, &row.code, &row.text, &row.raw].into_iter().cloned());
    fields
}

fn reply_fields(reading: &Reading, reply: &Reply) -> Vec<(Status, Vec<String>)> {
    let (schemas, edition) = (schemas(), schemas().edition(reading.edition));
    let code = |code| schemas.codes.text(code).to_owned();
    let area = reply.area.map_or_else(String::new, code);
    let all = reply.answers.iter().map(|answer| {
        let series = reading.series.get(answer.series);
        let mut fields = vec![area.clone(), edition.item(series.item).code.clone()];
        fields.extend((0..edition.dimensions.len()).map(|dimension| series.dims[dimension].map_or_else(String::new, code)));
        fields.push(answer.year.map_or_else(String::new, |year| year.to_string()));
        fields.push(answer.status.code().to_owned());
        let mut value = [const { String::new() }; 5];
        match answer.value {
            Value::None => {}
            Value::Number(number) => value[0] = number.to_string(),
            Value::Range { low, high } => {
                value[1] = low.to_string();
                value[2] = high.map_or_else(String::new, |high| high.to_string());
            }
            Value::Code(of) => value[3] = code(of),
            Value::Text(text) => reading.texts.get(text).clone_into(&mut value[4]),
        }
        fields.extend(value);
        fields.push(reading.texts.get(answer.raw).to_owned());
        (answer.status, fields)
    });
    all.collect()
}

#[test]
fn the_bad_files_end_the_batch_with_their_outcomes_and_nothing_else() {
    let dir = Workdir::new();
    let run = dir.run(&["import", &root().join("fixtures/bad").to_string_lossy(), "--format", "json"]).exits(3);
    let (mut rejected, mut good) = (0, 0);
    for entry in manifest().files.iter().filter(|entry| entry.path.starts_with("bad/")) {
        match entry.expect {
            Expect::Rejected { .. } => rejected += 1,
            Expect::Loaded { .. } => good += 1,
        }
    }
    assert_eq!((&run.json()["totals"]["rejected"], &run.json()["totals"]["loaded"]), (&rejected.into(), &good.into()));
    assert_eq!(dir.value("SELECT count(*) FROM files WHERE outcome = 'rejected'"), rejected.to_string());
    assert_eq!(dir.value("SELECT count(*) FROM respondent"), good.to_string());
}

#[test]
fn a_name_that_says_otherwise_is_a_warning() {
    let dir = Workdir::new();
    dir.run(&["import", &root().join("fixtures/bad/csv-named-xlsx.xlsx").to_string_lossy()]).exits(0);
    assert_eq!(dir.query("SELECT rule, severity FROM findings WHERE rule LIKE 'F%' OR severity = 'error'"), [["F06", "warning"]]);
}

/// What a file alone gives: every column of the view but the answer's number, and where it was read.
fn answers_of(path: &str) -> Vec<Vec<String>> {
    let dir = Workdir::new();
    dir.run(&["import", &root().join("fixtures").join(path).to_string_lossy()]).exits(0);
    let columns =
        dir.query("SELECT name FROM pragma_table_info('current_answer') WHERE name NOT IN ('answer', 'file', 'sheet', 'cell')");
    let columns: Vec<String> = columns.into_iter().flatten().map(|name| format!("\"{name}\"")).collect();
    let order: Vec<String> = (1..=columns.len()).map(|column| column.to_string()).collect();
    dir.query(&format!("SELECT {} FROM current_answer ORDER BY {}", columns.join(", "), order.join(", ")))
}

#[test]
fn one_reply_in_several_formats_gives_the_same_answers() {
    // The workbooks that were saved as OpenDocument lie nowhere; the generator writes them.
    let workshop = Workshop::open(root()).unwrap_or_else(|fault| panic!("{fault}"));
    let dir = Workdir::new();
    let before = |name: &str| {
        let bytes = workshop.base(name).unwrap_or_else(|fault| panic!("{fault}"));
        dir.write(&format!("{name}.xlsx"), bytes).to_string_lossy().into_owned()
    };
    let (measures, figures) = (before("libreoffice-ods"), before("stat-libreoffice-ods"));
    let copies: [(&str, &[&str]); 12] = [
        ("good/same-xad.xlsx", &["edited/same-xad.csv", "edited/same-xad.ods", "edited/same-xad.xls", "xml/same-xad.xml"]),
        ("good/form-en-plain.xlsx", &["xml/form-en-plain.xml"]),
        (&measures, &["edited/libreoffice-ods.ods", "xml/libreoffice-ods.xml"]),
        (&figures, &["edited/stat-libreoffice-ods.ods", "xml/stat-libreoffice-ods.xml"]),
        ("good/csv-fr-windows-1252.csv", &["xml/csv-fr-windows-1252.xml"]),
        ("good/csv-es-utf16-tab.csv", &["xml/csv-es-utf16-tab.xml"]),
        ("good/csv-ru-windows-1251.csv", &["xml/csv-ru-windows-1251.xml"]),
        ("good/csv-zh-gb18030.csv", &["xml/csv-zh-gb18030.xml"]),
        ("good/csv-stat-ru-windows-1251.csv", &["xml/csv-stat-ru-windows-1251.xml"]),
        ("good/csv-stat-ar-utf8-mark.csv", &["xml/csv-stat-ar-utf8-mark.xml"]),
        ("good/csv-stat-zh-gb18030.csv", &["xml/csv-stat-zh-gb18030.xml"]),
        (
            "sdmx/specific-series.xml",
            &["sdmx/generic-series.xml", "sdmx/specific-flat.xml", "sdmx/table-1.csv", "sdmx/table-2.csv"],
        ),
    ];
    for (original, copies) in copies {
        let rows = answers_of(original);
        assert!(rows.len() > 100, "{original}: {}", rows.len());
        for copy in copies {
            let other = answers_of(copy);
            let differ = rows.iter().zip(&other).find(|(left, right)| left != right);
            assert_eq!((differ, other.len()), (None, rows.len()), "{copy}");
        }
    }
}
