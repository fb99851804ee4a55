//! Dates as spreadsheets store them, and as people write them.

use crate::support::schemas;
use verbale_model::intake::SpreadsheetDate;
use verbale_normalize::date::{DateFault, from_spreadsheet, parse};

fn check(text: &str, expected: &str) {
    let shown = parse(text, &schemas().words).map_or_else(|fault| format!("!{}", fault.detail()), |date| date.to_string());
    assert_eq!(shown, expected, "{text}");
}

#[test]
fn written_dates() {
    for text in [
        "2019-04-15",
        "2019/04/15",
        "2019.4.15",
        "2019-04-15T00:00:00Z",
        "2019-04-15 13:45",
        "15.04.2019",
        "15.4.2019",
        "15.04.2019 г.",
        "15 نيسان/أبريل 2019",
        "15/04/2019",
        "15-04-2019",
        "04/15/2019",
        "15 April 2019",
        "15th of April 2019",
        "April 15, 2019",
        "15 avril 2019",
        "le 15 avril 2019",
        "15 de abril de 2019",
        "15 апреля 2019 г.",
        "15 апреля 2019 года",
        "١٥ أبريل ٢٠١٩",
        "2019年4月15日",
        "２０１９年４月１５日",
        "2019 年 4 月 15 日",
        "٢٠١٩/٠٤/١٥",
        "\u{200f}15.04.2019",
    ] {
        check(text, "2019-04-15");
    }
    check("1er avril 2019", "2019-04-01");
    check("1 كانون الثاني 2019", "2019-01-01");
    check("1 كانون الثاني/يناير 2019", "2019-01-01");
    check("05/05/2019", "2019-05-05");
    check("29.02.2020", "2020-02-29");
}

#[test]
fn what_is_no_certain_date() {
    for (text, expected) in [
        ("03/04/2019", "!2019-04-03 | 2019-03-04"),
        ("12/11/2019", "!2019-11-12 | 2019-12-11"),
        ("15.04.19", "!two-digit-year"),
        ("15/04/19", "!two-digit-year"),
        ("31.04.2019", "!no-such-day"),
        ("31 April 2019", "!no-such-day"),
        ("29 février 2019", "!no-such-day"),
        ("13/13/2019", "!no-such-day"),
        ("15/04/1440", "!year"),
        ("15 April 2562", "!year"),
        ("2019", "!form"),
        ("April 2019", "!form"),
        ("15 April", "!form"),
        ("15 April or March 2019", "!form"),
        ("15 April 2019 2020", "!form"),
        ("around 15 April 2019", "!form"),
        ("1٥.04.2019", "!form"),
        ("15.04/2019", "!form"),
        ("2019-04-15 (draft)", "!form"),
        ("", "!form"),
        ("see annex", "!form"),
    ] {
        check(text, expected);
    }
}

fn check_serial(serial: f64, epoch_1904: bool, expected: &str) {
    let shown = from_spreadsheet(SpreadsheetDate { serial, epoch_1904, duration: false })
        .map_or_else(|fault| format!("!{}", fault.detail()), |date| date.to_string());
    assert_eq!(shown, expected, "{serial} {epoch_1904}");
}

#[test]
fn serial_numbers_of_both_epochs() {
    for (serial, epoch_1904, expected) in [
        (1.0, false, "1900-01-01"),
        (59.0, false, "1900-02-28"),
        (60.0, false, "!no-such-day"),
        (60.5, false, "!no-such-day"),
        (61.0, false, "1900-03-01"),
        (43_570.0, false, "2019-04-15"),
        (43_570.75, false, "2019-04-15"),
        (43_570.999_999_99, false, "2019-04-15"),
        (2_958_465.0, false, "9999-12-31"),
        (2_958_466.0, false, "!out-of-range"),
        (0.5, false, "!time-only"),
        (0.0, false, "!time-only"),
        (-1.0, false, "!out-of-range"),
        (1e10, false, "!out-of-range"),
        (f64::NAN, false, "!out-of-range"),
        (f64::INFINITY, false, "!out-of-range"),
        (42_108.0, true, "2019-04-15"),
        (60.0, true, "1904-03-01"),
        (1.0, true, "1904-01-02"),
        (0.25, true, "!time-only"),
        (2_957_003.0, true, "9999-12-31"),
        (2_957_004.0, true, "!out-of-range"),
    ] {
        check_serial(serial, epoch_1904, expected);
    }
    let duration = SpreadsheetDate { serial: 1.5, epoch_1904: false, duration: true };
    assert_eq!(from_spreadsheet(duration), Err(DateFault::Duration));
}
