//! The pages of the rules are tests: each case is a file as a State would send it, read by the whole pipeline, with the
//! findings that it must give. `VERBALE_BLESS=1` writes the findings again; look at the difference before you keep it.

use crate::support::{root, schemas};
use std::fmt::Write;
use verbale::pipeline::{self, Wanted};
use verbale_model::{Finding, Findings, Language, Severity, Values, Wording};
use verbale_validate::{Past, RULES, Rule};

/// Kinds that no file can raise by itself: a fault of the program, whose test stands with the pipeline, and what depends on what is
/// in the database, whose test stands with the messages.
const OUT_OF_REACH: &[&str] = &["F08", "F09", "K11"];

const SECTIONS: &[&str] = &["## Why it matters", "## Fires", "## Stays quiet", "## What the State can do", "## Source"];

#[test]
fn every_page_has_its_sections_in_order() {
    for rule in RULES {
        let found: Vec<&str> = rule.page.lines().filter(|line| line.starts_with("## ")).collect();
        assert_eq!(found, SECTIONS, "{}", rule.kind.name);
    }
}

#[test]
fn rule_cases_give_their_findings() {
    let bless = std::env::var_os("VERBALE_BLESS").is_some();
    let mut wrong = String::new();
    for rule in RULES {
        let page = Page::parse(rule.page);
        let mut fires = 0;
        let mut quiet = 0;
        for case in &page.cases {
            let (found, codes) = run(rule, case);
            let raised = codes.iter().any(|code| code == rule.kind.code);
            match case.section.as_str() {
                "## Fires" => fires += usize::from(raised),
                _ => quiet += usize::from(!raised),
            }
            if (case.section == "## Fires") != raised && !OUT_OF_REACH.contains(&rule.kind.code) {
                let _ = writeln!(wrong, "{}: a case under `{}` gives {codes:?}", rule.kind.name, case.section);
            }
            if !bless && found != case.findings {
                let _ =
                    writeln!(wrong, "{}: under `{}` expected\n{}but found\n{found}", rule.kind.name, case.section, case.findings);
            }
        }
        if (fires == 0 && !OUT_OF_REACH.contains(&rule.kind.code)) || quiet == 0 {
            let _ = writeln!(
                wrong,
                "{}: {fires} case(s) that fire, {quiet} that stay quiet; at least one of each is needed",
                rule.kind.name
            );
        }
        if bless {
            let path = root().join(format!("crates/verbale-validate/src/rules/{}.md", rule.kind.name));
            std::fs::write(path, page.rewritten(|case| run(rule, case).0)).expect("the page can be written");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// Findings of a case as text, and their codes. A case marked `only` is a whole form, most of which is beside the point: of its
/// findings the page shows those of its own rule, and all errors.
///
/// Blocks marked `earlier` before it are replies that came before.
fn run(rule: &Rule, case: &Case) -> (String, Vec<String>) {
    let (info, only) = match case.info.split_once(" only") {
        Some((kind, path)) => (format!("{kind}{path}"), true),
        None => (case.info.clone(), false),
    };
    let input = &case.input;
    let mut past = Past::default();
    for earlier in &case.earlier {
        let read = pipeline::read(schemas(), "earlier.csv", earlier.as_bytes(), Wanted::default()).result;
        past.judge(schemas(), "earlier.csv", &mut read.unwrap_or_else(|_| panic!("an earlier reply that can be read")));
    }
    let (name, bytes) = match info.split_once(' ') {
        Some(("fixture", path)) => {
            let file = root().join("fixtures").join(path);
            (path.to_owned(), std::fs::read(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display())))
        }
        _ => (format!("case.{info}"), input.as_bytes().to_vec()),
    };
    let (head, findings, places): (&str, Findings, Vec<String>) =
        match pipeline::read(schemas(), &name, &bytes, Wanted::default()).result {
            Ok(mut reading) => {
                if !case.earlier.is_empty() {
                    past.judge(schemas(), &name, &mut reading);
                }
                ("", reading.findings, reading.places)
            }
            Err(rejection) => {
                let mut findings = rejection.findings;
                findings.push(rejection.reason);
                findings.sort();
                ("rejected\n", findings, rejection.places)
            }
        };
    let mut text = head.to_owned();
    let shown = |finding: &&Finding| !only || finding.kind == rule.kind || finding.kind.severity == Severity::Error;
    let wording = Wording::new(schemas(), Language::En, Values::Shown);
    for finding in findings.kept().iter().filter(shown) {
        let line = verbale_report::gather::line(schemas(), &places, finding, wording, false);
        let place = line.place().unwrap_or_else(|| "file".to_owned());
        let _ = writeln!(text, "{} {} {place}: {}", line.rule, line.severity, line.message);
    }
    (text, findings.kept().iter().map(|finding| finding.kind.code.to_owned()).collect())
}

struct Case {
    earlier: Vec<String>,
    section: String,
    info: String,
    input: String,
    findings: String,
}

/// A page taken apart: cases, and the text between them.
struct Page {
    cases: Vec<Case>,
    /// Text before the content of each case's findings block; the last piece ends the page.
    between: Vec<String>,
}

impl Page {
    fn parse(text: &str) -> Self {
        let mut page = Self { cases: Vec::new(), between: vec![String::new()] };
        let mut section = String::new();
        let mut input: Option<(String, String)> = None;
        let mut earlier = Vec::new();
        let mut lines = text.lines();
        while let Some(line) = lines.next() {
            let last = page.between.last_mut().expect("one piece at least");
            let _ = writeln!(last, "{line}");
            if line.starts_with("## ") {
                line.clone_into(&mut section);
            }
            let Some(info) = line.strip_prefix("```").filter(|info| !info.is_empty()) else { continue };
            let block: String = lines.by_ref().take_while(|line| *line != "```").map(|line| format!("{line}\n")).collect();
            if info == "findings" {
                let (info, input) = input.take().expect("a findings block follows the block of its input");
                let earlier = std::mem::take(&mut earlier);
                page.cases.push(Case { earlier, section: section.clone(), info, input, findings: block });
                page.between.push("```\n".to_owned());
            } else {
                let _ = writeln!(last, "{block}```");
                if info == "csv earlier" {
                    earlier.push(block);
                    continue;
                }
                input = Some((info.to_owned(), block));
            }
        }
        page
    }

    fn rewritten(&self, findings: impl Fn(&Case) -> String) -> String {
        let mut text = self.between[0].clone();
        for (case, after) in self.cases.iter().zip(&self.between[1..]) {
            text.push_str(&findings(case));
            text.push_str(after);
        }
        text
    }
}
