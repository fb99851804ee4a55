//! Areas and citizenships: which one a label names, and what is noticed about it.

use crate::support::schemas;
use verbale_model::{Language, Schemas};
use verbale_normalize::area::{Lookup, resolve};

/// Where citizenships are looked up.
pub(crate) fn citizenships(schemas: &Schemas) -> Lookup<'_> {
    let list = schemas.lists.iter().find(|list| list.name == "citizenship_bucket").expect("the list");
    Lookup { schemas, list: Some(list), areas: true, language: Language::En }
}

/// `CODE word [codes with arguments]` in the year 2018.
fn shown(text: &str, lookup: &Lookup<'_>) -> String {
    let found = resolve(text, lookup);
    let code = found.code.map_or("!", |code| schemas().codes.text(code));
    let remarks = found.remarks(text, "citizenship", Some(2018), lookup);
    let remarks = remarks.iter().fold(String::new(), |shown, remark| {
        assert_eq!(remark.args.len(), remark.kind.args.len(), "{}", remark.kind.code);
        let args: Vec<String> = remark.args.iter().map(ToString::to_string).collect();
        shown + " " + remark.kind.code + "(" + &args.join("|") + ")"
    });
    format!("{code} {}{remarks}", found.word(lookup))
}

#[track_caller]
fn check(text: &str, expected: &str) {
    assert_eq!(shown(text, &citizenships(schemas())), expected, "{text}");
}

#[test]
fn names_and_how_they_stand_to_the_area() {
    check("Romania", "ROU official");
    check("  romania ", "ROU official");
    check("ROU", "ROU official");
    check("Rumania", "ROU official");
    check("罗马尼亚", "ROU official");
    check("Bolivia", "BOL alternative C02(Bolivia|Bolivia (Plurinational State of))");
    check("VIETNAM", "VNM alternative C02(VIETNAM|Viet Nam)");
    check("The Ukraine", "UKR alternative C02(The Ukraine|Ukraine)");
    check("Ukraine (the)", "UKR alternative C02(Ukraine (the)|Ukraine)");
    check("Burmese", "MMR demonym C04(Burmese|Myanmar)");
    check("roumain", "ROU demonym C04(roumain|Romania)");
    check("Mumbai, India", "IND subnational C06(Mumbai, India|India)");
    check("Kosovo under UNSCR 1244", "XKX designation C14(Kosovo under UNSCR 1244|Kosovo)");
    check("Kosovo", "XKX designation C14(Kosovo|Kosovo)");
    check("SAM", "SAM aggregate C08(SAM)");
}

#[test]
fn a_former_name_is_judged_by_the_year() {
    let lookup = citizenships(schemas());
    let found = resolve("Swaziland", &lookup);
    for (year, expected) in [(Some(2017), "C03a"), (Some(2018), "C03a"), (Some(2019), "C03b"), (None, "C03b")] {
        assert_eq!(found.kinds(year, &lookup)[0].code, expected, "{year:?}");
    }
    check("Swaziland", "SWZ former C03a(Swaziland|Eswatini|2018-04-19)");
    check("Burma", "MMR former C03b(Burma|Myanmar|1989-06-18)");
}

#[test]
fn buckets_are_codes_and_groups_among_them_are_noted() {
    check("Nationals", "_OWN code");
    check("own country", "_OWN code");
    check("Unknown", "_U code");
    check("no information", "_U code");
    check("Stateless", "_STATELESS code");
    check("Africa others", "_AFR_OTHER bucket C07(Africa others|Africa others)");
    check("M49 Region: Asia", "M49_142 bucket C07(M49 Region: Asia|Asia)");
    check("Rohingya", "_ROHINGYA bucket C07(Rohingya|Rohingya)");
    check("Foreigners", "_FOREIGN bucket C07(Foreigners|Foreign nationals)");
}

#[test]
fn damaged_text_is_repaired_only_where_it_is_certain() {
    check("TÃ¼rkiye", "TUR repaired S08(TÃ¼rkiye|Türkiye)");
    check("CÃ´te d'Ivoire", "CIV repaired S08(CÃ´te d'Ivoire|Côte d'Ivoire)");
    check("C�te d�Ivoire", "CIV repaired S08(C�te d�Ivoire|Côte d'Ivoire)");
    check("PER�", "PER repaired S08(PER�|Peru)");
    check("HONDURE�A", "HND repaired S08(HONDURE�A|Honduras) C04(HONDURE�A|Honduras)");
    check("Ciudadanos de su pa�s", "_OWN repaired S08(Ciudadanos de su pa�s|Nationals)");
    check("(especifique el pa�s)", "! S06 S08((especifique el pa�s)|(especifique el país)) S06((especifique el pa�s))");
    // Iran or Iraq: nothing is certain.
    check("Ira�", "! S08 S08(Ira�|)");
    check("Atl�ntida", "! S08 S08(Atl�ntida|)");
    check("Atlã©tis Ã©", "! C01 C01(Atlã©tis Ã©|)");
    check("�ndia", "IND repaired S08(�ndia|India)");
    check("M�li", "MLI repaired S08(M�li|Mali)");
    check("�r�n", "! S08 S08(�r�n|)");
    check("AtlÃ©tide", "! S08 S08(AtlÃ©tide|Atlétide)");
}

#[test]
fn counts_and_lists_are_not_labels() {
    for text in [
        "97 albanian",
        "3 nigériens et 1 tunisien",
        "2 maliens",
        "Aruba/Curacao",
        "Mali, Niger",
        "Mali and Niger",
        "Mali y Níger",
        "Мали и Нигер",
        "مالي والنيجر",
        "马里和尼日尔",
        "Mali/Atlantis",
        "Mali (3)",
        "٣ مالي",
        "0",
    ] {
        check(text, &format!("! C05 C05({text})"));
    }
    // Names that hold a word that joins are names.
    check("Trinidad and Tobago", "TTO official");
    check("Bosnia and Herzegovina", "BIH official");
}

#[test]
fn what_is_unknown_stays_unplaced_with_a_suggestion() {
    check("Kazakhstann", "! C01 C01(Kazakhstann|Kazakhstan)");
    check("Nigerria", "! C01 C01(Nigerria|Nigeria)");
    check("Atlantis", "! C01 C01(Atlantis|)");
    check("Mali (own)", "! C01 C01(Mali (own)|)");
    check("without", "! C01 C01(without|)");
    check("", "! C15 C15(citizenship)");
    check(" \u{a0}", "! C15 C15(citizenship)");
    check("N/A", "! C01 C01(N/A|)");
    check("TOTAL POR AÑO", "! S07 S07(TOTAL POR AÑO)");
    check("Nationality", "! S07 S07(Nationality)");
    check("(especifique otras nacionalidades)", "! S06 S06((especifique otras nacionalidades))");
}

#[test]
fn a_list_without_areas_has_its_own_finding() {
    let schemas = schemas();
    let list = schemas.lists.iter().find(|list| list.name == "sex").expect("the list");
    let lookup = Lookup { schemas, list: Some(list), areas: false, language: Language::En };
    for (text, expected) in [
        ("Female", "F code"),
        ("Total", "_T code"),
        ("Femenino", "F code"),
        ("Femal", "! C10 C10(citizenship|Femal|Female)"),
        ("Romania", "! C10 C10(citizenship|Romania|)"),
        ("FÃ©minin", "F repaired S08(FÃ©minin|Féminin)"),
        ("n/a", "! C10 C10(citizenship|n/a|)"),
        ("16–25", "! C10 C10(citizenship|16–25|)"),
    ] {
        assert_eq!(shown(text, &lookup), expected, "{text}");
    }
}
