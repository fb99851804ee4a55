//! Copying the write-ahead log back into the database while a run goes on writing.
//!
//! It takes two flushes of the disk. Beside the one who writes nobody waits for them, the log stays short, and little is left to be
//! copied at the end of the run. Nothing depends on it: whoever closes the database last copies what is left.

use super::Mode;
use super::direct::Direct;
use crate::error::Result;
use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;

/// A thread with a connection of its own, which copies when it is told to. Dropping it waits for the copying under way.
#[derive(Debug)]
pub(crate) struct Copier {
    wake: Option<SyncSender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Copier {
    /// Starts it for a database that is open.
    pub(crate) fn start(path: &Path) -> Result<Self> {
        let direct = Direct::open(path, Mode::Write)?;
        // One call can wait while the one before is obeyed: it sees all that is committed by then.
        let (wake, calls) = sync_channel(1);
        let thread = std::thread::spawn(move || copy(&direct, &calls));
        Ok(Self { wake: Some(wake), thread: Some(thread) })
    }

    /// Has it copy what is committed.
    pub(crate) fn wake(&self) {
        if let Some(wake) = &self.wake {
            // Full: a call waits already. Gone: the log is copied at the end.
            let _ = wake.try_send(());
        }
    }
}

impl Drop for Copier {
    fn drop(&mut self) {
        self.wake = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn copy(direct: &Direct, calls: &Receiver<()>) {
    while calls.recv().is_ok() {
        // What cannot be copied now stays in the log, where it is safe.
        let _ = direct.copy_log();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_committed_is_copied_while_the_writer_stays_open() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        let writer = rusqlite::Connection::open(&path).unwrap();
        writer.execute_batch("PRAGMA journal_mode = WAL; CREATE TABLE t (a)").unwrap();
        let copier = Copier::start(&path).unwrap();
        for _ in 0..20 {
            writer.execute_batch("INSERT INTO t VALUES (zeroblob(100000))").unwrap();
            copier.wake();
        }
        drop(copier);
        // The database file itself has them all, without its log.
        let alone = folder.path().join("b.db");
        std::fs::copy(&path, &alone).unwrap();
        let count: i64 =
            rusqlite::Connection::open(&alone).unwrap().query_row("SELECT count(*) FROM t", [], |row| row.get(0)).unwrap();
        assert_eq!(count, 20);
        assert_eq!(writer.query_row("SELECT count(*) FROM t", [], |row| row.get::<_, i64>(0)).unwrap(), 20);
    }
}
