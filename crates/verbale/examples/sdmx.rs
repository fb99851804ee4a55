//! Reads a large SDMX message to typed answers, beside a bare pass of the tokenizer that looks at every attribute.
//!
//! The message is generated, structure-specific, with series; answers are counted and not kept. Each way runs in a process of
//! its own, so that the peak of its memory is its own.
//!
//! `cargo run --release -p verbale --example sdmx -- [MIB]`, or for one way `-- bare FILE`, `-- strict FILE`, `-- message FILE`,
//! `-- answers FILE`, `-- generate MIB FILE`.
#![expect(clippy::print_stdout, reason = "an example shows its result")]

use std::fs::File;
use std::io::{BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;
use verbale_model::intake::{Crossing, Entry, Fate, Intake, Note, RawRow};
use verbale_model::{CodeId, DimId, Finding, ItemId, Kind, PlaceId, RawCell, Status};
use verbale_normalize::Normalizer;
use verbale_xml::sdmx::{Message, Part, recognize};
use verbale_xml::{Kind as XmlKind, Limits, Reader};

/// Rows after which the answers are taken.
const BATCH: u32 = 1 << 12;

/// Bytes read at one time.
const BUFFER: usize = 64 << 10;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args.as_slice() {
        ["generate", mib, file] => generate(mib.parse().expect("a number of MiB"), Path::new(file)),
        [way, file] => one(way, Path::new(file)),
        [mib] => compare(mib.parse().expect("a number of MiB")),
        _ => compare(500),
    }
}

/// Times that each way is run.
const ROUNDS: usize = 5;

/// Runs each way in turn, round by round, and shows the median: what else the machine does meanwhile concerns all alike.
fn compare(mib: u64) {
    let file = std::env::temp_dir().join(format!("verbale-sdmx-{}-{mib}.xml", std::process::id()));
    generate(mib, &file);
    let ways = ["bare", "strict", "message", "answers"];
    let rounds: Vec<[String; 4]> = (0..ROUNDS).map(|_| ways.map(|way| run(way, &file))).collect();
    std::fs::remove_file(file).expect("the file can be removed");
    let seconds = |line: &String| line.split(' ').next().and_then(|text| text.parse::<f64>().ok()).unwrap_or(f64::INFINITY);
    let median = |way: usize| {
        let mut all: Vec<f64> = rounds.iter().map(|round| seconds(&round[way])).collect();
        all.sort_by(f64::total_cmp);
        all[ROUNDS / 2]
    };
    for (index, way) in ways.iter().enumerate() {
        println!(
            "{way:8} {:5.2} × the bare pass, {:.2} s: {}",
            median(index) / median(0),
            median(index),
            rounds[ROUNDS - 1][index]
        );
    }
}

fn run(way: &str, file: &Path) -> String {
    let output = Command::new(std::env::current_exe().expect("this program")).arg(way).arg(file).output().expect("a process");
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

/// One way; prints processor seconds, peak memory and what was counted.
fn one(way: &str, file: &Path) {
    let started = Instant::now();
    let counted = match way {
        "bare" => bare(file),
        "strict" => strict(file),
        "message" => message(file),
        "answers" => answers(file),
        other => panic!("{other} is no way"),
    };
    let seconds = processor_seconds().unwrap_or_else(|| started.elapsed().as_secs_f64());
    println!("{seconds:.2} s, {} MiB, {counted}", peak_mib());
}

fn open(file: &Path) -> BufReader<File> {
    BufReader::with_capacity(BUFFER, File::open(file).expect("the file"))
}

/// The tokenizer alone, through every attribute.
fn bare(file: &Path) -> String {
    let mut reader = quick_xml::Reader::from_reader(open(file));
    let mut buffer = Vec::new();
    let (mut attributes, mut bytes) = (0_u64, 0_usize);
    loop {
        match reader.read_event_into(&mut buffer).expect("well-formed") {
            quick_xml::events::Event::Start(tag) | quick_xml::events::Event::Empty(tag) => {
                for attribute in tag.attributes() {
                    let attribute = attribute.expect("an attribute");
                    attributes += 1;
                    bytes += attribute.value.len();
                }
            }
            quick_xml::events::Event::Eof => break,
            _ => {}
        }
        buffer.clear();
    }
    format!("{attributes} attributes of {bytes} bytes")
}

/// The strict reader, through every attribute.
fn strict(file: &Path) -> String {
    let mut reader = Reader::from_stream(open(file), Limits::default()).expect("a document");
    let (mut attributes, mut bytes) = (0_u64, 0_usize);
    while let Some(event) = reader.next_event().expect("well-formed") {
        if let XmlKind::Start { attributes: all, .. } = event.kind {
            for attribute in all.iter() {
                attributes += 1;
                bytes += attribute.value.len();
            }
        }
    }
    format!("{attributes} attributes of {bytes} bytes")
}

/// Parts of the message.
fn message(file: &Path) -> String {
    let reader = Reader::from_stream(open(file), Limits::default()).expect("a document");
    let mut message = Message::open(reader).expect("a message").expect("SDMX");
    let mut observations = 0_u64;
    while let Some(part) = message.next_part().expect("a message") {
        observations += u64::from(matches!(part, Part::Observation(_)));
    }
    format!("{observations} observations")
}

/// Typed answers.
fn answers(file: &Path) -> String {
    let schemas = verbale_schema::load(&[verbale_schema::Layer::embedded()]).expect("sound schemas");
    let limits = Limits::default();
    let reader = Reader::from_stream(open(file), limits).expect("a document");
    let recognized = recognize(reader, limits, &schemas, None).expect("a message").expect("SDMX");
    let normalizer = Normalizer::new(&schemas, recognized.edition, recognized.layout, recognized.language);
    let mut counting = Counting { normalizer, rows: 0, answers: 0, reported: 0 };
    let accounting = recognized.read(&schemas, &mut counting).expect("a whole message");
    counting.count();
    assert!(accounting.adds_up());
    format!("{} answers ({} with a value) of {} rows", counting.answers, counting.reported, accounting.rows)
}

/// Counts answers and lets them go.
struct Counting<'s> {
    normalizer: Normalizer<'s>,
    rows: u32,
    answers: u64,
    reported: u64,
}

impl Counting<'_> {
    fn count(&mut self) {
        let (answers, reported) = (&mut self.answers, &mut self.reported);
        self.normalizer.hand_over(|_, answer| {
            *answers += 1;
            *reported += u64::from(matches!(answer.status, Status::Reported | Status::Zero));
        });
    }
}

impl Intake for Counting<'_> {
    fn place(&mut self, name: &str) -> PlaceId {
        self.normalizer.place(name)
    }

    fn entry(&mut self, item: ItemId, entry: Entry<'_>) {
        self.normalizer.entry(item, entry);
    }

    fn listed(&mut self, item: ItemId, dimension: DimId, label: &RawCell<'_>) -> Result<CodeId, &'static Kind> {
        self.normalizer.listed(item, dimension, label)
    }

    fn crossing(&mut self, crossing: Crossing<'_>) {
        self.normalizer.crossing(crossing);
    }

    fn row(&mut self, row: &RawRow<'_, '_>) -> Fate {
        let fate = self.normalizer.row(row);
        self.rows += 1;
        if self.rows == BATCH {
            self.rows = 0;
            self.count();
        }
        fate
    }

    fn unplaced(&mut self, cell: &RawCell<'_>, why: &'static Kind) {
        self.normalizer.unplaced(cell, why);
    }

    fn note(&mut self, note: Note<'_>) {
        self.normalizer.note(note);
    }

    fn finding(&mut self, finding: Finding) {
        self.normalizer.finding(finding);
    }
}

/// Writes a message of about so many MiB: every area, series, sex and age over and over, 25 years each.
fn generate(mib: u64, file: &Path) {
    let schemas = verbale_schema::load(&[verbale_schema::Layer::embedded()]).expect("sound schemas");
    let areas: Vec<u32> = schemas.areas.list.iter().filter_map(|area| area.m49.as_ref()?.parse().ok()).collect();
    let mut out = BufWriter::with_capacity(1 << 20, File::create(file).expect("a new file"));
    let mut written = HEAD.len() as u64;
    out.write_all(HEAD.as_bytes()).expect("space");
    let series = ["VC_HTF_DETV", "VC_HTF_DETVSX", "VC_HTF_DETVFL", "VC_HTF_DETVOG", "VC_HTF_DETVOP"];
    let mut state = 0x9e37_79b9_u32;
    let mut line = String::new();
    'all: loop {
        for area in &areas {
            for (series, sex, age) in series.iter().flat_map(|series| {
                ["_T", "F", "M"].iter().flat_map(move |sex| ["_T", "Y0T17", "Y_GE18"].iter().map(move |age| (series, sex, age)))
            }) {
                use std::fmt::Write as _;
                line.clear();
                let _ = writeln!(
                    line,
                    "    <Series FREQ=\"A\" REPORTING_TYPE=\"G\" SERIES=\"{series}\" REF_AREA=\"{area}\" SEX=\"{sex}\" AGE=\"{age}\" {REST}>"
                );
                for year in 2000..2025 {
                    state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    let value = (state >> 16) % 20_000;
                    let _ = writeln!(
                        line,
                        "      <Obs TIME_PERIOD=\"{year}\" OBS_VALUE=\"{value}\" OBS_STATUS=\"A\" UNIT_MULT=\"0\" UNIT_MEASURE=\"NUMBER\"/>"
                    );
                }
                line.push_str("    </Series>\n");
                out.write_all(line.as_bytes()).expect("space");
                written += line.len() as u64;
                if written >= mib << 20 {
                    break 'all;
                }
            }
        }
    }
    out.write_all(b"  </m:DataSet>\n</m:StructureSpecificData>\n").expect("space");
    out.flush().expect("space");
}

const REST: &str = "URBANISATION=\"_T\" INCOME_WEALTH_QUANTILE=\"_T\" EDUCATION_LEV=\"_T\" OCCUPATION=\"_T\" CUST_BREAKDOWN=\"_T\" \
    COMPOSITE_BREAKDOWN=\"_T\" DISABILITY_STATUS=\"_T\" ACTIVITY=\"_T\" PRODUCT=\"_T\"";

const HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<m:StructureSpecificData xmlns:m="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/message" xmlns:s="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/data/structurespecific" xmlns:c="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/common">
  <m:Header>
    <m:ID>BENCH</m:ID>
    <m:Test>false</m:Test>
    <m:Structure structureID="SDG" dimensionAtObservation="TIME_PERIOD">
      <c:Structure><Ref agencyID="IAEG-SDGs" id="SDG" version="1.24"/></c:Structure>
    </m:Structure>
  </m:Header>
  <m:DataSet s:structureRef="SDG" s:action="Replace">
"#;

/// Seconds on the processor, where the system tells them.
fn processor_seconds() -> Option<f64> {
    let stat = std::fs::read_to_string("/proc/self/schedstat").ok()?;
    stat.split(' ').next()?.parse::<f64>().ok().map(|nanoseconds| nanoseconds * 1e-9)
}

/// The most memory that the process had, in MiB.
fn peak_mib() -> u64 {
    let status = std::fs::read_to_string(PathBuf::from("/proc/self/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    line.split_whitespace().next().and_then(|kib| kib.parse::<u64>().ok()).unwrap_or_default() / 1024
}
