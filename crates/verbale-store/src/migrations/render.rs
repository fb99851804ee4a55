//! Rendering the one source of tables and views for a database.
//!
//! The source is SQL that both databases read, but for three things:
//!
//! - types are written as `SQLite` has them: `INTEGER` and `REAL` become types of eight bytes elsewhere, `id INTEGER PRIMARY KEY` a
//!   number that the database gives, and `TEXT` compares by its bytes (`COLLATE "C"`), whatever the language of the server;
//!   `STRICT` and `WITHOUT ROWID` go;
//! - `{{cell of T}}` is the name of the cell of a row of the table T, joined with `place`; `{{scaled number of T}}` is
//!   number × 10^-scale;
//! - `{{refers to T (C)}}` is a foreign key of a row that comes in bulk. A server would look up each reference of each row, which
//!   takes several times what the copy takes, and has no way to leave it to the end for who loads alone; there it is left out, as
//!   a file does not look while loading. The tests, and `verbale verify`, look at all of them;
//! - what follows a line `-- sqlite:` or `-- postgres:` is for that database alone and left as it stands, up to `-- both:`.

use super::Dialect;

/// The source as a database is to read it.
pub(super) fn render(source: &str, dialect: Dialect) -> String {
    let mut rendered = String::with_capacity(source.len());
    let mut only = None;
    for line in source.lines() {
        match line.trim() {
            "-- sqlite:" => only = Some(Dialect::Sqlite),
            "-- postgres:" => only = Some(Dialect::Postgres),
            "-- both:" => only = None,
            _ if only.is_some_and(|only| only != dialect) => {}
            _ => {
                if only.is_some() || dialect == Dialect::Sqlite {
                    expand(line, dialect, &mut rendered);
                } else {
                    expand(&for_postgres(line), dialect, &mut rendered);
                }
                rendered.push('\n');
            }
        }
    }
    rendered
}

/// A reference of rows that come in bulk, which no server looks at: table and column, and the other table and its key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Reference<'s> {
    pub(crate) table: &'s str,
    pub(crate) column: &'s str,
    pub(crate) other: &'s str,
    pub(crate) key: &'s str,
}

/// The references of a source that are left out for a server.
pub(super) fn references(source: &str) -> Vec<Reference<'_>> {
    let (mut found, mut table) = (Vec::new(), "");
    for line in source.lines() {
        table = line.strip_prefix("CREATE TABLE ").map_or(table, |rest| rest.trim_end_matches(" ("));
        let reference = first_macro(line).and_then(|(before, name, _)| {
            let (other, key) = name.strip_prefix("refers to ")?.strip_suffix(')')?.split_once(" (")?;
            Some(Reference { table, column: before.split_whitespace().next()?, other, key })
        });
        found.extend(reference);
    }
    found
}

/// Writes a line with its macros expanded. One that is unknown stays, and the database refuses it.
fn expand(line: &str, dialect: Dialect, out: &mut String) {
    let mut rest = line;
    while let Some((before, name, after)) = first_macro(rest) {
        out.push_str(before);
        match name.rsplit_once(" of ") {
            Some(("cell", table)) => out.push_str(&cell(table, dialect)),
            Some(("scaled number", table)) => out.push_str(&scaled(table, dialect)),
            _ => match name.strip_prefix("refers to ") {
                Some(what) if dialect == Dialect::Sqlite => out.extend(["REFERENCES ", what]),
                Some(_) => out.truncate(out.trim_end().len()),
                None => out.push_str(&rest[before.len()..rest.len() - after.len()]),
            },
        }
        rest = after;
    }
    out.push_str(rest);
}

/// What stands before a macro, its name, and what stands after it.
fn first_macro(line: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = line.split_once("{{")?;
    let (name, after) = rest.split_once("}}")?;
    Some((before, name, after))
}

/// The cell of a row as spreadsheets name it, or line and column of an XML document.
fn cell(table: &str, dialect: Dialect) -> String {
    if dialect == Dialect::Postgres {
        return format!("_cell(place.xml, {table}.\"row\", {table}.col) COLLATE \"C\"");
    }
    let col = format!("{table}.col");
    // The value of each letter but the last, from the last one on: columns count from 0, the letters before the last from 1.
    let (second, third) = (format!("({col} / 26 - 1)"), format!("(({col} / 26 - 1) / 26 - 1)"));
    format!(
        "CASE \
         WHEN {col} IS NULL THEN NULL \
         WHEN place.xml = 1 THEN {table}.\"row\" || ':' || {col} \
         ELSE CASE \
         WHEN {col} < 26 THEN char(65 + {col}) \
         WHEN {col} < 702 THEN char(64 + {col} / 26, 65 + {col} % 26) \
         WHEN {col} < 18278 THEN char(64 + {second} / 26, 65 + {second} % 26, 65 + {col} % 26) \
         ELSE char(64 + {third} / 26, 65 + {third} % 26, 65 + {second} % 26, 65 + {col} % 26) \
         END || ({table}.\"row\" + 1) \
         END"
    )
}

/// The number of a row: the nearest double in a file, exactly on a server.
fn scaled(table: &str, dialect: Dialect) -> String {
    match dialect {
        // 1e-scale has no exact binary form, 1escale has: the quotient is the nearest double.
        Dialect::Sqlite => format!("{table}.number / CAST('1e' || {table}.scale AS REAL)"),
        Dialect::Postgres => format!("{table}.number * CAST('1e-' || {table}.scale AS NUMERIC)"),
    }
}

/// A line with the types of a server. What stands in quotes or behind `--` is left.
fn for_postgres(line: &str) -> String {
    let mut out = String::with_capacity(line.len() + 16);
    let mut words: Vec<&str> = Vec::new();
    let mut rest = line;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '-' if rest.starts_with("--") => rest.len(),
            '\'' | '"' => rest[1..].find(first).map_or(rest.len(), |end| end + 2),
            c if is_word(c) => rest.find(|c| !is_word(c)).unwrap_or(rest.len()),
            c => c.len_utf8(),
        };
        let (part, after) = rest.split_at(length);
        rest = after;
        if !part.chars().all(is_word) {
            out.push_str(part);
            continue;
        }
        match part {
            "INTEGER" if words == ["id"] && after.trim_start().starts_with("PRIMARY KEY") => {
                out.push_str("BIGINT GENERATED BY DEFAULT AS IDENTITY");
            }
            "INTEGER" => out.push_str("BIGINT"),
            "REAL" => out.push_str("DOUBLE PRECISION"),
            // Not in a cast, which takes a type alone.
            "TEXT" if words.last() != Some(&"AS") => out.push_str("TEXT COLLATE \"C\""),
            _ => out.push_str(part),
        }
        words.push(part);
    }
    if matches!(out.as_str(), ") STRICT;" | ") STRICT, WITHOUT ROWID;") { ");".to_owned() } else { out }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_those_of_the_server() {
        for (line, expected) in [
            ("    id INTEGER PRIMARY KEY,", "    id BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,"),
            ("    code INTEGER PRIMARY KEY REFERENCES code (id),", "    code BIGINT PRIMARY KEY REFERENCES code (id),"),
            ("    id INTEGER,", "    id BIGINT,"),
            ("    name TEXT NOT NULL,", "    name TEXT COLLATE \"C\" NOT NULL,"),
            ("CAST(answer.number AS TEXT)", "CAST(answer.number AS TEXT)"),
            ("CAST(a AS REAL), CAST(b AS INTEGER)", "CAST(a AS DOUBLE PRECISION), CAST(b AS BIGINT)"),
            ("CHECK (kind IN ('TEXT', 'INTEGER')) -- a TEXT", "CHECK (kind IN ('TEXT', 'INTEGER')) -- a TEXT"),
            ("    \"TEXT\" INTEGER, -- STRICT;", "    \"TEXT\" BIGINT, -- STRICT;"),
            (") STRICT;", ");"),
            (") STRICT, WITHOUT ROWID;", ");"),
            ("    point_INTEGER_x", "    point_INTEGER_x"),
        ] {
            assert_eq!(for_postgres(line), expected);
            assert_eq!(render(line, Dialect::Sqlite), format!("{line}\n"));
        }
    }

    #[test]
    fn a_block_is_for_one_database_and_stays_as_it_stands() {
        let source = "a TEXT\n-- sqlite:\nPRAGMA x;\n-- postgres:\nb TEXT\n-- both:\nc REAL\n";
        assert_eq!(render(source, Dialect::Sqlite), "a TEXT\nPRAGMA x;\nc REAL\n");
        assert_eq!(render(source, Dialect::Postgres), "a TEXT COLLATE \"C\"\nb TEXT\nc DOUBLE PRECISION\n");
    }

    #[test]
    fn a_macro_is_expanded_and_an_unknown_one_stays() {
        let line = "x, {{cell of t}} AS cell, {{scaled number of t}}, {{nonsense}}";
        let expected = "x, _cell(place.xml, t.\"row\", t.col) COLLATE \"C\" AS cell, \
                        t.number * CAST('1e-' || t.scale AS NUMERIC), {{nonsense}}\n";
        assert_eq!(render(line, Dialect::Postgres), expected);
        let rendered = render(line, Dialect::Sqlite);
        assert!(rendered.contains("t.number / CAST('1e' || t.scale AS REAL)"), "{rendered}");
        assert!(rendered.contains("WHEN t.col < 26 THEN char(65 + t.col)"), "{rendered}");
        assert!(rendered.ends_with("{{nonsense}}\n"));
    }

    #[test]
    fn what_comes_in_bulk_refers_to_others_in_a_file_alone() {
        let line = "    reply INTEGER NOT NULL {{refers to reply (id)}},";
        assert_eq!(render(line, Dialect::Sqlite), "    reply INTEGER NOT NULL REFERENCES reply (id),\n");
        assert_eq!(render(line, Dialect::Postgres), "    reply BIGINT NOT NULL,\n");
        let source = format!("CREATE TABLE a (\n    id INTEGER PRIMARY KEY,\n{line}\n) STRICT;");
        assert_eq!(references(&source), [Reference { table: "a", column: "reply", other: "reply", key: "id" }]);
    }

    #[test]
    fn nothing_of_the_other_database_is_left() {
        for (_, name, source) in super::super::SOURCES {
            let [sqlite, postgres] = [Dialect::Sqlite, Dialect::Postgres].map(|dialect| {
                let rendered = render(source, dialect);
                let code = rendered.lines().map(|line| line.split("--").next().unwrap_or_default());
                code.collect::<Vec<_>>().join("\n")
            });
            for word in ["{{", "GENERATED", "COLLATE", "plpgsql", "chr("] {
                assert!(!sqlite.contains(word), "{name}: {word}");
            }
            for word in ["{{", "INTEGER", "REAL", "STRICT", "ROWID", "PRAGMA", " char("] {
                assert!(!postgres.contains(word), "{name}: {word}");
            }
        }
    }
}
