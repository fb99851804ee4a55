//! What holds for every text and every number.

use crate::areas::citizenships;
use crate::support::{Form, Table, answers, findings, schemas};
use proptest::prelude::*;
use verbale_model::edition::Separators;
use verbale_model::intake::Entry;
use verbale_model::{ItemKind, Language, Locus, Number, RawCell, Status, Stored, Value};
use verbale_normalize::number::{self, NumberKind};
use verbale_normalize::{area, choice, date, mojibake, multi};

const ZEROS: [char; 5] = ['0', '٠', '۰', '०', '０'];

/// Signs between thousands, and whether one of them alone needs no declaration.
const GROUPING: [(&str, bool); 10] = [
    ("", true),
    (" ", true),
    ("\u{a0}", true),
    ("\u{202f}", true),
    ("\u{2009}", true),
    ("'", true),
    ("’", true),
    ("٬", true),
    (",", false),
    (".", false),
];

fn written(number: u64, grouping: &str, zero: char) -> String {
    let digits = number.to_string();
    let mut written = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            written.push_str(grouping);
        }
        let offset = digit.to_digit(10).unwrap();
        written.push(char::from_u32(u32::from(zero) + offset).unwrap());
    }
    written
}

/// Texts in which anything that a parser looks for is likely.
fn texts() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "<",
        "5",
        "1.282",
        ",",
        " ",
        "\u{202f}",
        "-",
        "–",
        "n/a",
        "Yes",
        "☒",
        "☐",
        "(x)",
        "(",
        ")",
        "[1]",
        "*",
        "¹",
        "٣",
        "年",
        "April",
        "2019",
        "/",
        "\u{fffd}",
        "Ã¼",
        "Mali",
        "et",
        "و",
        ";",
        "\u{200f}",
        "\0",
        "or more",
        "%",
        "日",
        "Côte",
        "\u{301}",
        "journalists",
    ]);
    prop_oneof![any::<String>(), prop::collection::vec(pieces, 0..8).prop_map(|pieces| pieces.concat()), "[0-9٠-٩.,' <>()-]{0,12}",]
}

proptest! {
    #[test]
    fn a_number_in_any_legal_writing_is_that_number(
        number in prop_oneof![0_u64..2_000, any::<u32>().prop_map(u64::from), 0..=i64::MAX.unsigned_abs()],
        sign in prop::sample::select(&GROUPING[..]),
        zero in prop::sample::select(&ZEROS[..]),
    ) {
        let (grouping, sure) = sign;
        let text = written(number, grouping, zero);
        let separators = match grouping {
            "." => Some(Separators::PointThousands),
            "," => Some(Separators::CommaThousands),
            _ => None,
        };
        let whole = Number::whole(i64::try_from(number).unwrap());
        let status = if number == 0 { Status::Zero } else { Status::Reported };
        let reading = number::parse(&text, &schemas().words, separators, NumberKind::Count);
        prop_assert_eq!((reading.status, reading.value), (status, Value::Number(whole)));
        prop_assert!(reading.remarks.is_empty());
        // Without a declaration one point or comma stays unread, and never becomes another number.
        let undeclared = number::parse(&text, &schemas().words, None, NumberKind::Count);
        let one_group = !sure && (1_000..1_000_000).contains(&number);
        prop_assert_eq!(undeclared.status == Status::Unreadable, one_group);
        prop_assert!(undeclared.value == Value::None || undeclared.value == Value::Number(whole));
    }

    #[test]
    fn a_stored_number_is_its_decimal(number in 0_i64..1_000_000_000_000_000, scale in 0_u8..6) {
        let text = Number { mantissa: number, scale }.to_string();
        let reading = number::from_stored(&text, NumberKind::Amount);
        let Value::Number(read) = reading.value else { panic!("{text}") };
        let scaled = i128::from(read.mantissa) * 10_i128.pow(u32::from(scale - read.scale));
        prop_assert_eq!(scaled, i128::from(number));
    }

    #[test]
    fn every_parser_is_total(text in texts(), serial in any::<f64>()) {
        let schemas = schemas();
        let (words, lookup) = (&schemas.words, citizenships(schemas));
        for kind in [NumberKind::Count, NumberKind::Amount] {
            let reading = number::parse(&text, words, None, kind);
            prop_assert_eq!(reading.status.has_value(), matches!(reading.value, Value::Number(_)));
            if let Value::Range { low, high } = reading.value {
                prop_assert!(low >= 0 && high.is_none_or(|high| low <= high));
            }
            number::from_stored(&text, kind);
        }
        let _ = date::parse(&text, words);
        let _ = date::from_spreadsheet(verbale_model::intake::SpreadsheetDate { serial, epoch_1904: true, duration: false });
        let found = area::resolve(&text, &lookup);
        // What has no code has a reason.
        prop_assert!(found.code.is_some() || !found.remarks(&text, "category", None, &lookup).is_empty());
        if let Some(repaired) = mojibake::repair(&text) {
            prop_assert_eq!(mojibake::repair(&repaired), None);
            prop_assert!(repaired.chars().count() < text.chars().count());
        }
    }

    #[test]
    fn every_entry_keeps_its_text_and_its_reason(text in texts(), language in prop::sample::select(&Language::ALL[..])) {
        for item in ["victims", "assets", "plan", "training", "law", "adopted", "mail"] {
            let mut form = Form::new(language);
            let cell = RawCell { text: text.as_str().into(), stored: Stored::Text, at: Locus::File };
            form.entry(item, Entry::Cell(cell));
            let reading = form.finish().unwrap();
            let answers = &reading.replies[0].answers;
            prop_assert!(answers.len() >= 2);
            for answer in &answers[..answers.len() - 1] {
                prop_assert_eq!(reading.texts.get(answer.raw), text.as_str());
                prop_assert_eq!(answer.status.has_value(), !matches!(answer.value, Value::None | Value::Range { .. }));
                let told = findings(&reading.findings);
                prop_assert!(answer.status != Status::Unreadable || !told.is_empty(), "{}", item);
            }
        }
    }

    #[test]
    fn every_row_is_answered_or_kept(cells in prop::collection::vec(texts(), 6), area in prop::bool::ANY) {
        let mut table = Table::new("demo/2020", "table", Language::En);
        let mut row: Vec<&str> = cells.iter().map(String::as_str).collect();
        if area {
            (row[0], row[1], row[2], row[3], row[4]) = ("ALB", "", "victims", "Female", "2019");
        }
        table.row(&row);
        let reading = table.finish();
        let kept: usize = reading.replies.iter().map(|reply| reply.unplaced.len()).sum();
        prop_assert_eq!(kept + usize::from(!answers(&reading).is_empty()), 1);
        if area {
            prop_assert_eq!(kept, 0);
        }
        for unplaced in reading.replies.iter().flat_map(|reply| &reply.unplaced) {
            let json: serde_json::Value = serde_json::from_str(reading.texts.get(unplaced.raw)).unwrap();
            let held = json.as_object().unwrap().len();
            prop_assert_eq!(held, row.iter().filter(|text| !text.is_empty()).count());
        }
    }
}

#[test]
fn what_was_normalized_is_normal() {
    let schemas = schemas();
    let lookup = citizenships(schemas);
    for area in &schemas.areas.list {
        for language in Language::ALL {
            assert_eq!(area::resolve(area.name(language), &lookup).code, Some(area.code), "{}", area.name(language));
        }
        assert_eq!(area::resolve(schemas.codes.text(area.code), &lookup).code, Some(area.code));
    }
    for edition in &schemas.editions {
        for item in &edition.items {
            let ItemKind::Choice(list) = item.kind else { continue };
            let list = schemas.list(list);
            for entry in &list.codes {
                for word in entry.labels.iter().map(String::as_str).chain([schemas.codes.text(entry.code)]) {
                    let reading = choice::parse(word, list, &schemas.words, Language::En);
                    assert_eq!(reading.codes.as_slice(), [entry.code], "{word}");
                    assert!(reading.remarks.is_empty());
                }
            }
        }
    }
    for text in ["15.04.2019", "2019年4月15日", "15 April 2019"] {
        let date = date::parse(text, &schemas.words).unwrap();
        assert_eq!(date::parse(&date.to_string(), &schemas.words), Ok(date));
    }
    let demo = schemas.edition_at("demo/2020").unwrap();
    let ItemKind::Multi(training) = demo.item(demo.item_index["training"]).kind else { panic!("training has options") };
    for entry in &schemas.list(training.options).codes {
        for label in &entry.labels {
            let reading = multi::parse(label, &training, schemas, Language::En, "training");
            assert_eq!((reading.options.as_slice(), reading.status), (&[entry.code][..], None), "{label}");
        }
    }
}
