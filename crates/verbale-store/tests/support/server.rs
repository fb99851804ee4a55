//! A server of the tests' own, from the system's programs, on a socket in a temporary folder.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU32, Ordering};

/// Makes a server, says where, and waits for the end of its input: then, however the test has ended, it stops the server and removes
/// the folder. The language of the server is not that of bytes: no order may depend on it.
const SCRIPT: &str = r#"
trap '' INT TERM HUP
for bin in /usr/lib/postgresql/*/bin; do [ -x "$bin/initdb" ] && PATH="$bin:$PATH"; done
command -v initdb >/dev/null && command -v postgres >/dev/null || { echo 'initdb and postgres are not installed' >&2; exit 1; }
dir=$(mktemp -d "${TMPDIR:-/tmp}/verbale-server.XXXXXX") && cd "$dir" || exit 1
initdb -D "$dir/data" -U verbale -A trust -E UTF8 --locale=C.UTF-8 --locale-provider=icu --icu-locale=en-US --no-sync >"$dir/init" 2>&1 \
  || { cat "$dir/init" >&2; rm -rf "$dir"; exit 1; }
postgres -D "$dir/data" -k "$dir" -c listen_addresses= -c fsync=off -c max_connections=80 -c log_error_verbosity=verbose \
  -c log_statement=all >"$dir/log" 2>&1 </dev/null &
server=$!
for try in $(seq 600); do pg_isready -q -h "$dir" -U verbale && break; sleep 0.1; done
echo "$dir"
cat >/dev/null
kill -QUIT $server; wait $server
cd / && rm -rf "$dir"
"#;

/// The server, as long as this process lives.
#[derive(Debug)]
pub(crate) struct Server {
    folder: PathBuf,
    // Its input ends with this process, in whatever way.
    _script: Child,
}

static SERVER: LazyLock<Server> = LazyLock::new(|| Server::start().unwrap_or_else(|error| without(&error)));
static MADE: AtomicU32 = AtomicU32::new(0);

impl Server {
    /// The one server of this process.
    pub(crate) fn get() -> &'static Self {
        &SERVER
    }

    fn start() -> Result<Self, String> {
        // The server refuses to run as root.
        let root = std::fs::metadata("/proc/self").is_ok_and(|of| std::os::unix::fs::MetadataExt::uid(&of) == 0);
        let mut command = if root {
            let mut command = Command::new("setpriv");
            command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups", "--", "sh", "-c", SCRIPT]);
            command
        } else {
            let mut command = Command::new("sh");
            command.args(["-c", SCRIPT]);
            command
        };
        let pipes = command.current_dir("/").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::inherit());
        let mut script = pipes.spawn().map_err(|error| format!("no server could be started: {error}"))?;
        let mut folder = String::new();
        let out = script.stdout.take().ok_or("no output")?;
        BufReader::new(out).read_line(&mut folder).map_err(|error| error.to_string())?;
        if folder.trim().is_empty() {
            return Err("no server could be started".to_owned());
        }
        Ok(Self { folder: PathBuf::from(folder.trim()), _script: script })
    }

    /// The URL of a database of a name.
    pub(crate) fn url(&self, user: &str, database: &str) -> String {
        format!("postgres://{user}@localhost/{database}?host={}", self.folder.display())
    }

    /// Makes an empty database; gives its URL.
    pub(crate) fn make(&self) -> String {
        let name = format!("verbale_{}_{}", std::process::id(), MADE.fetch_add(1, Ordering::Relaxed));
        self.execute("postgres", &format!("CREATE DATABASE {name} TEMPLATE template0"));
        self.url("verbale", &name)
    }

    /// Removes a database, whoever is still connected.
    pub(crate) fn remove(&self, url: &str) {
        let name = url.split('?').next().and_then(|url| url.rsplit('/').next()).unwrap_or_default();
        self.execute("postgres", &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
    }

    /// Runs a statement in a database.
    fn execute(&self, database: &str, sql: &str) {
        use sqlx::Connection as _;
        let (url, sql) = (self.url("verbale", database), sqlx::AssertSqlSafe(sql.to_owned()));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let mut connection = sqlx::PgConnection::connect(&url).await.expect("the server answers");
            sqlx::raw_sql(sql).execute(&mut connection).await.expect("the statement is run");
            connection.close().await.expect("the connection is closed");
        });
    }

    /// What the server has logged so far.
    pub(crate) fn log(&self) -> String {
        String::from_utf8_lossy(&std::fs::read(self.folder.join("log")).expect("the log of the server")).into_owned()
    }

    /// The folder of its socket.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }
}

/// Without a server nothing is tested; whether that may be, the runner says.
#[expect(clippy::disallowed_methods, reason = "the runner says it in the environment")]
#[expect(clippy::exit, reason = "there is no other way to skip what has begun")]
fn without(error: &str) -> ! {
    assert!(std::env::var("VERBALE_REQUIRE_POSTGRES").is_err(), "{error}; tests/run installs it");
    // Not through the macro, whose output is kept back.
    let _ = writeln!(std::io::stderr(), "SKIPPED: nothing was tested on PostgreSQL: {error}");
    std::process::exit(0)
}
