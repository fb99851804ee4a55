//! The same statistics in every form of SDMX: the same answers. Messages that are rejected, and what their finding is.

use crate::support::{Workdir, root};
use std::fmt::Write;

/// Component and value, in the order of the data structure; dimensions first.
pub(crate) type Row = Vec<(&'static str, String)>;

/// A series key and the rows that have it.
type SeriesRows<'r> = (&'r [(&'static str, String)], Vec<&'r Row>);

/// The dimensions of the table.
const KEY: [&str; 7] = ["FREQ", "SERIES", "REF_AREA", "SEX", "AGE", "URBANISATION", "TIME_PERIOD"];

/// What a series has in common; the year and what follows stand on the observation.
const SERIES: usize = 6;

pub(crate) const STRUCTURE: &str = "IAEG-SDGs:SDG(1.24)";

/// Observations of two invented States: numbers, rates, forms, a thousandfold, reasons for no value, a breakdown, the world.
fn table() -> Vec<Row> {
    let mut rows = Vec::new();
    let mut add = |series: &str,
                   area: &str,
                   sex: &str,
                   age: &str,
                   part: &str,
                   year: u16,
                   value: &str,
                   status: &str,
                   unit: &str,
                   mult: &str| {
        let key =
            ["A".to_owned(), series.to_owned(), area.to_owned(), sex.to_owned(), age.to_owned(), part.to_owned(), year.to_string()];
        let mut row: Row = KEY.into_iter().zip(key).collect();
        let said = [("OBS_VALUE", value), ("OBS_STATUS", status), ("UNIT_MULT", mult), ("UNIT_MEASURE", unit), ("NATURE", "C")];
        row.extend(said.into_iter().map(|(name, value)| (name, value.to_owned())));
        rows.push(row);
    };
    for (area, base) in [("XAA", 40_u16), ("XAB", 7)] {
        for year in 2018..2022_u16 {
            for (sex, age, share) in [("_T", "_T", 6), ("F", "_T", 4), ("M", "_T", 2), ("F", "Y0T17", 1)] {
                let count = (base * share + year % 7).to_string();
                add("VC_HTF_DETV", area, sex, age, "_T", year, &count, "A", "NUMBER", "0");
            }
            add("VC_HTF_DETVR", area, "_T", "_T", "_T", year, "0.375", "E", "PER_100000_POP", "0");
        }
        add("VC_HTF_DETVSX", area, "F", "Y_GE18", "_T", 2019, "0.012", "A", "NUMBER", "3");
        add("VC_HTF_DETVFL", area, "F", "Y_GE18", "_T", 2019, "12.0", "P", "NUMBER", "0");
        add("VC_HTF_DETVOG", area, "_T", "_T", "_T", 2019, "0", "A", "NUMBER", "0");
        add("VC_HTF_DETVOP", area, "_T", "_T", "_T", 2019, "NaN", "M", "NUMBER", "0");
        add("VC_HTF_DETVOP", area, "_T", "_T", "_T", 2020, "", "Q", "NUMBER", "0");
        add("VC_HTF_DETVFL", area, "_T", "_T", "U", 2019, "3", "A", "NUMBER", "0");
        add("VC_HTF_DETVFL", area, "_T", "_T", "_T", 2020, "1.5", "A", "PER_100000_POP", "0");
    }
    add("VC_HTF_DETV", "1", "_T", "_T", "_T", 2019, "9000", "A", "NUMBER", "0");
    rows
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

/// Rows with one series key after the other.
fn by_series(rows: &[Row]) -> Vec<SeriesRows<'_>> {
    let mut series: Vec<SeriesRows<'_>> = Vec::new();
    for row in rows {
        let key = &row[..SERIES];
        match series.iter_mut().find(|(known, _)| *known == key) {
            Some((_, of_key)) => of_key.push(row),
            None => series.push((key, vec![row])),
        }
    }
    series
}

fn head(version: &str, root: &str, generic: bool) -> String {
    let schemas = format!("http://www.sdmx.org/resources/sdmxml/schemas/{version}");
    let data = if generic { "data/generic" } else { "data/structurespecific" };
    let reference = match version {
        "v2_1" => "<c:Structure><Ref agencyID=\"IAEG-SDGs\" id=\"SDG\" version=\"1.24\"/></c:Structure>".to_owned(),
        _ => format!("<c:Structure>urn:sdmx:org.sdmx.infomodel.datastructure.DataStructure={STRUCTURE}</c:Structure>"),
    };
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<m:{root} xmlns:m=\"{schemas}/message\" xmlns:d=\"{schemas}/{data}\" \
         xmlns:c=\"{schemas}/common\">\n<m:Header><m:ID>T</m:ID><m:Test>false</m:Test><m:Structure structureID=\"S\" \
         dimensionAtObservation=\"TIME_PERIOD\">{reference}</m:Structure></m:Header>\n"
    )
}

fn attributes(components: &[(&'static str, String)]) -> String {
    components.iter().fold(String::new(), |mut text, (name, value)| {
        let _ = write!(text, " {name}=\"{}\"", escaped(value));
        text
    })
}

/// Structure-specific, with series or flat, in one data set or two.
pub(crate) fn specific(version: &str, rows: &[Row], flat: bool, sets: usize) -> String {
    let mut text = head(version, "StructureSpecificData", false);
    for rows in rows.chunks(rows.len().div_ceil(sets)) {
        text.push_str("<m:DataSet d:structureRef=\"S\" d:action=\"Replace\" REPORTING_TYPE=\"G\">\n");
        if flat {
            for row in rows {
                let _ = writeln!(text, "<Obs{}/>", attributes(row));
            }
        } else {
            for (key, of_key) in by_series(rows) {
                let _ = writeln!(text, "<Series{}>", attributes(key));
                for row in of_key {
                    let _ = writeln!(text, "<Obs{}/>", attributes(&row[SERIES..]));
                }
                text.push_str("</Series>\n");
            }
        }
        text.push_str("</m:DataSet>\n");
    }
    text.push_str("</m:StructureSpecificData>\n");
    text
}

fn generic_values(components: &[(&'static str, String)]) -> String {
    components.iter().fold(String::new(), |mut text, (name, value)| {
        let _ = write!(text, "<d:Value id=\"{name}\" value=\"{}\"/>", escaped(value));
        text
    })
}

/// Generic, with series or flat.
pub(crate) fn generic(rows: &[Row], flat: bool) -> String {
    let mut text = head("v2_1", "GenericData", true);
    text.push_str("<m:DataSet structureRef=\"S\" action=\"Replace\"><d:Attributes><d:Value id=\"REPORTING_TYPE\" value=\"G\"/></d:Attributes>\n");
    let observation = |row: &Row, key: String| {
        let (value, rest) = (&row[SERIES + 1], &row[SERIES + 2..]);
        let (value, rest) = (escaped(&value.1), generic_values(rest));
        format!("<d:Obs>{key}<d:ObsValue value=\"{value}\"/><d:Attributes>{rest}</d:Attributes></d:Obs>\n")
    };
    if flat {
        for row in rows {
            text.push_str(&observation(row, format!("<d:ObsKey>{}</d:ObsKey>", generic_values(&row[..=SERIES]))));
        }
    } else {
        for (key, of_key) in by_series(rows) {
            let _ = writeln!(text, "<d:Series><d:SeriesKey>{}</d:SeriesKey>", generic_values(key));
            for row in of_key {
                text.push_str(&observation(row, format!("<d:ObsDimension value=\"{}\"/>", row[SERIES].1)));
            }
            text.push_str("</d:Series>\n");
        }
    }
    text.push_str("</m:DataSet>\n</m:GenericData>\n");
    text
}

/// SDMX-CSV: what stands before the components, then these; with labels where wanted.
pub(crate) fn csv(rows: &[Row], before: &[(&str, &str)], labels: bool) -> String {
    let heading = |name: &str| if labels { format!("{name}: The name of {name}") } else { name.to_owned() };
    let cell = |value: &str| if labels && !value.is_empty() { format!("{value}: what {value} means") } else { value.to_owned() };
    let names = rows[0].iter().map(|(name, _)| heading(name)).chain([heading("REPORTING_TYPE")]);
    let mut text = before.iter().map(|(name, _)| (*name).to_owned()).chain(names).collect::<Vec<_>>().join(",");
    text.push('\n');
    for row in rows {
        let values = row.iter().map(|(_, value)| cell(value)).chain([cell("G")]);
        text.push_str(&before.iter().map(|(_, value)| (*value).to_owned()).chain(values).collect::<Vec<_>>().join(","));
        text.push('\n');
    }
    text
}

/// All that is in the database, but for where it was read.
fn loaded(name: &str, text: &str) -> Vec<Vec<String>> {
    let dir = Workdir::new();
    let file = dir.write(name, text);
    dir.run(&["import", &file.to_string_lossy()]);
    let columns = "area, item, year, sex, age, exploitation, number, low, high, status, disputed, raw";
    let mut rows = dir.query(&format!("SELECT {columns} FROM current_answer ORDER BY {columns}"));
    let of_answer = "SELECT a.area, a.item, a.year, a.sex, a.age, b.name, b.raw FROM answer_attribute AS b \
                     JOIN current_answer AS a ON a.answer = b.answer ORDER BY 1, 2, 3, 4, 5, 6, 7, a.exploitation";
    rows.extend(dir.query(of_answer));
    rows.extend(dir.query("SELECT rule, count(*) FROM unplaced GROUP BY rule ORDER BY rule"));
    rows.extend(dir.query("SELECT rule, count FROM finding_count ORDER BY rule"));
    rows
}

#[test]
fn the_same_statistics_in_every_form_give_the_same_answers() {
    let rows = table();
    let original = loaded("a.xml", &specific("v2_1", &rows, false, 1));
    let answers = original.iter().filter(|row| row.len() == 12).count();
    assert_eq!(answers, 50, "{original:#?}");
    let v1 = [("DATAFLOW", "IAEG-SDGs:DF_SDG_GLH(1.24)")];
    let v2 = [("STRUCTURE", "datastructure"), ("STRUCTURE_ID", STRUCTURE), ("ACTION", "R")];
    for (what, name, text) in [
        ("2.1, flat", "a.xml", specific("v2_1", &rows, true, 1)),
        ("2.1, two data sets", "a.xml", specific("v2_1", &rows, false, 2)),
        ("3.0, series", "a.xml", specific("v3_0", &rows, false, 1)),
        ("3.0, flat", "a.xml", specific("v3_0", &rows, true, 1)),
        ("generic, series", "a.xml", generic(&rows, false)),
        ("generic, flat", "a.xml", generic(&rows, true)),
        ("SDMX-CSV 1.0", "a.csv", csv(&rows, &v1, false)),
        ("SDMX-CSV 1.0 with labels", "a.csv", csv(&rows, &v1, true)),
        ("SDMX-CSV 2.0", "a.csv", csv(&rows, &v2, false)),
    ] {
        let other = loaded(name, &text);
        let differ = original.iter().zip(&other).find(|(left, right)| left != right);
        assert_eq!((differ, other.len()), (None, original.len()), "{what}");
    }
}

#[test]
fn what_no_message_says_is_no_answer() {
    let rows = table();
    let dir = Workdir::new();
    let file = dir.write("a.xml", specific("v2_1", &rows, false, 1));
    dir.run(&["import", &file.to_string_lossy(), "--fail-on", "error"]).exits(1);
    // Of 55 observations: two breakdowns, two rates among counts, and the world.
    assert_eq!(
        dir.query("SELECT rule, count(*) FROM unplaced GROUP BY rule ORDER BY rule"),
        [["C16", "2"], ["C17", "2"], ["C18", "1"]]
    );
    let scaled = "SELECT number, raw FROM current_answer WHERE exploitation = 'SX' AND area = 'XAA'";
    assert_eq!(dir.query(scaled), [["12", "0.012"]]);
    let missing = "SELECT year, status FROM current_answer WHERE exploitation = 'OP' AND area = 'XAA' ORDER BY year";
    assert_eq!(dir.query(missing), [["2019", "not_applicable"], ["2020", "refused"]]);
    assert_eq!(dir.value("SELECT count(*) FROM respondent"), "0");
}

#[test]
fn messages_that_are_rejected_say_why() {
    let whole = specific("v2_1", &table(), false, 1);
    for (text, rule) in [
        (whole.replace("Replace", "Delete"), "S17"),
        (whole.replace("Replace", "Empty"), "S17"),
        (whole.replace("<m:Header>", "<!DOCTYPE m><m:Header>"), "S05"),
        (whole[..whole.len() / 2].to_owned(), "S05"),
        (whole.replace("schemas/v2_1", "schemas/v2_0"), "S05"),
        (whole.replace("StructureSpecificData", "Structure"), "S05"),
        (whole.replace("IAEG-SDGs", "OTHER"), "S04"),
    ] {
        let dir = Workdir::new();
        let file = dir.write("a.xml", text);
        dir.run(&["import", &file.to_string_lossy()]).exits(3);
        let found = dir.query("SELECT rule FROM findings WHERE severity = 'error'");
        assert_eq!(found, [[rule]]);
        assert_eq!(dir.value("SELECT count(*) FROM current_answer"), "0");
    }
    let v2 = [("STRUCTURE", "datastructure"), ("STRUCTURE_ID", STRUCTURE), ("ACTION", "D")];
    let dir = Workdir::new();
    let file = dir.write("a.csv", csv(&table(), &v2, false));
    dir.run(&["import", &file.to_string_lossy()]).exits(3);
    assert_eq!(dir.query("SELECT rule FROM findings"), [["S17"]]);
}

#[test]
fn a_message_that_adds_takes_the_place_of_nothing() {
    let rows = table();
    let (first, more) = rows.split_at(20);
    let dir = Workdir::new();
    let append = |rows: &[Row]| specific("v2_1", rows, false, 1).replace("Replace", "Append");
    let file = dir.write("first.xml", append(first));
    dir.run(&["import", &file.to_string_lossy()]).exits(0);
    let answers = "SELECT count(*) FROM current_answer";
    assert_eq!(dir.value(answers), "20");
    // The same content in other bytes changes nothing.
    let file = dir.write("again.xml", append(first) + "<!-- again -->");
    dir.run(&["import", &file.to_string_lossy()]).exits(0);
    let file = dir.write("more.xml", append(&more[..5]));
    let run = dir.run(&["import", &file.to_string_lossy()]).exits(0);
    assert!(run.stdout.contains("pending: looks like a supplement") && run.stdout.contains("--as supplement"), "{}", run.stdout);
    assert_eq!(dir.query("SELECT rule FROM findings WHERE rule = 'K11'"), [["K11"]]);
    assert_eq!(dir.value(answers), "20");
    // A person decides; then both count.
    let warrant = ["--authority", "the header of the message", "--reason", "it appends", "--author", "officer"];
    dir.run(&[&["decide", "accept", "more.xml", "--as", "supplement"], &warrant[..]].concat()).exits(0);
    assert_eq!(dir.query("SELECT count(*), max(revision) FROM current_answer WHERE area = 'XAA'"), [["25", "2"]]);
    // A message that replaces is proposed as that.
    let file = dir.write("all.xml", specific("v2_1", &rows[..5], false, 1));
    dir.run(&["import", &file.to_string_lossy(), "--fail-on", "never"]).exits(0);
    assert_eq!(dir.query("SELECT role, proposed FROM replies WHERE file LIKE '%all.xml'"), [["pending", "replacement"]]);
    dir.run(&[&["decide", "supersede", "all.xml"], &warrant[..]].concat()).exits(0);
    assert_eq!(dir.query("SELECT count(*), max(revision) FROM current_answer WHERE area = 'XAA'"), [["5", "3"]]);
}

#[test]
fn a_document_that_stays_in_its_file_is_read_as_one_in_memory() {
    // Beyond one MiB a document is read piece by piece.
    let padding = format!("<!--{}-->\n", "p".repeat(900_000)).repeat(2);
    let statistics = specific("v2_1", &table(), false, 1);
    let fixture = |path: &str| std::fs::read_to_string(root().join("fixtures/xml").join(path)).expect("a fixture");
    for (small, end) in
        [(statistics, "</m:DataSet>"), (fixture("same-xad.xml"), "</reply>"), (fixture("form-en-plain.xml"), "</reply>")]
    {
        let large = small.replacen(end, &format!("{padding}{end}"), 1);
        assert!(large.len() > 1 << 20);
        assert!(loaded("a.xml", &large) == loaded("a.xml", &small), "{end}");
        let dir = Workdir::new();
        let file = dir.write("a.xml", &large);
        let run =
            |code: i32| dir.run(&["import", &file.to_string_lossy(), "--fail-on", "never", "--format", "json"]).exits(code).json();
        assert_eq!(run(0)["totals"]["loaded"], 1);
        // The same bytes are known, and not read again.
        assert_eq!(run(0)["totals"]["unchanged"], 1);
        let identity = |bytes: &str| {
            vec![verbale_model::digest::hex(&verbale_model::digest::sha256(bytes.as_bytes())), bytes.len().to_string()]
        };
        let files = |outcome: &str| dir.query(&format!("SELECT sha256, size FROM files WHERE outcome = '{outcome}'"));
        assert_eq!(files("loaded"), [identity(&large)]);
        // Refused at its beginning or at its end, it is the same file to its last byte.
        for broken in [large.replacen("<?xml", "<!DOCTYPE a><?xml", 1), format!("{large}<a/>")] {
            dir.write("a.xml", &broken);
            assert_eq!(run(3)["totals"]["rejected"], 1);
            assert!(files("rejected").contains(&identity(&broken)));
        }
        assert_eq!(
            dir.query("SELECT DISTINCT rule FROM findings AS f JOIN files USING (file) WHERE outcome = 'rejected'"),
            [["S05"]]
        );
    }
}

#[test]
fn what_a_message_says_of_itself_is_kept_without_persons() {
    let sender = "<m:Prepared>2024-05-01T10:00:00</m:Prepared><m:Sender id=\"XAA1\"><c:Name xml:lang=\"en\">An office</c:Name>\
                  <m:Contact><c:Name>A. Person</c:Name><m:Email>person@example.org</m:Email></m:Contact></m:Sender>";
    let text = specific("v2_1", &table(), false, 1).replace("<m:Test>", &format!("{sender}<m:Test>"));
    let dir = Workdir::new();
    let file = dir.write("a.xml", &text);
    dir.run(&["import", &file.to_string_lossy(), "--fail-on", "never"]).exits(0);
    let said = dir.query("SELECT replace(sheet, '/StructureSpecificData', ''), kind, text FROM cell_note ORDER BY 1, 3");
    for (path, value) in [
        ("/Header/ID", "T"),
        ("/Header/Prepared", "2024-05-01T10:00:00"),
        ("/Header/Sender/@id", "XAA1"),
        ("/Header/Sender/Name", "An office"),
        ("/Header/Structure/Structure/Ref/@agencyID", "IAEG-SDGs"),
        ("/DataSet/@action", "Replace"),
    ] {
        let row = [path, "message", value].map(str::to_owned);
        assert!(said.iter().any(|found| found[..] == row), "{path}: {said:?}");
    }
    assert!(!said.iter().flatten().any(|text| text.contains("erson")), "{said:?}");
    assert_eq!(dir.value("SELECT count(*) FROM note_record WHERE kind = 'contact'"), "2");
    let sums = "SELECT cells - mapped - template - unmapped, template FROM files";
    assert_eq!(dir.query(sums), [["0".to_owned(), (said.len() + 2).to_string()]]);
}
