//! Shows what is read of files: `inspect [--cells] FILE...`. One line a file, with the cells on request.

#![expect(clippy::print_stdout, reason = "a tool for those who work on this crate")]

use verbale_model::Rejection;
use verbale_sheet::{Book, Limits, cells, relay, sniff};

fn main() {
    let (options, files): (Vec<String>, Vec<String>) = std::env::args().skip(1).partition(|argument| argument.starts_with("--"));
    for path in files {
        let bytes = std::fs::read(&path).expect("a readable file");
        let read = open(&bytes).and_then(|mut book| cells(&mut book));
        match read {
            Ok(cells) => {
                println!(
                    "{path}: {}: {} cells, {} flawed",
                    sniff(&bytes).found,
                    cells.len(),
                    cells.iter().filter(|cell| cell.flaw.is_some()).count()
                );
                for cell in cells.iter().filter(|_| !options.is_empty()) {
                    println!("  {cell:?}");
                }
            }
            Err(rejection) => {
                let args = rejection.reason.args.iter().map(ToString::to_string).collect::<Vec<_>>();
                println!("{path}: {} {} at {}", rejection.reason.kind.code, args.join(" | "), rejection.reason.at.cell());
            }
        }
    }
}

/// Opens a file; formats that another process should read are read in this one.
fn open(bytes: &[u8]) -> Result<Book<'_>, Rejection> {
    let sniffed = sniff(bytes);
    if !sniffed.is_relayed() {
        return Book::open(bytes, Limits::default());
    }
    let mut stream = Vec::new();
    relay::write_cells(sniffed.format, bytes, Limits::default(), &mut stream).expect("memory takes what is written");
    Book::from_relay(sniffed.format, stream, Limits::default())
}
