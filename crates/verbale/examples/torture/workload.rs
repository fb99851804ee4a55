//! The files that are imported, and what a database holds afterwards.

use crate::desk::{Desk, complaint};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// Files of the many.
pub(crate) const MANY: usize = 500;

/// The files, the program that imports them, and the kind of database.
pub(crate) struct Workload {
    pub(crate) binary: PathBuf,
    pub(crate) server: bool,
    fixtures: PathBuf,
    many: TempDir,
    /// The dump after all files that are shipped, after the few and after the many.
    whole: String,
    few: String,
    of_many: String,
}

/// How much of the workload is imported.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Share {
    /// Every reply that is shipped, good and bad.
    Whole,
    /// A few files, each of another kind.
    Few,
    /// A reply of each of 500 States.
    Many,
}

const WHOLE: [&str; 5] = ["good", "edited", "bad", "xml", "sdmx"];
const FEW: [&str; 5] = [
    "good/form-en-plain.xlsx",
    "good/stat-en-plain.xlsx",
    "xml/codes-ru.xml",
    "bad/encrypted.xlsx",
    "good/coding-en-two-states.xlsx",
];

impl Workload {
    pub(crate) fn new(binary: PathBuf, server: bool) -> Self {
        let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures").canonicalize().unwrap();
        let empty = String::new;
        let many = many(&fixtures);
        let mut load = Self { binary, server, fixtures, many, whole: empty(), few: empty(), of_many: empty() };
        let undisturbed = |share| {
            let desk = Desk::new(&load);
            let output = desk.import(&load, share).output().unwrap();
            assert_eq!(complaint(&output), None, "an import that nothing disturbs");
            desk.dump().unwrap()
        };
        let [whole, few, of_many] = [Share::Whole, Share::Few, Share::Many].map(undisturbed);
        (load.whole, load.few, load.of_many) = (whole, few, of_many);
        load
    }

    /// What the database has to hold.
    pub(crate) fn expected(&self, share: Share) -> &str {
        match share {
            Share::Whole => &self.whole,
            Share::Few => &self.few,
            Share::Many => &self.of_many,
        }
    }

    /// What is given to the import.
    pub(crate) fn files(&self, share: Share) -> Vec<PathBuf> {
        let of = |names: &[&str]| names.iter().map(|name| self.fixtures.join(name)).collect();
        match share {
            Share::Whole => of(&WHOLE),
            Share::Few => of(&FEW),
            Share::Many => (0..MANY).map(|number| self.one_of_many(number)).collect(),
        }
    }

    /// One of the many files.
    pub(crate) fn one_of_many(&self, number: usize) -> PathBuf {
        self.many.path().join("in").join(name(number))
    }

    /// Where the States are named that send them.
    pub(crate) fn overlay(&self, share: Share) -> PathBuf {
        match share {
            Share::Whole | Share::Few => self.fixtures.join("overlay"),
            Share::Many => self.many.path().join("overlay"),
        }
    }
}

fn name(number: usize) -> String {
    format!("{number:03}.csv")
}

/// Writes replies of so many fictitious States, each of its own.
fn many(fixtures: &Path) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let areas = std::fs::read_to_string(fixtures.join("overlay/areas.csv")).unwrap();
    let heading = areas.lines().next().unwrap();
    let mut overlay = format!("{heading}\n");
    for part in ["in", "overlay"] {
        std::fs::create_dir(folder.path().join(part)).unwrap();
    }
    for number in 0..MANY {
        // User-assigned codes, and not XKX, which is in use.
        let letter = |place: usize| char::from(b"ABCDEFGHIJKLMNOPQRSTUVWYZ"[place % 25]);
        let code = format!("X{}{}", letter(number / 25), letter(number));
        let state = format!("State {code}");
        let names = format!("{state},{state},{state},{state},{state},{state}");
        let _ = writeln!(overlay, "{code},fictitious_state,,,{names},150,155,,,,,fictitious");
        let mut reply = String::from("State,Measure code,Code,Excerpt\n");
        for (place, item) in ["leg_nap", "leg_labour_exploitation", "pre_supply_chain_public", "pre_fair_wages"].iter().enumerate()
        {
            let said = ["yes", "no", "planned", "partial"][(number >> place) % 4];
            let _ = writeln!(reply, "{state},{item},{said},Article {number} of the code.");
        }
        std::fs::write(folder.path().join("in").join(name(number)), reply).unwrap();
    }
    std::fs::write(folder.path().join("overlay/areas.csv"), overlay).unwrap();
    folder
}
