//! Workbooks that a process of their own reads: whatever becomes of it, one file is rejected and the batch goes on.

use crate::support::{Workdir, root};
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;

fn edited(name: &str) -> Vec<u8> {
    std::fs::read(root().join("fixtures/edited").join(name)).unwrap()
}

/// The xls fixture with some of its bytes changed.
fn changed(changes: &[(usize, u8)]) -> Vec<u8> {
    let mut bytes = edited("libreoffice-xls.xls");
    for (at, byte) in changes {
        bytes[*at] = *byte;
    }
    bytes
}

/// A spreadsheet of as many rows and columns of one number.
fn repeated(rows: u64, cols: u64) -> Vec<u8> {
    let content = format!(
        "<office:document-content xmlns:office='o' xmlns:table='t'><office:body><office:spreadsheet><table:table table:name='A'>\
         <table:table-row table:number-rows-repeated='{rows}'><table:table-cell table:number-columns-repeated='{cols}' \
         office:value-type='float' office:value='1.25'/></table:table-row></table:table></office:spreadsheet></office:body>\
         </office:document-content>"
    );
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in [("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", content.as_str())] {
        archive.start_file(name, SimpleFileOptions::default()).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

#[test]
fn files_that_end_their_reader_are_rejected_with_words_and_the_others_are_loaded() {
    let dir = Workdir::new();
    dir.write("in/a-good.ods", edited("libreoffice-ods.ods"));
    // The reader of xls files panics on this one, and is ended by the system on the next, for want of memory.
    dir.write("in/b-panic.xls", changed(&[(13_896, 127)]));
    dir.write("in/c-memory.xls", changed(&[(8_923, 255), (20_903, 127)]));
    dir.write("in/d-repeated.ods", repeated(1_000_000_000, 1));
    dir.write("in/e-many.ods", repeated(1_048_576, 16_384));
    dir.write("in/f-cut.ods", &edited("libreoffice-ods.ods")[..20_000]);
    dir.write("in/g-cut.xls", &edited("libreoffice-xls.xls")[..6_000]);
    dir.write("in/h-good.xls", edited("libreoffice-xls.xls"));
    let expected = [
        ["in/b-panic.xls", "F04", "the file is damaged: the reader of xls files gave up on it"],
        ["in/c-memory.xls", "F05", "the file goes beyond a limit: MiB of memory to read it, at most 512"],
        ["in/d-repeated.ods", "F05", "the file goes beyond a limit: rows in a sheet, at most 1,048,576"],
        ["in/e-many.ods", "F05", "the file goes beyond a limit: cells in the file, at most 20,000,000"],
        ["in/f-cut.ods", "F04", "the file is damaged: its container is broken"],
        ["in/g-cut.xls", "F02", "the file is an OLE document whose directory is missing, which cannot be read as a reply"],
    ];
    // The same words each time, whatever else runs.
    for threads in ["1", "4"] {
        let run = dir.run(&["import", "in", "--threads", threads, "--database", &format!("sqlite:{threads}.db")]).exits(3);
        assert!(!run.stderr.contains("panicked") && !run.stderr.contains("memory allocation"), "{}", run.stderr);
        std::fs::rename(dir.path().join(format!("{threads}.db")), dir.path().join("verbale.db")).unwrap();
        let found = dir.query(
            "SELECT f.file, f.rule, f.message FROM findings f JOIN files USING (file) WHERE outcome = 'rejected' ORDER BY 1",
        );
        assert_eq!(found.len(), expected.len(), "{found:?}");
        for (found, [file, rule, message]) in found.iter().zip(expected) {
            assert!(found[0] == file && found[1] == rule && found[2].starts_with(message), "{found:?}");
        }
        assert_eq!(dir.value("SELECT count(*) FROM respondent"), "2");
    }
}

#[test]
fn a_batch_leaves_no_process_and_no_file_behind() {
    let dir = Workdir::new();
    dir.write("in/a.xls", edited("libreoffice-xls.xls"));
    dir.write("in/b.xls", changed(&[(8_923, 255), (20_903, 127)]));
    std::fs::create_dir(dir.path().join("tmp")).unwrap();
    let mut command = dir.command(&["import", "in"]);
    let output = command.env("TMPDIR", dir.path().join("tmp")).output().unwrap();
    assert_eq!(output.status.code(), Some(3));
    assert_eq!(std::fs::read_dir(dir.path().join("tmp")).unwrap().count(), 0);
    let left = std::fs::read_dir(dir.path()).unwrap().map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned());
    let mut left = left.filter(|name| !name.starts_with("verbale.db")).collect::<Vec<_>>();
    left.sort();
    assert_eq!(left, ["in", "tmp"]);
}

#[test]
fn the_process_says_nothing_of_what_a_file_holds() {
    let dir = Workdir::new();
    for (name, format, code) in [("a", "xls", 101), ("b", "nothing", 2)] {
        let path = dir.write(name, changed(&[(13_896, 127)]));
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_verbale"));
        let output = command.args(["__cells", format]).stdin(std::fs::File::open(path).unwrap()).output().unwrap();
        assert_eq!((output.status.code(), String::from_utf8_lossy(&output.stderr).as_ref()), (Some(code), ""));
    }
    assert!(!Workdir::bare(&["--help"]).exits(0).stdout.contains("__cells"));
}

#[test]
fn without_a_program_the_file_is_rejected_as_a_fault_of_ours() {
    let outcome = verbale::pipeline::read(
        crate::support::schemas(),
        "reply.xls",
        edited("libreoffice-xls.xls"),
        verbale::pipeline::Wanted::default(),
    );
    assert_eq!(outcome.result.err().map(|rejection| rejection.reason.kind.code), Some("F08"));
}
