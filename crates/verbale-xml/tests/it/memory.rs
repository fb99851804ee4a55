//! Memory does not grow with a message. A process of its own reads one, as its peak is that of the process.

use crate::support::archive;
use std::fmt::Write;
use std::io::{BufReader, Read};
use std::process::Command;
use verbale_model::intake::{Crossing, Entry, Fate, Note, RawRow};
use verbale_model::{CodeId, DimId, Finding, Intake, ItemId, Kind, PlaceId, RawCell, catalogue};
use verbale_schema::Layer;
use verbale_xml::sdmx::recognize;
use verbale_xml::{Limits, Reader};

/// Where the child learns how many MiB to read.
const MIB: &str = "VERBALE_TEST_MIB";

const HEAD: &str = "<m:StructureSpecificData xmlns:m=\"http://www.sdmx.org/resources/sdmxml/schemas/v2_1/message\" \
    xmlns:d=\"http://www.sdmx.org/resources/sdmxml/schemas/v2_1/data/structurespecific\" \
    xmlns:c=\"http://www.sdmx.org/resources/sdmxml/schemas/v2_1/common\"><m:Header><m:Structure structureID=\"S\"><c:Structure>\
    <Ref agencyID=\"IAEG-SDGs\" id=\"SDG\"/></c:Structure></m:Structure></m:Header><m:DataSet d:structureRef=\"S\">\
    <Group REF_AREA=\"8\" NATURE=\"C\"/>";

const TAIL: &str = "</m:DataSet></m:StructureSpecificData>";

/// A message that is written while it is read.
struct Endless {
    left: usize,
    number: u32,
    ready: Vec<u8>,
    ended: bool,
}

impl Read for Endless {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        while self.ready.is_empty() && !self.ended {
            if self.left == 0 {
                self.ended = true;
                self.ready.extend_from_slice(TAIL.as_bytes());
                break;
            }
            self.number += 1;
            let mut series =
                format!("<Series FREQ=\"A\" SERIES=\"VC_HTF_DETV\" REF_AREA=\"{}\" SEX=\"_T\" AGE=\"_T\">", self.number % 900);
            for year in 2000..2025 {
                let _ = write!(
                    series,
                    "<Obs TIME_PERIOD=\"{year}\" OBS_VALUE=\"{0}\" OBS_STATUS=\"A\" COMMENT_OBS=\"{0}\"/>",
                    self.number
                );
            }
            series += "</Series>\n";
            self.left = self.left.saturating_sub(series.len());
            self.ready = series.into_bytes();
        }
        let taken = self.ready.len().min(buffer.len());
        buffer[..taken].copy_from_slice(&self.ready[..taken]);
        self.ready.drain(..taken);
        Ok(taken)
    }
}

/// Counts rows and keeps nothing.
#[derive(Default)]
struct Counter {
    rows: u64,
    places: u16,
}

impl Intake for Counter {
    fn place(&mut self, _: &str) -> PlaceId {
        self.places += 1;
        PlaceId(self.places - 1)
    }

    fn entry(&mut self, _: ItemId, _: Entry<'_>) {}

    fn listed(&mut self, _: ItemId, _: DimId, _: &RawCell<'_>) -> Result<CodeId, &'static Kind> {
        Err(catalogue::CODE_UNKNOWN)
    }

    fn crossing(&mut self, _: Crossing<'_>) {}

    fn row(&mut self, _: &RawRow<'_, '_>) -> Fate {
        self.rows += 1;
        Fate::Mapped
    }

    fn unplaced(&mut self, _: &RawCell<'_>, _: &'static Kind) {}

    fn note(&mut self, _: Note<'_>) {}

    fn finding(&mut self, _: Finding) {}
}

/// The most memory that this process had, in KiB, where the system tells it.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?.split_whitespace().next()?.parse().ok()
}

#[test]
#[ignore = "the child of the test below"]
#[expect(clippy::disallowed_methods, reason = "its parent tells it by this")]
fn child() {
    let mib: usize = std::env::var(MIB).expect("started by the test below").parse().expect("a number");
    let schemas = verbale_schema::load(&[Layer::embedded()]).unwrap_or_else(|faults| panic!("{faults}"));
    let before = peak();
    let message = Endless { left: mib << 20, number: 0, ready: HEAD.as_bytes().to_vec(), ended: false };
    let limits = Limits::default();
    let reader = Reader::from_stream(BufReader::new(message), limits).expect("a document");
    let recognized = recognize(reader, limits, &schemas, None).expect("a message").expect("SDMX");
    let mut counter = Counter::default();
    let accounting = recognized.read(&schemas, &mut counter).expect("a whole message");
    assert!(accounting.adds_up() && accounting.rows == counter.rows);
    if let (Some(before), Some(after)) = (before, peak()) {
        println!("GREW {} READ {}", after - before, counter.rows);
    }
}

/// What a child says: by how many KiB its memory grew, and how much it read. Nothing where the system does not tell its memory.
fn grown(child: &str, mib: &str) -> Option<(u64, u64)> {
    let child = Command::new(std::env::current_exe().expect("this program"))
        .args(["--exact", child, "--ignored", "--nocapture"])
        .env(MIB, mib)
        .output()
        .expect("a process");
    let told = String::from_utf8_lossy(&child.stdout).into_owned();
    assert!(child.status.success(), "{told}{}", String::from_utf8_lossy(&child.stderr));
    let mut words = told.split_whitespace().skip_while(|word| *word != "GREW").skip(1).step_by(2);
    let mut number = || words.next().and_then(|word| word.parse::<u64>().ok());
    Some((number()?, number()?))
}

#[test]
fn memory_does_not_grow_with_a_message() {
    let grown = |mib: &str| grown("memory::child", mib);
    let (Some((small, few)), Some((large, many))) = (grown("5"), grown("50")) else { return };
    assert!(many > 9 * few, "{few} and {many} observations");
    // KiB: a reader that kept ten bytes of each observation would be beyond this.
    assert!(large < small + 4_096 && large < 16_384, "{small} KiB for 5 MiB, {large} KiB for 50 MiB");
}

/// MiB that one hostile document may take. The test holds the whole process to it: all documents, the schemas, the test itself.
const HOSTILE_MIB: u64 = 256;

#[test]
#[ignore = "the child of the test below"]
fn hostile_child() {
    let schemas = verbale_schema::load(&[Layer::embedded()]).unwrap_or_else(|faults| panic!("{faults}"));
    let Some(files) = archive("corpus/hostile-xml.tar.gz") else { return };
    let limits = Limits::default();
    for bytes in files.values() {
        // As a document, to its end or its first fault; and as what an import takes it for.
        if let Ok(mut reader) = Reader::new(bytes, limits) {
            while let Ok(Some(_)) = reader.next_event() {}
        }
        if let Ok(document) = verbale_xml::recognize(bytes.as_slice(), &schemas, None) {
            let _ = document.read(&schemas, &mut Counter::default());
        }
    }
    if let Some(peak) = peak() {
        println!("GREW {peak} READ {}", files.len());
    }
}

#[test]
fn no_hostile_document_takes_much_memory() {
    if archive("corpus/hostile-xml.tar.gz").is_none() {
        return;
    }
    let Some((peak, read)) = grown("memory::hostile_child", "0") else { return };
    assert!(read > 2_000, "{read} documents");
    assert!(peak < HOSTILE_MIB << 10, "{peak} KiB for {read} documents");
    println!("{peak} KiB for {read} documents");
}
