//! Lineage as people read it: a figure, and a line for each answer behind it; a cell, and what it feeds.

use super::table::{Align, Table};
use super::{Output, Tone, plural};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use verbale_model::wording::{CUT, visible};
use verbale_store::trace::{CellTrace, Figure, Settled, Source, Standing, TallyTrace};

/// How long a raw text may be in a table.
const WIDTH: usize = 40;

/// A cell of the tally, and the replies behind it.
pub fn tally(tally: &TallyTrace, output: &Output) -> String {
    let heading = format!("{} {} {}: {}", tally.edition, tally.item, tally.says, plural(tally.value, "reply", "replies"));
    let mut table = Table::new(&[
        ("Area", Align::Left),
        ("Says", Align::Left),
        ("Answer", Align::Left),
        ("Raw", Align::Left),
        ("Where", Align::Left),
        ("File", Align::Left),
    ]);
    for reply in &tally.replies {
        let (area, says) = ((reply.area.clone(), Tone::Strong), (reply.says.clone(), Tone::Plain));
        if reply.answers.is_empty() {
            table.row(vec![area, says, ("the reply does not have this item".to_owned(), Tone::Doubt)]);
            continue;
        }
        for answer in &reply.answers {
            let (said, raw) = ((said(answer), Tone::Plain), (raw(answer), Tone::Plain));
            table.row(vec![area.clone(), says.clone(), said, raw, (place(answer), Tone::Plain), (file(answer), Tone::Faint)]);
        }
    }
    format!(
        "{}\n{}{}",
        output.tone(&heading, Tone::Strong),
        table.render(output),
        decisions(tally.replies.iter().flat_map(|reply| &reply.answers))
    )
}

/// A figure over areas, and the answers behind it.
pub fn figure(figure: &Figure, values: bool, output: &Output) -> String {
    let year = figure.year.map_or(String::new(), |year| format!(" {year}"));
    let areas = plural(figure.areas, "area", "areas");
    let total = match figure.total {
        Some(total) => format!("{total} over {areas}"),
        None if values => format!("no number in {}", plural(figure.sources.len() as u64, "answer", "answers")),
        None => format!("over {areas}"),
    };
    let heading = format!("{} {}{year}: {total}", figure.edition, figure.series);
    let mut table = Table::new(&[
        ("Area", Align::Left),
        ("Number", Align::Right),
        ("Status", Align::Left),
        ("Left out", Align::Left),
        ("Clearance", Align::Left),
        ("Raw", Align::Left),
        ("Where", Align::Left),
        ("File", Align::Left),
    ]);
    for one in &figure.sources {
        let source = &one.source;
        table.row(vec![
            (source.area.clone().unwrap_or_else(|| "–".to_owned()), Tone::Strong),
            (number(source), Tone::Plain),
            (source.status.clone(), Tone::Plain),
            (one.left_out.unwrap_or_default().to_owned(), Tone::Doubt),
            (source.clearance.clone(), Tone::Faint),
            (raw(source), Tone::Plain),
            (place(source), Tone::Plain),
            (file(source), Tone::Faint),
        ]);
    }
    let decisions = decisions(figure.sources.iter().map(|one| &one.source));
    format!("{}\n{}{decisions}\n", output.tone(&heading, Tone::Strong), table.render(output))
}

/// A cell, and what it feeds.
pub fn cell(trace: &CellTrace, values: bool, output: &Output) -> String {
    let sheet = trace.sheet.as_ref().map_or(String::new(), |sheet| format!("'{sheet}' "));
    let received = trace.original.received_on.as_ref().map_or(String::new(), |day| format!(", received {day}"));
    let heading = format!("{} {sheet}{}", trace.original.file, trace.cell);
    let mut text = format!(
        "{}\n{}, SHA-256 {}{received}, imported {} by run {}\n",
        output.tone(&heading, Tone::Strong),
        trace.outcome,
        trace.original.sha256,
        trace.original.imported_at,
        trace.original.run,
    );
    for standing in &trace.answers {
        feeds(standing, values, &mut text);
    }
    for noticed in &trace.noticed {
        let said = noticed.text.as_ref().map_or(String::new(), |said| format!(": {}", shown(said)));
        let _ = writeln!(text, "{} {}{said}", noticed.kind, noticed.rule);
    }
    if trace.answers.is_empty() && trace.noticed.is_empty() {
        text.push_str("nothing was read here: the cell is empty, holds text of the template, or is that of a reply known before\n");
    }
    text
}

fn feeds(standing: &Standing, values: bool, text: &mut String) {
    let year = standing.in_force.as_ref().and_then(|source| source.year).map_or(String::new(), |year| format!(" {year}"));
    let _ = writeln!(text, "answer {}: {}{year}", standing.answer, standing.series);
    if let Some(source) = &standing.in_force {
        let area = source.area.as_deref().unwrap_or("no area that could be told");
        let value = if values { format!(": {} from `{}`", number_or_code(source), raw(source)) } else { String::new() };
        let _ = writeln!(text, "  {area}, {}, revision {}, {}{value}", source.edition, source.revision, source.status);
        let _ = writeln!(text, "  clearance: {}", source.clearance);
    }
    for stand in &standing.stands {
        let area = stand.area.as_deref().unwrap_or("no area that could be told");
        let received = stand.received_on.as_ref().map_or(String::new(), |day| format!(", received {day}"));
        let _ = writeln!(text, "  its reply for {area}: revision {}, {}{received}", stand.revision, stand.role);
    }
    let decided = standing.in_force.iter().flat_map(|source| &source.decisions);
    let decided = decided.chain(standing.stands.iter().flat_map(|stand| &stand.decisions));
    for line in decided.map(settled).collect::<BTreeSet<_>>() {
        let _ = writeln!(text, "  {line}");
    }
    if let Some(silent) = &standing.silent {
        let _ = writeln!(text, "  feeds nothing: {silent}");
    }
    let feeds = &standing.feeds;
    if let Some(tally) = &feeds.tally {
        let figure =
            tally.says.as_ref().zip(tally.value).map_or(String::new(), |(says, value)| format!(" {says}, which is {value}"));
        let _ = writeln!(text, "  feeds measure_tally: {} {}{figure}", tally.edition, tally.item);
    }
    if feeds.observation {
        let _ = writeln!(text, "  feeds observation: {}{year}", standing.series);
        let total = feeds.total.map_or(String::new(), |total| format!(", which is {total}"));
        let _ = match feeds.left_out {
            Some(why) => writeln!(text, "  left out of the total over areas: {why}"),
            None => writeln!(text, "  feeds the total over {}{total}", plural(feeds.areas, "area", "areas")),
        };
    }
    if let Some(pillar) = &feeds.pillar {
        let _ = writeln!(text, "  feeds pillar_coverage: {pillar}");
    }
}

/// What was decided on replies and answers, each decision once.
fn decisions<'a>(answers: impl Iterator<Item = &'a Source>) -> String {
    let mut told: BTreeSet<(String, String)> = BTreeSet::new();
    for answer in answers {
        for one in &answer.decisions {
            let about = if one.about == "reply" { file(answer) } else { format!("answer {}", answer.answer) };
            told.insert((about, settled(one)));
        }
    }
    let mut text = String::new();
    for (about, line) in told {
        let _ = writeln!(text, "{about}: {line}");
    }
    text
}

/// A decision on one line.
fn settled(one: &Settled) -> String {
    let class = one.class.map_or(String::new(), |class| format!(" as {class}"));
    let value = one.value.as_ref().map_or(String::new(), |value| format!(" to {}", shown(value)));
    let reason = one.reason.as_ref().map_or(String::new(), |reason| format!(": {}", shown(reason)));
    let (author, authority) = (shown(&one.author), shown(&one.authority));
    let key = one.decision.get(..12).unwrap_or(&one.decision);
    format!("decided {}: {}{class}{value}, by {author}, {authority}{reason} ({key})", one.decided_on, one.action)
}

fn number(source: &Source) -> String {
    match (source.number, source.low, source.high) {
        (Some(number), ..) => number.to_string(),
        (None, Some(low), Some(high)) => format!("{low} to {high}"),
        (None, Some(low), None) => format!("{low} or more"),
        (None, None, _) => String::new(),
    }
}

/// What an answer of a tally says: its dimensions, and its code or status.
fn said(source: &Source) -> String {
    let dimensions = source.series.split_once(' ').map_or(String::new(), |(_, dimensions)| format!("{dimensions} "));
    format!("{dimensions}{}", source.code.as_deref().unwrap_or(&source.status))
}

fn number_or_code(source: &Source) -> String {
    source.code.clone().unwrap_or_else(|| number(source))
}

fn raw(source: &Source) -> String {
    source.raw.as_deref().map(shown).unwrap_or_default()
}

/// A text on one line, shortened, and harmless for a terminal.
fn shown(text: &str) -> String {
    let text = visible(text);
    let mut shown: String = text.chars().take(WIDTH).collect();
    if text.chars().nth(WIDTH).is_some() {
        shown.push(CUT);
    }
    shown
}

fn place(source: &Source) -> String {
    match (&source.sheet, &source.cell) {
        (Some(sheet), Some(cell)) if cell.contains(':') => format!("{sheet} {cell}"),
        (Some(sheet), Some(cell)) => format!("'{}'!{cell}", sheet.replace('\'', "''")),
        (None, Some(cell)) => cell.clone(),
        _ => String::new(),
    }
}

fn file(source: &Source) -> String {
    let role = source.role.as_ref().map_or(String::new(), |role| format!(", {role}"));
    format!("{} (revision {}{role})", source.original.file, source.revision)
}
