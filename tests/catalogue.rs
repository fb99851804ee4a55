//! The catalogue of rules is generated, and committed.

use crate::support::{Workdir, root};

#[test]
fn catalogue_is_current() {
    for (name, text) in [("RULES.md", verbale_validate::catalogue::markdown()), ("rules.json", verbale_validate::catalogue::json())]
    {
        let path = root().join("crates/verbale-validate").join(name);
        if std::env::var_os("VERBALE_BLESS").is_some() {
            std::fs::write(&path, &text).expect("the catalogue can be written");
        }
        let committed = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(committed == text, "crates/verbale-validate/{name} is not what the rules say; run `just catalogue`");
    }
}

#[test]
fn every_rule_can_be_explained() {
    let dir = Workdir::new();
    for rule in verbale_validate::RULES {
        let run = dir.run(&["explain", rule.kind.code]).exits(0);
        assert!(run.stdout.contains(rule.kind.name) && run.stdout.contains(rule.kind.severity.code()), "{}", run.stdout);
    }
    let run = dir.run(&["explain", "Z99"]).exits(2);
    assert!(run.stderr.contains("there is no rule `Z99`"), "{}", run.stderr);
}
