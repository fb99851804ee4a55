//! A [`Book`] as an Excel workbook: the same bytes on each run.

use crate::fault::Fault;
use crate::grid::{Book, Content, Look, Range, Sheet, Visible, plain};
use chrono::{Datelike, NaiveDate};
use rust_xlsxwriter::{
    Color, DataValidation, DataValidationErrorStyle, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Formula,
    Note, Workbook, Worksheet,
};
use std::collections::BTreeMap;
use verbale_model::Language;

/// The blue of the United Nations, and what goes with it.
const BLUE: u32 = 0x00_9E_DB;
const PALE_BLUE: u32 = 0xDD_EF_F9;
const DARK_BLUE: u32 = 0x1F_3F_5F;
const GREY: u32 = 0xBF_C7_CE;
const PALE_YELLOW: u32 = 0xFF_FD_F0;
const DARK_GREY: u32 = 0x59_59_59;

/// A4.
const PAPER: u8 = 9;

/// The longest list of words that a cell can offer without a sheet of its own.
const LONGEST_LIST: usize = 255;

pub(crate) fn write(book: &Book) -> Result<Vec<u8>, Fault> {
    let mut workbook = Workbook::new();
    let properties =
        DocProperties::new().set_title(&book.title).set_author(&book.author).set_creation_datetime(&datetime(book.date)?);
    workbook.set_properties(&properties);
    let looks = Looks::new(book.language);
    for sheet in &book.sheets {
        let worksheet = workbook.add_worksheet();
        worksheet.set_name(&sheet.name)?;
        fill(worksheet, sheet, &looks)?;
        aside(worksheet, sheet)?;
        page(worksheet, sheet, book.language)?;
        choices(worksheet, sheet, book)?;
    }
    Ok(workbook.save_to_buffer()?)
}

fn datetime(date: NaiveDate) -> Result<ExcelDateTime, Fault> {
    let small = |part: u32| u8::try_from(part).unwrap_or(1);
    let year = u16::try_from(date.year()).unwrap_or(2000);
    Ok(ExcelDateTime::from_ymd(year, small(date.month()), small(date.day()))?)
}

/// One format a look.
struct Looks {
    all: BTreeMap<Look, Format>,
    date: Format,
    percent: Format,
}

impl Looks {
    fn new(language: Language) -> Self {
        let base = match language {
            // Arabic is read from right to left within a cell too.
            Language::Ar => Format::new().set_font_name("Arial").set_font_size(10).set_reading_direction(2),
            _ => Format::new().set_font_name("Arial").set_font_size(10),
        };
        let wrapped = base.clone().set_text_wrap().set_align(FormatAlign::Top);
        let boxed = wrapped.clone().set_border(FormatBorder::Thin).set_border_color(Color::RGB(GREY));
        let boxed_figure =
            boxed.clone().set_background_color(Color::RGB(PALE_YELLOW)).set_align(FormatAlign::Right).set_num_format("#,##0");
        let looks = [
            (Look::Title, wrapped.clone().set_bold().set_font_size(14).set_font_color(Color::RGB(DARK_BLUE))),
            (Look::Subtitle, wrapped.clone().set_font_color(Color::RGB(DARK_GREY))),
            (Look::Note, wrapped.clone().set_italic().set_font_color(Color::RGB(DARK_GREY))),
            (Look::Section, boxed.clone().set_bold().set_font_size(12).set_background_color(Color::RGB(PALE_BLUE))),
            (
                Look::Header,
                boxed
                    .clone()
                    .set_bold()
                    .set_font_color(Color::White)
                    .set_background_color(Color::RGB(BLUE))
                    .set_align(FormatAlign::Center)
                    .set_align(FormatAlign::VerticalCenter),
            ),
            (Look::Number, boxed.clone().set_align(FormatAlign::Center).set_font_color(Color::RGB(DARK_GREY))),
            (Look::Label, boxed.clone()),
            (Look::Answer, boxed.clone().set_background_color(Color::RGB(PALE_YELLOW))),
            (Look::Mark, boxed.clone().set_background_color(Color::RGB(PALE_YELLOW)).set_align(FormatAlign::Center)),
            (Look::Comment, boxed),
            (Look::Caption, wrapped.clone().set_bold().set_font_color(Color::RGB(DARK_BLUE))),
            (Look::Figure, boxed_figure),
            (Look::Plain, wrapped),
        ];
        let looks: BTreeMap<Look, Format> = looks.into_iter().collect();
        let date = looks[&Look::Answer].clone().set_num_format("d mmmm yyyy").set_align(FormatAlign::Left);
        let percent = looks[&Look::Figure].clone().set_num_format("0%");
        Self { all: looks, date, percent }
    }

    fn of(&self, look: Look) -> &Format {
        &self.all[&look]
    }
}

fn fill(worksheet: &mut Worksheet, sheet: &Sheet, looks: &Looks) -> Result<(), Fault> {
    for (&column, &width) in &sheet.widths {
        worksheet.set_column_width(column, width)?;
    }
    for (row, height) in heights(sheet) {
        worksheet.set_row_height(row, height)?;
    }
    for (&(row, column), &look) in &sheet.empty {
        if !sheet.cells.contains_key(&(row, column)) {
            worksheet.write_blank(row, column, looks.of(look))?;
        }
    }
    for &(row, column, last_row, last_column) in &sheet.merged {
        match sheet.cells.get(&(row, column)) {
            Some((Content::Text(text), look)) => {
                worksheet.merge_range(row, column, last_row, last_column, text, looks.of(*look))?;
            }
            // What is no text is put in below.
            Some((_, look)) => {
                worksheet.merge_range(row, column, last_row, last_column, "", looks.of(*look))?;
            }
            None => {
                if let Some(look) = sheet.empty.get(&(row, column)) {
                    worksheet.merge_range(row, column, last_row, last_column, "", looks.of(*look))?;
                }
            }
        }
    }
    let merged: Vec<(u32, u16)> = sheet.merged.iter().map(|range| (range.0, range.1)).collect();
    for (&(row, column), (content, look)) in &sheet.cells {
        match content {
            Content::Text(_) if merged.contains(&(row, column)) => {}
            Content::Text(text) => {
                worksheet.write_string_with_format(row, column, text, looks.of(*look))?;
            }
            Content::Whole(number) => {
                worksheet.write_number_with_format(row, column, *number, looks.of(*look))?;
            }
            Content::Decimal(text) => {
                let number: f64 = text.parse().map_err(|_| Fault::recipe(&sheet.name, format!("`{text}` is no number")))?;
                worksheet.write_number_with_format(row, column, number, looks.of(*look))?;
            }
            Content::Percent(number) => {
                worksheet.write_number_with_format(row, column, *number, &looks.percent)?;
            }
            Content::Formula(formula, result) => {
                let formula = Formula::new(formula).set_result(result);
                worksheet.write_formula_with_format(row, column, formula, looks.of(*look))?;
            }
            Content::Error(error) => {
                // What is left of a sum whose cells were deleted.
                let formula = Formula::new("=#REF!+1").set_result(error);
                worksheet.write_formula_with_format(row, column, formula, looks.of(*look))?;
            }
            Content::Date(date) => {
                worksheet.write_datetime_with_format(row, column, &datetime(*date)?, &looks.date)?;
            }
        }
    }
    Ok(())
}

/// Points of a row of one line, and of each further one.
const FIRST_LINE: u32 = 16;
const NEXT_LINE: u32 = 13;

/// Heights of all rows that need more than a line, or were given one: not every program measures wrapped text when it opens a
/// file.
fn heights(sheet: &Sheet) -> BTreeMap<u32, f64> {
    let mut lines: BTreeMap<u32, u32> = BTreeMap::new();
    for (&(row, column), (content, _)) in &sheet.cells {
        let range = sheet.merged.iter().find(|range| (range.0, range.1) == (row, column));
        let (last_row, last) = range.map_or((row, column), |range| (range.2, range.3));
        let width: f64 = (column..=last).map(|column| sheet.widths.get(&column).copied().unwrap_or(9.0)).sum();
        let share = (lines_of(&plain(content), width)).div_ceil(last_row - row + 1);
        let most = lines.entry(row).or_default();
        *most = share.max(*most);
    }
    let mut heights: BTreeMap<u32, f64> =
        lines.into_iter().map(|(row, count)| (row, f64::from(FIRST_LINE + NEXT_LINE * count.saturating_sub(1)))).collect();
    heights.extend(&sheet.heights);
    heights
}

/// How many lines a text takes in a column, whose width counts digits: Chinese characters are wider, Latin letters narrower.
fn lines_of(text: &str, width: f64) -> u32 {
    let wide = |c: char| if ('\u{2e80}'..='\u{ffdc}').contains(&c) { 2.0 } else { 0.9 };
    text.split('\n')
        .map(|line| {
            let (mut lines, mut used) = (1, 0.0);
            for c in line.chars() {
                used += wide(c);
                if used > width {
                    lines += 1;
                    used = wide(c);
                }
            }
            lines
        })
        .sum()
}

/// Comments, and what is hidden.
fn aside(worksheet: &mut Worksheet, sheet: &Sheet) -> Result<(), Fault> {
    for (&(row, column), text) in &sheet.comments {
        worksheet.insert_note(row, column, &Note::new(text).add_author_prefix(false))?;
    }
    for &row in &sheet.hidden_rows {
        worksheet.set_row_hidden(row)?;
    }
    for &column in &sheet.hidden_columns {
        worksheet.set_column_hidden(column)?;
    }
    Ok(())
}

fn page(worksheet: &mut Worksheet, sheet: &Sheet, language: Language) -> Result<(), Fault> {
    worksheet.set_landscape().set_paper_size(PAPER).set_print_fit_to_pages(1, 0).set_footer("&C&P / &N");
    if let Some((first, below)) = sheet.header {
        worksheet.set_freeze_panes(below, 0)?;
        worksheet.set_repeat_rows(first, below - 1)?;
    }
    if language == Language::Ar {
        worksheet.set_right_to_left(true);
    }
    match sheet.visible {
        Visible::Yes => {}
        Visible::Hidden => {
            worksheet.set_hidden(true);
        }
        Visible::Never => {
            worksheet.set_very_hidden(true);
        }
    }
    Ok(())
}

/// Cells offer the words to choose from, and take any other.
fn choices(worksheet: &mut Worksheet, sheet: &Sheet, book: &Book) -> Result<(), Fault> {
    let listed = book.sheets.iter().find(|sheet| sheet.visible == Visible::Never);
    for (range, words) in &sheet.choices {
        let offered = match listed {
            Some(list) => {
                let formula = format!("='{}'!$A$1:$A${}", list.name, words.len());
                DataValidation::new().allow_list_formula(Formula::new(formula))
            }
            None if words.iter().map(|word| word.len() + 1).sum::<usize>() > LONGEST_LIST => continue,
            None => DataValidation::new().allow_list_strings(words)?,
        };
        let offered = offered.set_error_style(DataValidationErrorStyle::Information).show_error_message(false);
        let &(row, column, last_row, last_column): &Range = range;
        worksheet.add_data_validation(row, column, last_row, last_column, &offered)?;
    }
    Ok(())
}
