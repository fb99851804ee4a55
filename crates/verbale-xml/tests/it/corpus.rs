//! Documents found elsewhere.

use crate::support::{archive, events, is_document, kind};
use std::collections::BTreeMap;
use verbale_xml::FaultKind;

#[test]
fn no_document_of_the_corpus_makes_it_panic() {
    let Some(files) = archive("corpus/hostile-xml.tar.gz") else { return };
    let mut outcomes: BTreeMap<String, usize> = BTreeMap::new();
    for bytes in files.values() {
        let outcome = events(bytes).map_or_else(|fault| format!("{:?}", fault.kind), |_| "accepted".to_owned());
        *outcomes.entry(outcome).or_default() += 1;
    }
    println!("{outcomes:#?}");
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
