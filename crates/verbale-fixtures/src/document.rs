//! Letters, which are documents and no workbooks.

use crate::archive;
use crate::fault::Fault;
use std::fmt::Write;

/// A page of A4 with lines of text. Only ASCII: the fonts that every reader has know no more without a table.
pub(crate) fn pdf(lines: &[String]) -> Vec<u8> {
    let escape = |line: &String| line.replace('\\', "\\\\").replace('(', "\\(").replace(')', "\\)");
    let shown: Vec<String> = lines.iter().map(|line| format!("({}) Tj T*", escape(line))).collect();
    let stream = format!("BT /F1 11 Tf 16 TL 72 760 Td\n{}\nET", shown.join("\n"));
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>".to_owned(),
        format!("<< /Length {} >>\nstream\n{stream}\nendstream", stream.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
    ];
    let mut text = "%PDF-1.4\n".to_owned();
    let mut table = "0000000000 65535 f \n".to_owned();
    // Writing into a string cannot fail.
    for (number, object) in (1..).zip(&objects) {
        let _ = writeln!(table, "{:010} 00000 n ", text.len());
        let _ = writeln!(text, "{number} 0 obj\n{object}\nendobj");
    }
    let start = text.len();
    let count = objects.len() + 1;
    let _ = writeln!(text, "xref\n0 {count}\n{table}trailer\n<< /Size {count} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF");
    text.into_bytes()
}

/// A word-processor document with a paragraph a line.
pub(crate) fn letter(lines: &[String]) -> Result<Vec<u8>, Fault> {
    const TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"#;
    const RELATIONS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>"#;
    let escape = |line: &String| line.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let mut paragraphs = String::new();
    for line in lines {
        let _ = write!(paragraphs, "<w:p><w:r><w:t xml:space=\"preserve\">{}</w:t></w:r></w:p>", escape(line));
    }
    let document = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>{paragraphs}</w:body></w:document>"
    );
    let entry = |name: &str, text: &str| (name.to_owned(), text.as_bytes().to_vec());
    archive::write(&vec![
        entry("[Content_Types].xml", TYPES),
        entry("_rels/.rels", RELATIONS),
        entry("word/document.xml", &document),
    ])
}
