//! `verbale validate`.

use super::batch::{self, Read};
use super::{RunError, edition, schemas};
use crate::args::{Common, Format, Input};
use crate::ordered::in_order;
use crate::output::Output;
use crate::output::batch::{Batch, Outcome};
use crate::output::findings::FileFindings;
use crate::pipeline::Wanted;
use serde::Serialize;
use verbale_model::{Findings, Language, Rejection};
use verbale_validate::Past;

#[derive(Serialize)]
struct Report<'r> {
    #[serde(flatten)]
    batch: &'r Batch,
    findings: &'r [FileFindings],
}

pub(super) fn run(common: &Common, input: &Input, max: usize, output: &Output) -> Result<u8, RunError> {
    let schemas = schemas(common)?;
    let program = batch::program();
    let wanted = Wanted { edition: edition(&schemas, input.edition.as_deref())?, program: program.as_deref() };
    let found = batch::find(input)?;
    let progress = batch::progress(found.len());
    let (mut lines, mut findings) = (Vec::new(), Vec::new());
    let mut past = Past::default();
    let indexes: Vec<usize> = (0..found.len()).collect();
    in_order(
        &indexes,
        rayon::current_num_threads(),
        |&index| (index, batch::read(&schemas, &found[index], wanted, |_| false)),
        |(index, read)| {
            let file = &found[index];
            progress.inc(1);
            match read {
                Read::Ignored(reason) => lines.push(batch::bare(file, Outcome::Ignored, reason.to_owned())),
                Read::Known(_) => {}
                Read::Good(_, mut reading) => {
                    past.judge(&schemas, &file.name, &mut reading);
                    lines.push(batch::good(&schemas, file, &reading, Outcome::Checked, String::new()));
                    findings.push(FileFindings::new(&schemas, &file.name, &reading.places, &reading.findings, Language::En, max));
                }
                Read::Bad(_, rejection) => {
                    lines.push(batch::bad(&schemas, file, &rejection));
                    findings.push(FileFindings::new(&schemas, &file.name, &rejection.places, &all(&rejection), Language::En, max));
                }
            }
            Ok::<(), RunError>(())
        },
    )?;
    progress.finish_and_clear();
    let batch = Batch::new(lines);
    if common.format == Format::Json {
        output.json(&Report { batch: &batch, findings: &findings })?;
    } else {
        let text: String = findings.iter().map(|file| file.render(output)).collect();
        output.write(&format!("{text}{}", batch.render(output, "checked")))?;
    }
    Ok(batch::exit_code(&batch, input.fail_on))
}

/// The reason of a rejection and what else was noticed, as one list.
fn all(rejection: &Rejection) -> Findings {
    let mut all = rejection.findings.clone();
    all.push(rejection.reason.clone());
    all.sort();
    all
}
