//! The database as such, whatever the originals say.

use crate::error::Result;
use crate::migrations;
use crate::session::Session;
use crate::session::row::Row;

const CONTEXT: &str = "look at the database as such";

/// What is wrong, each in words; nothing if all is well.
pub(super) fn faults(direct: &Session) -> Result<Vec<String>> {
    let mut faults = Vec::new();
    for (table, count) in referring(direct, &mut faults)? {
        faults.push(format!("{count} rows of `{table}` refer to rows that are not there"));
    }
    for (what, sql) in [
        ("answers", "SELECT (SELECT count(*) FROM answer) - (SELECT CAST(coalesce(sum(answers), 0) AS BIGINT) FROM reply)"),
        (
            "unplaced entries",
            "SELECT (SELECT count(*) FROM unplaced_record) - (SELECT CAST(coalesce(sum(unplaced), 0) AS BIGINT) FROM reply)",
        ),
    ] {
        if direct.one(sql, &[], |row| row.get::<i64>(0), CONTEXT)? != 0 {
            faults.push(format!("there are other numbers of {what} than the replies count"));
        }
    }
    let statuses: Vec<String> = direct.all("SELECT code FROM status ORDER BY id", &[], |row| row.get(0), CONTEXT)?;
    if statuses != verbale_model::Status::ALL.map(verbale_model::Status::code) {
        faults.push("the statuses are not those that there are".to_owned());
    }
    Ok(faults)
}

/// Rows that refer to nothing, by table; of a file, whether its pages and indexes are whole, too.
fn referring(direct: &Session, faults: &mut Vec<String>) -> Result<Vec<(String, i64)>> {
    let row = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?));
    if let Session::Sqlite(_) = direct {
        let pages: Vec<String> = direct.all("PRAGMA integrity_check(10)", &[], |row| row.get(0), CONTEXT)?;
        if pages != ["ok"] {
            faults.push("its pages or indexes are damaged; go back to a backup".to_owned());
        }
        let sql = "SELECT \"table\", count(*) FROM pragma_foreign_key_check GROUP BY \"table\" ORDER BY \"table\"";
        return direct.all(sql, &[], row, CONTEXT);
    }
    // A server checks what its rows refer to when they are written, unless whoever writes them has told it not to.
    let sql = "SELECT quote_literal(CAST(refers.conrelid AS REGCLASS)::TEXT), CAST(refers.conrelid AS REGCLASS)::TEXT, \
               CAST(refers.confrelid AS REGCLASS)::TEXT, quote_ident(here.attname), quote_ident(there.attname) \
               FROM pg_constraint AS refers \
               JOIN pg_attribute AS here ON here.attrelid = refers.conrelid AND here.attnum = refers.conkey[1] \
               JOIN pg_attribute AS there ON there.attrelid = refers.confrelid AND there.attnum = refers.confkey[1] \
               WHERE refers.contype = 'f' AND refers.connamespace = CAST(current_schema() AS REGNAMESPACE) ORDER BY 2, refers.conname";
    let counted = |row: &Row<'_>| {
        let (name, table, other): (String, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let (here, there): (String, String) = (row.get(3)?, row.get(4)?);
        Ok(missing(&name, &table, &here, &other, &there))
    };
    let mut counts = direct.all(sql, &[], counted, CONTEXT)?;
    // Those of rows that come in bulk it does not check.
    let bulk = migrations::references();
    counts.extend(bulk.map(|of| missing(&format!("'{}'", of.table), of.table, of.column, of.other, of.key)));
    let counts = counts.join(" UNION ALL ");
    // A connection that only reads may still make a table of its own, if it says so.
    let make = "BEGIN ISOLATION LEVEL REPEATABLE READ READ WRITE; CREATE TEMP TABLE _missing AS";
    direct.script(&format!("{make} {counts}; COMMIT"), CONTEXT)?;
    let sql = "SELECT name, CAST(sum(missing) AS BIGINT) FROM _missing GROUP BY name HAVING sum(missing) > 0 ORDER BY name";
    let found = direct.all(sql, &[], row, CONTEXT)?;
    direct.script("DISCARD TEMP", CONTEXT)?;
    Ok(found)
}

/// Counts the rows of a table whose reference to another leads nowhere.
fn missing(name: &str, table: &str, column: &str, other: &str, key: &str) -> String {
    format!(
        "SELECT {name} AS name, count(*) AS missing FROM {table} AS referring LEFT JOIN {other} AS known \
         ON known.{key} = referring.{column} WHERE referring.{column} IS NOT NULL AND known.{key} IS NULL"
    )
}
