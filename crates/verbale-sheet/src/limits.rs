//! Bounds on what one file may ask for.

/// Bounds on one file. Whatever exceeds one is rejected with F05, before it costs what it asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Entries of the container.
    pub entries: usize,
    /// Bytes of all parts that are read, inflated. Sheets are streamed, so this bounds time, not memory.
    pub total_bytes: u64,
    /// Bytes of the shared strings, inflated; they are held in memory.
    pub strings_bytes: u64,
    /// Bytes of any other part that is read whole (styles, list of sheets), inflated.
    pub part_bytes: u64,
    /// Bytes of one tag, text or comment: a reader holds it in memory.
    pub token_bytes: usize,
    /// Bytes of a text file, and of the text decoded from it.
    pub text_bytes: u64,
    /// Bytes of the stream in which another process hands on the cells of a workbook; it is held in memory.
    pub relay_bytes: u64,
    /// Sheets of a workbook.
    pub sheets: usize,
    /// Cells of a file, empty ones with a format included.
    pub cells: u64,
    /// Cells of one sheet read as a form; a form is held in memory.
    pub form_cells: u64,
    /// Cells of a sheet that cannot be read with certainty; beyond it the sheet is damaged, not the cells.
    pub unreadable_cells: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            entries: 10_000,
            total_bytes: 2 << 30,
            strings_bytes: 256 << 20,
            part_bytes: 64 << 20,
            token_bytes: 4 << 20,
            text_bytes: 512 << 20,
            relay_bytes: 256 << 20,
            sheets: 1_000,
            cells: 20_000_000,
            form_cells: 200_000,
            unreadable_cells: 10_000,
        }
    }
}

/// Rows of a worksheet.
pub(crate) const MAX_ROWS: u32 = 1_048_576;
/// Columns of a worksheet.
pub(crate) const MAX_COLUMNS: u32 = 16_384;
