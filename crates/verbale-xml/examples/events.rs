//! Prints the events of a document: `cargo run -p verbale-xml --example events -- FILE`.
#![expect(clippy::print_stdout, reason = "an example talks")]

use std::process::ExitCode;
use verbale_xml::{Kind, Limits, Reader};

fn main() -> ExitCode {
    let Some(path) = std::env::args_os().nth(1) else {
        println!("usage: events FILE");
        return ExitCode::FAILURE;
    };
    match std::fs::read(path) {
        Ok(bytes) => match show(&bytes) {
            Ok(()) => ExitCode::SUCCESS,
            Err(fault) => {
                println!("{fault}");
                ExitCode::FAILURE
            }
        },
        Err(error) => {
            println!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn show(bytes: &[u8]) -> Result<(), verbale_xml::Fault> {
    let mut reader = Reader::new(bytes, Limits::default())?;
    while let Some(event) = reader.next_event()? {
        let place = format!("{}:{}", event.place.line, event.place.column);
        match event.kind {
            Kind::Start { name, attributes } => {
                println!("{place}\tstart\t{{{}}}{}", name.uri, name.local);
                for attribute in attributes.iter() {
                    let place = format!("{}:{}", attribute.place.line, attribute.place.column);
                    println!("{place}\t  {{{}}}{}\t{:?}", attribute.name.uri, attribute.name.local, attribute.value);
                }
            }
            Kind::End { name } => println!("{place}\tend\t{{{}}}{}", name.uri, name.local),
            Kind::Text(text) => println!("{place}\ttext\t{text:?}"),
        }
    }
    Ok(())
}
