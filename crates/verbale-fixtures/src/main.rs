//! `verbale-fixtures write`, `check` and `base NAME FILE`.

use std::path::Path;
use std::process::ExitCode;
use verbale_fixtures::{Fault, MEND, Workshop, check, repository, write};

const USAGE: &str = "verbale-fixtures write            write all generated files under fixtures/
verbale-fixtures check            compare them with what is committed
verbale-fixtures base NAME FILE   write the workbook from which an edited fixture was made";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match arguments.as_slice() {
        ["write"] => run_write(),
        ["check"] => run_check(),
        ["base", name, file] => run_base(name, Path::new(file)),
        _ => {
            say(USAGE);
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(code) => code,
        Err(fault) => {
            say(&fault.to_string());
            ExitCode::FAILURE
        }
    }
}

fn run_write() -> Result<ExitCode, Fault> {
    let changed = write(&Workshop::open(&repository())?)?;
    for path in &changed {
        say(&format!("fixtures/{path}"));
    }
    say(&format!("{} files written", changed.len()));
    Ok(ExitCode::SUCCESS)
}

fn run_check() -> Result<ExitCode, Fault> {
    let differences = check(&Workshop::open(&repository())?)?;
    if differences.is_empty() {
        say("fixtures/ is what the generator writes");
        return Ok(ExitCode::SUCCESS);
    }
    for difference in &differences {
        say(difference);
    }
    say(&format!("{} differences; if the change is meant, run: {MEND}", differences.len()));
    Ok(ExitCode::FAILURE)
}

fn run_base(name: &str, file: &Path) -> Result<ExitCode, Fault> {
    let bytes = Workshop::open(&repository())?.base(name)?;
    std::fs::write(file, bytes).map_err(|source| Fault::Io { path: file.to_owned(), source })?;
    Ok(ExitCode::SUCCESS)
}

#[expect(clippy::print_stdout, reason = "a developer's tool: its words are its result")]
fn say(text: &str) {
    println!("{text}");
}
