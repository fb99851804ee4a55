//! Counts and amounts, in text and stored as numbers.

use crate::support::{remarked, schemas};
use verbale_model::edition::Separators;
use verbale_model::{Status, Value};
use verbale_normalize::number::{NumberKind, NumberReading, from_stored, parse};

const COMMA: Option<Separators> = Some(Separators::CommaThousands);
const POINT: Option<Separators> = Some(Separators::PointThousands);

/// `status value [codes]`.
fn shown(reading: &NumberReading) -> String {
    let value = match reading.value {
        Value::Number(number) => format!(" {number}"),
        Value::Range { low, high } => format!(" {low}..{}", high.map_or_else(String::new, |high| high.to_string())),
        _ => String::new(),
    };
    let codes = remarked(&reading.remarks);
    format!("{}{value}{codes}", reading.status.code())
}

#[track_caller]
fn check(text: &str, separators: Option<Separators>, kind: NumberKind, expected: &str) {
    let reading = parse(text, &schemas().words, separators, kind);
    assert_eq!(shown(&reading), expected, "{text:?} {separators:?} {kind:?}");
    assert_eq!(reading.value != Value::None, reading.status.has_value() || reading.status == Status::Censored);
    for remark in &reading.remarks {
        assert_eq!(remark.args.len(), remark.kind.args.len(), "{}", remark.kind.code);
    }
}

#[track_caller]
fn count(text: &str, expected: &str) {
    check(text, None, NumberKind::Count, expected);
}

#[track_caller]
fn amount(text: &str, expected: &str) {
    check(text, None, NumberKind::Amount, expected);
}

#[test]
fn whole_numbers() {
    for (text, expected) in [
        ("", "blank"),
        (" \u{200f} ", "blank"),
        ("0", "zero 0"),
        ("00", "zero 0"),
        (" 12 ", "reported 12"),
        ("1 757", "reported 1757"),
        ("1\u{202f}757", "reported 1757"),
        ("1.234.567", "reported 1234567"),
        ("١٬٢٣٤", "reported 1234"),
        ("۱۲۳", "reported 123"),
        ("१२३", "reported 123"),
        ("１２３", "reported 123"),
        ("\u{200f}12\u{200e}", "reported 12"),
        ("12.0", "reported 12"),
        ("9223372036854775807", "reported 9223372036854775807"),
        ("9223372036854775808", "unreadable N05"),
    ] {
        count(text, expected);
    }
}

#[test]
fn a_separator_that_can_be_read_two_ways_is_not_read() {
    for (text, separators, expected) in [
        ("1.282", None, "unreadable N02"),
        ("1,282", None, "unreadable N02"),
        ("1,282", COMMA, "reported 1282"),
        ("1.282", COMMA, "unreadable N02"),
        ("1.282", POINT, "reported 1282"),
        ("1,282", POINT, "unreadable N02"),
        ("<1.282", COMMA, "unreadable N02"),
        ("1-1.282", COMMA, "unreadable N02"),
        ("1.282*", COMMA, "unreadable N02"),
        ("1,282,000", None, "reported 1282000"),
        ("1,282,000", POINT, "reported 1282000"),
    ] {
        check(text, separators, NumberKind::Count, expected);
    }
    let reading = parse("1.282", &schemas().words, None, NumberKind::Count);
    let args: Vec<String> = reading.remarks[0].args.iter().map(ToString::to_string).collect();
    assert_eq!(args, ["1.282", "1282 | 1.282"]);
}

#[test]
fn counts_are_whole_and_not_negative() {
    for text in ["-3", "−3", "‐3", "12.5", "12,5", "1.234,5", "0.5", "-1.5", "١٢٫٥"] {
        count(text, "unreadable N01");
    }
    amount("-3", "reported -3");
    amount("12.5", "reported 12.5");
    amount("12,50", "reported 12.5");
    amount("1.234,5", "reported 1234.5");
    amount("1 234 567,89", "reported 1234567.89");
    amount("0,00", "zero 0");
}

#[test]
fn text_is_no_number() {
    for text in [
        "(5)",
        "+5",
        "12%",
        "5 %",
        "12 1/",
        "1e5",
        "12.",
        ".5",
        "1٢",
        "½",
        "5 victims",
        "five",
        "$5",
        "12¹²³4",
        "10³",
        "12 (f)",
        "12 (5)",
        "①",
        "-0",
        "3-",
        "5-3",
        "1-2-3",
        "yes",
        "x",
        "<0",
        "<-1",
        "<",
        "fewer than",
        "under preparation",
        "<2.5",
        "1–",
        "~",
        "<1②",
        "<5５",
        "at least 1²3",
        "5 or",
    ] {
        count(text, "unreadable N05");
    }
    count("n/a 5", "unreadable N05");
}

#[test]
fn footnote_marks_are_dropped_and_noted() {
    for (text, expected) in [
        ("12*", "reported 12 N07"),
        ("12 **", "reported 12 N07"),
        ("12†", "reported 12 N07"),
        ("12¹", "reported 12 N07"),
        ("12 (a)", "reported 12 N07"),
        ("12[1]", "reported 12 N07"),
        ("0*", "zero 0 N07"),
        ("<5*", "censored 0..4 N03 N07"),
        ("12", "reported 12"),
    ] {
        count(text, expected);
    }
    let reading = parse("12¹", &schemas().words, None, NumberKind::Count);
    let args: Vec<String> = reading.remarks[0].args.iter().map(ToString::to_string).collect();
    assert_eq!(args, ["12¹", "12"]);
}

#[test]
fn bounds_are_kept_as_bounds() {
    for (text, expected) in [
        ("<5", "censored 0..4 N03"),
        ("< 5", "censored 0..4 N03"),
        ("＜５", "censored 0..4 N03"),
        ("<1", "censored 0..0 N03"),
        ("less than 5", "censored 0..4 N03"),
        ("Fewer than 5", "censored 0..4 N03"),
        ("moins de 5", "censored 0..4 N03"),
        ("menos de 5", "censored 0..4 N03"),
        ("менее 5", "censored 0..4 N03"),
        ("أقل من ٥", "censored 0..4 N03"),
        ("少于5", "censored 0..4 N03"),
        ("<=5", "censored 0..5 N03"),
        ("≤ 5", "censored 0..5 N03"),
        ("up to 5", "censored 0..5 N03"),
        (">5", "censored 6.. N03"),
        ("more than 1 000", "censored 1001.. N03"),
        ("≥5", "censored 5.. N03"),
        ("at least 5", "censored 5.. N03"),
        ("5+", "censored 5.. N03"),
        ("5 or more", "censored 5.. N03"),
        ("5 ou plus", "censored 5.. N03"),
        ("5 or fewer", "censored 0..5 N03"),
        ("about 20", "censored 0.. N03"),
        ("~20", "censored 0.. N03"),
        ("several", "censored 0.. N03"),
        ("plusieurs", "censored 0.. N03"),
        ("1-4", "censored 1..4 N03"),
        ("1–4", "censored 1..4 N03"),
        ("1 - 4", "censored 1..4 N03"),
        ("4-4", "censored 4..4 N03"),
        ("0-0", "censored 0..0 N03"),
        (">9223372036854775807", "unreadable N05"),
    ] {
        count(text, expected);
    }
    amount("<4.5", "censored 0..5 N03");
    amount("<5", "censored 0..5 N03");
    amount(">4.5", "censored 4.. N03");
    amount("1.5–2.5", "censored 1..3 N03");
}

#[test]
fn words_for_no_value_are_statuses() {
    for (text, expected) in [
        ("n/a", "not_stated N04"),
        ("N/A", "not_stated N04"),
        ("-", "not_stated N04"),
        ("—", "not_stated N04"),
        ("..", "not_stated N04"),
        ("…", "not_stated N04"),
        ("not available", "not_available N04"),
        ("Non disponible", "not_available N04"),
        ("нет данных", "not_available N04"),
        ("not applicable", "not_applicable N04"),
        ("see annex", "see_annex N04"),
        ("Voir annexe", "see_annex N04"),
        ("confidential", "refused N04"),
        ("(please specify)", "unreadable S06"),
        ("Total", "unreadable S07"),
    ] {
        count(text, expected);
    }
}

#[test]
fn stored_numbers_need_no_separators() {
    for (text, kind, expected) in [
        ("12", NumberKind::Count, "reported 12"),
        ("0", NumberKind::Count, "zero 0"),
        ("-3", NumberKind::Count, "unreadable N01"),
        ("1.282", NumberKind::Count, "unreadable N01"),
        ("1.282", NumberKind::Amount, "reported 1.282"),
        ("0.30000000000000004", NumberKind::Amount, "reported 0.30000000000000004"),
        ("999999999999999", NumberKind::Count, "reported 999999999999999"),
        ("1000000000000000", NumberKind::Count, "reported 1000000000000000"),
        ("1000000000000001", NumberKind::Count, "unreadable N05"),
        ("12345678901234567000", NumberKind::Count, "unreadable N05"),
        ("1e21", NumberKind::Count, "unreadable N05"),
        ("NaN", NumberKind::Amount, "unreadable N05"),
    ] {
        assert_eq!(shown(&from_stored(text, kind)), expected, "{text} {kind:?}");
    }
}
