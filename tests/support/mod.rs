//! What the tests share: the corpus, the schemas with the fictitious States, a fresh folder with a command line in it.

#[path = "../../crates/verbale-store/tests/support/server.rs"]
#[expect(dead_code, reason = "the tests of the store use more of it")]
pub(crate) mod server;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::LazyLock;
use verbale_model::Schemas;
use verbale_schema::Layer;

/// Root of the project.
pub(crate) fn root() -> &'static Path {
    static ROOT: LazyLock<PathBuf> =
        LazyLock::new(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("the workspace is there"));
    &ROOT
}

/// A file of the corpus beside the project. Without the corpus the test that asks is skipped, loudly; where
/// `VERBALE_REQUIRE_CORPUS` is set it fails.
pub(crate) fn corpus(path: &str) -> Option<PathBuf> {
    let file = root().join("../shared").join(path);
    if file.exists() {
        return Some(file);
    }
    assert!(std::env::var_os("VERBALE_REQUIRE_CORPUS").is_none(), "the corpus is required and {path} is not there");
    println!("SKIPPED: {path} of the corpus is not there");
    None
}

/// The shipped schemas with the fictitious States of the fixtures.
pub(crate) fn schemas() -> &'static Schemas {
    static SCHEMAS: LazyLock<Schemas> = LazyLock::new(|| {
        let layers = [Layer::folder(root().join("schemas")), Layer::folder(root().join("fixtures/overlay"))];
        verbale_schema::load(&layers).unwrap_or_else(|faults| panic!("{faults}"))
    });
    &SCHEMAS
}

/// A fresh folder in which the command is run.
pub(crate) struct Workdir {
    dir: tempfile::TempDir,
}

impl Workdir {
    pub(crate) fn new() -> Self {
        Self { dir: tempfile::tempdir().expect("a temporary folder") }
    }

    pub(crate) fn path(&self) -> &Path {
        self.dir.path()
    }

    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.dir.path().join(name);
        std::fs::create_dir_all(path.parent().expect("below the folder")).expect("a folder");
        std::fs::write(&path, bytes).expect("a file");
        path
    }

    /// Copies a file in.
    pub(crate) fn copy(&self, from: &Path, name: &str) -> PathBuf {
        self.write(name, std::fs::read(from).unwrap_or_else(|error| panic!("{}: {error}", from.display())))
    }

    /// Runs a command of `verbale` here, with the fictitious States.
    pub(crate) fn run(&self, args: &[&str]) -> Run {
        let output = self.command(args).output().expect("the binary runs");
        Run::new(output)
    }

    /// Runs the binary with these arguments and no other.
    pub(crate) fn bare(args: &[&str]) -> Run {
        Run::new(Command::new(env!("CARGO_BIN_EXE_verbale")).args(args).output().expect("the binary runs"))
    }

    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_verbale"));
        command.current_dir(self.dir.path()).env_remove("VERBALE_DATABASE").env_remove("VERBALE_LOG");
        command.args(args).arg("--overlay").arg(root().join("fixtures/overlay"));
        command
    }

    /// Rows of a query on the database `verbale.db` here, each as its columns' text.
    pub(crate) fn query(&self, sql: &str) -> Vec<Vec<String>> {
        crate::support::database::query(&self.dir.path().join("verbale.db"), sql)
    }

    /// The only value of a query.
    pub(crate) fn value(&self, sql: &str) -> String {
        let rows = self.query(sql);
        assert!(rows.len() == 1 && rows[0].len() == 1, "{sql} gives {rows:?}");
        rows[0][0].clone()
    }
}

/// What a command did.
pub(crate) struct Run {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Run {
    fn new(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout).expect("results are UTF-8"),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// Asserts the exit code, showing what was printed.
    #[track_caller]
    pub(crate) fn exits(self, code: i32) -> Self {
        assert_eq!(self.code, code, "stdout:\n{}\nstderr:\n{}", self.stdout, self.stderr);
        self
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}:\n{}", self.stdout))
    }
}

pub(crate) mod database {
    //! A second way into the database, beside the store's own queries.

    use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
    use sqlx::{AssertSqlSafe, Column, ConnectOptions, Executor, Row, TypeInfo, ValueRef};
    use std::path::Path;

    pub(crate) fn query(path: &Path, sql: &str) -> Vec<Vec<String>> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let mut connection: SqliteConnection =
                SqliteConnectOptions::new().filename(path).read_only(true).connect().await.expect("the database opens");
            let rows = connection.fetch_all(AssertSqlSafe(sql.to_owned())).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
            rows.iter().map(|row| row.columns().iter().map(|column| text(row, column.ordinal())).collect()).collect()
        })
    }

    fn text(row: &sqlx::sqlite::SqliteRow, index: usize) -> String {
        let value = row.try_get_raw(index).expect("the column is there");
        if value.is_null() {
            return String::new();
        }
        match value.type_info().name() {
            "INTEGER" => row.get::<i64, _>(index).to_string(),
            "REAL" => row.get::<f64, _>(index).to_string(),
            _ => row.get::<String, _>(index),
        }
    }
}
