//! The parts of a workbook around its sheets: relationships, list of sheets, shared strings, styles.
//!
//! Where readers differ in what they make of these parts, the file is rejected.

use crate::book::Visibility;
use crate::container::Container;
use crate::elements::unescape;
use crate::fault::{Fault, damaged, limit};
use crate::limits::Limits;
use crate::xlsx::annotations::Comments;
use crate::xlsx::formats::{NumberFormats, Shown};
use crate::xlsx::rich_text::SharedStrings;
use crate::xlsx::sheet_scan::{self, Context, Scan, SheetFacts};
use crate::xlsx::value_scan::Stock;
use crate::xlsx::{KeptCells, XlsxCells};
use crate::xml::{Attributes, Token, XmlFault, local};
use memchr::memchr;
use rustc_hash::FxHashMap;

/// A workbook whose parts were all scanned.
pub(crate) struct Package {
    pub(crate) sheets: Vec<WorksheetPart>,
    pub(crate) strings: SharedStrings,
    formats: Option<Vec<Shown>>,
    epoch_1904: bool,
    limits: Limits,
    /// True if a text that is borrowed from here may have a NUL in it.
    pub(crate) nul: bool,
    /// Sheets whose comments cannot be read.
    pub(crate) unreadable: Vec<String>,
}

/// A worksheet: its name, whether it shows, and what the scan found in it.
#[derive(Debug)]
pub(crate) struct WorksheetPart {
    pub(crate) name: String,
    pub(crate) visibility: Visibility,
    pub(crate) facts: SheetFacts,
    part: String,
    /// Its cells; none for a big sheet.
    kept: Option<KeptCells>,
}

/// Cells held in memory of one sheet, and of one file. A sheet with more is scanned once more when it is read.
const KEPT_OF_SHEET: usize = 99_999;
const KEPT_OF_FILE: usize = 400_000;

/// The workbook part.
#[derive(Default)]
struct Workbook {
    listed: Vec<Listed>,
    epoch_1904: bool,
}

/// What the workbook part lists.
struct Listed {
    name: String,
    visibility: Visibility,
    id: String,
}

/// Scans all parts that matter, and gives the worksheets in the order of the workbook.
pub(crate) fn scan(container: &mut Container<'_>, limits: Limits) -> Result<Package, Fault> {
    let (folder, workbook) = main_part(container)?;
    let relations = relations(container, &folder, &workbook)?;
    let workbook = list(container, &folder, &workbook, limits)?;
    let strings = strings(container, &folder, &relations, limits)?;
    let formats = formats(container, &folder, &relations)?;
    let nul = memchr(0, strings.rich.text.as_bytes()).is_some();
    let Workbook { listed, epoch_1904 } = workbook;
    let mut package =
        Package { sheets: Vec::with_capacity(listed.len()), strings, formats, epoch_1904, limits, nul, unreadable: Vec::new() };
    let (mut left, mut room) = (limits.cells, KEPT_OF_FILE);
    let mut known = true;
    for (index, Listed { name, visibility, id }) in listed.into_iter().enumerate() {
        let (target, kind) = relations.get(&id).ok_or_else(|| damaged(format!("sheet {} has no part", index + 1)))?;
        match kind.rsplit('/').next() {
            Some("worksheet") => {}
            // A chart or dialog sheet has no cells.
            Some("chartsheet" | "dialogsheet") => continue,
            // A sheet of macros, or what nobody knows: its cells would be lost.
            _ => {
                known = false;
                continue;
            }
        }
        let part = resolve(&folder, target);
        let (mut facts, kept) = package.sheet(container, (index, &name), &part, (left, room))?;
        left -= facts.cells;
        room -= kept.as_ref().map_or(0, KeptCells::len);
        package.nul |= kept.as_ref().is_some_and(|kept| kept.nul);
        facts.annotations.hidden.sheet = visibility != Visibility::Visible;
        if comments(container, &part, &mut facts).is_err() {
            package.unreadable.push(name.clone());
        }
        facts.annotations.sort();
        package.sheets.push(WorksheetPart { name, visibility, facts, part, kept });
    }
    if known { Ok(package) } else { Err(damaged(UNREADABLE)) }
}

/// What is said of a workbook part that is well formed, and is none all the same.
const UNREADABLE: &str = "its workbook cannot be read";

impl Package {
    fn context(&self, left: u64) -> Context<'_> {
        let formats = self.formats.as_deref();
        Context {
            stock: Stock { strings: self.strings.len() as u64, formats: formats.map(|formats| formats.len() as u64) },
            formats: formats.unwrap_or_default(),
            epoch_1904: self.epoch_1904,
            limits: self.limits,
            left,
        }
    }

    /// Scans a sheet. `left` is how many cells the file may still have, `room` how many of them may be held.
    fn sheet(
        &self,
        container: &mut Container<'_>,
        (index, name): (usize, &str),
        part: &str,
        (left, room): (u64, usize),
    ) -> Result<(SheetFacts, Option<KeptCells>), Fault> {
        let most = KEPT_OF_SHEET.min(room);
        let found = container.scan(part, self.limits.total_bytes, |elements| {
            let mut scan = Scan::new(part, self.context(left));
            let mut kept = Some(KeptCells::default());
            loop {
                match scan.next(elements) {
                    Ok(Some(cell)) => match &mut kept {
                        Some(cells) if cells.len() < most => cells.push(cell),
                        _ => kept = None,
                    },
                    Ok(None) => return Ok((scan.facts, kept)),
                    Err(fault) => return Err(scan.reject(fault, index, name)),
                }
            }
        })?;
        found.ok_or_else(|| damaged(format!("sheet {} has no part", index + 1)))
    }

    /// True if the cells of a sheet are held in memory.
    pub(crate) fn is_kept(&self, sheet: usize) -> bool {
        self.sheets[sheet].kept.is_some()
    }

    /// The cells of a sheet.
    pub(crate) fn cells<'a>(&'a self, container: &'a mut Container<'_>, sheet: usize) -> Result<XlsxCells<'a>, Fault> {
        let strings = &self.strings;
        let WorksheetPart { part, kept, facts, .. } = &self.sheets[sheet];
        Ok(match kept {
            Some(kept) => XlsxCells::Kept { kept, next: 0, strings },
            None => XlsxCells::Streamed {
                sheet: Box::new(container.again(part)?),
                scan: Box::new(Scan::new(part, self.context(self.limits.cells))),
                strings,
                cells: facts.cells,
            },
        })
    }
}

/// Folder and name of the workbook part.
fn main_part(container: &mut Container<'_>) -> Result<(String, String), Fault> {
    let mut target = None;
    let found = container.walk("_rels/.rels", |token, _| {
        if let Some(relation) = relation(token)?
            && relation.kind.ends_with("/relationships/officeDocument")
        {
            target = Some(relation.target);
        }
        Ok(())
    })?;
    if !found {
        return Err(damaged("its container has no list of relationships"));
    }
    let target = target.ok_or_else(|| damaged("its container names no workbook"))?;
    let target = target.strip_prefix('/').unwrap_or(&target);
    let (folder, name) = target.rfind('/').map_or(("", target), |slash| target.split_at(slash + 1));
    Ok((folder.to_owned(), name.to_owned()))
}

struct Relation {
    id: String,
    kind: String,
    target: String,
}

fn relation(token: Token<'_>) -> Result<Option<Relation>, Fault> {
    let Token::Start { name, attributes, .. } = token else { return Ok(None) };
    if local(name) != b"Relationship" {
        return Ok(None);
    }
    let mut relation = Relation { id: String::new(), kind: String::new(), target: String::new() };
    for_attributes(attributes, |name, value| match name {
        b"Id" => relation.id = value,
        b"Type" => relation.kind = value,
        b"Target" => relation.target = value,
        _ => {}
    })?;
    Ok(Some(relation))
}

fn for_attributes(attributes: &[u8], mut see: impl FnMut(&[u8], String)) -> Result<(), Fault> {
    for attribute in Attributes::new(attributes) {
        let (name, value) = attribute.map_err(|fault: XmlFault| damaged(fault.words()))?;
        see(name, unescape(value).ok_or_else(|| damaged("an attribute is not well formed"))?);
    }
    Ok(())
}

pub(crate) type Relations = FxHashMap<String, (String, String)>;

pub(crate) fn relations(container: &mut Container<'_>, folder: &str, workbook: &str) -> Result<Relations, Fault> {
    let mut relations = Relations::default();
    let found = container.walk(&format!("{folder}_rels/{workbook}.rels"), |token, _| {
        if let Some(relation) = relation(token)?
            && relations.insert(relation.id, (relation.target, relation.kind)).is_some()
        {
            return Err(damaged("two relationships of the workbook have one name"));
        }
        Ok(())
    })?;
    if found { Ok(relations) } else { Err(damaged("the workbook has no list of relationships")) }
}

fn list(container: &mut Container<'_>, folder: &str, workbook: &str, limits: Limits) -> Result<Workbook, Fault> {
    let mut listed: Vec<Listed> = Vec::new();
    let mut epoch_1904 = false;
    let found = container.walk(&format!("{folder}{workbook}"), |token, _| {
        let (name, attributes) = match token {
            Token::Start { name, attributes, .. } => (name, attributes),
            // Names of ranges, and what they stand for.
            Token::Text(text) if unescape(text).is_none() => return Err(damaged(UNREADABLE)),
            _ => return Ok(()),
        };
        match local(name) {
            b"sheet" => {}
            b"workbookPr" => {
                // Elements of extensions have the same name, and do not say it.
                if let Some((_, value)) = Attributes::new(attributes).flatten().find(|(name, _)| *name == b"date1904") {
                    epoch_1904 = matches!(value, b"1" | b"true");
                }
                return Ok(());
            }
            _ => return Ok(()),
        }
        if listed.len() == limits.sheets {
            return Err(limit("sheets in the workbook", limits.sheets as u64));
        }
        let mut sheet = Listed { name: String::new(), visibility: Visibility::Visible, id: String::new() };
        let mut bad_state = false;
        for_attributes(attributes, |name, value| match local(name) {
            b"name" => sheet.name = value,
            b"state" => match Visibility::from_code(&value) {
                Some(visibility) => sheet.visibility = visibility,
                None => bad_state = true,
            },
            b"id" => sheet.id = value,
            _ => {}
        })?;
        if bad_state {
            return Err(damaged("the list of sheets is not well formed"));
        }
        listed.push(sheet);
        Ok(())
    })?;
    if !found {
        return Err(damaged("its container has no workbook"));
    }
    let mut names = rustc_hash::FxHashSet::default();
    if listed.iter().any(|sheet| !names.insert(sheet.name.to_lowercase())) {
        return Err(damaged("two sheets have the same name"));
    }
    Ok(Workbook { listed, epoch_1904 })
}

/// Where readers look for the target of a relationship.
pub(crate) fn resolve(folder: &str, target: &str) -> String {
    target.strip_prefix('/').map_or_else(|| format!("{folder}{target}"), str::to_owned)
}

fn strings(container: &mut Container<'_>, folder: &str, relations: &Relations, limits: Limits) -> Result<SharedStrings, Fault> {
    let (part, named) = fixed_part(container, folder, relations, "sharedStrings")?;
    let found = container.scan(&part, limits.strings_bytes, |elements| {
        let mut claimed = 0;
        let mut strings = SharedStrings::default();
        let mut inside = false;
        let bad = |fault| crate::container::xml(&part, fault);
        while let Some((token, depth)) = elements.next().map_err(bad)? {
            match (token, depth) {
                (Token::Start { name, attributes, .. }, 0) => {
                    if local(name) != b"sst" || !sheet_scan::is_spreadsheet_namespace(name, attributes) {
                        return Err(damaged("its shared strings are of another kind of document"));
                    }
                    claimed = claimed_strings(attributes)?;
                }
                (Token::Start { name, empty, .. }, 1) if local(name) == b"si" => {
                    if strings.len() as u64 == limits.cells {
                        return Err(limit("shared strings in the workbook", limits.cells));
                    }
                    strings.rich.begin();
                    inside = !empty;
                    if empty {
                        strings.end();
                    }
                }
                (Token::Start { name, .. }, _) if matches!(local(name), b"si" | b"sst") => {
                    return Err(damaged("its shared strings are nested"));
                }
                (Token::End(_), 1) if inside => {
                    inside = false;
                    strings.end();
                }
                (token, _) if inside && !strings.rich.see(token) => return Err(damaged(UNREADABLE)),
                _ => {}
            }
        }
        // Readers reserve memory for as many as claimed. A claim that is wrong by a little costs nothing.
        if claimed > strings.len() as u64 && claimed > HARMLESS_CLAIM {
            return Err(damaged("it claims more shared strings than it has"));
        }
        Ok(strings)
    })?;
    match found {
        None if named => Err(damaged("its shared strings are missing")),
        found => Ok(found.unwrap_or_default()),
    }
}

/// The part that holds something, and whether a relationship names it. Some readers look for it under its usual name alone: where
/// a part of that name stands beside the one that is named, they differ.
fn fixed_part(container: &Container<'_>, folder: &str, relations: &Relations, kind: &str) -> Result<(String, bool), Fault> {
    let part = format!("{folder}{kind}.xml");
    let suffix = format!("/relationships/{kind}");
    let targets = relations.values().filter(|(_, kind)| kind.ends_with(&suffix)).collect::<Vec<_>>();
    let [(target, _)] = targets.as_slice() else {
        return if targets.is_empty() { Ok((part, false)) } else { Err(damaged(format!("it has two parts {kind}"))) };
    };
    let named = resolve(folder, target);
    if named.eq_ignore_ascii_case(&part) {
        return Ok((part, true));
    }
    if container.has(&part) { Err(damaged(format!("it has two parts {kind}"))) } else { Ok((named, true)) }
}

/// For so many strings a reader reserves 24 MB.
const HARMLESS_CLAIM: u64 = 1_000_000;

fn claimed_strings(attributes: &[u8]) -> Result<u64, Fault> {
    let mut claimed = 0;
    for_attributes(attributes, |name, value| {
        // `count` is the number of cells that use them, and has no bound here; memory is reserved for `uniqueCount`.
        if name == b"uniqueCount" {
            claimed = value.parse().unwrap_or(0);
        }
    })?;
    Ok(claimed)
}

/// What each format of cells shows of a number; `None` without a styles part. A bad theme only costs colours, but is a part like
/// the others.
fn formats(container: &mut Container<'_>, folder: &str, relations: &Relations) -> Result<Option<Vec<Shown>>, Fault> {
    let (part, named) = fixed_part(container, folder, relations, "styles")?;
    container.walk(&format!("{folder}theme/theme1.xml"), |_, _| Ok(()))?;
    let mut formats = Vec::new();
    let mut numbers = NumberFormats::default();
    let mut inside = false;
    let found = container.walk(&part, |token, depth| {
        match token {
            Token::Start { name, attributes, empty } => match (depth, local(name)) {
                (1, b"cellXfs") => inside = !empty,
                (2, b"numFmt") => {
                    let (mut id, mut code) = (String::new(), String::new());
                    for_attributes(attributes, |name, value| match name {
                        b"numFmtId" => id = value,
                        b"formatCode" => code = value,
                        _ => {}
                    })?;
                    numbers.add(id, &code);
                }
                (2, b"xf") if inside => {
                    let mut shown = Shown::Number;
                    for_attributes(attributes, |name, value| {
                        if name == b"numFmtId" {
                            shown = numbers.shown(&value);
                        }
                    })?;
                    formats.push(shown);
                }
                _ => {}
            },
            Token::End(name) if depth == 1 && local(name) == b"cellXfs" => inside = false,
            _ => {}
        }
        Ok(())
    })?;
    if named && !found {
        // Without them every date would be a number.
        return Err(damaged("its styles are missing"));
    }
    Ok(found.then_some(formats))
}

/// Adds the comments on a sheet's cells to what was found of it.
fn comments(container: &mut Container<'_>, sheet: &str, facts: &mut SheetFacts) -> Result<(), Fault> {
    let (folder, name) = sheet.rfind('/').map_or(("", sheet), |slash| sheet.split_at(slash + 1));
    let mut targets = Vec::new();
    container.walk(&format!("{folder}_rels/{name}.rels"), |token, _| {
        if let Some(relation) = relation(token)?
            && relation.kind.ends_with("/relationships/comments")
        {
            targets.push(beneath(folder, &relation.target));
        }
        Ok(())
    })?;
    for part in targets {
        let mut comments = Comments::default();
        let found = container.walk(&part, |token, _| {
            comments.see(token);
            Ok(())
        })?;
        if !found {
            return Err(damaged("the comments of a sheet are missing"));
        }
        for (row, col, text) in comments.found {
            facts.annotations.comment(row, col, text);
        }
    }
    Ok(())
}

/// The part at a target that counts from a folder: `../comments1.xml` from `xl/worksheets/`.
fn beneath(folder: &str, target: &str) -> String {
    if let Some(whole) = target.strip_prefix('/') {
        return whole.to_owned();
    }
    let mut steps: Vec<&str> = folder.split('/').filter(|step| !step.is_empty()).collect();
    for step in target.split('/') {
        match step {
            ".." => {
                steps.pop();
            }
            "." | "" => {}
            step => steps.push(step),
        }
    }
    steps.join("/")
}
