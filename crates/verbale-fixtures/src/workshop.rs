//! Everything under `fixtures/`, made in memory.

use crate::damage::{self, Base, Damaged, Made};
use crate::expected::ExpectedFile;
use crate::fault::Fault;
use crate::grid::Book;
use crate::job::{Job, State};
use crate::manifest::{Expect, FileEntry, Manifest};
use crate::recipe::{Recipe, Recipes};
use crate::rng::Rng;
use crate::sdmx::Decided;
use crate::shape::Shape;
use crate::texts::AllTexts;
use crate::xml_reply::XmlDocument;
use crate::{coding, decide, delimited, figures, form, published, sdmx, xlsx, xml_form};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use verbale_model::Schemas;
use verbale_model::digest::{hex, sha256};
use verbale_model::layout::{Layout, RecordsLayout, Role};
use verbale_schema::Layer;

/// The repository's schemas, recipes and texts, from which every fixture is made.
#[derive(Debug, Clone)]
pub struct Workshop {
    pub(crate) root: PathBuf,
    pub(crate) schemas: Schemas,
    pub(crate) recipes: Recipes,
    pub(crate) texts: AllTexts,
}

/// A file composed from a recipe.
pub(crate) struct Composed {
    pub(crate) bytes: Vec<u8>,
    pub(crate) book: Book,
    pub(crate) expected: ExpectedFile,
    pub(crate) silent: Option<u64>,
    /// Cells, or attributes and texts, that are not empty.
    pub(crate) cells: u64,
    /// For a form with tables: cells that have no place in it.
    pub(crate) unplaced: Option<u64>,
}

/// The repository in which this crate was built.
pub fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

impl Workshop {
    /// Opens the repository at `root`: `schemas/` with `fixtures/overlay/`, `fixtures/recipes.toml`, `fixtures/texts/`.
    pub fn open(root: &Path) -> Result<Self, Fault> {
        let fixtures = root.join("fixtures");
        let schemas = verbale_schema::load(&[Layer::folder(root.join("schemas")), Layer::folder(fixtures.join("overlay"))])?;
        let texts = AllTexts::read(&fixtures.join("texts"), &schemas)?;
        Ok(Self { root: root.to_owned(), recipes: Recipes::read(&fixtures.join("recipes.toml"))?, schemas, texts })
    }

    /// The schemas together with the fictitious States.
    pub const fn schemas(&self) -> &Schemas {
        &self.schemas
    }

    /// What the generator writes for the recipe of a file's name: for an edited file, the workbook from which it was made.
    pub fn base(&self, name: &str) -> Result<Vec<u8>, Fault> {
        let recipe = self.recipes.by_stem(name).ok_or_else(|| Fault::recipe(name, "there is none"))?;
        // The changes are made by hand in the file, and by the generator in the truth.
        let tables = Shape { figures: Vec::new(), added: Vec::new(), ..recipe.tables.clone() };
        let recipe = Recipe { changes: Vec::new(), tables, ..recipe.clone() };
        Ok(self.compose(&recipe)?.bytes)
    }

    /// All files by path under `fixtures/`: what is generated, the truth of each file that is loaded, and the manifest. Files
    /// that are committed as they are stand in the manifest only.
    pub fn files(&self) -> Result<BTreeMap<String, Vec<u8>>, Fault> {
        let mut files = BTreeMap::new();
        let mut entries = Vec::new();
        let mut composed = BTreeMap::new();
        for recipe in &self.recipes.files {
            let made = self.compose(recipe)?;
            let kept = recipe.edited.is_some();
            let bytes = if kept { self.committed(&recipe.path)? } else { made.bytes.clone() };
            let expect = match &recipe.reject {
                Some(reason) => Expect::Rejected { reason: reason.clone() },
                None => {
                    let path = format!("expected/{}.csv", recipe.stem());
                    let truth = made.expected.to_csv();
                    // Copies of one reply in several formats have one name and one truth.
                    if files.insert(path, truth.clone()).is_some_and(|other| other != truth) {
                        return Err(Fault::recipe(&recipe.path, "another file has the same name"));
                    }
                    let cells = if kept { recipe.cells } else { Some(made.cells) };
                    let unplaced = if kept { recipe.unplaced } else { made.unplaced };
                    let answers = u64::try_from(made.expected.rows.len()).unwrap_or(u64::MAX);
                    Expect::Loaded { answers, silent: made.silent, cells, unplaced }
                }
            };
            entries.push(self.entry(recipe, sha(&bytes), expect)?);
            if !kept {
                files.insert(recipe.path.clone(), bytes);
            }
            composed.insert(recipe.path.as_str(), made);
        }
        for damaged in &self.recipes.damaged {
            let (entry, bytes) = self.damaged(damaged, &composed)?;
            entries.push(entry);
            files.extend(bytes.map(|bytes| (damaged.path.clone(), bytes)));
        }
        entries.sort_by(|left, right| left.path.cmp(&right.path));
        files.insert("manifest.toml".to_owned(), Manifest { files: entries }.to_toml()?);
        Ok(files)
    }

    fn committed(&self, path: &str) -> Result<Vec<u8>, Fault> {
        let path = self.root.join("fixtures").join(path);
        std::fs::read(&path).map_err(Fault::io(&path))
    }

    fn entry(&self, recipe: &Recipe, sha256: String, expect: Expect) -> Result<FileEntry, Fault> {
        let job = self.job(recipe, self.states(recipe)?)?;
        Ok(FileEntry {
            path: recipe.path.clone(),
            edition: job.edition.path(),
            layout: job.layout.name().to_owned(),
            language: recipe.language.code().to_owned(),
            states: recipe.states.clone(),
            origin: match &recipe.edited {
                Some(how) => format!("edited: {how}"),
                None => format!("recipe, seed {}", recipe.seed),
            },
            why: recipe.why.clone(),
            sha256,
            expect,
        })
    }

    fn damaged(&self, damaged: &Damaged, composed: &BTreeMap<&str, Composed>) -> Result<(FileEntry, Option<Vec<u8>>), Fault> {
        let base = match &damaged.from {
            None => None,
            Some(path) => {
                let base = composed.get(path.as_str());
                Some(base.ok_or_else(|| Fault::recipe(&damaged.path, format!("no recipe writes `{path}`")))?)
            }
        };
        let base = base.map(|base| Base { bytes: &base.bytes, book: &base.book });
        let bytes = damage::make(&damaged.made, base.as_ref(), &damaged.path)?;
        let sha256 = match &bytes {
            Some(bytes) => sha(bytes),
            None => sha(&self.committed(&damaged.path)?),
        };
        let from = damaged.from.as_ref().filter(|_| !matches!(damaged.made, Made::Kept(_)));
        let told = damage::told(&damaged.made);
        let entry = FileEntry {
            path: damaged.path.clone(),
            edition: String::new(),
            layout: String::new(),
            language: String::new(),
            states: Vec::new(),
            origin: from.map_or(told.clone(), |from| format!("{told}, from {from}")),
            why: damaged.why.clone(),
            sha256,
            expect: Expect::Rejected { reason: damaged.reject.clone() },
        };
        Ok((entry, bytes))
    }

    fn states(&self, recipe: &Recipe) -> Result<Vec<State>, Fault> {
        let state = |code: &String| {
            State::find(&self.schemas, code)
                .ok_or_else(|| Fault::recipe(&recipe.path, format!("`{code}` is no fictitious State of overlay/areas.csv")))
        };
        recipe.states.iter().map(state).collect()
    }

    pub(crate) fn job<'a>(&'a self, recipe: &'a Recipe, states: Vec<State>) -> Result<Job<'a>, Fault> {
        Job::new(&self.schemas, &self.recipes, &self.texts, recipe, states)
    }

    pub(crate) fn compose(&self, recipe: &Recipe) -> Result<Composed, Fault> {
        self.compose_for(recipe, self.states(recipe)?)
    }

    /// Composes a recipe for other States than it names.
    pub(crate) fn compose_for(&self, recipe: &Recipe, states: Vec<State>) -> Result<Composed, Fault> {
        let job = self.job(recipe, states)?;
        let mut rng = Rng::new(recipe.seed);
        let mut reply = None;
        let (book, expected, silent) = match job.layout {
            Layout::Form(layout) => {
                let entries = decide::form(&job, layout, &mut rng)?;
                let tables = figures::fill(&job, layout, &mut rng)?;
                let mut expected = ExpectedFile::new(&job);
                if let [state] = job.states.as_slice() {
                    for entry in &entries {
                        expected.push(&job, &state.code, entry);
                    }
                    for filled in &tables {
                        expected.push_table(&job, &state.code, filled);
                    }
                }
                if recipe.content() == "xml" {
                    reply = Some(xml_form::reply(&job, layout, &entries, &tables)?.write(&recipe.xml)?);
                }
                (form::print(&job, layout, &entries, &tables, &mut rng)?, expected, None)
            }
            Layout::Records(layout) if layout.sdmx.is_some() => return self.statistics(&job, layout, &mut rng),
            Layout::Records(layout) if layout.columns.iter().any(|column| matches!(column.role, Role::Select(_))) => {
                let path = self.root.join("schemas").join(job.edition.path()).join("records.csv");
                let (book, expected) = published::compose(&job, layout, &published::selecting(&path)?, &mut rng)?;
                (book, expected, None)
            }
            Layout::Records(layout) => {
                let coded = coding::compose(&job, layout, &mut rng)?;
                (coded.book, coded.expected, Some(coded.silent))
            }
        };
        if let Some(XmlDocument { bytes, filled }) = reply {
            return Ok(Composed { bytes, book, expected, silent, cells: filled, unplaced: Some(0) });
        }
        let bytes = match recipe.content() {
            "xlsx" => xlsx::write(&book)?,
            "csv" => delimited::write(&book, &recipe.text, &recipe.path)?,
            other => return Err(Fault::recipe(&recipe.path, format!("the generator does not write `.{other}`"))),
        };
        // What becomes of the labels of a table without years is the reader's to say.
        let told = job.has_tables() && recipe.tables.lost_years.is_empty();
        let unplaced = told.then(|| book.outside());
        let cells = book.cells();
        Ok(Composed { bytes, book, expected, silent, cells, unplaced })
    }

    fn statistics(&self, job: &Job<'_>, layout: &RecordsLayout, rng: &mut Rng) -> Result<Composed, Fault> {
        let Decided { message, expected } = sdmx::decide(job, layout, &self.root, rng)?;
        let recipe = job.recipe.sdmx.as_ref().ok_or_else(|| job.fault("has no [file.sdmx]"))?;
        let put = message.write(&recipe.format, &job.recipe.path)?;
        let title = job.edition.title.clone();
        let book = Book { title, author: String::new(), language: job.recipe.language, date: job.asof, sheets: Vec::new() };
        Ok(Composed { bytes: put.bytes, book, expected, silent: None, cells: put.filled, unplaced: Some(put.apart) })
    }

    /// Recipes of good statistical workbooks: what a statistical workload is made of.
    pub(crate) fn good_statistics(&self) -> Vec<&Recipe> {
        let plain = |recipe: &&Recipe| recipe.path.starts_with("good/") && recipe.content() == "xlsx" && recipe.answered.is_none();
        let tables = |recipe: &&Recipe| {
            let shape = &recipe.tables;
            shape.figures.is_empty() && shape.added.is_empty() && shape.lost_years.is_empty() && shape.years.is_none()
        };
        let has_tables = |recipe: &&Recipe| {
            let edition = recipe.edition.as_ref().and_then(|path| self.schemas.edition_at(path));
            edition.is_some_and(|edition| {
                edition.layouts.iter().any(|layout| matches!(layout, Layout::Form(form) if !form.tables.is_empty()))
            })
        };
        self.recipes
            .files
            .iter()
            .filter(plain)
            .filter(tables)
            .filter(has_tables)
            .filter(|recipe| recipe.print.sheets.is_none())
            .collect()
    }

    /// Recipes of good forms from one State: what a workload is made of.
    pub(crate) fn good_forms(&self) -> Vec<&Recipe> {
        let good = |recipe: &&Recipe| {
            recipe.reject.is_none() && recipe.edited.is_none() && recipe.edition.is_none() && recipe.layout.is_none()
        };
        self.recipes.files.iter().filter(good).filter(|recipe| recipe.content() == "xlsx" && recipe.changes.is_empty()).collect()
    }
}

fn sha(bytes: &[u8]) -> String {
    hex(&sha256(bytes))
}
