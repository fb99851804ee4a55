//! The styles and shared texts of a binary workbook, as far as they change what a cell says: percentages, and runs of formats.

use super::runs::{Font, marked};
use super::xlsb_scan::{Records, malformed};
use crate::cell::Content;
use crate::container::Container;
use crate::fault::Fault;
use crate::limits::Limits;
use crate::xlsx::formats::is_percentage;
use rustc_hash::{FxHashMap, FxHashSet};

/// Kinds of records.
mod record {
    pub(super) const TEXT: u16 = 19;
    pub(super) const FONT: u16 = 43;
    pub(super) const FORMAT: u16 = 44;
    pub(super) const STYLE: u16 = 47;
    pub(super) const FONTS: u16 = 0x263;
    pub(super) const FONTS_END: u16 = 0x264;
    pub(super) const STYLES: u16 = 0x269;
    pub(super) const STYLES_END: u16 = 0x26a;
}

/// What the styles of cells show.
#[derive(Debug, Default)]
pub(super) struct Styles {
    /// By style of cells: true for a percentage.
    percentages: Vec<bool>,
    fonts: Vec<Font>,
}

impl Styles {
    /// Those of a workbook.
    pub(super) fn read(container: &mut Container<'_>, limits: Limits) -> Result<Self, Fault> {
        let styles = container.stream("xl/styles.bin", limits.part_bytes, |part| {
            let mut records = Records::new(part, limits);
            let (mut styles, mut formats) = (Self::default(), FxHashSet::default());
            // Styles and fonts stand in lists of their own; records of their kinds elsewhere count nothing.
            let (mut fonts, mut cells) = (false, false);
            while let Some(kind) = records.next()? {
                match kind {
                    record::FONTS | record::FONTS_END => fonts = kind == record::FONTS,
                    record::STYLES | record::STYLES_END => cells = kind == record::STYLES,
                    record::FORMAT => {
                        let code = records.text(2)?;
                        let code = char::decode_utf16(code).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER));
                        if is_percentage(&code.collect::<String>()) {
                            formats.insert(records.half(0)?);
                        }
                    }
                    record::FONT if fonts => styles.fonts.push(Font::of(records.half(2)?, records.half(6)?)),
                    record::STYLE if cells => {
                        let format = records.half(2)?;
                        styles.percentages.push(matches!(format, 9 | 10) || formats.contains(&format));
                    }
                    _ => {}
                }
            }
            Ok(styles)
        })?;
        Ok(styles.unwrap_or_default())
    }

    /// True for the style of cells that shows a percentage.
    pub(super) fn is_percentage(&self, style: u32) -> bool {
        usize::try_from(style).is_ok_and(|style| self.percentages.get(style) == Some(&true))
    }

    /// The shared texts with runs that change what they say, by their number.
    pub(super) fn texts(&self, container: &mut Container<'_>, limits: Limits) -> Result<FxHashMap<u32, Content<'static>>, Fault> {
        if !self.fonts.iter().any(|font| font.marks()) {
            return Ok(FxHashMap::default());
        }
        let texts = container.stream("xl/sharedStrings.bin", limits.strings_bytes, |part| {
            let mut records = Records::new(part, limits);
            let mut texts = FxHashMap::default();
            let mut number = 0;
            while let Some(kind) = records.next()? {
                if kind == record::TEXT {
                    if let Some(content) = self.text(&records)? {
                        texts.insert(number, content);
                    }
                    number += 1;
                }
            }
            Ok(texts)
        })?;
        Ok(texts.unwrap_or_default())
    }

    /// A shared text with such runs.
    fn text(&self, records: &Records<'_>) -> Result<Option<Content<'static>>, Fault> {
        const RICH: u8 = 1;
        if records.byte_at(0)? & RICH == 0 {
            return Ok(None);
        }
        let units = records.text(1)?.collect::<Vec<_>>();
        let runs = 1 + 4 + 2 * units.len();
        let count = usize::try_from(records.number(runs)?).map_err(|_| malformed())?;
        let mut fonts = Vec::new();
        for run in 0..count {
            let at = run.checked_mul(4).and_then(|at| at.checked_add(runs + 4)).ok_or_else(malformed)?;
            let font = self.fonts.get(usize::from(records.half(at + 2)?)).copied().unwrap_or_default();
            fonts.push((usize::from(records.half(at)?), font));
        }
        Ok(marked(&units, &fonts))
    }
}
