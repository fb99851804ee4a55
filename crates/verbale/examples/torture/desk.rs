//! A folder or a server with a database in it, and the command that imports into it.

use crate::server::Server;
use crate::workload::{Share, Workload};
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;
use verbale_store::Store;

/// A folder to work in, and a database.
pub(crate) struct Desk {
    folder: TempDir,
    on_server: Option<String>,
}

impl Desk {
    pub(crate) fn new(load: &Workload) -> Self {
        Self { folder: tempfile::tempdir().unwrap(), on_server: load.server.then(|| Server::get().make()) }
    }

    /// The database.
    pub(crate) fn url(&self) -> String {
        self.on_server.clone().unwrap_or_else(|| format!("sqlite:{}", self.path().display()))
    }

    /// The folder of the originals.
    pub(crate) fn archive(&self) -> PathBuf {
        self.folder.path().join("verbale.db.archive")
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.folder.path().join("verbale.db")
    }

    /// An import into the database here.
    pub(crate) fn import(&self, load: &Workload, share: Share) -> Command {
        self.import_into(&self.url(), load, share)
    }

    /// An import into the database of another URL.
    pub(crate) fn import_into(&self, url: &str, load: &Workload, share: Share) -> Command {
        self.command(Command::new(&load.binary), url, load, share, &load.files(share))
    }

    /// An import by another program, to which the arguments are handed.
    pub(crate) fn import_by(&self, mut program: Command, load: &Workload, share: Share) -> Command {
        program.arg(&load.binary);
        self.command(program, &self.url(), load, share, &load.files(share))
    }

    /// An import of some files.
    pub(crate) fn import_files(&self, load: &Workload, share: Share, files: &[PathBuf]) -> Command {
        self.command(Command::new(&load.binary), &self.url(), load, share, files)
    }

    fn command(&self, mut command: Command, url: &str, load: &Workload, share: Share, files: &[PathBuf]) -> Command {
        command.current_dir(self.folder.path()).env_remove("VERBALE_DATABASE").env_remove("VERBALE_LOG");
        command.arg("import").args(files).args(["--database", url, "--received", "2019-04-10"]);
        command.arg("--archive").arg(self.archive());
        command.args(["--format", "json", "--overlay"]).arg(load.overlay(share));
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// The canonical dump.
    pub(crate) fn dump(&self) -> Result<String, String> {
        let mut dump = Vec::new();
        let mut store = Store::open_read_only(&self.url()).map_err(|error| error.to_string())?;
        store.dump(&mut dump).map_err(|error| error.to_string())?;
        String::from_utf8(dump).map_err(|error| error.to_string())
    }

    /// Says where the database holds something else than it should.
    pub(crate) fn holds(&self, load: &Workload, share: Share) -> Result<(), String> {
        let (expected, found) = (load.expected(share), self.dump()?);
        if found == expected {
            return Ok(());
        }
        let line = expected.lines().zip(found.lines()).position(|(left, right)| left != right);
        let at = |text: &str| line.and_then(|line| text.lines().nth(line)).unwrap_or("(its end)").to_owned();
        Err(format!("the database holds something else: {} in place of {}", at(&found), at(expected)))
    }

    /// Imports undisturbed, and says what is then not as it should be.
    pub(crate) fn recovered(&self, load: &Workload, share: Share) -> Result<(), String> {
        let output = self.import(load, share).output().map_err(|error| error.to_string())?;
        if let Some(complaint) = complaint(&output) {
            return Err(format!("running again: {complaint}"));
        }
        if self.on_server.is_none() {
            self.is_whole()?;
        }
        self.is_verified(load, share)?;
        self.holds(load, share)
    }

    fn is_verified(&self, load: &Workload, share: Share) -> Result<(), String> {
        let mut verify = Command::new(&load.binary);
        verify.args(["verify", "--database", &self.url(), "--overlay"]).arg(load.overlay(share));
        verify.arg("--archive").arg(self.archive());
        let verified = verify.current_dir(self.folder.path()).output().map_err(|error| error.to_string())?;
        if verified.status.success() {
            return Ok(());
        }
        let said = String::from_utf8_lossy(&verified.stdout);
        Err(format!("it cannot be verified: {}", said.lines().rev().take(3).collect::<Vec<_>>().join(" / ")))
    }

    fn is_whole(&self) -> Result<(), String> {
        let connection = rusqlite::Connection::open(self.path()).map_err(|error| error.to_string())?;
        let check: String =
            connection.query_row("PRAGMA integrity_check", [], |row| row.get(0)).map_err(|error| error.to_string())?;
        if check == "ok" { Ok(()) } else { Err(format!("the database is not whole: {check}")) }
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        if let Some(url) = &self.on_server {
            Server::get().remove(url);
        }
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
