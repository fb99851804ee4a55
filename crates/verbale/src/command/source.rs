//! The bytes of one file: in memory, or, for a large XML document, from the file as they are needed.

use std::fs::File;
use std::io::{self, BufRead, BufReader, ErrorKind, Read, Seek};
use std::path::Path;
use verbale_model::catalogue::{FILE_DAMAGED, FILE_LIMIT};
use verbale_model::digest::Sha256Pieces;
use verbale_model::{Finding, Locus};
use verbale_sheet::Format;

/// The largest file that is opened, in bytes.
const MAX_FILE_BYTES: u64 = 512 << 20;

/// A file of fewer bytes is held in memory, whatever it is.
const HELD_BYTES: u64 = 1 << 20;

/// Bytes of a file that are taken at one time.
const PIECE: usize = 64 << 10;

/// Where the bytes of a file are.
pub(super) enum Source {
    /// In memory.
    Whole(Vec<u8>),
    /// In the file, of which memory holds one piece at a time: an XML document.
    Document(Document),
}

/// Why a file could not be read to its end.
#[derive(Debug)]
pub(super) enum Unread {
    Io(io::Error),
    TooLong(u64),
    Changed,
}

impl Unread {
    /// What is said of it.
    pub(super) fn finding(&self) -> Finding {
        match self {
            Self::Io(error) => Finding::new(FILE_DAMAGED, Locus::File).arg(format!("it cannot be read ({error})")),
            Self::TooLong(most) => Finding::new(FILE_LIMIT, Locus::File).arg("its size").arg(format!("{} MiB", most >> 20)),
            Self::Changed => Finding::new(FILE_DAMAGED, Locus::File).arg("it was written to while it was read"),
        }
    }
}

impl From<io::Error> for Unread {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// Opens a file.
pub(super) fn open(path: &Path) -> Result<Source, Unread> {
    open_within(path, HELD_BYTES, MAX_FILE_BYTES)
}

fn open_within(path: &Path, held: u64, most: u64) -> Result<Source, Unread> {
    let mut file = File::open(path)?;
    let metadata = file.metadata()?;
    if metadata.len() > most {
        return Err(Unread::TooLong(most));
    }
    let mut bytes = Vec::new();
    let held = held.min(most);
    file.by_ref().take(held).read_to_end(&mut bytes)?;
    let more = bytes.len() as u64 == held;
    // How a document begins says what it is; only what lies in a file can be gone through twice.
    if more && metadata.is_file() && verbale_sheet::sniff(&bytes).format == Format::Xml {
        return Ok(Source::Document(Document { file, beginning: bytes, most }));
    }
    // The file may have grown since.
    let left = (most + 1).saturating_sub(bytes.len() as u64);
    file.take(left).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most {
        return Err(Unread::TooLong(most));
    }
    Ok(Source::Whole(bytes))
}

/// An XML document in a file.
pub(super) struct Document {
    file: File,
    beginning: Vec<u8>,
    most: u64,
}

impl Document {
    /// How it begins.
    pub(super) fn beginning(&self) -> &[u8] {
        &self.beginning
    }

    /// Goes through it from the beginning.
    pub(super) fn pass(&self) -> io::Result<Pass<'_>> {
        let mut file = &self.file;
        file.rewind()?;
        let digesting = Digesting { file, digest: Sha256Pieces::default(), size: 0, most: self.most, fault: None };
        Ok(Pass(BufReader::with_capacity(PIECE, digesting)))
    }
}

/// One way through a document.
pub(super) struct Pass<'f>(BufReader<Digesting<'f>>);

impl Pass<'_> {
    /// The bytes as they are needed.
    pub(super) fn reader(&mut self) -> impl BufRead {
        &mut self.0
    }

    /// Goes to the end of the file, wherever reading stopped: the digest of all bytes, and how many they are.
    pub(super) fn finish(mut self) -> Result<([u8; 32], u64), Unread> {
        let rest = io::copy(&mut self.0, &mut io::sink());
        let Digesting { digest, size, fault, .. } = self.0.into_inner();
        match (fault, rest) {
            (Some(fault), _) => Err(fault),
            (None, Err(error)) => Err(Unread::Io(error)),
            (None, Ok(_)) => Ok((digest.finish(), size)),
        }
    }
}

/// A file that is digested as it is read, up to a bound.
struct Digesting<'f> {
    file: &'f File,
    digest: Sha256Pieces,
    size: u64,
    most: u64,
    /// Why no more is read.
    fault: Option<Unread>,
}

impl Read for Digesting<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.fault.is_some() {
            return Err(io::Error::other("the file could not be read"));
        }
        let read = loop {
            match self.file.read(buffer) {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                read => break read,
            }
        };
        let fault = match read {
            Ok(read) if self.size + read as u64 > self.most => Unread::TooLong(self.most),
            Ok(read) => {
                self.digest.add(&buffer[..read]);
                self.size += read as u64;
                return Ok(read);
            }
            Err(error) => Unread::Io(error),
        };
        self.fault = Some(fault);
        Err(io::Error::other("the file could not be read"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::batch::{self, Read as Outcome};
    use crate::discover::Found;
    use crate::pipeline::{Memory, Wanted};
    use std::io::Write as _;
    use std::path::PathBuf;
    use std::process::Command;
    use verbale_model::digest::sha256;

    fn file(bytes: &[u8]) -> (tempfile::TempDir, PathBuf) {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("a.xml");
        std::fs::write(&path, bytes).expect("a file");
        (dir, path)
    }

    fn document(path: &Path, most: u64) -> Document {
        match open_within(path, 8, most).expect("it opens") {
            Source::Document(document) => document,
            Source::Whole(_) => panic!("it is held"),
        }
    }

    #[test]
    fn only_a_large_xml_document_stays_in_its_file() {
        let held = |bytes: &[u8], held: u64| {
            let (_dir, path) = file(bytes);
            match open_within(&path, held, 1_000).expect("it opens") {
                Source::Whole(whole) => Some(whole.len()),
                Source::Document(_) => None,
            }
        };
        assert_eq!(held(b"<reply/>", 100), Some(8));
        assert_eq!(held(b"<reply/>", 9), Some(8));
        assert_eq!(held(b"<reply/>", 8), None);
        assert_eq!(held(b"\xff\xfe<\0a\0/\0>\0", 8), None);
        assert_eq!(held(b"State;Code\nTGO;yes\n", 4), Some(19));
        assert_eq!(held(b"<html></html>", 8), Some(13));
        assert_eq!(held(b"", 8), Some(0));
    }

    #[test]
    fn each_pass_digests_all_bytes_wherever_reading_stops() {
        let bytes = format!("<a>{}</a>", "x".repeat(3 * PIECE));
        let (_dir, path) = file(bytes.as_bytes());
        let document = document(&path, 1 << 20);
        for taken in [0, 1, PIECE, bytes.len()] {
            let mut pass = document.pass().expect("a pass");
            let mut some = vec![0; taken];
            pass.reader().read_exact(&mut some).expect("bytes");
            assert!(bytes.as_bytes().starts_with(&some));
            assert_eq!(pass.finish().expect("all"), (sha256(bytes.as_bytes()), bytes.len() as u64));
        }
    }

    #[test]
    fn the_limit_holds_for_a_file_that_grows() {
        let (_dir, path) = file(b"<a>1234567</a>");
        assert!(matches!(open_within(&path, 8, 13), Err(Unread::TooLong(13))));
        assert!(matches!(open_within(&path, 100, 13), Err(Unread::TooLong(13))));
        let document = document(&path, 14);
        assert!(document.pass().expect("a pass").finish().is_ok());
        File::options().append(true).open(&path).expect("a file").write_all(b"\n").expect("space");
        let mut pass = document.pass().expect("a pass");
        assert!(io::copy(&mut pass.reader(), &mut io::sink()).is_err());
        assert!(matches!(pass.finish(), Err(Unread::TooLong(14))));
    }

    // ------------------------------------------------------------------------------------------------------ memory

    /// Where the child learns how many MiB to read.
    const MIB: &str = "VERBALE_TEST_MIB";

    fn found(path: &Path) -> Found {
        Found { path: path.to_owned(), name: "a.xml".to_owned(), ignored: None }
    }

    /// A message with one observation among so many MiB of comments.
    fn message(path: &Path, mib: usize, end: &str) {
        let version = "http://www.sdmx.org/resources/sdmxml/schemas/v2_1";
        let mut out = File::create(path).expect("a file");
        write!(
            out,
            "<m:StructureSpecificData xmlns:m='{version}/message' xmlns:c='{version}/common' \
             xmlns:d='{version}/data/structurespecific'><m:Header><m:Structure structureID='S'><c:Structure>\
             <Ref agencyID='IAEG-SDGs' id='SDG'/></c:Structure></m:Structure></m:Header><m:DataSet d:structureRef='S'>\
             <Obs FREQ='A' SERIES='VC_HTF_DETV' REF_AREA='8' SEX='_T' AGE='_T' TIME_PERIOD='2019' OBS_VALUE='7'/>"
        )
        .expect("space");
        let comment = format!("<!--{}-->\n", "c".repeat((1 << 20) - 8));
        for _ in 0..mib {
            out.write_all(comment.as_bytes()).expect("space");
        }
        write!(out, "</m:DataSet></m:StructureSpecificData>{end}").expect("space");
    }

    #[test]
    #[ignore = "the child of the test below"]
    #[expect(clippy::disallowed_methods, reason = "its parent tells it by this")]
    fn child() {
        let mib: usize = std::env::var(MIB).expect("started by the test below").parse().expect("a number");
        let schemas = verbale_schema::load(&[verbale_schema::Layer::embedded()]).unwrap_or_else(|faults| panic!("{faults}"));
        let mut memory = Memory::new(&schemas);
        let (_dir, path) = file(b"");
        message(&path, mib, "");
        let before = peak();
        match batch::read(&mut memory, &found(&path), Wanted::default(), |_| false, None) {
            Outcome::Good(bytes, reading) => assert_eq!((bytes.size >> 20, reading.replies[0].answers.len()), (mib as u64, 1)),
            _ => panic!("it is read"),
        }
        // One that is refused at its end has been read, too.
        message(&path, mib, "<a/>");
        match batch::read(&mut memory, &found(&path), Wanted::default(), |_| false, None) {
            Outcome::Bad(Some(bytes), rejection) => assert_eq!((bytes.size >> 20, rejection.reason.kind.code), (mib as u64, "S05")),
            _ => panic!("it is refused"),
        }
        if let (Some(before), Some(after)) = (before, peak()) {
            println!("GREW {}", after - before);
        }
    }

    /// The most memory that this process had, in KiB, where the system tells it.
    fn peak() -> Option<u64> {
        let status = std::fs::read_to_string("/proc/self/status").ok()?;
        status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?.split_whitespace().next()?.parse().ok()
    }

    #[test]
    fn memory_does_not_grow_with_a_document() {
        let grown = |mib: &str| {
            let child = Command::new(std::env::current_exe().expect("this program"))
                .args(["--exact", "command::source::tests::child", "--ignored", "--nocapture"])
                .env(MIB, mib)
                .output()
                .expect("a process");
            let told = String::from_utf8_lossy(&child.stdout).into_owned();
            assert!(child.status.success(), "{told}{}", String::from_utf8_lossy(&child.stderr));
            told.split_whitespace().skip_while(|word| *word != "GREW").nth(1)?.parse::<u64>().ok()
        };
        let (Some(small), Some(large)) = (grown("4"), grown("40")) else { return };
        // KiB. A comment of one MiB is held while it is read.
        assert!(large < small + 2_048 && large < 16_384, "{small} KiB for 4 MiB, {large} KiB for 40 MiB");
    }

    #[test]
    fn a_file_that_is_written_to_while_it_is_read_is_not_loaded() {
        let schemas = verbale_schema::load(&[verbale_schema::Layer::embedded()]).unwrap_or_else(|faults| panic!("{faults}"));
        let (_dir, path) = file(b"");
        message(&path, 2, "");
        let change = |_: &[u8; 32]| {
            File::options().append(true).open(&path).expect("a file").write_all(b"\n").expect("space");
            false
        };
        match batch::read(&mut Memory::new(&schemas), &found(&path), Wanted::default(), change, None) {
            Outcome::Bad(None, rejection) => {
                assert_eq!(rejection.reason.kind.code, "F04");
                assert_eq!(rejection.reason.args[0].to_string(), "it was written to while it was read");
            }
            _ => panic!("what was digested is not what was read"),
        }
    }
}
