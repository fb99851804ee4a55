//! Documents found elsewhere.

use crate::support::{archive, events, is_document, kind};
use std::collections::BTreeMap;
use std::time::Instant;
use verbale_xml::FaultKind;

/// What becomes of the hostile documents, and of how many.
const OUTCOMES: [(&str, usize); 26] = [
    ("BadAttribute", 5),
    ("BadComment", 2),
    ("BadDeclaration", 64),
    ("BadInstruction", 3),
    ("BadMarkup", 107),
    ("BadName", 47),
    ("BadNamespace", 12),
    ("BadReference", 8),
    ("CdataEndInText", 5),
    ("Doctype", 1387),
    ("DuplicateAttribute", 4),
    ("EncodingContradiction", 1),
    ("EndsEarly", 17),
    ("ForbiddenCharacter", 73),
    ("MalformedText", 17),
    ("MarkupInAttribute", 2),
    ("MismatchedEnd", 9),
    ("MisplacedDeclaration", 12),
    ("NameTooLong", 3),
    ("NoRoot", 5),
    ("SecondRoot", 8),
    ("TextOutsideRoot", 37),
    ("UndeclaredPrefix", 4),
    ("UndefinedEntity", 4),
    ("UnsupportedVersion", 5),
    ("accepted", 364),
];

/// Seconds that one document may take; most of them take none. The bound is that of the issue, for a build without optimization.
const SECONDS: u64 = 10;

#[test]
fn every_hostile_document_has_its_outcome_in_time() {
    let Some(files) = archive("corpus/hostile-xml.tar.gz") else { return };
    let mut outcomes: BTreeMap<String, usize> = BTreeMap::new();
    for (path, bytes) in &files {
        let started = Instant::now();
        let outcome = events(bytes).map_or_else(|fault| format!("{:?}", fault.kind), |_| "accepted".to_owned());
        assert!(started.elapsed().as_secs() < SECONDS, "{path} took {:?}", started.elapsed());
        *outcomes.entry(outcome).or_default() += 1;
    }
    let expected = OUTCOMES.map(|(outcome, count)| (outcome.to_owned(), count));
    assert_eq!(outcomes.into_iter().collect::<Vec<_>>(), expected);
}

#[test]
fn a_bomb_is_refused_for_its_doctype() {
    let Some(files) = archive("corpus/hostile-xml.tar.gz") else { return };
    let kind = |name: &str| kind(&files[&format!("hostile-xml/defusedxml/xmltestdata/{name}.xml")]);
    assert_eq!(kind("xmlbomb2"), Some(FaultKind::Doctype));
    assert_eq!(kind("simple"), None);
}

#[test]
fn every_sdmx_message_is_read_and_none_cut_short() {
    let Some(files) = archive("corpus/sdmx.tar.gz") else { return };
    let (mut read, mut fragments) = (0, 0);
    for (path, bytes) in files.iter().filter(|(path, _)| is_document(path)) {
        match events(bytes) {
            Ok(_) => read += 1,
            // Headers cut out of a message, without the declarations of its root.
            Err(fault) if path.contains("/writer/samples/header") => {
                assert_eq!(fault.kind, FaultKind::UndeclaredPrefix, "{path}");
                fragments += 1;
            }
            Err(fault) => panic!("{path}: {fault}"),
        }
        let end = bytes.iter().rposition(|&b| b == b'>').unwrap_or_default().min(20_000);
        for cut in (0..end).step_by(end / 20 + 1) {
            assert!(events(&bytes[..cut]).is_err(), "{path} cut at {cut}");
        }
    }
    println!("{read} messages, {fragments} fragments");
    assert!(read > 200 && fragments == 6);
}
