//! `words.csv`: what a cell may say instead of a value.

use crate::fault::Faults;
use crate::files::SchemaFiles;
use crate::table::Table;
use verbale_model::Schemas;
use verbale_model::fold::fold;
use verbale_model::words::{WordClass, word_form};

const FILE: &str = "words.csv";

/// The note of a word that stands after the number it bounds.
const SUFFIX: &str = "suffix";

/// The value of a word that only stands beside one for a part of a year.
const LINK: &str = "link";

/// The value of a word that says of a year that it is no calendar year.
const FISCAL: &str = "fiscal";

/// The folded words of a text, one by one.
fn each(text: &str) -> Vec<String> {
    fold(text).split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

pub(crate) fn load(files: &SchemaFiles, schemas: &mut Schemas, faults: &mut Faults) {
    let Some(text) = files.get(FILE) else { return faults.add(FILE, None, "is missing") };
    let table = Table::read(FILE, text, &["class", "value", "lang", "word", "note"], faults);
    let words = &mut schemas.words;
    let (mut first_year, mut last_year) = (None, None);
    for row in table.rows() {
        let (Some(class), Some(word)) = (row.word::<WordClass>("class", faults), row.required("word", faults)) else { continue };
        match class {
            WordClass::Month => match row.get("value").parse::<u32>() {
                Ok(month @ 1..=12) => {
                    words.months.insert(fold(word), month);
                }
                _ => faults.add(FILE, Some(row.line), "a month needs a value from 1 to 12"),
            },
            WordClass::Year if row.get("value") == FISCAL => words.fiscal_years.extend(each(word)),
            WordClass::Year => words.years.extend(each(word)),
            WordClass::PartOfYear if row.get("value") == LINK => words.part_links.extend(each(word)),
            WordClass::PartOfYear => words.parts_of_years.extend(each(word)),
            WordClass::YearStatus => words.year_statuses.extend(each(word)),
            WordClass::Scale => words.scales.extend(each(word)),
            WordClass::Note => words.notes.push(fold(word)),
            WordClass::DateJoining => {
                words.joining.dates.insert(fold(word));
            }
            WordClass::Ordinal => words.joining.ordinals.push(fold(word)),
            WordClass::DateEnd => words.joining.date_ends.push(word.to_owned()),
            WordClass::NameJoining => {
                words.joining.names.insert(word.to_lowercase());
            }
            WordClass::NameJoiningPrefix => words.joining.prefixes.push(word.to_owned()),
            WordClass::NameJoiningUnspaced => words.joining.unspaced.extend(word.chars()),
            WordClass::FirstYear | WordClass::LastYear => match word.parse::<i16>() {
                Ok(year) if class == WordClass::FirstYear => first_year = Some(year),
                Ok(year) => last_year = Some(year),
                Err(_) => faults.add(FILE, Some(row.line), "a year is four digits"),
            },
            WordClass::Tick => words.ticks.push(word.to_owned()),
            WordClass::Untick => words.unticks.push(word.to_owned()),
            WordClass::FewerThan | WordClass::AtMost | WordClass::MoreThan | WordClass::AtLeast | WordClass::About => {
                let side = if row.get("note") == SUFFIX { &mut words.suffixes } else { &mut words.prefixes };
                side.push((word_form(word), class));
            }
            _ => {
                if words.index.insert(word_form(word), class).is_some_and(|other| other != class) {
                    faults.add(FILE, Some(row.line), format!("`{word}` stands in two classes"));
                }
            }
        }
    }
    match (first_year, last_year) {
        (Some(first), Some(last)) if first <= last => words.our_time = Some((first, last)),
        _ => faults.add(FILE, None, "needs one first_year and one last_year, in this order of time"),
    }
    words.joining.date_ends.sort_by(|left, right| right.len().cmp(&left.len()).then_with(|| left.cmp(right)));
    // Longest first, so that "not more than" is never taken for "not".
    for side in [&mut words.prefixes, &mut words.suffixes] {
        side.sort_by(|left, right| right.0.len().cmp(&left.0.len()).then_with(|| left.cmp(right)));
    }
}
