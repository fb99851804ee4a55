//! The conformance suite of the W3C.

use crate::support::{archive, events, is_document};
use verbale_xml::FaultKind;

const ROOT: &str = "hostile-xml/xmlconf-npm/package/build/dist/xmlconf/";

const COLONS: [&str; 2] = ["oasis/p05pass1.xml", "xmltest/valid/sa/out/012.xml"];

/// The value of an attribute of a test's description.
fn field<'t>(test: &'t str, name: &str) -> Option<&'t str> {
    let start = test.find(&format!(" {name}=")).or_else(|| test.find(&format!("\n{name}=")))? + name.len() + 2;
    let quote = test[start..].chars().next()?;
    test[start + 1..].split_once(quote).map(|(value, _)| value)
}

#[test]
fn the_suite_is_judged_as_its_authors_judged_it() {
    let Some(files) = archive("corpus/hostile-xml.tar.gz") else { return };
    let (mut accepted, mut refused, mut doctype, mut skipped, mut wrong) = (0, 0, 0, 0, Vec::new());
    let mut missing = 0;
    for (list, bytes) in files.iter().filter(|(path, _)| path.starts_with(ROOT)) {
        let description = String::from_utf8_lossy(bytes);
        let folder = list.rsplit_once('/').map_or("", |(folder, _)| folder);
        for test in description.split("<TEST").skip(1).filter(|test| test.starts_with([' ', '\n', '\r', '\t'])) {
            let test = test.split('>').next().unwrap_or_default().replace(['\r', '\t'], " ");
            let (Some(verdict), Some(uri)) = (field(&test, "TYPE"), field(&test, "URI")) else { continue };
            // Names are those of the fifth edition; XML 1.1 is read as 1.0; namespaces are always in force.
            if field(&test, "EDITION").is_some_and(|editions| !editions.contains('5'))
                || field(&test, "VERSION").is_some_and(|version| version != "1.0")
                || field(&test, "RECOMMENDATION").is_some_and(|of| of.contains("1.1"))
                || (verdict != "not-wf" && field(&test, "NAMESPACE") == Some("no"))
            {
                skipped += 1;
                continue;
            }
            // The corpus has not all documents of every list.
            let Some(document) = files.get(&format!("{folder}/{uri}")) else {
                missing += 1;
                continue;
            };
            match (verdict, events(document).map_err(|fault| fault.kind)) {
                (_, Err(FaultKind::Doctype)) => doctype += 1,
                ("valid" | "invalid", Ok(_)) => accepted += 1,
                ("not-wf", Err(_)) => refused += 1,
                ("error", _) => {}
                (_, outcome) => wrong.push(format!("{verdict} {folder}/{uri}: {:?}", outcome.map(|_| "accepted"))),
            }
        }
    }
    println!(
        "{accepted} accepted, {refused} refused, {doctype} refused for their DOCTYPE, {skipped} of other rules, {missing} missing"
    );
    assert!(wrong.is_empty(), "{} judged otherwise:\n{}", wrong.len(), wrong.join("\n"));
    assert_eq!((accepted, refused, doctype), (38, 122, 795));
}

#[test]
fn folders_without_a_list_are_judged_by_their_names() {
    let Some(files) = archive("corpus/hostile-xml.tar.gz") else { return };
    let (mut accepted, mut refused, mut doctype, mut wrong) = (0, 0, 0, Vec::new());
    for (path, document) in &files {
        let Some(path) = path.strip_prefix(ROOT).filter(|path| is_document(path)) else { continue };
        let Some(suite) = ["xmltest/", "sun/", "ibm/", "oasis/", "japanese/"].iter().find_map(|suite| path.strip_prefix(suite))
        else {
            continue;
        };
        let bad = suite.contains("not-wf/") || suite.contains("fail");
        let good = suite.starts_with("valid/") || suite.contains("/out/") || suite.contains("pass");
        if bad == good || suite.starts_with("xml-1.1") {
            continue;
        }
        match events(document).map_err(|fault| fault.kind) {
            Err(FaultKind::Doctype) => doctype += 1,
            Ok(_) if good => accepted += 1,
            Err(_) if bad => refused += 1,
            // Names with a colon at an end: well-formed, but not with namespaces.
            Err(FaultKind::BadName) if COLONS.contains(&path) => {}
            outcome => wrong.push(format!("{path}: {:?}", outcome.map(|_| "accepted"))),
        }
    }
    println!("{accepted} accepted, {refused} refused, {doctype} refused for their DOCTYPE");
    assert!(wrong.is_empty(), "{} judged otherwise:\n{}", wrong.len(), wrong.join("\n"));
    assert_eq!((accepted, refused, doctype), (227, 169, 867));
}
