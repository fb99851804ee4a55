//! What kind of file some bytes are, by their content and never by the ending of a name.

use crate::fault::{Fault, encrypted, reject};
use crate::text::head;
use memchr::memmem;
use std::io::Cursor;
use verbale_model::{Finding, Locus, Rejection, catalogue};

/// A kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// A workbook in Office Open XML, with or without macros.
    Xlsx,
    /// Delimited text, and any text that is no markup.
    Csv,
    /// XML.
    Xml,
    /// A workbook of Excel 5 to 2003.
    Xls,
    /// A workbook of Excel 2 to 5 that lies in no container.
    OldXls,
    /// A binary workbook.
    Xlsb,
    /// An `OpenDocument` spreadsheet.
    Ods,
    /// A web page.
    Html,
    /// A PDF document.
    Pdf,
    /// A text document of a word processor.
    Document,
    /// An office document protected by a password.
    Encrypted,
    /// A zip archive that is none of the above.
    Zip,
    /// An image.
    Image,
    /// Nothing, or white space alone.
    Empty,
    /// Anything else.
    Other,
}

/// The kind of a file, and what it is in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sniffed {
    /// The kind.
    pub format: Format,
    /// What it is, to be read after "the file is": `a PDF document`.
    pub found: &'static str,
}

impl Sniffed {
    const fn new(format: Format, found: &'static str) -> Self {
        Self { format, found }
    }

    /// True if the workbook is read by [`write_cells`](crate::relay::write_cells) in another process.
    pub const fn is_relayed(self) -> bool {
        matches!(self.format, Format::Xls | Format::Xlsb | Format::Ods)
    }

    /// Why this crate cannot read the file; `None` for a workbook or text that it reads.
    pub fn rejection(self) -> Option<Rejection> {
        self.fault().map(|fault| *fault)
    }

    pub(crate) fn fault(self) -> Option<Fault> {
        match self.format {
            Format::Xlsx | Format::Csv | Format::Xls | Format::Xlsb | Format::Ods => None,
            Format::Empty => Some(reject(catalogue::FILE_EMPTY, self.found)),
            Format::Encrypted => Some(encrypted()),
            _ => Some(reject(catalogue::FILE_FORMAT, self.found)),
        }
    }

    /// The finding that a name says otherwise (F06). `name` is the file's name or path; one without an ending says nothing.
    pub fn extension_finding(self, name: &str) -> Option<Finding> {
        let base = name.rsplit(['/', '\\']).next()?;
        let (_, extension) = base.rsplit_once('.').filter(|(stem, _)| !stem.is_empty())?;
        let extension = extension.to_ascii_lowercase();
        let usual: &[&str] = match self.format {
            Format::Xlsx => &["xlsx", "xlsm", "xltx", "xltm"],
            Format::Csv => &["csv", "tsv", "tab", "txt"],
            Format::Xml => &["xml"],
            Format::Xls => &["xls", "xlt"],
            Format::Xlsb => &["xlsb"],
            Format::Ods => &["ods", "ots"],
            Format::Html => &["html", "htm"],
            Format::Pdf => &["pdf"],
            // Rejected as they are: an ending adds nothing.
            _ => return None,
        };
        let differs = !usual.contains(&extension.as_str());
        differs.then(|| Finding::new(catalogue::FILE_EXTENSION, Locus::File).arg(extension).arg(self.found))
    }
}

/// Tells what kind of file the bytes are.
pub fn sniff(bytes: &[u8]) -> Sniffed {
    const MARKS: [(&[u8], Format, &str); 16] = [
        (b"%PDF", Format::Pdf, "a PDF document"),
        (b"\x89PNG\r\n\x1a\n", Format::Image, "a PNG image"),
        (b"\xff\xd8\xff", Format::Image, "a JPEG image"),
        (b"GIF8", Format::Image, "a GIF image"),
        (b"II*\0", Format::Image, "a TIFF image"),
        (b"MM\0*", Format::Image, "a TIFF image"),
        (b"{\\rtf", Format::Document, "a rich text document"),
        (b"7z\xbc\xaf\x27\x1c", Format::Other, "a 7z archive"),
        (b"Rar!\x1a\x07", Format::Other, "a RAR archive"),
        (b"\x1f\x8b", Format::Other, "a gzip archive"),
        (b"\x09\x08", Format::OldXls, "a workbook of Excel 4 or 5"),
        (b"\x09\x04", Format::OldXls, "a workbook of Excel 4"),
        (b"\x09\x02", Format::OldXls, "a workbook of Excel 3"),
        (b"\x09\x00\x04\x00", Format::OldXls, "a workbook of Excel 2"),
        (b"SQLite format 3\0", Format::Other, "a database"),
        (b"PAR1", Format::Other, "a Parquet file"),
    ];
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return zip(bytes);
    }
    if bytes.starts_with(OLE_MARK) {
        return ole(bytes);
    }
    match MARKS.iter().find(|(mark, ..)| bytes.starts_with(mark) && (mark.len() > 2 || bytes.contains(&0))) {
        Some((_, format, found)) => Sniffed::new(*format, found),
        None => text(bytes),
    }
}

/// What a zip archive is, by its parts.
fn zip(bytes: &[u8]) -> Sniffed {
    const PARTS: [(&str, Format, &str); 6] = [
        ("xl/workbook.bin", Format::Xlsb, "a binary workbook (xlsb)"),
        ("word/document.xml", Format::Document, "a text document (docx)"),
        ("ppt/presentation.xml", Format::Other, "a presentation (pptx)"),
        ("index/document.iwa", Format::Other, "an Apple Numbers or Pages document"),
        ("xl/workbook.xml", Format::Xlsx, "a workbook (xlsx)"),
        ("xl/", Format::Xlsx, "a workbook (xlsx)"),
    ];
    let Ok(mut archive) = zip::ZipArchive::new(Cursor::new(bytes)) else {
        // A directory that cannot be read: the names also stand before each part.
        // An OpenDocument begins with its kind.
        const OPEN_DOCUMENT: &[u8] = b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet";
        let kinds = [
            (memmem::find(&bytes[..bytes.len().min(200)], OPEN_DOCUMENT), Format::Ods, "an OpenDocument spreadsheet (ods)"),
            (memmem::find(bytes, b"xl/workbook.bin"), Format::Xlsb, "a binary workbook (xlsb)"),
            (memmem::find(bytes, b"xl/"), Format::Xlsx, "a workbook (xlsx)"),
        ];
        return match kinds.into_iter().find(|(found, ..)| found.is_some()) {
            Some((_, format, found)) => Sniffed::new(format, found),
            None => Sniffed::new(Format::Zip, "a broken zip archive"),
        };
    };
    let names = archive
        .file_names_raw()
        .map(|name| String::from_utf8_lossy(name).replace('\\', "/").to_ascii_lowercase())
        .collect::<Vec<_>>();
    if names.iter().any(|name| name == "mimetype") {
        return open_document(&mut archive);
    }
    for (part, format, found) in PARTS {
        let matches = |name: &String| if part.ends_with('/') { name.starts_with(part) } else { name == part };
        if names.iter().any(matches) {
            return Sniffed::new(format, found);
        }
    }
    by_content_types(&mut archive)
}

/// What an office document is whose parts have unusual names.
fn by_content_types(archive: &mut zip::ZipArchive<Cursor<&[u8]>>) -> Sniffed {
    use std::io::Read;
    const KINDS: [(&[u8], Format, &str); 3] = [
        (b"spreadsheetml.", Format::Xlsx, "a workbook (xlsx)"),
        (b"ms-excel.sheet.macroEnabled", Format::Xlsx, "a workbook (xlsx)"),
        (b"wordprocessingml.", Format::Document, "a text document (docx)"),
    ];
    let mut types = Vec::new();
    let read = archive.by_name("[Content_Types].xml").ok().map(|file| file.take(1 << 20).read_to_end(&mut types));
    if !matches!(read, Some(Ok(_))) {
        return Sniffed::new(Format::Zip, "a zip archive");
    }
    match KINDS.iter().find(|(mark, ..)| memmem::find(&types, mark).is_some()) {
        Some((_, format, found)) => Sniffed::new(*format, found),
        None => Sniffed::new(Format::Other, "an office document of unknown kind"),
    }
}

fn open_document(archive: &mut zip::ZipArchive<Cursor<&[u8]>>) -> Sniffed {
    use std::io::Read;
    let mut kind = String::new();
    let read = archive.by_name("mimetype").ok().map(|file| file.take(200).read_to_string(&mut kind));
    match (read, kind.strip_prefix("application/vnd.oasis.opendocument.")) {
        (Some(Ok(_)), Some(kind)) if kind.starts_with("spreadsheet") => {
            Sniffed::new(Format::Ods, "an OpenDocument spreadsheet (ods)")
        }
        (Some(Ok(_)), Some(kind)) if kind.starts_with("text") => Sniffed::new(Format::Document, "an OpenDocument text (odt)"),
        _ => Sniffed::new(Format::Zip, "a zip archive"),
    }
}

const OLE_MARK: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

/// What an OLE compound file is, by the names in its directory.
fn ole(bytes: &[u8]) -> Sniffed {
    const STREAMS: [(&str, Format, &str); 8] = [
        ("EncryptedPackage", Format::Encrypted, "an encrypted office document"),
        ("Workbook", Format::Xls, "a workbook of Excel 97 to 2003 (xls)"),
        ("WORKBOOK", Format::Xls, "a workbook of Excel 97 to 2003 (xls)"),
        ("Book", Format::Xls, "a workbook of Excel 5 or 95 (xls)"),
        ("BOOK", Format::Xls, "a workbook of Excel 5 or 95 (xls)"),
        ("WordDocument", Format::Document, "a Word document (doc)"),
        ("PowerPoint Document", Format::Other, "a presentation (ppt)"),
        ("__properties_version1.0", Format::Other, "an Outlook message"),
    ];
    for (name, format, found) in STREAMS {
        if let Some(entry) = entry(bytes, name) {
            return match format {
                Format::Xls if has_file_pass(bytes, entry) => Sniffed::new(Format::Encrypted, "an encrypted workbook (xls)"),
                _ => Sniffed::new(format, found),
            };
        }
    }
    let directory = bytes.get(48..).and_then(|rest| rest.first_chunk()).map(|sector| u32::from_le_bytes(*sector));
    match directory.and_then(|sector| sector_at(bytes, sector)) {
        Some(_) => Sniffed::new(Format::Other, "an OLE document of unknown kind"),
        // It often stands at the end.
        None => Sniffed::new(Format::Other, "an OLE document whose directory is missing"),
    }
}

/// Where a sector begins; `None` if it lies outside the file.
fn sector_at(bytes: &[u8], sector: u32) -> Option<usize> {
    let shift = sector_shift(bytes);
    let at = usize::try_from(sector).ok()?.checked_add(1)?.checked_mul(1 << shift)?;
    (at < bytes.len()).then_some(at)
}

/// The size of sectors, as a power of two.
fn sector_shift(bytes: &[u8]) -> u8 {
    bytes.get(30).copied().filter(|shift| (7..=12).contains(shift)).unwrap_or(9)
}

/// The entry of a stream in the directory of a compound file: entries are 128 bytes, in sectors that start at a multiple of
/// that, with the name in UTF-16, its length in bytes at 64, and its type at 66.
fn entry<'b>(bytes: &'b [u8], name: &str) -> Option<&'b [u8; 128]> {
    let wanted = name.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let entries = memmem::find_iter(bytes, &wanted).filter(|at| at % 128 == 0);
    entries
        .filter_map(|at| bytes[at..].first_chunk())
        .find(|entry| usize::from(u16::from_le_bytes([entry[64], entry[65]])) == wanted.len() && entry[66] <= 5)
}

/// True if the first records of a workbook stream say that the others are enciphered. The reader of xls files knows only the
/// newer ways to do so and takes what is enciphered in the oldest one for values.
fn has_file_pass(bytes: &[u8], entry: &[u8; 128]) -> bool {
    const FILE_PASS: u16 = 0x2f;
    let start = u32::from_le_bytes([entry[116], entry[117], entry[118], entry[119]]);
    let size = u32::from_le_bytes([entry[120], entry[121], entry[122], entry[123]]);
    // Such a record comes at once. A stream this short has its sectors elsewhere, and no room for it and a sheet.
    let sector = sector_at(bytes, start).filter(|_| size >= 4096).map(|at| &bytes[at..]).unwrap_or_default();
    let mut records = &sector[..sector.len().min(1 << sector_shift(bytes))];
    if !records.starts_with(&[0x09, 0x08]) {
        return false;
    }
    while let Some((head, rest)) = records.split_first_chunk::<4>() {
        if u16::from_le_bytes([head[0], head[1]]) == FILE_PASS {
            return true;
        }
        records = rest.get(usize::from(u16::from_le_bytes([head[2], head[3]]))..).unwrap_or_default();
    }
    false
}

/// What bytes without a mark are.
fn text(bytes: &[u8]) -> Sniffed {
    let head = head(bytes);
    let start = head.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    if start.is_empty() && bytes.iter().skip(2048).all(u8::is_ascii_whitespace) {
        return Sniffed::new(Format::Empty, "it holds no characters but white space");
    }
    let start = start.to_ascii_lowercase();
    if start.starts_with("<?xml") && start.contains("urn:schemas-microsoft-com:office:spreadsheet") {
        return Sniffed::new(Format::Other, "a workbook in the XML of Excel 2003");
    }
    if ["<!doctype html", "<html", "<head", "<body", "<table", "<meta"].iter().any(|tag| start.starts_with(tag))
        || (start.starts_with("<?xml") && start.contains("<html"))
    {
        return Sniffed::new(Format::Html, "a web page (HTML)");
    }
    let mut after = start.chars().skip(1);
    if start.starts_with('<') && after.next().is_some_and(|c| c.is_alphabetic() || matches!(c, '?' | '!' | '_')) {
        return Sniffed::new(Format::Xml, "an XML document");
    }
    if start.starts_with("mime-version:") || start.contains("content-type: multipart/") {
        return Sniffed::new(Format::Other, "a mail message or web archive");
    }
    if is_binary(bytes) { Sniffed::new(Format::Other, "data of an unknown kind") } else { Sniffed::new(Format::Csv, "a text file") }
}

/// True if more of the first bytes are control characters than a damaged text has. NUL is left to the decoder, which tells
/// UTF-16 without a mark.
fn is_binary(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(8192)];
    let marked = head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff");
    let controls = head.iter().filter(|byte| matches!(byte, 1..=8 | 14..=26 | 28..=31 | 127)).count();
    !marked && controls * 50 > head.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], format: Format) {
        assert_eq!(sniff(bytes).format, format, "{:?}", String::from_utf8_lossy(&bytes[..bytes.len().min(40)]));
    }

    fn compound(stream: &str) -> Vec<u8> {
        let mut bytes = vec![0; 1024];
        bytes[..8].copy_from_slice(OLE_MARK);
        let name = stream.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
        bytes[640..640 + name.len()].copy_from_slice(&name);
        bytes[640 + 64] = u8::try_from(name.len()).unwrap();
        bytes[640 + 66] = 2;
        bytes
    }

    #[test]
    fn files_are_told_by_their_content() {
        check(b"%PDF-1.7\n", Format::Pdf);
        check(b"\xff\xd8\xff\xe0\0\x10JFIF", Format::Image);
        check(b"  \n<!DOCTYPE html><html>", Format::Html);
        check(b"\xef\xbb\xbf<?xml version=\"1.0\"?><reply/>", Format::Xml);
        check(b"<?xml version=\"1.0\"?><?mso-application progid=\"Excel.Sheet\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\">", Format::Other);
        check(b"\xff\xfe<\0?\0x\0m\0l\0", Format::Xml);
        check(b"State,Answer\n", Format::Csv);
        check(b"<5;6\n", Format::Csv);
        check(b"GIF8", Format::Image);
        check(&[1, 2, 3, 4, 5, 250, 251], Format::Other);
    }

    #[test]
    fn nothing_and_white_space_are_empty() {
        for bytes in [b"".as_slice(), b"\r\n", b" \t \n", b"\xef\xbb\xbf", b"\xff\xfe"] {
            check(bytes, Format::Empty);
        }
    }

    #[test]
    fn compound_files_are_told_by_their_streams() {
        check(&compound("Workbook"), Format::Xls);
        check(&compound("EncryptedPackage"), Format::Encrypted);
        check(&compound("WordDocument"), Format::Document);
        check(&compound("Anything"), Format::Other);
        assert_eq!(sniff(&compound("EncryptedPackage")).rejection().unwrap().reason.kind.code, "F03");
    }

    #[test]
    fn a_wrong_ending_is_noticed() {
        let csv = sniff(b"a,b\n1,2\n");
        assert_eq!(csv.extension_finding("replies/Reply.XLSX").unwrap().kind.code, "F06");
        for name in ["reply.csv", "reply.TXT", "reply", ".hidden", "dir.xlsx/reply"] {
            assert_eq!(csv.extension_finding(name), None, "{name}");
        }
    }
}
