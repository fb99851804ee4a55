//! What the tags of a sheet say of places, styles and types.

use crate::fault::{Fault, damaged};
use crate::reference::{self, Area};
use crate::xlsx::value_scan::CellType;
use crate::xml::{Attributes, XmlFault};

/// What a cell tag says.
pub(crate) struct CellTag {
    pub(crate) at: Reference,
    pub(crate) style: Option<u32>,
    pub(crate) kind: CellType,
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum Reference {
    None,
    Bad,
    At(u32, u32),
}

impl CellTag {
    pub(crate) fn parse(attributes: &[u8]) -> Result<Self, XmlFault> {
        let mut tag = Self { at: Reference::None, style: Some(0), kind: CellType::Number { stated: false } };
        let mut seen = [false; 3];
        for attribute in Attributes::new(attributes) {
            let (name, value) = attribute?;
            let slot = match name {
                b"r" => {
                    tag.at = reference::cell(value).map_or(Reference::Bad, |(row, col)| Reference::At(row, col));
                    0
                }
                b"s" => {
                    // An empty attribute is none to all readers.
                    tag.style = if value.is_empty() { Some(0) } else { reference::digits(value, 9) };
                    1
                }
                b"t" => {
                    tag.kind = CellType::of(value);
                    2
                }
                _ => continue,
            };
            if std::mem::replace(&mut seen[slot], true) {
                return Err(TWICE);
            }
        }
        Ok(tag)
    }
}

const TWICE: XmlFault = XmlFault::Malformed("an attribute stands twice");

/// The attribute of a tag, where it is well formed and stands once.
fn attribute<'t>(attributes: &'t [u8], wanted: &[u8]) -> Result<Option<&'t [u8]>, Fault> {
    let mut found = None;
    for attribute in Attributes::new(attributes) {
        let (name, value) = attribute.map_err(|fault| damaged(fault.words()))?;
        if name == wanted && found.replace(value).is_some() {
            return Err(damaged(TWICE.words()));
        }
    }
    Ok(found)
}

/// What a row tag says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RowTag {
    /// Its number from 0, if it says one.
    pub(crate) row: Option<u32>,
    pub(crate) hidden: bool,
}

impl RowTag {
    pub(crate) fn parse(attributes: &[u8]) -> Result<Self, Fault> {
        let (mut number, mut hidden) = (None, false);
        for attribute in Attributes::new(attributes) {
            let (name, value) = attribute.map_err(|fault| damaged(fault.words()))?;
            match name {
                b"r" if number.replace(value).is_some() => return Err(damaged(TWICE.words())),
                b"hidden" => hidden |= is_true(value),
                b"ht" => hidden |= crate::hidden::is_none(value),
                _ => {}
            }
        }
        let row = match number {
            Some(text) => {
                let row = reference::row(text);
                Some(row.ok_or_else(|| damaged("a row number is none, or lies beyond 1048576"))?)
            }
            None => None,
        };
        Ok(Self { row, hidden })
    }
}

/// True for an attribute that says yes.
pub(crate) const fn is_true(value: &[u8]) -> bool {
    matches!(value, b"1" | b"true" | b"on")
}

/// The range that a tag refers to. Other readers subtract its corners without looking.
pub(crate) fn area(attributes: &[u8]) -> Result<Option<Area>, Fault> {
    Ok(attribute(attributes, b"ref")?.and_then(reference::area))
}

/// What the tag of a formula says.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FormulaTag {
    /// The number of a formula that several cells share.
    pub(crate) shared: Option<u32>,
    /// True if the others take it from here.
    pub(crate) anchor: bool,
    /// The cells that one formula fills: an array, or a table of data.
    pub(crate) fills: Option<Area>,
}

impl FormulaTag {
    pub(crate) fn parse(attributes: &[u8]) -> Result<Self, Fault> {
        let anchor = attribute(attributes, b"ref")?.is_some();
        let range = area(attributes)?;
        if anchor && range.is_none() {
            return Err(damaged("the range of a formula is none"));
        }
        let kind = attribute(attributes, b"t")?;
        if kind != Some(b"shared") {
            let fills = range.filter(|_| matches!(kind, Some(b"array" | b"dataTable")));
            return Ok(Self { shared: None, anchor, fills });
        }
        let shared = attribute(attributes, b"si")?.and_then(|number| reference::digits(number, 9));
        if shared.is_none() {
            return Err(damaged("a shared formula has no number"));
        }
        Ok(Self { shared, anchor, fills: None })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_tag_says_its_number_and_whether_the_row_is_hidden() {
        for (attributes, row, hidden) in [
            (r#" r="5" spans="1:3""#, Some(4), false),
            (r#" hidden="1" r="1048576""#, Some(1_048_575), true),
            (r#" r="8" hidden="0""#, Some(7), false),
            (r#" customHeight="1" hidden="true""#, None, true),
            (r#" r="8" ht="0" customHeight="1""#, Some(7), true),
            (r#" r="8" ht="15.75""#, Some(7), false),
            ("", None, false),
        ] {
            assert_eq!(RowTag::parse(attributes.as_bytes()).ok(), Some(RowTag { row, hidden }), "{attributes}");
        }
        for attributes in [r#" r="1" r="1""#, r#" r="0""#, r#" r="""#, r#" r="1048577""#, " r=1", r#" r="1" hidden"#] {
            assert!(RowTag::parse(attributes.as_bytes()).is_err(), "{attributes}");
        }
    }
}
