//! What a scheduler relies on: outcomes, exit codes, determinism, one import at a time, a kill at any moment.

use crate::support::{Workdir, root};
use std::time::Duration;

fn fixtures(folder: &str) -> String {
    root().join("fixtures").join(folder).to_string_lossy().into_owned()
}

const DUMP: &str = "SELECT * FROM current_answer ORDER BY area, edition, item, sheet, cell, raw, code";

#[test]
fn importing_again_changes_nothing() {
    let dir = Workdir::new();
    let first = dir.run(&["import", &fixtures("good"), "--format", "json"]).exits(0).json();
    let before = dir.query(DUMP);
    let second = dir.run(&["import", &fixtures("good"), "--format", "json"]).exits(0).json();
    assert_eq!(first["totals"]["loaded"], second["totals"]["unchanged"]);
    assert_eq!(second["totals"]["loaded"], 0);
    assert!(before == dir.query(DUMP));
    assert_eq!(dir.value("SELECT count(*) FROM runs WHERE found = loaded + unchanged + rejected + ignored"), "2");
}

#[test]
fn threads_and_order_change_nothing() {
    let (one, many) = (Workdir::new(), Workdir::new());
    one.run(&["import", "--threads", "1", &fixtures("good"), &fixtures("bad"), &fixtures("edited")]).exits(3);
    many.run(&["import", "--threads", "16", &fixtures("edited"), &fixtures("bad"), &fixtures("good")]).exits(3);
    for query in
        [DUMP, "SELECT * FROM findings", "SELECT * FROM unplaced", "SELECT * FROM label_readings", "SELECT * FROM respondent"]
    {
        assert!(one.query(query) == many.query(query), "{query}");
    }
}

#[test]
fn a_second_revision_supersedes_and_the_first_is_kept() {
    let dir = Workdir::new();
    dir.run(&["import", &fixtures("good"), "--received", "2019-03-01"]).exits(0);
    let before = dir.value("SELECT count(*) FROM respondent");
    dir.run(&["import", &fixtures("revision"), "--received", "2019-04-16"]).exits(0);
    assert_eq!(dir.value("SELECT count(*) FROM respondent"), before);
    // Pending until somebody decides; a desk may say beforehand that revisions are accepted.
    assert_eq!(dir.value("SELECT count(*) FROM respondent WHERE revision > 1"), "0");
    let again = ["import", &fixtures("revision"), "--accept-revisions", "--authority", "the rule of the desk"];
    dir.run(&again).exits(0);
    dir.run(&["import", &fixtures("revision"), "--accept-revisions"]).exits(2);
    assert_eq!(dir.value("SELECT count(*) FROM decisions WHERE action = 'supersede'"), "2");
    assert_eq!(dir.value("SELECT count(*) FROM respondent"), before);
    // Without a cut-off date no reply is late.
    assert_eq!(
        dir.query("SELECT instrument, revision, received_on, late FROM respondent WHERE revision > 1 ORDER BY instrument"),
        [["glotip", "2", "2019-04-16", ""], ["tip-measures", "2", "2019-04-16", "1"]]
    );
}

#[test]
fn a_second_import_waits_for_the_first() {
    let dir = Workdir::new();
    let mut children: Vec<_> =
        (0..3).map(|_| dir.command(&["import", &fixtures("good")]).stdout(std::process::Stdio::null()).spawn().unwrap()).collect();
    for child in &mut children {
        assert!(child.wait().unwrap().success());
    }
    assert_eq!(dir.value("SELECT count(*) FROM runs WHERE finished_at IS NOT NULL"), "3");
    assert_eq!(dir.value("SELECT max(revision) FROM respondent"), "1");
}

#[test]
fn a_kill_leaves_the_database_as_before_or_after_a_file() {
    let whole = Workdir::new();
    whole.run(&["import", &fixtures("good")]).exits(0);
    let expected = whole.query(DUMP);
    let dir = Workdir::new();
    for round in 0..20 {
        let mut child = dir.command(&["import", &fixtures("good")]).stdout(std::process::Stdio::null()).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(15 * (round % 8 + 1)));
        // It may have ended by itself already.
        let _ = child.kill();
        child.wait().unwrap();
        if dir.path().join("verbale.db").metadata().is_ok_and(|file| file.len() > 0) {
            assert_eq!(dir.value("PRAGMA integrity_check"), "ok");
        }
    }
    dir.run(&["import", &fixtures("good")]).exits(0);
    assert!(dir.query(DUMP) == expected);
}

#[test]
fn logs_and_errors_hold_no_cell_content() {
    let dir = Workdir::new();
    let canary = "CANARY7F3A";
    dir.write("in/a.csv", format!("Iso3_code,Indicator,Dimension,Category,Sex,Age,Year,txtVALUE\nALB,Detected trafficking victims,by citizenship,{canary}a,Total,Total,2019,{canary}b\n"));
    dir.write("in/b.csv", format!("Name,\"{canary}c\nunclosed"));
    for format in ["text", "json"] {
        let run = dir.run(&["import", "--log", "trace", "--log-format", format, "in"]).exits(3);
        assert!(!run.stderr.contains("CANARY"), "{}", run.stderr);
        assert!(!run.stderr.is_empty());
    }
}

#[test]
fn exit_codes_are_those_promised() {
    let dir = Workdir::new();
    dir.write("in/a.csv", "Iso3_code,Indicator,Dimension,Category,Sex,Age,Year,txtVALUE\nALB,Detected trafficking victims,Total,Total,Total,Total,2019,-3\n");
    dir.run(&["validate", "in"]).exits(0);
    dir.run(&["validate", "in", "--fail-on", "error"]).exits(1);
    dir.run(&["validate", "nowhere"]).exits(2);
    dir.run(&["validate", "in", "--edition", "tip-measures/2091"]).exits(2);
    dir.write("broken/survey/1/edition.toml", "format = 1\n");
    dir.run(&["schema", "check", "broken"]).exits(2);
    dir.write("other.db", "this is no database, and long enough to be read as one if it were; this is no database");
    dir.run(&["import", "in", "--database", "sqlite:other.db"]).exits(4);
    // A device that is always full.
    if let Ok(full) = std::fs::File::options().write(true).open("/dev/full") {
        let status = dir.command(&["rules"]).stdout(full).status().unwrap();
        assert_eq!(status.code(), Some(74));
    }
    let help = Workdir::bare(&["--help"]).exits(0);
    for line in ["0   clean", "3   some files rejected", "70  a fault", "74  the results"] {
        assert!(help.stdout.contains(line), "{}", help.stdout);
    }
}

#[test]
fn a_file_too_long_to_read_is_rejected_and_counted() {
    let dir = Workdir::new();
    let file = std::fs::File::create(dir.write("in/a.csv", "")).unwrap();
    file.set_len((512 << 20) + 1).unwrap();
    let run = dir.run(&["import", "in", "--format", "json"]).exits(3);
    assert_eq!(run.json()["totals"]["rejected"], 1);
    assert_eq!(dir.query("SELECT found, rejected, ignored FROM runs"), [["1", "1", "0"]]);
}

#[test]
fn files_that_are_all_known_are_told_without_the_schemas_and_changed_schemas_are_brought_in_line_all_the_same() {
    let dir = Workdir::new();
    dir.copy(&root().join("fixtures/good/csv-en-utf8.csv"), "in/a.csv");
    dir.write("in/notes.md", "no reply");
    let areas = dir.copy(&root().join("fixtures/overlay/areas.csv"), "overlay/areas.csv");
    let path = |name: &str| dir.path().join(name).to_string_lossy().into_owned();
    let (input, overlay, database) = (path("in"), path("overlay"), format!("sqlite:{}", path("verbale.db")));
    let import = || Workdir::bare(&["import", &input, "--overlay", &overlay, "--database", &database]);
    import().exits(0);
    assert!(import().exits(0).stdout.contains("unchanged"));
    let known = || dir.value("SELECT count(*) FROM area WHERE code = 'XZY'");
    assert_eq!(known(), "0");
    let mut text = std::fs::read_to_string(&areas).unwrap();
    text.push_str("XZY,fictitious_state,,,Zyrania,Zyranie,Zirania,Зирания,زيرانيا,齐拉尼亚,150,155,,,,,fictitious\n");
    std::fs::write(&areas, text).unwrap();
    import().exits(0);
    assert_eq!(known(), "1");
    dir.copy(&root().join("fixtures/good/csv-es-utf16-tab.csv"), "in/b.csv");
    import().exits(0);
    let runs = dir.query("SELECT found, loaded, unchanged, ignored FROM runs ORDER BY run");
    assert_eq!(runs, [["2", "1", "0", "1"], ["2", "0", "1", "1"], ["2", "0", "1", "1"], ["3", "1", "1", "1"]]);
}
