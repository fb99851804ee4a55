//! Originals go in once, come out verified, and nothing that is not one passes for one.

use proptest::prelude::ProptestConfig;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use verbale_archive::{Archive, ArchiveError, Entry};
use verbale_model::digest::{hex, sha256};

fn archive() -> (tempfile::TempDir, Archive) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let archive = Archive::open(&folder.path().join("archive")).expect("an archive");
    (folder, archive)
}

fn put(archive: &Archive, bytes: &[u8]) -> [u8; 32] {
    let sha = sha256(bytes);
    archive.stage(&sha, bytes).expect("staged");
    archive.settle().expect("settled");
    sha
}

fn path(archive: &Archive, sha: &[u8; 32]) -> PathBuf {
    let name = hex(sha);
    archive.root().join(&name[..2]).join(&name[2..])
}

fn entries(archive: &Archive) -> Vec<Entry> {
    let mut entries = Vec::new();
    archive.inspect(|entry| entries.push(entry)).expect("inspected");
    entries
}

#[test]
fn an_original_is_there_once_it_is_settled_and_not_before() {
    let (_folder, archive) = archive();
    let sha = sha256(b"a reply");
    archive.stage(&sha, b"a reply").expect("staged");
    assert!(matches!(archive.read(&sha), Err(ArchiveError::Missing { .. })));
    assert_eq!(entries(&archive), []);
    assert_eq!(archive.settle().expect("settled"), 1);
    assert_eq!(archive.read(&sha).expect("read"), b"a reply");
    assert_eq!(entries(&archive), [Entry::Original { sha256: sha, size: 7 }]);
}

#[test]
fn an_original_that_is_needed_brings_those_staged_meanwhile_and_others_wait() {
    let (_folder, archive) = archive();
    let [one, two, three] = [b"reply 1", b"reply 2", b"reply 3"].map(|bytes| {
        let sha = sha256(bytes);
        archive.stage(&sha, bytes).expect("staged");
        sha
    });
    assert_eq!(archive.settle_these(&[sha256(b"another")]).expect("settled"), 0);
    assert_eq!(archive.settle_these(&[]).expect("settled"), 0);
    assert!(matches!(archive.read(&one), Err(ArchiveError::Missing { .. })));
    assert_eq!(archive.settle_these(&[two]).expect("settled"), 3);
    for sha in [one, two, three] {
        assert!(archive.read(&sha).is_ok());
        assert_eq!(archive.settle_these(&[sha]).expect("settled"), 0);
    }
}

#[test]
fn originals_that_were_settled_ahead_need_not_be_settled_again() {
    let (_folder, archive) = archive();
    let sha = sha256(b"a reply");
    archive.stage(&sha, b"a reply").expect("staged");
    assert_eq!(archive.settle_ahead().expect("settled"), 1);
    assert_eq!(archive.settle_these(&[sha]).expect("settled"), 0);
    assert_eq!(archive.read(&sha).expect("read"), b"a reply");
}

#[test]
fn after_one_failure_no_original_counts_as_archived() {
    let (_folder, archive) = archive();
    let sha = sha256(b"a reply");
    archive.stage(&sha, b"a reply").expect("staged");
    // A file in place of the folder of its name.
    let place = path(&archive, &sha).parent().expect("a folder").to_owned();
    fs::write(&place, "").expect("written");
    assert!(archive.settle_ahead().is_err());
    fs::remove_file(&place).expect("removed");
    let other = sha256(b"another");
    archive.stage(&other, b"another").expect("staged");
    assert!(archive.settle_these(&[sha]).is_err());
    assert!(archive.settle_these(&[other]).is_err());
    assert!(archive.settle_ahead().is_err() && archive.settle().is_err());
    // Anew, all is as it was.
    let anew = Archive::open(archive.root()).expect("an archive");
    assert_eq!(put(&anew, b"a reply"), sha);
}

#[test]
fn the_same_original_twice_is_kept_once() {
    let (_folder, archive) = archive();
    put(&archive, b"a reply");
    let sha = sha256(b"a reply");
    archive.stage(&sha, b"a reply").expect("staged");
    assert_eq!(archive.settle().expect("settled"), 0);
    assert_eq!(entries(&archive).len(), 1);
}

#[test]
fn folders_and_files_are_for_their_owner_alone() {
    let (_folder, archive) = archive();
    let sha = put(&archive, b"a reply");
    let mode = |path: PathBuf| fs::metadata(path).expect("it is there").permissions().mode() & 0o777;
    assert_eq!(mode(archive.root().to_owned()), 0o700);
    assert_eq!(mode(path(&archive, &sha).parent().expect("a folder").to_owned()), 0o700);
    assert_eq!(mode(path(&archive, &sha)), 0o600);
}

#[test]
fn a_cut_original_is_replaced_when_its_file_comes_again() {
    let (_folder, archive) = archive();
    let sha = put(&archive, b"a reply");
    fs::write(path(&archive, &sha), b"a rep").expect("cut");
    assert!(matches!(archive.read(&sha), Err(ArchiveError::Damaged { .. })));
    put(&archive, b"a reply");
    assert_eq!(archive.read(&sha).expect("read"), b"a reply");
}

#[test]
fn what_a_killed_process_left_is_swept_away_and_what_a_living_one_writes_is_not() {
    let (folder, living) = archive();
    let sha = sha256(b"alive");
    living.stage(&sha, b"alive").expect("staged");
    let left = living.root().join("tmp/1-0");
    fs::create_dir(&left).expect("made");
    fs::write(left.join("lock"), b"").expect("written");
    fs::write(left.join("0"), b"half a re").expect("written");
    let never_locked = living.root().join("tmp/2-0");
    fs::create_dir(&never_locked).expect("made");
    drop(Archive::open(&folder.path().join("archive")).expect("opened again"));
    assert!(!left.exists() && !never_locked.exists());
    assert_eq!(living.settle().expect("settled"), 1);
    assert_eq!(living.read(&sha).expect("read"), b"alive");
}

#[test]
fn files_that_the_archive_did_not_make_are_called_foreign() {
    let (_folder, archive) = archive();
    put(&archive, b"a reply");
    fs::write(archive.root().join("notes.txt"), b"").expect("written");
    fs::create_dir_all(archive.root().join("zz")).expect("made");
    fs::create_dir_all(archive.root().join("00")).expect("made");
    fs::write(archive.root().join("00/short"), b"").expect("written");
    let foreign: Vec<_> = entries(&archive)
        .into_iter()
        .filter_map(|entry| if let Entry::Foreign { path } = entry { Some(path) } else { None })
        .collect();
    assert_eq!(foreign, [PathBuf::from("00/short"), "notes.txt".into(), "zz".into()]);
}

#[test]
fn threads_stage_while_one_settles() {
    let (_folder, archive) = archive();
    let texts: Vec<String> = (0..64).map(|number| format!("reply {number}")).collect();
    std::thread::scope(|scope| {
        for texts in texts.chunks(16) {
            let archive = &archive;
            scope.spawn(move || {
                for text in texts {
                    archive.stage(&sha256(text.as_bytes()), text.as_bytes()).expect("staged");
                }
            });
        }
        for _ in 0..8 {
            archive.settle().expect("settled");
        }
    });
    archive.settle().expect("settled");
    assert_eq!(entries(&archive).len(), 64);
    assert!(texts.iter().all(|text| archive.read(&sha256(text.as_bytes())).is_ok_and(|bytes| bytes == text.as_bytes())));
}

#[test]
fn a_folder_that_cannot_be_made_is_told_by_its_path() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let error = Archive::open(&folder.path().join("missing/archive")).expect_err("its parent is missing");
    assert!(error.to_string().contains("missing/archive"), "{error}");
}

proptest::proptest! {
    #![proptest_config(ProptestConfig { cases: ProptestConfig::default().cases / 4, ..ProptestConfig::default() })]

    #[test]
    fn any_flipped_bit_is_noticed(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 1..400), at in 0_usize..400, bit in 0_u8..8) {
        let (_folder, archive) = archive();
        let sha = put(&archive, &bytes);
        let mut changed = bytes.clone();
        changed[at % bytes.len()] ^= 1 << bit;
        fs::write(path(&archive, &sha), &changed).expect("written");
        let damaged = matches!(archive.read(&sha), Err(ArchiveError::Damaged { .. }));
        proptest::prop_assert!(damaged);
        let told = matches!(entries(&archive).as_slice(), [Entry::Damaged { .. }]);
        proptest::prop_assert!(told);
    }
}
