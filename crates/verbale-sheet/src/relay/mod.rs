//! Workbooks that another process reads: xls, xlsb and ods.
//!
//! The readers of these formats can end the process on a damaged file: a failed allocation and an overflowed stack cannot be
//! caught. So [`write_cells`] runs in a process of its own, under limits, and writes what it finds as a stream; the process that
//! must live opens the stream with [`Book::from_relay`](crate::Book::from_relay). This module starts no process itself.
//!
//! The stream is a mark with a version and then frames, each with its kind and length. The last one says that the file was
//! read to its end and how many cells it had, or why it cannot be read: a stream without it was cut off.

mod decode;
mod encode;
mod iso;
mod ods;
mod ods_cell;
mod runs;
mod xls;
mod xls_scan;
mod xls_texts;
mod xlsb;
mod xlsb_scan;
mod xlsb_styles;

#[cfg(test)]
mod tests;

pub(crate) use decode::{Relayed, RelayedCells};

use crate::fault::{Fault, damaged, encrypted, limit, ours};
use crate::limits::Limits;
use crate::sniff::Format;
use encode::Frames;
use std::io::Write;
use verbale_model::{Rejection, catalogue};

/// Reads a workbook and writes its cells as a stream.
///
/// Whatever is wrong with the workbook stands in the stream. The result is only about writing.
pub fn write_cells(format: Format, bytes: &[u8], limits: Limits, out: &mut impl Write) -> std::io::Result<()> {
    let mut frames = Frames::new(out, limits);
    let read = match format {
        Format::Xls => xls::read(bytes, &mut frames),
        Format::Xlsb => xlsb::read(bytes, limits, &mut frames),
        Format::Ods => ods::read(bytes, limits, &mut frames),
        _ => Err(ours("this format is read without another process")),
    };
    frames.finish(read)
}

/// Why another process did not read a workbook to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lost {
    /// The reader gave up, or what it wrote is no whole stream.
    GaveUp,
    /// It asked for more memory than this, in MiB.
    Memory(u64),
    /// It took longer than this, in seconds.
    Time(u64),
    /// It wrote more than this, in MiB.
    Output(u64),
}

impl Lost {
    /// The rejection of the file. It says the same however often the file is read.
    pub fn rejection(self, format: Format) -> Rejection {
        *match self {
            Self::GaveUp => gave_up(format),
            Self::Memory(most) => limit("MiB of memory to read it", most),
            Self::Time(most) => limit("seconds to read it", most),
            Self::Output(most) => limit("MiB of cells", most),
        }
    }
}

/// The rejection of a workbook where the process that reads it cannot be started.
pub fn not_started(format: Format) -> Rejection {
    *ours(format!("the reader of {} files cannot be started", ending(format)))
}

/// The reader could make nothing of the file.
pub(crate) fn gave_up(format: Format) -> Fault {
    damaged(format!("the reader of {} files gave up on it", ending(format)))
}

/// The usual ending of a format that is read here.
const fn ending(format: Format) -> &'static str {
    match format {
        Format::Xls => "xls",
        Format::Xlsb => "xlsb",
        Format::Ods => "ods",
        _ => "other",
    }
}

/// The rejection whose code and words came through a stream; `None` for one that no reader gives.
fn told(code: &str, words: &str, number: u64) -> Option<Fault> {
    match code {
        _ if code == catalogue::FILE_DAMAGED.code => Some(damaged(words)),
        _ if code == catalogue::FILE_LIMIT.code => Some(limit(words, number)),
        _ if code == catalogue::FILE_ENCRYPTED.code => Some(encrypted()),
        _ if code == catalogue::FILE_FAULT.code => Some(ours(words)),
        _ => None,
    }
}

/// Starts every stream; the last byte is the version.
const MARK: &[u8; 8] = b"vbcells\x02";

/// Kinds of frames.
mod kind {
    pub(super) const SHEET: u8 = b'S';
    pub(super) const MERGES: u8 = b'M';
    pub(super) const CELLS: u8 = b'C';
    pub(super) const FAULT: u8 = b'X';
    pub(super) const END: u8 = b'E';
}

/// Kinds of contents.
mod content {
    pub(super) const TEXT: u8 = 0;
    pub(super) const NUMBER: u8 = 1;
    pub(super) const DATE: u8 = 2;
    pub(super) const BOOL: u8 = 3;
    pub(super) const ERROR: u8 = 4;
    pub(super) const FORMULA: u8 = 5;
    pub(super) const DOUBTFUL: u8 = 6;
    pub(super) const PERCENT: u8 = 7;
}
