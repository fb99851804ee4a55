//! Writing `register.csv`.

use crate::columns::ALL;
use chrono::NaiveDate;
use verbale_model::RegisterEntry;

/// Writes entries as `register.csv`: all columns, one line an entry, in the order given.
///
/// # Errors
/// If the writer fails, which one into memory does not.
pub fn write(entries: &[RegisterEntry], out: impl std::io::Write) -> std::io::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(ALL)?;
    for entry in entries {
        writer.write_record(cells(entry).iter())?;
    }
    writer.flush()
}

/// The cells of an entry, in the order of [`ALL`].
fn cells(entry: &RegisterEntry) -> [String; 14] {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let day = |value: Option<NaiveDate>| value.map(|day| day.to_string()).unwrap_or_default();
    let list = |values: &[String]| values.join(" | ");
    [
        entry.edition.clone(),
        entry.entry.clone(),
        entry.addressee.clone(),
        text(&entry.note),
        day(entry.note_date),
        text(&entry.channel),
        day(entry.received_on),
        text(&entry.transmitted_by),
        list(&entry.on_behalf_of),
        text(&entry.language),
        list(&entry.attachments),
        day(entry.acknowledged_on),
        entry.source.code().to_owned(),
        text(&entry.struck),
    ]
}
