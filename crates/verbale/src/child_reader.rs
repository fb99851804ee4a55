//! The process that reads xls, xlsb and ods: starting it, living with its end, and what it does itself.
//!
//! The readers of these formats can take a whole process with them. So each such file is read by a process of its own: this
//! program again, under limits of memory and time. It gets the bytes of one file on its standard input and writes cells to its
//! standard output; it opens no file and knows no schema. Whatever becomes of it is the outcome of that one file.

use std::io::{Read, Write};
use std::path::Path;
use std::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command, ExitCode, ExitStatus, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::{Duration, Instant};
use verbale_model::Rejection;
use verbale_sheet::relay::{self, Lost};
use verbale_sheet::{Book, Format, Limits};

/// The first argument by which this program is that process.
pub const COMMAND: &str = "__cells";

/// MiB of address space that the process has.
const MEMORY_MIB: u64 = 512;
/// Seconds of computing that the process has, and seconds for which it is waited.
const SECONDS: u64 = 20;
/// How much longer than it may work it is waited for: on a machine with much to do, a process works for a part of the time.
const PATIENCE: u64 = 6;
/// Exit code after a panic.
const PANICKED: u8 = 101;
/// Bytes of its standard error that are looked at.
const STDERR_BYTES: u64 = 4096;
/// How the standard library begins its last words when memory cannot be had.
const OUT_OF_MEMORY: &[u8] = b"memory allocation of";

/// Reads a workbook in a process of `program`, which must be this one.
pub fn read(program: Option<&Path>, format: Format, bytes: &[u8], limits: Limits) -> Result<Book<'static>, Rejection> {
    let mut command = Command::new(program.ok_or_else(|| relay::not_started(format))?);
    command.arg(COMMAND).arg(name(format).unwrap_or_default());
    let stream = run(command, bytes, limits, Duration::from_secs(SECONDS * PATIENCE)).map_err(|end| match end {
        End::NotStarted => relay::not_started(format),
        End::Lost(lost) => lost.rejection(format),
    })?;
    Book::from_relay(format, stream, limits)
}

/// The name of a format in the arguments.
const fn name(format: Format) -> Option<&'static str> {
    match format {
        Format::Xls => Some("xls"),
        Format::Xlsb => Some("xlsb"),
        Format::Ods => Some("ods"),
        _ => None,
    }
}

/// Why there is no stream.
#[derive(Debug, PartialEq, Eq)]
enum End {
    NotStarted,
    Lost(Lost),
}

/// A process that ends with this value, whatever happens.
struct Guarded(Child);

impl Guarded {
    /// How it ended by itself; `None` if it has not by then. It writes nothing more, so this is a matter of moments.
    fn ended(&mut self, by: Instant) -> Option<ExitStatus> {
        let mut pause = Duration::from_micros(50);
        loop {
            match self.0.try_wait() {
                Ok(Some(status)) => return Some(status),
                Ok(None) if Instant::now() < by => std::thread::sleep(pause),
                _ => return None,
            }
            pause = (pause * 2).min(Duration::from_millis(20));
        }
    }

    /// Ends it, and takes it off the list of processes.
    fn end(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Drop for Guarded {
    fn drop(&mut self) {
        self.end();
    }
}

/// Feeds a process and takes what it writes, both at once.
fn run(mut command: Command, bytes: &[u8], limits: Limits, patience: Duration) -> Result<Vec<u8>, End> {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let by = Instant::now() + patience;
    let mut child = Guarded(command.spawn().map_err(|_| End::NotStarted)?);
    let (Some(input), Some(output), Some(errors)) = (child.0.stdin.take(), child.0.stdout.take(), child.0.stderr.take()) else {
        return Err(End::NotStarted);
    };
    // Cells are never longer than the reader is told to write; a frame and the end may come on top.
    let most = limits.relay_bytes + (16 << 20);
    let (sender, receiver) = channel();
    std::thread::scope(|scope| {
        scope.spawn(move || feed(input, bytes));
        let errors = scope.spawn(move || last_words(errors));
        scope.spawn(move || {
            // Nobody waits for it any more once patience is at its end.
            let _ = sender.send(take(output, most));
        });
        let taken = receiver.recv_timeout(patience);
        let status = if matches!(taken, Ok(Some(_))) { child.ended(by) } else { None };
        child.end();
        let errors = errors.join().unwrap_or_default();
        match taken {
            Ok(Some(stream)) => judge(status.ok_or(End::Lost(Lost::Time(SECONDS)))?, &errors, stream),
            Ok(None) => Err(End::Lost(Lost::Output(limits.relay_bytes >> 20))),
            Err(RecvTimeoutError::Timeout) => Err(End::Lost(Lost::Time(SECONDS))),
            Err(RecvTimeoutError::Disconnected) => Err(End::Lost(Lost::GaveUp)),
        }
    })
}

fn feed(mut input: ChildStdin, bytes: &[u8]) {
    // A process that has ended takes no more; how it ended says why.
    let _ = input.write_all(bytes);
}

/// What is written, to its end; `None` if it is more than may be.
fn take(output: ChildStdout, most: u64) -> Option<Vec<u8>> {
    let mut stream = Vec::new();
    // A stream that cannot be read further is a stream without its end.
    let _ = output.take(most + 1).read_to_end(&mut stream);
    (stream.len() as u64 <= most).then_some(stream)
}

/// The first bytes of what it says when it dies. The rest is taken and dropped, so that it need not wait.
fn last_words(mut errors: ChildStderr) -> Vec<u8> {
    let mut words = Vec::new();
    let _ = errors.by_ref().take(STDERR_BYTES).read_to_end(&mut words);
    let _ = std::io::copy(&mut errors, &mut std::io::sink());
    words
}

/// What the end of the process says about its stream.
fn judge(status: ExitStatus, errors: &[u8], stream: Vec<u8>) -> Result<Vec<u8>, End> {
    if status.success() {
        return Ok(stream);
    }
    Err(End::Lost(if errors.windows(OUT_OF_MEMORY.len()).any(|words| words == OUT_OF_MEMORY) {
        Lost::Memory(MEMORY_MIB)
    } else if out_of_time(status) {
        Lost::Time(SECONDS)
    } else {
        Lost::GaveUp
    }))
}

/// True if the system ended the process because it had computed for too long.
#[cfg(unix)]
fn out_of_time(status: ExitStatus) -> bool {
    use std::os::unix::process::ExitStatusExt;
    status.signal() == Some(rustix::process::Signal::XCPU.as_raw())
}

#[cfg(not(unix))]
const fn out_of_time(_: ExitStatus) -> bool {
    false
}

/// What the process itself does: limits first, then the cells of the workbook on its standard input.
pub fn child(format: &str) -> ExitCode {
    if limit_oneself().is_err() {
        return ExitCode::from(crate::exit::FAULT);
    }
    // A panic of a reader can quote the file.
    std::panic::set_hook(Box::new(|_| {}));
    std::panic::catch_unwind(|| relay_cells(format)).unwrap_or_else(|_| ExitCode::from(PANICKED))
}

fn relay_cells(format: &str) -> ExitCode {
    let known = [Format::Xls, Format::Xlsb, Format::Ods].into_iter().find(|known| name(*known) == Some(format));
    let Some(format) = known else { return ExitCode::from(crate::exit::USAGE) };
    let mut bytes = Vec::new();
    if std::io::stdin().lock().read_to_end(&mut bytes).is_err() {
        return ExitCode::from(crate::exit::FAULT);
    }
    match relay::write_cells(format, &bytes, Limits::default(), &mut std::io::stdout().lock()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::from(crate::exit::FAULT),
    }
}

#[cfg(unix)]
fn limit_oneself() -> rustix::io::Result<()> {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let most = |most| Rlimit { current: Some(most), maximum: Some(most) };
    setrlimit(Resource::Core, most(0))?;
    setrlimit(Resource::As, most(MEMORY_MIB << 20))?;
    // The signal of the lower bound can be told from other ends.
    setrlimit(Resource::Cpu, Rlimit { current: Some(SECONDS), maximum: Some(SECONDS + 1) })
}

/// Where a process cannot limit itself, only the patience and the bound of who waits for it hold.
#[cfg(not(unix))]
const fn limit_oneself() -> Result<(), ()> {
    Ok(())
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn end_of(script: &str, limits: Limits) -> Result<Vec<u8>, End> {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        run(command, &vec![b'x'; 1 << 20], limits, Duration::from_millis(1500))
    }

    fn lost(script: &str) -> Lost {
        match end_of(script, Limits::default()) {
            Err(End::Lost(lost)) => lost,
            other => panic!("{script}: {other:?}"),
        }
    }

    #[test]
    fn what_is_written_is_taken_while_the_process_is_fed() {
        assert_eq!(end_of("cat", Limits::default()), Ok(vec![b'x'; 1 << 20]));
        // It need not take what it is fed.
        assert_eq!(end_of("echo a; echo b >&2", Limits::default()), Ok(b"a\n".to_vec()));
    }

    #[test]
    fn every_end_of_the_process_has_its_words() {
        assert_eq!(lost("exec sleep 60"), Lost::Time(SECONDS));
        assert_eq!(lost("exec sleep 60 >&-"), Lost::Time(SECONDS));
        assert_eq!(lost("ulimit -S -t 1; while :; do :; done"), Lost::Time(SECONDS));
        assert_eq!(lost("echo 'memory allocation of 5 bytes failed' >&2; kill -ABRT $$"), Lost::Memory(MEMORY_MIB));
        assert_eq!(lost("kill -SEGV $$"), Lost::GaveUp);
        assert_eq!(lost("echo memory >&2; exit 101"), Lost::GaveUp);
        // Errors without end are taken, and dropped.
        assert_eq!(lost("head -c 3000000 /dev/zero >&2; exit 1"), Lost::GaveUp);
        let few = Limits { relay_bytes: 1 << 20, ..Limits::default() };
        assert_eq!(end_of("exec cat /dev/zero", few), Err(End::Lost(Lost::Output(1))));
        let nothing = Command::new("/nowhere/verbale");
        assert_eq!(run(nothing, b"", Limits::default(), Duration::from_secs(1)), Err(End::NotStarted));
    }
}
