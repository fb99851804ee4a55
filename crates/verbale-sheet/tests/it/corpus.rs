//! Real data that nobody here wrote.

use crate::support::{Recorder, shared, tell};
use verbale_model::{EditionId, Rejection, Schemas};
use verbale_sheet::{Book, Limits, read, recognize};

fn schemas() -> Schemas {
    verbale_schema::load(&[verbale_schema::Layer::embedded()]).expect("the shipped schemas have no fault")
}

struct Summary {
    rows: u64,
    cells: u64,
    template: u64,
    unmapped: u64,
    first: String,
    last: String,
    findings: Vec<String>,
}

fn summary(schemas: &Schemas, bytes: &[u8], wanted: Option<EditionId>) -> Result<Summary, Rejection> {
    let mut book = Book::open(bytes, Limits::default())?;
    let recognized = recognize(&mut book, schemas, wanted)?;
    let edition = schemas.edition(recognized.edition);
    assert_eq!(edition.path(), "glotip-public/2023");
    let mut recorder = Recorder::new(schemas, edition);
    let accounting = read(&mut book, schemas, &recognized, &mut recorder)?;
    assert!(accounting.adds_up());
    assert_eq!(accounting.rows, recorder.rows);
    let mut rows = recorder.lines.iter().filter(|line| line.starts_with("row"));
    Ok(Summary {
        rows: accounting.rows,
        cells: accounting.cells,
        template: accounting.template,
        unmapped: accounting.unmapped,
        first: rows.next().cloned().unwrap_or_default(),
        last: rows.next_back().cloned().unwrap_or_default(),
        findings: recorder.findings.iter().map(tell).collect(),
    })
}

#[test]
fn every_row_of_the_published_dataset_is_read() {
    let Some(folder) = shared("corpus/glotip") else { return };
    let schemas = schemas();
    for (name, rows, template, headings) in
        [("data_glotip", 46_556, 16, 4), ("header-in-row-1", 46_556, 13, 2), ("eleven-columns", 46_556, 11, 2)]
    {
        let bytes = std::fs::read(folder.join(format!("{name}.xlsx"))).unwrap();
        let read = summary(&schemas, &bytes, None).unwrap_or_else(|rejection| panic!("{name}: {}", tell(&rejection.reason)));
        assert_eq!((read.rows, read.template, read.unmapped), (rows, template, 0), "{name}");
        assert_eq!(read.findings, [""; 0], "{name}");
        assert!(read.cells > rows * 8);
        assert!(read.first.starts_with(&format!("row {headings}: ")), "{name}: {}", read.first);
        println!("{name}: {} cells\n{}\n{}", read.cells, read.first, read.last);
    }
}

#[test]
fn two_bytes_are_an_empty_file() {
    let Some(folder) = shared("corpus/glotip") else { return };
    let bytes = std::fs::read(folder.join("two-bytes.xlsx")).unwrap();
    let rejection = summary(&schemas(), &bytes, None).err().unwrap();
    assert_eq!(rejection.reason.kind.code, "F01");
}

#[test]
fn a_dataset_without_its_header_is_told() {
    let Some(folder) = shared("corpus/countries") else { return };
    let bytes = std::fs::read(folder.join("country-codes.csv")).unwrap();
    let rejection = summary(&schemas(), &bytes, None).err().unwrap();
    assert!(["S02", "S04"].contains(&rejection.reason.kind.code), "{}", tell(&rejection.reason));
}
