//! Processes: a test runs its own program again to get one that it can kill.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

const DATABASE: &str = "VERBALE_STORE_TEST_DATABASE";

/// Starts an ignored test of this program as a process that works on a database.
pub(crate) fn spawn(test: &str, database: &Path) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", test, "--ignored", "--nocapture", "--test-threads=1"])
        .env(DATABASE, database)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// In such a process: the database. `None` where the test was started by hand, with nothing to do.
pub(crate) fn database() -> Option<PathBuf> {
    std::env::var_os(DATABASE).map(PathBuf::from)
}

/// Waits for processes, all of which must end well.
pub(crate) fn wait(children: Vec<Child>) {
    let ended: Vec<_> = children.into_iter().map(|child| child.wait_with_output().unwrap()).collect();
    for output in ended {
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
}
