//! The catalogue of rules is generated, and committed.

use crate::support::{Workdir, corpus, root};

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

#[test]
fn every_check_of_the_domain_dossier_is_decided_somewhere() {
    let Some(dossier) = corpus("domain/DOMAIN.md") else { return };
    let text = std::fs::read_to_string(dossier).unwrap();
    let (_, section) = text.split_once("\n## 6. ").expect("section 6");
    let section = section.split_once("\n## ").map_or(section, |(section, _)| section);
    let is_id =
        |cell: &&str| cell.len() == 3 && cell.as_bytes()[0].is_ascii_uppercase() && cell[1..].bytes().all(|b| b.is_ascii_digit());
    let ids: Vec<&str> = section.lines().filter_map(|line| line.strip_prefix("| ")?.split(' ').next()).filter(is_id).collect();
    assert_eq!(ids.len(), 82);
    let covered = verbale_validate::catalogue::coverage();
    assert_eq!(covered.iter().map(|check| check.id).collect::<Vec<_>>(), ids);
    for check in covered {
        assert!(check.rules.is_empty() != check.decided.is_empty(), "{}: rules or a sentence", check.id);
        assert!(check.decided.is_empty() || check.decided.ends_with('.'), "{}", check.id);
        for rule in check.rules {
            assert!(verbale_validate::Rule::find(rule).is_some(), "{}: there is no rule {rule}", check.id);
        }
    }
}
