//! Opening a database on a server.

use super::migrate;
use crate::error::{Doing, ErrorKind, Result, StoreError};
use crate::sqlite::Mode;
use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions as _, PgConnection};
use std::str::FromStr as _;

/// Statements kept prepared on the server.
const KEPT: usize = 256;

/// The oldest server that this program is tested with.
const OLDEST_SERVER: i64 = 15;

/// What every connection is told: milliseconds. An import that stands still for so long is at fault, and one whose machine is gone
/// gives its locks back.
const SETTINGS: [(&str, &str); 6] = [
    ("client_min_messages", "warning"),
    ("datestyle", "iso"),
    ("lock_timeout", "600000"),
    ("statement_timeout", "3600000"),
    ("idle_in_transaction_session_timeout", "600000"),
    ("client_connection_check_interval", "10000"),
];

/// True for the URL of a server.
pub(crate) fn is_url(url: &str) -> bool {
    url.starts_with("postgres://") || url.starts_with("postgresql://")
}

/// The URL of a database as messages show it: that of a server without user and password, and without parameters.
pub fn shown(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    // Of several `@` the last one ends the password, and a `/` or `?` may stand in it.
    let rest = rest.rsplit_once('@').map_or(rest, |(_, host)| host);
    // Parameters may hold a password too.
    let rest = rest.split_once('?').map_or(rest, |(rest, _)| rest);
    format!("{scheme}://{rest}")
}

/// Opens the database of a URL.
pub(super) async fn open(url: &str, mode: Mode) -> Result<PgConnection> {
    let mut connection = connect(url, mode).await?;
    match mode {
        Mode::Write => migrate::run(&mut connection).await?,
        Mode::Read => migrate::check(&mut connection).await?,
    }
    Ok(connection)
}

async fn connect(url: &str, mode: Mode) -> Result<PgConnection> {
    let options = PgConnectOptions::from_str(url).map_err(|_| StoreError::new(ErrorKind::ServerUrl, "read the URL"))?;
    let read_only = if mode == Mode::Read { "on" } else { "off" };
    let options = options
        .application_name("verbale")
        .statement_cache_capacity(KEPT)
        .options(SETTINGS)
        .options([("default_transaction_read_only", read_only)])
        // Statements could be logged with what they hold.
        .disable_statement_logging();
    let mut connection = options.connect().await.doing(|| "connect".to_owned())?;
    let version: i64 = sqlx::query_scalar("SELECT current_setting('server_version_num')::BIGINT / 10000")
        .fetch_one(&mut connection)
        .await
        .doing(|| "ask for the version of the server".to_owned())?;
    check_version(version)?;
    Ok(connection)
}

fn check_version(version: i64) -> Result<()> {
    if version < OLDEST_SERVER {
        return Err(StoreError::new(ErrorKind::OldServer(version), "check the version of the server"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_of_a_url_holds_no_password() {
        for (url, expected) in [
            ("postgres://officer:secret@db.example/verbale?sslpassword=secret", "postgres://db.example/verbale"),
            ("postgres://db.example/verbale", "postgres://db.example/verbale"),
            ("postgresql://officer:se@cret@db.example:5433", "postgresql://db.example:5433"),
            ("postgres://officer:se/cr?et@db.example/verbale", "postgres://db.example/verbale"),
            ("postgres:///verbale?host=/run/postgresql", "postgres:///verbale"),
        ] {
            assert_eq!(shown(url), expected);
        }
    }

    #[test]
    fn an_old_server_is_refused() {
        assert!(check_version(15).is_ok() && check_version(18).is_ok());
        assert!(check_version(14).unwrap_err().to_string().contains("15 or newer"));
    }
}
