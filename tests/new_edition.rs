//! An edition that nobody foresaw needs only files: no Rust, no shipped schema touched.

use crate::support::Workdir;
use rust_xlsxwriter::Workbook;

const FILES: &[(&str, &str)] = &[
    (
        "survey/2031/edition.toml",
        r#"format = 1
instrument = "survey"
edition = "2031"
kind = "reply"
origin = "reconstructed"
title = "Survey on shelters"
source = "a test"
languages = ["en", "fr"]
years = [2030, 2030]

[[form]]
name = "form"
anchors = ["@title"]
state = "state"
sections = ["head", "shelters"]
answer = "@column.answer"
comment = "@column.remark"
"#,
    ),
    (
        "survey/2031/items.csv",
        "code,section,pillar,kind,unit,codelist,dimensions,required,parent,source,comment,paragraph\n\
         state,head,,contact,,,,yes,,sender,no,\n\
         shelters,shelters,protection,count,shelters,,,yes,,reply,yes,\n\
         funding,shelters,protection,choice,,funding,,,shelters,reply,no,\n",
    ),
    (
        "survey/2031/codelists/funding.csv",
        "code,label_en,label_fr,label_es,label_ru,label_ar,label_zh,aliases,draft,note\nstate,By the State,Par l'État,Por el Estado,Государством,من الدولة,国家,government,yes,\nprivate,Privately,Par des fonds privés,Con fondos privados,Частными лицами,من القطاع الخاص,私人,,yes,\n",
    ),
    (
        "survey/2031/labels/en.csv",
        "key,label,aliases,draft\n@title,Survey on shelters 2031,,yes\n@column.answer,Your answer,,yes\n@column.remark,Remark,,yes\n\
         state,Name of your State,,yes\nshelters,How many shelters are there?,,yes\nfunding,How are they funded?,,yes\n",
    ),
    (
        "survey/2031/labels/fr.csv",
        "key,label,aliases,draft\n@title,Enquête sur les refuges 2031,,yes\n@column.answer,Votre réponse,,yes\n@column.remark,Remarque,,yes\n\
         state,Nom de votre État,,yes\nshelters,Combien de refuges y a-t-il ?,,yes\nfunding,Comment sont-ils financés ?,,yes\n",
    ),
];

#[test]
fn a_workbook_of_an_edition_written_from_scratch_is_imported() {
    let dir = Workdir::new();
    for (name, text) in FILES {
        dir.write(&format!("mine/{name}"), text);
    }
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    let rows = [
        &["", "Enquête sur les refuges 2031"][..],
        &[],
        &["", "", "Votre réponse", "Remarque"],
        &["1", "Nom de votre État", "XAB"],
        &["2", "Combien de refuges y a-t-il ?", "1 204", "dont 3 en construction"],
        &["3", "Comment sont-ils financés ?", "Par l’Etat"],
    ];
    for (row, cells) in rows.iter().enumerate() {
        for (column, cell) in cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
            sheet.write_string(u32::try_from(row).unwrap(), u16::try_from(column).unwrap(), *cell).unwrap();
        }
    }
    workbook.save(dir.path().join("reply.xlsx")).unwrap();
    dir.run(&["import", "reply.xlsx", "--overlay", "mine"]).exits(0);
    let answers = dir.query("SELECT area, edition, item, pillar, number, code, text, raw, cell FROM current_answer ORDER BY item");
    assert_eq!(
        answers,
        [
            ["XAB", "2031", "funding", "protection", "", "state", "", "Par l’Etat", "C6"],
            ["XAB", "2031", "shelters", "protection", "1204", "", "", "1 204", "C5"],
            ["XAB", "2031", "shelters_comment", "protection", "", "", "dont 3 en construction", "dont 3 en construction", "D5"],
        ]
    );
    assert_eq!(dir.query("SELECT area, instrument, edition FROM respondent"), [["XAB", "survey", "2031"]]);
}
