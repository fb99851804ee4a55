//! An edition made by hand, an intake that writes down what it is given, and makers of files.

use rust_xlsxwriter::{Workbook, Worksheet};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Read;
use std::path::PathBuf;
use verbale_model::codelist::{Codelist, ListCode, ListId, list_form};
use verbale_model::edition::{Dimension, EditionKind, Multi, Origin};
use verbale_model::fold::fold;
use verbale_model::intake::{Crossing, Entry, Fate, Note, RawRow};
use verbale_model::labels::{Label, LabelKey, Labels};
use verbale_model::layout::{Axis, Column, FormLayout, Layout, Member, MemberId, RecordsLayout, Role, TableLayout};
use verbale_model::words::WordClass;
use verbale_model::{
    Accounting, CodeId, DimId, Edition, EditionId, Finding, Intake, Item, ItemId, ItemKind, Kind, Language, PlaceId, RawCell,
    Rejection, Schemas, Stored, catalogue,
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
    ("@n.specify", "(specify country)", "(précisez le pays)"),
    ("thefts_articles", "Articles on theft", "Articles sur le vol"),
    ("@b.thefts", "4. Marmot thefts|Thefts", "4. Vols de marmottes"),
    ("@b.thieves", "5. Thieves|Thieves by sex and age", "5. Voleurs"),
    ("@b.origin", "6. Thieves by citizenship", "6. Voleurs par nationalité"),
    ("@b.victims", "7. Marmots stolen|Marmots", "7. Marmottes volées"),
    ("@b.losses", "8. Losses by kind", "8. Pertes"),
    ("@m.total", "Total", "Total"),
    ("@m.women", "Women", "Femmes"),
    ("@m.girls", "Girls", "Filles"),
    ("@m.men", "Men", "Hommes"),
    ("@m.boys", "Boys", "Garçons"),
];

/// Members of tables, and their codes.
const MEMBERS: &[(&str, &[(&str, &str)])] = &[
    ("total", &[]),
    ("women", &[("sex", "F"), ("age", "adult")]),
    ("girls", &[("sex", "F"), ("age", "child")]),
    ("men", &[("sex", "M"), ("age", "adult")]),
    ("boys", &[("sex", "M"), ("age", "child")]),
];

const ITEMS: &[(&str, &str)] = &[
    ("state", "contact"),
    ("ministry", "contact"),
    ("plan", "law"),
    ("hotline", "help"),
    ("training", "help"),
    ("persons", "help"),
    ("thefts_articles", "law"),
    ("thefts", "law"),
    ("thieves", "law"),
    ("origin", "law"),
    ("victims", "help"),
    ("losses", "help"),
];

/// Schemas with the edition `survey/1` (a form, and records) and the dataset `figures/1` (records).
pub(crate) fn schemas() -> Schemas {
    let mut schemas = Schemas::default();
    let answers = list(&mut schemas, "answer", &[("yes", "Yes|Oui"), ("no", "No|Non"), ("partly", "Partly|En partie")]);
    let audience = list(&mut schemas, "audience", &[("police", "Police"), ("judges", "Judges|Juges")]);
    let selected = schemas.codes.intern("yes");
    let multi = Multi { options: audience, dimension: DimId(0), answers, selected };
    let lists = [
        list(&mut schemas, "sex", &[("_T", "All sexes|Total"), ("F", "Female|Females"), ("M", "Male|Males"), ("_U", "Unknown")]),
        list(
            &mut schemas,
            "age",
            &[
                ("_T", "All ages|Total"),
                ("child", "0 to 17 years|under 18|0-17"),
                ("adult", "18 years or over|18+"),
                ("_U", "Unknown"),
            ],
        ),
        list(&mut schemas, "citizenship", &[("_T", "Total")]),
    ];
    schemas.words.years = ["year", "année"].map(fold).into_iter().collect();
    schemas.words.fiscal_years = ["fy", "fiscal"].map(fold).into_iter().collect();
    schemas.words.parts_of_years = ["half", "months"].map(fold).into_iter().collect();
    schemas.words.part_links = ["of"].map(fold).into_iter().collect();
    schemas.words.year_statuses = ["est.", "revised"].map(fold).into_iter().collect();
    schemas.words.scales = ["thousands", "cent"].map(fold).into_iter().collect();
    schemas.words.months = [("january".to_owned(), 1), ("june".to_owned(), 6)].into_iter().collect();
    schemas.words.notes = ["note", "notes"].map(fold).into();
    for (word, class) in [("citizenship", WordClass::Header), ("n/a", WordClass::NotStated), ("unknown", WordClass::NotAvailable)] {
        schemas.words.index.insert(word.to_owned(), class);
    }
    for country in ["FRA", "TGO", "PER"] {
        schemas.codes.intern(country);
    }
    let survey = survey(&schemas, answers, multi, &lists);
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
            list.index.insert(list_form(word), code);
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
    if let Some(name) = name.strip_prefix("@m.") {
        let place = MEMBERS.iter().position(|(member, _)| *member == name).unwrap();
        return LabelKey::Member(MemberId(u16::try_from(place).unwrap()));
    }
    let (names, name, make): (_, _, fn(u16) -> LabelKey) = match name.split_at(name.len().min(3)) {
        ("@c.", name) => (&mut labels.columns, name, LabelKey::Column),
        ("@s.", name) => (&mut labels.sections, name, LabelKey::Section),
        ("@t.", name) => (&mut labels.sheets, name, LabelKey::Sheet),
        ("@b.", name) => (&mut labels.tables, name, LabelKey::Table),
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
    Column { required, one_of: one_of.map(str::to_owned), ..Column::new(labels.column(name).unwrap(), name, role) }
}

fn survey(schemas: &Schemas, answers: ListId, multi: Multi, lists: &[ListId]) -> Edition {
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
            "thefts_articles" => item(code, section, ItemKind::Text),
            "thefts" => item(code, section, ItemKind::Count),
            "thieves" | "victims" | "losses" => {
                Item { dimensions: vec![DimId(0), DimId(1)], ..item(code, section, ItemKind::Count) }
            }
            "origin" => Item { dimensions: vec![DimId(2)], ..item(code, section, ItemKind::Count) },
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
        tables: tables(&labels),
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
        sdmx: None,
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
        collection: verbale_model::Collection::default(),
        item_index: item_index.collect::<FxHashMap<_, _>>(),
        items,
        dimensions: dimensions(schemas, lists),
        members: members(schemas),
        labels,
        layouts: vec![Layout::Form(form), Layout::Records(records)],
        totals: Vec::new(),
        settings: Vec::new(),
        crosswalk: Vec::new(),
        digest: String::new(),
    }
}

fn dimensions(schemas: &Schemas, lists: &[ListId]) -> Vec<Dimension> {
    let dimension = |(code, list): (&str, &ListId)| Dimension {
        code: code.to_owned(),
        list: *list,
        areas: code == "citizenship",
        total: schemas.codes.get("_T"),
    };
    ["sex", "age", "citizenship"].into_iter().zip(lists).map(dimension).collect()
}

fn members(schemas: &Schemas) -> Vec<Member> {
    let code = |(dimension, code): &(&str, &str)| {
        let place = ["sex", "age", "citizenship"].iter().position(|known| known == dimension).unwrap();
        (DimId(u8::try_from(place).unwrap()), schemas.codes.get(code).unwrap())
    };
    let member = |(name, codes): &(&str, &[_])| Member { name: (*name).to_owned(), codes: codes.iter().map(code).collect() };
    MEMBERS.iter().map(member).collect()
}

/// `thefts`: total × years. `thieves`: members × years. `origin`: an open list × years. `victims`: ages under sexes × years.
/// `losses`: years × members and sexes.
fn tables(labels: &Labels) -> Vec<TableLayout> {
    let all = || (0..5).map(MemberId).collect::<Vec<_>>();
    let years = || Axis { years: true, ..Axis::default() };
    let total = || Axis { members: vec![MemberId(0)], ..Axis::default() };
    let table = |name: &str, rows, columns| TableLayout {
        name: name.to_owned(),
        title: labels.table(name).unwrap(),
        item: item_id(name),
        rows,
        columns,
    };
    vec![
        table("thefts", total(), years()),
        table("thieves", Axis { members: all(), dimensions: vec![DimId(0), DimId(1)], ..Axis::default() }, years()),
        table("origin", Axis { open: Some(DimId(2)), ..total() }, years()),
        table("victims", Axis { dimensions: vec![DimId(0), DimId(1)], nested: true, ..Axis::default() }, years()),
        table("losses", total(), Axis { members: all(), dimensions: vec![DimId(0)], years: true, ..Axis::default() }),
    ]
}

/// Writes down what it is given, one line each.
pub(crate) struct Recorder<'s> {
    schemas: &'s Schemas,
    edition: &'s Edition,
    pub(crate) places: Vec<String>,
    pub(crate) lines: Vec<String>,
    pub(crate) findings: Vec<Finding>,
    pub(crate) rows: u64,
}

impl<'s> Recorder<'s> {
    pub(crate) fn new(schemas: &'s Schemas, edition: &'s Edition) -> Self {
        Self { schemas, edition, places: Vec::new(), lines: Vec::new(), findings: Vec::new(), rows: 0 }
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
            Entry::Cell(cell) => {
                let percent = if matches!(cell.stored, Stored::Percent(_)) { " percent" } else { "" };
                format!("{} {} {:?}{percent}", self.code(item), cell.at.cell(), cell.text)
            }
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
        let code = match label.text.as_ref() {
            "France" | "FRA" => "FRA",
            "Togo" | "TGO" => "TGO",
            "Peru" | "PER" => "PER",
            _ => return Err(catalogue::AREA_UNKNOWN),
        };
        Ok(self.schemas.codes.get(code).unwrap())
    }

    fn crossing(&mut self, crossing: Crossing<'_>) {
        let mut line = self.code(crossing.series.item).to_owned();
        for (dimension, code) in self.edition.dimensions.iter().zip(crossing.series.dims) {
            if let Some(code) = code {
                write!(line, " {}={}", dimension.code, self.schemas.codes.text(code)).unwrap();
            }
        }
        if let Some(year) = crossing.year {
            write!(line, " {year}").unwrap();
        }
        match crossing.entry {
            Entry::Cell(cell) => write!(line, " {} {:?}", cell.at.cell(), cell.text).unwrap(),
            Entry::Blank(at) => write!(line, " {} blank", at.cell()).unwrap(),
            Entry::Options(..) => panic!("options in a table"),
        }
        self.lines.push(line);
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
        if let Some(why) = row.why {
            self.lines.push(format!("{} row {}", why.code, row.row + 1));
        }
        if cells[0] == "refused" || row.why.is_some() { Fate::Unplaced } else { Fate::Mapped }
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
    let mut recorder = Recorder::new(schemas, schemas.edition(recognized.edition));
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

/// The files of an archive of the shared material by path, or `None` where it is absent.
pub(crate) fn archive(file: &str) -> Option<BTreeMap<String, Vec<u8>>> {
    let packed = std::fs::read(shared(file)?).unwrap();
    let mut archive = tar::Archive::new(flate2::read::GzDecoder::new(packed.as_slice()));
    let mut files = BTreeMap::new();
    for entry in archive.entries().unwrap() {
        let mut entry = entry.unwrap();
        if entry.header().entry_type().is_file() {
            let path = entry.path().unwrap().to_string_lossy().into_owned();
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).unwrap();
            files.insert(path, bytes);
        }
    }
    Some(files)
}

/// A file or folder of the shared material, or `None` where it is absent, which is said aloud.
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
