//! The parts of a workbook around its sheets: relationships, list of sheets, shared strings, styles.
//!
//! They are read here a second time, beside the workbook reader, which gives no access to part names, reserves memory for as
//! many shared strings as the file claims to have, and takes the strings from a part of a fixed name.

use crate::book::Visibility;
use crate::container::Container;
use crate::elements::unescape;
use crate::fault::{Fault, damaged, limit};
use crate::limits::Limits;
use crate::xlsx::annotations::Comments;
use crate::xlsx::sheet_scan::{self, SheetFacts};
use crate::xlsx::value_scan::Stock;
use crate::xml::{Attributes, Token, XmlFault, local};
use memchr::memmem;
use rustc_hash::{FxHashMap, FxHashSet};

/// What was checked.
pub(crate) struct Package {
    pub(crate) sheets: Vec<WorksheetPart>,
    /// True if a shared string may have a NUL in it.
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
}

/// What the workbook part lists.
struct Listed {
    name: String,
    visibility: Visibility,
    id: String,
}

/// Checks all parts that will be read, and gives the worksheets in the order of the workbook.
pub(crate) fn check(container: &mut Container<'_>, limits: Limits) -> Result<Package, Fault> {
    let (folder, workbook) = main_part(container)?;
    let relations = relations(container, &folder, &workbook)?;
    let listed = list(container, &folder, &workbook, limits)?;
    let strings = strings(container, &folder, &relations, limits)?;
    let formats = formats(container, &folder, &relations)?;
    let stock = Stock { strings: strings.count, formats: formats.as_ref().map(|formats| formats.percents.len() as u64) };
    let percents = formats.map(|formats| formats.percents).unwrap_or_default();
    let mut unreadable = Vec::new();
    let mut sheets = Vec::with_capacity(listed.len());
    let mut cells = 0;
    for (index, sheet) in listed.into_iter().enumerate() {
        let (target, kind) = relations.get(&sheet.id).ok_or_else(|| damaged(format!("sheet {} has no part", index + 1)))?;
        if kind.rsplit('/').next() != Some("worksheet") {
            // A chart or dialog sheet has no cells.
            continue;
        }
        let part = resolve(&folder, target);
        let context = sheet_scan::Context { stock, percents: &percents, limits, left: limits.cells - cells };
        let most = limits.total_bytes;
        let mut facts = container
            .scan(&part, most, |elements| {
                sheet_scan::scan(elements, &part, context).map_err(|fault| fault.reject(index, &sheet.name))
            })?
            .ok_or_else(|| damaged(format!("sheet {} has no part", index + 1)))?;
        cells += facts.cells;
        facts.annotations.hidden.sheet = sheet.visibility != Visibility::Visible;
        if comments(container, &part, &mut facts).is_err() {
            unreadable.push(sheet.name.clone());
        }
        facts.annotations.sort();
        sheets.push(WorksheetPart { name: sheet.name, visibility: sheet.visibility, facts });
    }
    Ok(Package { sheets, nul: strings.nul, unreadable })
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

fn list(container: &mut Container<'_>, folder: &str, workbook: &str, limits: Limits) -> Result<Vec<Listed>, Fault> {
    let mut listed: Vec<Listed> = Vec::new();
    let found = container.walk(&format!("{folder}{workbook}"), |token, _| {
        let Token::Start { name, attributes, .. } = token else { return Ok(()) };
        if local(name) != b"sheet" {
            return Ok(());
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
    Ok(listed)
}

/// Where the workbook reader looks for the target of a relationship.
pub(crate) fn resolve(folder: &str, target: &str) -> String {
    target.strip_prefix('/').map_or_else(|| format!("{folder}{target}"), str::to_owned)
}

/// The shared strings.
#[derive(Default)]
struct Strings {
    count: u64,
    nul: bool,
}

fn strings(container: &mut Container<'_>, folder: &str, relations: &Relations, limits: Limits) -> Result<Strings, Fault> {
    let (part, named) = fixed_part(folder, relations, "sharedStrings")?;
    let found = container.scan(&part, limits.strings_bytes, |elements| {
        let mut claimed = 0;
        let (mut count, mut nul) = (0, false);
        let bad = |fault| crate::container::xml(&part, fault);
        while let Some((token, depth)) = elements.next().map_err(bad)? {
            let (name, attributes) = match token {
                Token::Start { name, attributes, .. } => (name, attributes),
                // A NUL can only be written as an escape, or put together from pieces.
                Token::Text(text) => {
                    nul |= memmem::find(text, b"_x0000_").is_some();
                    continue;
                }
                Token::CData(_) | Token::Comment | Token::Instruction => {
                    nul |= depth > 0;
                    continue;
                }
                Token::End(_) => continue,
            };
            match (depth, local(name)) {
                (0, b"sst") if sheet_scan::is_spreadsheet_namespace(name, attributes) => claimed = claimed_strings(attributes)?,
                (0, _) => return Err(damaged("its shared strings are of another kind of document")),
                (1, b"si") => count += 1,
                (_, b"si" | b"sst") => return Err(damaged("its shared strings are nested")),
                _ => {}
            }
            if count > limits.cells {
                return Err(limit("shared strings in the workbook", limits.cells));
            }
        }
        // The reader reserves memory for as many as claimed, and a failed reservation ends the process. A claim that is wrong
        // by a little costs nothing.
        if claimed > count && claimed > HARMLESS_CLAIM {
            return Err(damaged("it claims more shared strings than it has"));
        }
        Ok(Strings { count, nul })
    })?;
    match found {
        None if named => Err(damaged("its shared strings are missing")),
        found => Ok(found.unwrap_or_default()),
    }
}

/// The part in which the workbook reader looks for something, whatever the relationships say; and whether they say so. If they
/// name another one, readers differ.
fn fixed_part(folder: &str, relations: &Relations, kind: &str) -> Result<(String, bool), Fault> {
    let part = format!("{folder}{kind}.xml");
    let suffix = format!("/relationships/{kind}");
    let targets = relations.values().filter(|(_, kind)| kind.ends_with(&suffix)).collect::<Vec<_>>();
    if targets.len() > 1 || targets.iter().any(|(target, _)| !resolve(folder, target).eq_ignore_ascii_case(&part)) {
        return Err(damaged(format!("its part {kind} is not where it is looked for")));
    }
    Ok((part, !targets.is_empty()))
}

/// For so many strings the reader reserves 24 MB.
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

/// The formats of cells.
struct Formats {
    /// For each, whether it shows a percentage.
    percents: Vec<bool>,
}

/// The formats of cells; `None` without a styles part. A bad theme only costs colours, but a reader holds it in memory.
fn formats(container: &mut Container<'_>, folder: &str, relations: &Relations) -> Result<Option<Formats>, Fault> {
    let (part, named) = fixed_part(folder, relations, "styles")?;
    container.walk(&format!("{folder}theme/theme1.xml"), |_, _| Ok(()))?;
    let mut percents = Vec::new();
    // Numbers of the built-in formats 0% and 0.00%, and of those that the workbook adds.
    let mut shown = FxHashSet::from_iter(["9".to_owned(), "10".to_owned()]);
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
                    if is_percentage(&code) {
                        shown.insert(id);
                    }
                }
                (2, b"xf") if inside => {
                    let mut percent = false;
                    for_attributes(attributes, |name, value| percent |= name == b"numFmtId" && shown.contains(&value))?;
                    percents.push(percent);
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
    Ok(found.then_some(Formats { percents }))
}

/// True for a number format with a percent sign that is one: not in quotation marks and not after a backslash.
fn is_percentage(code: &str) -> bool {
    let (mut quoted, mut escaped) = (false, false);
    for c in code.chars() {
        match c {
            _ if escaped => escaped = false,
            '\\' | '_' | '*' if !quoted => escaped = true,
            '"' => quoted = !quoted,
            '%' if !quoted => return true,
            _ => {}
        }
    }
    false
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
