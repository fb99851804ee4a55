//! `verbale validate`.

use super::batch::{self, Read};
use super::source::{self, Source};
use super::{RunError, edition, schemas};
use crate::args::{Common, FailOn, Format, Input, Lang, Telling as Options};
use crate::discover::{self, Found};
use crate::exit;
use crate::ordered::in_order;
use crate::output::{Output, validation};
use crate::pipeline::{self, Memory, Wanted};
use std::path::Path;
use verbale_model::digest::{hex, sha256};
use verbale_model::{Kind, Language, Reading, Schemas, Values, catalogue};
use verbale_report::comparison::{Answers, Baseline};
use verbale_report::gather::{self, FileFacts, Telling};
use verbale_report::picture::Camera;
use verbale_report::report::{FileReport, Report, RuleLine, Tool};
use verbale_report::waiver::{self, WaiverLine};
use verbale_report::withheld::Withheld;
use verbale_report::{csv, html, json, sarif};
use verbale_validate::RULES;
use verbale_validate::past::{Facts, Past};

/// What the files are read and told with.
struct Job<'j> {
    schemas: &'j Schemas,
    wanted: Wanted<'j>,
    telling: Telling,
    values: Values,
    /// True if pictures of sheets are wanted.
    pictures: bool,
    /// How many findings of a rule and file are listed, where that can be said before all files are read.
    most: Option<usize>,
    /// True if the answers are compared with earlier ones.
    answers: bool,
}

pub(super) fn run(common: &Common, input: &Input, options: &Options, output: &Output) -> Result<u8, RunError> {
    let schemas = schemas(common)?;
    let waivers = options.waivers.as_deref().map_or(Ok(Vec::new()), |path| waivers(path, &schemas))?;
    let program = batch::program();
    // A waiver counts all that it covers, not only what is listed.
    let traced: Vec<&'static Kind> = waivers.iter().filter_map(|waiver| catalogue::kind(&waiver.rule)).collect();
    let wanted = Wanted { edition: edition(&schemas, input.edition.as_deref())?, program: program.as_deref(), traced: &traced };
    let most = options.max.unwrap_or(match common.format {
        Format::Text => 20,
        Format::Html => 100,
        Format::Json | Format::Sarif | Format::Csv => usize::MAX,
    });
    let whole = options.waivers.is_some() || options.against.is_some();
    let mut job = Job {
        schemas: &schemas,
        wanted,
        telling: telling(options.lang),
        values: values(options, output),
        pictures: common.format == Format::Html,
        most: (!whole).then_some(most),
        answers: false,
    };
    let earlier = options.against.as_deref().map(|path| earlier(&job, path)).transpose()?;
    job.answers = earlier.as_ref().is_some_and(|earlier| earlier.replies.is_some());
    let found = batch::find(input)?;
    let (earlier, mut past) = match earlier {
        Some(Earlier { baseline, replies: Some((answers, past)) }) => (Some((baseline, Some(answers))), past),
        Some(Earlier { baseline, replies: None }) => (Some((baseline, None)), Past::default()),
        None => (None, Past::default()),
    };
    let (files, answers) = read(&job, &found, &mut past)?;
    let mut report = Report::new(tool(&schemas), frame(job.telling, &files), job.values == Values::Shown, rules(), files);
    waiver::apply(&mut report, waivers);
    if let (Some((baseline, before)), Some(path)) = (earlier, &options.against) {
        let changed = before.map(|before| answers.changed(&before, job.values));
        let name = path.file_name().map_or_else(|| path.to_string_lossy(), |name| name.to_string_lossy());
        baseline.compare(&mut report, &name, changed);
    }
    report.cut(most);
    write(common.format, options, &report, &schemas, output)?;
    Ok(exit_code(&report, input.fail_on))
}

const fn telling(lang: Lang) -> Telling {
    match lang {
        Lang::Auto => Telling::OfTheFile,
        Lang::En => Telling::In(Language::En),
        Lang::Fr => Telling::In(Language::Fr),
        Lang::Es => Telling::In(Language::Es),
        Lang::Ru => Telling::In(Language::Ru),
        Lang::Ar => Telling::In(Language::Ar),
        Lang::Zh => Telling::In(Language::Zh),
    }
}

/// What cells hold is shown to a person at a terminal, and to others if they ask for it: results are mailed, and kept in logs.
fn values(options: &Options, output: &Output) -> Values {
    let shown = options.values || (!options.no_values && options.output.is_none() && output.is_terminal());
    if shown { Values::Shown } else { Values::Hidden }
}

/// The language of the report around the files: the one they all have, or English.
fn frame(telling: Telling, files: &[FileReport]) -> Language {
    let Telling::OfTheFile = telling else { return telling.language(None) };
    let mut languages = files.iter().filter_map(|file| file.labels);
    match languages.next() {
        Some(first) if languages.all(|language| language == first) => first,
        _ => Language::En,
    }
}

fn tool(schemas: &Schemas) -> Tool {
    Tool { name: "verbale", version: env!("CARGO_PKG_VERSION"), schemas: schemas.digest.clone() }
}

fn rules() -> Vec<RuleLine> {
    let line = |rule: &verbale_validate::Rule| RuleLine {
        code: rule.kind.code,
        name: rule.kind.name,
        severity: rule.kind.severity,
        summary: verbale_validate::catalogue::summary(rule.page),
        page: rule.page,
    };
    RULES.iter().map(line).collect()
}

#[expect(clippy::disallowed_methods, reason = "the binary is where the clock is read")]
fn waivers(path: &Path, schemas: &Schemas) -> Result<Vec<WaiverLine>, RunError> {
    let text =
        std::fs::read_to_string(path).map_err(|error| RunError::Usage(format!("{} cannot be read: {error}", path.display())))?;
    waiver::parse(&text, schemas, chrono::Utc::now().date_naive()).map_err(|faults| {
        let told: Vec<String> =
            faults.iter().map(|fault| format!("{}:{}: {}", path.display(), fault.line, fault.message)).collect();
        RunError::Usage(format!("{} fault(s) in the waivers:\n{}", told.len(), told.join("\n")))
    })
}

/// What is compared with.
struct Earlier {
    baseline: Baseline,
    /// If it is no report: its answers, and its replies as those that the rules of history compare with.
    replies: Option<(Answers, Past)>,
}

/// The largest report that is read, in bytes.
const MAX_REPORT_BYTES: u64 = 512 << 20;

fn earlier(job: &Job<'_>, path: &Path) -> Result<Earlier, RunError> {
    let usage = |error: &dyn std::fmt::Display| RunError::Usage(format!("{} cannot be compared with: {error}", path.display()));
    let metadata = std::fs::metadata(path).map_err(|error| usage(&error))?;
    if metadata.is_file() && metadata.len() <= MAX_REPORT_BYTES {
        let bytes = std::fs::read(path).map_err(|error| usage(&error))?;
        if let Some(baseline) = std::str::from_utf8(&bytes).ok().and_then(Baseline::parse) {
            let baseline = baseline.map_err(|error| usage(&error))?;
            return Ok(Earlier { baseline, replies: None });
        }
    }
    let found = discover::discover(&[path.to_owned()]).map_err(|(_, error)| usage(&error))?;
    let job = Job { answers: true, pictures: false, most: None, ..*job };
    let mut past = Past::default();
    let (files, answers) = read(&job, &found, &mut past)?;
    if let Some(file) = files.iter().find(|file| file.outcome == verbale_report::report::FileOutcome::Rejected) {
        return Err(usage(&format!("it is neither a report of `validate --format json` nor a reply ({})", file.note)));
    }
    Ok(Earlier { baseline: Baseline::of_files(&files), replies: Some((answers, past)) })
}

/// Reads all files in parallel; the results are in the order of the files. Each reply is compared in turn with those before it and
/// with the past.
fn read(job: &Job<'_>, found: &[Found], past: &mut Past) -> Result<(Vec<FileReport>, Answers), RunError> {
    let progress = batch::progress(found.len());
    let (mut files, mut answers) = (Vec::with_capacity(found.len()), Answers::default());
    let numbers = past.numbers();
    let indexes: Vec<usize> = (0..found.len()).collect();
    in_order(
        &indexes,
        rayon::current_num_threads(),
        || Memory::new(job.schemas),
        |memory, &index| {
            let read = batch::read(memory, &found[index], job.wanted, |_| false, None);
            let said = if let Read::Good(_, reading) = &read { Facts::of(&numbers, job.schemas, reading) } else { Vec::new() };
            (index, read, said)
        },
        || Ok(()),
        |(), (index, read, said)| {
            let file = &found[index];
            progress.inc(1);
            if let Read::Good(bytes, mut reading) = read {
                past.judge_facts(job.schemas, &file.name, &mut reading, said);
                if job.answers {
                    answers.add(job.schemas, &reading);
                }
                files.push(checked(job, file, &bytes, &reading));
            } else {
                files.push(unread(job, file, read));
            }
            Ok::<(), RunError>(())
        },
    )?;
    progress.finish_and_clear();
    Ok((files, answers))
}

fn facts(found: &Found, bytes: Option<&batch::Bytes>) -> FileFacts {
    FileFacts { file: found.name.clone(), sha256: bytes.map(|bytes| hex(&bytes.sha256)), kind: bytes.map(|bytes| bytes.format) }
}

fn checked(job: &Job<'_>, found: &Found, bytes: &batch::Bytes, reading: &Reading) -> FileReport {
    let outcomes = verbale_validate::outcomes(reading);
    let mut file = gather::checked(job.schemas, facts(found, Some(bytes)), reading, job.telling, job.values, &outcomes);
    if job.pictures {
        file.pictures = pictures(job, found, bytes, reading);
    }
    if let Some(most) = job.most {
        file.cut(most);
    }
    file
}

/// A file of which there is no reading.
fn unread(job: &Job<'_>, found: &Found, read: Read) -> FileReport {
    match read {
        Read::Ignored(reason) => gather::ignored(job.schemas, facts(found, None), reason, job.telling),
        Read::Bad(bytes, rejection) => {
            gather::rejected(job.schemas, facts(found, bytes.as_ref()), &rejection, job.telling, job.values)
        }
        // Nothing is archived here.
        Read::NotKept(_) => gather::ignored(job.schemas, facts(found, None), "", job.telling),
        Read::Known(bytes) | Read::Good(bytes, _) => gather::ignored(job.schemas, facts(found, Some(&bytes)), "", job.telling),
    }
}

/// Pictures of the sheets. The file is read once more; one that changed meanwhile gets none.
fn pictures(job: &Job<'_>, found: &Found, read: &batch::Bytes, reading: &Reading) -> Vec<verbale_report::picture::Picture> {
    let withheld = Withheld::of(job.schemas, reading);
    let mut camera = Camera::new(job.schemas, reading, &withheld, job.values);
    if camera.is_idle() {
        return Vec::new();
    }
    let Ok(Source::Whole(bytes)) = source::open(&found.path) else { return Vec::new() };
    if sha256(&bytes) != read.sha256 {
        return Vec::new();
    }
    pipeline::each_cell(&bytes, job.wanted, |sheet, row, col, text| camera.see(sheet, row, col, text));
    camera.pictures()
}

fn write(format: Format, options: &Options, report: &Report, schemas: &Schemas, output: &Output) -> Result<(), RunError> {
    let text = match format {
        Format::Text if options.output.is_some() => validation::render(report, schemas, &Output::file()),
        Format::Text => validation::render(report, schemas, output),
        Format::Json => json::render(report).map_err(std::io::Error::other)?,
        Format::Sarif => sarif::render(report).map_err(std::io::Error::other)?,
        Format::Csv => csv::render(report),
        Format::Html => html::render(report, schemas),
    };
    match &options.output {
        None => Ok(output.write(&text)?),
        Some(path) => {
            std::fs::write(path, text).map_err(|error| RunError::Usage(format!("{} cannot be written: {error}", path.display())))
        }
    }
}

fn exit_code(report: &Report, fail_on: FailOn) -> u8 {
    let totals = report.totals;
    let failed = match fail_on {
        FailOn::Never => false,
        FailOn::Error => totals.open_errors > 0,
        FailOn::Warning => totals.open_errors + totals.open_warnings > 0,
    };
    match () {
        () if totals.rejected > 0 => exit::REJECTED,
        () if failed => exit::FINDINGS,
        () => exit::CLEAN,
    }
}
