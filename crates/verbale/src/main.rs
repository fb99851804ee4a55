//! Replies that Member States send to a note verbale, to a reporting database.

use clap::Parser;
use std::process::ExitCode;
use verbale::args::Cli;
use verbale::{child_reader, command, exit, log, pipeline};

fn main() -> ExitCode {
    // Before anything else: that process is to be limited from its start. It is no command, and stands in no help.
    let mut arguments = std::env::args_os().skip(1);
    if arguments.next().is_some_and(|first| first == child_reader::COMMAND) {
        return child_reader::child(&arguments.next().unwrap_or_default().to_string_lossy());
    }
    let cli = Cli::parse();
    if let Err(message) = log::start(cli.command.common()) {
        return fail(&message, exit::USAGE);
    }
    pipeline::install_panic_hook();
    if let Err(error) = rayon::ThreadPoolBuilder::new().num_threads(cli.command.common().threads).build_global() {
        return fail(&error.to_string(), exit::FAULT);
    }
    match std::panic::catch_unwind(|| command::run(&cli)) {
        Ok(Ok(code)) => ExitCode::from(code),
        Ok(Err(error)) => fail(&error.to_string(), error.exit_code()),
        Err(_) => fail("a fault of this program; please report it with the command that you ran", exit::FAULT),
    }
}

#[expect(clippy::print_stderr, reason = "the last word of a command that could not do its work")]
fn fail(message: &str, code: u8) -> ExitCode {
    eprintln!("verbale: {message}");
    ExitCode::from(code)
}
