//! A folder with a database in it, and the command that imports into it.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;
use verbale_model::digest::{hex, sha256};
use verbale_store::Store;

/// The files that are imported, and what a database holds afterwards.
pub(crate) struct Workload {
    binary: PathBuf,
    fixtures: PathBuf,
    /// Digests of the dump after all files, and after the few.
    pub(crate) whole: String,
    pub(crate) few: String,
}

/// How much of the workload is imported.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Share {
    /// Every reply that is shipped, good and bad.
    Whole,
    /// A few files, each of another kind.
    Few,
}

const WHOLE: [&str; 5] = ["good", "edited", "bad", "xml", "sdmx"];
const FEW: [&str; 5] = [
    "good/form-en-plain.xlsx",
    "good/stat-en-plain.xlsx",
    "xml/codes-ru.xml",
    "bad/encrypted.xlsx",
    "good/coding-en-two-states.xlsx",
];

impl Workload {
    pub(crate) fn new(binary: PathBuf) -> Self {
        let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures").canonicalize().unwrap();
        let mut load = Self { binary, fixtures, whole: String::new(), few: String::new() };
        let undisturbed = |share| {
            let desk = Desk::new();
            let output = desk.import(&load, share).output().unwrap();
            assert_eq!(complaint(&output), None, "an import that nothing disturbs");
            desk.digest().unwrap()
        };
        (load.whole, load.few) = (undisturbed(Share::Whole), undisturbed(Share::Few));
        load
    }

    /// What the database has to hold.
    pub(crate) fn expected(&self, share: Share) -> &str {
        match share {
            Share::Whole => &self.whole,
            Share::Few => &self.few,
        }
    }

    fn files(&self, share: Share) -> Vec<PathBuf> {
        let names: &[&str] = match share {
            Share::Whole => &WHOLE,
            Share::Few => &FEW,
        };
        names.iter().map(|name| self.fixtures.join(name)).collect()
    }
}

/// A folder with a database in it.
pub(crate) struct Desk {
    folder: TempDir,
}

impl Desk {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    pub(crate) fn url(&self) -> String {
        format!("sqlite:{}", self.path().display())
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("verbale.db")
    }

    /// An import into the database here.
    pub(crate) fn import(&self, load: &Workload, share: Share) -> Command {
        self.import_after(Command::new(&load.binary), load, share)
    }

    /// The same by another program, to which the arguments are handed.
    pub(crate) fn import_by(&self, mut program: Command, load: &Workload, share: Share) -> Command {
        program.arg(&load.binary);
        self.import_after(program, load, share)
    }

    fn import_after(&self, mut command: Command, load: &Workload, share: Share) -> Command {
        command.current_dir(self.folder.path()).env_remove("VERBALE_DATABASE").env_remove("VERBALE_LOG");
        command.arg("import").args(load.files(share)).args(["--database", &self.url(), "--received", "2019-04-10"]);
        command.args(["--format", "json", "--overlay"]).arg(load.fixtures.join("overlay"));
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// The digest of the canonical dump.
    pub(crate) fn digest(&self) -> Result<String, String> {
        let mut dump = Vec::new();
        let mut store = Store::open_read_only(&self.url()).map_err(|error| error.to_string())?;
        store.dump(&mut dump).map_err(|error| error.to_string())?;
        Ok(hex(&sha256(&dump)))
    }

    /// Imports undisturbed, and says what is then not as it should be.
    pub(crate) fn recovered(&self, load: &Workload, share: Share) -> Result<(), String> {
        let output = self.import(load, share).output().map_err(|error| error.to_string())?;
        if let Some(complaint) = complaint(&output) {
            return Err(format!("running again: {complaint}"));
        }
        let connection = rusqlite::Connection::open(self.path()).map_err(|error| error.to_string())?;
        let check: String =
            connection.query_row("PRAGMA integrity_check", [], |row| row.get(0)).map_err(|error| error.to_string())?;
        if check != "ok" {
            return Err(format!("the database is not whole: {check}"));
        }
        if self.digest()? == load.expected(share) { Ok(()) } else { Err("the database holds something else".to_owned()) }
    }
}

/// What an import should not have said: that it failed by its own fault, or a word that only the database's makers know.
pub(crate) fn complaint(output: &Output) -> Option<String> {
    let said = String::from_utf8_lossy(&output.stderr);
    if matches!(output.status.code(), Some(0 | 1 | 3)) && !said.contains("locked") && !said.contains("panicked") {
        return None;
    }
    Some(format!("exit {:?}: {}", output.status.code(), said.lines().last().unwrap_or_default()))
}
