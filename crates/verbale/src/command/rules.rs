//! `verbale rules` and `verbale explain`.

use super::RunError;
use crate::args::{Common, Format};
use crate::exit;
use crate::output::table::{Align, Table};
use crate::output::{Output, Tone};
use verbale_validate::{RULES, Rule, catalogue};

/// Lists all rules.
pub(super) fn list(common: &Common, output: &Output) -> Result<u8, RunError> {
    if common.format == Format::Json {
        output.json(&catalogue::entries())?;
        return Ok(exit::CLEAN);
    }
    let mut table = Table::new(&[("Code", Align::Left), ("Severity", Align::Left), ("Scope", Align::Left), ("Finds", Align::Left)]);
    for entry in catalogue::entries() {
        let tone = match entry.severity {
            "error" => Tone::Bad,
            "warning" => Tone::Doubt,
            _ => Tone::Faint,
        };
        table.row(vec![
            (entry.code.to_owned(), Tone::Strong),
            (entry.severity.to_owned(), tone),
            (entry.scope.to_owned(), Tone::Plain),
            (entry.summary.clone(), Tone::Plain),
        ]);
    }
    output.write(&table.render(output))?;
    Ok(exit::CLEAN)
}

/// Shows the page of one rule.
pub(super) fn explain(common: &Common, code: &str, output: &Output) -> Result<u8, RunError> {
    let Some(rule) = Rule::find(code) else {
        let known: Vec<&str> = RULES.iter().map(|rule| rule.kind.code).collect();
        return Err(RunError::Usage(format!("there is no rule `{code}`; known are {}", known.join(", "))));
    };
    if common.format == Format::Json {
        output.json(&catalogue::Entry::from(rule))?;
    } else {
        output.write(&format!(
            "{}\n\nSeverity: {}. Scope: {}.\n",
            rule.page.trim_end(),
            rule.kind.severity,
            rule.scope().code()
        ))?;
    }
    Ok(exit::CLEAN)
}
