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
    /// A workbook of Excel 97 to 2003.
    Xls,
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

    /// Why this crate cannot read the file; `None` for a workbook or text that it reads.
    pub fn rejection(self) -> Option<Rejection> {
        self.fault().map(|fault| *fault)
    }

    pub(crate) fn fault(self) -> Option<Fault> {
        match self.format {
            Format::Xlsx | Format::Csv => None,
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
        (b"\x09\x08", Format::Xls, "a workbook of Excel 4 or 5"),
        (b"\x09\x04", Format::Xls, "a workbook of Excel 4"),
        (b"\x09\x02", Format::Xls, "a workbook of Excel 3"),
        (b"\x09\x00\x04\x00", Format::Xls, "a workbook of Excel 2"),
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
        return match memmem::find(bytes, b"xl/") {
            Some(_) => Sniffed::new(Format::Xlsx, "a workbook (xlsx)"),
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
    const STREAMS: [(&str, Format, &str); 7] = [
        ("EncryptedPackage", Format::Encrypted, "an encrypted office document"),
        ("Workbook", Format::Xls, "a workbook of Excel 97 to 2003 (xls)"),
        ("WORKBOOK", Format::Xls, "a workbook of Excel 97 to 2003 (xls)"),
        ("Book", Format::Xls, "a workbook of Excel 5 or 95 (xls)"),
        ("WordDocument", Format::Document, "a Word document (doc)"),
        ("PowerPoint Document", Format::Other, "a presentation (ppt)"),
        ("__properties_version1.0", Format::Other, "an Outlook message"),
    ];
    for (name, format, found) in STREAMS {
        if has_entry(bytes, name) {
            return Sniffed::new(format, found);
        }
    }
    Sniffed::new(Format::Other, "an OLE document of unknown kind")
}

/// True if the directory of a compound file names a stream: entries are 128 bytes, in sectors that start at a multiple of
/// that, with the name in UTF-16, its length in bytes at 64, and its type at 66.
fn has_entry(bytes: &[u8], name: &str) -> bool {
    let wanted = name.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    memmem::find_iter(bytes, &wanted).filter(|at| at % 128 == 0).any(|at| {
        let entry = bytes.get(at..at + 128);
        entry.is_some_and(|entry| usize::from(u16::from_le_bytes([entry[64], entry[65]])) == wanted.len() && entry[66] <= 5)
    })
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
