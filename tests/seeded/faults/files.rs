//! Files that are no reply any more, or do not say what they are.

use super::{Fault, Given};
use crate::seeded::clean::{Dice, Figures, Measures, Message};
use crate::support::root;
use std::io::{Cursor, Read, Write};
use verbale_fixtures::XmlFormat;
use verbale_model::Language;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

fn measures(dice: &mut Dice) -> Measures {
    let language = dice.language();
    Measures::clean(dice, language)
}

/// A workbook without a fault.
fn workbook(dice: &mut Dice) -> Vec<u8> {
    let text = if dice.number(0, 1) == 0 { measures(dice).form() } else { Figures::clean(dice).table() };
    Given::workbook(&text, true).bytes
}

/// A document without a fault, as UTF-8.
fn document(dice: &mut Dice) -> String {
    let measures = measures(dice);
    String::from_utf8(measures.xml(&XmlFormat::default())).unwrap()
}

/// An archive with these parts.
fn archive(parts: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        writer.start_file(name.as_str(), SimpleFileOptions::default()).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn parts(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut parts = Vec::new();
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).unwrap();
        let mut content = Vec::new();
        part.read_to_end(&mut content).unwrap();
        parts.push((part.name().unwrap().into_owned(), content));
    }
    parts
}

fn empty(dice: &mut Dice) -> Vec<Given> {
    let name = format!("{}.{}", dice.number(1, 9_999), dice.pick(&["csv", "xlsx", "xml", "ods"]));
    let mark = *dice.pick(&[b"".as_slice(), b"\xef\xbb\xbf"]);
    if dice.number(0, 9) == 0 {
        return vec![Given::new(&name, mark)];
    }
    let blank: Vec<u8> = (0..dice.place(4000)).map(|_| *dice.pick(b" \t\r\n")).collect();
    vec![Given::new(&name, [mark, &blank].concat())]
}

/// Something else than a reply, though it may hold one.
fn no_reply(dice: &mut Dice) -> Vec<Given> {
    let noise: Vec<u8> = (0..200).map(|_| dice.next().to_le_bytes()[0]).collect();
    let name = *dice.pick(&["reply.xlsx", "reply.csv", "reply.xml", "reply.pdf"]);
    let with = |mark: &[u8]| [mark, noise.as_slice()].concat();
    let bytes = match dice.number(0, 6) {
        0 => with(b"%PDF-1.7\n"),
        1 => with(b"\x89PNG\r\n\x1a\n"),
        2 => with(b"\xff\xd8\xff\xe0"),
        3 => archive(&[("word/document.xml".to_owned(), measures(dice).form().into_bytes())]),
        4 => archive(&[("reply.csv".to_owned(), measures(dice).form().into_bytes())]),
        5 => format!("<html><body><pre>{}</pre></body></html>", measures(dice).form()).into_bytes(),
        _ => format!("{{\\rtf1 {}}}", measures(dice).coded()).into_bytes(),
    };
    vec![Given::new(name, bytes)]
}

/// A workbook behind a password: enciphered whole, or part by part.
fn encrypted(dice: &mut Dice) -> Vec<Given> {
    if dice.number(0, 1) == 0 {
        let mut bytes = std::fs::read(root().join("fixtures/bad/encrypted.xlsx")).unwrap();
        // What is enciphered fills the end of the container.
        let from = bytes.len() - dice.place(900) - 100;
        let end = bytes.len() - 64;
        bytes[from..end].iter_mut().for_each(|byte| *byte = dice.next().to_le_bytes()[0]);
        return vec![Given::new("reply.xlsx", bytes)];
    }
    let mut bytes = workbook(dice);
    for at in 0..bytes.len() - 10 {
        let flags = match &bytes[at..at + 4] {
            b"PK\x03\x04" => at + 6,
            b"PK\x01\x02" => at + 8,
            _ => continue,
        };
        bytes[flags] |= 1;
    }
    vec![Given::new("reply.xlsx", bytes)]
}

/// A file that was cut, or that two programs read in two ways.
fn damaged(dice: &mut Dice) -> Vec<Given> {
    match dice.number(0, 2) {
        0 => {
            let bytes = workbook(dice);
            let kept = bytes.len() * (dice.place(60) + 35) / 100;
            vec![Given::new("reply.xlsx", &bytes[..kept])]
        }
        1 => {
            let mut bytes = Figures::clean(dice).table().into_bytes();
            let lines: Vec<usize> = (0..bytes.len()).filter(|&at| bytes[at] == b'\n').collect();
            bytes.insert(dice.pick(&lines[5..lines.len() - 5]) + 1, b'"');
            vec![Given::new("reply.csv", bytes)]
        }
        _ => {
            let mut bytes = Figures::clean(dice).table().into_bytes();
            let place = dice.place(bytes.len());
            bytes[place] = 0;
            vec![Given::new("reply.csv", bytes)]
        }
    }
}

/// More of something than any reply has.
fn beyond(dice: &mut Dice) -> Vec<Given> {
    let more = dice.place(40) + 1;
    let name = "reply.xml";
    let text = |dice: &mut Dice, inserted: &str| document(dice).replacen("<answers>", &format!("<answers>{inserted}"), 1);
    match dice.number(0, 3) {
        0 => vec![Given::new(name, text(dice, &("<a>".repeat(64 + more) + &"</a>".repeat(64 + more))))],
        1 => {
            let attributes: String = (0..256 + more).map(|number| format!(" a{number}=\"x\"")).collect();
            vec![Given::new(name, text(dice, &format!("<a{attributes}/>")))]
        }
        2 => {
            let long = "a".repeat((4 << 10) + more);
            vec![Given::new(name, text(dice, &format!("<{long}/>")))]
        }
        _ => {
            let sheets: String =
                (2..1002 + more).map(|number| format!("<sheet name=\"s{number}\" sheetId=\"{number}\" r:id=\"rId1\"/>")).collect();
            let mut parts = parts(&workbook(dice));
            let (_, list) = parts.iter_mut().find(|(name, _)| name == "xl/workbook.xml").unwrap();
            *list = String::from_utf8_lossy(list).replace("</sheets>", &format!("{sheets}</sheets>")).into_bytes();
            vec![Given::new("reply.xlsx", archive(&parts))]
        }
    }
}

fn named_otherwise(dice: &mut Dice) -> Vec<Given> {
    let measures = measures(dice);
    let (name, bytes) = match dice.number(0, 2) {
        0 => (*dice.pick(&["reply.xlsx", "reply.xml", "reply.xls", "reply.doc"]), measures.form().into_bytes()),
        1 => (*dice.pick(&["reply.csv", "reply.xls", "reply.ods", "reply.zip"]), workbook(dice)),
        _ => (*dice.pick(&["reply.csv", "reply.xlsx", "reply.txt", "reply.html"]), document(dice).into_bytes()),
    };
    vec![Given::new(name, bytes)]
}

/// Letters in an encoding that the file does not name.
fn undeclared(dice: &mut Dice) -> Vec<Given> {
    use encoding_rs::{GB18030, KOI8_R, WINDOWS_1251, WINDOWS_1252, WINDOWS_1256};
    let (language, encoding) = *dice.pick(&[
        (Language::Fr, WINDOWS_1252),
        (Language::Es, WINDOWS_1252),
        (Language::Ru, WINDOWS_1251),
        (Language::Ru, KOI8_R),
        (Language::Ar, WINDOWS_1256),
        (Language::Zh, GB18030),
    ]);
    let text = Measures::clean(dice, language).form();
    vec![Given::new("reply.csv", encoding.encode(&text).0.into_owned())]
}

/// A document that no reader may pass over.
fn unreadable(dice: &mut Dice) -> Vec<Given> {
    let message = Message::in_xml(dice).text();
    let whole = if dice.number(0, 2) == 0 { message } else { document(dice) };
    let (tag, root) = whole.split_once('>').map_or((0, ""), |(head, rest)| (head.len() + 1, rest));
    let text = match dice.number(0, 5) {
        0 => {
            let mut kept = tag + root.len() * (dice.place(80) + 5) / 100;
            while !whole.is_char_boundary(kept) {
                kept -= 1;
            }
            whole[..kept].to_owned()
        }
        1 => format!("{}<!DOCTYPE r [<!ENTITY e \"x\">]>{root}", &whole[..tag]),
        2 => format!("{whole}<again/>"),
        3 => whole.replacen("</", "</un", 1),
        4 => format!("<book><title>{}</title></book>", dice.number(0, 999)),
        _ => {
            let places: Vec<usize> = whole.match_indices("=\"").map(|(at, _)| at).collect();
            let (before, after) = whole.split_at(places[places.len() / 2]);
            format!("{before}{}", &after[1..])
        }
    };
    vec![Given::new("reply.xml", text)]
}

pub(crate) const FAULTS: &[Fault] = &[
    ("F01", empty),
    ("F02", no_reply),
    ("F03", encrypted),
    ("F04", damaged),
    ("F05", beyond),
    ("F06", named_otherwise),
    ("F07", undeclared),
    ("S05", unreadable),
];
