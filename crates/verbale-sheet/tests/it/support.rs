//! An edition made by hand, an intake that writes down what it is given, and makers of files.

use rust_xlsxwriter::{Workbook, Worksheet};
use rustc_hash::FxHashMap;
use std::fmt::Write as _;
use std::path::PathBuf;
use verbale_model::codelist::{Codelist, ListCode, ListId};
use verbale_model::edition::{EditionKind, Multi, Origin};
use verbale_model::fold::fold;
use verbale_model::intake::{Crossing, Entry, Fate, Note, RawRow};
use verbale_model::labels::{Label, LabelKey, Labels};
use verbale_model::layout::{Column, FormLayout, Layout, RecordsLayout, Role};
use verbale_model::{
    Accounting, CodeId, DimId, Edition, EditionId, Finding, Intake, Item, ItemId, ItemKind, Kind, Language, PlaceId, RawCell,
    Rejection, Schemas, catalogue,
};
use verbale_sheet::{Book, Limits, Recognized, read, recognize};

/// Key, English and French labels; `|` sets aliases apart. `@c.` is a column, `@s.` a section, `@t.` a sheet, `@n.` a note.
const LABELS: &[(&str, &str, &str)] = &[
    ("@title", "Survey on the prevention of marmot theft", "Enquête sur la prévention du vol de marmottes"),
    ("@n.intro", "Please answer every question.", "Veuillez répondre à chaque question."),
    ("@c.number", "No.", "N°"),
    ("@c.question", "Question", "Mesure"),
    ("@c.answer", "Answer", "Réponse"),
    ("@c.comment", "Remarks", "Observations"),
    ("@s.contact", "Respondent", "Répondant"),
    ("@s.law", "Part I. Law", "Partie I. Droit"),
    ("@s.help", "Part II. Assistance", "Partie II. Assistance aux victimes"),
    ("@t.law", "Law", "Droit"),
    ("@t.help", "Assistance", "Assistance"),
    ("state", "Country|Reporting State", "Pays"),
    ("ministry", "Ministry|Institution|Focal point", "Ministère"),
    ("plan", "National action plan", "Plan d’action national"),
    ("hotline", "24/7 hotline", "Ligne d’urgence"),
    ("training", "Training of staff", "Formation du personnel"),
    ("persons", "Number of persons assisted", "Nombre de personnes assistées"),
    ("@c.area", "State|ISO code", "État"),
    ("@c.item", "Item", "Élément"),
    ("@c.year", "Year", "Année"),
    ("@c.value", "Value", "Valeur"),
    ("@c.page", "Page", "Page"),
    ("@n.owner", "Marmot Office", "Office des marmottes"),
];

const ITEMS: &[(&str, &str)] = &[
    ("state", "contact"),
    ("ministry", "contact"),
    ("plan", "law"),
    ("hotline", "help"),
    ("training", "help"),
    ("persons", "help"),
];

/// Schemas with the edition `survey/1` (a form, and records) and the dataset `figures/1` (records).
pub(crate) fn schemas() -> Schemas {
    let mut schemas = Schemas::default();
    let answers = list(&mut schemas, "answer", &[("yes", "Yes|Oui"), ("no", "No|Non"), ("partly", "Partly|En partie")]);
    let audience = list(&mut schemas, "audience", &[("police", "Police"), ("judges", "Judges|Juges")]);
    let selected = schemas.codes.intern("yes");
    let multi = Multi { options: audience, dimension: DimId(0), answers, selected };
    let survey = survey(answers, multi);
    let mut figures = Edition { id: EditionId(1), instrument: "figures".to_owned(), kind: EditionKind::Dataset, ..survey.clone() };
    figures.layouts.remove(0);
    let Layout::Records(records) = &mut figures.layouts[0] else { unreachable!() };
    "published".clone_into(&mut records.name);
    records.columns.retain(|column| column.name != "item");
    figures.labels.index.remove("item");
    records.columns.push(column(&survey.labels, "comment", Role::Comment, false, None));
    // Told apart from the survey by a column that it alone has.
    records.columns.push(column(&survey.labels, "number", Role::Context, true, None));
    schemas.editions = vec![survey, figures];
    schemas
}

fn list(schemas: &mut Schemas, name: &str, codes: &[(&str, &str)]) -> ListId {
    let mut list = Codelist { name: name.to_owned(), ..Codelist::default() };
    for (code, words) in codes {
        let code = schemas.codes.intern(code);
        for word in words.split('|') {
            list.index.insert(fold(word), code);
        }
        list.codes.push(ListCode { code, labels: Default::default(), aliases: Vec::new(), note: String::new() });
    }
    schemas.lists.push(list);
    ListId(u16::try_from(schemas.lists.len() - 1).unwrap())
}

fn labels() -> Labels {
    let mut labels = Labels::default();
    for (name, english, french) in LABELS {
        let key = key(name, &mut labels);
        for (language, words) in [(Language::En, english), (Language::Fr, french)] {
            let mut words = words.split('|');
            let text = words.clone().next().unwrap().to_owned();
            labels.list.push(Label { key, language, text, draft: false });
            words.by_ref().for_each(|word| {
                let entry = labels.index.entry(fold(word)).or_default();
                entry.push((key, language));
            });
        }
    }
    labels
}

fn key(name: &str, labels: &mut Labels) -> LabelKey {
    let (names, name, make): (_, _, fn(u16) -> LabelKey) = match name.split_at(name.len().min(3)) {
        ("@c.", name) => (&mut labels.columns, name, LabelKey::Column),
        ("@s.", name) => (&mut labels.sections, name, LabelKey::Section),
        ("@t.", name) => (&mut labels.sheets, name, LabelKey::Sheet),
        ("@n.", name) => (&mut labels.notes, name, LabelKey::Note),
        ("@ti", _) => return LabelKey::Title,
        _ => return LabelKey::Item(item_id(name)),
    };
    names.push(name.to_owned());
    make(u16::try_from(names.len() - 1).unwrap())
}

fn item_id(code: &str) -> ItemId {
    ItemId(u16::try_from(ITEMS.iter().position(|(name, _)| *name == code).unwrap()).unwrap())
}

fn column(labels: &Labels, name: &str, role: Role, required: bool, one_of: Option<&str>) -> Column {
    Column { key: labels.column(name).unwrap(), name: name.to_owned(), role, required, one_of: one_of.map(str::to_owned) }
}

fn survey(answers: ListId, multi: Multi) -> Edition {
    let labels = labels();
    let item = |code: &str, section: &str, kind| Item {
        code: code.to_owned(),
        section: section.to_owned(),
        pillar: None,
        kind,
        unit: None,
        dimensions: Vec::new(),
        required: false,
        parent: None,
        external: false,
        comment: None,
        about_sender: false,
        is_comment: false,
    };
    let mut items = ITEMS
        .iter()
        .map(|(code, section)| match *code {
            "state" | "ministry" => item(code, section, ItemKind::Contact),
            "training" => item(code, section, ItemKind::Multi(multi)),
            "persons" => item(code, section, ItemKind::Count),
            _ => item(code, section, ItemKind::Choice(answers)),
        })
        .collect::<Vec<_>>();
    for index in 2..ITEMS.len() {
        items[index].comment = Some(ItemId(u16::try_from(items.len()).unwrap()));
        let comment = Item { is_comment: true, ..item(&format!("{}_comment", ITEMS[index].0), ITEMS[index].1, ItemKind::Text) };
        items.push(comment);
    }
    let form = FormLayout {
        name: "form".to_owned(),
        anchors: vec![LabelKey::Title],
        min_items: 2,
        state: ItemId(0),
        sections: ["contact", "law", "help"].map(str::to_owned).to_vec(),
        answer: labels.column("answer").unwrap(),
        comment: labels.column("comment"),
        label: labels.column("question"),
        tables: Vec::new(),
    };
    let records = RecordsLayout {
        name: "sheet".to_owned(),
        header_within: 5,
        columns: vec![
            column(&labels, "area", Role::Area, true, None),
            column(&labels, "item", Role::Item, true, None),
            column(&labels, "year", Role::Year, true, None),
            column(&labels, "value", Role::Value, true, None),
            column(&labels, "page", Role::Attribute, false, None),
        ],
        items: Vec::new(),
        silence: None,
        defaults: Vec::new(),
    };
    let item_index = items.iter().enumerate().map(|(index, item)| (item.code.clone(), ItemId(u16::try_from(index).unwrap())));
    Edition {
        id: EditionId(0),
        instrument: "survey".to_owned(),
        name: "1".to_owned(),
        kind: EditionKind::Reply,
        title: String::new(),
        origin: Origin::Reconstructed,
        source: String::new(),
        languages: vec![Language::En, Language::Fr],
        years: None,
        separators: None,
        cutoff: None,
        item_index: item_index.collect::<FxHashMap<_, _>>(),
        items,
        dimensions: Vec::new(),
        members: Vec::new(),
        labels,
        layouts: vec![Layout::Form(form), Layout::Records(records)],
        totals: Vec::new(),
        digest: String::new(),
    }
}

/// Writes down what it is given, one line each.
pub(crate) struct Recorder<'s> {
    edition: &'s Edition,
    pub(crate) places: Vec<String>,
    pub(crate) lines: Vec<String>,
    pub(crate) findings: Vec<Finding>,
    pub(crate) rows: u64,
}

impl<'s> Recorder<'s> {
    pub(crate) fn new(edition: &'s Edition) -> Self {
        Self { edition, places: Vec::new(), lines: Vec::new(), findings: Vec::new(), rows: 0 }
    }

    fn code(&self, item: ItemId) -> &str {
        &self.edition.item(item).code
    }
}

impl Intake for Recorder<'_> {
    fn place(&mut self, name: &str) -> PlaceId {
        self.places.push(name.to_owned());
        PlaceId(u16::try_from(self.places.len() - 1).unwrap())
    }

    fn entry(&mut self, item: ItemId, entry: Entry<'_>) {
        let line = match entry {
            Entry::Cell(cell) => format!("{} {} {:?}", self.code(item), cell.at.cell(), cell.text),
            Entry::Blank(at) => format!("{} {} blank", self.code(item), at.cell()),
            Entry::Options(options, at) => {
                let mut line = format!("{} {}", self.code(item), at.cell());
                for (heading, cell) in options {
                    write!(line, " [{heading}] {} {:?}", cell.at.cell(), cell.text).unwrap();
                }
                line
            }
        };
        self.lines.push(line);
    }

    fn listed(&mut self, _: ItemId, _: DimId, label: &RawCell<'_>) -> Result<CodeId, &'static Kind> {
        self.lines.push(format!("listed {} {:?}", label.at.cell(), label.text));
        Err(catalogue::AREA_UNKNOWN)
    }

    fn crossing(&mut self, crossing: Crossing<'_>) {
        self.lines.push(format!("{:?}", crossing));
    }

    fn note(&mut self, note: Note<'_>) {
        self.lines.push(format!("{} {} {:?}", note.kind.code(), note.at.cell(), note.text));
    }

    fn row(&mut self, row: &RawRow<'_, '_>) -> Fate {
        self.rows += 1;
        let text = |cell: &RawCell<'_>| cell.text.to_string();
        let cells = row.cells.iter().map(|cell| cell.as_ref().map_or_else(|| "·".to_owned(), text)).collect::<Vec<_>>();
        let extra = row.extra.iter().map(|(heading, cell)| format!(" {heading}={}", cell.text)).collect::<Vec<_>>().concat();
        self.lines.push(format!("row {}: {}{extra}", row.row + 1, cells.join(" | ")));
        if cells[0] == "refused" { Fate::Unplaced } else { Fate::Mapped }
    }

    fn unplaced(&mut self, cell: &RawCell<'_>, why: &'static Kind) {
        self.lines.push(format!("{} {} {:?}", why.code, cell.at.cell(), cell.text));
    }

    fn finding(&mut self, finding: Finding) {
        self.findings.push(finding);
    }
}

/// What was read of a file.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) recognized: Recognized,
    pub(crate) accounting: Accounting,
    pub(crate) lines: Vec<String>,
    /// `S03 D4 column "D (1 cell)"`, sorted as reports show them.
    pub(crate) findings: Vec<String>,
}

/// Reads a file with the edition made by hand.
pub(crate) fn outcome(bytes: &[u8]) -> Result<Outcome, Rejection> {
    outcome_of(&schemas(), bytes, None)
}

pub(crate) fn outcome_of(schemas: &Schemas, bytes: &[u8], wanted: Option<EditionId>) -> Result<Outcome, Rejection> {
    let mut book = Book::open(bytes, Limits::default())?;
    let recognized = recognize(&mut book, schemas, wanted)?;
    let mut recorder = Recorder::new(schemas.edition(recognized.edition));
    let accounting = read(&mut book, schemas, &recognized, &mut recorder)?;
    assert!(accounting.adds_up(), "{accounting:?}");
    let findings = recorder.findings.iter().map(tell).collect();
    Ok(Outcome { recognized, accounting, lines: recorder.lines, findings })
}

/// A finding in one line.
pub(crate) fn tell(finding: &Finding) -> String {
    let args = finding.args.iter().map(|arg| format!(" {arg}")).collect::<Vec<_>>().concat();
    let cell = finding.at.cell();
    if cell.is_empty() { format!("{}{args}", finding.kind.code) } else { format!("{} {cell}{args}", finding.kind.code) }
}

/// The reason of a rejection in one line.
pub(crate) fn refusal(bytes: &[u8]) -> String {
    match outcome(bytes) {
        Ok(outcome) => panic!("read as {outcome:?}"),
        Err(rejection) => tell(&rejection.reason),
    }
}

/// Checks entries, rows and unplaced cells, and then the findings.
#[track_caller]
pub(crate) fn check(bytes: &[u8], lines: &[&str], findings: &[&str]) -> Outcome {
    let outcome = outcome(bytes).unwrap_or_else(|rejection| panic!("{}", tell(&rejection.reason)));
    assert_eq!(outcome.lines, lines, "{:#?}", outcome.findings);
    assert_eq!(outcome.findings, findings);
    outcome
}

/// A workbook of one sheet, from rows of cells set apart by `|`; a cell that is a number is one, and an empty one is none.
pub(crate) fn workbook(rows: &[&str]) -> Vec<u8> {
    workbook_of(&[("Sheet1", rows)])
}

pub(crate) fn workbook_of(sheets: &[(&str, &[&str])]) -> Vec<u8> {
    workbook_with(sheets, |_, _| {})
}

/// [`workbook_of`] with a finishing touch to each sheet.
pub(crate) fn workbook_with(sheets: &[(&str, &[&str])], finish: impl Fn(usize, &mut Worksheet)) -> Vec<u8> {
    let mut workbook = Workbook::new();
    for (index, (name, rows)) in sheets.iter().enumerate() {
        let sheet = workbook.add_worksheet();
        sheet.set_name(*name).unwrap();
        for (row, line) in (0..).zip(*rows) {
            for (col, text) in (0..).zip(line.split('|')) {
                let text = text.replace("\\n", "\n");
                match text.parse::<f64>() {
                    Ok(number) => sheet.write_number(row, col, number).unwrap(),
                    Err(_) if text.is_empty() => sheet,
                    Err(_) => sheet.write_string(row, col, text).unwrap(),
                };
            }
        }
        finish(index, sheet);
    }
    workbook.save_to_buffer().unwrap()
}

/// A folder of the shared material, or `None` where it is absent, which is said aloud.
pub(crate) fn shared(folder: &str) -> Option<PathBuf> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared").join(folder);
    if path.exists() {
        return Some(path);
    }
    #[expect(clippy::disallowed_methods, reason = "a test may ask how it is run")]
    let required = std::env::var("VERBALE_REQUIRE_CORPUS").is_ok();
    assert!(!required, "{} is missing, and VERBALE_REQUIRE_CORPUS is set", path.display());
    println!("SKIPPED: {} is missing", path.display());
    None
}
